// sync.Map, sync.Pool and atomic.Value: each alone and by several goroutines.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func maps() {
	var m sync.Map
	v, ok := m.Load("a")
	fmt.Println(v, ok)
	m.Delete("a")
	m.Store("a", 1)
	m.Store(2, "b")
	v, ok = m.Load("a")
	fmt.Println(v, ok)
	v, ok = m.LoadOrStore("a", 9)
	fmt.Println(v, ok)
	v, ok = m.LoadOrStore('c', nil)
	fmt.Println(v, ok)
	n := 0
	m.Range(func(k, v any) bool {
		m.Delete(k)
		n++
		return true
	})
	fmt.Println(n)
	m.Store(1, 1)
	m.Store(2, 2)
	m.Range(func(k, v any) bool { n++; return false })
	v, ok = m.LoadAndDelete(2)
	fmt.Println(n, v, ok)
	v, ok = m.LoadAndDelete(2)
	fmt.Println(v, ok)
	func() {
		defer func() { fmt.Println(recover()) }()
		m.Store([]int{}, 1)
	}()
	v, ok = m.Load(1)
	fmt.Println(v, ok)
}

func sharedMap() {
	var m sync.Map
	var wg sync.WaitGroup
	var stored int64
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i := 0; i < 20; i++ {
				if _, loaded := m.LoadOrStore(i, w); !loaded {
					atomic.AddInt64(&stored, 1)
				}
			}
		}(w)
	}
	wg.Wait()
	n := 0
	m.Range(func(k, v any) bool {
		n += k.(int)
		return true
	})
	fmt.Println(stored, n)
}

type buffer struct{ bytes []byte }

func pools() {
	var none sync.Pool
	fmt.Println(none.Get())
	none.Put(nil)
	fmt.Println(none.Get())
	made := 0
	p := sync.Pool{New: func() any {
		made++
		return &buffer{}
	}}
	b := p.Get().(*buffer)
	fmt.Println(made, len(b.bytes))
	var mu sync.Mutex
	var wg sync.WaitGroup
	total := 0
	free := sync.Pool{New: func() any { return new(buffer) }}
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i := 0; i < 10; i++ {
				b := free.Get().(*buffer)
				b.bytes = append(b.bytes[:0], byte(w), byte(i))
				mu.Lock()
				total += int(b.bytes[0])*100 + int(b.bytes[1])
				mu.Unlock()
				free.Put(b)
			}
		}(w)
	}
	wg.Wait()
	fmt.Println(total)
}

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

type point struct{ x, y int }

func values() {
	var v atomic.Value
	first := v.Load()
	v.Store(point{1, 2})
	now := v.Load()
	fmt.Println(first, now)
	was := v.Swap(point{3, 4})
	no := v.CompareAndSwap(point{1, 2}, point{5, 6})
	yes := v.CompareAndSwap(point{3, 4}, point{7, 8})
	now = v.Load()
	fmt.Println(was, no, yes, now)
	try(func() { v.Store("text") })
	try(func() { v.Store(nil) })
	try(func() { v.Swap(1) })
	try(func() { v.Swap(nil) })
	try(func() { v.CompareAndSwap(1, point{}) })
	try(func() { v.CompareAndSwap(1, 2) })
	try(func() { v.CompareAndSwap(nil, nil) })
	var w atomic.Value
	no = w.CompareAndSwap(1, 2)
	yes = w.CompareAndSwap(nil, 2)
	fmt.Println(no, yes)
	var s atomic.Value
	s.Store([]int{1})
	try(func() { s.CompareAndSwap([]int{1}, []int{2}) })

	var config atomic.Value
	config.Store(map[string]int{"round": 0})
	var wg sync.WaitGroup
	for g := 0; g < 3; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 1; i <= 10; i++ {
				c := config.Load().(map[string]int)
				config.Store(map[string]int{"round": c["round"]*0 + 10})
			}
		}()
	}
	wg.Wait()
	last := config.Load()
	fmt.Println(last)
}

func main() {
	maps()
	sharedMap()
	pools()
	values()
}
