// Package sort: orders of what has an index. pdq.go sorts what has methods, pdq_func.go slices.
//
// Equal elements go where go1.19 puts them, and Less and Swap are called as often and in the same
// order: both can be seen by a program.
package sort

import "math/bits"

type Interface interface {
	Len() int
	Less(i, j int) bool
	Swap(i, j int)
}

// limitOf is how many badly chosen pivots are put up with before a heap takes over.
func limitOf(n int) int { return bits.Len(uint(n)) }

func Sort(data Interface) {
	n := data.Len()
	pdqsort(data, 0, n, limitOf(n))
}

func Stable(data Interface) { stable(data, data.Len()) }

func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

type reverse struct {
	Interface
}

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

func Reverse(data Interface) Interface { return &reverse{data} }

// ---- The usual slices

type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

func (x IntSlice) Sort() { Sort(x) }

func (p IntSlice) Search(x int) int { return SearchInts(p, x) }

type Float64Slice []float64

func (x Float64Slice) Len() int { return len(x) }

// Less has NaNs before everything else.
func (x Float64Slice) Less(i, j int) bool {
	return x[i] < x[j] || x[i] != x[i] && x[j] == x[j]
}

func (x Float64Slice) Swap(i, j int) { x[i], x[j] = x[j], x[i] }

func (x Float64Slice) Sort() { Sort(x) }

func (p Float64Slice) Search(x float64) int { return SearchFloat64s(p, x) }

type StringSlice []string

func (x StringSlice) Len() int           { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

func (x StringSlice) Sort() { Sort(x) }

func (p StringSlice) Search(x string) int { return SearchStrings(p, x) }

func Ints(x []int) { Sort(IntSlice(x)) }

func Float64s(x []float64) { Sort(Float64Slice(x)) }

func Strings(x []string) { Sort(StringSlice(x)) }

func IntsAreSorted(x []int) bool { return IsSorted(IntSlice(x)) }

func Float64sAreSorted(x []float64) bool { return IsSorted(Float64Slice(x)) }

func StringsAreSorted(x []string) bool { return IsSorted(StringSlice(x)) }

// ---- Slices of any type

// A lessSwap is called as an Interface is, so that pdq_func.go reads like pdq.go.
type lessSwap struct {
	Less func(i, j int) bool
	Swap func(i, j int)
}

// lengthOf is x's, and the name of its kind; below 0 where values of its kind have none.
//
//gort:leak x
func lengthOf(x any) (n int, kind string)

// swapIn: x is a slice, i and j are within it.
func swapIn(x any, i, j int)

// A valueError has the text of what package reflect would panic with.
type valueError struct {
	method, kind string
}

func (e *valueError) Error() string {
	if e.kind == "" {
		return "reflect: call of " + e.method + " on zero Value"
	}
	return "reflect: call of " + e.method + " on " + e.kind + " Value"
}

func sliceLength(x any) int {
	n, kind := lengthOf(x)
	if kind != "slice" {
		panic(&valueError{"Swapper", kind})
	}
	return n
}

func Slice(x any, less func(i, j int) bool) {
	n := sliceLength(x)
	pdqsort_func(lessSwap{less, func(i, j int) { swapIn(x, i, j) }}, 0, n, limitOf(n))
}

func SliceStable(x any, less func(i, j int) bool) {
	n := sliceLength(x)
	stable_func(lessSwap{less, func(i, j int) { swapIn(x, i, j) }}, n)
}

func SliceIsSorted(x any, less func(i, j int) bool) bool {
	n, kind := lengthOf(x)
	if n < 0 {
		panic(&valueError{"reflect.Value.Len", kind})
	}
	for i := n - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}

// ---- Search

// Search is the first index with f, if from some index on f is true of all.
func Search(n int, f func(int) bool) int {
	low, high := 0, n
	for low < high {
		mid := int(uint(low+high) >> 1)
		if f(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// Find is the first index with cmp not above 0, and whether cmp is 0 there.
func Find(n int, cmp func(int) int) (i int, found bool) {
	low, high := 0, n
	for low < high {
		mid := int(uint(low+high) >> 1)
		if cmp(mid) > 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < n && cmp(low) == 0
}

func SearchInts(a []int, x int) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

func SearchFloat64s(a []float64, x float64) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

func SearchStrings(a []string, x string) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}
