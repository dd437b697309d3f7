package main

type key interface{}

func read(m map[key]int, k key) int {
	return m[k]
}

func main() {
	println(read(nil, 1))
	println(read(map[key]int{2: 3}, 2))
	println(read(nil, func() {}))
}
