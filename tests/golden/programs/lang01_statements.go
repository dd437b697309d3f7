// Statements and expressions of many kinds, each printed.
package main

import "fmt"

type P struct{ x, y int }
type N struct {
	l, r *N
	v    int
}
type Shape interface {
	Area() float64
	Name() string
}
type Sq struct{ s float64 }
type Ci struct{ r float64 }

func (s Sq) Area() float64  { return s.s * s.s }
func (s Sq) Name() string   { return "sq" }
func (c *Ci) Area() float64 { return c.r * c.r * 3 }
func (c *Ci) Name() string  { return "ci" }

type MyErr struct{ code int }

func (e *MyErr) Error() string { return fmt.Sprint("err ", e.code) }

func mayFail(n int) (int, error) {
	if n > 2 {
		return 0, &MyErr{n}
	}
	return n * 2, nil
}

func classify(x interface{}) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int:
		return fmt.Sprint("int ", v+1)
	case string, []byte:
		return fmt.Sprintf("strish %v", v)
	case error:
		return "error " + v.Error()
	case interface{ String() string }:
		return "stringer"
	case P:
		return fmt.Sprint("P ", v.x, v.y)
	case *P:
		v.x++
		return fmt.Sprint("*P ", v.x)
	case func() int:
		return fmt.Sprint("func ", v())
	case map[string]int:
		return fmt.Sprint("map ", len(v))
	case [2]int:
		return fmt.Sprint("arr ", v[1])
	case Shape:
		return "shape " + v.Name()
	default:
		return fmt.Sprintf("other %T", v)
	}
}

func sw(n int) string {
	r := ""
	switch {
	case n < 0:
		r += "neg "
		fallthrough
	case n == 0:
		r += "zero "
	case n > 100:
		if n > 200 {
			break
		}
		r += "big "
		fallthrough
	default:
		r += "def "
		fallthrough
	case n == 5:
		r += "five "
	}
	switch n {
	case 1, 2, 3:
		r += "low"
	case f(n):
		r += "f"
	case 7:
		r += "seven"
	}
	switch x := n * 2; x {
	default:
		r += "?"
	case 4:
		r += "four"
	}
	return r
}

var calls int
var str0 = ""
var p0 []int

func f(n int) int { calls++; return n * (calls % 2) }

func build(d int) *N {
	if d == 0 {
		return nil
	}
	return &N{build(d - 1), build(d - 1), d}
}
func (n *N) sum() int {
	if n == nil {
		return 0
	}
	return n.l.sum() + n.r.sum() + n.v
}

func variadic(pre string, xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	fmt.Println(pre, len(xs), n)
	return
}

func multi() (a int, b string, c []int) { return 1, "two", []int{3} }

func named(n int) (res int, err error) {
	res = n
	if n > 3 {
		err = &MyErr{9}
		return
	}
	return res + 1, nil
}

func esc() *int {
	x := 5
	p := &x
	*p += 2
	return p
}

func counter() (func() int, func()) {
	c := 0
	return func() int { c++; return c }, func() { c = 100 }
}

