// Complex numbers in escape analysis: what is boxed, converted and printed in messages.
package main

type c64 complex64

func box(z complex128) interface{}     { return z }
func boxed(z complex64) interface{}    { return -z * z / (z + 1) }
func constant() interface{}            { return 1 + 2i }
func parts(z complex128) []interface{} { return []interface{}{real(z), imag(z), complex(real(z), 2)} }
func convert(z complex128) interface{} { return c64(complex64(z)) }
func address(z complex128) *complex128 { return &z }
func local() float64 {
	z := new(complex128)
	*z = 3i
	a := [4]complex64{1i}
	p := &a[1]
	m := map[complex128]*complex128{*z: z}
	f := func(w complex128) complex128 { return w + *z }
	return imag(f(*m[3i])) + float64(real(*p))
}

func main() {
	println(box(1i) == interface{}(1i), boxed(1).(complex64), constant() == nil, len(parts(2)), *address(3), local())
	defer println(complex(local(), 1))
	if convert(1i) != interface{}(c64(1i)) {
		panic(1i)
	}
}
