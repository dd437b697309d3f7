// Package variables whose initialisers come to methods of other packages, and to functions that
// call each other in a circle.
package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

var count = even(7) + base

var base, more = both()

var mu sync.Mutex

var long = (2 * time.Second).String()

func even(n int) int {
	mu.Lock()
	defer mu.Unlock()
	if n == 0 {
		return len(errors.New(text).Error())
	}
	mu.Unlock()
	defer mu.Lock()
	return odd(n - 1)
}

func odd(n int) int {
	if n == 0 {
		return other
	}
	return even(n - 1)
}

var other = trace("other")

var text = fmt.Sprint("text", trace("text"))

func both() (int, string) { return 10 * trace("both"), text }

func trace(s string) int {
	fmt.Println(s)
	return len(s)
}

func main() { fmt.Println(count, base, more, long) }
