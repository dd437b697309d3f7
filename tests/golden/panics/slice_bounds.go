package main

func cut(s []int, a, b int) []int { return s[a:b] }

func main() {
	println(len(cut(make([]int, 2, 4), 1, 4)))
	println(len(cut(make([]int, 2, 4), 3, 2)))
}
