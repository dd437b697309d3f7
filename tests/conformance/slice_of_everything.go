// Conversions between slices, arrays and named types; nested indexing; assignment through it all.
package main

import "fmt"

type row []int
type table []row
type cube [2][2][2]int
type word string
type entry struct {
	names []string
	pos   map[string][2]int
	sub   *entry
}

func (t table) at(i, j int) *int { return &t[i][j] }

func build(n int) (t table) {
	for i := 0; i < n; i++ {
		r := make(row, i+1)
		for j := range r {
			if j == 0 || j == i {
				r[j] = 1
			} else {
				r[j] = t[i-1][j-1] + t[i-1][j]
			}
		}
		t = append(t, r)
	}
	return
}

func main() {
	t := build(7)
	*t.at(6, 3) += 100
	t[5][t[2][1]]--
	fmt.Println(t)
	var c cube
	c[1][0][1] = 5
	d := c
	d[1][0][1]++
	p := &c[1]
	p[0][1] *= 3
	fmt.Println(c, d, c[1] == d[1], *p)
	e := entry{names: []string{"x"}, pos: map[string][2]int{"a": {1, 2}}, sub: &entry{}}
	e.sub.names = append(e.names, "y")
	e.sub.pos = e.pos
	e.sub.pos["b"] = [2]int{3, 4}
	e.sub.sub = &e
	e.sub.sub.sub.names[0] = "changed"
	fmt.Println(e.names, e.sub.names, e.pos["b"][1], e.sub.sub == &e, len(e.pos))
	r := row{1, 2, 3}
	var s []int = r
	s[0] = 9
	r = row(append(s, 4))
	fmt.Println(r, s, []int(r)[3], table{r, s}[1][0])
	arr := (*[2]int)(s)
	arr[1] = 77
	fmt.Println(*arr, s, len(arr))
	w := []word{"a", word("b" + string(rune(99)))}
	fmt.Println(w, string(w[1])+"!", w[1][1], word([]byte{100}))
	grid := [3][3]rune{}
	for i := range grid {
		for j := range grid[i] {
			grid[i][j] = '.'
		}
	}
	grid[1][2] = '#'
	for _, line := range grid {
		fmt.Println(string(line[:]))
	}
	m := map[string][]map[int]string{"k": {{1: "one"}, nil}}
	m["k"][0][2] = "two"
	m["k"] = append(m["k"], map[int]string{})
	fmt.Println(m, m["k"][0][1][1:], len(m["none"]))
	ps := []*[3]int{{1, 2, 3}, {4}}
	ps[1][2], ps[0] = ps[0][1], ps[1]
	fmt.Println(*ps[0], *ps[1], ps[0] == ps[1], len(ps[0]))
	sp := &[]string{"p", "q"}
	(*sp)[1] += "r"
	*sp = append(*sp, "s")
	fmt.Println(*sp, len(*sp))
	fs := [...]struct {
		name string
		f    func(int) int
	}{{"double", func(x int) int { return 2 * x }}, {"square", func(x int) int { return x * x }}}
	for i := range fs {
		fmt.Print(fs[i].name, " ", fs[i].f(i+3), " ")
	}
	fmt.Println()
}
