// Package sort: the order of equal elements, how often Less and Swap are called and with what, NaNs,
// what is no slice.
package main

import (
	"fmt"
	"sort"
)

type pair struct {
	k, v int
	s    string
}
type byKey struct {
	p           []pair
	less, swaps int
	h           uint64
}

func (b *byKey) Len() int { return len(b.p) }
func (b *byKey) Less(i, j int) bool {
	b.less++
	b.h = b.h*31 + uint64(i)*7 + uint64(j)
	return b.p[i].k < b.p[j].k
}
func (b *byKey) Swap(i, j int) {
	b.swaps++
	b.h = b.h*33 + uint64(i)*7 + uint64(j)
	b.p[i], b.p[j] = b.p[j], b.p[i]
}

var seed uint64 = 1

func rnd() uint64 {
	seed ^= seed << 13
	seed ^= seed >> 7
	seed ^= seed << 17
	return seed
}

func fill(n, mod, kind int) []pair {
	p := make([]pair, n)
	for i := range p {
		switch kind {
		case 0:
			p[i].k = int(rnd() % uint64(mod))
		case 1:
			p[i].k = i / mod
		case 2:
			p[i].k = -i / mod
		case 3:
			p[i].k = i % mod
		case 4:
			p[i].k = i
			if rnd()%20 == 0 {
				p[i].k = int(rnd() % uint64(n))
			}
		case 5: // organ pipe
			p[i].k = i
			if i > n/2 {
				p[i].k = n - i
			}
		case 6: // killer-ish
			p[i].k = (i * 7919) % (mod + 1)
		}
		p[i].v = i
	}
	return p
}
func hash(p []pair) uint64 {
	h := uint64(0)
	for _, x := range p {
		h = h*1000003 + uint64(x.v)
	}
	return h
}

func main() {
	for _, n := range []int{0, 1, 7, 13, 50, 257, 1000} {
		for _, mod := range []int{2, 10, 100000} {
			for kind := 0; kind < 7; kind++ {
				p := fill(n, mod, kind)
				b := &byKey{p: append([]pair(nil), p...)}
				sort.Sort(b)
				h := b.h + hash(b.p)*3
				ok := sort.IsSorted(b)
				b = &byKey{p: append([]pair(nil), p...)}
				sort.Stable(b)
				h = h*31 + b.h + hash(b.p)*5
				b = &byKey{p: append([]pair(nil), p...)}
				sort.Sort(sort.Reverse(b))
				h = h*31 + b.h + hash(b.p)*7
				q := append([]pair(nil), p...)
				c := 0
				sort.Slice(q, func(i, j int) bool { c++; return q[i].k < q[j].k })
				h = h*31 + uint64(c) + hash(q)*11
				copy(q, p)
				sort.SliceStable(q, func(i, j int) bool { c++; return q[i].k < q[j].k })
				fmt.Println(n, mod, kind, ok, b.less, b.swaps, c, h, sort.SliceIsSorted(q, func(i, j int) bool { return q[i].k < q[j].k }))
			}
		}
	}
	// hostile order: antiqsort
	for _, n := range []int{100, 1000} {
		a := &anti{n: n}
		a.make()
		sort.Sort(a)
		fmt.Println(n, a.cmp, a.sw)
	}
	for _, f := range []func(){
		func() { sort.Slice(5, nil) }, func() { sort.Slice(nil, nil) }, func() { sort.SliceIsSorted(nil, nil) }, func() { sort.SliceIsSorted(struct{}{}, nil) },
		func() { sort.SliceStable([3]int{}, nil) },
		func() { sort.SliceStable(map[string]int{}, nil) },
		func() { fmt.Println(sort.SliceIsSorted("abc", func(i, j int) bool { return i < j })) },
		func() { fmt.Println(sort.SliceIsSorted(map[string]int{}, func(i, j int) bool { return i < j })) },
	} {
		func() {
			defer func() {
				r := recover()
				fmt.Printf("%v\n", r)
			}()
			f()
		}()
	}
	type big struct {
		s    string
		a    [20]byte
		m    map[string]int
		k    uint16
		p    *int
		tail [3]byte
	}
	var bs []big
	for i := 0; i < 100; i++ {
		n := i
		bs = append(bs, big{s: fmt.Sprint(i), k: uint16(rnd()), p: &n, tail: [3]byte{1, byte(i)}})
	}
	sort.Slice(bs, func(i, j int) bool { return bs[i].k < bs[j].k })
	for _, b := range bs {
		fmt.Print(b.s, b.k, *b.p, b.tail, " ")
	}
	fmt.Println()
	x := []int{5, 2, 8, 1}
	sort.Ints(x)
	fmt.Println(x, sort.SearchInts(x, 5), sort.IntsAreSorted(x))
	f := []float64{3, 1, nan(), 2, nan(), -1}
	sort.Float64s(f)
	fmt.Println(f, sort.Float64sAreSorted(f), sort.SearchFloat64s(f[2:], 2))
	s := []string{"b", "a", "", "zz", "z"}
	sort.Sort(sort.Reverse(sort.StringSlice(s)))
	fmt.Println(s)
	sort.StringSlice(s).Sort()
	fmt.Println(s, sort.StringSlice(s).Search("z"), sort.StringsAreSorted(s))
	i, found := sort.Find(len(s), func(i int) int {
		if s[i] == "b" {
			return 0
		}
		if s[i] < "b" {
			return 1
		}
		return -1
	})
	fmt.Println(i, found)
}
func nan() float64 { z := 0.0; return z / z }

type anti struct {
	n, nsolid, candidate, cmp, sw int
	val, ptr                      []int
}

func (a *anti) make() {
	a.val = make([]int, a.n)
	a.ptr = make([]int, a.n)
	for i := range a.val {
		a.val[i] = a.n
		a.ptr[i] = i
	}
}
func (a *anti) Len() int { return a.n }
func (a *anti) Less(i, j int) bool {
	a.cmp++
	x, y := a.ptr[i], a.ptr[j]
	if a.val[x] == a.n && a.val[y] == a.n {
		if x == a.candidate {
			a.val[x] = a.nsolid
		} else {
			a.val[y] = a.nsolid
		}
		a.nsolid++
	}
	if a.val[x] == a.n {
		a.candidate = x
	} else if a.val[y] == a.n {
		a.candidate = y
	}
	return a.val[x] < a.val[y]
}
func (a *anti) Swap(i, j int) { a.sw++; a.ptr[i], a.ptr[j] = a.ptr[j], a.ptr[i] }
