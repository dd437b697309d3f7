// A map of integers: growth, hits, misses, overwrites, deletes, iteration.
package main

func main() {
	total := 0
	for round := 0; round < 20; round++ {
		m := make(map[int]int)
		for i := 0; i < 100000; i++ {
			m[i*7919] = i
		}
		for pass := 0; pass < 5; pass++ {
			for i := 0; i < 100000; i++ {
				total += m[i*7919]
				total += m[i*7919+1]
			}
		}
		for i := 0; i < 100000; i += 2 {
			m[i*7919] += i
		}
		for i := 0; i < 100000; i += 3 {
			delete(m, i*7919)
		}
		for k, v := range m {
			total += k ^ v
		}
		total += len(m)
	}
	println(total)
}
