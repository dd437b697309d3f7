package main

import (
	"fmt"
	"reflect"
	"testing"
	"unsafe"
)

// The words of strings and slices by their headers, pointers in interfaces; counted allocations.

func text(b []byte) (s string) {
	h := (*reflect.StringHeader)(unsafe.Pointer(&s))
	h.Data = (*reflect.SliceHeader)(unsafe.Pointer(&b)).Data
	h.Len = len(b)
	return s
}

func first(s []int) unsafe.Pointer {
	return unsafe.Pointer((*reflect.SliceHeader)(unsafe.Pointer(&s)).Data)
}

func set(s *[]int, p unsafe.Pointer, n int) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(s))
	h.Data, h.Cap = uintptr(p), n
	h.Len = n
}

func plain(h reflect.SliceHeader) uintptr {
	h.Data = 5
	return h.Data
}

var kept *[4]int

func main() {
	b := []byte("bytes")
	fmt.Println(text(b), *(*int)(first([]int{7, 8})), plain(reflect.SliceHeader{}))
	var s []int
	kept = &[4]int{1, 2, 3, 4}
	set(&s, unsafe.Pointer(kept), 3)
	fmt.Println(s, cap(s))
	n := 3
	v := reflect.ValueOf(&n)
	fmt.Println(v.Kind(), v.Pointer() == uintptr(unsafe.Pointer(&n)), v.Elem().Kind(), v.Elem().CanAddr())
	fmt.Println(v.Elem().UnsafeAddr() == v.Pointer(), v.UnsafePointer() == unsafe.Pointer(&n), v.IsNil())
	m := map[int]int{}
	for _, x := range []any{m, s, main, make(chan int), unsafe.Pointer(&n), (*int)(nil), [0]int{}, "s", 1.5,
		struct{}{}, uint8(1), 2i, nil} {
		v := reflect.ValueOf(x)
		fmt.Print(v.IsValid(), " ", v.Kind(), " ")
		func() {
			defer func() {
				if e := recover(); e != nil {
					fmt.Print(e)
				}
			}()
			fmt.Print(v.IsNil(), " ", v.Pointer() == 0)
		}()
		fmt.Println()
	}
	var inner any = &n
	e := reflect.ValueOf(&inner).Elem()
	fmt.Println(e.Kind(), e.Elem().Kind(), e.Elem().Pointer() == uintptr(unsafe.Pointer(&n)))
	var err error = &reflect.ValueError{Method: "m", Kind: reflect.Int}
	e = reflect.ValueOf(&err).Elem()
	fmt.Println(e.Kind(), e.Elem().Kind(), err, reflect.Kind(99), reflect.Ptr)
	func() {
		defer func() { fmt.Println(recover()) }()
		reflect.ValueOf(1).UnsafeAddr()
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		reflect.ValueOf(1).Elem()
	}()
	fmt.Println(testing.AllocsPerRun(10, func() { kept = new([4]int) }), testing.AllocsPerRun(5, func() {}))
}
