// Types, methods, interfaces, closures, package variables.
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
)

type Node struct {
	key         string
	val         interface{}
	left, right *Node
	children    map[string]*Node
}

type Tree struct {
	root *Node
	n    int
	cmp  func(a, b string) int
}

func (t *Tree) insert(k string, v interface{}) *Node {
	pp := &t.root
	for *pp != nil {
		switch c := t.cmp(k, (*pp).key); {
		case c < 0:
			pp = &(*pp).left
		case c > 0:
			pp = &(*pp).right
		default:
			(*pp).val = v
			return *pp
		}
	}
	*pp = &Node{key: k, val: v}
	t.n++
	return *pp
}

func (n *Node) walk(f func(*Node) bool) bool {
	if n == nil {
		return true
	}
	return n.left.walk(f) && f(n) && n.right.walk(f)
}

type Big struct {
	a [12]*int
	s [6]string
	m map[int]int
}

func mkbig(p *int) Big {
	var b Big
	for i := range b.a {
		b.a[i] = p
	}
	for i := range b.s {
		b.s[i] = strconv.Itoa(i * i)
	}
	b.m = map[int]int{1: 2}
	return b
}

func usebig(b Big, k int) (int, Big) {
	b.s[0] = "changed" + strconv.Itoa(k)
	*b.a[3] += k
	return *b.a[3], b
}

type Stack []interface{}

func (s *Stack) push(x interface{}) { *s = append(*s, x) }
func (s *Stack) pop() interface{} {
	old := *s
	x := old[len(old)-1]
	*s = old[:len(old)-1]
	return x
}
func (s Stack) Len() int { return len(s) }

type Lener interface{ Len() int }
type LP interface {
	Lener
	push(interface{})
}

type Emb struct {
	*Stack
	Lener
	name string
}
type Celsius float64
type Weekday int

const (
	Sun Weekday = iota
	Mon
	Tue
)

func (d Weekday) String() string { return [...]string{"Sun", "Mon", "Tue"}[d] }
func (c Celsius) String() string { return fmt.Sprintf("%.1fC", float64(c)) }

var (
	table  = []string{"x", "y"}
	funcs  = map[string]func(int, int) int{"add": func(a, b int) int { return a + b }, "sub": sub}
	global *Node
	gm     = map[string][]int{"a": {1, 2}, "b": nil}
	arr    = [...]int{5: 1, 2, 1: 7}
	errX   = errors.New("x failed")
	gi     interface{} = 42
	gs     fmt2
	pair1, pair2 = two()
)

type fmt2 struct {
	a, b int
	s    []Weekday
}

func two() (int, string) { return 2, "zwei" }

func sub(a, b int) int { return a - b }

