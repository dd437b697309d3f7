// What is on the heap for its size.
package main

type Large struct{ a [65537]byte }
type Just struct{ a [65536]byte }

func vars() int {
	var a [10 << 20]byte
	var b [10<<20 + 1]byte
	return int(a[1]) + int(b[1])
}
func news() {
	_ = new(Just)
	_ = new(Large)
	_ = &Just{}
	_ = &Large{}
}
func slices(n int) {
	_ = make([]byte, 65536)
	_ = make([]byte, 65537)
	_ = make([]int, 8192)
	_ = make([]int, 8193)
	_ = make([]int, n)
	_ = make([]int, n, 10)
	_ = make([]int, 0, n)
	_ = make([]struct{}, 1<<30)
	const k = 10
	_ = make([]int, k)
	var v = 10
	_ = make([]int, v)
}
func maps(n int) {
	_ = make(map[int]int, n)
	_ = make(map[int]int, 1000000)
	_ = make(map[int][1000]int, 8)
	_ = map[int]Large{}
}
func param(l Large) byte { return l.a[0] }
func closure(l Just) byte {
	f := func() byte { return l.a[1] }
	return f()
}
func bounds(i uint8, j, n int, u uint, s [256]int, t [16]int) int {
	_ = t[j&15]
	_ = t[j&16]
	_ = t[u%16]
	_ = t[u%17]
	_ = t[j%16]
	_ = t[u>>60]
	_ = t[i>>4]
	_ = "abcd"[j&3]
	p := &s
	_ = p[i]
	f := func(k uint8) int { return s[k] }
	return s[i] + f(i)
}
func main() {}
