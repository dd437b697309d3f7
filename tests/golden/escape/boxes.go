package main

// Where a value becomes an interface without a text of its own. Go's compiler does not see the box
// for z: it says nothing of arr, whose element is gone when z is used. Here arr is in the heap.
func ranged() {
	arr := [3]*int{new(int)}
	var z any
	for _, z = range [][]*int{arr[:]} {
	}
	println(z.([]*int)[0])
}

func inside() {
	arr := [3]*int{new(int)}
	for _, x := range [][]*int{arr[:]} {
		var z any = x
		println(z.([]*int)[0])
	}
}

func asserted() {
	arr := [3]*int{new(int)}
	var i, y any = arr[:], nil
	y, _ = i.([]*int)
	println(y.([]*int)[0])
}

func two(x []*int) ([]*int, int) { return x, 1 }

func main() {
	arr := [3]*int{new(int)}
	var h, _ any = two(arr[:])
	println(h.([]*int)[0])
}
