// Three goroutines take cards from a channel and write to one map. Who comes first, and the order of the
// map, differ from run to run; with GODEBUG=gcseed=N they are N's, every time.
package main

import (
	"fmt"
	"sync"
	"time"
)

type card struct {
	number int
	by     string
}

func main() {
	start := time.Now()
	cards, done := make(chan *card), make(chan *card, 4)
	var all sync.WaitGroup
	for _, name := range []string{"anne", "bert", "cora"} {
		all.Add(1)
		go func(name string) {
			defer all.Done()
			for c := range cards {
				c.by = name
				done <- c
			}
		}(name)
	}
	go func() {
		for i := 0; i < 9; i++ {
			cards <- &card{number: i}
		}
		close(cards)
		all.Wait()
		close(done)
	}()
	board := map[int]string{}
	for c := range done {
		fmt.Print(c.by, " ", c.number, "  ")
		board[c.number] = c.by
	}
	fmt.Println()
	for number, by := range board {
		fmt.Print(number, " ", by, "  ")
	}
	fmt.Println(time.Since(start))
}
