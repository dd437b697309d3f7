// Loops over keys: large maps, whose buckets are asked for ahead, and what may change meanwhile.
package main

import "fmt"

type pair struct{ a, b int }

type holder struct {
	m map[string]int
}

var global = map[int]int{}

func numbers(n int) []int {
	keys := make([]int, n)
	for i := range keys {
		keys[i] = i*7919 ^ i<<20
	}
	return keys
}

// Parts of one string: under gcstress each allocation collects.
func words(n int) []string {
	const digits = 6
	text := make([]byte, n*digits)
	for i := range text {
		x := i / digits
		for k := 0; k < i%digits; k++ {
			x /= 10
		}
		text[i] = byte('0' + x%10)
	}
	all := string(text)
	keys := make([]string, n)
	for i := range keys {
		keys[i] = all[i*digits : (i+1)*digits]
	}
	return keys
}

func fill(m map[int]int, keys []int) {
	for i, k := range keys {
		m[k] += i
	}
}

func sum(m map[int]int, keys []int) (total int) {
	for _, k := range keys {
		if v, ok := m[k]; ok {
			total += v
		}
	}
	return total
}

func counted(m map[string]int, keys []string) (total int) {
	for i := 0; i < len(keys); i++ {
		m[keys[i]]++
		total += m[keys[i]]
	}
	for i := len(keys) - 1; i >= 0; i -= 2 {
		delete(m, keys[i])
	}
	return total
}

// The slice, the map and the counter change under the loop.
func changing(keys []int) (total int) {
	m := map[int]int{}
	fill(m, keys)
	for i := 0; i < len(keys); i++ {
		total += m[keys[i]]
		if i%1000 == 0 {
			keys = keys[:len(keys)-100]
			if m != nil {
				m[keys[i]] = 1
			}
		}
		if i == 15000 {
			m = nil
		}
		if i == 17500 {
			i += 1000
		}
	}
	for _, k := range keys {
		keys = nil
		total += m[k]
	}
	return total
}

func inner(keys []int) (total int) {
	for _, k := range keys[:100] {
		m := map[int]int{k: 1}
		for i := range keys[:50] {
			m[keys[i]] = i
			total += m[k]
		}
	}
	return total
}

// Keys of two slices, of which the second is shorter and is exchanged under the loop.
func exchanged(keys, others []int) (total int) {
	m := map[int]int{}
	fill(m, keys)
	for i, k := range keys {
		delete(m, k)
		if i >= len(others) {
			others = keys[:i+1]
		}
		m[others[i]] += i
		total += m[k] + m[others[i]]
	}
	return total + len(m)
}

func main() {
	keys := numbers(30000)
	m := make(map[int]int)
	fill(m, keys)
	fill(global, keys)
	fmt.Println(len(m), sum(m, keys), sum(nil, keys), sum(m, nil))
	for i := range keys {
		delete(global, keys[i])
		if i == 25000 {
			break
		}
	}
	fmt.Println(len(global), sum(global, keys))

	texts := words(30000)
	h := holder{map[string]int{}}
	fmt.Println(counted(h.m, texts), len(h.m), counted(h.m, texts), len(h.m))

	pairs := make([]pair, 30000)
	for i := range pairs {
		pairs[i] = pair{i / 3, i % 3}
	}
	set := map[pair]bool{}
	for _, p := range pairs {
		set[p] = true
	}
	found := 0
	for _, p := range pairs {
		if set[p] && !set[pair{p.b, p.a}] {
			found++
		}
	}
	fmt.Println(len(set), found)

	any := map[interface{}]int{}
	for i, k := range keys[:300] {
		any[k] = i
	}
	fmt.Println(len(any), any[keys[77]])
	fmt.Println(changing(keys), inner(keys), exchanged(keys, keys[100:15100]), exchanged(keys, nil))
	func() {
		total := 0
		for _, k := range keys {
			total += m[k] % 10
		}
		fmt.Println(total)
	}()
}
