// goto forwards and backwards, out of blocks, labels of blocks and switches.
package main

import "fmt"

func sum(n int) int {
	i, s := 0, 0
again:
	if i <= n {
		s += i
		i++
		goto again
	}
	return s
}

func early(a, b int) (r string) {
	if a < 0 {
		r = "a"
		goto bad
	}
	if b < 0 {
		r = "b"
		goto bad
	}
	return "ok"
bad:
	r += " bad"
	return
}

func machine(s string) (out string) {
	i := 0
start:
	if i >= len(s) {
		goto done
	}
	switch s[i] {
	case '(':
		i++
		goto inside
	default:
		out += string(rune(s[i]))
		i++
		goto start
	}
inside:
	for i < len(s) {
		if s[i] == ')' {
			i++
			out += "_"
			goto start
		}
		i++
	}
done:
	return out + "."
}

func block(n int) string {
	r := ""
b:
	for {
		r += "in "
		if n > 0 {
			break b
		}
		r += "end "
		goto s
	}
s:
	switch {
	case n > 1:
		for {
			break s
		}
		r += "never"
	case n == 1:
		if r != "" {
			break
		}
	default:
		r += "default "
	}
	return r + "out"
}

func pointers(n int) []*int { // a new variable each time round
	var r []*int
	i := 0
top:
	x := i
	r = append(r, &x)
	if i++; i < n {
		goto top
	}
	return r
}

func main() {
	fmt.Println(sum(0), sum(10), sum(100))
	fmt.Println(early(1, 1), early(-1, 1), early(1, -1))
	fmt.Println(machine("ab(cd)e(f"), machine("(x)(y)z"), machine(""))
	fmt.Println(block(0), "|", block(1), "|", block(2))
	for _, p := range pointers(4) {
		fmt.Print(*p, " ")
	}
	fmt.Println()
	n := 0
L1:
	for {
		for {
			n++
			if n < 5 {
				continue L1
			}
			if n == 8 {
				goto out
			}
		}
	}
out:
	fmt.Println(n)
}
