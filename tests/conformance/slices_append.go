// append: growth of the capacity, several values, slices, strings, nil, self, structs, pointers.
package main

import "fmt"

type pair struct {
	k string
	v *int
}

func caps(n int) {
	var s []int
	last := -1
	for i := 0; i < n; i++ {
		s = append(s, i)
		if cap(s) != last {
			last = cap(s)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
}

func capsBytes(n int) {
	var s []byte
	last := -1
	for i := 0; i < n; i++ {
		s = append(s, byte(i))
		if cap(s) != last {
			last = cap(s)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
}

func capsPairs(n int) {
	var s []pair
	last := -1
	for i := 0; i < n; i++ {
		i := i
		s = append(s, pair{"k", &i})
		if cap(s) != last {
			last = cap(s)
			fmt.Print(last, " ")
		}
	}
	sum := 0
	for _, p := range s {
		sum += *p.v
	}
	fmt.Println(sum)
}

func main() {
	caps(2000)
	capsBytes(3000)
	capsPairs(300)
	a := append([]int(nil), 1, 2, 3)
	fmt.Println(a, cap(a))
	a = append(a, a...)
	a = append(a, a[1:3]...)
	fmt.Println(a, len(a), cap(a))
	a = append(a)
	a = append(a, []int{}...)
	a = append(a[:1], a[3:]...)
	fmt.Println(a, len(a))
	b := append([]byte("x"), "yz"...)
	b = append(b, 'w')
	fmt.Println(string(b), len(b))
	five := append([]int{}, 1, 2, 3, 4, 5)
	fmt.Println(len(five), cap(five))
	var ss [][]string
	ss = append(ss, []string{"a"}, nil, append([]string(nil), "b", "c"))
	ss[0] = append(ss[0], "d")
	fmt.Println(ss, len(ss[1]))
	var n []int
	n = append(n, n...)
	fmt.Println(n == nil)
	copied := make([]int, 2)
	fmt.Println(copy(copied, a), copied, copy(a[1:], a), a)
	s3 := append([]struct{ a, b, c byte }{}, struct{ a, b, c byte }{1, 2, 3})
	fmt.Println(len(s3), cap(s3))
	ifs := append([]interface{}{}, 1, "a", nil, 2.5)
	fmt.Println(ifs...)
}
