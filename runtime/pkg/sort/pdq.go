package sort

// Orson Peters' pattern-defeating quicksort: a quicksort that takes care to see what is sorted
// already, or backwards, or full of equal elements, that shuffles a little after a bad pivot, and
// leaves it to a heap after many. Behind it the stable sort, of blocks that are merged in place.
// Bounds are a, and b behind the last one.
//
// pdq_func.go is this file with lessSwap for Interface and _func behind the names; a test holds
// that.

const (
	insertionMax   = 12 // this many are sorted by insertion
	shuffleMin     = 8  // fewer are not worth a shuffle, nor a median
	adjacentMin    = 50 // from here on, medians of medians
	swapsBackwards = 12 // all comparisons of these ask for a swap: the order is backwards
	repairs        = 5  // this many pairs out of order are mended by insertion
	repairMin      = 50 // none, if there are fewer elements
	blockLen       = 20 // stable begins with blocks of this size
)

func insertionSort(data Interface, a, b int) {
	for i := a + 1; i < b; i++ {
		for k := i; k > a && data.Less(k, k-1); k-- {
			data.Swap(k, k-1)
		}
	}
}

// siftDown puts the root of a heap right, whose elements are base+root up to base+n.
func siftDown(data Interface, root, n, base int) {
	for {
		child := root*2 + 1
		if child >= n {
			return
		}
		if child+1 < n && data.Less(base+child, base+child+1) {
			child++
		}
		if !data.Less(base+root, base+child) {
			return
		}
		data.Swap(base+root, base+child)
		root = child
	}
}

func heapSort(data Interface, a, b int) {
	n := b - a
	for root := (n - 1) / 2; root >= 0; root-- {
		siftDown(data, root, n, a)
	}
	for last := n - 1; last >= 0; last-- {
		data.Swap(a, a+last)
		siftDown(data, 0, last, a)
	}
}

func pdqsort(data Interface, a, b, limit int) {
	balanced, partitioned := true, true // the last time
	for {
		n := b - a
		if n <= insertionMax {
			insertionSort(data, a, b)
			return
		}
		if limit == 0 {
			heapSort(data, a, b)
			return
		}
		if !balanced {
			breakPatterns(data, a, b)
			limit--
		}
		pivot, swaps := choosePivot(data, a, b)
		if swaps == swapsBackwards {
			reverseRange(data, a, b)
			pivot = b - 1 - (pivot - a)
			swaps = 0
		}
		if balanced && partitioned && swaps == 0 && partialInsertionSort(data, a, b) {
			return
		}
		// What lies before a is not above the pivot; if it is not below either, there are many
		// that equal it.
		if a > 0 && !data.Less(a-1, pivot) {
			a = partitionEqual(data, a, b, pivot)
			continue
		}
		var mid int
		mid, partitioned = partition(data, a, b, pivot)
		left, right := mid-a, b-mid
		if left < right {
			balanced = left >= n/8
			pdqsort(data, a, mid, limit)
			a = mid + 1
		} else {
			balanced = right >= n/8
			pdqsort(data, mid+1, b, limit)
			b = mid
		}
	}
}

// partition has those below the pivot before it, the others behind; where it ends up, and whether
// all were on their sides already.
func partition(data Interface, a, b, pivot int) (mid int, already bool) {
	data.Swap(a, pivot)
	i, k := a+1, b-1
	already = true
	for {
		for i <= k && data.Less(i, a) {
			i++
		}
		for i <= k && !data.Less(k, a) {
			k--
		}
		if i > k {
			break
		}
		data.Swap(i, k)
		already = false
		i++
		k--
	}
	data.Swap(k, a)
	return k, already
}

// partitionEqual: none is below the pivot. Those that equal it go first; where the others begin.
func partitionEqual(data Interface, a, b, pivot int) int {
	data.Swap(a, pivot)
	i, k := a+1, b-1
	for {
		for i <= k && !data.Less(a, i) {
			i++
		}
		for i <= k && data.Less(a, k) {
			k--
		}
		if i > k {
			return i
		}
		data.Swap(i, k)
		i++
		k--
	}
}

