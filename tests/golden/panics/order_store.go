// The value of an assignment is looked at before the place, of op= after it.
package main

type T struct{ x int }

var nilT *T

func main() {
	s := []int{1, 2, 3}
	for i := 0; i < 3; i++ {
		if i == 2 {
			s[i+5] += nilT.x
		}
	}
}
