package main

// What is no place is computed before the channel is looked at.
func main() {
	var p *struct{ c chan int }
	a := []int{1}
	i := 3
	p.c <- a[i] + 1
}
