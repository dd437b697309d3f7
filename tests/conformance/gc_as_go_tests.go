// What go1.19's runtime/gc_test.go checks of a program from outside: what stays alive, what a
// forced cycle counts as, and when the last one was.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

var sink any

// An array of arrays ten deep is scanned to its last pointer.
func nested() {
	type cube [2][2][2][2][2][2][2][2][2][2]*int
	c := new(cube)
	sink = c
	first, last := 13, 14
	c[0][0][0][0][0][0][0][0][0][0] = &first
	c[1][1][1][1][1][1][1][1][1][1] = &last
	runtime.GC()
	fmt.Println(*c[0][0][0][0][0][0][0][0][0][0], *c[1][1][1][1][1][1][1][1][1][1])
}

// Keys and elements too large for a bucket are kept by pointer.
func indirect() {
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	runtime.GC()
	type large struct {
		a [256]int
	}
	m := make(map[large]large)
	for i := 0; i < 120; i++ {
		var k large
		k.a[0] = i
		m[k] = k
	}
	sum := 0
	for k, e := range m {
		if k == e {
			sum += e.a[0]
		}
	}
	fmt.Println(len(m), sum)
}

// A slice of an array inside an object keeps the object.
func interior() {
	type node struct {
		buf   [1]byte
		inner []byte
		next  *node
	}
	var head *node
	for i := 0; i < 10; i++ {
		n := &node{next: head}
		n.buf[0] = 42
		if head != nil {
			n.inner = head.buf[:]
		}
		head = n
		runtime.GC()
	}
	sum := 0
	for n := head; n != nil; n = n.next {
		sum += int(n.buf[0])
		if n.inner != nil {
			sum += int(n.inner[0])
		}
	}
	// By the slices alone.
	only := head.inner
	head = nil
	runtime.GC()
	fmt.Println(sum, only[0])
}

// Pointers to the middle of an object, beside its own.
func embedded() {
	type part struct {
		c    chan error
		next *part
	}
	type whole struct {
		part
		next *whole
		p    *int
	}
	var head *whole
	for i := 0; i < 10; i++ {
		w := &whole{next: head, p: new(int)}
		w.c = make(chan error)
		if head != nil {
			w.part.next = &head.part
		}
		*w.p = 42
		head = w
		runtime.GC()
	}
	sum := 0
	for w := head; w != nil; w = w.next {
		sum += *w.p
	}
	fmt.Println(sum)
}

// LastGC is a time within the call.
func last() {
	var ms runtime.MemStats
	t0 := time.Now().UnixNano()
	runtime.GC()
	t1 := time.Now().UnixNano()
	runtime.ReadMemStats(&ms)
	fmt.Println(t0 <= int64(ms.LastGC), int64(ms.LastGC) <= t1, ms.PauseNs[(ms.NumGC+255)%256] < 10e9)
}

// A forced cycle is one although GOGC is off, and counted as one.
func forced() {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println(after.NumGC > before.NumGC, after.NumForcedGC > before.NumForcedGC)
}

// Cycles without end beside a goroutine that defers.
func beside() {
	done := make(chan bool)
	ended := make(chan int)
	go func() {
		n := 0
		for {
			runtime.GC()
			n++
			select {
			case <-done:
				ended <- n
				return
			default:
			}
		}
	}()
	count := 0
	for i := 0; i < 300; i++ {
		func() {
			defer func() { count++ }()
		}()
		if i%50 == 0 {
			runtime.Gosched()
		}
	}
	done <- true
	fmt.Println(count, <-ended > 0)
}

// Large blocks one after the other, and all of them at once no more.
func blocks() {
	const bytes = 64 << 10
	var kept [64]*[bytes]byte
	var before, full, empty runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range kept {
		kept[i] = new([bytes]byte)
	}
	runtime.ReadMemStats(&full)
	for i := range kept {
		kept[i][i] = 1
		kept[i] = nil
	}
	runtime.GC()
	runtime.ReadMemStats(&empty)
	fmt.Println(full.HeapAlloc-before.HeapAlloc > 63*bytes, empty.HeapInuse <= full.HeapInuse,
		empty.HeapAlloc < before.HeapAlloc+bytes)
}

func main() {
	nested()
	indirect()
	interior()
	embedded()
	last()
	forced()
	beside()
	blocks()
}
