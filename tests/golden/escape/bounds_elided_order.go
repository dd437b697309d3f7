package main

type V struct{ p, q *int }
type R struct {
	next *R
	v    [3]V
	w    struct{ a, b *int }
}

var a, b [4]int
var ptrs = [...]*int{3: nil}
var aa [4][4]int

func h(int) int { return 1 }

func f1(v int) int { return a[b[v&1]&1] }
func f2(v int) int { return aa[v&1][b[v&1]&1] }
func f3(v int) int { return [4]int{b[v&1], 1}[v&1] }
func f4(v int) int { return h(a[v&1]) + [4]int{b[v&1], h(a[v&2])}[h(a[v&3])&1] }
func f5(v int) *int { return (&R{w: struct{ a, b *int }{b: ptrs[v&1]}}).v[v&1].p }
func f6(v int) { a[b[v&1]&1] = b[v&2] }
func f7(v int) { aa[v&1][b[v&1]&1] += b[v&2] }
func f8(v int) { a[v&1], b[v&1] = b[v&2], a[v&2] }
func f9(v int) (int, int) { return a[v&1], b[v&1] + a[v&2] }
func f10(v int) { a[h(b[v&1])&1], b[v&1] = b[v&2], h(a[v&2]) }
func f11(v int) {
	for a[v&1] = 1; b[v&1] < 2; a[v&2]++ {
		v = a[v&3]
	}
}
func f12(v int) { m := map[int]int{a[v&1]: b[v&1]}; m[a[v&1]] = b[v&1]; _ = m[a[v&1]] + b[v&1]; delete(m, b[a[v&1]&1]) }
func f13(v int) { println(a[v&1], b[v&1]); s := append([]int{a[v&1]}, b[v&1]); _ = s[a[v&1]:b[v&1]] }
func g1(v int) int { return len(aa[v&1]) }
func g2(v int) { defer h(aa[v&1][v&3]); go h(aa[v&1][h(aa[v&2][1])&1]) }
func g3(v int) { m := map[string]int{}; m["a"] += aa[v&1][v&3]; m["b"], aa[v&1][0] = aa[v&2][0], aa[v&3][0] }
func g4(v int, m map[int]int) { x, ok := m[aa[v&1][2]]; aa[v&1][0], ok = m[aa[v&2][1]]; _, _ = x, ok }
func g5(v int) bool { return aa[v&1][0] == 1 && aa[v&2][0] == 2 || h(aa[v&3][1]) == 1 && v == aa[v&1][3] }
func g6(v int, e interface{}) { println(e.([4]int)[v&1] + aa[v&1][1], e.(*[4]int)[v&1]) }
func g7(v int) { for aa[v&1][v&2] = range aa[v&3] { println(aa[v&1][v&2]) } }
func g8(v int) { switch aa[v&1][0] { case aa[v&2][0], h(aa[v&3][0]): println(aa[v&1][2]) } }
func g9(v int) { aa[0][0], (&R{v: [3]V{{p: ptrs[v&1]}}}).w.a = 1, ptrs[v&2] }
func g10(v int) { a[0], aa[h(b[v&1])&1][b[v&3]&1], b[v&2] = 1, a[v&1], b[v&1] }
var sl []int

func literals(v int) {
	sl[func() int { v := 1; return b[v&1] }()] = func() int { v := 1; return b[v&2] }()
	sl[func() int { v := 1; return b[v&1] }()], v = func() int { v := 1; return b[v&2] }(), func() int { v := 1; return b[v&3] }()
	sl[func() int { v := 1; return b[v&1] }()] += func() int { v := 1; return b[v&2] }()
	sl[func() int { v := 1; return b[v&1] }()] = sl[func() int { v := 1; return b[v&2] }()]
	if sl[func() int { v := 1; return b[v&1] }()] == sl[func() int { v := 1; return b[v&2] }()] {
	}
	sl[func() int { v := 1; return b[v&1] }()], sl[func() int { v := 1; return b[v&2] }()] = 1, 2
	x, y := func() int { v := 1; return b[v&1] }(), func() int { v := 1; return b[v&2] }()
	_, _ = x, y
	for sl[func() int { v := 1; return b[v&1] }()] = range sl[func() int { v := 1; return b[v&2] }():] {
	}
	sl[func() int { v := 1; return b[v&1] }()], sl[func() int { v := 1; return b[v&2] }()] = func() (int, int) { v := 1; return b[v&3], 2 }()
}

func left_out(v int) {
	if false && func() bool { v := 1; return b[v&1] == 1 }() {
		println(1)
	}
	if x := func() int { v := 1; return b[v&1] }(); x == 1 || true || func() bool { v := 1; return b[v&1] == 1 }() {
		println(func() int { v := 1; return b[v&2] }())
	}
}

var gf func(int) int

func h3(int, int, int) int { return 1 }

func later(v int) {
	go h3(b[v&1], gf(b[v&2]), a[v&3])
	defer h3(gf(b[v&2]), a[v&3], b[a[v&1]&1])
	defer func(x, y int) { println(b[v&1]) }(b[v&1], gf(b[v&2]))
	go func(x, y int) { v := 1; println(b[v&1]) }(b[v&1], gf(b[v&2]))
	defer println(b[v&1], gf(b[v&2]))
}

func main() {}
