package main

// A slice is cut before an entry of a map is looked up, in a range clause too.

var five = 5
var sl = []int{1, 2}
var m = map[interface{}]int{1: 1}
var key interface{} = []int{1}

func main() {
	for i, v := range [2]int{m[key], len(sl[five:])} {
		println(i, v)
	}
}
