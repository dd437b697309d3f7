package main

// Texts of the runtime's own panics that depend on what is known when a program is compiled, and
// types of one name.

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

var x any

func local() {
	type T struct{}
	x = T{}
}

type T struct{}

func other() {
	type T struct{}
	try(func() { _ = x.(T) })
}

//go:noinline
func shifted(n int) (int, int, int8) { return n << (1 + 0i), n >> 2., int8(n) << (3 + 0i) }

func main() {
	var i, j = 2, 1
	n := -1
	var s []int
	try(func() { s := make([]int, i, 1); s[0] = 1 })
	try(func() { s = make([]int, i, 1) })
	try(func() { s = make([]int, i, j) })
	try(func() { s := make([]int, n, 3); s[0] = 1 })
	try(func() { s = make([]int, n, 3) })
	try(func() { s = make([]int, n, j) })
	big := 1 << 60
	try(func() { s = make([]int, big, j) })
	try(func() { s = make([]int, big) })
	try(func() { s = make([]int, j, big) })
	try(func() { s := make([]int, big, 3); s[0] = 1 })
	println(len(s))
	local()
	other()
	try(func() { _ = x.(T) })
	x = T{}
	other()
	println(shifted(37))
}
