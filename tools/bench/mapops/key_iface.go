package main

type key interface{}

func makeKey(i int) key {
	return int(spread(i))
}

func weight(k key) int {
	return k.(int)
}
