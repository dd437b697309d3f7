// os.Args, strconv.Itoa, os.Exit in the middle of things.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func digits(n int) (r []byte) {
	s := strconv.Itoa(n)
	for i := 0; i < len(s); i++ {
		r = append(r, s[i])
	}
	return
}

func main() {
	fmt.Println(len(os.Args), len(os.Args[0]) > 0, os.Args[1:])
	for i, a := range os.Args[1:] {
		fmt.Println(i, a)
	}
	args := os.Args
	os.Args = []string{"replaced", "x"}
	fmt.Println(len(args), os.Args)
	for _, n := range []int{0, 7, -7, 99, 100, 12345, -9223372036854775808, 9223372036854775807} {
		fmt.Print(strconv.Itoa(n), " ")
	}
	fmt.Println(string(digits(-120)), strconv.Itoa(1)+strconv.Itoa(2) == "12")
	m := map[string]int{}
	for i := 0; i < 200; i++ {
		m[strconv.Itoa(i*i%50)] += i
	}
	fmt.Println(len(m), m["1"], m["49"])
	print("last words\n")
	if len(m) > 5 {
		os.Exit(0)
	}
	fmt.Println("never")
}
