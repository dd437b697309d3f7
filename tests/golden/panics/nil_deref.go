package main

type node struct {
	pad  [3]int
	next *node
}

func last(n *node) *node {
	for n.next != n {
		n = n.next
	}
	return n
}

func main() {
	a := &node{}
	println(last(a) == nil)
}
