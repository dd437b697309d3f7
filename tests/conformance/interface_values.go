// Interface values everywhere: package data, results, maps, fields, variadics, nested, holding themselves.
package main

import "fmt"

type S struct {
	a, b interface{}
	s    []string
}
type I interface{ M() int }
type P struct{ x int }

func (p *P) M() int { p.x++; return p.x }

type E struct {
	*P
	I2 I
}

var gs = []S{{a: 1}, {b: "x", s: []string{"q"}}}
var gm = map[string]*S{"a": {a: 2}, "b": nil}
var gp = &[]map[int]I{{1: &P{5}}}
var garr = [...]I{&P{1}, nil, E{P: &P{7}}}

func vari(pre string, xs ...I) (n int) {
	for _, x := range xs {
		if x != nil {
			n += x.M()
		}
	}
	return
}
func g3() (interface{}, I, error) { return 1, &P{2}, nil }
func conv() (x interface{}, err error) {
	var y int
	y, err = 5, fmt.Errorf("e%d", 1)
	x = y
	return x, err
}
func named() (r I) {
	r = &P{3}
	f := func() { r = E{P: &P{9}} }
	f()
	return
}
func retconv() (interface{}, interface{}) {
	p := P{4}
	return p, &p
}

func main() {
	fmt.Println(gs, len(gm), gm["a"].a, (*gp)[0][1].M(), garr[0].M(), garr[2].M())
	a, b, c := g3()
	fmt.Println(a, b.M(), c)
	x, err := conv()
	fmt.Println(x, err, named().M(), vari("p", &P{1}, nil, E{P: &P{2}}), vari("q"))
	q, r := retconv()
	fmt.Println(q, r.(*P).x, q == P{4}, q.(P).x)
	var is []I
	is = append(is, &P{1}, E{}, nil)
	m := map[I]interface{}{is[0]: is[1], nil: 5}
	m[is[0]] = m
	fmt.Println(len(is), len(m), m[nil], len(m[is[0]].(map[I]interface{})))
	var e interface{} = is
	if l, ok := e.([]I); ok {
		l[2] = l[0]
		fmt.Println(is[2].M(), is[0].M())
	}
	var arr [2]interface{}
	arr[0], arr[1] = arr, &arr
	fmt.Println(arr[0], arr[1] == &arr)
	for i, v := range []interface{}{1, "a", nil, 2.5, []int{1}} {
		var s S
		s.a, s.b = v, i
		p := &s
		p.a, p.b = p.b, p.a
		switch t := p.b.(type) {
		case nil:
			fmt.Print("nil", t, " ")
		case int, string:
			fmt.Print(t, s.a, " ")
		default:
			fmt.Printf("%T ", t)
		}
	}
	fmt.Println()
	y := []interface{}{nil}
	y[0] = y
	fmt.Println(len(y[0].([]interface{})))
	ff := func(x interface{}, rest ...interface{}) (int, interface{}) { return len(rest), x }
	n, v := ff(1, 2, "3")
	fmt.Println(n, v)
	fmt.Println(ff(nil))
	fmt.Println(ff(S{}, y...))
	z := struct {
		I
		n int
	}{&P{10}, 1}
	fmt.Println(z.M(), z.I.M(), I(z).M())
	var np *P
	var ni I = np
	fmt.Println(ni == nil, np == nil, ni.(*P) == nil)
	const big = 1 << 40
	var u8 = uint8(big >> 36)
	fmt.Println(u8, big/3, float32(big))
	k := map[string]map[string][]S{}
	k["a"] = map[string][]S{"b": {{}, {a: 1}}}
	k["a"]["b"][0].s = append(k["a"]["b"][0].s, "deep")
	k["a"]["b"][1].a = k["a"]["b"][0].s
	k["a"]["c"] = append(k["a"]["c"], k["a"]["b"]...)
	fmt.Println(k)
	str := "a" + fmt.Sprint(1) + "b" + fmt.Sprint(2) + "c" + "d" + fmt.Sprint(3) + str2() + str2()
	fmt.Println(str, str[2:][1:3])
	print(str, "\n")
}
func str2() string { return "<>" }
