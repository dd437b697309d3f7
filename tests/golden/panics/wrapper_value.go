package main

type I interface{ Get() int }
type V struct{ a, b int }

func (v V) Get() int { return v.a }

//go:noinline
func call(i I) int {
	println("call")
	return i.Get()
}

func main() {
	call((*V)(nil))
}
