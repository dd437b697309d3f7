package main

import "os"

var second = len(os.Args)

func fromB(f func(int) int) {
	for i := 0; i < 3; i++ {
		_ = f(i)
	}
}

func lastInB(n int) int {
	s := []int{1, 2}
	return s[n]
}
