// Recursion: mutual, deep, through closures and interfaces, with big frames and many parameters.
package main

import "fmt"

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func ack(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}

func deep(n int, s string, p *int) (int, string) {
	var pad [20]int
	pad[n%20] = n
	if n == 0 {
		return *p, s
	}
	*p += pad[n%20]
	return deep(n-1, s, p)
}

func hanoi(n int, from, to, via string, move func(a, b string)) {
	if n > 0 {
		hanoi(n-1, from, via, to, move)
		move(from, to)
		hanoi(n-1, via, to, from, move)
	}
}

func permutations(xs []int) (r [][]int) {
	var rec func(int)
	rec = func(k int) {
		if k == len(xs) {
			r = append(r, append([]int(nil), xs...))
			return
		}
		for i := k; i < len(xs); i++ {
			xs[k], xs[i] = xs[i], xs[k]
			rec(k + 1)
			xs[k], xs[i] = xs[i], xs[k]
		}
	}
	rec(0)
	return
}

type expr interface{ eval(env map[string]int) int }
type num int
type name string
type bin struct {
	op   byte
	l, r expr
}

func (n num) eval(map[string]int) int      { return int(n) }
func (n name) eval(env map[string]int) int { return env[string(n)] }
func (b *bin) eval(env map[string]int) int {
	l, r := b.l.eval(env), b.r.eval(env)
	switch b.op {
	case '+':
		return l + r
	case '*':
		return l * r
	}
	return l - r
}

func parse(s string, at *int) expr { // prefix notation
	c := s[*at]
	*at++
	switch {
	case c >= '0' && c <= '9':
		return num(c - '0')
	case c >= 'a' && c <= 'z':
		return name(string(rune(c)))
	}
	l := parse(s, at)
	return &bin{c, l, parse(s, at)}
}

func queens(n, row int, cols, d1, d2 uint) (count int) {
	if row == n {
		return 1
	}
	for c := 0; c < n; c++ {
		a, b, d := uint(1)<<c, uint(1)<<(row+c), uint(1)<<(row-c+n)
		if cols&a|d1&b|d2&d == 0 {
			count += queens(n, row+1, cols|a, d1|b, d2|d)
		}
	}
	return
}

func many(a, b, c, d, e, f, g, h, i, j int, s, t string, x float64) (int, string, float64) {
	if a == 0 {
		return b + c + d + e + f + g + h + i + j, s + t, x
	}
	return many(a-1, c, b, e, d, g, f, i, h, j+1, t, s, x/2)
}

func main() {
	fmt.Println(even(1001), odd(1001), ack(2, 3))
	x := 1
	fmt.Println(deep(5000, "end", &x))
	moves := 0
	last := ""
	hanoi(6, "A", "C", "B", func(a, b string) { moves++; last = a + b })
	fmt.Println(moves, last)
	fmt.Println(permutations([]int{1, 2, 3}), len(permutations([]int{1, 2, 3, 4})))
	at := 0
	fmt.Println(parse("+*ab-9c", &at).eval(map[string]int{"a": 3, "b": 4, "c": 2}), at)
	fmt.Println(queens(6, 0, 0, 0, 0))
	fmt.Println(many(5, 1, 2, 3, 4, 5, 6, 7, 8, 9, "s", "t", 64))
}
