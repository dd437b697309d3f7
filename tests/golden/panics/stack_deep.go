// A program goes deeper than it allows itself, through 64 MB.
package main

import "runtime/debug"

func f(n int) int { return f(n+1) + 1 }

func main() {
	debug.SetMaxStack(64000000)
	println(f(0))
}
