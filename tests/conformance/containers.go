package main

import (
	"container/heap"
	"container/ring"
	"encoding/binary"
	"fmt"
)

// Heaps, whose order among equals is Go's; rings; numbers as bytes.

type item struct{ key, at int }

type items []item

func (h items) Len() int           { return len(h) }
func (h items) Less(i, j int) bool { return h[i].key < h[j].key }
func (h items) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *items) Push(x any)        { *h = append(*h, x.(item)) }
func (h *items) Pop() any {
	x := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return x
}

func heaps() {
	h := &items{}
	seed := uint32(7)
	next := func(n int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>16) % n
	}
	for i := 0; i < 40; i++ {
		*h = append(*h, item{next(10), i})
	}
	heap.Init(h)
	fmt.Println(*h)
	for i := 0; i < 20; i++ {
		heap.Push(h, item{next(10), 100 + i})
	}
	for i := 0; i < 10; i++ {
		fmt.Print(heap.Remove(h, next(h.Len())), " ")
		k := next(h.Len())
		(*h)[k].key = next(10)
		heap.Fix(h, k)
	}
	fmt.Println(heap.Remove(h, h.Len()-1))
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	fmt.Println()
}

func all(r *ring.Ring) (s string) {
	r.Do(func(x any) { s += fmt.Sprint(x, " ") })
	return fmt.Sprint(r.Len(), ": ", s)
}

func numbered(n, from int) *ring.Ring {
	r := ring.New(n)
	for i := 0; i < n; i++ {
		r.Value = from + i
		r = r.Next()
	}
	return r
}

func rings() {
	r := numbered(6, 0)
	fmt.Println(all(r), all(r.Move(2)), all(r.Move(-1)), r.Prev().Value)
	fmt.Println(r.Link(numbered(3, 10)).Value, all(r))
	fmt.Println(all(r.Unlink(3)), all(r), all(r.Unlink(0)))
	gone := r.Link(r.Move(3))
	fmt.Println(all(gone), all(r))
	var zero ring.Ring
	fmt.Println(zero.Len(), zero.Next() == &zero, ring.New(0) == nil, all(nil))
	var other ring.Ring
	fmt.Println(other.Prev() == &other, other.Move(3) == &other, other.Link(nil) == &other)
}

func bytes() {
	b := make([]byte, 8)
	orders := []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}
	for _, o := range orders {
		o.PutUint16(b, 0x0102)
		fmt.Print(o, b[:2], o.Uint16(b) == 0x102, " ")
		o.PutUint32(b, 0x01020304)
		fmt.Print(b[:4], o.Uint32(b) == 0x1020304, " ")
		o.PutUint64(b, 0x0102030405060708)
		fmt.Println(b, o.Uint64(b) == 0x102030405060708)
	}
	b = binary.BigEndian.AppendUint32(binary.LittleEndian.AppendUint16(nil, 1), 2)
	fmt.Println(binary.LittleEndian.AppendUint64(binary.BigEndian.AppendUint64(b, 3), 4))
	for _, x := range []int64{0, 1, -1, 63, -64, 64, 300, 1<<63 - 1, -1 << 63} {
		buf := make([]byte, binary.MaxVarintLen64)
		n := binary.PutVarint(buf, x)
		got, m := binary.Varint(buf)
		u, k := binary.Uvarint(binary.AppendUvarint(nil, uint64(x)))
		fmt.Println(n, m, got == x, k, u == uint64(x), len(binary.AppendVarint(nil, x)))
	}
	fmt.Println(binary.Uvarint([]byte{0x80}))
	fmt.Println(binary.Uvarint([]byte{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2}))
	fmt.Println(binary.Uvarint([]byte{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0}))
	func() {
		defer func() { fmt.Println(recover(), b[:3]) }()
		binary.LittleEndian.PutUint32(b[:3:3], 77)
	}()
}

func main() {
	heaps()
	rings()
	bytes()
}
