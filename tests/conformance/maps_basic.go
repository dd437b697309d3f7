// Maps: literals, read, comma-ok, assign, op-assign, delete, len, nil maps, growth, printing.
package main

import "fmt"

func count(words ...string) map[string]int {
	m := make(map[string]int)
	for _, w := range words {
		m[w]++
	}
	return m
}

func main() {
	m := map[string]int{"a": 1, "b": 2}
	fmt.Println(m, len(m), m["a"], m["zz"])
	v, ok := m["b"]
	w, ok2 := m["c"]
	fmt.Println(v, ok, w, ok2)
	m["c"] += 5
	m["a"] <<= 3
	m["b"]--
	delete(m, "zz")
	fmt.Println(m)
	delete(m, "a")
	_, ok = m["a"]
	fmt.Println(m, len(m), ok)
	var n map[int]string
	fmt.Println(n == nil, len(n), n[4] == "", n)
	delete(n, 1)
	for range n {
		fmt.Println("never")
	}
	fmt.Println(count("x", "y", "x", "z", "x"))
	g := make(map[int]int, 10)
	for i := 0; i < 1000; i++ {
		g[i*7919%1009] = i
	}
	sum := 0
	for k, v := range g {
		sum += k*3 + v
	}
	fmt.Println(len(g), sum, g[7919%1009])
	for i := 0; i < 1000; i += 2 {
		delete(g, i*7919%1009)
	}
	fmt.Println(len(g))
	alias := g
	alias[-1] = 1
	fmt.Println(g[-1], len(g) == len(alias))
	s := map[string][]int{}
	s["p"] = append(s["p"], 1)
	s["p"] = append(s["p"], 2, 3)
	s["p"][0] = 10
	s["q"] = nil
	fmt.Println(s, len(s["none"]))
	mm := map[string]map[string]bool{"x": {"y": true}}
	mm["z"] = map[string]bool{}
	mm["z"]["w"] = true
	fmt.Println(mm, mm["no"]["way"])
	if v, ok := mm["x"]; ok && v["y"] {
		fmt.Println("found")
	}
	str := map[int]string{1: "one"}
	str[1] += "+"
	str[2] += "two"
	fmt.Println(str)
	for k := range str {
		delete(str, k)
	}
	fmt.Println(str, len(str))
}
