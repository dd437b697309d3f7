// A switch without a tag takes interfaces that hold a bool.
package main

import "fmt"

func f() interface{} { fmt.Println("f"); return true }

func main() {
	var i interface{} = true
	switch {
	case i:
		fmt.Println("true")
	default:
		fmt.Println("no")
	}
	i = 1
	switch {
	case i, f():
		fmt.Println("f is true")
	}
	switch {
	case i == true, len("a") == 2, i:
		fmt.Println("wrong")
	case false, f():
		fmt.Println("last")
	}
}
