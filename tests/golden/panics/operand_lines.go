// Each frame stands at the line of the operand that calls, not at its statement's.
package main

type T struct {
	p *T
	n int
}

var nine = 9
var m = map[string]int{}

func (t *T) self() *T      { return t }
func (t *T) next(n int) *T { t.n = argument(n); return t }

func three(a, b, c int) int    { return a + b + c }
func any(a ...interface{}) int { return len(a) }

func argument(n int) int {
	return three(
		1,
		sum(n),
		2)
}
func sum(n int) int {
	return 1 +
		n*
			element(n) +
		2
}
func element(n int) int {
	return [...]int{
		1,
		2: field(n),
	}[0]
}
func field(n int) int {
	t := T{
		p: nil,
		n: boxed(n),
	}
	return t.n
}
func boxed(n int) int {
	return any("a",
		1, key(
			n),
	)
}
func key(n int) int {
	return m["a"+
		string(rune(entry(
			n)))]
}
func entry(n int) int {
	x := map[string]int{
		"a": 1,
		"b": condition(n),
	}
	return x["b"]
}
func condition(n int) int {
	if n == 1 &&
		n+1 == 2 &&
		index(n) == 3 {
		return 1
	}
	return 2
}
func index(n int) int {
	s := []int{1, 2, 3}
	return s[0]*
		s[closure(n)]
}
func closure(n int) int {
	f := func(k int) int {
		x,
			y := 1,
			post(n)
		return x +
			y
	}
	return f(
		n) + 1
}
func post(n int) int {
	for i := 0; i < 3; i +=
		cases(n) {
	}
	return 1
}
func cases(n int) int {
	switch n {
	case 5,
		returned(n):
	}
	return 1
}
func returned(n int) int {
	_, b := func() (int, int) {
		return 1,
			assigned(n)
	}()
	return b
}
func assigned(n int) int {
	var a [3]int
	a[0],
		a[1] = 1,
		printed(n)
	return a[1]
}
func printed(n int) int {
	println("x",
		last(n))
	return 1
}
func last(n int) int {
	return []int{
		n,
		n /
			(n - 1),
	}[0]
}

func main() {
	t := &T{}
	t.
		self().
		next(1).
		self()
}
