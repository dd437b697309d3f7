// Slicing comes before a division that stands in front of it.
package main

func show(a, b int) { println("shown", a, b) }

func main() {
	zero, s := 0, []int{1, 2, 3}
	five := zero + 5
	show(1/zero, len(s[five:]))
}
