// A panic in the middle of a literal that becomes several functions of C: one frame, the right line.
package main

type P struct{ x, y int }
type T struct {
	a  int
	s  string
	p  *T
	in P
}

var count, z int
var trace string

func f(i int) int {
	count++
	z += i
	if count == 460 {
		var p *T
		return p.a
	}
	return i*3 + count
}
func g(i int) *T     { return &T{a: f(i), s: s(i)} }
func s(i int) string { return string(rune('a'+i%26)) + "x" }

var gm = map[int]int{
	0: f(0), 1: f(1), 2: f(2), 3: f(3), 4: f(4), 5: f(5), 6: f(6), 7: f(7), 8: f(8),
	9: f(9), 10: f(10), 11: f(11), 12: f(12), 13: f(13), 14: f(14), 15: f(15), 16: f(16), 17: f(17),
	18: f(18), 19: f(19), 20: f(20), 21: f(21), 22: f(22), 23: f(23), 24: f(24), 25: f(25), 26: f(26),
	27: f(27), 28: f(28), 29: f(29), 30: f(30), 31: f(31), 32: f(32), 33: f(33),
}
var gs = []*T{
	g(0), {a: f(0), p: &T{s: s(0)}}, g(1), {a: f(1), p: &T{s: s(1)}},
	g(2), {a: f(2), p: &T{s: s(2)}}, g(3), {a: f(3), p: &T{s: s(3)}},
	g(4), {a: f(4), p: &T{s: s(4)}}, g(5), {a: f(5), p: &T{s: s(5)}},
	g(6), {a: f(6), p: &T{s: s(6)}}, g(7), {a: f(7), p: &T{s: s(7)}},
	g(8), {a: f(8), p: &T{s: s(8)}}, g(9), {a: f(9), p: &T{s: s(9)}},
	g(10), {a: f(10), p: &T{s: s(10)}}, g(11), {a: f(11), p: &T{s: s(11)}},
	g(12), {a: f(12), p: &T{s: s(12)}}, g(13), {a: f(13), p: &T{s: s(13)}},
	g(14), {a: f(14), p: &T{s: s(14)}}, g(15), {a: f(15), p: &T{s: s(15)}},
	g(16), {a: f(16), p: &T{s: s(16)}}, g(17), {a: f(17), p: &T{s: s(17)}},
	g(18), {a: f(18), p: &T{s: s(18)}}, g(19), {a: f(19), p: &T{s: s(19)}},
	g(20), {a: f(20), p: &T{s: s(20)}}, g(21), {a: f(21), p: &T{s: s(21)}},
	g(22), {a: f(22), p: &T{s: s(22)}}, g(23), {a: f(23), p: &T{s: s(23)}},
	g(24), {a: f(24), p: &T{s: s(24)}}, g(25), {a: f(25), p: &T{s: s(25)}},
	g(26), {a: f(26), p: &T{s: s(26)}}, g(27), {a: f(27), p: &T{s: s(27)}},
	g(28), {a: f(28), p: &T{s: s(28)}}, g(29), {a: f(29), p: &T{s: s(29)}},
	g(30), {a: f(30), p: &T{s: s(30)}}, g(31), {a: f(31), p: &T{s: s(31)}},
	g(32), {a: f(32), p: &T{s: s(32)}}, g(33), {a: f(33), p: &T{s: s(33)}},
}

func sum(m map[int]int) (r int) {
	for k, v := range m {
		r += k * v
	}
	return
}

