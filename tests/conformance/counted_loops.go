// Counted loops that call nothing: what runs in them, how often, and where they end. Their polls
// are rarer than their iterations, and indexes that cannot fail are not checked.
package main

type cell struct {
	n    int
	next *cell
}

const many = 100003 // more than any strip

var global [64]int

func up(b []byte) (t int) {
	for i := 0; i < len(b); i++ {
		t += int(b[i]) * i
	}
	for i := 2; i < len(b)-1; i++ {
		t += int(b[i-2]) ^ int(b[i+1])
	}
	for i := 0; i <= len(b)-1; i++ {
		t ^= int(b[i])
	}
	return t
}

func down(b []byte) (t int) {
	for i := len(b) - 1; i >= 0; i-- {
		t = t*3 + int(b[i])
	}
	for i := len(b); i > 0; i-- {
		t = t*5 + int(b[i-1])
	}
	for i := len(b) - 2; i > 0; i-- {
		t ^= int(b[i+1]) - int(b[i-1])
	}
	return t
}

func text(s string) (t int) {
	for i := 0; i < len(s); i++ {
		t = t*7 + int(s[i])
	}
	for i := len(s) - 1; i >= 0; i-- {
		t = t*7 - int(s[i])
	}
	return t
}

func ranges(b []byte) (t int) {
	for i := range b {
		b[i] += byte(i)
	}
	for i, c := range b {
		t += i * int(c)
	}
	for range b {
		t++
	}
	var a [40]int
	for i := range a {
		a[i] = i * i
	}
	for i, v := range a {
		t += i*v - a[i]
	}
	p := &a
	for i := range p {
		p[i]++
	}
	for i, v := range p {
		t += p[i] + v
	}
	for i, v := range global {
		t += i + v
	}
	return t
}

// The counter's type ends where the bound is, or there is no end.
func narrow() (t int) {
	for i := int8(-128); i < 127; i++ {
		t += int(i)
	}
	for i := uint8(0); i < 255; i++ {
		t += int(i)
	}
	for i := uint8(250); ; i++ {
		t++
		if i == 3 {
			break
		}
	}
	for i := int8(100); i <= 127; i++ {
		t++
		if i < 0 {
			break
		}
	}
	for i := uint16(5); i >= 0; i-- {
		t++
		if i > 5 && i < 65000 {
			break
		}
	}
	for i := uint(3); i > 0; i-- {
		t += int(i)
	}
	for i := int64(1<<63 - 3000); i < 1<<63-1; i++ {
		t++
	}
	last, k := int64(1<<63-1), 0
	for i := last - 5000; i <= last; i++ {
		k++
		if i == -1<<63+7 {
			break
		}
	}
	low := int64(-1 << 63)
	for i := low + 5000; i >= low; i-- {
		k++
		if i == 1<<63-8 {
			break
		}
	}
	for i := uint64(1<<64 - 3000); i < 1<<64-1; i++ {
		k++
	}
	for i := int32(-1 << 31); i < -1<<31+4000; i++ {
		k += int(i & 1)
	}
	return t + k
}

func none(n int, b []byte) (t int) {
	for i := 0; i < n; i++ {
		t++
	}
	for i := 5; i < 5; i++ {
		t++
	}
	for i := 9; i < 3; i++ {
		t++
	}
	for i := n; i <= n-1; i++ {
		t++
	}
	for i := len(b) - 1; i >= 0; i-- {
		t += int(b[i])
	}
	return t
}

// What the body changes is no bound.
func changed() (t int) {
	n := many
	for i := 0; i < n; i++ {
		if i%3 == 0 {
			n--
		}
		t++
	}
	b := make([]int, many)
	for i := 0; i < len(b); i++ {
		b = b[:len(b)-1]
		t++
	}
	for i := 0; i < many; i++ {
		if i&1 == 0 {
			i++
		}
		t++
	}
	p := &n
	for i := 0; i < n; i++ {
		*p = many / 2
		t++
	}
	for i := 0; i < n-i; i++ {
		t++
	}
	c := []int{1, 2, 3, 4, 5}
	for i := range c {
		c[i] += i
		i += 7
		t += i
	}
	for i, v := range c {
		c = c[1:]
		t += i*v + len(c)
	}
	return t
}

