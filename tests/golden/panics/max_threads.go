// A program has more threads than it allows itself.
package main

import "runtime/debug"

func main() {
	debug.SetMaxThreads(1)
	println("not reached")
}
