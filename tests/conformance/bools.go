// bool values: short circuits, comparison of bools, named bools, conditions from calls.
package main

import "fmt"

type flag bool

var calls int

func yes(name string) bool { calls++; fmt.Print(name, " "); return true }
func no(name string) bool  { calls++; fmt.Print(name, " "); return false }

func (f flag) not() flag { return !f }

func main() {
	fmt.Println(yes("a") && no("b") && yes("c"))
	fmt.Println(no("a") || yes("b") || no("c"))
	fmt.Println(yes("a") || no("b") && no("c"))
	fmt.Println((yes("a") || no("b")) && no("c"))
	fmt.Println(!no("a") && !(yes("b") && no("c")))
	fmt.Println(calls)
	t, f := true, false
	fmt.Println(t == f, t != f, t == !f, (1 < 2) == (2 < 3), !t == f)
	var g flag = 3 > 2
	fmt.Println(g, g.not(), !g, bool(g) && t, g == flag(t))
	x := 5
	inRange := 0 <= x && x < 10
	r := x > 3 && (x < 5 || inRange && x%5 == 0)
	fmt.Println(inRange, r)
	var arr [4]bool
	arr[1] = yes("x") && no("y") || yes("z")
	arr[2] = arr[1] != arr[0]
	fmt.Println(arr)
	if v := no("init"); !v {
		fmt.Println("shadow", v)
	}
	m := map[bool]string{true: "T", false: "F"}
	fmt.Println(m[x > 3], m[x > 3 && x < 4])
	p := &arr[3]
	*p = *p || yes("p")
	fmt.Println(arr[3], calls)
	println(t, f, g)
}
