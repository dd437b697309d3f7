// How interfaces with methods that are not exported are called at run time.
package main

import "fmt"

type T struct{}

func (T) m() {}

func main() {
	fmt.Printf("%T\n", []interface {
		m()
		M(T)
	}{})
	fmt.Printf("%T\n", struct {
		i interface{ m() }
		b int
	}{})
	fmt.Printf("%T\n", map[string]interface{ M() }{})
}
