// ReadMemStats: what does not escape costs no allocation, what escapes does.
package main

import (
	"fmt"
	"runtime"
)

type node struct {
	l, r *node
	v    [4]int
}

var sink *node
var sinkMap map[int]int
var sinkSlice []int

func mallocs() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.Mallocs
}

func measure(name string, f func()) {
	f()
	before := mallocs()
	for i := 0; i < 100; i++ {
		f()
	}
	n := mallocs() - before
	switch {
	case n == 0:
		fmt.Println(name, "none")
	case n >= 100:
		fmt.Println(name, "at least one each")
	default:
		fmt.Println(name, n)
	}
}

func build(d int) *node {
	if d == 0 {
		return nil
	}
	return &node{l: build(d - 1), r: build(d - 1)}
}

func main() {
	measure("struct", func() { n := &node{}; n.v[0]++ })
	measure("struct out", func() { sink = &node{} })
	measure("map", func() { m := map[int]int{}; m[1] = 2; m[1]++ })
	measure("map hint", func() { m := make(map[string]bool, 8); m["a"] = true })
	measure("map out", func() { sinkMap = make(map[int]int) })
	measure("slice", func() { s := make([]int, 10); s[3] = 1 })
	measure("slice out", func() { sinkSlice = make([]int, 10) })
	measure("array", func() { var a [100]int; b := a[:]; b[5] = 1 })
	measure("closure", func() { n := 0; f := func() { n++ }; f(); f() })
	measure("tree", func() { build(3) })
	measure("append", func() { var s []int; s = append(s, 1, 2, 3); _ = s })
	measure("concat", func() { s := "a"; t := s + "b"; _ = len(t) })
	measure("variadic", func() { func(xs ...int) int { return len(xs) }(1, 2, 3) })
	x := 7
	measure("pointer", func() { p := &x; *p++ })
	var m runtime.MemStats
	gcs := func() uint32 { runtime.ReadMemStats(&m); return m.NumGC }
	a := gcs()
	runtime.GC()
	runtime.GC()
	b := gcs()
	fmt.Println(b-a >= 2, m.HeapAlloc > 0, m.Mallocs >= m.Frees, m.Sys > 0)
}
