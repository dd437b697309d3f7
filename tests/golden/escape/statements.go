// Every kind of statement, with something that flows through it.
package main

type T struct {
	p    *int
	next *T
}

var g *int
var gi interface{}

func deadIf(p, q *int) {
	if false {
		g = p
		_ = func() { g = q }
	}
	if true || p == nil {
		x := 1
		_ = &x
	} else {
		g = p
	}
	if true {
		return
	}
	g = q
}

func deadSwitch(p, q *int) {
	switch 2 {
	case 1:
		g = p
	case 2:
		_ = q
	}
	switch {
	case false:
		g = p
	}
}

func afterReturn(p *int) {
	return
	g = p
}

func gotoLoop() {
	var keep *int
L:
	x := 1
	keep = &x
	_ = keep
	if x > 0 {
		goto L
	}
}

func gotoForward() {
	var keep *int
	goto L
L:
	x := 1
	keep = &x
	_ = keep
}

func gotoBlock(n int) {
	var keep *int
	{
	L:
		if n > 0 {
			n--
			goto L
		}
	}
	x := 1
	keep = &x
	_ = keep
}

func loopVar() {
	var keep []*int
	for i := 0; i < 3; i++ {
		j := i
		keep = append(keep, &j)
	}
	var last *int
	for i := 0; i < 3; i++ {
		k := i
		last = &k
	}
	_ = last
	for i := 0; i < 3; i++ {
		last = &i
	}
}

func rangeVars(ps []*int, m map[string]*T, c chan *int, s string) (r *int) {
	for i, p := range ps {
		if i > 0 {
			r = p
		}
	}
	for k, v := range m {
		_ = k
		r = v.p
	}
	for p := range c {
		r = p
	}
	for _, b := range s {
		x := b
		_ = &x
	}
	for i := range ps {
		gi = &i
	}
	return
}

func typeSwitch(x interface{}) (r *int) {
	switch y := x.(type) {
	case *int:
		r = y
	case T:
		r = y.p
	case *T:
		g = y.p
	case int, string:
		gi = y
	case nil:
		_ = y
	default:
		_ = y
	}
	switch x.(type) {
	case int:
	}
	switch z := x.(type) {
	case int:
		g = &z
	}
	return
}

func selects(c chan *int, d chan int, p *int) {
	select {
	case v := <-c:
		g = v
	case v, ok := <-d:
		_ = ok
		gi = &v
	case c <- p:
	default:
		x := 1
		g = &x
	}
}

func goes(p *int, s string) {
	go func() {}()
	go func() { g = p }()
	go take(p)
	go takes(s, p, 1, s)
	go println(p, s)
	go new(T).link(nil)
}

func defers(p *int, c chan int, m map[int]int) {
	defer func() {}()
	defer func() { _ = p }()
	defer take(p)
	defer takes("a", p, len(m), *p)
	defer close(c)
	defer delete(m, 1)
	defer panic(*p)
	defer recover()
	for i := 0; i < 2; i++ {
		defer take(&i)
		defer func(n *int) { _ = n }(p)
		defer (&T{}).link(&T{})
		defer func() {}()
		f := func() {}
		defer f()
	}
}

func take(p *int)                                    {}
func takes(s string, p *int, xs ...interface{})      {}
func (t *T) link(o *T)                               { t.next = o }
func assignOps(m map[string]int, s, k string) string { m[k] += len(s); m[s]++; s += k + k; return s }

func multi() (a, b *int) {
	x, y := 1, 2
	a, b = &x, nil
	b, _ = a, &y
	return b, a
}

func named() (r *int, err error) {
	defer func() { r = nil }()
	x := 1
	return &x, nil
}

func shadow() (r *int) {
	{
		r := new(int)
		_ = r
	}
	if r := new(int); r != nil {
		g = r
	}
	var _ = new(int)
	_ = new(T)
	var q, z *T = &T{}, new(T)
	_ = q
	return z.p
}

var sink = leak(new(int))
var static = &T{}
var table = map[string]*T{"a": {}, "b": {p: new(int)}}
var fn = func() *int { x := 1; return &x }
var fn2 = wrap(func() *int { y := 1; return &y })

func leak(p *int) *int               { return p }
func wrap(f func() *int) func() *int { return f }
func init()                          { z := 3; g = &z }
func main()                          {}
