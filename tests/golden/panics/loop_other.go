// The length of one slice is the bound, another one is indexed; and an array that is shorter.
package main

func sum(a *[1500]int, b, c []byte) (t int) {
	for i := 0; i < 1500; i++ {
		t += a[i]
	}
	for i := 0; i < len(b); i++ {
		t += int(b[i] + c[i])
	}
	return t
}

func main() {
	println(sum(new([1500]int), make([]byte, 3000), make([]byte, 2999)))
}
