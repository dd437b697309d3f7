package main

type I interface{ M(int) }

func f(k int) (r int) {
	var h I
	defer println("later")
	defer h.M(1)
	return 7
}

func main() {
	f(1)
}
