// With a seed time passes for who asks: a timer's channel, a flag that a timer sets, a lock.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

func main() {
	t := time.NewTimer(2 * time.Millisecond)
	for done := false; !done; {
		select {
		case <-t.C:
			done = true
		default:
		}
	}
	fmt.Println("channel")
	a, b := time.After(time.Millisecond), make(chan int)
	for done := false; !done; {
		select {
		case <-a:
			done = true
		case <-b:
		default:
		}
	}
	fmt.Println("select")
	var set int32
	time.AfterFunc(time.Millisecond, func() { atomic.StoreInt32(&set, 1) })
	for atomic.LoadInt32(&set) == 0 {
	}
	fmt.Println("word")
	var cas int32
	time.AfterFunc(time.Millisecond, func() { atomic.StoreInt32(&cas, 1) })
	for !atomic.CompareAndSwapInt32(&cas, 1, 2) {
	}
	fmt.Println("swap")
	var plain atomic.Bool
	time.AfterFunc(time.Millisecond, func() { plain.Store(true) })
	for !plain.Load() {
		runtime.Gosched()
	}
	fmt.Println("yield")
	for len(time.NewTimer(0).C) > 1 {
	}
	start := time.Now()
	for time.Since(start) < time.Millisecond {
	}
	fmt.Println("clock")
}
