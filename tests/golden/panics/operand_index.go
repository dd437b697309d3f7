// The line of an index behind the line of its statement.
package main

type T struct{ s []int }

func main() {
	t := T{}
	n := len(t.s)
	println("sum",
		n+
			t.
				s[n+
				1])
}
