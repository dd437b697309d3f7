// Pointer chasing: a doubly linked list with moves to the front, a binary search tree.
package main

type link struct {
	prev, next *link
	key        int
}

type tree struct {
	left, right *tree
	key, count  int
}

func (t *tree) insert(key int) *tree {
	if t == nil {
		return &tree{key: key, count: 1}
	}
	if key < t.key {
		t.left = t.left.insert(key)
	} else if key > t.key {
		t.right = t.right.insert(key)
	} else {
		t.count++
	}
	return t
}

func (t *tree) sum() int {
	if t == nil {
		return 0
	}
	return t.left.sum() + t.key*t.count + t.right.sum()
}

func main() {
	total := 0
	for round := 0; round < 36; round++ {
		head := &link{}
		head.prev, head.next = head, head
		links := make([]*link, 20000)
		for i := range links {
			l := &link{prev: head, next: head.next, key: i}
			head.next.prev = l
			head.next = l
			links[i] = l
		}
		seed := uint32(round)
		for i := 0; i < 200000; i++ {
			seed = seed*1664525 + 1013904223
			l := links[int(seed>>8)%len(links)]
			l.prev.next, l.next.prev = l.next, l.prev
			l.prev, l.next = head, head.next
			head.next.prev = l
			head.next = l
		}
		for walk := 0; walk < 5; walk++ {
			n := 0
			for l := head.next; l != head; l = l.next {
				n++
				total += l.key ^ n
			}
		}
		var root *tree
		for i := 0; i < 60000; i++ {
			seed = seed*1664525 + 1013904223
			root = root.insert(int(seed >> 16))
		}
		total += root.sum()
	}
	println(total)
}
