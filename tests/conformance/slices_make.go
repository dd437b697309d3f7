// make with constant and variable sizes, literals with keys, slices of slices, copy, zero sizes.
package main

import "fmt"

type big struct{ a [40]int }

func sized(n int) []int { return make([]int, n) }

func matrix(n, m int) [][]float64 {
	r := make([][]float64, n)
	for i := range r {
		r[i] = make([]float64, m)
		for j := range r[i] {
			r[i][j] = float64(i) / float64(j+1)
		}
	}
	return r
}

func main() {
	a := make([]int, 5)
	b := make([]int, 2, 7)
	n := 3
	c := make([]string, n, n*2)
	fmt.Println(a, b, len(b), cap(b), len(c), cap(c), c[0] == "")
	fmt.Println(len(sized(0)), sized(0) == nil, len(sized(100)), sized(4))
	fmt.Println(matrix(3, 3))
	d := []int{5: 1, 2, 0: 9}
	fmt.Println(d, len(d))
	e := [][]int{{1}, {2, 3}, {}, nil}
	fmt.Println(e, len(e), e[2] == nil, e[3] == nil)
	f := []*big{{}, {a: [40]int{39: 1}}, nil}
	fmt.Println(f[0].a[0], f[1].a[39], f[2] == nil)
	g := []struct{}{{}, {}}
	g = append(g, struct{}{})
	fmt.Println(len(g), g)
	h := []map[string]int{{"a": 1}, nil, {}}
	h[2]["b"] = 2
	fmt.Println(h, h[1]["x"])
	k := make([]byte, 4)
	fmt.Println(copy(k, "abcdef"), string(k), copy(k[1:], k), string(k), copy(k, k[2:]), string(k))
	sieve := make([]bool, 60)
	var primes []int
	for i := 2; i < len(sieve); i++ {
		if sieve[i] {
			continue
		}
		primes = append(primes, i)
		for j := i * i; j < len(sieve); j += i {
			sieve[j] = true
		}
	}
	fmt.Println(primes)
	var u8 uint8 = 200
	fmt.Println(len(make([]int, u8)), cap(make([]bool, 'a', 'b')))
	stack := []int{}
	for i := 0; i < 5; i++ {
		stack = append(stack, i)
	}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		fmt.Print(top, " ")
	}
	fmt.Println(len(stack), cap(stack) > 0)
}
