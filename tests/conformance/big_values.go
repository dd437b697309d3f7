// Large structs and arrays by value: parameters, results, elements, interfaces, closures, ranges.
package main

import "fmt"

type big struct {
	a    [50]int
	name string
	next *big
	m    map[string]int
}

var keep big

func mk(n int) (b big) {
	for i := range b.a {
		b.a[i] = n * i
	}
	b.name = fmt.Sprint("big", n)
	b.m = map[string]int{b.name: n}
	return
}

func (b big) sum() (t int) {
	for _, v := range b.a {
		t += v
	}
	b.name = "lost"
	return
}

func (b *big) set(i, v int) { b.a[i] = v }

func change(b big) big { b.a[0] = -1; b.name += "'"; b.m["changed"]++; return b }

func two() (big, big) { return mk(1), mk(2) }

type summer interface{ sum() int }

func main() {
	b := mk(3)
	c := change(b)
	fmt.Println(b.name, c.name, b.a[0], c.a[0], b.sum(), c.sum(), len(b.m))
	s := []big{b, c}
	s[1].set(10, 1000)
	s = append(s, s[1], mk(4))
	s[0], s[3] = s[3], s[0]
	for i, x := range s {
		x.a[1] = 0
		fmt.Print(i, x.name, s[i].a[1], s[i].sum(), " ")
	}
	fmt.Println(c.a[10])
	m := map[int]big{1: b}
	m[2] = m[1]
	x := m[2]
	x.set(2, 5)
	fmt.Println(m[2].a[2], x.a[2], m[9].name == "", m[1].sum() == m[2].sum())
	var i interface{} = b
	b.name = "after"
	fmt.Println(i.(big).name, i.(summer).sum())
	p := &b
	d := *p
	p.a[49] = 7
	fmt.Println(d.a[49], b.a[49], keep.sum())
	keep = *p
	keep.next = &d
	p, q := keep.next, &keep
	fmt.Println(p.name, q.next.name, q.a[49])
	f := func() int { return d.sum() }
	d.a[0] = 100000
	fmt.Println(f())
	e, g := two()
	e, g = g, e
	fmt.Println(e.name, g.name, e.sum()-g.sum())
	arr := [3]big{1: mk(5)}
	brr := arr
	brr[1].name = "copy"
	fmt.Println(arr[1].name, brr[1].name, arr[0].name == brr[0].name, arr[2].m == nil)
	func(v [3]big) { v[1].m["shared"] = 1; v[1].name = "param" }(arr)
	fmt.Println(arr[1].m, arr[1].name)
	var grid [100][100]int
	grid[99][99] = 1
	h := grid
	h[99][99]++
	fmt.Println(grid[99][99], h[99][99], len(h))
	st := struct{ x [30]string }{}
	st.x[29] = "end"
	t := st
	st.x[29] += "!"
	fmt.Println(t.x[29], st.x[29], t == st)
}
