// Methods that panic while fmt prints: what stands in the output instead.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

type T int

func (t T) String() string {
	switch t {
	case 1:
		panic("text")
	case 2:
		panic(errors.New("an error"))
	case 3:
		panic(17)
	case 4:
		panic(T(0))
	case 5:
		panic(nil)
	case 6:
		var p *struct{ x int }
		return strconv.Itoa(p.x)
	case 7:
		return []string{"a"}[t]
	case 8:
		var i interface{} = 5
		return i.(string)
	case 9:
		panic(2.5)
	case 10:
		panic([]int{1, 2})
	case 11:
		panic(struct{ a, b int }{1, 2})
	case 12:
		zero := int(t) - 12
		return strconv.Itoa(1 / zero)
	case 13:
		panic(fmt.Sprintf("inner %v", T(1)))
	case 14:
		panic(&point{1, 2})
	}
	return "T" + strconv.Itoa(int(t))
}

type point struct{ x, y int }

type E struct{ code int }

func (e *E) Error() string { return strconv.Itoa(e.code) }

type VE struct{ code int }

func (e VE) Error() string {
	if e.code < 0 {
		panic(VE{-e.code})
	}
	return strconv.Itoa(e.code)
}

type G struct{ n int }

func (g G) GoString() string { panic("no go string") }
func (g G) String() string   { return "G" }

type Both struct{}

func (Both) Error() string  { panic("from Error") }
func (Both) String() string { return "never" }

type hidden struct{ t T }
type shown struct{ T T }
type embedded struct{ error }
type stringer interface{ String() string }
type embedded2 struct{ stringer }

func long(n int) string {
	s := ""
	for i := 0; i < n; i++ {
		s += "x"
	}
	return s
}

type L int

func (l L) String() string {
	if l < 0 {
		panic(long(int(-l)))
	}
	return long(int(l))
}

func main() {
	for i := T(0); i <= 14; i++ {
		if i != 14 {
			fmt.Println(int(i), i, "after")
		}
	}
	fmt.Printf("%v|%s|%q|%x|%X|%d|%5d|%t\n", T(1), T(1), T(1), T(1), T(1), T(1), T(1), T(1))
	fmt.Printf("%+v|%10v|%-10v|%.2v|%05v|%#v\n", T(1), T(1), T(1), T(1), T(1), T(1))
	fmt.Printf("%10v|%-10v|%.2s|%v\n", T(0), T(0), T(0), T(3))
	fmt.Println([]T{1, 0, 2}, [2]T{3, 4}, map[T]T{1: 2, 0: 1}, []interface{}{T(1), nil, T(2)})
	fmt.Println(hidden{1}, shown{1}, &hidden{2}, &shown{2}, []*E{nil, {1}})
	fmt.Printf("%v %+v %#v\n", shown{1}, shown{1}, shown{1})
	var e *E
	var pt *T
	var pve *VE
	fmt.Println(e, pt, pve, error(e), VE{-3}, VE{4}, &VE{5})
	fmt.Printf("%v %s %d %q %x\n", e, e, pt, pt, pve)
	fmt.Printf("%v %#v %s\n", G{1}, G{1}, G{1})
	fmt.Printf("%v %#v\n", Both{}, Both{})
	fmt.Println(embedded{}, embedded2{}, &embedded{}, embedded{VE{1}}, embedded2{T(2)})
	fmt.Printf("%d %v %s\n", embedded{}, embedded2{}, embedded{})
	fmt.Println(fmt.Sprint(T(1), T(2)), fmt.Sprintln(T(3)), fmt.Sprintf("%v", T(4)))
	fmt.Println(fmt.Errorf("wrapped %w and %v", VE{-1}, T(1)))
	s := fmt.Sprint(L(-3000), L(3000), L(-5), T(2))
	fmt.Println(len(s), s[:40], s[len(s)-60:])
	fmt.Printf("%v%!%v\n", T(1), T(2))
	fmt.Printf("%z %v\n", T(1), T(0))
}
