package main

// A literal in an index is made before the indexes are computed.

var five = 5
var sl, arr = []int{1}, [3]int{}
var aa = [][]int{{1}}

func main() {
	aa[(arr[five])&1][([]int{sl[five]}[0])&1] = 7
}
