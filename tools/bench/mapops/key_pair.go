package main

// 16 bytes that are compared as memory.
type key struct {
	a, b int64
}

func makeKey(i int) key {
	return key{int64(spread(i)), int64(i)}
}

func weight(k key) int {
	return int(k.a ^ k.b)
}
