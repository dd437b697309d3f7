package main

type key string

func makeKey(i int) key {
	return key(text(spread(i), 16))
}

func weight(k key) int {
	return len(k)
}
