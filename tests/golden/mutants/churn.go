// A map of pointers that grows, loses entries and gains others while the collector runs: what
// run.sh runs without parts of the barrier. Each entry names its key, so a lost one is noticed.
package main

type entry struct {
	key  int
	next *entry
}

func fill(m map[int]*entry, from, to int) {
	var last *entry
	for i := from; i < to; i++ {
		last = &entry{i, last}
		m[i] = last
		if i%16 == 0 {
			last = nil
		}
	}
}

func churn(m map[int]*entry, live, rounds int) int {
	next, bad := live, 0
	for r := 0; r < rounds; r++ {
		for i := 0; i < live/4; i++ {
			delete(m, next-live)
			m[next] = &entry{next, m[next-1]}
			next++
		}
		for k, e := range m {
			if e.key != k {
				bad++
			}
			if e.next != nil && k%8 == 0 {
				e.next = nil
			}
		}
	}
	return bad
}

func main() {
	m := make(map[int]*entry)
	bad := 0
	for n := 500; n <= 8000; n *= 2 {
		fill(m, 0, n)
		bad += churn(m, n, 6)
		for k := range m {
			delete(m, k)
		}
	}
	if bad > 0 {
		panic("entries under other keys")
	}
}
