// if chains, switch with and without tag, init statements, fallthrough, default anywhere, strings.
package main

import "fmt"

type color int

const (
	red color = iota
	green
	blue
)

func kind(n int) string {
	switch {
	case n < 0:
		return "neg"
	case n == 0:
		return "zero"
	case n < 10:
		return "small"
	default:
		return "big"
	}
}

func vowels(s string) (v, c, o int) {
	for _, r := range s {
		switch r {
		case 'a', 'e', 'i', 'o', 'u':
			v++
		default:
			if r >= 'a' && r <= 'z' {
				c++
			} else {
				o++
			}
		}
	}
	return
}

func fall(n int) (s string) {
	switch n {
	default:
		s += "d"
		fallthrough
	case 1:
		s += "1"
	case 2:
		s += "2"
		fallthrough
	case 3:
		s += "3"
		if n == 3 {
			break
		}
		s += "!"
	case 4:
	}
	return
}

func f(s string, r int) int { fmt.Print(s, " "); return r }

func main() {
	for _, n := range []int{-5, 0, 5, 50} {
		fmt.Print(kind(n), " ")
	}
	fmt.Println(vowels("hello, world"))
	for i := 0; i < 6; i++ {
		fmt.Print(fall(i), " ")
	}
	fmt.Println()
	switch f("tag", 2) { // cases left to right, until one matches
	case f("a", 1), f("b", 2), f("c", 2):
		fmt.Println("ab")
	case f("d", 2):
		fmt.Println("d")
	}
	switch x := f("init", 3); x {
	case 3:
		x := "inner"
		fmt.Println(x)
	}
	switch y := 5; {
	case y > 3:
		fmt.Println("gt")
	}
	switch {
	}
	switch f("alone", 1) {
	}
	switch c := green; c {
	case red, blue:
		fmt.Println("no")
	case green:
		fmt.Println("green")
	}
	switch s := "go" + "rt"; s {
	case "go", "rt":
		fmt.Println("parts")
	case "gort":
		fmt.Println("whole")
	}
	var i interface{} = 3
	switch i {
	case "3":
		fmt.Println("string")
	case 3.0:
		fmt.Println("float")
	case 3:
		fmt.Println("int")
	}
	switch [2]int{1, 2} {
	case [2]int{1, 2}:
		fmt.Println("array")
	}
	switch true {
	case false, f("t", 1) == 1:
		fmt.Println("true")
	}
	if a := f("if", 1); a == 2 {
		fmt.Println("two")
	} else if b := a * 5; b == 4 {
		fmt.Println("four")
	} else {
		fmt.Println(a, b)
	}
	untagged(true)
	untagged(1)
}

// Without a tag an interface is compared with true.
func untagged(i interface{}) {
	f := func() interface{} { fmt.Println("f"); return i }
	switch {
	case i == 2, len("a") == 2, i:
		fmt.Println("i is true")
	case false, f():
		fmt.Println("f is true")
	default:
		fmt.Println("neither")
	}
}
