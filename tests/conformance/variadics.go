// Variadic functions: none, some, a slice with dots (shared, not copied), interfaces, methods.
package main

import "fmt"

func sum(xs ...int) (t int) {
	for _, x := range xs {
		t += x
	}
	return
}
func join(sep string, parts ...string) string {
	r := ""
	for i, p := range parts {
		if i > 0 {
			r += sep
		}
		r += p
	}
	return r
}
func isNil(xs ...int) bool { return xs == nil }
func set(xs ...int) {
	if len(xs) > 0 {
		xs[0] = 100
	}
}
func kinds(xs ...interface{}) string {
	r := ""
	for _, x := range xs {
		r += fmt.Sprintf("%T ", x)
	}
	return r
}
func keep(xs ...*int) []*int { return xs }
func nested(x int, fs ...func(...int) int) (r []int) {
	for _, f := range fs {
		r = append(r, f(x, x, x))
	}
	return
}

type bag struct{ items []string }

func (b *bag) add(items ...string) *bag { b.items = append(b.items, items...); return b }

func main() {
	fmt.Println(sum(), sum(1), sum(1, 2, 3), sum([]int{4, 5}...), sum(nil...))
	fmt.Println(join("-"), join("-", "a"), join("-", "a", "b", "c"), join("+", []string{"x", "y"}...))
	fmt.Println(isNil(), isNil(1), isNil(nil...), isNil([]int{}...))
	s := []int{1, 2, 3}
	set(s...)
	set(s[1], s[2])
	fmt.Println(s)
	fmt.Println(kinds(1, "a", nil, 2.5, s, []interface{}{1}, int8(1), 'x', true, &s == nil))
	fmt.Println(kinds([]interface{}{1, "b"}...), kinds([]interface{}{1, "b"}), kinds(nil), kinds(nil, nil))
	a, b := 1, 2
	ps := keep(&a, &b)
	*ps[1] = 20
	fmt.Println(b, len(ps), cap(ps))
	fmt.Println(nested(2, sum, func(xs ...int) int { return len(xs) }))
	fmt.Println(new(bag).add("a", "b").add().add([]string{"c"}...).items)
	f := sum
	fmt.Println(f(1, 2), f(s...))
	var strs []interface{}
	for i := 0; i < 3; i++ {
		strs = append(strs, i)
	}
	fmt.Println(strs...)
	fmt.Println(append(strs, "end")...)
	fmt.Println()
	fmt.Printf("%d-%d %v\n", strs[:2]...)
	fmt.Printf("plain\n")
	fmt.Printf("%d %s\n", "str", 5)
	fmt.Printf("%d\n")
	fmt.Printf("x\n", 1)
}
