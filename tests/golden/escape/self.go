// Self-assignments.
package main

type B struct {
	buf  []byte
	arr  [8]byte
	str  string
	p, q *int
	in   struct{ a, b *int }
	next *B
	ps   []*int
	pa   *[4]int
}

func (b *B) cut(n, m int) { b.buf = b.buf[n:m] }
func (b *B) arrayCut()    { b.buf = b.arr[1:] }
func (b *B) stringCut()   { b.str = b.str[1:] }
func (b *B) swap()        { b.p, b.q = b.q, b.p }
func (b *B) inner()       { b.in.a = b.in.b }
func (b *B) other(o *B)   { b.p = o.p }
func (b *B) chain()       { b.next.p = b.next.q }
func value(b B)           { b.p = b.q }
func index(b *B, i int)   { b.ps[i] = b.ps[i+1] }
func indexCall(b *B)      { b.ps[one()] = b.ps[2] }
func deref(p *[]int)      { *p = (*p)[1:] }
func three(b *B)          { b.buf = b.buf[0:1:2] }
func nested() {
	b := &B{}
	func() { b.buf = b.buf[1:] }()
	func() { b.p = b.q }()
}
func notSame(a, b *B) { a.buf = b.buf[1:] }
func one() int        { return 1 }
func main()           {}
