// The golden file of events: a map that grows in a frame, an object, a goroutine, a channel.
package main

type point struct{ next *point }

func main() {
	m := make(map[int]*point)
	for i := 0; i < 9; i++ {
		m[i] = &point{m[i-1]}
	}
	delete(m, 3)
	c := make(chan int)
	go func() { c <- len(m) }()
	println(<-c)
}
