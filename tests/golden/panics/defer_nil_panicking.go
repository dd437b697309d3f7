package main

func f(k int) (r int) {
	var h func(int)
	defer h(1)
	panic(7)
}

func main() {
	f(1)
}
