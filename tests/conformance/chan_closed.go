package main

import "fmt"

// Closed channels, range, the two results of a receive.

func drain(c <-chan int) (n, sum int) {
	for v := range c {
		n++
		sum += v
	}
	return
}

func fill(n int) chan int {
	c := make(chan int, n)
	for i := 1; i <= n; i++ {
		c <- i
	}
	close(c)
	return c
}

type point struct{ x, y int }

func results() {
	c := fill(2)
	a, ok := <-c
	fmt.Println(a, ok)
	a, ok = <-c
	fmt.Println(a, ok)
	a, ok = <-c
	fmt.Println(a, ok, <-c, len(c), cap(c))
	var b, more = <-c
	fmt.Println(b, more)
	_, ok = <-fill(1)
	fmt.Println(ok)
	x, _ := <-fill(1)
	fmt.Println(x)
	_, _ = <-c
	<-c
	_ = <-c
	type flag bool
	var f flag
	var any interface{}
	p := make(chan point, 1)
	p <- point{1, 2}
	var pt struct{ p point }
	m := map[string]bool{}
	pt.p, m["ok"] = <-p
	fmt.Println(pt, m)
	close(p)
	any, f = nil, false
	any, m["ok"] = <-p
	fmt.Println(any, m, f)
	s := []int{0, 0}
	i := 0
	q := fill(3)
	s[i], ok = <-q
	i, s[i] = <-q, 9
	fmt.Println(s, i, ok)
	if v, ok := <-q; ok {
		fmt.Println("got", v)
	}
	if v, ok := <-q; !ok {
		fmt.Println("end", v)
	}
	switch v := <-fill(1); v {
	case <-fill(2):
		fmt.Println("equal")
	}
}

func ranges() {
	fmt.Println(drain(fill(0)))
	fmt.Println(drain(fill(10)))
	for range fill(3) {
		fmt.Print("*")
	}
	fmt.Println()
	for _ = range fill(2) {
		fmt.Print("+")
	}
	fmt.Println()
	var v int
	for v = range fill(4) {
		if v == 2 {
			continue
		}
		if v == 4 {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println(v)
	var a [3]int
	i := 0
	for a[i] = range fill(3) {
		i = (i + 1) % 3
	}
	fmt.Println(a)
	var any interface{}
	for any = range fill(2) {
	}
	fmt.Println(any)
	var fs []func() int
	for v := range fill(3) {
		fs = append(fs, func() int { v++; return v })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	var ps []*int
	for v := range fill(3) {
		w := v
		ps = append(ps, &w, &v)
	}
	for _, p := range ps {
		fmt.Print(*p, " ")
	}
	fmt.Println()
outer:
	for x := range fill(3) {
		for y := range fill(3) {
			if y > x {
				continue outer
			}
			if x == 3 {
				break outer
			}
			fmt.Print(x, y, " ")
		}
	}
	fmt.Println()
	c := fill(5)
	for v := range c {
		fmt.Print(v+<-c, " ")
	}
	fmt.Println()
}

func main() {
	results()
	ranges()
}
