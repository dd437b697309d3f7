// Assignments between arrays that overlap because slices were converted to pointers to them.
package main

type row [3]int16

func show(what string, s []int) {
	print(what)
	for _, v := range s {
		print(" ", v)
	}
	println()
}

func down(s []int) {
	*(*[5]int)(s[:5]) = *(*[5]int)(s[1:6])
}

func up(p *[5]int, s []int) {
	q := (*[5]int)(s[:5])
	*p = *q
}

func main() {
	a := [8]int{0, 1, 2, 3, 4, 5, 6, 7}
	down(a[:])
	show("down", a[:])
	b := []int{0, 1, 2, 3, 4, 5, 6, 7}
	up((*[5]int)(b[2:7]), b)
	show("up", b)

	r := [4]row{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}}
	*(*[3]row)(r[1:]) = *(*[3]row)(r[:])
	for _, x := range r {
		print(x[0], ",", x[1], ",", x[2], " ")
	}
	println()

	s := []string{"a", "b", "c", "d"}
	*(*[3]string)(s[1:]) = *(*[3]string)(s[:])
	println(s[0], s[1], s[2], s[3])

	var z [64]byte
	for i := range z {
		z[i] = byte(i)
	}
	*(*[32]byte)(z[4:36]) = *(*[32]byte)(z[2:34])
	n := 0
	for i, v := range z {
		n += i * int(v)
	}
	println(z[4], z[20], z[35], z[36], n)
}