func fib() func() int {
	a, b := 0, 1
	return func() int {
		r := a
		a, b = b, a+b
		return r
	}
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func sieve(n int) (ps []int) {
	c := make([]bool, n+1)
	for i := 2; i <= n; i++ {
		if c[i] {
			continue
		}
		ps = append(ps, i)
		for j := i * i; j <= n; j += i {
			c[j] = true
		}
	}
	return
}

func qsort(a []int) {
	if len(a) < 2 {
		return
	}
	p := a[len(a)/2]
	i, j := 0, len(a)-1
	for i <= j {
		for a[i] < p {
			i++
		}
		for a[j] > p {
			j--
		}
		if i <= j {
			a[i], a[j] = a[j], a[i]
			i++
			j--
		}
	}
	qsort(a[:j+1])
	qsort(a[i:])
}

type Matrix [][]float64

func (m Matrix) mul(o Matrix) Matrix {
	r := make(Matrix, len(m))
	for i := range r {
		r[i] = make([]float64, len(o[0]))
		for j := range r[i] {
			for k := range o {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return r
}

func cmp(a, b string) int {
	if a < b {
		return -1
	} else if a > b {
		return 1
	}
	return 0
}

func multiret(x int) (q, r int, err error) {
	if x == 0 {
		return 0, 0, errX
	}
	return 100 / x, 100 % x, nil
}

func pass(x int) (int, int, error) { return multiret(x) }

func main() {
	t := &Tree{cmp: cmp}
	for i, w := range []string{"m", "c", "x", "a", "d", "z", "m"} {
		t.insert(w, i).children = map[string]*Node{w: t.root}
	}
	t.root.walk(func(n *Node) bool {
		fmt.Print(n.key, "=", n.val, " ", len(n.children), "; ")
		return n.key != "x"
	})
	fmt.Println(t.n)
	x := 10
	b := mkbig(&x)
	k, b2 := usebig(b, 5)
	fmt.Println(k, x, b.s[0], b2.s[0], b2.s[5], len(b2.m), b2.a[0] == b.a[11])
	bs := []Big{b, b2}
	bs[0].s[1] = "zz"
	bmap := map[string]Big{"q": b}
	fmt.Println(bs[0].s[1], b.s[1], bmap["q"].s[2], bmap["none"].s[2] == "")
	var s Stack
	s.push(1)
	s.push("two")
	s.push(3.5)
	fmt.Println(s.Len(), s.pop(), s.pop(), len(s))
	var l Lener = s
	fmt.Println(l.Len())
	var lp LP = &s
	lp.push(nil)
	fmt.Println(lp.Len(), l.Len())
	e := Emb{&s, s, "n"}
	e.push(7)
	fmt.Println(e.Lener.Len(), e.Stack.Len(), e.name)
	fmt.Println(Mon, Tue, Celsius(36.6), []Weekday{Sun, Mon})
	fmt.Printf("%v %d %s %T %q %x|%5d|%-5s|%05.1f|%t %+v\n", Mon, Mon, Mon, Mon, "hi", 255, 42, "ab", 3.14159, true, fmt2{1, 2, []Weekday{Tue}})
	fmt.Println(table, funcs["add"](2, 3), funcs["sub"](2, 3), gm, arr, len(arr), errX, gi, gs, pair1, pair2)
	f := fib()
	for i := 0; i < 10; i++ {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	y := 3
	fmt.Println(compose(func(a int) int { return a + y }, func(a int) int { y++; return a * 2 })(5), y)
	ps := sieve(50)
	fmt.Println(ps, len(ps))
	r := []int{}
	seed := uint32(1)
	for i := 0; i < 40; i++ {
		seed = seed*1664525 + 1013904223
		r = append(r, int(seed>>16)%100)
	}
	qsort(r)
	fmt.Println(r)
	m := Matrix{{1, 2}, {3, 4}}
	fmt.Println(m.mul(Matrix{{0, 1}, {1, 0}}))
	fmt.Println(pass(7))
	q, _, err := pass(0)
	fmt.Println(q, err == errX, err)
	var w error
	w = fmt.Errorf("wrap: %v", err)
	fmt.Println(w, w != nil)
	global = t.root
	global.left, global.right = global.right, global.left
	fmt.Println(global.left.key, global.right.key)
	var iface interface{} = global
	if n, ok := iface.(*Node); ok && n.key == "m" {
		fmt.Println("node", n.val.(int))
	}
	type key struct {
		a string
		b interface{}
	}
	km := map[key]int{{"a", 1}: 1, {"a", "1"}: 2}
	km[key{"a", 1}]++
	fmt.Println(km[key{"a", 1}], km[key{"a", "1"}], km[key{"b", nil}])
	im := map[interface{}]string{1: "int", "1": "str", 1.0: "f", [2]int{1, 2}: "arr", nil: "nil"}
	fmt.Println(im[1], im["1"], im[1.0], im[[2]int{1, 2}], im[nil], len(im))
	total := 0
	for k, v := range map[int]int{1: 10, 2: 20, 3: 30} {
		total += k * v
	}
	fmt.Println(total)
	var nilm map[string]int
	fmt.Println(nilm["a"], len(nilm))
	for range nilm {
		fmt.Println("never")
	}
	for i := range [3]struct{}{} {
		fmt.Print(i)
	}
	fmt.Println()
	var idx int
	var val string
	for idx, val = range table {
	}
	fmt.Println(idx, val)
	var holder struct{ i int }
	for holder.i = range table {
	}
	fmt.Println(holder)
	ch := 'x'
	switch ch {
	case 'a', 'e':
		fmt.Println("vowel")
	case 'x':
		fmt.Println("x!")
	}
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for i := 0; i < 3; i++ {
		i := i
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	var z struct{}
	var ze interface{} = z
	fmt.Println(z, ze == struct{}{})
	p1, p2 := new(int), new(*int)
	*p2 = p1
	**p2 = 8
	fmt.Println(*p1, p1 == *p2)
	a3 := [3]string{"a", "b"}
	s3 := a3[:]
	s3[2] = "c"
	pa3 := (*[2]string)(s3)
	fmt.Println(a3, pa3[1], len(pa3), strconv.Itoa(-45))
	if len(os.Args) > 5 {
		return
	}
	var u64 uint64 = 1 << 63
	fmt.Println(float64(u64), uint64(float64(u64)), int64(u64>>1), u64/3, u64%7, -5>>1)
	fmt.Println(7.0/2, 7/2, 1/3.0, float32(1)/3)
	println("done", len(os.Args) > 0)
}
