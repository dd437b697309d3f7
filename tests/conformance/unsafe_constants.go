// unsafe.Sizeof, Alignof and Offsetof: constants, whose operands are not evaluated.
package main

import (
	"fmt"
	. "unsafe"
)

type empty struct{}
type tail struct {
	a int32
	z empty
}
type mixed struct {
	a bool
	b int64
	c bool
	d int16
	e float32
	f string
	g []int
	h interface{}
	i func()
	j map[int]int
	k [3]uint8
	l *int
}
type inner struct {
	x int8
	y int32
}
type middle struct {
	q int16
	inner
}
type outer struct {
	p int64
	middle
	m *middle
}

func call() int { panic("evaluated") }

const words = Sizeof(uintptr(0)) / Alignof(byte(0))

var array [Sizeof(mixed{})]byte

type self struct {
	next *self
	n    [Sizeof(&array)]int
}

func main() {
	var m mixed
	fmt.Println(Sizeof(m), Alignof(m), Sizeof(tail{}), Alignof(tail{}), Sizeof(empty{}), Alignof(empty{}))
	fmt.Println(Offsetof(m.a), Offsetof(m.b), Offsetof(m.c), Offsetof(m.d), Offsetof(m.e), Offsetof(m.f),
		Offsetof(m.g), Offsetof(m.h), Offsetof(m.i), Offsetof(m.j), Offsetof(m.k), Offsetof(m.l))
	fmt.Println(Sizeof(true), Sizeof(1), Sizeof('a'), Sizeof(1.5), Sizeof("text"), Sizeof(call()),
		Sizeof(int8(1)), Sizeof([]int{1, 2}), Sizeof([2]int16{}), Sizeof(struct{}{}), Sizeof(Pointer(nil)))
	fmt.Println(Alignof(m.d), Alignof(m.e), Alignof(m.k), Alignof("x"), Alignof([0]int64{}))
	var o *outer
	fmt.Println(Offsetof(o.middle), Offsetof(o.q), Offsetof(o.inner), Offsetof(o.x), Offsetof(o.y),
		Offsetof(o.m), Offsetof(o.m.y), Offsetof(o.m.inner.y))
	fmt.Printf("%T %T %d %d\n", Sizeof(o), words, words, len(array))
	fmt.Println(Sizeof(self{}), Sizeof(array[0]), Sizeof(func() int { return 1 }()), Sizeof(<-chan int(nil)))
	switch Sizeof(o) {
	case 4:
		fmt.Println("32 bits")
	case 8:
		fmt.Println("64 bits")
	}
	var shift = 3
	fmt.Println(Sizeof(1<<shift), Sizeof(uint8(1)<<shift), 1<<Sizeof(int32(0)))
	var all []uintptr
	for i := uintptr(0); i < Sizeof(m); i++ {
		all = append(all, i*Sizeof(o))
	}
	fmt.Println(len(all), all[Offsetof(m.k)])
}
