// Range over maps while they change: deletion during range, growth during range, break.
package main

import "fmt"

func main() {
	m := map[int]int{}
	for i := 0; i < 100; i++ {
		m[i] = i
	}
	seen := 0
	for k := range m {
		seen++
		delete(m, k)
	}
	fmt.Println(seen, len(m))
	for i := 0; i < 100; i++ {
		m[i] = i
	}
	seen = 0
	for k := range m { // what is deleted before it is reached is not visited
		seen++
		delete(m, k^1)
	}
	fmt.Println(seen, len(m))
	m = map[int]int{}
	for i := 0; i < 50; i++ {
		m[i] = 0
	}
	next := 1000
	visits := map[int]int{}
	for k := range m {
		visits[k]++
		if next < 1500 {
			for j := 0; j < 20; j++ {
				m[next] = next
				next++
			}
		}
	}
	once := true
	for i := 0; i < 50; i++ {
		once = once && visits[i] == 1
	}
	fmt.Println(once, len(m))
	for _, n := range visits {
		if n != 1 {
			fmt.Println("visited", n)
		}
	}
	sum := 0
	for k, v := range m {
		m[k] = v + 1
		sum += m[k] - v
	}
	fmt.Println(sum)
	n := 0
	for range m {
		n++
		if n == 7 {
			break
		}
	}
	fmt.Println(n)
	old := m
	for k := range m { // the map is evaluated once
		m = nil
		_ = k
		n++
	}
	fmt.Println(n-7 == len(old), m == nil)
	var arr [3]int
	s := map[string]int{"x": 2}
	for _, arr[1] = range s {
	}
	var st struct{ k string }
	for st.k = range s {
	}
	fmt.Println(arr, st)
	outer := map[string][]int{"a": {1, 2}, "b": {3}}
	total := 0
	for _, l := range outer {
		for i, v := range l {
			total += v * (i + 1)
		}
	}
	fmt.Println(total)
	fs := []func() int{}
	for k, v := range map[int]int{4: 5} {
		k, v := k, v
		fs = append(fs, func() int { k += v; return k })
	}
	fmt.Println(fs[0](), fs[0]())
}
