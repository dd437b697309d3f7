package main

type T struct{ a int; b string }
type E interface{ M() }
type F interface{ M(); N() }
type P *int
type A [3]int
type B [1 << 14]int
type M map[string]int
type X int

func (X) M() {}
func (B) M() {}

var sink interface{}

func f(t T, u struct{ a int; b string }, e E, g F, p P, q *int, a A, b [3]int, x X, c B, i interface{}, h [1 << 14]int, d chan int, r <-chan int, fn func()) {
	sink = t == u
	sink = u == t
	sink = e == g
	sink = g == e
	sink = i == e
	sink = p == q
	sink = q != p
	sink = a == b
	sink = (b) == a
	sink = x == e
	sink = e == x
	sink = c == h
	sink = d == r
	sink = r == d
	sink = fn == nil
	sink = nil == e
	sink = i == 1
	sink = "a" == i
	sink = *p == *q
	sink = i == x
	sink = (x == e) == (t == u)
}

func main() {}
