// Switches over integers with many constant cases: all widths, ends of the ranges, dense and sparse,
// the default anywhere, fallthrough, what leaves the switch and the loops around it, panics inside.
package main

import "fmt"

type level int8

const (
	low level = iota - 3
	mid
	high
	top
)

func signed8(v level) string {
	switch v {
	case low, -128:
		return "low"
	case mid:
		return "mid"
	default:
		return fmt.Sprint("other ", int(v))
	case high:
		return "high"
	case top, 127:
		return "top"
	}
}

func ends64(v int64) int {
	switch v {
	case -1 << 63:
		return 1
	case 1<<63 - 1:
		return 2
	case -1:
		return 3
	case 1 << 32:
		return 4
	}
	return 0
}

func unsigned64(v uint64) int {
	n := 0
	switch v {
	case 0:
		n = 1
	case 1 << 63:
		n = 2
	case 1<<64 - 1:
		n = 3
	case 1<<63 - 1, 7, 8, 9:
		n = 4
	}
	return n
}

func dense(v uint16) (s string) {
	defer func() { s += "." }()
	switch v {
	case 0:
		s = "a"
		fallthrough
	case 1:
		s += "b"
		fallthrough
	case 2:
		s += "c"
	case 3:
	case 4:
		{
			s += "e"
		}
		fallthrough
	default:
		s += "default"
		fallthrough
	case 5, 65535:
		s += "f"
	case 6:
		if len(s) == 0 {
			break
		}
		s = "never"
	case 7:
		return "returned"
	}
	return s
}

// Out of a loop from within a switch, out of a switch from within a loop, and on with either.
func leave(code string) (trace string) {
outer:
	for i := 0; ; i++ {
	inner:
		for _, r := range code[i%len(code):] {
			switch r {
			case 'b':
				trace += "b"
				break inner
			case 'c':
				trace += "c"
				continue outer
			case 'd':
				trace += "d"
				continue
			case 'e':
				trace += "e"
				for {
					switch len(trace) % 5 {
					case 0, 1, 2, 3:
						trace += "+"
						continue
					}
					break
				}
			case 'f':
				break outer
			case 'g':
				switch i {
				case 0, 1, 2:
					trace += "early"
				case 3, 4:
					break outer
				}
			}
		}
		if i > 12 {
			return trace + "!"
		}
	}
	return trace
}

// The tag is read once, whatever a clause does to the variable.
func once(x int) (n int) {
	switch x {
	case 1:
		x = 2
		n++
		fallthrough
	case 2:
		x = 3
		n += 10
	case 3:
		n += 100
	case 4:
		x = 1
		n += 1000
	}
	return n + x*10000
}

var calls int

func next() rune {
	calls++
	return rune("xyz\U0010ffff"[calls%3])
}

func called() string {
	switch c := next(); c {
	case 'x', 'y':
		return "xy"
	case 'z':
		return "z"
	case '\U0010ffff':
		return "last"
	}
	return "none"
}

// Cells, and pointers that live on across the clauses.
func cells(k uint8) *int {
	var kept []*int
	switch k {
	case 10:
		a := int(k)
		kept = append(kept, &a)
	case 20:
		b := [2]int{int(k), 2}
		kept = append(kept, &b[0], &b[1])
	case 30, 40:
		f := func() *int { k++; c := int(k); return &c }
		kept = append(kept, f(), f())
	default:
		return nil
	}
	return kept[len(kept)-1]
}

func panics(k int, a []int) (s string) {
	defer func() {
		if e := recover(); e != nil {
			s = fmt.Sprint(s, " ", e)
		}
	}()
	switch a[k] {
	case 0:
		s = "zero"
		a[k+10]++
	case 1:
		s = "one"
		_ = a[k] / (a[k] - 1)
	case 2:
		s = "two"
		panic("two")
	case 3:
		var p *int
		*p = 1
	}
	return s
}

func unreached(v int) int {
	return v
	switch v {
	case 1, 2, 3:
	again:
		v++
		goto again
	case 4:
		return 4
	}
	return 0
}

func empty(v uint32) bool {
	switch v {
	case 1:
	case 2:
	case 3:
	case 4:
	}
	switch v {
	case 1, 2, 3, 4:
		return true
	}
	return false
}

func main() {
	for v := -128; v < 128; v += 1 {
		if v < -126 || v > 125 || v > -5 && v < 3 {
			fmt.Print(signed8(level(v)), " ")
		}
	}
	fmt.Println()
	for _, v := range []int64{-1 << 63, 1<<63 - 1, -1, 1 << 32, 0, 1<<32 - 1} {
		fmt.Print(ends64(v), " ", unsigned64(uint64(v)), " ")
	}
	fmt.Println(unsigned64(1<<63-1), unsigned64(9), unsigned64(10))
	for _, v := range []uint16{0, 1, 2, 3, 4, 5, 6, 7, 8, 65535} {
		fmt.Print(dense(v), " ")
	}
	fmt.Println()
	fmt.Println(leave("dab"), leave("ddceb"), leave("eb"), leave("adf"), leave("gd"))
	fmt.Println(once(1), once(2), once(3), once(4), once(5))
	fmt.Println(called(), called(), called(), called(), calls)
	for _, k := range []uint8{10, 20, 30, 40} {
		fmt.Print(*cells(k), " ")
	}
	fmt.Println(cells(50) == nil)
	a := []int{0, 1, 2, 3, 4}
	for k := range append(a, 0) {
		fmt.Println(panics(k, a))
	}
	fmt.Println(unreached(3), empty(4), empty(5))
}
