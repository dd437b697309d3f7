// What timers and tickers promise: none too soon, none lost, in order, none after a Stop that says so;
// the longest durations and the shortest; moved to and fro.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const big = time.Duration(1<<63 - 1)

// Each call starts the next one.
func chain() {
	i := 10
	c := make(chan bool)
	var f func()
	f = func() {
		i--
		if i >= 0 {
			time.AfterFunc(0, f)
			time.Sleep(time.Millisecond)
		} else {
			c <- true
		}
	}
	time.AfterFunc(0, f)
	<-c
	fmt.Println("chain", i)
}

// A ticker goes on while others collect.
func besideCollections() {
	var stop uint32
	ended := make(chan bool)
	go func() {
		for atomic.LoadUint32(&stop) == 0 {
			runtime.GC()
			time.Sleep(time.Nanosecond)
		}
		ended <- true
	}()
	t := time.NewTicker(1)
	for i := 0; i < 20; i++ {
		<-t.C
	}
	t.Stop()
	atomic.StoreUint32(&stop, 1)
	<-ended
	fmt.Println("beside collections")
}

func notTooSoon() {
	const d = 3 * time.Millisecond
	start := time.Now()
	end := <-time.After(d)
	ok := time.Since(start) >= d && end.Sub(start) >= d
	start = time.Now()
	for i := 0; i < 5; i++ {
		<-time.After(d)
	}
	fmt.Println("after", ok, time.Since(start) >= 5*d)
}

// What was stopped is not called; what was not, is, before what comes later.
func stops() {
	calls := make(chan string, 10)
	time.AfterFunc(10*time.Millisecond, func() { calls <- "first" })
	t0 := time.AfterFunc(5*time.Millisecond, func() { calls <- "never" })
	stopped := t0.Stop()
	c1 := time.NewTimer(time.Hour)
	fmt.Println("stops", stopped, <-calls, t0.Stop(), c1.Stop(), c1.Stop(), len(calls), len(c1.C))
	for i := 0; i < 50; i++ {
		go func(i int) {
			t := time.AfterFunc(time.Duration(i%3)*50*time.Microsecond, func() {})
			time.Sleep(time.Duration(i%5) * 30 * time.Microsecond)
			t.Stop()
			calls <- ""
		}(i)
	}
	for i := 0; i < 50; i++ {
		<-calls
	}
}

// None is early, and of two of which one was due before the other was even asked for that one comes
// first, however long asking takes.
func queues() {
	const unit = 5 * time.Millisecond
	slots := []int{5, 3, 6, 6, 6, 1, 1, 2, 7, 4, 0}
	type result struct {
		least, most, at time.Duration
	}
	got := make(chan result, len(slots))
	start := time.Now()
	for _, slot := range slots {
		d := time.Duration(slot) * unit
		least := time.Since(start) + d
		c := time.After(d)
		go func(least, most time.Duration, c <-chan time.Time) {
			got <- result{least, most, (<-c).Sub(start)}
		}(least, time.Since(start)+d, c)
	}
	var all []result
	early, crossed := 0, 0
	for range slots {
		r := <-got
		if r.at < r.least {
			early++
		}
		for _, other := range all {
			if r.most < other.least && r.at > other.at || other.most < r.least && other.at > r.at {
				crossed++
			}
		}
		all = append(all, r)
	}
	fmt.Println("queues", len(all), "early", early, "crossed", crossed)
}

// One that has waited a moment for each of a hundred values does not wait for ever.
func zeroSleep() {
	c := make(chan bool)
	go func() {
		for i := 0; i < 20; i++ {
			runtime.GC()
		}
		c <- true
	}()
	for i := 0; i < 20; i++ {
		time.Sleep(0)
		tmp := make(chan bool, 1)
		tmp <- true
		<-tmp
	}
	<-c
	for i := 0; i < 50; i++ {
		<-time.NewTimer(0).C
	}
	fmt.Println("zero")
}

func resets() {
	t := time.NewTimer(time.Hour)
	fmt.Print("reset ", t.Reset(time.Millisecond), " ")
	<-t.C
	fmt.Print(t.Reset(time.Hour), t.Reset(0), " ")
	<-t.C
	fmt.Print(t.Reset(time.Hour), t.Stop(), t.Reset(-1), " ")
	<-t.C
	// A call that was moved comes once.
	n := make(chan int, 10)
	f := time.AfterFunc(time.Hour, func() { n <- 1 })
	for i := 0; i < 5; i++ {
		f.Reset(time.Hour)
	}
	f.Reset(0)
	<-n
	time.Sleep(2 * time.Millisecond)
	fmt.Println(len(n), f.Stop())
}

