// Something of everything that is an event: what events.py runs to see each kind.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

type node struct {
	left, right *node
	name        string
}

var root *node

func tree(depth int) *node {
	if depth == 0 {
		return &node{name: "leaf"}
	}
	return &node{left: tree(depth - 1), right: tree(depth - 1)}
}

// Grows by load, and at the same size when what is left is spread over long chains.
func churn(m map[int]*node) {
	for i := 0; i < 400; i++ {
		m[i] = &node{}
		if i >= 60 {
			delete(m, i-60)
		}
	}
	delete(m, -1)
	for k := range m {
		delete(m, k)
	}
}

func channels() {
	c := make(chan int)
	full := make(chan *node, 2)
	done := make(chan bool)
	go func() {
		for v := range c {
			full <- &node{name: fmt.Sprint(v)}
		}
		close(full)
	}()
	go func() {
		for n := range full {
			root = n
		}
		done <- true
	}()
	for i := 0; i < 20; i++ {
		c <- i
	}
	close(c)
	ready, never := make(chan int, 2), make(chan bool)
	for i := 0; i < 2; i++ {
		select {
		case ready <- i:
		case <-never:
		}
	}
	for n := 0; n < 2; {
		select {
		case <-done:
			n++
		case <-time.After(time.Millisecond):
			n++
		}
	}
}

func main() {
	var mu sync.Mutex
	var all sync.WaitGroup
	local := make(map[string]int)
	for i := 0; i < 3; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			for j := 0; j < 30; j++ {
				mu.Lock()
				local[fmt.Sprint("key", i*j)] += j
				mu.Unlock()
				runtime.Gosched()
			}
		}(i)
	}
	all.Wait()
	frame := make(map[int]int)
	for i := 0; i < 5; i++ {
		frame[i] = i
	}
	m := make(map[int]*node)
	for i := 0; i < 3; i++ {
		root = tree(5)
		churn(m)
		runtime.GC()
	}
	channels()
	debug.FreeOSMemory()
	fmt.Println(len(local), len(frame), len(m), root.name)
	if len(os.Args) > 1 {
		os.Exit(3)
	}
}
