package main

// Of a send both sides of which panic, the channel's check comes first.
func main() {
	a, b := []chan int{}, []int{}
	i := 3
	a[
		i] <-
		b[
		i]
}
