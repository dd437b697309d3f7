// Every assignment operator on variables, fields, elements, pointers and map elements.
package main

import "fmt"

type box struct {
	i int
	u uint8
	f float64
	s string
	a [3]int
	p *int
}

var g box
var calls int

func at(i int) int { calls++; return i }

func ref(b *box) *box { calls++; return b }

func main() {
	x := 100
	x += 5
	x -= 3
	x *= 7
	x /= 4
	x %= 50
	x <<= 3
	x >>= 1
	x |= 1
	x &= 0xfd
	x ^= 0x55
	x &^= 4
	fmt.Println(x)
	b := box{a: [3]int{1, 2, 3}, p: &x}
	b.i--
	b.u -= 1
	b.u <<= 1
	b.f += 1.25
	b.f *= 4
	b.s += "x"
	b.s += b.s + "y"
	b.a[1] += 10
	b.a[b.a[0]] *= 2
	*b.p += 1000
	*b.p++
	fmt.Println(b.i, b.u, b.f, b.s, b.a, x)
	ref(&b).a[at(2)] += at(5)
	ref(&b).s += "z"
	ref(&b).i++
	fmt.Println(b.a, b.s, b.i, calls) // operands are evaluated once
	g.a[2] += 4
	g.s += "global"
	g.u--
	g.f -= 0.5
	fmt.Println(g.a, g.s, g.u, g.f)
	m := map[string]int{}
	m["a"] += 3
	m["a"] *= 3
	m["a"] <<= 2
	m["b"]--
	m["c"] |= 6
	m["c"] &^= 2
	fmt.Println(m)
	s := []string{"a", "b"}
	s[0] += s[1]
	s[1] += s[0]
	fmt.Println(s)
	mi := map[int][]int{}
	mi[at(1)] = append(mi[at(1)], 5)
	fmt.Println(mi, calls)
	pp := &b
	pp.a[0]++
	(*pp).a[0] <<= 4
	(&pp.a)[1]--
	fmt.Println(b.a)
	var u8 uint8 = 200
	u8 += 100
	u8 *= 3
	var i16 int16 = 30000
	i16 += i16
	fmt.Println(u8, i16)
	ms := map[string]string{"k": "v"}
	ms["k"] += "1"
	ms["n"] += "2"
	fmt.Println(ms)
	a, bb, c := 1, 2, 3
	a, bb, c = c, a, bb
	fmt.Println(a, bb, c)
	_, d := 1, 2
	_ = d
	f32 := float32(1)
	f32 /= 3
	f32++
	fmt.Println(f32)
	mf := map[string]float64{}
	mf["x"] += .5
	mf["x"] /= 2
	mf["x"]++
	fmt.Println(mf)
}
