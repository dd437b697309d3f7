// Objects whose size changes with time, replaced at random: spans of the old sizes empty slowly.
package main

var ring [20000][]int

func main() {
	seed := uint32(1)
	for phase := 0; phase < 12; phase++ {
		for i := 0; i < 40000; i++ {
			seed = seed*1664525 + 1013904223
			ring[int(seed>>8)%len(ring)] = make([]int, phase%4*40+20)
		}
	}
	println(len(ring[0]))
}
