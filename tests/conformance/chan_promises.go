// What channels and select promise, for each capacity: who blocks and who does not, the order, the end;
// what selects do beside other selects; that nobody is favoured or forgotten.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// settle lets all others come to where they wait: what must not have happened by now, and has, is seen.
func settle() {
	for i := 0; i < 20; i++ {
		runtime.Gosched()
	}
}

func check(ok bool, what string, n int) {
	if !ok {
		fmt.Println("wrong:", what, n)
	}
}

func blocking(n int) {
	c := make(chan int, n)
	var got int32
	for i := 0; i < 2; i++ {
		go func(two bool) {
			if two {
				_, _ = <-c
			} else {
				<-c
			}
			atomic.AddInt32(&got, 1)
		}(i == 1)
	}
	settle()
	check(atomic.LoadInt32(&got) == 0, "a receive from an empty channel", n)
	select {
	case <-c:
		check(false, "a try from an empty channel", n)
	default:
	}
	select {
	case _, ok := <-c:
		check(ok && false, "a try with two results", n)
	default:
	}
	c <- 0
	c <- 0
	for atomic.LoadInt32(&got) != 2 {
		runtime.Gosched()
	}
	for i := 0; i < n; i++ {
		c <- i
	}
	var sent int32
	done := make(chan bool)
	go func() {
		c <- -1
		atomic.StoreInt32(&sent, 1)
		done <- true
	}()
	settle()
	check(atomic.LoadInt32(&sent) == 0, "a send to a full channel", n)
	select {
	case c <- -2:
		check(false, "a try to a full channel", n)
	default:
	}
	for i := 0; i < n; i++ {
		check(<-c == i, "the order", n)
	}
	check(<-c == -1, "who waited to send", n)
	<-done
}

func closing(n int) {
	c := make(chan int, n)
	for i := 0; i < n; i++ {
		c <- i
	}
	close(c)
	for i := 0; i < n; i++ {
		v, ok := <-c
		check(v == i && ok, "what was sent before the end", n)
	}
	v, ok := <-c
	check(v == 0 && !ok && <-c == 0, "the end", n)
	c = make(chan int, n)
	done := make(chan bool)
	for i := 0; i < 3; i++ {
		go func() {
			v, ok := <-c
			done <- v == 0 && !ok
		}()
	}
	settle()
	close(c)
	for i := 0; i < 3; i++ {
		check(<-done, "who waited when it was closed", n)
	}
}

func order(n int) {
	c := make(chan int, n)
	go func() {
		for i := 0; i < 60; i++ {
			c <- i
		}
	}()
	for i := 0; i < 60; i++ {
		check(<-c == i, "first in, first out", n)
	}
	const from, each = 4, 25
	for i := 0; i < from; i++ {
		go func() {
			for k := 0; k < each; k++ {
				c <- k
			}
		}()
	}
	counts := make(chan [each]int)
	for i := 0; i < from; i++ {
		go func() {
			var seen [each]int
			for k := 0; k < each; k++ {
				seen[<-c]++
			}
			counts <- seen
		}()
	}
	var all [each]int
	for i := 0; i < from; i++ {
		for k, m := range <-counts {
			all[k] += m
		}
	}
	for _, m := range all {
		check(m == from, "each value once", n)
	}
	check(len(c) == 0 && cap(c) == n, "len and cap", n)
}

// A try never waits, and one of two that race for a value gets it.
func races() {
	done := make(chan bool, 1)
	missed := 0
	for i := 0; i < 200; i++ {
		c := make(chan int, 1)
		c <- 1
		go func() {
			select {
			case <-c:
			default:
				missed++
			}
			done <- true
		}()
		close(c)
		<-c
		<-done
	}
	// One of two channels is ready at any time: a select with a default finds it.
	for i := 0; i < 200; i++ {
		c1, c2 := make(chan int, 1), make(chan int, 1)
		c1 <- 1
		go func() {
			select {
			case <-c1:
			case <-c2:
			default:
				missed++
			}
			done <- true
		}()
		select {
		case c2 <- 1:
		default:
		}
		select {
		case <-c1:
		default:
		}
		<-done
	}
	// The same with the end for what comes.
	for i := 0; i < 200; i++ {
		c1, c2 := make(chan int, 1), make(chan int)
		c1 <- 1
		go func() {
			select {
			case <-c1:
			case <-c2:
			default:
				missed++
			}
			done <- true
		}()
		close(c2)
		select {
		case <-c1:
		default:
		}
		<-done
	}
	fmt.Println("races", missed)
}

// Nobody receives from himself.
func self() {
	for _, n := range []int{0, 10} {
		var wg sync.WaitGroup
		wg.Add(2)
		c := make(chan int, n)
		for p := 0; p < 2; p++ {
			p := p
			go func() {
				defer wg.Done()
				for i := 0; i < 100; i++ {
					if p == 0 || i%2 == 0 {
						select {
						case c <- p:
							break
						case v := <-c:
							check(n != 0 || v != p, "received its own", p)
						}
					} else {
						select {
						case v := <-c:
							check(n != 0 || v != p, "received its own", p)
						case c <- p:
							break
						}
					}
				}
			}()
		}
		wg.Wait()
	}
	fmt.Println("self")
}

