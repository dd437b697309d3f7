// The package runtime/metrics: all names and kinds, figures that agree with each other and with
// what the program did, histograms, values asked for as what they are not.
package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/metrics"
	"strings"
)

type node struct {
	next *node
	pad  [5]int
}

var keep *node

func sum(counts []uint64) (n uint64) {
	for _, c := range counts {
		n += c
	}
	return n
}

func read(names ...string) []metrics.Sample {
	s := make([]metrics.Sample, len(names))
	for i := range s {
		s[i].Name = names[i]
	}
	metrics.Read(s)
	return s
}

func one(name string) uint64 {
	return read(name)[0].Value.Uint64()
}

func try(what string, f func()) {
	defer func() {
		fmt.Println(what, "->", recover())
	}()
	f()
}

func names() {
	all := metrics.All()
	fmt.Println(len(all))
	for _, d := range all {
		fmt.Println(d.Name, d.Kind, d.Cumulative, d.Description != "")
	}
}

func classes() {
	var s []metrics.Sample
	for _, d := range metrics.All() {
		if strings.HasPrefix(d.Name, "/memory/classes/") {
			s = append(s, metrics.Sample{Name: d.Name})
		}
	}
	metrics.Read(s)
	var total, others uint64
	for _, x := range s {
		if x.Name == "/memory/classes/total:bytes" {
			total = x.Value.Uint64()
		} else {
			others += x.Value.Uint64()
		}
	}
	fmt.Println("the classes are the total:", total == others && total > 0)
}

func objects() {
	runtime.GC()
	before := read("/gc/heap/allocs:objects", "/gc/heap/allocs:bytes", "/gc/heap/allocs-by-size:bytes",
		"/gc/cycles/total:gc-cycles", "/gc/cycles/forced:gc-cycles")
	old := append([]uint64(nil), before[2].Value.Float64Histogram().Counts...)
	const n = 3000
	for i := 0; i < n; i++ {
		keep = &node{next: keep}
	}
	after := read("/gc/heap/allocs:objects", "/gc/heap/allocs:bytes", "/gc/heap/allocs-by-size:bytes")
	made := after[0].Value.Uint64() - before[0].Value.Uint64()
	bytes := after[1].Value.Uint64() - before[1].Value.Uint64()
	fmt.Println("objects:", made > n-300 && made < n+500)
	fmt.Println("bytes:", bytes > 48*(n-300) && bytes < 48*n+100000)
	h := after[2].Value.Float64Histogram()
	fmt.Println("histogram:", len(h.Counts), len(h.Buckets))
	for i, c := range h.Counts {
		if c-old[i] > n-300 {
			fmt.Println("most are from", h.Buckets[i], "to", h.Buckets[i+1])
		}
	}
	fmt.Println("all by size:", sum(h.Counts) > n-300, "first", h.Buckets[0], "last", h.Buckets[len(h.Buckets)-1])
	keep = nil
	runtime.GC()
	freed := one("/gc/heap/frees:objects")
	fmt.Println("freed:", freed > n-300, "left:", one("/gc/heap/objects:objects") < n)
	c := read("/gc/cycles/automatic:gc-cycles", "/gc/cycles/forced:gc-cycles", "/gc/cycles/total:gc-cycles")
	fmt.Println("cycles:", c[2].Value.Uint64() > before[3].Value.Uint64(),
		c[1].Value.Uint64() > before[4].Value.Uint64())
	fmt.Println("sum:", c[0].Value.Uint64()+c[1].Value.Uint64() == c[2].Value.Uint64())
}

func times() {
	c := make(chan int)
	for i := 0; i < 100; i++ {
		go func() { c <- 1 }()
	}
	for i := 0; i < 100; i++ {
		<-c
	}
	s := read("/gc/pauses:seconds", "/sched/latencies:seconds")
	for i, name := range []string{"pauses", "latencies"} {
		h := s[i].Value.Float64Histogram()
		n := len(h.Buckets)
		fmt.Println(name, len(h.Counts), n, h.Buckets[0], h.Buckets[1], h.Buckets[2], h.Buckets[16:20],
			h.Buckets[n-3], h.Buckets[n-2], h.Buckets[n-1])
		for j := 1; j < n; j++ {
			if h.Buckets[j] <= h.Buckets[j-1] {
				fmt.Println("not rising at", j)
			}
		}
	}
	stops := sum(s[0].Value.Float64Histogram().Counts)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("stops:", stops >= 2 && stops <= 2*uint64(m.NumGC)+uint64(m.NumGC), s[0].Value.Float64Histogram().Counts[0])
	before := s[0].Value.Float64Histogram()
	metrics.Read(s)
	fmt.Println("the histogram serves again:", before == s[0].Value.Float64Histogram())
}

func main() {
	names()
	classes()
	objects()
	times()
	fmt.Println("goroutines:", one("/sched/goroutines:goroutines") >= 1, "gomaxprocs:",
		one("/sched/gomaxprocs:threads") == uint64(runtime.GOMAXPROCS(0)))
	fmt.Println("goal:", one("/gc/heap/goal:bytes") >= 4<<20, "limiter:",
		one("/gc/limiter/last-enabled:gc-cycle") <= one("/gc/cycles/total:gc-cycles"))
	fmt.Println(one("/cgo/go-to-c-calls:calls") < 1000, one("/gc/heap/tiny/allocs:objects") < 1<<40,
		one("/gc/stack/starting-size:bytes") >= 2048)

	bad := read("/gc/heap/goal:bytes", "/no/such:thing", "")
	fmt.Println(bad[0].Value.Kind(), bad[1].Value.Kind(), bad[2].Value.Kind())
	fmt.Println(bad[1].Value)
	metrics.Read(bad[1:2])
	bad[0].Name = "/gc/pauses:seconds"
	bad[1].Name = "/gc/heap/goal:bytes"
	metrics.Read(bad)
	fmt.Println(bad[0].Value.Kind(), bad[1].Value.Kind(), len(bad[0].Value.Float64Histogram().Counts))
	try("uint64 of a histogram", func() { _ = bad[0].Value.Uint64() })
	try("float64 of a number", func() { _ = bad[1].Value.Float64() })
	try("histogram of a number", func() { _ = bad[1].Value.Float64Histogram() })
	try("uint64 of nothing", func() { var v metrics.Value; _ = v.Uint64() })
	try("none", func() { metrics.Read(nil) })
	fmt.Println(math.IsInf(read("/gc/pauses:seconds")[0].Value.Float64Histogram().Buckets[0], -1))
}
