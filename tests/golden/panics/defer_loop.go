package main

func f(k int) (r int) {
	for i := 0; i < 3; i++ {
		defer func(j int) {
			println(j)
			if j == k {
				panic(j)
			}
		}(i)
	}
	if k == 3 {
		panic(3)
	}

	return 6

}

func main() {
	f(1)
}
