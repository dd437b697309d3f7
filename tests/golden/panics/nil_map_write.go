package main

var m map[string]int

func set(k string, v int) { m[k] = v }

func main() {
	println(m["absent"], len(m))
	set("a", 1)
}
