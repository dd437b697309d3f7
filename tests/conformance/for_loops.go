// for in all its forms, break and continue with and without labels, nested.
package main

import "fmt"

func collatz(n int) (steps int) {
	for n != 1 {
		if n%2 == 0 {
			n /= 2
			continue
		}
		n = 3*n + 1
		steps++
	}
	return
}

func find(g [][]int, want int) (int, int) {
	r, c := -1, -1
outer:
	for i, row := range g {
		for j, v := range row {
			if v < 0 {
				continue outer
			}
			if v == want {
				r, c = i, j
				break outer
			}
		}
	}
	return r, c
}

func main() {
	for i := 0; i < 3; i++ {
		fmt.Print(i, " ")
	}
	i := 10
	for ; i > 7; i-- {
		fmt.Print(i, " ")
	}
	for i < 9 {
		i++
	}
	for {
		if i++; i > 12 {
			break
		}
	}
	fmt.Println(i)
	for a, b := 0, 10; a < b; a, b = a+1, b-2 {
		fmt.Print(a, ",", b, " ")
	}
	fmt.Println()
	fmt.Println(collatz(27), collatz(1))
	g := [][]int{{1, 2, -1, 5}, {3, 4}, {5}}
	fmt.Println(find(g, 4))
	fmt.Println(find(g, 5))
	fmt.Println(find(g, 9))
	n := 0
loop:
	for x := 0; ; x++ {
		switch {
		case x%2 == 0:
			continue
		case x > 9:
			break loop
		}
		for y := 0; y < 5; y++ {
			if y == x {
				continue loop
			}
			if y == 4 {
				break
			}
			n += y
		}
		n += 100
	}
	fmt.Println(n)
	for i := 0; i < 3; i++ {
		i := i * 10 // shadows
		i++
		fmt.Print(i, " ")
	}
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i++; return i })
	}
	fmt.Println(fs[0](), fs[1](), fs[2]()) // one variable for all iterations
	for i, j := 0, 0; i < 2; i++ {
		for j = 0; j < 2; j++ {
			defer1 := i*2 + j
			fmt.Print(defer1)
		}
	}
	fmt.Println()
	var u uint8
	for u = 250; u >= 250; u++ {
		fmt.Print(u, " ")
	}
	fmt.Println(u)
	for x := range [3]struct{}{} {
		fmt.Print(x)
	}
	for false {
	}
	fmt.Println()
}
