// Package metrics: what the runtime counts, by name. Nobody is stopped to read it.
package metrics

import (
	"math"
	"unsafe"
)

type ValueKind int

const (
	KindBad ValueKind = iota
	KindUint64
	KindFloat64
	KindFloat64Histogram
)

type Description struct {
	Name        string
	Description string
	Kind        ValueKind
	Cumulative  bool
}

// Float64Histogram: Counts[i] samples lie from Buckets[i] up to below Buckets[i+1].
type Float64Histogram struct {
	Counts  []uint64
	Buckets []float64
}

// Value: of a histogram pointer leads to it, of a number scalar has its bits.
type Value struct {
	kind    ValueKind
	scalar  uint64
	pointer unsafe.Pointer
}

func (v Value) Kind() ValueKind {
	return v.kind
}

func (v Value) Uint64() uint64 {
	if v.kind != KindUint64 {
		panic("called Uint64 on non-uint64 metric value")
	}
	return v.scalar
}

func (v Value) Float64() float64 {
	if v.kind != KindFloat64 {
		panic("called Float64 on non-float64 metric value")
	}
	return math.Float64frombits(v.scalar)
}

func (v Value) Float64Histogram() *Float64Histogram {
	if v.kind != KindFloat64Histogram {
		panic("called Float64Histogram on non-Float64Histogram metric value")
	}
	return (*Float64Histogram)(v.pointer)
}

type Sample struct {
	Name  string
	Value Value
}

// ---- The runtime's, by number

// About the i-th metric; an empty name: there are no more. The kind is one of those above.
func name(i int) string
func text(i int) string
func kind(i int) int
func cumulative(i int) bool

// The number of the metric called name, or -1.
func find(name string) int

// The figures of all, at one moment, as far as there is room; how many there are.
func read(values []uint64) int

// A histogram, as far as there is room; how many counts there are.
func histogram(i int, counts []uint64, bounds []float64) int

func All() []Description {
	n := read(nil)
	all := make([]Description, n)
	for i := range all {
		all[i] = Description{name(i), text(i), ValueKind(kind(i)), cumulative(i)}
	}
	return all
}

// What go1.19 reads into is lost to its escape analysis, so that it is on the heap.
var lost []Sample

// Read: a histogram that a sample has of a read before serves again.
func Read(m []Sample) {
	_ = m[0]
	if m == nil {
		lost = m
	}
	values := make([]uint64, read(nil))
	read(values)
	for i := range m {
		v := &m[i].Value
		at := find(m[i].Name)
		if at < 0 {
			v.kind = KindBad
			continue
		}
		before := v.kind
		v.kind = ValueKind(kind(at))
		if v.kind != KindFloat64Histogram {
			v.scalar = values[at]
			continue
		}
		if before != KindFloat64Histogram {
			v.pointer = unsafe.Pointer(new(Float64Histogram))
		}
		h := (*Float64Histogram)(v.pointer)
		if n := histogram(at, nil, nil); len(h.Counts) != n {
			h.Counts = make([]uint64, n)
			h.Buckets = make([]float64, n+1)
		}
		histogram(at, h.Counts, h.Buckets)
	}
}
