// Methods on value and pointer receivers, on every kind of named type, on elements and fields.
package main

import "fmt"

type counter struct{ n int }

func (c counter) get() int           { return c.n }
func (c *counter) inc() *counter     { c.n++; return c }
func (c counter) plus(k int) counter { c.n += k; return c }

type ints []int

func (s ints) sum() (t int) {
	for _, v := range s {
		t += v
	}
	return
}
func (s *ints) push(v int) { *s = append(*s, v) }

type table map[string]int

func (t table) add(k string) table { t[k]++; return t }

type op func(int) int

func (f op) twice(x int) int { return f(f(x)) }

type meters float64

func (m meters) String() string { return fmt.Sprintf("%.1fm", float64(m)) }

type vec [2]int

func (v vec) dot(w vec) int { return v[0]*w[0] + v[1]*w[1] }
func (v *vec) scale(k int)  { v[0] *= k; v[1] *= k }

type str string

func (s str) len() int { return len(s) }

type list struct {
	next *list
	v    int
}

func (l *list) length() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.length()
}
func (_ counter) blank() string { return "blank" }
func (counter) none() string    { return "none" }

func main() {
	var c counter
	c.inc().inc().inc()
	fmt.Println(c.get(), c.plus(10).get(), c.n, c.blank(), c.none())
	p := &c
	p.inc()
	fmt.Println(p.get(), p.plus(1), c)
	var s ints
	s.push(1)
	s.push(2)
	(&s).push(3)
	fmt.Println(s, s.sum(), ints{4, 5}.sum())
	t := table{}
	t.add("a").add("b").add("a")
	fmt.Println(t)
	fmt.Println(op(func(x int) int { return x * 3 }).twice(2))
	fmt.Println(meters(2.25), []meters{1, 2}, map[string]meters{"x": 3})
	v := vec{1, 2}
	v.scale(3)
	fmt.Println(v, v.dot(vec{1, 1}), str("abc").len())
	arr := []counter{{1}, {2}}
	arr[1].inc()
	for i := range arr {
		arr[i].inc()
	}
	m := map[string]*counter{"k": {5}}
	m["k"].inc()
	fmt.Println(arr, m["k"].n, m["k"].get())
	l := &list{&list{nil, 2}, 1}
	fmt.Println(l.length(), l.next.next.length(), (*list)(nil).length())
	w := struct{ c counter }{}
	w.c.inc()
	pw := &w
	pw.c.inc().inc()
	fmt.Println(w.c.get())
	new(counter).inc()
	fmt.Println((&counter{7}).inc().get(), counter{3}.get())
}
