// A map's header and buckets, seen through structs that mirror the runtime's.
package main

import (
	"fmt"
	"unsafe"
)

type hmap struct {
	count      int
	flags, B   uint8
	noverflow  uint16
	hash0      uint32
	buckets    unsafe.Pointer
	oldbuckets unsafe.Pointer
	nevacuate  uintptr
	extra      unsafe.Pointer
}

type bmap struct {
	tophash [8]uint8
	keys    [8]int
	elems   [8]int
	next    *bmap
}

func header(m *map[int]int) *hmap {
	return *(**hmap)(unsafe.Pointer(m))
}

func bucket(p unsafe.Pointer, i int) *bmap {
	return (*bmap)(unsafe.Add(p, uintptr(i)*unsafe.Sizeof(bmap{})))
}

// The entries of the buckets from p on; old ones that moved have a mark above the marks of empty ones.
func entries(p unsafe.Pointer, n int) (count, sum int) {
	for i := 0; i < n; i++ {
		b := bucket(p, i)
		if t := b.tophash[0]; t >= 2 && t <= 4 {
			continue
		}
		for ; b != nil; b = b.next {
			for k, t := range b.tophash {
				if t >= 5 {
					count++
					sum += b.keys[k] * b.elems[k]
				}
			}
		}
	}
	return
}

func main() {
	var h hmap
	fmt.Println(unsafe.Sizeof(h), unsafe.Offsetof(h.B), unsafe.Offsetof(h.noverflow), unsafe.Offsetof(h.hash0),
		unsafe.Offsetof(h.buckets), unsafe.Offsetof(h.oldbuckets), unsafe.Offsetof(h.nevacuate),
		unsafe.Offsetof(h.extra))
	m, growing := make(map[int]int), false
	for i := 1; i <= 200; i++ {
		m[i] = 3 * i
		p := *(**hmap)(unsafe.Pointer(&m))
		q := header(&m)
		if p != q || p.count != len(m) {
			panic("two headers")
		}
		count, sum := entries(q.buckets, 1<<q.B)
		if q.oldbuckets != nil {
			if q.nevacuate >= 1<<(q.B-1) {
				panic("nothing left to move")
			}
			c, s := entries(q.oldbuckets, 1<<(q.B-1))
			count, sum = count+c, sum+s
		}
		if i%25 == 0 || (q.oldbuckets != nil) && !growing {
			fmt.Println(i, q.count, q.B, q.flags, q.oldbuckets != nil, count, sum)
		}
		growing = q.oldbuckets != nil
	}
	for i := range m {
		delete(m, i)
	}
	fmt.Println(header(&m).count, header(&m).B)
	var none map[int]int
	fmt.Println(header(&none) == nil)

	kept := map[string][]int{"a": {1, 2}}
	k := *(**hmap)(unsafe.Pointer(&kept))
	fmt.Println(k.count, k.B, k.oldbuckets, k.nevacuate)
}
