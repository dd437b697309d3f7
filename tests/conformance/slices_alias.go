// Slices share arrays: slicing, reslicing to cap, full slice expressions, append over a tail.
package main

import "fmt"

func show(name string, s []int) { fmt.Println(name, len(s), cap(s), s) }

func main() {
	arr := [8]int{0, 1, 2, 3, 4, 5, 6, 7}
	s := arr[2:5]
	show("s", s)
	t := s[1:4]
	show("t", t)
	t[0] = 33
	show("s", s)
	fmt.Println(arr)
	show("up", s[:cap(s)])
	u := s[:2:3]
	show("u", u)
	u = append(u, 100)
	u = append(u, 200)
	u[0] = -5
	show("u", u[:3])
	fmt.Println(arr)
	v := append(s[:1], 50, 60)
	show("v", v)
	show("s", s)
	fmt.Println(arr)
	w := arr[8:]
	show("w", w)
	w = append(w, 1)
	show("w", w[:1])
	var n []int
	show("nil", n)
	show("nil", n[:0])
	show("nil", n[0:0:0])
	fmt.Println(n == nil, n[:] == nil, []int{} == nil, s[:0] == nil)
	p := &arr
	show("p", p[6:])
	show("p", p[:2:4])
	str := "hello"
	fmt.Println(str[1:3][1:], str[5:], str[:0] == "")
	for i := range s {
		s[i] *= 2
	}
	fmt.Println(arr)
	ss := [][]int{arr[:2], arr[1:3]}
	ss[0][1] = 1000
	fmt.Println(ss)
	rev := arr[:]
	for i, j := 0, len(rev)-1; i < j; i, j = i+1, j-1 {
		rev[i], rev[j] = rev[j], rev[i]
	}
	fmt.Println(arr)
	x := make([]int, 3, 10)
	y := append(x, 1)
	z := append(x, 2)
	fmt.Println(y, z, len(x), cap(x))
	i, j := 2, 4
	fmt.Println(arr[i:j], arr[i:j:j], arr[:j][i:])
}
