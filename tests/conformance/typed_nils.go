// A nil with a type, used where a pointer, a function or a slice is: dead here, but compiled.
package main

type A struct{ a int }

func (p *A) get() int { return 4 }

func use(x int) {
	if x > 100 {
		println(((*A)(nil)).a)
		_ = *(*int)(nil)
		(func())(nil)()
		println(([]int)(nil)[x], (*[4]int)(nil)[x])
		(*A)(nil).a = 3
		interface{ M() }(nil).M()
	}
_:
	println(len([]int(nil)), len(map[int]int(nil)), map[int]int(nil)[3], (*A)(nil).get())
_:
}

func main() {
	use(1)
}
