// What range evaluates once and copies: arrays by value, slices by header, pointers to arrays.
package main

import "fmt"

var n int

func get() []int { n++; return []int{1, 2, 3} }

func main() {
	a := [3]int{1, 2, 3}
	for i, v := range a { // a copy
		a[2] = 100
		fmt.Print(i, v, " ")
	}
	fmt.Println(a)
	a = [3]int{1, 2, 3}
	for i, v := range &a { // not a copy
		a[2] = 100
		fmt.Print(i, v, " ")
	}
	fmt.Println(a)
	s := []int{1, 2, 3}
	for i, v := range s { // the header is copied, the elements are not
		if i == 0 {
			s[1] = 50
			s = append(s, 4, 5)
			s[2] = 60
		}
		fmt.Print(v, " ")
	}
	fmt.Println(s)
	s = []int{1, 2, 3}
	for i := range s {
		s = s[:0]
		fmt.Print(i)
	}
	fmt.Println(len(s))
	for range get() {
	}
	for _, v := range get() {
		_ = v
	}
	fmt.Println(n)
	for i := range a { // only the length: nothing is evaluated twice
		a = [3]int{i, i, i}
	}
	fmt.Println(a)
	var p *[4]int
	for i := range p {
		fmt.Print(i)
	}
	fmt.Println(len(p))
	var i, v int
	for i, v = range []int{7, 8} {
	}
	fmt.Println(i, v)
	idx := [3]int{}
	k := 0
	for idx[k], v = range []int{5, 6} {
		k++
	}
	fmt.Println(idx, v, k)
	type item struct{ n int }
	items := []item{{1}, {2}}
	for _, it := range items {
		it.n *= 10
	}
	fmt.Println(items)
	for j := range items {
		items[j].n *= 10
	}
	fmt.Println(items)
	ptrs := []*int{}
	for _, v := range []int{1, 2, 3} {
		ptrs = append(ptrs, &v)
	}
	fmt.Println(*ptrs[0], *ptrs[1], ptrs[0] == ptrs[2])
	str := "aé"
	for i, c := range str {
		str = "zzz"
		fmt.Print(i, c, " ")
	}
	fmt.Println(str)
	for _, row := range [][2]int{{1, 2}, {3, 4}} {
		row[0], row[1] = row[1], row[0]
		fmt.Print(row)
	}
	fmt.Println()
	for i := range make([]struct{}, 3) {
		fmt.Print(i)
	}
	for range "ab" {
		fmt.Print(".")
	}
	fmt.Println()
}
