// Words of sync/atomic that goroutines share: a lock that spins, counters that are fields and
// elements, a flag that says what was written before.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func shared() {
	var held, turns uint32
	var words [3]int64
	type pair struct {
		a atomic.Int32
		b atomic.Uint64
	}
	p := new(pair)
	plain := 0
	var wg sync.WaitGroup
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i := 0; i < 50; i++ {
				for !atomic.CompareAndSwapUint32(&held, 0, 1) {
					runtime.Gosched()
				}
				plain++
				atomic.StoreUint32(&held, 0)
				atomic.AddUint32(&turns, 1)
				atomic.AddInt64(&words[i%3], int64(w))
				p.a.Add(-1)
				p.b.Add(2)
			}
		}(w)
	}
	wg.Wait()
	a, b := p.a.Load(), p.b.Load()
	fmt.Println(plain, turns, words, a, b)
}

// One waits for what another stores.
func handshake() {
	var ready atomic.Bool
	text := ""
	go func() {
		text = "written before"
		ready.Store(true)
	}()
	for !ready.Load() {
		runtime.Gosched()
	}
	fmt.Println(text)
}

func main() {
	shared()
	handshake()
}