func main() {
	if len(p0) > 0 { panic(1) }
	fmt.Println(sw(-1), sw(0), sw(1), sw(2), sw(5), sw(7), sw(150), sw(300), calls)
	p := P{1, 2}
	for _, x := range []interface{}{nil, 1, "s", []byte("hi"), &MyErr{3}, P{1, 2}, &p, func() int { return 4 }, map[string]int{"a": 1}, [2]int{1, 9}, Sq{2}, &Ci{1}, 2.5, int8(3), true} {
		fmt.Println(classify(x))
	}
	fmt.Println(p)
	for i := 0; i < 5; i++ {
		if v, err := mayFail(i); err != nil {
			fmt.Println("fail", err)
		} else {
			fmt.Println(v)
		}
	}
	fmt.Println(build(10).sum())
	variadic("a")
	variadic("b", 1, 2, 3)
	variadic("c", []int{4, 5}...)
	a, b, c := multi()
	fmt.Println(a, b, c)
	fmt.Println(named(1))
	fmt.Println(named(5))
	fmt.Println(*esc())
	inc, reset := counter()
	inc()
	inc()
	fmt.Println(inc())
	reset()
	fmt.Println(inc())
	var shapes []Shape
	shapes = append(shapes, Sq{3}, &Ci{2})
	for i, s := range shapes {
		fmt.Println(i, s.Name(), s.Area())
	}
	for i, r := range "aé世\xffz" {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	arr := [5]int{1, 2, 3}
	for i, v := range arr {
		arr[4-i] = v * 10
		fmt.Print(v, " ")
	}
	fmt.Println(arr)
	pa := &arr
	for i, v := range pa {
		pa[4-i] = v + 1
		fmt.Print(v, " ")
	}
	fmt.Println(arr, len(pa))
	for i := range pa {
		arr[i] = i
	}
	s := arr[1:4]
	s = append(s, 77)
	fmt.Println(s, len(s), cap(s), arr)
	s = append(s, 1, 2, 3)
	s[0] = -1
	fmt.Println(s, arr)
	i, j := 0, 1
	s[i], s[j] = s[j], s[i]
	i, s[i] = 2, 99
	fmt.Println(i, s)
	m := map[P]string{{1, 2}: "a", {3, 4}: "b"}
	m[P{1, 2}] += "x"
	fmt.Println(len(m), m[P{1, 2}], m[P{9, 9}] == "")
	mm := map[string][]int{}
	mm["a"] = append(mm["a"], 1, 2)
	mm["a"][0] += 5
	fmt.Println(mm)
	mi := map[string]int{}
	mi["z"] = len(mi)
	mi["q"]++
	mi["q"] /= 1
	mi["q"] <<= 3
	fmt.Println(mi)
	if v, ok := mi["nope"]; !ok {
		fmt.Println("absent", v)
	}
	var e interface{} = 3
	n, ok := e.(int)
	st, ok2 := e.(string)
	fmt.Println(n, ok, st == "", ok2)
	_, ok = e.(Shape)
	fmt.Println(ok, e == 3, e != "x", e == nil)
outer:
	for i := 0; i < 3; i++ {
		for j := 0; j < 3; j++ {
			switch {
			case j == 1:
				continue outer
			case i == 2:
				break outer
			}
			fmt.Print(i, j, ";")
		}
	}
	fmt.Println()
	k := 0
loop:
	if k < 3 {
		x := k
		px := &x
		*px++
		k = *px
		goto loop
	}
	fmt.Println(k)
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = -128
	i8 = -i8
	i32 := int32(1 << 30)
	i32 *= 4
	var u uint = 3
	fmt.Println(u8, i8, i32, 1<<u, -7/2, -7%3, 7&^2, ^5, u-4)
	sh := 70
	fmt.Println(1<<sh, int64(-8)>>sh, uint32(1)<<31, i8<<7)
	fl := 3.99
	fmt.Println(int(fl), int(-fl), uint8(int(fl)), float32(0.1), float64(float32(0.1)))
	bs := []byte("hello")
	bs[0] = 'H'
	fmt.Println(string(bs), string([]rune{72, 0x4e16}), []rune("é世" + str0), string(rune(65)), string(bs[1:3]))
	str := "a" + string(bs) + "b"
	str += "!"
	fmt.Println(str, len(str), str[1], str[1:3], str > "b", str == "aHellob!")
	func() {
		fmt.Println("lit", k, str)
	}()
	var fn func(int) int
	fn = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * fn(n-1)
	}
	fmt.Println(fn(10), fn == nil)
	var grid [3][4]int
	for i := range grid {
		for j := range grid[i] {
			grid[i][j] = i * j
		}
	}
	g2 := grid
	g2[2][3] = 100
	fmt.Println(grid, g2[2][3], grid == g2)
	type T struct {
		P
		name string
		tags []string
		m    map[string]int
	}
	t := T{P: P{5, 6}, name: "t"}
	t.x++
	t.m = map[string]int{"k": 1}
	t.m["k"] += 5
	pt := &t
	pt.tags = append(pt.tags, "q")
	t2 := *pt
	t2.name = "t2"
	fmt.Println(t.x, t.P.y, pt.m["k"], t.tags, t2.name, t.name, t2.P == t.P)
	var np *N
	fmt.Println(np == nil, np.sum())
	copyd := make([]int, 2)
	fmt.Println(copy(copyd, []int{7, 8, 9}), copyd, copy(bs, "yo"), string(bs))
	const big = 1 << 40
	fmt.Println(big, uint64(1<<63), -1<<63, 'a', 1e3, 2.5e-3)
	x3 := s[1:2:3]
	fmt.Println(len(x3), cap(x3))
	delete(mi, "q")
	fmt.Println(len(mi))
	var ifc Shape
	fmt.Println(ifc == nil)
	ifc = Sq{1}
	if sq, ok := ifc.(Sq); ok {
		fmt.Println(sq.s)
	}
	var e2 interface{} = ifc
	_, isShape := e2.(Shape)
	fmt.Println(isShape, e2 == (Sq{1}), ifc == (Sq{1}))
}
