package main

// Not compared as memory.
type key struct {
	s string
	n int
}

func makeKey(i int) key {
	return key{text(spread(i), 16), i}
}

func weight(k key) int {
	return len(k.s) + k.n
}