func jumps(b []int) (t int) {
	for i := 0; i < many; i++ {
		if i%7 == 1 {
			continue
		}
		if i == 70001 {
			break
		}
		t += i
	}
outer:
	for k := 0; k < 50; k++ {
		for i := 0; i < len(b); i++ {
			switch {
			case b[i] == 17:
				continue outer
			case b[i] == 77777 && k > 40:
				break outer
			case b[i]&1 == 1:
				break
			default:
				t++
			}
		}
		t += 1000
	}
	for i := 0; i < 12; i++ {
		for k := 0; k < 5; k++ {
			if k == 3 {
				break
			}
			if (i+k)%5 == 4 {
				continue
			}
			t += i * k
		}
	}
	for i := range b {
		if b[i] == 90000 {
			return t + i
		}
	}
	return -1
}

func nested(m [][]int32) (t int32) {
	for y := 1; y < len(m)-1; y++ {
		for x := 1; x < len(m[y])-1; x++ {
			m[y][x] = (m[y-1][x] + m[y+1][x] + m[y][x-1] + m[y][x+1] + int32(x*y)) >> 1 & 0xffff
		}
	}
	for _, row := range m {
		for _, v := range row {
			t += v
		}
	}
	return t
}

func lists(n int) int {
	var first *cell
	for i := 0; i < n; i++ {
		first = &cell{i, first}
	}
	t := 0
	at := first
	for i := 0; i < n; i++ {
		t += at.n * i
		at = at.next
	}
	cells := make([]cell, n)
	for i := range cells {
		cells[i].n = i
	}
	for i := 1; i < n; i++ {
		cells[i].next = &cells[i-1] // a barrier
	}
	for i := 0; i < n; i++ {
		c := cells[i]
		if c.next != nil {
			t += c.next.n
		}
	}
	return t
}

func closures() (t int) {
	n := 10
	grow := func() int { n++; return n }
	for i := 0; i < n; i++ {
		if i < 5 {
			t += grow()
		}
	}
	for i := 0; i < n; i++ {
		defer2 := func() { i++ }
		defer2()
		t += i
	}
	fs := []func() int{}
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for _, f := range fs {
		t += f()
	}
	return t
}

func floats(a, b []float64) (s float64) {
	for i := range a {
		s += a[i] * b[i]
	}
	for i := 0; i < len(a); i++ {
		b[i] = a[i]*0.5 + b[i]
	}
	for i := range b {
		s -= b[i]
	}
	return s
}

func main() {
	b := make([]byte, many)
	w := make([]int, many)
	for i := 0; i < many; i++ {
		b[i] = byte(i*i ^ i>>3)
		w[i] = i
	}
	for i := 0; i < 64; i++ {
		global[i] = i ^ 21
	}
	for _, n := range []int{0, 1, 2, 3, 17, 1023, 1024, 1025, 2048, 2049, 4097, many} {
		println(n, up(b[:n]), down(b[:n]), text(string(b[:n])), ranges(b[:n]))
	}
	println(narrow(), none(0, nil), none(-5, b[:0]), changed(), jumps(w))
	m := make([][]int32, 40)
	for i := range m {
		m[i] = make([]int32, 3000)
		m[i][i] = int32(i * 100)
	}
	println(nested(m), nested(m), lists(2000), closures())
	f, g := make([]float64, 5000), make([]float64, 5000)
	for i := range f {
		f[i], g[i] = float64(i)/4, float64(i&7)
	}
	println(floats(f, g), floats(f, g))
}
