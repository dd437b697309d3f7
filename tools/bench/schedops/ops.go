// What goroutines do, by name: ops OP ROUNDS prints how many operations were done and a checksum.
// Without a clock; sched (beside this folder) takes the time of the whole process.
package main

import (
	"os"
	"runtime"
	"sync"
)

const batch = 1000

// create: goroutines that end at once, a batch at a time.
func create(rounds int) int {
	var wg sync.WaitGroup
	for i := 0; i < rounds; i += batch {
		wg.Add(batch)
		for j := 0; j < batch; j++ {
			go wg.Done()
		}
		wg.Wait()
	}
	return rounds
}

// result: one goroutine at a time, which hands over its result.
func result(rounds int) int {
	c, sum := make(chan int), 0
	for i := 0; i < rounds; i++ {
		v := i & 1
		go func() { c <- v }()
		sum += <-c
	}
	return sum
}

// pingpong: there and back, with channels of that size.
func pingpong(rounds, size int) int {
	there, back := make(chan int, size), make(chan int, size)
	go func() {
		for v := range there {
			back <- v + 1
		}
	}()
	sum := 0
	for i := 0; i < rounds; i++ {
		there <- i
		sum += <-back
	}
	close(there)
	return sum
}

// stream: one sends, one receives.
func stream(rounds, size int) int {
	c, done := make(chan int, size), make(chan int)
	go func() {
		sum := 0
		for v := range c {
			sum += v
		}
		done <- sum
	}()
	for i := 0; i < rounds; i++ {
		c <- i
	}
	close(c)
	return <-done
}

// selects: of four channels, of which another goroutine sends to one after the other.
func selects(rounds int) int {
	a, b, c, d := make(chan int), make(chan int), make(chan int), make(chan int)
	all := [4]chan int{a, b, c, d}
	go func() {
		for i := 0; i < rounds; i++ {
			all[i&3] <- i
		}
	}()
	sum := 0
	for i := 0; i < rounds; i++ {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += v
		case v := <-c:
			sum -= v
		case v := <-d:
			sum -= v
		}
	}
	return sum
}

// mutex: so many goroutines for each place lock and unlock one mutex.
func mutex(rounds, each int) int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	count, n := 0, each*runtime.GOMAXPROCS(0)
	wg.Add(n)
	for k := 0; k < n; k++ {
		share := rounds / n
		if k == 0 {
			share += rounds % n
		}
		go func() {
			for i := 0; i < share; i++ {
				mu.Lock()
				count++
				mu.Unlock()
			}
			wg.Done()
		}()
	}
	wg.Wait()
	return count
}

// fanout: a thousand goroutines, each with something to compute, send their results to one.
func fanout(rounds int) int {
	results, sum := make(chan int), 0
	for i := 0; i < rounds; i += batch {
		for j := 0; j < batch; j++ {
			seed := uint32(i + j)
			go func() {
				x := seed
				for k := 0; k < 50; k++ {
					x = x*1664525 + 1013904223
				}
				results <- int(x >> 24)
			}()
		}
		for j := 0; j < batch; j++ {
			sum += <-results
		}
	}
	return sum
}

// workers: a thousand goroutines wait for jobs from one and send their results to another.
func workers(rounds int) int {
	jobs, results := make(chan int), make(chan int)
	for j := 0; j < batch; j++ {
		go func() {
			for v := range jobs {
				results <- v * 3
			}
		}()
	}
	go func() {
		for i := 0; i < rounds; i++ {
			jobs <- i
		}
		close(jobs)
	}()
	sum := 0
	for i := 0; i < rounds; i++ {
		sum += <-results
	}
	return sum
}

// parked: so many wait at once, and all go on. Its peak of memory says what one takes.
func parked(n int) int {
	var begun, ended sync.WaitGroup
	gate := make(chan int)
	begun.Add(n)
	ended.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			begun.Done()
			<-gate
			ended.Done()
		}()
	}
	begun.Wait()
	close(gate)
	ended.Wait()
	return n
}

func main() {
	op := os.Args[1]
	rounds, sum := 0, 0
	for _, digit := range os.Args[2] {
		rounds = 10*rounds + int(digit-'0')
	}
	switch op {
	case "create":
		sum = create(rounds)
	case "result":
		sum = result(rounds)
	case "pingpong":
		sum = pingpong(rounds, 0)
	case "pingpong1":
		sum = pingpong(rounds, 1)
	case "stream":
		sum = stream(rounds, 0)
	case "stream100":
		sum = stream(rounds, 100)
	case "select4":
		sum = selects(rounds)
	case "mutex":
		sum = mutex(rounds, 1)
	case "mutex10":
		sum = mutex(rounds, 10)
	case "fanout":
		sum = fanout(rounds)
	case "workers":
		sum = workers(rounds)
	case "sieve":
		rounds, sum = sieve(rounds)
	case "bintrees":
		sum = bintrees(rounds)
	case "parked":
		sum = parked(rounds)
	default:
		panic("no operation " + op)
	}
	println(rounds, sum)
}
