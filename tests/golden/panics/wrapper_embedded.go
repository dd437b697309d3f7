package main

type I interface{ Get() int }
type V struct{ a, b int }

func (v V) Get() int { return v.a }

type EI struct{ I }
type EEI struct {
	x int
	EI
}

//go:noinline
func call(i I) int {
	println("call")
	return i.Get()
}

func main() {
	call(EEI{})
}
