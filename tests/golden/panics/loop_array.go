// A constant bound beyond an array.
package main

func sum(a *[1500]int) (t int) {
	for i := 0; i < 1500; i++ {
		t += a[i]
	}
	for i := 1; i <= 1500; i++ {
		t += a[i-1]
	}
	for i := 0; i <= 1500; i++ {
		t += a[i]
	}
	return t
}

func main() {
	println(sum(new([1500]int)))
}