func work(x int, str string, q *T) {
	y := x * 2
	inc := func() int { y++; return y }
	for round := 0; round < 2; round++ {

		m := map[int]int{
			0: f(0) + x, 1: f(1) + x, 2: f(2) + x, 3: f(3) + x, 4: f(4) + x, 5: f(5) + x,
			6: f(6) + x, 7: f(7) + x, 8: f(8) + x, 9: f(9) + x, 10: f(10) + x, 11: f(11) + x,
			12: f(12) + x, 13: f(13) + x, 14: f(14) + x, 15: f(15) + x, 16: f(16) + x, 17: f(17) + x,
			18: f(18) + x, 19: f(19) + x, 20: f(20) + x, 21: f(21) + x, 22: f(22) + x, 23: f(23) + x,
			24: f(24) + x, 25: f(25) + x, 26: f(26) + x, 27: f(27) + x, 28: f(28) + x, 29: f(29) + x,
			30: f(30) + x, 31: f(31) + x, 32: f(32) + x, 33: f(33) + x,
		}
		println(len(m), sum(m))
		sl := []int{
			f(0) + x, z, f(0) + z + inc() + y, len(str) - 0,
			f(1) + x, z, f(1) + z + inc() + y, len(str) - 1,
			f(2) + x, z, f(2) + z + inc() + y, len(str) - 2,
			f(3) + x, z, f(3) + z + inc() + y, len(str) - 3,
			f(4) + x, z, f(4) + z + inc() + y, len(str) - 4,
			f(5) + x, z, f(5) + z + inc() + y, len(str) - 5,
			f(6) + x, z, f(6) + z + inc() + y, len(str) - 6,
			f(7) + x, z, f(7) + z + inc() + y, len(str) - 7,
			f(8) + x, z, f(8) + z + inc() + y, len(str) - 8,
			f(9) + x, z, f(9) + z + inc() + y, len(str) - 9,
			f(10) + x, z, f(10) + z + inc() + y, len(str) - 10,
			f(11) + x, z, f(11) + z + inc() + y, len(str) - 11,
			f(12) + x, z, f(12) + z + inc() + y, len(str) - 12,
			f(13) + x, z, f(13) + z + inc() + y, len(str) - 13,
			f(14) + x, z, f(14) + z + inc() + y, len(str) - 14,
			f(15) + x, z, f(15) + z + inc() + y, len(str) - 15,
			f(16) + x, z, f(16) + z + inc() + y, len(str) - 16,
			f(17) + x, z, f(17) + z + inc() + y, len(str) - 17,
			f(18) + x, z, f(18) + z + inc() + y, len(str) - 18,
			f(19) + x, z, f(19) + z + inc() + y, len(str) - 19,
			f(20) + x, z, f(20) + z + inc() + y, len(str) - 20,
			f(21) + x, z, f(21) + z + inc() + y, len(str) - 21,
			f(22) + x, z, f(22) + z + inc() + y, len(str) - 22,
			f(23) + x, z, f(23) + z + inc() + y, len(str) - 23,
			f(24) + x, z, f(24) + z + inc() + y, len(str) - 24,
			f(25) + x, z, f(25) + z + inc() + y, len(str) - 25,
			f(26) + x, z, f(26) + z + inc() + y, len(str) - 26,
			f(27) + x, z, f(27) + z + inc() + y, len(str) - 27,
			f(28) + x, z, f(28) + z + inc() + y, len(str) - 28,
			f(29) + x, z, f(29) + z + inc() + y, len(str) - 29,
			f(30) + x, z, f(30) + z + inc() + y, len(str) - 30,
			f(31) + x, z, f(31) + z + inc() + y, len(str) - 31,
			f(32) + x, z, f(32) + z + inc() + y, len(str) - 32,
			f(33) + x, z, f(33) + z + inc() + y, len(str) - 33,
		}
		r := 0
		for i, v := range sl {
			r = r*7 + v ^ i
		}
		println(len(sl), r)
		ps := []*T{
			g(0), {a: f(0), s: str + s(0)}, q, nil, {a: x, p: &T{a: f(x + 0)}},
			g(1), {a: f(1), s: str + s(1)}, q, nil, {a: x, p: &T{a: f(x + 1)}},
			g(2), {a: f(2), s: str + s(2)}, q, nil, {a: x, p: &T{a: f(x + 2)}},
			g(3), {a: f(3), s: str + s(3)}, q, nil, {a: x, p: &T{a: f(x + 3)}},
			g(4), {a: f(4), s: str + s(4)}, q, nil, {a: x, p: &T{a: f(x + 4)}},
			g(5), {a: f(5), s: str + s(5)}, q, nil, {a: x, p: &T{a: f(x + 5)}},
			g(6), {a: f(6), s: str + s(6)}, q, nil, {a: x, p: &T{a: f(x + 6)}},
			g(7), {a: f(7), s: str + s(7)}, q, nil, {a: x, p: &T{a: f(x + 7)}},
			g(8), {a: f(8), s: str + s(8)}, q, nil, {a: x, p: &T{a: f(x + 8)}},
			g(9), {a: f(9), s: str + s(9)}, q, nil, {a: x, p: &T{a: f(x + 9)}},
			g(10), {a: f(10), s: str + s(10)}, q, nil, {a: x, p: &T{a: f(x + 10)}},
			g(11), {a: f(11), s: str + s(11)}, q, nil, {a: x, p: &T{a: f(x + 11)}},
			g(12), {a: f(12), s: str + s(12)}, q, nil, {a: x, p: &T{a: f(x + 12)}},
			g(13), {a: f(13), s: str + s(13)}, q, nil, {a: x, p: &T{a: f(x + 13)}},
			g(14), {a: f(14), s: str + s(14)}, q, nil, {a: x, p: &T{a: f(x + 14)}},
			g(15), {a: f(15), s: str + s(15)}, q, nil, {a: x, p: &T{a: f(x + 15)}},
			g(16), {a: f(16), s: str + s(16)}, q, nil, {a: x, p: &T{a: f(x + 16)}},
			g(17), {a: f(17), s: str + s(17)}, q, nil, {a: x, p: &T{a: f(x + 17)}},
			g(18), {a: f(18), s: str + s(18)}, q, nil, {a: x, p: &T{a: f(x + 18)}},
			g(19), {a: f(19), s: str + s(19)}, q, nil, {a: x, p: &T{a: f(x + 19)}},
			g(20), {a: f(20), s: str + s(20)}, q, nil, {a: x, p: &T{a: f(x + 20)}},
			g(21), {a: f(21), s: str + s(21)}, q, nil, {a: x, p: &T{a: f(x + 21)}},
			g(22), {a: f(22), s: str + s(22)}, q, nil, {a: x, p: &T{a: f(x + 22)}},
			g(23), {a: f(23), s: str + s(23)}, q, nil, {a: x, p: &T{a: f(x + 23)}},
			g(24), {a: f(24), s: str + s(24)}, q, nil, {a: x, p: &T{a: f(x + 24)}},
			g(25), {a: f(25), s: str + s(25)}, q, nil, {a: x, p: &T{a: f(x + 25)}},
			g(26), {a: f(26), s: str + s(26)}, q, nil, {a: x, p: &T{a: f(x + 26)}},
			g(27), {a: f(27), s: str + s(27)}, q, nil, {a: x, p: &T{a: f(x + 27)}},
			g(28), {a: f(28), s: str + s(28)}, q, nil, {a: x, p: &T{a: f(x + 28)}},
			g(29), {a: f(29), s: str + s(29)}, q, nil, {a: x, p: &T{a: f(x + 29)}},
			g(30), {a: f(30), s: str + s(30)}, q, nil, {a: x, p: &T{a: f(x + 30)}},
			g(31), {a: f(31), s: str + s(31)}, q, nil, {a: x, p: &T{a: f(x + 31)}},
			g(32), {a: f(32), s: str + s(32)}, q, nil, {a: x, p: &T{a: f(x + 32)}},
			g(33), {a: f(33), s: str + s(33)}, q, nil, {a: x, p: &T{a: f(x + 33)}},
		}
		r = 0
		for _, p := range ps {
			if p != nil {
				r = r*5 + p.a + len(p.s)
				if p.p != nil {
					r += p.p.a
				}
			}
		}
		println(len(ps), r)
		is := []interface{}{
			f(0), s(0), x, str, T{a: f(0)}, q, f(1), s(1), x, str, T{a: f(1)}, q,
			f(2), s(2), x, str, T{a: f(2)}, q, f(3), s(3), x, str, T{a: f(3)}, q,
			f(4), s(4), x, str, T{a: f(4)}, q, f(5), s(5), x, str, T{a: f(5)}, q,
			f(6), s(6), x, str, T{a: f(6)}, q, f(7), s(7), x, str, T{a: f(7)}, q,
			f(8), s(8), x, str, T{a: f(8)}, q, f(9), s(9), x, str, T{a: f(9)}, q,
			f(10), s(10), x, str, T{a: f(10)}, q, f(11), s(11), x, str, T{a: f(11)}, q,
			f(12), s(12), x, str, T{a: f(12)}, q, f(13), s(13), x, str, T{a: f(13)}, q,
			f(14), s(14), x, str, T{a: f(14)}, q, f(15), s(15), x, str, T{a: f(15)}, q,
			f(16), s(16), x, str, T{a: f(16)}, q, f(17), s(17), x, str, T{a: f(17)}, q,
			f(18), s(18), x, str, T{a: f(18)}, q, f(19), s(19), x, str, T{a: f(19)}, q,
			f(20), s(20), x, str, T{a: f(20)}, q, f(21), s(21), x, str, T{a: f(21)}, q,
			f(22), s(22), x, str, T{a: f(22)}, q, f(23), s(23), x, str, T{a: f(23)}, q,
			f(24), s(24), x, str, T{a: f(24)}, q, f(25), s(25), x, str, T{a: f(25)}, q,
			f(26), s(26), x, str, T{a: f(26)}, q, f(27), s(27), x, str, T{a: f(27)}, q,
			f(28), s(28), x, str, T{a: f(28)}, q, f(29), s(29), x, str, T{a: f(29)}, q,
			f(30), s(30), x, str, T{a: f(30)}, q, f(31), s(31), x, str, T{a: f(31)}, q,
			f(32), s(32), x, str, T{a: f(32)}, q, f(33), s(33), x, str, T{a: f(33)}, q,
		}
		r = 0
		for _, v := range is {
			switch v := v.(type) {
			case int:
				r = r*3 + v
			case string:
				r += len(v) + int(v[0])
			case T:
				r += v.a * 7
			case *T:
				r += v.a
			}
		}
		println(len(is), r)
	}
}

func main() {
	r := sum(gm)
	for _, p := range gs {
		r = r*3 + p.a + len(p.s)
	}
	println(r)
	work(3, "str", &T{a: 9})
}
