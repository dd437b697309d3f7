package main

type node struct{ value int }

func set(n *node, v int) { n.value = v }

func main() {
	var n *node
	set(n, 1)
}
