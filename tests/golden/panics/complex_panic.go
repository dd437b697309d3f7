// Panics with complex numbers, of a type without and with a name.
package main

type impedance complex64

func main() {
	defer func() {
		panic(impedance(recover().(complex128)) - 2i)
	}()
	panic(1.5 + 2i)
}
