// What print and println take early: lengths, before the calls beside them; variables and elements come
// late.
package main

import "fmt"

var m = map[string]int{"a": 1}
var s = "abc"
var sl = []int{1, 2, 3}
var arr [4]int
var pa = &arr

func f() int      { m = map[string]int{}; s = ""; sl = nil; pa = nil; return 5 }
func g() int      { sl = []int{7, 8, 9, 10}; s = "changed"; return 6 }
func fm() int     { m["b"] = 1; return 5 }
func reset() bool { m = map[string]int{"a": 1}; s = "abc"; sl = []int{1, 2, 3}; pa = &arr; return true }

type T struct {
	m map[string]int
	s []int
}

func (t *T) add() int { t.m["q"] = 1; t.s = append(t.s, 1); return len(t.m) }

func lm() int { return len(m) }

func main() {
	println("x", len(m), f())
	reset()
	println(len(m), fm())
	reset()
	println(len(s), len(sl), cap(sl), f())
	reset()
	println(len(pa), f())
	reset()
	println("x", lm(), f(), lm())
	reset()
	t := T{m: map[string]int{}}
	println("x", len(t.m), t.add(), len(t.m), len(t.s))
	pt := &t
	println("x", len(pt.m), pt.add(), len(pt.m), len(pt.s), cap(pt.s) > 0)
	lmm := map[string]int{}
	println("x", len(lmm), func() int { lmm["a"] = 1; return 2 }())
	add := func() int { lmm["c"] = 1; return 2 }
	println("x", len(lmm), add())
	if len(lmm) != add() {
		println("y", -len(lmm), add(), len(lmm)+1)
	}
	println("z", len(lmm) == 2, add(), len(lmm) > 1)
	println("z", float64(len(lmm)), add())
	for i := 0; i < 1; i++ {
		println(i, len(sl), f(), len(sl))
	}
	reset()
	fmt.Println(len(m), f())
	reset()
	println(len([]byte(s)), f())
	reset()
	println(len(string([]byte(s))), f())
	reset()
	println(len(s+"x"), f())
	reset()
	println(len([]rune(s)), f())
	reset()
	println(len(m)+len(s), f(), lm())
	reset()
	switch len(m) {
	case f() - 4:
		println("a")
	}
	reset()
	println(sl[0], sl[2], g(), sl[0])
	reset()
	println(len(m), cap(sl), s, g(), s, len(sl))
}
