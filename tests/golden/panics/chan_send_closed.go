package main

func put(c chan int, n int) {
	c <- n
}

func main() {
	c := make(chan int, 2)
	put(c, 1)
	close(c)
	println(<-c)
	put(c, 2)
}
