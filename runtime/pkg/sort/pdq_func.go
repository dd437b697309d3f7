package sort

// pdq.go over a lessSwap.

func insertionSort_func(data lessSwap, a, b int) {
	for i := a + 1; i < b; i++ {
		for k := i; k > a && data.Less(k, k-1); k-- {
			data.Swap(k, k-1)
		}
	}
}

func siftDown_func(data lessSwap, root, n, base int) {
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

func heapSort_func(data lessSwap, a, b int) {
	n := b - a
	for root := (n - 1) / 2; root >= 0; root-- {
		siftDown_func(data, root, n, a)
	}
	for last := n - 1; last >= 0; last-- {
		data.Swap(a, a+last)
		siftDown_func(data, 0, last, a)
	}
}

func pdqsort_func(data lessSwap, a, b, limit int) {
	balanced, partitioned := true, true // the last time
	for {
		n := b - a
		if n <= insertionMax {
			insertionSort_func(data, a, b)
			return
		}
		if limit == 0 {
			heapSort_func(data, a, b)
			return
		}
		if !balanced {
			breakPatterns_func(data, a, b)
			limit--
		}
		pivot, swaps := choosePivot_func(data, a, b)
		if swaps == swapsBackwards {
			reverseRange_func(data, a, b)
			pivot = b - 1 - (pivot - a)
			swaps = 0
		}
		if balanced && partitioned && swaps == 0 && partialInsertionSort_func(data, a, b) {
			return
		}
		// What lies before a is not above the pivot; if it is not below either, there are many
		// that equal it.
		if a > 0 && !data.Less(a-1, pivot) {
			a = partitionEqual_func(data, a, b, pivot)
			continue
		}
		var mid int
		mid, partitioned = partition_func(data, a, b, pivot)
		left, right := mid-a, b-mid
		if left < right {
			balanced = left >= n/8
			pdqsort_func(data, a, mid, limit)
			a = mid + 1
		} else {
			balanced = right >= n/8
			pdqsort_func(data, mid+1, b, limit)
			b = mid
		}
	}
}

func partition_func(data lessSwap, a, b, pivot int) (mid int, already bool) {
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

func partitionEqual_func(data lessSwap, a, b, pivot int) int {
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

func partialInsertionSort_func(data lessSwap, a, b int) bool {
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

func breakPatterns_func(data lessSwap, a, b int) {
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

func choosePivot_func(data lessSwap, a, b int) (pivot, swaps int) {
	n := b - a
	i, k, m := a+n/4, a+n/4*2, a+n/4*3
	if n < shuffleMin {
		return k, 0
	}
	if n >= adjacentMin {
		i = median_func(data, i-1, i, i+1, &swaps)
		k = median_func(data, k-1, k, k+1, &swaps)
		m = median_func(data, m-1, m, m+1, &swaps)
	}
	k = median_func(data, i, k, m, &swaps)
	return k, swaps
}

func median_func(data lessSwap, a, b, c int, swaps *int) int {
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

func reverseRange_func(data lessSwap, a, b int) {
	for b--; a < b; a++ {
		data.Swap(a, b)
		b--
	}
}

func stable_func(data lessSwap, n int) {
	size := blockLen
	a := 0
	for ; a+size <= n; a += size {
		insertionSort_func(data, a, a+size)
	}
	insertionSort_func(data, a, n)
	for ; size < n; size *= 2 {
		for a = 0; a+2*size <= n; a += 2 * size {
			symMerge_func(data, a, a+size, a+2*size)
		}
		if a+size < n {
			symMerge_func(data, a, a+size, n)
		}
	}
}

func symMerge_func(data lessSwap, a, m, b int) {
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
		rotate_func(data, low, m, end)
	}
	if a < low && low < mid {
		symMerge_func(data, a, low, mid)
	}
	if mid < end && end < b {
		symMerge_func(data, mid, end, b)
	}
}

func swapRange_func(data lessSwap, a, b, n int) {
	for i := 0; i < n; i++ {
		data.Swap(a+i, b+i)
	}
}

func rotate_func(data lessSwap, a, m, b int) {
	left, right := m-a, b-m
	for left != right {
		if left > right {
			swapRange_func(data, m-left, m, right)
			left -= right
		} else {
			swapRange_func(data, m-left, m+right-left, left)
			right -= left
		}
	}
	swapRange_func(data, m-left, m, left)
}
