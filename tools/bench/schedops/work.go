// Whole programs: a sieve of goroutines, and binary trees in parallel.
package main

func numbers(out chan<- int) {
	for i := 2; ; i++ {
		out <- i
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

// sieve: the first n primes, a goroutine for each. The number of values that were handed on, and
// the last prime.
func sieve(n int) (int, int) {
	c := make(chan int)
	go numbers(c)
	var primes []int
	for len(primes) < n {
		prime := <-c
		primes = append(primes, prime)
		next := make(chan int)
		go filter(c, next, prime)
		c = next
	}
	handed := 0
	for i := 2; i <= primes[n-1]; i++ {
		for _, p := range primes {
			handed++
			if i%p == 0 {
				break
			}
		}
	}
	return handed, primes[n-1]
}

type node struct{ left, right *node }

func grow(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{grow(depth - 1), grow(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

// bintrees: beside a tree that lives long, goroutines make and count short-lived ones, so many
// each.
func bintrees(trees int) int {
	const depth, makers = 14, 8
	long := grow(depth)
	counts := make(chan int)
	for k := 0; k < makers; k++ {
		d := 4 + k
		go func() {
			sum := 0
			for i := 0; i < trees; i++ {
				sum += grow(d).count()
			}
			counts <- sum
		}()
	}
	sum := 0
	for k := 0; k < makers; k++ {
		sum += <-counts
	}
	return sum + long.count()
}
