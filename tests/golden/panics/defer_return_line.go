package main

func g(x int) {
	panic(x)
}

func f(k int) int {
	defer g(1)
	if k == 2 {
		return 5
	}

	println("x")
	return 6

}

func main() {
	f(2)
}
