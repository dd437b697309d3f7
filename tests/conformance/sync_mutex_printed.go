package main

import (
	"fmt"
	"runtime"
	"sync"
)

// A mutex that one place locks many times, printed: as it is in Go.

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) add(n int) {
	a.mu.Lock()
	a.balance += n
	a.mu.Unlock()
}

func main() {
	runtime.GOMAXPROCS(2)
	var wg sync.WaitGroup
	a := &account{}
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			for j := 0; j < 5000; j++ {
				a.add(1)
			}
			wg.Done()
		}()
	}
	wg.Wait()
	fmt.Println(a)
	fmt.Printf("%v %+v\n", *a, a)
	for i := 0; i < 5000; i++ {
		a.add(1)
	}
	fmt.Printf("%+v %x\n", a, a)
	a.mu.Lock()
	fmt.Printf("%+v\n", a)
	a.mu.Unlock()

	var rw struct {
		sync.RWMutex
		list []int
	}
	for i := 0; i < 5000; i++ {
		rw.Lock()
		rw.list = append(rw.list[:0], i)
		rw.Unlock()
	}
	fmt.Printf("%+v\n", &rw)
	for _, old := range []*sync.Mutex{&a.mu, {}} {
		fmt.Println(old.TryLock(), old.TryLock(), *old)
		old.Unlock()
	}
}
