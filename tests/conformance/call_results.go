// What can be done with the result of a call at once: index, slice, select, call, convert, compare.
package main

import "fmt"

type inner struct {
	v   [3]int
	tag string
}
type outer struct {
	in  inner
	ptr *inner
	fs  []func(int) string
}

func (o outer) self() outer   { return o }
func (o *outer) addr() *outer { return o }
func (i inner) get(k int) int { return i.v[k] }
func (i *inner) put(k, v int) { i.v[k] = v }
func mk(n int) outer {
	i := inner{[3]int{n, n + 1, n + 2}, fmt.Sprint("t", n)}
	return outer{i, &i, []func(int) string{func(k int) string { return fmt.Sprint(n, "+", k) }}}
}
func arr() [3]string       { return [3]string{"x", "y", "z"} }
func sl(n ...int) []int    { return n }
func mp() map[string][]int { return map[string][]int{"a": {1, 2, 3}} }
func fn() func(int) func() (int, string) {
	return func(n int) func() (int, string) { return func() (int, string) { return n, "r" } }
}
func any(x interface{}) interface{} { return x }
func str(n int) string              { return "string"[n:] }
func ptr(n int) *int                { return &n }
func pair() (a, b *outer)           { x, y := mk(1), mk(2); return &x, &y }

func main() {
	fmt.Println(mk(1).in.v[2], mk(2).self().in.tag, mk(3).ptr.tag[1:], len(mk(4).in.v), mk(5).fs[0](6))
	fmt.Println(arr()[1], arr()[2][0], len(arr()), sl(1, 2, 3)[1], sl(1, 2, 3)[1:][1], len(sl()), sl(4, 5)[:1])
	fmt.Println(mp()["a"][1], len(mp()["b"]), mp()["a"][1:2], str(2)[1], str(1)[1:3], str(3)+str(4) == "inging")
	i := 2
	fmt.Println(arr()[i], mk(7).in.get(i), mk(7).ptr.get(i-1), *ptr(3)+*ptr(4), -*ptr(i), mk(i).in.v[i])
	n, s := fn()(5)()
	fmt.Println(n, s, any(5).(int)+1, any("s").(string)[0], any(mk(1)).(outer).in.v, any(nil) == nil)
	mk(1).ptr.put(0, 5)
	mk(1).addr0().ptr.put(1, 6)
	sl(1, 2)[0] = 9
	mp()["a"][0]++
	*ptr(5) = 6
	mp()["n"] = nil
	a, b := pair()
	a.addr().ptr.put(2, 100)
	a.addr().in.v[1] += 50
	a.in, b.ptr = b.in, a.ptr
	b.ptr.v[0]--
	fmt.Println(a.in, *a.ptr, b.in, *b.ptr, a.addr() == a, a.ptr == b.ptr)
	for i, x := range mk(3).in.v {
		fmt.Print(i, x, " ")
	}
	for _, c := range str(4) {
		fmt.Print(string(c), ".")
	}
	for k, v := range mp() {
		fmt.Print(k, v)
	}
	fmt.Println()
	switch x := any(mk(2).ptr).(type) {
	case *inner:
		x.v[0] = -x.v[0]
		fmt.Println(x.v, x.get(0))
	}
	if v, ok := mp()["a"]; ok && v[2] == 3 {
		fmt.Println(v[len(v)-1], cap(v[:1]))
	}
	p := &mk(9).fs[0]
	*p = func(k int) string { return "replaced" }
	fmt.Println((*p)(1), func() []int { return sl(7, 8) }()[1], struct{ a, b int }{1, 2}.b, [...]int{5, 6, 7}[i], []string{"q", "r"}[i-1], map[int]string{2: "two"}[i], "lit"[i], (&inner{tag: "amp"}).tag, (*inner)(a.ptr).tag)
	fmt.Println(outer{in: inner{tag: "k"}}.in.tag, inner{v: [3]int{1, 2, 3}}.get(i), [2][]int{{1}, {2, 3}}[1][1], (*(&i)), (*[2]int)(sl(1, 2, 3))[1])
	s += fmt.Sprint(len(s)) + str(5) + "-" + fmt.Sprint(any(1), any("z")) + s
	fmt.Println(s, uint8(len(s)*100), float64(len(arr()))/2, string([]byte(str(0))[i:]), []rune(str(0))[1])
}

func (o outer) addr0() *outer { return &o }
