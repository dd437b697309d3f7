// Addresses of what is not in the heap: where compilers and linkers put it makes no difference under a
// seed. replay.py builds this in several ways; all must do the same.
package main

import (
	"fmt"
	"os"
	"time"
)

type pair struct {
	at *int
	n  int
}

type list struct {
	next *list
}

var a, b, c, d, e, f, g, h, i, j int
var numbers [4]int
var words = []string{"x", "y"}
var lists [3]list
var sink interface{}

func one() {}
func two() {}

func pointers() []*int {
	return []*int{&a, &b, &c, &d, &e, &f, &g, &h, &i, &j, &numbers[2]}
}

// Of a map in a frame, one that grows, one that is read and written while it grows.
func orders() {
	small := map[*int]int{&a: 1, &b: 2, &c: 3}
	for _, x := range small {
		fmt.Print(x, " ")
	}
	byPointer := make(map[*int]int)
	byAny := map[interface{}]int{"text": -1, 1.5: -2}
	byPair := map[pair]int{}
	byArray := map[[2]interface{}]int{}
	byFloor := make(map[*list]string, 5)
	for n, p := range pointers() {
		byPointer[p] = n
		byAny[p] = n
		byAny[pair{p, n}] = 100 + n
		byPair[pair{p, n}] = n
		byArray[[2]interface{}{p, n}] = n
		if n%3 == 2 {
			delete(byAny, pointers()[n-1])
		}
		if byPointer[p] != n || byAny[p] != n || byPair[pair{p, n}] != n {
			panic("lost")
		}
	}
	for k := range lists {
		byFloor[&lists[k]] = fmt.Sprint(k)
	}
	for n := 0; n < 200; n++ {
		byPointer[new(int)] = n
		byAny[n] = n
	}
	for _, n := range byPointer {
		fmt.Print(n, " ")
	}
	for _, n := range byAny {
		fmt.Print(n, " ")
	}
	for _, n := range byPair {
		fmt.Print(n, " ")
	}
	for _, n := range byArray {
		fmt.Print(n, " ")
	}
	for _, s := range byFloor {
		fmt.Print(s, " ")
	}
	for n, p := range pointers() {
		if byPointer[p] != n || byPair[pair{p, n}] != n || byArray[[2]interface{}{p, n}] != n {
			panic("lost")
		}
	}
	fmt.Println(len(byAny), small)
}

func main() {
	fmt.Println(time.Now().UnixNano())
	orders()
	sink = &h
	println(&a, &numbers[1], numbers[:], words, &lists[1], new(struct{}), sink)
	fmt.Printf("%p %p %p %v %v %p\n", &a, one, two, &b, words, func() {})
	if len(os.Args) == 1 {
		return
	}
	switch os.Args[1] {
	case "panic":
		panic(&lists[2])
	case "nil":
		var p *list
		p.next = nil
	case "map":
		var m map[int]int
		m[1] = 2
	case "deadlock":
		<-make(chan int)
	}
}
