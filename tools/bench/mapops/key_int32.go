package main

type key int32

func makeKey(i int) key {
	return key(uint32(spread(i)))
}

func weight(k key) int {
	return int(k)
}