// partialInsertionSort mends a few pairs, and says whether all is sorted then.
func partialInsertionSort(data Interface, a, b int) bool {
	i := a + 1
	for n := 0; n < repairs; n++ {
		for i < b && !data.Less(i, i-1) {
			i++
		}
		if i == b {
			return true
		}
		if b-a < repairMin {
			return false
		}
		data.Swap(i, i-1)
		if i-a >= 2 {
			for k := i - 1; k >= 1 && data.Less(k, k-1); k-- {
				data.Swap(k, k-1)
			}
		}
		if b-i >= 2 {
			for k := i + 1; k < b && data.Less(k, k-1); k++ {
				data.Swap(k, k-1)
			}
		}
	}
	return false
}

// breakPatterns swaps three in the middle with what Marsaglia's xorshift chooses; the seed is the
// length, so that it is the same each time.
func breakPatterns(data Interface, a, b int) {
	n := b - a
	if n < shuffleMin {
		return
	}
	random := uint64(n)
	mask := uint(1)<<uint(limitOf(n)) - 1
	middle := a + n/4*2
	for at := middle - 1; at <= middle+1; at++ {
		random ^= random << 13
		random ^= random >> 17
		random ^= random << 5
		other := int(uint(random) & mask)
		if other >= n {
			other -= n
		}
		data.Swap(at, a+other)
	}
}

// choosePivot also says how many comparisons of those that it made asked for a swap.
func choosePivot(data Interface, a, b int) (pivot, swaps int) {
	n := b - a
	i, k, m := a+n/4, a+n/4*2, a+n/4*3
	if n < shuffleMin {
		return k, 0
	}
	if n >= adjacentMin {
		i = median(data, i-1, i, i+1, &swaps)
		k = median(data, k-1, k, k+1, &swaps)
		m = median(data, m-1, m, m+1, &swaps)
	}
	k = median(data, i, k, m, &swaps)
	return k, swaps
}

func median(data Interface, a, b, c int, swaps *int) int {
	if data.Less(b, a) {
		a, b = b, a
		*swaps++
	}
	if data.Less(c, b) {
		b = c
		*swaps++
	}
	if data.Less(b, a) {
		b = a
		*swaps++
	}
	return b
}

func reverseRange(data Interface, a, b int) {
	for b--; a < b; a++ {
		data.Swap(a, b)
		b--
	}
}

// ---- Stable

func stable(data Interface, n int) {
	size := blockLen
	a := 0
	for ; a+size <= n; a += size {
		insertionSort(data, a, a+size)
	}
	insertionSort(data, a, n)
	for ; size < n; size *= 2 {
		for a = 0; a+2*size <= n; a += 2 * size {
			symMerge(data, a, a+size, a+2*size)
		}
		if a+size < n {
			symMerge(data, a, a+size, n)
		}
	}
}

// symMerge merges two sorted neighbours, a to m and m to b, as Kim and Kutzner do: parts of equal
// length change places around the middle, then both halves are merged.
func symMerge(data Interface, a, m, b int) {
	if m-a == 1 { // one element goes where it belongs
		low, high := m, b
		for low < high {
			mid := int(uint(low+high) >> 1)
			if data.Less(mid, a) {
				low = mid + 1
			} else {
				high = mid
			}
		}
		for k := a; k < low-1; k++ {
			data.Swap(k, k+1)
		}
		return
	}
	if b-m == 1 {
		low, high := a, m
		for low < high {
			mid := int(uint(low+high) >> 1)
			if !data.Less(m, mid) {
				low = mid + 1
			} else {
				high = mid
			}
		}
		for k := m; k > low; k-- {
			data.Swap(k, k-1)
		}
		return
	}
	mid := int(uint(a+b) >> 1)
	sum := mid + m
	low, high := a, m
	if m > mid {
		low, high = sum-b, mid
	}
	for low < high {
		c := int(uint(low+high) >> 1)
		if !data.Less(sum-1-c, c) {
			low = c + 1
		} else {
			high = c
		}
	}
	end := sum - low
	if low < m && m < end {
		rotate(data, low, m, end)
	}
	if a < low && low < mid {
		symMerge(data, a, low, mid)
	}
	if mid < end && end < b {
		symMerge(data, mid, end, b)
	}
}

func swapRange(data Interface, a, b, n int) {
	for i := 0; i < n; i++ {
		data.Swap(a+i, b+i)
	}
}

// rotate has the neighbours a to m and m to b change places.
func rotate(data Interface, a, m, b int) {
	left, right := m-a, b-m
	for left != right {
		if left > right {
			swapRange(data, m-left, m, right)
			left -= right
		} else {
			swapRange(data, m-left, m+right-left, left)
			right -= left
		}
	}
	swapRange(data, m-left, m, left)
}
