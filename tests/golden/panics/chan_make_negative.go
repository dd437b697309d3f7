package main

func size() int { return -1 }

func main() {
	c := make(chan int, size())
	println(cap(c))
}
