// Control flow mixed: switches in loops in closures, labels reused across functions, returns deep in.
package main

import "fmt"

func classify(words []string) map[string][]int {
	r := map[string][]int{}
next:
	for i, w := range words {
		switch {
		case w == "":
			continue
		case w[0] == '#':
			break next
		case len(w) > 3:
			for _, c := range w {
				if c == 'x' {
					r["x"] = append(r["x"], i)
					continue next
				}
			}
			fallthrough
		case w == "go":
			r["long"] = append(r["long"], i)
		default:
			if i%2 == 0 {
				break
			}
			r["odd"] = append(r["odd"], i)
		}
		r["all"] = append(r["all"], i)
	}
	return r
}

func search(grid [][]rune, want rune) (x, y int, ok bool) {
	for y = range grid {
		for x = range grid[y] {
			if grid[y][x] == want {
				return x, y, true
			}
		}
	}
	return
}

func primes(n int) (r []int) {
next:
	for i := 2; i < n; i++ {
		for _, p := range r {
			if p*p > i {
				break
			}
			if i%p == 0 {
				continue next
			}
		}
		r = append(r, i)
	}
	return
}

func state(s string) (n int) {
	i := 0
loop:
	if i == len(s) {
		return
	}
	switch c := s[i]; {
	case c == '+':
		n++
	case c == '-':
		n--
	case c == '[' && n == 0:
		for i < len(s) && s[i] != ']' {
			i++
		}
		if i == len(s) {
			goto fail
		}
	case c == '!':
		goto fail
	}
	i++
	goto loop
fail:
	return -100 - i
}

func inner() string {
	out := ""
outer:
	for i := 0; i < 4; i++ {
		f := func() bool {
		outer:
			for j := 0; ; j++ {
				switch j {
				case i:
					break outer
				case 2:
					return true
				}
			}
			return false
		}
		if f() {
			out += "T"
			continue outer
		}
		out += fmt.Sprint(i)
		for {
			for {
				break
			}
			break
		}
	}
	return out
}

func typed(vs ...interface{}) (s string) {
loop:
	for _, v := range vs {
		switch x := v.(type) {
		case int:
			if x < 0 {
				break loop
			}
			if x == 0 {
				break
			}
			s += fmt.Sprint("i", x)
		case string:
			for _, c := range x {
				if c == '.' {
					continue loop
				}
				s += string(c)
			}
			s += "|"
		case []interface{}:
			s += "(" + typed(x...) + ")"
		default:
			return s + "?"
		}
		s += ","
	}
	return
}

func main() {
	fmt.Println(classify([]string{"a", "b", "", "go", "long", "boxes", "c", "#", "after"}))
	g := [][]rune{[]rune("ab"), []rune("cd")}
	fmt.Println(search(g, 'c'))
	fmt.Println(search(g, 'z'))
	fmt.Println(primes(40))
	fmt.Println(state("++-"), state("[++]+"), state("+[-]-"), state("[+"), state("+!"))
	fmt.Println(inner())
	fmt.Println(typed(1, "ab", 0, "c.d", []interface{}{2, "e", -1, 3}, 4, -1, 5), typed(1, 2.5, 3))
	n := 0
	for i := range [5]int{} {
		for j := range [5]int{} {
			if j > i {
				break
			}
			if (i+j)%2 == 1 {
				continue
			}
			n += i*10 + j
		}
	}
	fmt.Println(n)
	var fs []func()
	for i := 0; i < 3; i++ {
		switch j := i * 2; j {
		case 2:
			continue
		default:
			fs = append(fs, func() { j++; fmt.Print(i, j, " ") })
		}
	}
	for _, f := range fs {
		f()
		f()
	}
	fmt.Println()
}
