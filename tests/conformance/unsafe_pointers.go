// unsafe.Pointer as a type, its conversions, unsafe.Add and unsafe.Slice.
package main

import (
	"fmt"
	"unsafe"
)

type pointer unsafe.Pointer
type word uintptr

type list struct {
	next  *list
	value int
	name  string
}

type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

type stringHeader struct {
	data unsafe.Pointer
	len  int
}

type iface struct {
	typ  unsafe.Pointer
	data unsafe.Pointer
}

func bits(f float64) uint64     { return *(*uint64)(unsafe.Pointer(&f)) }
func fromBits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }
func bits32(f float32) (b uint32) {
	*(*float32)(unsafe.Pointer(&b)) = f
	return
}

func asString(b []byte) string { return *(*string)(unsafe.Pointer(&b)) }

// No escape analysis sees through the integer.
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

func field(p *list) *int {
	return (*int)(unsafe.Pointer(uintptr(unsafe.Pointer(p)) + unsafe.Offsetof(p.value)))
}

func makeList(n int) *list {
	var l *list
	for i := 0; i < n; i++ {
		l = &list{l, i, fmt.Sprint("n", i)}
	}
	return l
}

var global unsafe.Pointer

func fill(n int) (s [][]int) {
	for i := 0; i < n; i++ {
		s = append(s, make([]int, 20))
	}
	return
}

func main() {
	fmt.Println(bits(1), bits(-2.5), fromBits(0x4009_21fb_5444_2d18), bits32(1.5))

	var zero unsafe.Pointer
	fmt.Println(zero, zero == nil, unsafe.Pointer(uintptr(0)) == nil, uintptr(zero), pointer(zero) == nil)
	fmt.Printf("%T %T %v %T\n", zero, pointer(nil), unsafe.Sizeof(zero), word(3))
	println(uintptr(unsafe.Pointer((*int)(nil))), unsafe.Pointer((*int)(nil)) == nil)

	// The only reference to a list is an unsafe.Pointer, in a variable, a map, a slice, an interface.
	global = unsafe.Pointer(makeList(3))
	m := map[unsafe.Pointer]int{}
	s := []unsafe.Pointer{}
	var a interface{} = unsafe.Pointer(makeList(2))
	for i := 0; i < 20; i++ {
		p := unsafe.Pointer(makeList(i + 1))
		m[p] = i
		s = append(s, p)
	}
	_ = fill(2000)
	sum := 0
	for i, p := range s {
		l := (*list)(p)
		sum += l.value - i + m[p]
		delete(m, p)
	}
	fmt.Println(sum, len(m))
	for l := (*list)(global); l != nil; l = l.next {
		fmt.Print(l.value, l.name, " ")
	}
	l := (*list)(a.(unsafe.Pointer))
	fmt.Println(l.name, l.next.name, l.next.next)
	switch p := a.(type) {
	case *list:
		fmt.Println("list", p)
	case unsafe.Pointer:
		fmt.Println(p == unsafe.Pointer(l), a == interface{}(p))
	}
	*field(l) = 77
	*(*string)(unsafe.Pointer(uintptr(unsafe.Pointer(l)) + unsafe.Offsetof(l.name))) = "changed"
	fmt.Println(l.value, l.name, *field(l.next))

	// Stores through unsafe.Pointer, so that the collector has to see them.
	hidden := make([]uintptr, 0)
	for i := 0; i < 50; i++ {
		l := makeList(4)
		*(*unsafe.Pointer)(unsafe.Pointer(&l.next)) = unsafe.Pointer(&list{name: fmt.Sprint(i)})
		*(**list)(unsafe.Add(unsafe.Pointer(l.next), unsafe.Offsetof(l.next))) = makeList(i)
		hidden = append(hidden, uintptr(unsafe.Pointer(l))&7)
		if i%10 == 0 {
			fmt.Print(l.next.name, " ", l.next.next == nil, " ")
		}
	}
	fmt.Println(len(hidden), hidden[3])

	// Arrays and slices by address.
	arr := [6]int32{1, 2, 3, 4, 5, 6}
	p := unsafe.Pointer(&arr)
	for i := 0; i < len(arr); i += 2 {
		*(*int32)(unsafe.Add(p, i*4)) *= 10
	}
	fmt.Println(arr, *(*int32)(unsafe.Add(unsafe.Pointer(&arr[5]), -4)), *(*int64)(unsafe.Pointer(&arr[2])))
	t := unsafe.Slice(&arr[1], 4)
	t[0]++
	fmt.Println(t, len(t), cap(t), arr)
	t = append(t, 9)
	fmt.Println(t, arr)
	var n uint8 = 3
	fmt.Println(unsafe.Slice(&arr[0], n), unsafe.Slice(&arr[0], int64(0)), unsafe.Slice((*int)(nil), 0) == nil)
	fmt.Println(len(unsafe.Slice((*struct{})(nil), 5)), len(unsafe.Slice(&struct{}{}, 1<<40)))

	b := []byte("hello")
	str := asString(b)
	h := (*sliceHeader)(unsafe.Pointer(&b))
	fmt.Println(str, h.len, h.cap >= 5, (*stringHeader)(unsafe.Pointer(&str)).len)
	fmt.Println(h.data == (*stringHeader)(unsafe.Pointer(&str)).data, h.data == unsafe.Pointer(&b[0]))
	h.len = 2
	fmt.Println(string(b), len(b))

	var e1, e2 interface{} = 1000, 2000
	i1, i2 := (*iface)(unsafe.Pointer(&e1)), (*iface)(unsafe.Pointer(&e2))
	fmt.Println(i1.typ == i2.typ, i1.data == i2.data, *(*int)(i1.data), *(*int)(i2.data))
	i1.data = i2.data
	fmt.Println(e1)

	var pp pointer = pointer(p)
	fmt.Println(*(*int32)(pp), uintptr(pp) == uintptr(p), word(uintptr(p)) == word(pp), unsafe.Pointer(word(uintptr(p))) == p)
	f := func(p unsafe.Pointer, n int) unsafe.Pointer { return unsafe.Add(p, n) }
	fmt.Println(*(*int32)(f(p, 8)), *(*int32)(noescape(unsafe.Pointer(&arr[5]))))
}
