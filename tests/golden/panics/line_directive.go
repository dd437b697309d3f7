// Lines that are said to be those of another file.
package main

//line gen.go:10
func fail(a []int, i int) int {
	return a[i]
}

//line /abs/other.go:100:3
func pass(a []int) int {
	n := 1
	/*line inner.go:7:1*/ n += fail(a, 5)
	return n
}

//line line_directive.go:17
func main() {
	println(pass([]int{1, 2}))
}
