// Workers that share a counter under a mutex and are waited for: WaitGroup, Mutex, Once, and words of
// sync/atomic.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

type counters struct {
	sync.Mutex
	byName map[string]int
	total  int
}

func (c *counters) add(name string, n int) {
	c.Lock()
	defer c.Unlock()
	c.byName[name] += n
	c.total += n
}

// A pool of workers: jobs by a channel, results under a mutex.
func pool() {
	c := counters{byName: map[string]int{}}
	jobs := make(chan int)
	var wg sync.WaitGroup
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				c.add([]string{"even", "odd"}[j%2], j)
				if j%5 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	for j := 0; j < 100; j++ {
		jobs <- j
	}
	close(jobs)
	wg.Wait()
	fmt.Println(c.byName, c.total)
}

// Holders that let others run meanwhile: all others wait for the semaphore.
func contended() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n, inside, most := 0, 0, 0
	for w := 0; w < 8; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 20; i++ {
				mu.Lock()
				inside++
				if inside > most {
					most = inside
				}
				runtime.Gosched()
				n++
				inside--
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println("contended", n, inside, most)
}

func try() {
	var mu sync.Mutex
	fmt.Println(mu.TryLock(), mu.TryLock())
	mu.Unlock()
	fmt.Println(mu.TryLock())
	done := make(chan bool)
	go func() {
		mu.Lock() // what is locked here may be unlocked elsewhere
		done <- true
	}()
	runtime.Gosched()
	mu.Unlock()
	<-done
	mu.Unlock()
	fmt.Println(mu, sync.WaitGroup{}, sync.Once{})
}

func once() {
	var o sync.Once
	var wg sync.WaitGroup
	var calls, seen int32
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			o.Do(func() {
				runtime.Gosched()
				atomic.AddInt32(&calls, 1)
			})
			if atomic.LoadInt32(&calls) == 1 {
				atomic.AddInt32(&seen, 1)
			}
			wg.Done()
		}()
	}
	wg.Wait()
	fmt.Println("once", calls, seen)

	var failing sync.Once
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		failing.Do(func() { panic("first") })
	}()
	failing.Do(func() { fmt.Println("never") })
}

// One group twice, and many that wait for it.
func reuse() {
	var wg, waiting sync.WaitGroup
	var sum int64
	for round := int64(1); round <= 2; round++ {
		wg.Add(3)
		for i := int64(0); i < 4; i++ {
			waiting.Add(1)
			go func(i int64) {
				wg.Wait()
				atomic.AddInt64(&sum, round*i)
				waiting.Done()
			}(i)
		}
		runtime.Gosched()
		for i := 0; i < 3; i++ {
			go wg.Done()
		}
		wg.Wait()
		waiting.Wait()
		fmt.Println("round", round, sum)
	}
	defer func() { fmt.Println(recover()) }()
	wg.Done()
}

func locker(l sync.Locker) {
	l.Lock()
	defer l.Unlock()
	fmt.Printf("%T\n", l)
}

func main() {
	pool()
	contended()
	try()
	once()
	reuse()
	locker(new(sync.Mutex))
	locker(&counters{})
	var nobody *sync.Mutex
	func() {
		defer func() { fmt.Println(recover()) }()
		nobody.Lock()
	}()
}
