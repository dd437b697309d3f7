// Arrays are values: assignment, parameters, comparison, nested arrays, keyed literals, len.
package main

import "fmt"

type grid [3][4]int

func change(a [3]int) [3]int { a[0] = 99; return a }
func changep(a *[3]int)      { a[0] = 99 }

func sum(g grid) (n int) {
	for _, row := range g {
		for _, v := range row {
			n += v
		}
	}
	return
}

func main() {
	a := [3]int{1, 2, 3}
	b := a
	b[1] = 20
	c := change(a)
	fmt.Println(a, b, c, a == b, a == [3]int{1, 2, 3}, a != c)
	changep(&a)
	fmt.Println(a)
	d := [...]string{2: "two", 0: "zero", 4: "four", "five"}
	fmt.Println(len(d), cap(d), d, d[1] == "")
	fmt.Printf("%q %T\n", d, d)
	var g grid
	for i := range g {
		for j := range g[i] {
			g[i][j] = i * j
		}
	}
	h := g
	h[2][3] = 100
	fmt.Println(g, h, sum(g), sum(h), g == h)
	row := h[2]
	row[0] = -1
	h[0] = row
	fmt.Println(h)
	type pair struct{ a [2]int }
	ps := [2]pair{{[2]int{1, 2}}, {[2]int{3, 4}}}
	qs := ps
	qs[0], qs[1] = qs[1], qs[0]
	fmt.Println(ps, qs)
	var z [0]int
	fmt.Println(len(z), z)
	e := [5]bool{1: true, 3: true}
	fmt.Println(e, len(e))
	i := 1
	i, a[i] = 2, 50
	fmt.Println(i, a)
	p := &[4]byte{'a', 'b', 'c', 'd'}
	for k, v := range p {
		p[3-k] = v
	}
	fmt.Println(string(p[:]), len(p))
	f := [2][]int{{1}, {2, 3}}
	k := f
	k[1][0] = 9
	k[0] = nil
	fmt.Println(f, k)
	const n = 2
	m := [n * 2]int{n: 5, n + 1: 6}
	fmt.Println(m)
	fmt.Println([2]interface{}{1, "a"} == [2]interface{}{1, "a"})
}
