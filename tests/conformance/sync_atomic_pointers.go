// Pointers that goroutines share by sync/atomic: a stack without locks, a list that is swapped whole.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"
)

type node struct {
	value int
	next  *node
}

type stack struct{ top unsafe.Pointer }

func (s *stack) push(v int) {
	n := &node{value: v}
	for {
		top := atomic.LoadPointer(&s.top)
		n.next = (*node)(top)
		if atomic.CompareAndSwapPointer(&s.top, top, unsafe.Pointer(n)) {
			return
		}
	}
}

func (s *stack) pop() *node {
	for {
		top := (*node)(atomic.LoadPointer(&s.top))
		if top == nil {
			return nil
		}
		if atomic.CompareAndSwapPointer(&s.top, unsafe.Pointer(top), unsafe.Pointer(top.next)) {
			return top
		}
	}
}

func main() {
	var s stack
	var wg sync.WaitGroup
	for k := 0; k < 4; k++ {
		wg.Add(1)
		go func(k int) {
			defer wg.Done()
			for i := 0; i < 50; i++ {
				s.push(k*50 + i)
			}
		}(k)
	}
	wg.Wait()
	sum, n := 0, 0
	for x := s.pop(); x != nil; x = s.pop() {
		sum += x.value
		n++
	}
	fmt.Println(n, sum)

	var p unsafe.Pointer
	fmt.Println(atomic.LoadPointer(&p) == nil, atomic.SwapPointer(&p, unsafe.Pointer(&node{value: 1})) == nil)
	old := (*node)(atomic.SwapPointer(&p, unsafe.Pointer(&node{value: 2})))
	atomic.StorePointer(&p, unsafe.Pointer(&node{3, old}))
	now := (*node)(atomic.LoadPointer(&p))
	fmt.Println(old.value, now.value, now.next.value)
	fmt.Println(atomic.CompareAndSwapPointer(&p, unsafe.Pointer(old), nil), atomic.CompareAndSwapPointer(&p, unsafe.Pointer(now), nil), p == nil)
	defer func() { fmt.Println(recover()) }()
	atomic.LoadPointer(nil)
}
