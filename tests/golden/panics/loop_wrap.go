// A counter that passes the end of its type.
package main

func sum(a *[300]int) (t int) {
	for i := int8(100); i <= 127; i++ {
		t += a[i]
	}
	return t
}

func main() {
	println(sum(new([300]int)))
}
