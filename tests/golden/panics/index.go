package main

func at(s []int, i int) int { return s[i] }

func main() {
	s := []int{1}
	println(at(s, 0))
	println(at(s, 5))
}
