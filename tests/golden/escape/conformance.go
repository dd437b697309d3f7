// The table of small functions: one flow each.
package main

type S struct {
	p   *int
	q   *S
	arr [2]*int
	sl  []*int
}

var g *int

func rangeKey(m map[*int]bool) *int {
	for k := range m {
		return k
	}
	return nil
}
func rangeArr(a [3]*int) *int {
	for _, v := range a {
		return v
	}
	return nil
}
func rangeArrP(a *[3]*int) *int {
	for _, v := range a {
		return v
	}
	return nil
}
func rangeStr(s string) (r rune) {
	for _, c := range s {
		r = c
	}
	return
}
func rangeInts(xs []int) (r int) {
	for _, x := range xs {
		r += x
	}
	return
}
func rangeCh(c chan *int) *int {
	for v := range c {
		return v
	}
	return nil
}
func app(xs []*int, p *int) []*int                    { return append(xs, p) }
func app2(xs, ys []*int) []*int                       { return append(xs, ys...) }
func appInts(xs, ys []int) []int                      { return append(xs, ys...) }
func cp(xs, ys []*int)                                { copy(xs, ys) }
func sl(xs []*int) []*int                             { return xs[1:] }
func arrsl(a *[3]*int) []*int                         { return a[:] }
func arrlocal() []int                                 { var a [3]int; return a[:] }
func pan(p *int)                                      { panic(p) }
func prnt(p *int, s string)                           { println(p, s) }
func cmp(p, q *int, i, j interface{}) bool            { return p == q && i == j }
func del(m map[string]int, k string)                  { delete(m, k) }
func mapget(m map[string]*int, k string) *int         { return m[k] }
func mapset(m map[string]*int, k string, p *int)      { m[k] = p }
func mapinc(m map[string]int, k string)               { m[k]++ }
func mapappend(m map[string][]*int, k string, p *int) { m[k] = append(m[k], p) }
func commaok(m map[string]*int, c chan *int, i interface{}) (*int, *int, *int) {
	a, _ := m["x"]
	b, _ := <-c
	d, _ := i.(*int)
	return a, b, d
}
func strcat(a, b string) string                { return a + b }
func strconst(a string) string                 { return "k" + a }
func ifacearg(i interface{ Do(*int) }, p *int) { i.Do(p) }
func clo(p *int) func() *int                   { return func() *int { return p } }
func clo2(p *int) *int                         { f := func() *int { return p }; return f() }
func clo3(p *int)                              { func() { g = p }() }
func clo4(p *int) int                          { return func() int { return *p }() }
func defr(p *int)                              { defer func() { g = p }() }
func defr2(p *int)                             { defer func(q *int) {}(p) }
func gor(p *int)                               { go func(q *int) {}(p) }
func st1(s S) *int                             { return s.q.q.p }
func st2(s *S) *int                            { return s.arr[0] }
func st3(s *S) *int                            { return s.sl[0] }
func st4(s *S) **int                           { return &s.p }
func st5(s *S) **int                           { return &s.sl[0] }
func st6(s S) **int                            { return &s.sl[0] }
func st7(s S) **int                            { return &s.p }
func st8(s *S) S                               { return *s }
func st9(s, t *S)                              { *s = *t }
func st10(s *S, p *int)                        { s.arr[0] = p; s.sl[1] = p }
func st11(p *int) S                            { var s S; s.arr[1] = p; return s }
func st12(p *int) *S                           { s := &S{p: p}; return s }
func st13(p *int) int                          { s := &S{p: p}; return *s.p }
func st14(p *int) int                          { s := &S{}; s.p = p; return *s.p }
func st15(p *int) int                          { var s S; s.p = p; return *s.p }
func un(p *int) uintptr                        { return 0 }

func main() {}
