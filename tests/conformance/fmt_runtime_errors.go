// What Print puts between the runtime's errors and other operands: some of them are strings.
package main

import (
	"fmt"
	"runtime"
)

type named struct{ v int }

func main() {
	var e any = 5
	var m map[int]int
	var p *named
	var f interface{ F() }
	zero := 0
	for i, f := range []func(i int){
		func(i int) { m[i] = 1 },
		func(i int) { i += p.v },
		func(i int) { xs := []int{1}; i += xs[i+1] },
		func(i int) { xs := []int{1}; _ = xs[i:zero] },
		func(i int) { _ = i / zero },
		func(i int) { _ = 1 << (zero - 1) },
		func(i int) { _ = e.(string) },
		func(i int) { f.F() },
		func(i int) { _ = e.(interface{ F() }) },
		func(i int) { d := make(chan bool); close(d); close(d) },
		func(i int) { _ = make([]int, zero-1) },
		func(i int) { var a, b any = []int{}, []int{}; _ = a == b },
	} {
		func() {
			defer func() {
				r := recover()
				_, is := r.(runtime.Error)
				fmt.Print(i, r, i, "x", r, "y\n")
				fmt.Println(r, is)
				fmt.Printf("%T %v %s\n", r, r, r)
			}()
			f(i)
		}()
	}
}
