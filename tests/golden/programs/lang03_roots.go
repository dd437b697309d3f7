// Values that only the frame keeps alive, while something else allocates.
package main

import "fmt"

type Big struct{ p [10]*int }
type L struct {
	next *L
	m    map[string]*L
	s    string
}

func mk(i int) Big {
	var b Big
	for k := range b.p {
		v := i*10 + k
		b.p[k] = &v
	}
	return b
}
func sum(b Big, c Big) (n int) {
	for _, p := range b.p {
		n += *p
	}
	garbage()
	for _, p := range c.p {
		n += *p
	}
	return
}

var sink []byte

func garbage() {
	for i := 0; i < 3; i++ {
		sink = make([]byte, 100)
	}
}

func loops() int {
	t := 0
	for i := 0; i < 20; i++ {
		if i%3 == 0 {
			continue
		}
		var b [2]*int
		pb := &b
		x := i
		pb[0] = &x
		garbage()
		if i%7 == 0 {
			continue
		}
		m := map[int]*int{i: &x}
		m[i+1] = pb[0]
		for k, v := range m {
			if k == i {
				continue
			}
			garbage()
			t += *v
		}
		switch i % 4 {
		case 0:
			l := &L{s: "x"}
			l.next = l
			garbage()
			t += len(l.next.s)
		case 1:
			q := []string{fmt.Sprint(i), "b"}
			garbage()
			t += len(q[0])
			if t > 100 {
				break
			}
			t++
		default:
			f := func() { t += i }
			garbage()
			f()
		}
	}
	return t
}

func gotos(n int) int {
	t := 0
	i := 0
top:
	var c L
	pc := &c
	if pc.m != nil || pc.s != "" {
		return -1
	}
	pc.m = map[string]*L{"a": pc}
	pc.s = "z"
	garbage()
	t += len(pc.m["a"].s)
	x := []int{1, 2, 3}
	x[0]++
	t += x[0]
	i++
	if i < n {
		goto top
	}
	for j := 0; j < 3; j++ {
		mm := map[int]int{}
		mm[j]++
		if mm[j] == 1 && len(mm) == 1 {
			goto next
		}
		t += 1000
	next:
		t += mm[j]
	}
	return t
}

func cond(m map[string]*L, k string) bool {
	return len(m) > 0 && m[k] != nil && m[k].m["q"] == nil || len(map[string]int{k: 1}) == 2
}

func retmany(i int) (a []int, s string, e error, b Big) {
	a = append(a, i)
	s = fmt.Sprint("s", i)
	b = mk(i)
	garbage()
	return
}

func nest(d int, b Big) int {
	if d == 0 {
		garbage()
		return *b.p[9]
	}
	return nest(d-1, b) + *b.p[0]
}

type I interface{ get(b Big) int }
type V struct{ a, b *int }

func (v V) get(b Big) int  { garbage(); return *v.a + *v.b + *b.p[1] }
func (v *L) get(b Big) int { garbage(); return len(v.s) + *b.p[2] }

func main() {
	fmt.Println(sum(mk(1), mk(2)), loops(), gotos(4))
	m := map[string]*L{"k": {s: "v", m: map[string]*L{}}}
	fmt.Println(cond(m, "k"), cond(m, "z"), cond(nil, "q"))
	a, s, e, b := retmany(3)
	fmt.Println(a, s, e, *b.p[4], nest(5, b))
	x, y := 1, 2
	for _, i := range []I{V{&x, &y}, &L{s: "abc"}} {
		fmt.Println(i.get(mk(7)))
	}
	arr := []Big{mk(1), mk(2), mk(3)}
	for _, b := range arr {
		garbage()
		fmt.Print(*b.p[0], " ")
	}
	fmt.Println()
	mb := map[int]Big{1: mk(5)}
	for k, v := range mb {
		garbage()
		fmt.Println(k, *v.p[3])
	}
	fs := []func() int{}
	for i := 0; i < 3; i++ {
		b := mk(i)
		fs = append(fs, func() int { garbage(); return *b.p[i-3+3-i+1] })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	ms := make(map[string][]string)
	for i := 0; i < 30; i++ {
		k := fmt.Sprint("k", i%5)
		ms[k] = append(ms[k], fmt.Sprint(i))
	}
	fmt.Println(ms)
	var es []interface{}
	for i := 0; i < 5; i++ {
		es = append(es, i*1000, fmt.Sprint(i), mk(i).p[0] != nil)
	}
	fmt.Println(es...)
}
