// A program goes deeper than it allows itself.
package main

import "runtime/debug"

func down(n int) int { return down(n+1) + 1 }

func main() {
	debug.SetMaxStack(100000)
	println(down(0))
}