// Selects that send and receive, beside plain ones, on four channels: all of it arrives.
func stress() {
	const n = 200
	var c [4]chan int
	for i := range c {
		c[i] = make(chan int, i%2*2)
	}
	var wg sync.WaitGroup
	for k := range c {
		wg.Add(2)
		go func(k int) {
			defer wg.Done()
			for i := 0; i < n; i++ {
				c[k] <- i
			}
		}(k)
		go func(k int) {
			defer wg.Done()
			for i := 0; i < n; i++ {
				check(<-c[k] >= 0, "a plain receive", k)
			}
		}(k)
	}
	wg.Add(2)
	go func() {
		defer wg.Done()
		c1 := c
		var sent [4]int
		for i := 0; i < 4*n; i++ {
			k := 0
			select {
			case c1[3] <- sent[3]:
				k = 3
			case c1[2] <- sent[2]:
				k = 2
			case c1[0] <- sent[0]:
				k = 0
			case c1[1] <- sent[1]:
				k = 1
			}
			if sent[k]++; sent[k] == n {
				c1[k] = nil
			}
		}
	}()
	go func() {
		defer wg.Done()
		c1 := c
		var got [4]int
		for i := 0; i < 4*n; i++ {
			k := 0
			select {
			case <-c1[0]:
				k = 0
			case <-c1[1]:
				k = 1
			case <-c1[2]:
				k = 2
			case <-c1[3]:
				k = 3
			}
			if got[k]++; got[k] == n {
				c1[k] = nil
			}
		}
	}()
	wg.Wait()
	fmt.Println("stress")
}

// Both of two that are always ready come, as does zero and one of a random sender.
func fair() {
	const trials = 2000
	c1, c2 := make(chan byte, trials), make(chan byte, trials)
	for i := 0; i < trials; i++ {
		c1 <- 1
		c2 <- 2
	}
	var n1, n2, zeros int
	for i := 0; i < trials; i++ {
		select {
		case <-c1:
			n1++
		case <-c2:
			n2++
		}
	}
	for _, size := range []int{0, 1} {
		c := make(chan int, size)
		go func() {
			for i := 0; i < 500; i++ {
				select {
				case c <- 0:
				case c <- 1:
				}
			}
			close(c)
		}()
		for v := range c {
			if v == 0 {
				zeros++
			}
		}
	}
	fmt.Println("fair", n1 > trials/4, n2 > trials/4, zeros > 250, zeros < 750)
}

// One goroutine twice in the queue of a channel leaves it whole.
func twice() {
	c, d, e := make(chan int), make(chan int), make(chan int)
	go func() {
		select {
		case <-c:
		case <-c:
		case <-d:
		}
		e <- 9
	}()
	settle()
	go func() { e <- <-c }()
	settle()
	d <- 7
	<-e
	c <- 8
	fmt.Println("twice", <-e)
}

// A variable that a select did not receive into keeps what it holds, whatever the collector did.
func kept() {
	c, d := make(chan *int), make(chan *int)
	ready := make(chan bool)
	for i := 0; i < 2; i++ {
		go func(more bool) {
			val := 42
			cx := &val
			var c2, d2 chan *int
			if more {
				c2, d2 = c, d
			}
			ready <- true
			select {
			case cx = <-c:
			case <-c2:
			case <-d:
			case <-d2:
			}
			*cx++
			ready <- cx == &val && val == 43
		}(i == 1)
	}
	<-ready
	<-ready
	settle()
	runtime.GC()
	close(d)
	fmt.Println("kept", <-ready, <-ready)
}

// A timer comes between selects that are always ready; those do not starve it.
func timerBetween() {
	done, c := make(chan bool), make(chan bool)
	for i := 0; i < 2; i++ {
		go func() {
			for {
				select {
				case c <- true:
				case <-done:
					return
				}
			}
		}()
	}
	timer := time.After(5 * time.Millisecond)
	for {
		select {
		case <-c:
			continue
		case <-timer:
			close(done)
		}
		break
	}
	ends := make(chan bool)
	for i := 0; i < 2; i++ {
		go func() {
			timer := time.After(5 * time.Millisecond)
			for {
				select {
				case c <- true:
				case <-c:
				case <-timer:
					ends <- true
					return
				}
			}
		}()
	}
	<-ends
	<-ends
	fmt.Println("a timer between")
}

// Interfaces, and structs without a size, as elements; many of many hands.
func elements() {
	mt := []interface{}{1, "x", nil, struct{}{}, 2.5}
	c := make(chan interface{}, 1)
	c <- mt
	select {
	case c <- mt:
	default:
	}
	select {
	case c <- mt:
	case c <- &mt:
	default:
	}
	z := make(chan struct{}, 1)
	z <- struct{}{}
	_, ok := <-z
	fmt.Println("elements", len((<-c).([]interface{})), ok, len(z))
	const workers, jobs = 5, 100
	q, r := make(chan int, 7), make(chan int, 3)
	var wg sync.WaitGroup
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func(w int) {
			for v := range q {
				if w == v%workers {
					runtime.Gosched()
				}
				r <- v
			}
			wg.Done()
		}(i)
	}
	expect, n, s := 0, 0, 0
	go func() {
		for i := 0; i < jobs; i++ {
			expect += i * 7
			q <- i * 7
		}
		close(q)
		wg.Wait()
		close(r)
	}()
	for v := range r {
		n++
		s += v
	}
	fmt.Println("consumers", n, s == expect)
}

func main() {
	for n := 0; n < 12; n++ {
		blocking(n)
		closing(n)
		order(n)
	}
	races()
	self()
	stress()
	fair()
	twice()
	kept()
	timerBetween()
	elements()
}
