// Types whose spelling ends a C comment, and an element of a converted
// array.
package main

import "fmt"

type T struct{ n int }

func (t T) M() int { return t.n }

type I interface{ M() int }

type A [100]int
type B A

type S struct{ arr A }

func sum(p *S, k int) int { return B(p.arr)[k] }

func main() {
	var i I = struct {
		T "*/ oops"
	}{T{1}}
	println(i.M())
	l := []struct {
		b int "a*/b /* c"
	}{{1}, {2}}
	println(len(l), l[1].b)
	p := new(struct {
		x int "*/ return; /*"
	})
	p.x = 3
	fmt.Println(p.x)
	println(sum(&S{A{5: 7}}, 5))
}
