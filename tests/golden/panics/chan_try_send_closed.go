package main

func main() {
	c := make(chan [3]int, 1)
	close(c)
	select {
	default:
		println("no")
	case c <- [3]int{}:
	}
}
