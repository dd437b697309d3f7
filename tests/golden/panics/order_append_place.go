package main

// What is appended is read before the slice is, an element of a literal before an entry of a map.

type T struct{ s []int }

var five = 5
var none *T
var m = map[interface{}]int{1: 1}
var key interface{} = []int{1}

func main() {
	none.s = append(none.s, m[key], []int{1}[five])
}
