// The bound of a loop is a length and its last index is one too many.
package main

func sum(b []byte) (t int) {
	for i := 0; i < len(b); i++ {
		t += int(b[i])
	}
	for i := 0; i <= len(b); i++ {
		t += int(b[i])
	}
	return t
}

func main() {
	println(sum(make([]byte, 3000)))
}
