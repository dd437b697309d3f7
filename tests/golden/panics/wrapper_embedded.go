package main

type I interface{ Get() int }
type V struct{ a, b int }

func (v V) Get() int   { return v.a }
func (v *V) PGet() int { return v.b }

type PI interface{ PGet() int }
type EPV struct{ *V }
type EI struct{ I }
type EEI struct {
	x int
	EI
}
type EPEI struct {
	y [3]int
	*EEI
}
type All interface {
	Get() int
	PGet() int
}
type EAll struct{ All }
type Fn func() int

func (f Fn) Get() int { return f() }

type MM map[string]int

func (m MM) Get() int { m["x"]++; return m["x"] }

type Big struct {
	z [100]int
	I
}
type Arr [3]int

func (a Arr) Get() int { return a[1] }
func (a *Arr) PGet() int { return a[2] }

type EA struct {
	n int
	*Arr
}

//go:noinline
func call(i I) int { println("call"); return i.Get() }

//go:noinline
func pcall(i PI) int { println("pcall"); return i.PGet() }

var np *EPEI
var nI I
var z int

func main() {
	call(EEI{})
}
