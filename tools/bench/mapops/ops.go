// The operations that tools/bench/maps measures, for one type of key; a key_KIND.go says which.
// Arguments: operation, entries, rounds. Prints how many operations that were and a checksum.
// There is no clock here: what surrounds the rounds is measured by a run with none, so all that
// must be equal in both, keys above all, is made before.
package main

import (
	"os"
	"runtime"
)

// Small maps are asked in a long random order, so that no branch predictor learns it.
const leastOrder = 4096

var sink map[key]int

// A xorshift generator: the same numbers everywhere.
type random uint64

func (r *random) next() uint64 {
	x := uint64(*r)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*r = random(x)
	return x
}

func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// The index spread over all bits; different for different indices, in the low 32 bits too.
func spread(i int) uint64 {
	return uint64(i) * 0x9E3779B97F4A7C15
}

// Text of so many bytes, whose last ones are hexadecimal digits of x.
func text(x uint64, bytes int) string {
	var digits [64]byte
	for i := bytes - 1; i >= 0; i-- {
		if i < bytes-16 {
			digits[i] = 'a' + byte(i%26)
		} else {
			digits[i] = "0123456789abcdef"[x&15]
			x >>= 4
		}
	}
	return string(digits[:bytes])
}

// The keys from..from+n-1, made anew, in random order.
func shuffled(r *random, from, n int) []key {
	index := make([]int, n)
	for i := range index {
		index[i] = from + i
	}
	for i := n - 1; i > 0; i-- {
		j := int(r.next() % uint64(i+1))
		index[i], index[j] = index[j], index[i]
	}
	keys := make([]key, n)
	for i, x := range index {
		keys[i] = makeKey(x)
	}
	return keys
}

// What is asked of a map of the keys 0..n-1: each once, or of few keys many in random order.
func order(r *random, n int) []key {
	if n >= leastOrder {
		return shuffled(r, 0, n)
	}
	keys := make([]key, leastOrder)
	for i := range keys {
		keys[i] = makeKey(int(r.next() % uint64(n)))
	}
	return keys
}

func fill(m map[key]int, keys []key) {
	for i, k := range keys {
		m[k] = i
	}
}

func lookup(m map[key]int, keys []key) int {
	sum := 0
	for _, k := range keys {
		sum += m[k]
	}
	return sum
}

func update(m map[key]int, keys []key, by int) {
	for i, k := range keys {
		m[k] = i + by
	}
}

func grow(keys []key) map[key]int {
	m := make(map[key]int)
	fill(m, keys)
	return m
}

func growHint(keys []key) map[key]int {
	m := make(map[key]int, len(keys))
	fill(m, keys)
	return m
}

func churn(m map[key]int, old, new []key) {
	for i, k := range old {
		delete(m, k)
		m[new[i]] = i
	}
}

func remove(m map[key]int, keys []key) {
	for _, k := range keys {
		delete(m, k)
	}
}

func empty(m map[key]int) {
	for k := range m {
		delete(m, k)
	}
}

func iterate(m map[key]int) int {
	sum := 0
	for k, v := range m {
		sum += v ^ weight(k)
	}
	return sum
}

func local2(keys []key) int {
	m := make(map[key]int)
	m[keys[0]] = 1
	m[keys[1]] = 2
	return m[keys[0]] + m[keys[1]]*2 + len(m)
}

func local6(keys []key) int {
	m := map[key]int{}
	for i := 0; i < 6; i++ {
		m[keys[i]] = i
	}
	sum := len(m)
	for i := 0; i < 6; i++ {
		sum += m[keys[i]] * i
	}
	return sum
}

// A round is a local map for each place of the order.
func locals(keys []key, n, rounds int) int {
	sum := 0
	for ; rounds > 0; rounds-- {
		for at := 0; at+n <= len(keys); at++ {
			if n == 2 {
				sum += local2(keys[at:])
			} else {
				sum += local6(keys[at:])
			}
		}
	}
	return sum
}

func heapBytes() int {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// What a map of these keys takes of the heap, and one made with a hint, without what keys point to.
func bytesPerEntry(keys []key) {
	before := heapBytes()
	sink = grow(keys)
	grown := heapBytes()
	sink = nil
	middle := heapBytes()
	sink = growHint(keys)
	hinted := heapBytes()
	println((grown-before)/len(keys), (hinted-middle)/len(keys), len(sink))
	runtime.KeepAlive(keys)
}

func main() {
	op, n, rounds := os.Args[1], number(os.Args[2]), number(os.Args[3])
	r := random(88172645463325252)
	if op == "local" {
		keys := shuffled(&r, 0, leastOrder)
		println(rounds*(leastOrder-n+1), locals(keys, n, rounds))
		return
	}
	if op == "bytes" {
		bytesPerEntry(shuffled(&r, 0, n))
		return
	}
	var asked, entries, absent []key
	if op != "miss" {
		asked = order(&r, n)
	} else if n < leastOrder {
		asked = shuffled(&r, n, leastOrder)
	} else {
		asked = shuffled(&r, n, n)
	}
	entries = asked
	if op == "miss" || n < leastOrder {
		entries = shuffled(&r, 0, n)
	}
	if op == "churn" {
		absent = shuffled(&r, n, n)
	}
	m := make(map[key]int)
	fill(m, entries)
	sink = m
	sum, ops := 0, rounds*n
	switch op {
	case "hit", "miss":
		ops = rounds * len(asked)
		for ; rounds > 0; rounds-- {
			sum += lookup(m, asked)
		}
	case "update":
		ops = rounds * len(asked)
		for ; rounds > 0; rounds-- {
			update(m, asked, rounds)
		}
	case "grow":
		for ; rounds > 0; rounds-- {
			sink = grow(entries)
			sum += len(sink)
		}
	case "hint":
		for ; rounds > 0; rounds-- {
			sink = growHint(entries)
			sum += len(sink)
		}
	case "churn":
		for ; rounds > 0; rounds-- {
			churn(m, entries, absent)
			entries, absent = absent, entries
		}
	case "delete": // and fill again
		for ; rounds > 0; rounds-- {
			remove(m, entries)
			sum += len(m)
			fill(m, entries)
		}
	case "clear": // and fill again
		for ; rounds > 0; rounds-- {
			empty(m)
			sum += len(m)
			fill(m, entries)
		}
	case "iterate":
		for ; rounds > 0; rounds-- {
			sum += iterate(m)
		}
	default:
		println("no such operation")
		os.Exit(2)
	}
	if n > 100 { // all of them would be work for the maps that are not empty
		entries = entries[:100]
	}
	println(ops, sum+lookup(sink, entries)+len(sink))
}
