package main

type key int64

func makeKey(i int) key {
	return key(spread(i))
}

func weight(k key) int {
	return int(k)
}
