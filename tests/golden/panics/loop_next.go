// An index behind the counter, which gets to the last element.
package main

func sum(b []byte) (t int) {
	for i := range b {
		t += int(b[i])
		t += int(b[i+1])
	}
	return t
}

func main() {
	println(sum(make([]byte, 3000)))
}
