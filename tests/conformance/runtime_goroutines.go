package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

// What runtime and runtime/debug tell and change: places, goroutines, the collector.

func places() {
	was := runtime.GOMAXPROCS(0)
	fmt.Println(was >= 1, runtime.GOMAXPROCS(-3) == was, runtime.NumCPU() >= 1)
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.Version()[:6], runtime.NumCgoCall() >= 0)
	fmt.Println(runtime.GOMAXPROCS(1) == was, runtime.GOMAXPROCS(0))
	// With one place each lets the other go on.
	turns := make(chan string, 6)
	done := make(chan bool)
	for _, who := range []string{"a", "b"} {
		who := who
		go func() {
			for i := 0; i < 3; i++ {
				turns <- who
				runtime.Gosched()
			}
			done <- true
		}()
	}
	<-done
	<-done
	a := 0
	for i := 0; i < 6; i++ {
		if <-turns == "a" {
			a++
		}
	}
	fmt.Println(a)
	runtime.GOMAXPROCS(was)
}

// alone waits for the end of those that have nothing left to do.
func alone() {
	for runtime.NumGoroutine() > 1 {
		time.Sleep(time.Millisecond)
	}
}

func count() {
	alone()
	fmt.Println(runtime.NumGoroutine())
	stay := make(chan bool)
	for i := 0; i < 5; i++ {
		go func() { <-stay }()
	}
	fmt.Println(runtime.NumGoroutine())
	close(stay)
	alone()
	fmt.Println(runtime.NumGoroutine())
}

func exits() {
	told := make(chan string, 4)
	go func() {
		defer close(told)
		defer func() { told <- fmt.Sprint("recovered ", recover()) }()
		defer func() { told <- "first" }()
		func() {
			defer func() { told <- "inner" }()
			runtime.Goexit()
		}()
		told <- "never"
	}()
	for s := range told {
		fmt.Println(s)
	}
}

func locked() {
	done := make(chan int)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		runtime.Gosched()
		done <- 1
	}()
	fmt.Println("locked", <-done)
}

func settings() {
	fmt.Println(debug.SetGCPercent(50) == debug.SetGCPercent(-1), debug.SetGCPercent(200))
	was := debug.SetGCPercent(50)
	fmt.Println(was, debug.SetGCPercent(100))
	var kept [][]byte
	for i := 0; i < 50; i++ {
		kept = append(kept, make([]byte, 100+i))
	}
	debug.FreeOSMemory()
	n := 0
	for _, b := range kept {
		n += len(b)
	}
	runtime.KeepAlive(kept)
	stack := debug.Stack()
	fmt.Println(n, string(stack[:10]), runtime.Stack(nil, true))
	fmt.Fprint(os.Stdout, "end\n")
}

func main() {
	places()
	count()
	exits()
	locked()
	settings()
}
