package main

func main() {
	var p *struct{ c chan int }
	c := make(chan int, 1)
	select {
	case c <- 1:
	case <-p.c:
	}
}
