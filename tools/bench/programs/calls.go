// Calls: recursion with three arguments, mutual recursion. Nothing else is done in them.
package main

func tak(x, y, z int) int {
	if y >= x {
		return z
	}
	return tak(tak(x-1, y, z), tak(y-1, z, x), tak(z-1, x, y))
}
func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}
func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}
func main() {
	t := 0
	for i := 0; i < 40; i++ {
		t += tak(20, 12, 6)
	}
	for i := 0; i < 60000; i++ {
		if even(2000 + i%2) {
			t++
		}
	}
	println(t)
}
