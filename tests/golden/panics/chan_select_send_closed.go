package main

func main() {
	c, d := make(chan string, 1), make(chan string)
	close(c)
	select {
	case c <- "a":
	case <-d:
	}
}
