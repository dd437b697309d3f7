// An index before the counter, which starts at 0.
package main

func sum(b []byte) (t int) {
	for i := 1; i < len(b); i++ {
		t += int(b[i-1])
	}
	for i := len(b) - 1; i >= 0; i-- {
		t += int(b[i-1])
	}
	return t
}

func main() {
	println(sum(make([]byte, 3000)))
}
