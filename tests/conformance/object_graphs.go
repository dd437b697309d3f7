// Function values in arrays, maps and structs; lists, permutations, structs with interfaces as keys.
package main

import "fmt"

type op func(a, b int) int
type table [3]op
type vm struct {
	stack []interface{}
	ops   map[string]table
	hook  func(*vm, ...string) (int, error)
}

func (v *vm) push(xs ...interface{}) *vm { v.stack = append(v.stack, xs...); return v }
func (v *vm) pop() (x interface{}) {
	x, v.stack = v.stack[len(v.stack)-1], v.stack[:len(v.stack)-1]
	return
}

type list struct {
	head *cell
	n    int
}
type cell struct {
	v    [2]interface{}
	next *cell
}

func (l *list) add(a, b interface{}) { l.head = &cell{[2]interface{}{a, b}, l.head}; l.n++ }
func (l list) each(f func(int, *cell)) {
	for i, c := 0, l.head; c != nil; i, c = i+1, c.next {
		f(i, c)
	}
}

func compose(fs ...func(string) string) func(string) string {
	return func(s string) string {
		for _, f := range fs {
			s = f(s)
		}
		return s
	}
}

func fib() func() int {
	a, b := 0, 1
	return func() int {
		defer_ := a
		a, b = b, a+b
		return defer_
	}
}

func perm(a []int, k int, out *[][]int) {
	if k == len(a) {
		*out = append(*out, append([]int{}, a...))
		return
	}
	for i := k; i < len(a); i++ {
		a[k], a[i] = a[i], a[k]
		perm(a, k+1, out)
		a[k], a[i] = a[i], a[k]
	}
}

func main() {
	v := &vm{ops: map[string]table{"+": {func(a, b int) int { return a + b }}}}
	t := v.ops["+"]
	t[2] = func(a, b int) int { return a - b }
	v.ops["+"] = t
	v.hook = func(v *vm, s ...string) (int, error) {
		for _, x := range s {
			v.push(x, len(x))
		}
		return len(v.stack), fmt.Errorf("hook %d %v", len(s), s)
	}
	n, err := v.hook(v, "ab", "cde")
	fmt.Println(n, err, v.pop(), v.pop(), v.ops["+"][0](2, 3), v.ops["+"][2](2, 3), v.ops["-"][0] == nil)
	var l list
	for i := 0; i < 5; i++ {
		l.add(i, fmt.Sprintf("%d!", i*i))
	}
	tot := ""
	l.each(func(i int, c *cell) {
		tot += fmt.Sprint(i, c.v[0], c.v[1], ";")
		if i == 2 {
			c.next = c.next.next
		}
	})
	fmt.Println(tot, l.n)
	up := func(s string) string { return s + "u" }
	fmt.Println(compose(up, func(s string) string { return up(s) + s }, up)("x"))
	g := fib()
	for i := 0; i < 10; i++ {
		fmt.Print(g(), " ")
	}
	fmt.Println()
	var ps [][]int
	perm([]int{1, 2, 3, 4}, 0, &ps)
	fmt.Println(len(ps), ps[5], ps[23])
	grid := [8][8]rune{}
	for i := range grid {
		row := &grid[i]
		for j := range row {
			row[j] = '.'
			if (i+j)%3 == 0 {
				row[j] = rune('a' + i)
			}
		}
	}
	for _, row := range grid[2:4] {
		fmt.Println(string(row[:]))
	}
	words := map[string][]int{}
	for i, w := range []string{"a", "b", "a", "c", "b", "a"} {
		words[w] = append(words[w], i)
	}
	fmt.Println(words, len(words["zz"]))
	type key struct {
		a interface{}
		b [2]string
	}
	km := map[key]*list{}
	for i := 0; i < 40; i++ {
		k := key{i % 4, [2]string{fmt.Sprint(i % 3), "k"}}
		if km[k] == nil {
			km[k] = &list{}
		}
		km[k].add(i, k)
	}
	sum := 0
	for k, l := range km {
		l.each(func(_ int, c *cell) { sum += c.v[0].(int) * (k.a.(int) + 1); _ = c.v[1].(key) })
	}
	fmt.Println(len(km), sum)
}
