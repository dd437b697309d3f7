// The elements of a literal come before a nil pointer that stands in front of it.
package main

type T struct{ x int }

var nilT *T

func show(a int, b []int) { println("shown", a, len(b)) }

func main() {
	s := []int{1, 2, 3}
	show(nilT.x, []int{1, s[len(s)+2]})
}
