// Small maps: a header and a bucket on the stack, in the heap, and a first growth.
package main

var kept map[int]int
var words = []string{"a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg", "hhhhhhhh"}

func local(n int) int {
	m := make(map[int]int)
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return len(m) + m[n/2]
}

func escaping(n int) int {
	m := make(map[int]int)
	for i := 0; i < n; i++ {
		m[i] = i
	}
	kept = m
	return len(m)
}

func count(n int) int {
	m := make(map[string]int)
	for i := 0; i < n; i++ {
		m[words[i*i%len(words)]]++
	}
	return m["bb"]
}

func main() {
	total := 0
	for i := 0; i < 400000; i++ {
		total += local(8)
		total += escaping(8)
		total += count(16)
	}
	for i := 0; i < 40000; i++ {
		total += local(20)
		total += escaping(50)
	}
	println(total)
}
