// The order of calls, operands, index expressions and assignments.
package main

import "fmt"

var trace []string

func t(s string, v int) int { trace = append(trace, s); return v }

func flush() { fmt.Println(trace); trace = nil }

func sl(s string) []int { trace = append(trace, s); return []int{0, 1, 2, 3} }

func mp(s string) map[int]int { trace = append(trace, s); return map[int]int{} }

func ptr(s string) *int { trace = append(trace, s); return new(int) }

func three(a, b, c int) int { return a*100 + b*10 + c }

type obj struct{ n int }

func (o *obj) add(k int) *obj { trace = append(trace, fmt.Sprint("add", k)); o.n += k; return o }

func get() (int, int) { trace = append(trace, "get"); return 1, 2 }

func main() {
	fmt.Println(three(t("a", 1), t("b", 2), t("c", 3)))
	flush()
	fmt.Println(t("a", 1) + t("b", 2)*t("c", 3) - three(t("d", 1), t("e", 2)+t("f", 1), 0))
	flush()
	sl("s")[t("i", 1)], *ptr("p") = t("v", 5), t("w", 6)
	flush()
	mp("m")[t("k", 1)] = t("v", 2)
	flush()
	mp("m")[t("k", 1)] += t("v", 2)
	flush()
	_ = []int{t("x", 1), t("y", 2), t("z", 3)}
	_ = map[int]int{t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)}
	_ = obj{t("field", 1)}
	flush()
	o := &obj{}
	o.add(t("1", 1)).add(t("2", 2)).add(o.n)
	flush()
	fmt.Println(o.n)
	i := 0
	i, sl("s")[i] = 1, 2
	a := []int{1, 2, 3}
	i = 0
	i, a[i] = 1, 9
	fmt.Println(i, a)
	a[0], a[1], a[2] = a[2], a[0], a[1]
	fmt.Println(a)
	x, y := 1, 2
	x, y = y, x+y
	fmt.Println(x, y)
	trace = nil
	_ = sl("outer")[sl("inner")[t("i", 2)]]
	flush()
	_ = sl("s")[t("lo", 1):t("hi", 3)]
	flush()
	fmt.Println(t("l", 0) == 1 && t("r", 1) == 1 || t("o", 1) == 1)
	flush()
	var arr [3]int
	arr[t("i", 0)], arr[t("j", 1)] = get()
	flush()
	n := 1
	f := func() int { n++; return n }
	z := []int{f(), f(), f()}
	fmt.Println(z, f()+f()*f(), n)
	p := &obj{1}
	q := p
	p.n, p = 5, &obj{7} // the pointer is evaluated before it is assigned
	fmt.Println(q.n, p.n)
	switch t("tag", 2) {
	case t("c1", 1), t("c2", 2), t("c3", 3):
	}
	for j := t("init", 0); j < t("cond", 2); j += t("post", 1) {
	}
	flush()
	var m map[string]int
	if v, ok := m[fmt.Sprint(t("key", 1))]; !ok {
		fmt.Println(v)
	}
	flush()
	s := "a"
	s, r := s+"b", s+"c"
	fmt.Println(s, r)
}
