// RWMutex: readers beside each other, writers alone, who comes behind a waiting writer; Cond: a queue
// with room for a few, and the order in which those who wait go on.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func readers() {
	var rw sync.RWMutex
	var wg sync.WaitGroup
	var mu sync.Mutex
	inside, most, bad := 0, 0, 0
	a, b := 0, 0
	for w := 0; w < 3; w++ {
		wg.Add(2)
		go func() {
			defer wg.Done()
			for i := 0; i < 10; i++ {
				rw.RLock()
				mu.Lock()
				if inside++; inside > most {
					most = inside
				}
				if a != b {
					bad++
				}
				mu.Unlock()
				runtime.Gosched()
				mu.Lock()
				inside--
				mu.Unlock()
				rw.RUnlock()
			}
		}()
		go func() {
			defer wg.Done()
			for i := 0; i < 10; i++ {
				rw.Lock()
				a++
				runtime.Gosched()
				b++
				if inside != 0 {
					bad++
				}
				rw.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println("readers", a, b, bad, inside, most >= 1)
}

// A writer that waits keeps new readers out.
func writerFirst() {
	var rw sync.RWMutex
	rw.RLock()
	order, gone := make(chan string, 4), make(chan bool, 2)
	go func() {
		rw.Lock()
		order <- "writer"
		rw.Unlock()
		gone <- true
	}()
	for rw.TryRLock() {
		rw.RUnlock()
		runtime.Gosched()
	}
	go func() {
		rw.RLock()
		order <- "reader"
		rw.RUnlock()
		gone <- true
	}()
	runtime.Gosched()
	fmt.Println(len(order), rw.TryLock(), rw.TryRLock())
	rw.RUnlock()
	fmt.Println(<-order, <-order)
	<-gone
	<-gone
	fmt.Println(rw.TryLock(), rw.TryLock(), rw.TryRLock())
	rw.Unlock()
	l := rw.RLocker()
	l.Lock()
	fmt.Println(rw.TryLock(), rw.TryRLock())
	l.Unlock()
	rw.RUnlock()
	fmt.Println(rw)
}

type queue struct {
	mu       sync.Mutex
	notEmpty *sync.Cond
	notFull  *sync.Cond
	items    []int
}

func newQueue() *queue {
	q := &queue{}
	q.notEmpty = sync.NewCond(&q.mu)
	q.notFull = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(n int) {
	q.mu.Lock()
	for len(q.items) == 3 {
		q.notFull.Wait()
	}
	q.items = append(q.items, n)
	q.mu.Unlock()
	q.notEmpty.Signal()
}

func (q *queue) get() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.notEmpty.Wait()
	}
	n := q.items[0]
	q.items = q.items[1:]
	q.notFull.Signal()
	return n
}

func queues() {
	q := newQueue()
	var wg sync.WaitGroup
	for p := 0; p < 3; p++ {
		wg.Add(1)
		go func(p int) {
			defer wg.Done()
			for i := 0; i < 10; i++ {
				q.put(p*10 + i)
			}
		}(p)
	}
	sum := 0
	for i := 0; i < 30; i++ {
		sum += q.get()
	}
	wg.Wait()
	fmt.Println("queue", sum, len(q.items))
}

func order() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	var went []int
	done := make(chan bool)
	waiting := 0
	for i := 0; i < 5; i++ {
		go func(i int) {
			mu.Lock()
			waiting++
			c.Wait()
			went = append(went, i)
			mu.Unlock()
			done <- true
		}(i)
		for n := 0; n <= i; runtime.Gosched() {
			mu.Lock()
			n = waiting
			mu.Unlock()
		}
	}
	c.Signal()
	<-done
	c.Signal()
	<-done
	fmt.Println(went)
	c.Broadcast()
	for i := 0; i < 3; i++ {
		<-done
	}
	c.Signal()
	fmt.Println(len(went))
}

func copied() {
	c := sync.Cond{L: new(sync.Mutex)}
	c.Signal()
	other := struct{ sync.Cond }{}
	other.L = c.L
	other.Broadcast()
	defer func() { fmt.Println(recover()) }()
	p := &other.Cond
	*p = c
	p.Signal()
}

func main() {
	readers()
	writerFirst()
	queues()
	order()
	copied()
}
