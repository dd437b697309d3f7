package main

func f(k int) (r int) {
	var h func()
	defer h()
	if k == 1 {
		println("y")
	}

	return 6

}

func main() {
	f(1)
}
