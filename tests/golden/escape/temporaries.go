// Names of the temporaries of calls with several results.
package main

import "fmt"

func two() (int, int) { return 1, 2 }

func u(*int, int)        { fmt.Println(two()) }
func v(_ *int, _ int)    { fmt.Println(two()) }
func w() (int, int)      { fmt.Println(two()); return two() }
func w2() (_ int, r int) { fmt.Println(two()); return two() }
func y() {
	var _ = 1
	fmt.Println(two())
	const c = 1
	type T int
	_, q := two()
	fmt.Println(two())
	var a, b int = 1, 2
	fmt.Println(two())
	var r, s interface{} = two()
	_, _, _, _, _ = a, b, r, s, q
	for range []int{1} {
		fmt.Println(two())
	}
	for i := range []int{1} {
		_ = i
		fmt.Println(two())
	}
	switch z := r.(type) {
	case int:
		_ = z
		fmt.Println(two())
	case string:
		fmt.Println(two())
	}
	switch r.(type) {
	case int:
		fmt.Println(two())
	}
	func() {
		k := 1
		_ = k
		fmt.Println(two())
	}()
	fmt.Println(two())
L:
	for {
		fmt.Println(two())
		break L
	}
	func(a, b int) {}(two())
	fmt.Println(two())
}

var g = fmt.Sprint(two())
var g2 = fmt.Sprint(two())

type X struct{}

func (X) m(int) { fmt.Println(two()) }
func main()     {}
