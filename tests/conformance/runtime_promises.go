// What the scheduler promises: all run at once that may, who yields goes on, who computes lets others
// run, collections come through, threads are locked as often as unlocked.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Stopping the world while others do, or count, or change how many run.
func stops() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	var all [3]chan bool
	for i := range all {
		all[i] = make(chan bool)
	}
	go func() {
		for i := 0; i < 20; i++ {
			runtime.GC()
		}
		all[0] <- true
	}()
	go func() {
		for i := 0; i < 50; i++ {
			runtime.GOMAXPROCS(3)
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			runtime.GOMAXPROCS(2 + i%3)
		}
		all[1] <- true
	}()
	go func() {
		for i := 0; i < 50; i++ {
			runtime.Stack(make([]byte, 1<<10), i%2 == 0)
			runtime.NumGoroutine()
		}
		all[2] <- true
	}()
	for _, c := range all {
		<-c
	}
	fmt.Println("stops")
}

// Who yields is not forgotten, in a thread of its own or not.
func yields(locked bool) {
	c, quit := make(chan bool), make(chan bool)
	go func() {
		if locked {
			runtime.LockOSThread()
		}
		for {
			select {
			case <-quit:
				c <- true
				return
			default:
				runtime.Gosched()
			}
		}
	}()
	for i := 0; i < 10; i++ {
		runtime.Gosched()
	}
	time.Sleep(time.Millisecond)
	quit <- true
	<-c
}

func lockedThreads() {
	yields(false)
	yields(true)
	c := make(chan bool)
	go func() {
		runtime.LockOSThread()
		for i := 0; i < 10; i++ {
			runtime.Gosched()
			time.Sleep(time.Microsecond)
		}
		c <- true
		// it ends locked
	}()
	<-c
	go func() {
		runtime.LockOSThread()
		for i := 0; i < 10; i++ {
			c <- true
		}
		runtime.UnlockOSThread()
	}()
	for i := 0; i < 10; i++ {
		<-c
	}
	// Locks nest: as many unlocks.
	go func() {
		runtime.LockOSThread()
		runtime.LockOSThread()
		runtime.UnlockOSThread()
		runtime.UnlockOSThread()
		runtime.UnlockOSThread()
		c <- true
	}()
	<-c
	// Threads of goroutines that end locked are of no use to others, which does not matter.
	for i := 0; i < 20; i++ {
		go func(i int) {
			runtime.LockOSThread()
			if i%2 == 0 {
				go func() { c <- true }()
				return
			}
			c <- true
		}(i)
	}
	for i := 0; i < 20; i++ {
		<-c
	}
	fmt.Println("locked threads")
}

// As many as may run at once hand on a number without ever waiting.
func parallel() {
	p := runtime.GOMAXPROCS(0)
	for try := 0; try < 3; try++ {
		done := make(chan bool)
		x := uint32(0)
		for i := 0; i < p; i++ {
			go func(p int) {
				for i := 0; i < 3; i++ {
					for atomic.LoadUint32(&x) != uint32(p+i*runtime.GOMAXPROCS(0)) {
						runtime.Gosched()
					}
					atomic.AddUint32(&x, 1)
				}
				done <- true
			}(i)
		}
		for i := 0; i < p; i++ {
			<-done
		}
		if x != uint32(3*p) {
			fmt.Println("parallel", x)
		}
	}
	fmt.Println("parallel")
}

func leaf(a int) int {
	var xs [128]int
	for i := range xs {
		xs[i] = a
	}
	return xs[a&127]
}

// Two that wait for each other by computing: each lets the other run, by calls and in loops alone.
func preempted() {
	for _, calls := range []bool{true, false} {
		c := make(chan bool)
		var x uint32
		for g := 0; g < 2; g++ {
			go func(g int) {
				for i := 0; i < 2; i++ {
					for atomic.LoadUint32(&x) != uint32(g) {
						if calls {
							leaf(g)
						}
					}
					atomic.StoreUint32(&x, uint32(1-g))
				}
				c <- true
			}(g)
		}
		<-c
		<-c
	}
	fmt.Println("preempted")
}

// Collections come through to goroutines that compute, and those go on after them.
func collects() {
	const p = 3
	var stop uint32
	ended := make(chan bool)
	for i := 0; i < p; i++ {
		go func(i int) {
			n := 0
			for atomic.LoadUint32(&stop) == 0 {
				if i > 0 {
					n += leaf(i)
				}
			}
			ended <- n >= 0
		}(i)
	}
	for i := 0; i < 5; i++ {
		runtime.Gosched()
		runtime.GC()
	}
	atomic.StoreUint32(&stop, 1)
	for i := 0; i < p; i++ {
		<-ended
	}
	fmt.Println("collects")
}

// The number is that of the stacks.
func counts() {
	buf := make([]byte, 1<<20)
	for i := 0; ; i++ {
		n := runtime.NumGoroutine()
		buf := buf[:runtime.Stack(buf, true)]
		if strings.Count(string(buf), "goroutine ") == n {
			break
		}
		if i == 1000 {
			fmt.Println("counts", n)
			break
		}
		time.Sleep(time.Millisecond)
	}
	fmt.Println("counts")
}

// Two that wake each other do not keep two that compute from running, nor the other way round.
func hog() {
	var stop uint32
	var wg sync.WaitGroup
	wg.Add(4)
	var light, hogs [2]int
	ping, pong := make(chan bool), make(chan bool)
	for i := 0; i < 2; i++ {
		go func(i int) {
			defer wg.Done()
			for atomic.LoadUint32(&stop) == 0 {
				hogs[i]++
			}
		}(i)
	}
	go func() {
		defer wg.Done()
		for light[0] < 20 {
			ping <- true
			<-pong
			light[0]++
		}
		close(ping)
		atomic.StoreUint32(&stop, 1)
	}()
	go func() {
		defer wg.Done()
		for range ping {
			light[1]++
			pong <- true
		}
	}()
	wg.Wait()
	fmt.Println("hog", light, hogs[0]+hogs[1] > 0)
}

// Many places, and again few.
func places() {
	was := runtime.GOMAXPROCS(1024)
	c := make(chan int)
	for i := 0; i < 50; i++ {
		go func(i int) { c <- i }(i)
	}
	sum := 0
	for i := 0; i < 50; i++ {
		sum += <-c
		if i%10 == 0 {
			runtime.GOMAXPROCS(1 + i%7)
		}
	}
	runtime.GOMAXPROCS(was)
	fmt.Println("places", sum, runtime.GOMAXPROCS(0) == was)
}

// Goexit runs what is deferred, and ends a goroutine that another waits for.
func exits() {
	c := make(chan string, 4)
	go func() {
		defer close(c)
		defer func() { c <- fmt.Sprint(recover()) }()
		defer func() {
			defer func() { c <- fmt.Sprint(recover()) }()
			panic("in a deferred call")
		}()
		runtime.Goexit()
	}()
	for s := range c {
		fmt.Print(s, " ")
	}
	fmt.Println("exits")
}

func main() {
	stops()
	lockedThreads()
	parallel()
	preempted()
	collects()
	counts()
	hog()
	places()
	exits()
}
