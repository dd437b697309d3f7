// Embedded structs, pointers and interfaces: promoted fields and methods, shadowing, depth.
package main

import "fmt"

type base struct {
	id   int
	name string
}

func (b base) describe() string { return fmt.Sprint(b.name, "#", b.id) }
func (b *base) rename(s string) { b.name = s }

type animal interface{ sound() string }
type dog struct{ base }
type puppy struct {
	*dog
	age int
}
type loud struct {
	animal
	times int
}

func (d dog) sound() string { return "woof" }
func (l loud) sound() string {
	s := ""
	for i := 0; i < l.times; i++ {
		s += l.animal.sound()
	}
	return s
}

type a struct{ x int }
type b struct{ x, y int }
type ab struct {
	a
	b
	y string
}
type logger struct{ lines []string }

func (l *logger) log(s string) { l.lines = append(l.lines, s) }

type service struct {
	logger
	base
	int
}

type describer interface{ describe() string }

func main() {
	d := dog{base{1, "rex"}}
	d.rename("max")
	fmt.Println(d.describe(), d.name, d.base.name, d.id)
	p := puppy{&d, 2}
	p.rename("tiny")
	p.id = 9
	fmt.Println(p.describe(), d.describe(), p.dog.base.id, p.sound())
	var s animal = loud{d, 3}
	fmt.Println(s.sound(), loud{p, 2}.sound(), loud{s, 2}.sound())
	x := ab{a{1}, b{2, 3}, "y"}
	fmt.Println(x.a.x, x.b.x, x.y, x.b.y, x)
	var svc service
	svc.log("one")
	svc.rename("svc")
	svc.log("two")
	svc.int = 5
	fmt.Println(svc.lines, svc.describe(), svc.int, len(svc.logger.lines))
	for _, e := range []describer{d, &d, p, &p, svc.base, &svc} {
		fmt.Print(e.describe(), " ")
	}
	fmt.Println()
	fmt.Printf("%T %T %v\n", s, p.dog, x)
	q := dog{}
	q.base = d.base
	q.id++
	fmt.Println(q == d, q.id, d.id)
	anon := struct {
		base
		extra int
	}{base{3, "anon"}, 4}
	anon.rename("ANON")
	fmt.Println(anon.describe(), anon.extra)
	var e describer = anon
	fmt.Println(e.describe())
}
