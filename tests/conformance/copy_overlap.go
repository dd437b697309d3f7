// copy and append where source and destination overlap, deletion and insertion idioms, matrices.
package main

import "fmt"

func insert(s []int, i, v int) []int {
	s = append(s, 0)
	copy(s[i+1:], s[i:])
	s[i] = v
	return s
}

func remove(s []*int, i int) []*int { return append(s[:i], s[i+1:]...) }

func rotate(s []string, k int) {
	t := append([]string{}, s[k:]...)
	t = append(t, s[:k]...)
	copy(s, t)
}

func unique(s []int) []int {
	r := s[:0]
	for i, v := range s {
		if i == 0 || v != s[i-1] {
			r = append(r, v)
		}
	}
	return r
}

func prepend(s []string, v ...string) []string { return append(v, s...) }

func vals(ps []*int) (r []int) {
	for _, p := range ps {
		r = append(r, *p)
	}
	return
}

func main() {
	a := []int{0, 1, 2, 3, 4, 5}
	fmt.Println(copy(a[2:], a), a)
	a = []int{0, 1, 2, 3, 4, 5}
	fmt.Println(copy(a, a[2:]), a)
	fmt.Println(copy(a, a[:0]), copy(a[:0], a), copy(a[5:], a), a)
	a = insert(a, 0, 10)
	a = insert(a, 3, 11)
	a = insert(a, len(a), 12)
	fmt.Println(a)
	var ps []*int
	for i := 0; i < 6; i++ {
		i := i
		ps = append(ps, &i)
	}
	ps = remove(remove(ps, 0), 3)
	fmt.Println(vals(ps), vals(ps[:6])[4:])
	copy(ps[1:], ps)
	*ps[0] = 77
	fmt.Println(vals(ps))
	s := []string{"a", "b", "c", "d", "e"}
	rotate(s, 2)
	fmt.Println(s, prepend(s[:2], "x", "y"))
	fmt.Println(unique([]int{1, 1, 2, 2, 2, 3, 1}))
	b := make([]int, 3, 20)
	b[0], b[1], b[2] = 1, 2, 3
	b = append(b, b...)
	b = append(b[1:], b...)
	fmt.Println(b, len(b))
	b = append(b[:2], b[1:4]...)
	fmt.Println(b)
	by := []byte("hello world")
	copy(by[6:], "WORLDWIDE")
	copy(by[1:], by[:3])
	by = append(by[:5], by[4:]...)
	fmt.Println(string(by))
	m := [][]int{{1, 2}, {3, 4}}
	n := append([][]int(nil), m...)
	n[0][0] = 9
	n[1] = []int{5}
	fmt.Println(m, n)
	type rec struct {
		name string
		tags []string
	}
	rs := []rec{{"a", nil}, {"b", []string{"t"}}, {"c", nil}}
	copy(rs[1:], rs[:2])
	rs = append(rs, rs[2])
	rs[3].tags[0] = "changed"
	fmt.Println(rs)
	arr := [4]string{"p", "q", "r", "s"}
	copy(arr[1:], arr[:])
	fmt.Println(arr)
	var ifs []interface{}
	ifs = append(ifs, ifs, append(ifs, 1), nil)
	copy(ifs[1:], ifs[:1])
	fmt.Println(ifs, len(ifs))
	st := struct{ s []int }{[]int{1, 2, 3}}
	st.s, st.s[0] = append(st.s[:1], 20), 10
	fmt.Println(st)
	z := a[:2:2]
	z = append(z, -1)
	fmt.Println(a[2] != -1, z)
}
