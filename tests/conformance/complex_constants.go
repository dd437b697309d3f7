// Complex constants whose values are real in the end, or not used.
package main

func main() {
	_ = 1i
	_ = (1 + 2i) * 3
	const c = 1i * 1i
	var x int = c
	println(x, real(2i), imag(3i))
}
