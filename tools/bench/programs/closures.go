// Closures and interfaces: captured variables, calls through func values and method tables.
package main

type shape interface {
	area() int
	scale(k int) shape
}

type square struct{ side int }
type rect struct{ w, h int }

func (s square) area() int         { return s.side * s.side }
func (s square) scale(k int) shape { return square{s.side * k} }
func (r *rect) area() int          { return r.w * r.h }
func (r *rect) scale(k int) shape  { return &rect{r.w * k, r.h} }

func counter(step int) func(int) int {
	n := 0
	return func(d int) int {
		n += step * d
		return n
	}
}

func compose(f, g func(int) int) func(int) int {
	return func(x int) int { return f(g(x)) }
}

func main() {
	total := 0
	for round := 0; round < 3000; round++ {
		fs := make([]func(int) int, 0, 64)
		for i := 0; i < 64; i++ {
			fs = append(fs, counter(i))
		}
		for i := 0; i < 20000; i++ {
			total += fs[i%64](i) & 15
		}
		f := func(x int) int { return x + round }
		for i := 0; i < 200; i++ {
			f = compose(f, func(x int) int { return x ^ i })
		}
		for i := 0; i < 100; i++ {
			total += f(i) & 7
		}
		shapes := []shape{square{2}, &rect{2, 3}, square{round}}
		for i := 0; i < 3000; i++ {
			s := shapes[i%3].scale(i & 3)
			total += s.area()
		}
	}
	println(total)
}
