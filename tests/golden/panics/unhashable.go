package main

func main() {
	m := map[interface{}]int{}
	m["a"] = 1
	m[[]int{1}] = 2
}
