package main

func at(s []int, i int) int { return s[i] }

func main() {
	println(at([]int{1}, -1))
}
