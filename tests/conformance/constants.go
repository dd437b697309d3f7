// Constants: iota forms, typed and untyped, big values, implicit repetition, rune and string.
package main

import "fmt"

type weekday int

const (
	sunday weekday = iota
	monday
	tuesday
	_
	thursday
)

const (
	a, b = iota, iota * 10
	c, d
	_, _
	e, f
)

const (
	kb = 1 << (10 * (iota + 1))
	mb
	gb
)

const (
	x = "first"
	y
	z = iota
	w
)

const huge = 1 << 100
const (
	pi      = 3.14159265358979323846264338327950288
	third   = 1.0 / 3
	mask    = ^uint32(0)
	letter  = 'a' + 1
	minimum = -1 << 63
)

func (d weekday) String() string { return [...]string{"Su", "Mo", "Tu", "We", "Th"}[d] }

func main() {
	fmt.Println(sunday, monday, tuesday, thursday, int(thursday))
	fmt.Println(a, b, c, d, e, f)
	fmt.Println(kb, mb, gb)
	fmt.Println(x, y, z, w)
	fmt.Println(huge>>98, huge/(huge-1), float64(huge))
	fmt.Println(pi, float32(pi), third*3 == 1, mask, letter, minimum)
	fmt.Printf("%T %T %T %T %T %T\n", letter, pi, kb, mask, x, sunday)
	const local = len("four") * kb
	var arr [local / 1024]int
	fmt.Println(len(arr), local)
	const typed int8 = 127
	v := typed
	v++
	fmt.Println(v, typed)
	fmt.Println(5/2, 5.0/2, 5%3, -5/2, 7&^2, 'a' < 'b', "a"+"b" == "ab")
	fmt.Println(0x1p-2, 0b101, 0o17, 017, 1_000_000, 0x_ff, 1e3, .5, '\n', '\x41', '\u00e9')
	const (
		inner = iota + 5
		more
	)
	fmt.Println(inner, more)
	var f32 float32 = 1 << 3
	var by byte = 'c' - 'a'
	fmt.Println(f32, by, uint64(1<<64-1))
}
