// Comparisons and statements that a C compiler would warn about and Go takes: constant answers,
// self-assignment, dead code, unused values, zero-size arrays.
package main

import "fmt"

type T struct {
	a, b int
	s    string
}

var gi int
var gf float64

func one() int { return 1 }

func unusedParam(a int, b string, c []int, d map[string]int, e interface{}, f func()) {}

func unusedLocals() {
	a := 1
	_ = a
	var b string
	_ = b
	c := []int{1}
	_ = c
	d := &T{}
	_ = d
	e, f := 1, "x"
	_, _ = e, f
	const k = 4
	type L int
	_ = L(3)
}

func noReturn(n int) int {
	for {
		if n > 3 {
			return n
		}
		n++
	}
}

func sw(n int) int {
	switch {
	case n > 1:
		return 1
	default:
		return 2
	}
}

func unreachable() int {
	return 1
	fmt.Println("never")
	return 2
}

func lbl() int {
L:
	for i := 0; i < 3; i++ {
		if i == 1 {
			break L
		}
	}
	goto end
end:
	return 0
}

func consts(u uint8, i int8, n uint) {
	fmt.Println(u >= 0, u < 0, u > 255, u <= 255, i > 127, i >= -128, n < 0, n >= 0)
	fmt.Println(u == 0, u/1, u%1, u*0, u&0, u|0, i<<0, i>>0)
}

func main() {
	x := 5
	fmt.Println(x == x, x != x, x < x, x <= x)
	f := 2.5
	fmt.Println(f == f, f != f, gf == gf, gi == gi)
	s := "a"
	fmt.Println(s == s, s != s)
	p := &x
	fmt.Println(p == p, &x == &x, &x == nil, nil != &x, p == &x, &gi == nil, &gi == &gi, &gi != p)
	t := T{1, 2, "s"}
	fmt.Println(t == t, &t == nil, &t.s == nil, &t == &t)
	arr := [2]int{1, 2}
	fmt.Println(arr == arr, &arr[0] == nil, &arr[1] == p, len(arr) > 5, arr[:] == nil)
	fmt.Println(true || x == 1, false && x == 1, true && true, !true)
	if false {
		fmt.Println("no")
	}
	if x > 3 && x > 3 || x < 0 && x < 0 {
		fmt.Println("dup")
	}
	x = x
	x, x = 1, 2
	fmt.Println(x&^x, x^x, x-x, x|x, x/x)
	for false {
	}
	for i := 0; i < 0; i++ {
	}
	var u uint
	for ; u > 0; u-- {
	}
	unusedParam(1, "", nil, nil, nil, nil)
	unusedLocals()
	fmt.Println(noReturn(1), sw(1), unreachable(), lbl())
	consts(1, 1, 1)
	one()
	if x == 1 {
	} else if x == 2 {
	} else {
	}
	{
	}
	switch x {
	}
	switch {
	case x == x:
	}
	var fn func()
	fmt.Println(fn == nil, one() == one(), main != nil)
	var m map[string]int
	fmt.Println(m == nil, []int(nil) == nil, []int{} == nil, &T{} == nil, new(int) == nil)
	var e interface{}
	fmt.Println(e == nil, e == e, interface{}(1) == nil)
	a := arr[0:0]
	a = arr[x-2 : 0]
	a = a[0:0:0]
	z := "abc"[0 : x-2]
	fmt.Println(a, z, "abc"[0:0], "abc"[3:])
	var bb [0]int
	fmt.Println(bb[0:0], len(bb))
	for range bb {
	}
	const c1 = "k"
	fmt.Println(c1[0] == 'k', c1 == "k", -9223372036854775808, x == -9223372036854775808, int64(-1<<63) == int64(x))
	var i8 int8 = -128
	i8 = -i8
	i8 = i8 / -1
	fmt.Println(i8, uint64(1<<64-1), int32(-1<<31))
	n := 0
	n <<= 63
	fmt.Println(n<<64, n>>64, 1<<uint(n), x<<3>>3)
}