// The longest does not turn into the shortest, and disturbs no other.
func longest() {
	go func() {
		time.Sleep(big)
		panic("it came back")
	}()
	select {
	case <-time.After(big):
		fmt.Println("it fired")
	case <-time.After(5 * time.Millisecond):
	}
	time.Sleep(-1 << 63)
	<-time.After(-1 << 63)
	t := time.NewTicker(big)
	u := time.NewTimer(time.Millisecond)
	select {
	case <-t.C:
		fmt.Println("it ticked")
	case <-u.C:
	}
	t.Reset(time.Millisecond)
	<-t.C
	t.Reset(big)
	t.Stop()
	fmt.Println("longest")
}

func nilTimer() {
	t := time.NewTicker(time.Hour)
	defer func() {
		t.Stop()
		fmt.Println("nil:", recover() != nil)
	}()
	var none *time.Timer
	none.Stop()
}

// Moved into the past again and again it fires once.
func earlier() {
	past := -1000 * time.Hour
	for i := 0; i < 50; i++ {
		t := time.NewTimer(time.Hour)
		for j := 0; j < 10; j++ {
			if !t.Stop() {
				<-t.C
			}
			t.Reset(past)
		}
		<-t.C
		if t.Stop() || len(t.C) != 0 {
			fmt.Println("twice")
		}
	}
	fmt.Println("earlier")
}

// A hundred timers moved later, stopped, and moved to now, in turn.
func adjusted() {
	timers, states := make([]*time.Timer, 100), make([]int, 100)
	left := len(timers)
	for x := uint32(1); left > 0; {
		x = x*1664525 + 1013904223
		i := int(x>>8) % len(timers)
		t := timers[i]
		if states[i] > 9 {
			continue
		}
		wrong := false
		switch states[i] {
		case 0:
			timers[i] = time.NewTimer(0)
		case 1:
			<-t.C
		case 2, 4, 6:
			wrong = t.Reset(time.Duration(states[i]) * time.Minute)
		case 3, 5, 7:
			wrong = !t.Stop()
		case 8:
			wrong = t.Reset(0)
		case 9:
			<-t.C
			left--
		}
		if wrong {
			fmt.Println("timer", i, "in state", states[i])
		}
		states[i]++
	}
	fmt.Println("adjusted", left)
}

// Ticks are a period apart at least, as many as were waited for; those that nobody takes are passed
// over; none comes after a Stop.
func tickers() {
	const d = 2 * time.Millisecond
	t := time.NewTicker(d / 2)
	t.Reset(d)
	start := time.Now()
	for i := 0; i < 5; i++ {
		<-t.C
	}
	ok := time.Since(start) >= 4*d
	time.Sleep(5 * d)
	buffered := len(t.C)
	t.Stop()
	for len(t.C) > 0 {
		<-t.C
	}
	time.Sleep(3 * d)
	fmt.Println("ticker", ok, buffered, len(t.C), cap(t.C))
	for i := 0; i < 3; i++ {
		t := time.NewTicker(100 * time.Microsecond)
		<-t.C
		t.Stop()
	}
	c := make(chan time.Time)
	direct := &time.Ticker{C: c}
	direct.Stop()
	for i := 0; i < 3; i++ {
		<-time.Tick(time.Microsecond)
	}
	fmt.Println(time.Tick(-1) == nil)
}

// Several goroutines move one timer: whoever waits for it gets its times.
func shared() {
	t := time.NewTimer(time.Hour)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 20; k++ {
				t.Reset(time.Duration(k%3) * 20 * time.Microsecond)
				runtime.Gosched()
				t.Stop()
			}
		}()
	}
	wg.Wait()
	for len(t.C) > 0 {
		<-t.C
	}
	t.Reset(0)
	<-t.C
	fmt.Println("shared", len(t.C))
}

func main() {
	chain()
	besideCollections()
	notTooSoon()
	stops()
	queues()
	zeroSleep()
	resets()
	longest()
	nilTimer()
	earlier()
	adjusted()
	tickers()
	shared()
}
