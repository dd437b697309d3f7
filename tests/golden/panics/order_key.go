// The entry of a nil map is made after the value is computed.
package main

var none map[string]int

func main() {
	zero := len(none)
	none["a"] = 1 / zero
}
