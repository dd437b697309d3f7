// Each line with a name behind it stores pointers in one way. planted.sh takes the barrier of one
// after the other away, and expects wbshadow to name the object, the field and the line.
package main

import (
	"errors"
	"sort"
	"sync/atomic"
	"unsafe"
)

type node struct {
	name string
	next *node
	any  interface{}
	err  error
	list []*node
	pair [2]*node
	in   struct{ deep *node }
}

type fail struct{ of *node }

func (f *fail) Error() string { return f.of.name }

var (
	head  *node
	table [4]*node
	word  unsafe.Pointer
	hold  []func() *node
	made  map[string]*node
	big   map[[20]*node]int
	many  map[int]*node
	ints  map[int]int
	chans chan *node
)

//go:noinline
func fresh(name string) *node { return &node{name: name} }

//go:noinline
func setField(n, m *node) {
	n.next = m // field
}

//go:noinline
func setString(n *node, b []byte) {
	n.name = string(b) // string
}

//go:noinline
func setAny(n, m *node) {
	n.any = m // eface
}

//go:noinline
func setErr(n *node, f *fail) {
	n.err = f // iface
}

//go:noinline
func setList(n *node, l []*node) {
	n.list = l // slice
}

//go:noinline
func setElement(l []*node, i int, m *node) {
	l[i] = m // element
}

//go:noinline
func setPair(n, m *node, i int) {
	n.pair[i] = m // array
}

//go:noinline
func setDeep(n, m *node) {
	n.in.deep = m // nested
}

//go:noinline
func setWhole(n *node, m node) {
	*n = m // struct
}

//go:noinline
func setGlobal(m *node) {
	head = m // global
}

//go:noinline
func setTable(i int, m *node) {
	table[i] = m // table
}

//go:noinline
func literal(m *node) *node {
	return &node{next: m} // literal
}

//go:noinline
func capture(m *node) func() *node {
	return func() *node { return m } // closure
}

//go:noinline
func moved(m *node) func() *node {
	last := m // moved
	f := func() *node { last = last.next; return last }
	last = fresh("moved")
	last.next = m
	return f
}

//go:noinline
func grow(l []*node, m *node) []*node {
	l = append(l, m) // append
	return l
}

//go:noinline
func appendAll(l, more []*node) []*node {
	l = append(l, more...) // spread
	return l
}

//go:noinline
func copyAll(l, from []*node) int {
	return copy(l, from) // copy
}

//go:noinline
func box(n *node) interface{} {
	var e interface{} = *n // box
	return e
}

//go:noinline
func send(c chan *node, m *node) {
	c <- m // send
}

//go:noinline
func receive(c chan *node) *node {
	return <-c // receive
}

//go:noinline
func makeChan() chan *node {
	return make(chan *node, 4) // makechan
}

//go:noinline
func assign(m map[string]*node, key string, n *node) {
	m[key] = n // assign
}

//go:noinline
func assignKey(m map[string]*node, key string, n *node) {
	m[key] = n // key
}

//go:noinline
func assignBig(m map[[20]*node]int, key [20]*node) {
	m[key] = 1 // bigkey
}

//go:noinline
func remove(m map[string]*node, key string) {
	delete(m, key) // delete
}

//go:noinline
func fill(m map[int]*node, n int) {
	for i := len(m); i < n; i++ {
		m[i] = head // grow
	}
}

//go:noinline
func fillInts(m map[int]int, n int) {
	for i := len(m); i < n; i++ {
		m[i] = i // chunk
	}
}

//go:noinline
func deferred(n int, m *node) (name string) {
	for i := 0; i < n; i++ {
		defer func() { name += m.name }() // defer
	}
	return "deferred"
}

//go:noinline
func swap(p *unsafe.Pointer, m *node) {
	atomic.StorePointer(p, unsafe.Pointer(m)) // atomic
}

//go:noinline
func wrap(text string) error {
	return errors.New(text + head.name) // error
}

//go:noinline
func order(l []*node) {
	sort.Slice(l, func(i, j int) bool { return l[i].name > l[j].name }) // sort
}

//go:noinline
func handOver(m *node) *node {
	c, done := make(chan *node), make(chan *node)
	go func() { done <- <-c }() // handover
	c <- m
	return <-done
}

func main() {
	a, b, c := fresh("a"), fresh("b"), fresh("c")
	setField(a, b)
	setField(a, c)
	setString(a, []byte("a long name of a node"))
	setAny(a, b)
	setErr(a, &fail{b})
	setList(a, []*node{b, c})
	setElement(a.list, 1, b)
	setPair(a, b, 1)
	setDeep(a, c)
	setWhole(b, *a)
	setGlobal(a)
	setTable(2, b)
	b = literal(c)
	hold = append(hold, capture(b), moved(c))
	l := grow([]*node{b, c, fresh("d"), fresh("e")}, a)
	l = appendAll(make([]*node, 0, 20), l)
	copyAll(l[1:], l)
	a.any = box(b)
	chans = makeChan()
	send(chans, a)
	a = receive(chans)
	made = make(map[string]*node, 100)
	assign(made, "x", a)
	assignKey(made, string(append([]byte("yy"), a.name...)), b)
	big = map[[20]*node]int{}
	assignBig(big, [20]*node{a, b, c})
	remove(made, "x")
	many = map[int]*node{}
	fill(many, 200)
	ints = map[int]int{}
	fillInts(ints, 300)
	deferred(3, c)
	swap(&word, a)
	e := wrap("text of an error: ")
	order(l)
	println(a.name, b == nil, len(l), len(many), len(ints), len(big), e.Error() != "", hold[1]() == c,
		handOver(c) == c)
}
