// A loop over the length of a slice that its body makes shorter.
package main

func sum(b []byte) (t int) {
	for i := range b {
		if i == 2000 {
			b = b[:1000]
		}
		t += int(b[i])
	}
	return t
}

func main() {
	println(sum(make([]byte, 3000)))
}
