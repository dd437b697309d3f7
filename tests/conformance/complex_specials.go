// Products, quotients and comparisons of infinities, NaNs, zeros and very large and small parts.
package main

import "fmt"

func show(x float64) string {
	if x == 0 && 1/x < 0 {
		return "-0"
	}
	return fmt.Sprint(x)
}

func show2(z complex128) string { return show(real(z)) + "," + show(imag(z)) }

func main() {
	zero := 0.0
	inf, nan := 1/zero, zero/zero
	parts := []float64{0, -zero, -2.5, inf, nan, 1e308, -3e-308}
	parts[1] *= -1
	var all []complex128
	for _, r := range parts {
		for _, i := range parts {
			all = append(all, complex(r, i))
		}
	}
	// An infinity beside a NaN: the result depends on the NaN's sign, which Go leaves open.
	mixed := func(z complex128) bool {
		r, i := float32(real(z)), float32(imag(z))
		return (r != r || i != i) && (r-r != 0) && (i-i != 0 || i != i) && (r == r || i == i)
	}
	kinds := map[string]int{}
	h := uint64(14695981039346656037)
	for k, x := range all {
		for l, y := range all {
			if mixed(x) || mixed(y) {
				continue
			}
			q, p, q64 := x/y, x*y, complex64(x)/complex64(y)
			line := fmt.Sprintln(show2(q), show2(p), show2(complex128(q64)), show2(complex128(complex64(x)*complex64(y))),
				show2(x+y), show2(x-y), x == y, x != y)
			for _, b := range []byte(line) {
				h = (h ^ uint64(b)) * 1099511628211
			}
			kinds[show2(q)]++
			if (k*37+l*11)%101 == 0 {
				fmt.Print(show2(x), " ", show2(y), ": ", line)
			}
		}
	}
	fmt.Println(h, len(kinds), kinds["NaN,NaN"], kinds["0,0"], kinds["+Inf,NaN"], kinds["-Inf,+Inf"])
	fmt.Println(-all[0], show2(-all[0]), show2(0-all[0]), all[24], all[36])
	println(all[24], all[36], all[11], all[47])

	m := map[complex128]int{}
	for k, x := range all {
		m[x] = k
	}
	found := 0
	for _, x := range all {
		if _, ok := m[x]; ok {
			found++
		}
	}
	fmt.Println(len(m), found, m[0], m[complex(inf, 1)])
	var a, b interface{} = complex(nan, 0), complex(zero, 0)
	fmt.Println(a == a, b == interface{}(complex(-zero, parts[1])))
}
