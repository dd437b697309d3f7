// A nil function is called only when its arguments are there.
package main

var none func(int) int

func main() {
	s := []int{1, 2, 3}
	none(s[len(s)])
}
