// Large objects of many sizes, replaced in a random order: the page heap's search for pages.
package main

type block struct {
	bytes []byte
	next  *block
}

func main() {
	const rounds = 60000
	ring := make([]*block, 700)
	seed := uint32(1)
	total := 0
	for i := 0; i < rounds; i++ {
		seed = seed*1664525 + 1013904223
		pages := int(seed>>8)%24 + 4
		if i%50 == 0 {
			pages = int(seed>>8)%200 + 130
		}
		b := &block{bytes: make([]byte, pages*8192)}
		b.bytes[i%len(b.bytes)] = 1
		ring[int(seed>>16)%len(ring)] = b
		total += len(b.bytes) >> 13
	}
	println(total)
}
