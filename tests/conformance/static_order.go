// Writes that come before their variables are due: static values stand from the start, as in go1.19.
package main

type I interface{ M() int }
type T struct{}

func (T) M() int { x = 9; y[0] = 9; z = nil; return 1 }

var i I = T{}
var r = i.M()
var x = 5
var y = []int{1, 2}
var z = &w
var w = 3
var q = x
var s = y[0]
var p = *z0()

func z0() *int {
	if z == nil {
		return &w
	}
	return z
}

func main() { println(r, x, y[0], z == nil, q, s, p) }
