// Keys of every comparable kind: integers, floats, strings, bools, arrays, structs, interfaces.
package main

import "fmt"

type point struct{ x, y int }
type key struct {
	name string
	at   point
	tag  interface{}
}
type stringer interface{ String() string }
type named string

func (n named) String() string { return "<" + string(n) + ">" }

func main() {
	i8 := map[int8]int{-128: 1, 127: 2}
	u16 := map[uint16]string{65535: "max"}
	i32 := map[int32]int{-1: 1}
	fmt.Println(i8[-128], u16[65535], i32[-1], u16[1] == "")
	f := map[float64]string{0.5: "half", 1e100: "big"}
	zero := 0.0
	f[zero] = "zero"
	f[-zero] = "minus zero"
	fmt.Println(f[0.5], f[1e100], f[0], len(f))
	b := map[bool]int{true: 1}
	b[false]--
	fmt.Println(b)
	a := map[[2]string]int{{"a", "b"}: 1}
	a[[2]string{"a", "c"}]++
	a[[...]string{"a", "b"}]++
	fmt.Println(a)
	p := map[point]string{{1, 2}: "p"}
	p[point{y: 2, x: 1}] += "q"
	fmt.Println(p, p[point{}] == "")
	k := map[key]int{}
	k[key{"n", point{1, 1}, 5}] = 1
	k[key{"n", point{1, 1}, "5"}] = 2
	k[key{"n", point{1, 1}, int8(5)}] = 3
	k[key{"n", point{1, 1}, 5}] += 10
	fmt.Println(len(k), k[key{"n", point{1, 1}, 5}], k[key{"n", point{1, 1}, nil}])
	e := map[interface{}]string{1: "int", "1": "string", 1.0: "float", point{1, 1}: "point", nil: "nil", int8(1): "int8", [1]int{1}: "array"}
	fmt.Println(len(e), e[1], e["1"], e[1.0], e[point{1, 1}], e[nil], e[int8(1)], e[[1]int{1}], e[uint(1)] == "")
	var n interface{} = "1"
	_, ok := e[n]
	delete(e, n)
	_, ok2 := e["1"]
	fmt.Println(ok, ok2, len(e))
	s := map[stringer]int{named("a"): 1}
	s[named("a")]++
	s[nil] = 7
	fmt.Println(len(s), s[named("a")], s[nil], s[named("b")])
	ptr := map[*point]int{}
	x, y := &point{1, 1}, &point{1, 1}
	ptr[x], ptr[y] = 1, 2
	fmt.Println(len(ptr), ptr[x], ptr[y], ptr[nil])
	r := map[rune]int{}
	for _, c := range "hello" {
		r[c]++
	}
	fmt.Println(r['l'], r['h'], r['z'])
	by := map[byte]bool{'a': true}
	fmt.Println(by["abc"[0]], by['b'])
	empty := map[struct{}]int{}
	empty[struct{}{}]++
	empty[struct{}{}]++
	fmt.Println(empty)
	long := map[[20]int]int{{19: 1}: 4}
	fmt.Println(long[[20]int{19: 1}], long[[20]int{}])
}
