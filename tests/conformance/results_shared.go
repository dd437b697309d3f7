// Named results that live where others see them: each return reaches them, all values first.
package main

import "fmt"

var keep *int
var keeps *string
var keepe *interface{}
var kf func() int
var seti func(int) int

type T struct {
	a, b int
	s    string
	p    *int
}

type I interface{ Get() int }

func (t T) Get() int   { return t.a }
func (t *T) Set(a int) { t.a = a }

//go:noinline
func two() (int, string) { return 8, "nine" }

//go:noinline
func three(n int) (int, int, int) { return n + 1, n + 2, n + 3 }

func constant() (n int)         { keep = &n; return 5 }
func itself() (n int)           { keep = &n; n = 3; return n }
func bare() (n int)             { keep = &n; n = 4; return }
func computed() (n int)         { keep = &n; n = 4; return n*n + 1 }
func other() (n int)            { keep = &n; m := 11; return m }
func called() (n int)           { keep = &n; n = 1; return constant() }
func zero() (n int)             { keep = &n; n = 1; return 0 }
func text() (s string)          { keeps = &s; s = "a"; return s + "b" }
func iface() (e interface{})    { keepe = &e; return 7 }
func niliface() (e interface{}) { keepe = &e; e = 1; return nil }

func swap() (a, b int) {
	keep = &a
	a, b = 1, 2
	return b, a
}
func swapBoth() (a, b int) {
	keep = &a
	q := &b
	kf = func() int { return *q }
	a, b = 1, 2
	return b, a
}
func rotate() (a, b, c int) {
	kf = func() int { return a*100 + b*10 + c }
	a, b, c = 1, 2, 3
	return c, a, b
}
func tuple() (n int, s string) {
	keep, keeps = &n, &s
	return two()
}
func tupleConv() (n interface{}, s I, e interface{}) {
	keepe = &e
	f := func() (int, I, string) { return 1, nil, "z" }
	return f()
}
func threeOf() (x, y, z int) {
	kf = func() int { return x*100 + y*10 + z }
	return three(x)
}
func captured() (r int) {
	kf = func() int { r++; return r }
	return 40
}
func changing() (r, q int) {
	seti = func(k int) int { r += k; return r }
	return seti(1) + r, seti(10) + r
}
func inner() (r int) {
	f := func() (q int) {
		keep = &q
		r = 5
		return r + 1
	}
	kf = func() int { return r }
	return f() + r
}
func deep() (r int) {
	return func() (s int) {
		return func() (t int) {
			kf = func() int { r++; s++; t++; return r*100 + s*10 + t }
			return 3
		}() + 1
	}() + 1
}
func loop() (n int) {
	for i := 0; ; i++ {
		if i == 3 {
			keep = &n
			return i * 2
		}
	}
}
func branches(k int) (n int) {
	keep = &n
	switch k {
	case 0:
		return 10
	case 1:
		n = 9
		return
	}
	if k == 2 {
		return n + 12
	}
	return k
}
func structure() (t T) {
	keep = &t.b
	t = T{1, 2, "t", nil}
	return T{t.b, t.a, t.s + "u", &t.a}
}
func array() (a [3]int) {
	p := &a[1]
	kf = func() int { return *p }
	a = [3]int{1, 2, 3}
	return [3]int{a[2], a[1] * 5, a[0]}
}
func pointer() (p *int) {
	kf = func() int { return *p }
	x := 66
	return &x
}
func boxed() (i I) {
	kf = func() int { return i.Get() }
	return T{a: 12}
}
func self() (n *T) {
	n = &T{a: 1}
	kf = func() int { return n.a }
	return &T{a: n.a + 1}
}
func slice() (s []int) {
	kf = func() int { return len(s) }
	s = []int{1, 2, 3}
	return s[1:]
}
func mapped() (m map[string]int) {
	kf = func() int { return m["k"] }
	m = map[string]int{"k": 1}
	return map[string]int{"k": m["k"] + 5}
}
func (t T) method() (r T, p *T) {
	p = &r
	r = t
	r.a++
	return T{r.b, r.a, "m", nil}, p
}
func blank() (_ int, n int) {
	keep = &n
	return 3, 4
}
func params(a, b int) (r int) {
	kf = func() int { return r + a + b }
	a = 5
	return a + b
}
func recursive(n int) (r int) {
	p := &r
	defer0 := func() int { return *p }
	if n == 0 {
		kf = defer0
		return 1
	}
	return recursive(n-1)*2 + *p
}
func address() (n int, p *int) {
	n = 3
	return 4, &n
}
func local() (n int) {
	p := &n
	*p = 2
	return *p + n
}
func localSwap() (a, b int) {
	p, q := &a, &b
	*p, *q = 1, 2
	return *q, *p
}
func big() (t [40]*int, n int) {
	keep = &n
	t[3] = keep
	return t, *t[3] + 9
}

func main() {
	fmt.Println(constant(), *keep)
	fmt.Println(itself(), *keep)
	fmt.Println(bare(), *keep)
	fmt.Println(computed(), *keep)
	fmt.Println(other(), *keep)
	fmt.Println(called(), *keep)
	fmt.Println(zero(), *keep)
	fmt.Println(text(), *keeps)
	fmt.Println(iface(), *keepe)
	fmt.Println(niliface(), *keepe)
	fmt.Println(swap())
	fmt.Println(*keep)
	fmt.Println(swapBoth())
	fmt.Println(*keep, kf())
	fmt.Println(rotate())
	fmt.Println(kf())
	fmt.Println(tuple())
	fmt.Println(*keep, *keeps)
	fmt.Println(tupleConv())
	fmt.Println(*keepe)
	fmt.Println(threeOf())
	fmt.Println(kf())
	fmt.Println(captured(), kf(), kf())
	fmt.Println(changing())
	fmt.Println(seti(0))
	fmt.Println(inner(), *keep, kf())
	fmt.Println(deep(), kf(), kf())
	fmt.Println(loop(), *keep)
	for k := 0; k < 4; k++ {
		fmt.Println(branches(k), *keep)
	}
	t := structure()
	fmt.Println(t.a, t.b, t.s, *t.p, *keep)
	fmt.Println(array(), kf())
	fmt.Println(*pointer(), kf())
	fmt.Println(boxed().Get(), kf())
	fmt.Println(self().a, kf())
	fmt.Println(slice(), kf())
	fmt.Println(mapped(), kf())
	r, p := T{a: 1, b: 7}.method()
	fmt.Println(r, *p)
	fmt.Println(blank())
	fmt.Println(*keep)
	fmt.Println(params(1, 2), kf())
	fmt.Println(recursive(4), kf())
	n, q := address()
	fmt.Println(n, *q)
	fmt.Println(local())
	fmt.Println(localSwap())
	b, m := big()
	fmt.Println(*b[3], m, *keep)
}
