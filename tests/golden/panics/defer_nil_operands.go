package main

func f(k int) (r int) {
	var h func(int)
	defer h(1)
	if k == 1 {
		println("y")
	}

	return 6

}

func main() {
	f(1)
}
