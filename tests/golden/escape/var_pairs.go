package main

type R struct{ p *int }

var sink, sink2 *R

func f() {
	var a, b = new(R), &R{}
	var c, d *R = new(R), &R{}
	sink, sink2 = a, b
	sink, sink2 = c, d
	x, y := new(R), &R{}
	sink, sink2 = x, y
}
func main() {}
