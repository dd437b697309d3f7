package main

import "fmt"

type S struct {
	_ int
	a int
}

type P struct {
	_ *int
	s string
	_ []int
	p *int
	_ interface{}
	_ map[string]int
}

type N struct {
	_ S
	s S
	_ P
	_ [2]S
	x [2]S
}

type One struct{ _ int }

type Big struct {
	_, a, _, b, _, c, _, d, _, e, _, f, _, h, _, i, _, j, _, k string
}

var calls []string

func f(s string) int {
	calls = append(calls, s)
	return len(calls)
}

func ptr(s string) *int {
	x := f(s)
	return &x
}

var (
	g     = S{1, 2}
	gp    = &S{3, 4}
	gs    = []S{{1, 2}, {3, 4}}
	gm    = map[string]S{"a": {1, 2}, "b": {f("map"), 3}}
	gn    = N{S{1, 2}, S{3, 4}, P{s: "x"}, [2]S{{1, 2}, {3, 4}}, [2]S{{5, 6}, {7, 8}}}
	gf    = S{f("blank"), f("a")}
	gnf   = N{S{f("in blank"), f("in blank too")}, S{f("b"), 1}, P{ptr("p"), "s", []int{f("slice")}, nil, f("iface"), nil}, [2]S{}, [2]S{}}
	gone  = One{1}
	gones = []One{{1}, {f("one")}}
	gi    interface{} = S{1, 2}
	gip   interface{} = &One{f("pointer")}
	gix   interface{} = S{f("struct in iface"), f("iface")}
	garg  = id(S{f("argument"), f("argument a")})
	gfun  = func() S { return S{f("in function"), 1} }()
	gbig  = Big{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"}
)

func id(s S) S { return s }

func locals(k int, s string) {
	fmt.Println(g, S{k, k}, &S{1, 2}, S{1, 2}, &S{k, k})
	fmt.Println([]S{{1, 2}, {k, k}}, [2]S{{1, k}, {k, 2}}, map[S]S{{1, 2}: {3, 4}})
	q := P{&k, s, []int{k}, nil, k, map[string]int{s: k}}
	fmt.Println(q, &P{&k, s, []int{k}, nil, k, nil}, One{k}, &One{1}, []One{{k}})
	n := N{S{f("x"), k}, S{f("y"), k}, P{ptr("z"), s, []int{f("w")}, nil, f("v"), nil}, [2]S{{k, f("u")}}, [2]S{{k, k}}}
	fmt.Println(n)
	big := Big{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", s, "20"}
	fmt.Println(big, &Big{"1", "2", "3", "4", "5", "6", "7", "8", s, "10", "11", "12", "13", "14", "15", "16", fmt.Sprint(f("big")), "18", s, "20"})
	r := S{k, 1}
	r = S{k, r.a + 1}
	pr := &r
	*pr = S{f("r"), 5}
	fmt.Println(r, struct{ _, x int }{f("anon"), k})
}

func main() {
	fmt.Println(g, gp, gs, gm, gf, gone, gones, gi, gip, gix, garg, gfun, gbig)
	fmt.Println(gn.s, gn.x, gnf.s, gnf.x)
	locals(3, "str")
	fmt.Println(len(calls), calls)
}
