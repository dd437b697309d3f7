// Tuple assignment: operands first, left to right, then the stores; swaps through every place.
package main

import "fmt"

type pt struct {
	x, y int
	next *pt
}

func two() (int, int)     { return 8, 9 }
func strs() (a, b string) { return "s1", "s2" }
func pp(p *pt) (*pt, *pt) { return p.next, p }
func rev(l *pt) (r *pt) {
	for l != nil {
		l, l.next, r = l.next, r, l
	}
	return
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func main() {
	a, b, c := 1, 2, 3
	a, b, c = b, c, a
	fmt.Println(a, b, c)
	s := []int{1, 2, 3, 4}
	s[0], s[3] = s[3], s[0]
	i := 0
	i, s[i] = 2, 50
	s[i], i = 60, 3
	fmt.Println(s, i)
	s, s[1] = []int{7, 7, 7}, 99
	fmt.Println(s)
	p := &pt{1, 2, nil}
	p.x, p.y = p.y, p.x
	p, p.next = &pt{5, 6, p}, p
	fmt.Println(p.x, p.next.x, p.next.next == p.next)
	p.next.next = nil
	p.x, p.next.x = two()
	fmt.Println(p.x, p.next.x)
	m := map[string]int{"a": 1, "b": 2}
	m["a"], m["b"] = m["b"], m["a"]
	m["c"], m["d"] = two()
	fmt.Println(m)
	var l *pt
	for k := 0; k < 4; k++ {
		l = &pt{x: k, next: l}
	}
	for r := rev(l); r != nil; r = r.next {
		fmt.Print(r.x, " ")
	}
	fmt.Println(gcd(1071, 462))
	x, y := strs()
	x, z := y, x
	fmt.Println(x, y, z)
	arr := [3]int{1, 2, 3}
	brr := [3]int{4, 5, 6}
	arr, brr = brr, arr
	arr[0], brr = 0, arr
	fmt.Println(arr, brr)
	u, v := pt{x: 1}, pt{x: 2}
	u, v = v, u
	u.x, v = 10, u
	fmt.Println(u.x, v.x)
	var e, f interface{} = 1, "f"
	e, f = f, e
	fmt.Println(e, f)
	g, h := func() int { return 1 }, func() int { return 2 }
	g, h = h, g
	fmt.Println(g(), h())
	q := &p
	*q, (*q).x = (*q).next, 1000
	fmt.Println(p.x)
	w, ok := m["a"]
	_, ok2 := interface{}(w).(string)
	m["zz"], ok = m["c"]
	fmt.Println(w, ok, ok2, m["zz"])
	var t, n int
	t, n = n+1, t+2
	t, n = n+t, t
	_, t = t, n*10
	fmt.Println(t, n)
	idx := []int{1, 0}
	idx[0], idx[idx[0]] = 5, 6
	fmt.Println(idx)
	for lo, hi := 0, len(s)-1; lo < hi; lo, hi = lo+1, hi-1 {
		s[lo], s[hi] = s[hi]+1, s[lo]-1
	}
	fmt.Println(s)
}
