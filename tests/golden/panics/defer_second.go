package main

func f(k int) (r int) {
	defer func() {
		panic("second")
	}()

	if k == 1 {
		panic("first")
	}

	return 6

}

func main() {
	f(1)
}
