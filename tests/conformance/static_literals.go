// Literals with constant and other parts: order, copies, maps filled from tables, and pointers to
// the heap in static data across collections.
package main

import (
	"fmt"
	"runtime"
)

type T struct {
	n int
	s string
	p *int
}

var order []string

func note(s string, v int) int { order = append(order, s); return v }

// Parts of literals are evaluated in the order of the source, variables in that of their needs.
var a = []int{note("a0", 1), 7, note("a2", b+1)}
var b = note("b", 10)
var c = T{note("c", 3), "c", &d}
var d = note("d", 4)
var e = map[int]int{note("e0", 1): note("e1", 2), 5: 6, note("e2", 7): 8}
var keyed = [...]int{3: note("k3", 3), 1: note("k1", 1)}
var deep = []*T{{n: note("deep0", 1)}, {p: &a[1]}, {s: "x", n: note("deep2", 2)}}
var boxed interface{} = T{n: note("boxed", 5), s: "b"}
var double = map[int]string{one(): "dynamic", 1: "static"}

func one() int { return 1 }

func strings10() []string {
	return []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
}

func structs(x int, q *int) []T {
	return []T{{1, "one", nil}, {x, "x", q}, {3, "three", nil}, {4, "four", q}, {5, "five", nil}, {6, "six", nil}}
}

func array(x int) [70]int {
	return [70]int{1, 2, 3, x, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
		31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69: x * 2}
}

func words() map[string]int {
	return map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": 10, "k": 11, "l": 12, "m": 13,
		"n": 14, "o": 15, "p": 16, "q": 17, "r": 18, "s": 19, "t": 20, "u": 21, "v": 22, "w": 23, "x": 24, "y": 25, "z": 26, "aa": 27}
}

func mixed(k string, v *int) map[string]*int {
	return map[string]*int{"a": nil, k: v, "b": nil, "c": nil, "d": nil, "e": nil, "f": nil, "g": nil, "h": nil, "i": nil, "j": nil,
		"k": nil, "l": nil, "m": nil, "n": nil, "o": nil, "p": nil, "q": nil, "r": nil, "s": nil, "t": nil, "u": nil, "v": nil, "w": nil,
		"x": nil, "y": nil, "z": nil}
}

func any27() map[interface{}]interface{} {
	return map[interface{}]interface{}{1: "a", 2: nil, "3": 3.5, 4.5: T{n: 4}, 'x': 1, true: false, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1,
		13: 1, 14: 1, 15: 1, 16: 1, 17: 1, 18: 1, 19: 1, 20: 1, 21: 1, 22: 1, 23: 1, 24: 1, 25: 1, 26: 1, 27: 1}
}

func set() map[string]struct{} {
	return map[string]struct{}{"a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}, "g": {}, "h": {}, "i": {}, "j": {}, "k": {}, "l": {},
		"m": {}, "n": {}, "o": {}, "p": {}, "q": {}, "r": {}, "s": {}, "t": {}, "u": {}, "v": {}, "w": {}, "x": {}, "y": {}, "z": {}}
}

var grow = []*T{{n: 1}, {n: 2}, {n: 3}}
var loops = &T{p: new(int)}

// Literals whose parts are in the heap, kept by package variables across collections.
func churn() {
	for i := 0; i < 200; i++ {
		v := i
		grow[i%3] = &T{n: i, p: &v, s: fmt.Sprint("s", i)}
		loops.p = &v
		c.p = grow[i%3].p
		if i%50 == 0 {
			runtime.GC()
		}
		for k, g := range grow {
			if g.p != nil && *g.p != g.n {
				panic(fmt.Sprint("lost ", k))
			}
		}
	}
	fmt.Println(grow[0].n, grow[0].s, *grow[1].p, *loops.p, *c.p)
}

func main() {
	fmt.Println(order)
	fmt.Println(a, b, c.n, *c.p, e, keyed, len(keyed), deep[0].n, *deep[1].p, deep[2].n, boxed, double)
	s, t := strings10(), strings10()
	s[3] = "changed"
	fmt.Println(s, t, strings10()[3])
	x := 9
	u, v := structs(7, &x), structs(8, &x)
	u[0].s = "other"
	*u[1].p = 10
	fmt.Println(u[0], v[0], u[1].n, v[1].n, *v[3].p, len(u), cap(u))
	w := array(50)
	w[0] = 100
	w2 := array(51)
	fmt.Println(w[0], w[3], w[69], w[68], w2[0], w2[3], w2[69])
	var fs []func() int
	for i := 0; i < 3; i++ {
		lit := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, i}
		str := [...]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
		str[i] += "!"
		fs = append(fs, func() int { lit[0] += i + len(str[2]); return lit[0]*100 + lit[9] })
	}
	for _, f := range fs {
		fmt.Println(f(), f())
	}
	m := words()
	m["a"] = 100
	delete(m, "b")
	fmt.Println(len(m), len(words()), words()["a"], m["zz"], m["aa"])
	mm := mixed("!", &x)
	fmt.Println(len(mm), *mm["!"], mm["z"])
	mm = mixed("a", &x)
	fmt.Println(len(mm), mm["a"] != nil)
	an := any27()
	fmt.Println(len(an), an[1], an[2], an["3"], an[4.5], an['x'], an[true], an[27])
	fmt.Println(len(set()), len(set()))
	churn()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := 0; i < 10; i++ {
		var in interface{} = T{1, "const", nil}
		boxed = in
	}
	runtime.ReadMemStats(&after)
	fmt.Println(after.Mallocs - before.Mallocs)
}
