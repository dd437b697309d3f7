// A map of strings to records: string keys, pointers in the elements, garbage in between.
package main

import "strconv"

type record struct {
	name  string
	count int
	prev  *record
}

func main() {
	words := make([]string, 20000)
	for i := range words {
		words[i] = "word" + strconv.Itoa(i*i%65537)
	}
	total := 0
	for round := 0; round < 25; round++ {
		m := make(map[string]*record)
		var last *record
		for _, w := range words {
			r := m[w]
			if r == nil {
				r = &record{name: w, prev: last}
				m[w] = r
				last = r
			}
			r.count++
		}
		for _, w := range words {
			total += m[w].count
		}
		total += len(m)
	}
	println(total)
}
