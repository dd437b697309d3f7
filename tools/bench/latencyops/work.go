// How long single operations take beside a large living heap: `work requests N COUNT`, `work churn N
// COUNT`. One line of figures; tools/bench/latency runs it.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Nanoseconds by powers of two, 64 steps in each.
const steps = 64

var counts [64 * steps]int

func slot(ns int64) int {
	e := 0
	for ns >= 2*steps {
		ns >>= 1
		e++
	}
	return e*steps + int(ns)
}

func lowest(slot int) int64 {
	if slot < 2*steps {
		return int64(slot)
	}
	e := slot/steps - 1
	return int64(slot-e*steps) << uint(e)
}

func note(ns int64) { counts[slot(ns)]++ }

// The time that all but one of `rare` operations stay below; 0: the longest.
func quantile(total, rare int) float64 {
	left := 1
	if rare > 0 {
		left = total / rare
	}
	for i := len(counts) - 1; i >= 0; i-- {
		if left -= counts[i]; left <= 0 {
			return float64(lowest(i)) / 1000
		}
	}
	return 0
}

type item struct {
	next *item
	v    [7]int64
}

type record struct {
	name  string
	value int64
}

var lastItem *item
var lastBytes []byte

func name(i uint64) string {
	var b [16]byte
	x := mix(i)
	for k := range b {
		b[k] = "0123456789abcdef"[x&15]
		x >>= 4
	}
	return string(b[:])
}

// Each looks up three numbers and a name, makes a list and a buffer, and each fourth one replaces a
// string that is kept.
func requests(n, count int) int64 {
	byNumber := make(map[int64]string)
	byName := make(map[string]*record)
	for i := uint64(0); i < uint64(n); i++ {
		byNumber[int64(mix(i))] = name(i)
		if i%4 == 0 {
			byName[name(i)] = &record{value: int64(i)}
		}
	}
	runtime.GC()
	r, sum := uint64(7), int64(0)
	start := time.Now()
	before := time.Since(start)
	for q := 0; q < count; q++ {
		for j := 0; j < 3; j++ {
			r = mix(r)
			sum += int64(len(byNumber[int64(mix(r%uint64(n)))]))
		}
		r = mix(r)
		if o := byName[name(r%uint64(n)&^3)]; o != nil {
			sum += o.value
		}
		var list *item
		for j := 0; j < 8; j++ {
			list = &item{next: list}
			list.v[0] = int64(j)
		}
		lastItem = list
		lastBytes = make([]byte, 512)
		if q%4 == 0 {
			i := mix(r) % uint64(n)
			byNumber[int64(mix(i))] = name(i)
		}
		now := time.Since(start)
		note(int64(now - before))
		before = now
	}
	return sum
}

type node struct {
	key  int64
	v    [3]int64
	next *node
}

// A map of n grows while entries of it are replaced, then `count` are looked up, replaced, taken out
// and put in. What is timed is 256 operations.
func churn(n, count int) int64 {
	m := make(map[int64]*node)
	r, sum := uint64(1), int64(0)
	start := time.Now()
	before := time.Since(start)
	tick := func(i int) {
		if i%256 != 0 {
			return
		}
		now := time.Since(start)
		note(int64(now - before))
		before = now
	}
	for i := 0; i < n; i++ {
		k := int64(mix(uint64(i)))
		m[k] = &node{key: k}
		r = mix(r)
		k = int64(mix(r % uint64(i+1)))
		m[k] = &node{key: k, v: [3]int64{1, 2, 3}}
		tick(i)
	}
	low, high := uint64(0), uint64(n)
	for i := 0; i < count; i++ {
		r = mix(r)
		k := int64(mix(low + r>>2%uint64(n)))
		switch r & 3 {
		case 0, 1:
			m[k] = &node{key: k}
		case 2:
			delete(m, int64(mix(low)))
			k = int64(mix(high))
			m[k] = &node{key: k}
			low++
			high++
		case 3:
			if p := m[k]; p != nil {
				sum += p.v[0]
			}
		}
		tick(i)
	}
	return sum
}

func main() {
	n, _ := strconv.Atoi(os.Args[2])
	count, _ := strconv.Atoi(os.Args[3])
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	cycles := s.NumGC
	start := time.Now()
	if os.Args[1] == "requests" {
		requests(n, count)
	} else {
		churn(n, count)
	}
	wall := time.Since(start)
	total := 0
	for _, c := range counts {
		total += c
	}
	runtime.ReadMemStats(&s)
	stop := uint64(0)
	for _, p := range s.PauseNs {
		if p > stop {
			stop = p
		}
	}
	fmt.Println(wall.Seconds(), quantile(total, 2), quantile(total, 100), quantile(total, 1000),
		quantile(total, 10000), quantile(total, 0), float64(stop)/1000, s.NumGC-cycles)
}
