package main

// Several values of one call that need a conversion each, in every place where Go takes them.

import "fmt"

type E struct{ s string }

func (e *E) Error() string { return "e" + e.s }

type I interface{ Get() int }
type N int

func (n N) Get() int { return int(n) }

var trace string

func at(s string) { trace += s }

func fail() (int, *E)                { at("f"); return 3, nil }
func two() (N, string)               { at("t"); return 7, "two" }
func three() (int, N, string)        { at("3"); return 1, 2, "x" }
func pair() ([]interface{}, N)       { at("p"); return nil, 5 }
func mp() (map[interface{}]int, int) { at("m"); return map[interface{}]int{4: 1, 5: 2}, 4 }
func both() (I, error)               { return wrap() }
func wrap() (N, *E)                  { return 9, &E{"w"} }
func named() (i I, err error)        { return wrap() }
func take(i I, s interface{}) int    { at("k"); return i.Get() + len(s.(string)) }
func list(xs ...interface{}) int     { return len(xs) }
func rest(i I, xs ...interface{}) int {
	return i.Get() + len(xs)
}
func pick(s string) func(I, interface{}) int { at("[" + s + "]"); return take }

type box struct {
	err error
	i   I
}

func (b *box) set(i I, s interface{}) *box { at("s"); b.i = i; return b }
func getBox(b *box) *box                   { at("b"); return b }

var gi, gs = two()
var ge error
var gm, gok = map[string]N{"a": 1}["a"]
var gx, gb = interface{}(N(4)).(I)

func main() {
	var err error
	if _, err = fail(); err != nil {
		println("not nil")
	}
	for _, err = fail(); err != nil; _, err = fail() {
		println("loop")
		break
	}
	for i := 0; i < 2; i, err = fail() {
		println("post", i)
	}
	switch _, err = wrap(); err.(type) {
	case *E:
		println("E", err.Error())
	}
	switch _, err = fail(); {
	case err != nil:
		println("switch")
	}
	if n := 0; n == 0 {
	} else if _, err = fail(); err != nil {
		println("else")
	}
	if n := 1; n == 0 {
	} else if _, err = wrap(); err != nil {
		println("else", err.Error())
	}
L:
	_, err = wrap()
	if trace == "" {
		goto L
	}
	b := &box{}
	_, b.err = fail()
	getBox(b).i, getBox(b).err = wrap()
	println(b.i.Get(), b.err.Error())
	s := make([]interface{}, 2)
	s[0], s[1] = two()
	fmt.Println(s...)
	m := map[string]interface{}{}
	m["a"], m["b"] = two()
	fmt.Println(m, len(m))
	mi := map[interface{}]interface{}{}
	mi[1], _ = two()
	_, mi["x"] = two()
	fmt.Println(mi[1], mi["x"])
	var p interface{}
	q := &p
	*q, _ = two()
	fmt.Println(p)
	var ok interface{}
	p, ok = m["a"]
	fmt.Println(p, ok)
	p, ok = p.(N)
	fmt.Println(p, ok)
	i, e := both()
	println(i.Get(), e.Error())
	i, e = named()
	println(i.Get(), e.Error(), i.Get() > 3 && take(two()) > 0 || list(three()) == 3)

	println(take(two()), list(two()), rest(two()), list(three()), rest(two()) > 0)
	println(list(append(pair())), append(pair())[0].(N))
	delete(mp())
	println(fmt.Sprint(two()), len(fmt.Sprint(three())))
	fmt.Println(three())
	trace = ""
	println(pick("a")(two()), getBox(b).set(two()).i.Get(), trace)
	trace = ""
	println(take(two())+take(two()), trace)
	trace = ""
	x, y := take(two()), take(two())
	println(x, y, trace)
	if true && take(two()) == 10 || take(two()) == 3 {
		println("cond", trace)
	}
	func() {
		for take(two()) == 10 {
			println("once", list(two()))
			return
		}
	}()
	var f func(I, interface{}) int = take
	println(f(two()))
	fmt.Println(gi, gs, gm, gok, gx, gb)
	var k, v interface{}
	for k, v = range map[string]N{"z": 3} {
		fmt.Println(k, v)
	}
	for s[1], m["c"] = range []N{1, 2} {
	}
	for k = range "ab" {
	}
	fmt.Println(s[1], m["c"], k)
	var a1, a2 interface{} = two()
	fmt.Println(a1, a2)
	println(two())
	print(wrap2())
	print("\n")
	_, ge = wrap()
	println(ge.Error())
}

func wrap2() (int, string) { return 1, "s" }
