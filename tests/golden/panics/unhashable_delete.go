package main

type key interface{}

func main() {
	m := map[key]int{1: 1, "2": 2}
	delete(m, 1)
	println(len(m), m["2"])
	delete(m, "2")
	println(len(m))
	delete(m, map[string]int{})
}
