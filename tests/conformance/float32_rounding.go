// Conversions to float32 and back side by side, which round.
package main

import "fmt"

type pair struct{ a, b float64 }

func round(x, y float64) pair { return pair{float64(float32(x)), float64(float32(y))} }

func roundBoth(to, from *pair) {
	a, b := from.a, from.b
	to.a = float64(float32(a))
	to.b = float64(float32(b))
}

func roundAll(to, from []float64) {
	for i := range from {
		to[i] = float64(float32(from[i]))
	}
}

func store(p *[4]float64, a, b, c, d float64) {
	p[0], p[1], p[2], p[3] = float64(float32(a)), float64(float32(b)), float64(float32(c)), float64(float32(d))
}

func main() {
	var from, to []float64
	for i := 1; i < 20; i++ {
		from, to = append(from, 1/float64(i)), append(to, 0)
	}
	roundAll(to, from)
	fmt.Println(to)
	fmt.Println(round(0.1, 0.3), round(to[2], 1e300).b > 1e300)
	x, y := &pair{0.1, 0.3}, &pair{}
	roundBoth(y, x)
	fmt.Println(*y)
	var p [4]float64
	store(&p, 0.1, 0.2, 0.3, 1e-50)
	fmt.Println(p)
}
