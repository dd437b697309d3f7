package main

import (
	"fmt"
	"time"
)

// Sleeping, and timers that send to channels or call functions. Orders come from channels: who
// sleeps long enough may wake in any order on a busy machine.

func sleeps() {
	start := time.Now()
	time.Sleep(5 * time.Millisecond)
	fmt.Println("slept", time.Since(start) >= 5*time.Millisecond, time.Until(start) < 0)
	time.Sleep(0)
	time.Sleep(-time.Second)
	later := time.Now()
	fmt.Println(later.After(start), start.Before(later), later.Sub(start) > 0, start.Equal(later))
	fmt.Println(start.IsZero(), start.Unix() > 1257893999, start.Add(time.Hour).Sub(start),
		start.Add(1<<62).Add(1<<62).Sub(start), start.Add(-1<<62).Sub(start.Add(1<<62)))
	for time.Since(later) < time.Millisecond {
	}
	woken := make(chan bool)
	for _, i := range []int{3, 1, 2} {
		go func(d time.Duration) {
			began := time.Now()
			time.Sleep(d)
			woken <- time.Since(began) >= d
		}(time.Duration(i) * 5 * time.Millisecond)
	}
	fmt.Println("woken", <-woken, <-woken, <-woken)
}

func after() {
	never := make(chan bool)
	start := time.Now()
	select {
	case <-never:
		fmt.Println("never")
	case at := <-time.After(3 * time.Millisecond):
		fmt.Println("timeout", at.Sub(start) >= 3*time.Millisecond, at.After(start))
	}
	ready := make(chan int, 1)
	ready <- 1
	select {
	case n := <-ready:
		fmt.Println("ready", n)
	case <-time.After(time.Hour):
		fmt.Println("timeout")
	}
	<-time.After(-1)
}

func timers() {
	t := time.NewTimer(time.Hour)
	fmt.Println(t.Stop(), t.Stop(), t.Reset(time.Millisecond))
	<-t.C
	fmt.Println(t.Stop(), t.Reset(time.Hour), t.Reset(2*time.Hour), t.Stop())
	select {
	case <-t.C:
		fmt.Println("stopped, and fires")
	default:
	}
	calls := make(chan string)
	f := time.AfterFunc(time.Millisecond, func() { calls <- "call" })
	fmt.Println(<-calls, f.C == nil, f.Stop(), f.Reset(time.Millisecond), <-calls)
	g := time.AfterFunc(time.Hour, func() { fmt.Println("an hour") })
	fmt.Println(g.Stop(), g.Reset(time.Hour), g.Stop(), g.Stop())
	n := 0
	var again *time.Timer
	set := make(chan bool)
	again = time.AfterFunc(time.Millisecond, func() {
		<-set
		if n++; n < 3 {
			again.Reset(time.Millisecond)
			set <- true
			return
		}
		calls <- "again"
	})
	set <- true
	<-set
	set <- true
	<-set
	set <- true
	fmt.Println(<-calls, n)
}

func tickers() {
	t := time.NewTicker(time.Millisecond)
	last := <-t.C
	for i := 0; i < 3; i++ {
		at := <-t.C
		fmt.Print(at.After(last), " ")
		last = at
	}
	t.Reset(2 * time.Millisecond)
	<-t.C
	t.Stop()
	t.Stop()
	c := time.Tick(time.Millisecond)
	<-c
	<-c
	fmt.Println(time.Tick(0) == nil)
}

func wrong(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	sleeps()
	after()
	timers()
	tickers()
	wrong(func() { time.NewTicker(0) })
	wrong(func() { new(time.Ticker).Reset(-1) })
	wrong(func() { new(time.Ticker).Reset(1) })
	wrong(func() { new(time.Timer).Reset(1) })
	wrong(func() { new(time.Timer).Stop() })
	new(time.Ticker).Stop()
	left := time.AfterFunc(time.Hour, func() {})
	fmt.Println(left != nil)
}
