// Package heap: a heap over whatever has sort's methods and a last element. The parent of element i
// is element (i-1)/2, and none is less than its parent.
package heap

import "sort"

type Interface interface {
	sort.Interface
	Push(x any)
	Pop() any
}

// raise moves element i towards the first as long as it is less than its parent.
func raise(h Interface, i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.Less(i, parent) {
			return
		}
		h.Swap(parent, i)
		i = parent
	}
}

// sink moves element i of the first n away from the first as long as a child is less; whether it
// moved.
func sink(h Interface, i, n int) bool {
	from := i
	for {
		child := 2*i + 1
		if child >= n || child < 0 { // less than 0 when it overflows
			return i > from
		}
		if next := child + 1; next < n && h.Less(next, child) {
			child = next
		}
		if !h.Less(child, i) {
			return i > from
		}
		h.Swap(i, child)
		i = child
	}
}

// Init makes a heap of elements in any order.
func Init(h Interface) {
	n := h.Len()
	for i := n/2 - 1; i >= 0; i-- {
		sink(h, i, n)
	}
}

func Push(h Interface, x any) {
	h.Push(x)
	raise(h, h.Len()-1)
}

// Pop takes the least.
func Pop(h Interface) any {
	last := h.Len() - 1
	h.Swap(0, last)
	sink(h, 0, last)
	return h.Pop()
}

func Remove(h Interface, i int) any {
	last := h.Len() - 1
	if last != i {
		h.Swap(i, last)
		if !sink(h, i, last) {
			raise(h, i)
		}
	}
	return h.Pop()
}

// Fix puts element i where it belongs after its value has changed.
func Fix(h Interface, i int) {
	if !sink(h, i, h.Len()) {
		raise(h, i)
	}
}
