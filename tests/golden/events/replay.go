// What could differ from run to run: who goes on first, times, random numbers, addresses, the order of
// maps, figures of the runtime. With a seed none of it does: replay.py runs this twice.
package main

import (
	"fmt"
	"math"
	"math/rand"
	"os"
	"runtime"
	"sync"
	"time"
)

type item struct {
	key  int
	next *item
}

var global, other item

type any interface{}

func workers(n int) {
	jobs, results := make(chan *item), make(chan int, 3)
	var all sync.WaitGroup
	for w := 0; w < n; w++ {
		all.Add(1)
		go func(w int) {
			defer all.Done()
			for it := range jobs {
				local := map[int]*item{}
				for i := 0; i < 20; i++ {
					local[i] = &item{i, it}
				}
				results <- it.key*10 + w
			}
		}(w)
	}
	go func() {
		for i := 0; i < 12; i++ {
			jobs <- &item{key: i}
		}
		close(jobs)
		all.Wait()
		close(results)
	}()
	for r := range results {
		fmt.Print(r, " ")
	}
	fmt.Println()
}

func times() {
	start := time.Now()
	done := make(chan bool)
	time.AfterFunc(3*time.Millisecond, func() { done <- true })
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-tick.C:
		case <-done:
			fmt.Println("ticks", n, time.Since(start), time.Now().UnixNano())
			return
		}
	}
}

func locks() {
	var mu sync.RWMutex
	var once sync.Once
	var all sync.WaitGroup
	cond := sync.NewCond(&sync.Mutex{})
	order := []int{}
	ready := 0
	for i := 0; i < 4; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			once.Do(func() { fmt.Println("first", i) })
			for j := 0; j < 3; j++ {
				mu.Lock()
				order = append(order, i)
				mu.Unlock()
				mu.RLock()
				_ = len(order)
				mu.RUnlock()
				runtime.Gosched()
			}
			cond.L.Lock()
			ready++
			cond.L.Unlock()
			cond.Broadcast()
		}(i)
	}
	cond.L.Lock()
	for ready < 4 {
		cond.Wait()
	}
	cond.L.Unlock()
	all.Wait()
	fmt.Println(order)
}

func maps() {
	byPointer := map[*item]int{&global: -1, &other: -2}
	byAny := map[any]int{&global: 1, "text": 2, 1.5: 3, math.NaN(): 4, make(chan int): 5}
	for i := 0; i < 100; i++ {
		byPointer[&item{key: i}] = i
		byAny[&item{key: i}] = i
		byAny[i] = i
		if i%3 == 0 {
			delete(byAny, i-30)
		}
	}
	sum := 0
	for p, i := range byPointer {
		sum = sum*31 + p.key + i
	}
	for _, i := range byAny {
		sum = sum*31 + i
	}
	fmt.Println(sum, len(byAny))
}

func main() {
	p := &item{}
	runtime.SetFinalizer(&item{}, func(it *item) { fmt.Println("finalizer") })
	fmt.Printf("%p %p\n", p, &global)
	println(p, &other, rand.Int(), runtime.GOMAXPROCS(0), runtime.NumCPU())
	workers(3)
	maps()
	locks()
	times()
	runtime.GC()
	time.Sleep(time.Millisecond)
	var figures runtime.MemStats
	runtime.ReadMemStats(&figures)
	fmt.Println(figures.Mallocs, figures.HeapAlloc, figures.Sys, figures.HeapReleased, figures.NumGC,
		figures.PauseTotalNs, figures.LastGC, runtime.NumGoroutine())
	if len(os.Args) > 1 {
		panic(p)
	}
}
