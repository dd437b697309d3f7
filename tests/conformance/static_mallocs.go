// What static data costs in allocations: nothing.
package main

import (
	"fmt"
	"runtime"
)

type T struct {
	n  int
	p  *T
	in interface{}
}

var start = mallocs()
var a = []*T{{n: 1}, {p: &T{n: f(2)}}, {in: T{n: 3}}}
var b = [][]string{{"a"}, {"b", "c"}, {g()}}
var c interface{} = T{n: f(3)}
var d = []byte("bytes")
var e = func() int { return 1 }
var h = &[]int{f(1), 2}
var i = struct{ x *int }{&j}
var j = f(9)
var k = [...]interface{}{1, "a", f(3), &T{}, []int{1}, T{}}
var l = a[0]
var m = *a[0]
var end = mallocs()

func f(x int) int { return x }
func g() string   { return "g" }
func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

func main() {
	n := end - start
	if n > 3 {
		fmt.Println("allocated", n)
	}
	fmt.Println(a[1].p.n, b, c, string(d), e(), *h, *i.x, k[2], l.n, m.n)
}
