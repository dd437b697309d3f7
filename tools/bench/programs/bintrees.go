// Binary trees: allocation and marking of many small objects with pointers.
package main

type node struct{ left, right *node }

func build(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{build(depth - 1), build(depth - 1)}
}

func (n *node) check() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.check() + n.right.check()
}

func main() {
	const depth = 17
	println("stretch", build(depth+1).check())
	long := build(depth)
	for d := 4; d <= depth; d += 4 {
		rounds := 1 << uint(depth-d+4)
		sum := 0
		for i := 0; i < rounds; i++ {
			sum += build(d).check()
		}
		println(rounds, "trees of depth", d, "check", sum)
	}
	println("long lived", long.check())
}
