// A literal with many pointers as an argument: only the callee can keep what it points to alive.
package main

type big struct {
	s [7]string
	i interface{}
	n *int
	f []int
}

var kept *big

func heap(b big) int {
	kept = &b
	b.f = append(b.f, len(b.s[1]))
	return sum(b)
}

func sum(b big) int {
	garbage()
	h := *b.n + len(b.s[1])*3 + len(b.s[3])*5
	for _, v := range b.f {
		h += v * 7
	}
	if s, ok := b.i.(string); ok {
		h += len(s) * 11
	}
	return h
}

func stack(b big) int {
	p := &b
	garbage()
	p.f[0]++
	return sum(*p) + sum(b)
}

func (b big) method(k int) int {
	garbage()
	return sum(b) + k
}

type summer interface{ method(k int) int }

func garbage() {
	var s []*big
	for i := 0; i < 20; i++ {
		s = append(s, &big{f: make([]int, i)})
	}
	if len(s) != 20 {
		panic("lost")
	}
}

func text(n int) string { return string(make([]byte, n)) + "tail" }

func one(n int) *int { return &n }

func make1(n int) big {
	return big{s: [7]string{1: text(n)}, i: interface{}(text(n + 1)), n: one(n), f: []int{n, n + 1}}
}

func main() {
	for i := 0; i < 4; i++ {
		println(heap(big{s: [7]string{1: text(i), 3: text(2)}, i: interface{}(text(3)), n: one(i), f: make([]int, i)}))
		println(stack(big{i: interface{}(text(i)), n: one(5), f: append([]int(nil), i, i)}))
		println(sum(make1(i)), make1(i).method(i), sum(map[int]big{1: make1(i)}[1]))
		var s summer = make1(i)
		println(s.method(2), func(b big) int { garbage(); return sum(b) }(big{n: one(i), i: interface{}(text(9))}))
		println(sum(*kept), len(kept.f))
	}
}
