// A comparison that panics comes after the calls, and before what uses its result.
package main

var uncomparable interface{} = []int{1}

func call(x int) int { println("call", x); return x }
func show(b bool, n int) { println("shown", b, n) }

func main() { show(uncomparable == uncomparable, call(1)) }
