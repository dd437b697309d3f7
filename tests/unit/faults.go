// Three programs with goroutines, for test_faults.c, which lets the system refuse what they need.
// Each prints one line at its end; the argument says which one runs.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// A ring of goroutines with a select each, started in several generations.
func channels() int {
	sum := 0
	for round := 0; round < 3; round++ {
		first := make(chan int)
		quit := make(chan bool)
		from := first
		var wg sync.WaitGroup
		for i := 0; i < 40; i++ {
			to := make(chan int, i%3)
			wg.Add(1)
			go func(from, to chan int) {
				defer wg.Done()
				for {
					select {
					case v := <-from:
						to <- v + 1
					case <-quit:
						return
					}
				}
			}(from, to)
			from = to
		}
		for i := 0; i < 10; i++ {
			first <- i
			sum += <-from
		}
		close(quit)
		wg.Wait()
	}
	return sum
}

// Sleeping, ticking, threads of their own, writing.
func timers() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	sum := 0
	for i := 0; i < 6; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			if i%2 == 0 {
				runtime.LockOSThread()
			}
			for k := 0; k < 3; k++ {
				time.Sleep(200 * time.Microsecond)
				fmt.Fprint(os.Stdout, "")
				mu.Lock()
				sum += i
				mu.Unlock()
			}
		}(i)
	}
	tick := time.NewTicker(100 * time.Microsecond)
	for i := 0; i < 5; i++ {
		<-tick.C
	}
	tick.Stop()
	done := make(chan bool)
	time.AfterFunc(300*time.Microsecond, func() { close(done) })
	select {
	case <-done:
	case <-time.After(time.Hour):
		sum = -1
	}
	wg.Wait()
	return sum
}

type node struct {
	key  int
	next *node
	data [20]int
}

func deep(n int) int {
	var here [100]int
	here[n%100] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + here[n%100]
}

// Maps that grow, garbage, deep recursion, deferred calls, interfaces.
func maps() int {
	parts := make(chan int)
	for w := 0; w < 4; w++ {
		go func(w int) {
			defer func() { recover() }()
			m := map[int]*node{}
			var list *node
			for i := 0; i < 3000; i++ {
				list = &node{key: i, next: list}
				m[i*7+w] = list
				if i%100 == 0 {
					list = nil
				}
			}
			var any interface{} = fmt.Sprint(deep(300 * (w + 1)))
			parts <- len(m) + len(any.(string))
			panic(any)
		}(w)
	}
	sum := 0
	for w := 0; w < 4; w++ {
		sum += <-parts
		runtime.GC()
	}
	return sum
}

func main() {
	n := 0
	switch os.Args[1] {
	case "channels":
		n = channels()
	case "timers":
		n = timers()
	case "maps":
		n = maps()
	}
	fmt.Println(os.Args[1], n)
}
