#!/usr/bin/env python3
"""run_diff.py GORT [COUNT [SEED]] - random Go programs: what they do under gort and under go1.19.

Needs go1.19 (GO=path of the go command, default /usr/lib/go-1.19/bin/go); without it, says so and
skips (exit status 77). Program number S is the same for everyone. Each is built once by Go and once
by gort; gort's is run plainly and under the collector's strict modes (MODES below; with SLOW=1 also
those that collect at every safepoint). Standard output, standard error and the exit status have to
be Go's; of a panic the lines before the traceback count. A difference is printed with its mode, and
the program stays in the directory named at the end. KEEP=1 keeps all programs, FUNCS=n sets the
functions in a program, GORTFLAGS are flags for `gort build`.

The programs stop: every function and loop uses up `fuel`. Nothing in them prints an address or
depends on the order of a map: values are printed as sums that do not depend on either. Programs
that Go's own compiler fails on are built with its -N. Constant operands stand only at the right of
a variable, so that no constant expression can overflow.
"""
import os
import random
import sys

from harness import compare

FUNCS = int(os.environ.get("FUNCS", "9"))
MODES = ["", "gcstress=1", "gcseed=%d,gcstress=1,gccheckmark=1,clobberfree=1",
         "gcstoptheworld=1,gccheckmark=1"]
SLOW_MODES = ["gcstress=3", "gcseed=%d,gcstress=3,clobberfree=1"]

HEAD = """package main

import "fmt"

type P struct {
	x int8
	y uint32
	s string
}
type Q struct {
	p P
	n *N
	a [2]int
}
type B struct {
	s  [5]string
	n  *N
	q  Q
	i  interface{}
	sl []int
	f  func(int) int
}
type N struct {
	v    int
	l, r *N
	m    map[string]int
	a    [2]*int
	i    interface{}
	sl   []int
	q    Q
}
type E struct {
	*N
	k int
}
type MI int16
type F func(int) int
type I interface {
	Get(k int) int
	Set(k int, n *N) I
}

func (p P) Get(k int) int { return int(p.x) + k + len(p.s) }
func (p P) Set(k int, n *N) I {
	p.x += int8(k)
	p.y = uint32(n.v)
	return p
}
func (n *N) Get(k int) int {
	if n == nil {
		return -k
	}
	return n.v ^ k
}
func (n *N) Set(k int, o *N) I {
	if n == nil {
		return o
	}
	n.v += k
	n.r = o
	return &N{v: k, l: n}
}
func (b B) Get(k int) int { return hB(b, 2) + k }
func (b B) Set(k int, n *N) I {
	b.s[uint(k)%5] += "b"
	b.n = n
	b.sl = append(b.sl, k)
	return b
}
func (m MI) Get(k int) int { return int(m) * k }
func (m MI) Set(k int, n *N) I { return m + MI(k) }
func (f F) Get(k int) int {
	if f == nil {
		return 3
	}
	return f(k)
}
func (f F) Set(k int, n *N) I { return F(func(a int) int { return a + k + n.v }) }

var fuel int
var seen int

func hs(s string) int {
	h := len(s)
	for i := 0; i < len(s); i++ {
		h = h*31 + int(s[i])
	}
	return h & 0xffffff
}
func hb(b bool) int {
	if b {
		return 1
	}
	return 2
}
func hf(f float64) int {
	if f != f {
		return 5
	}
	if f > 1e9 || f < -1e9 {
		return 6
	}
	return int(f * 8)
}
func hP(p P, d int) int { return int(p.x)*3 + int(p.y)*5 + hs(p.s)*7 }
func hQ(q Q, d int) int { return hP(q.p, d) + hN(q.n, d-1)*3 + q.a[0]*5 + q.a[1]*11 }
func hB(b B, d int) int {
	h := hN(b.n, d-1) + hQ(b.q, d)*3 + hi(b.i, d-1) + hsl(b.sl)
	for _, s := range b.s {
		h = h*3 + hs(s)
	}
	if b.f != nil {
		h++
	}
	return h
}
func hsl(s []int) int {
	h := len(s)
	for i, v := range s {
		h += (i + 2) * v
	}
	return h
}
func hms(m map[string]int) int {
	h := len(m)
	for k, v := range m {
		h += hs(k) * (v + 3)
	}
	return h
}
func hN(n *N, d int) int {
	if n == nil {
		return 13
	}
	if d <= 0 {
		return n.v
	}
	h := n.v*3 + hN(n.l, d-1)*5 + hN(n.r, d-1)*7 + hms(n.m) + hi(n.i, d-1) + hsl(n.sl) + hQ(n.q, d-1)
	for _, p := range n.a {
		if p != nil {
			h += *p * 17
		}
	}
	return h
}
func hi(i interface{}, d int) int {
	if d < 0 {
		return 1
	}
	switch v := i.(type) {
	case nil:
		return 3
	case int:
		return v*3 + 1
	case string:
		return hs(v) + 2
	case P:
		return hP(v, d) + 4
	case *N:
		return hN(v, d) + 5
	case bool:
		return hb(v)
	case float64:
		return hf(v)
	case [2]int:
		return v[0]*7 + v[1]
	case MI:
		return int(v) + 6
	case uint8:
		return int(v) + 7
	case B:
		return hB(v, d)
	case *int:
		return *v + 8
	case F:
		return 77
	case E:
		return hN(v.N, d) + v.k
	case *B:
		return 12
	}
	return 99
}

func nn(p *N) *N {
	if p == nil {
		return &N{v: 7, m: map[string]int{"q": 1}}
	}
	return p
}
func ni(p *int) *int {
	if p == nil {
		return new(int)
	}
	return p
}
func nI(i I) I {
	if i == nil {
		return MI(4)
	}
	if f, ok := i.(F); ok && f == nil {
		return P{}
	}
	if e, ok := i.(E); ok && e.N == nil {
		return &N{v: 2}
	}
	if e, ok := i.(*B); ok && e == nil {
		return &B{}
	}
	return i
}
func nf(f func(int) int) func(int) int {
	if f == nil {
		return func(a int) int { return a + 1 }
	}
	return f
}
func ng(f func() *N) func() *N {
	if f == nil {
		return func() *N { return gN }
	}
	return f
}
func nm(m map[string]int) map[string]int {
	if m == nil {
		return map[string]int{}
	}
	return m
}
func cut(s string) string {
	if len(s) > 40 {
		return s[len(s)-9:]
	}
	return s
}
func ok(b bool) int { return hb(b) }
func first(s string) uint8 {
	t := s + "z"
	return t[0]
}
func chop(s []int) []int {
	if len(s) > 30 {
		return s[:7]
	}
	return s
}
func hr(r interface{}) int {
	if e, ok := r.(error); ok {
		return hs(e.Error())
	}
	return hi(r, 2)
}
func guard(name string, n *N) {
	if r := recover(); r != nil {
		println("recovered", name, hr(r))
		if n != nil {
			n.v += hr(r)
		}
	}
}
func late(xs ...interface{}) {
	fuel--
	for _, x := range xs {
		seen += hi(x, 1)
	}
}
func junk(n int) {
	var keep []*N
	for i := 0; i < n; i++ {
		keep = append(keep, &N{v: i, sl: make([]int, i)})
	}
	seen += len(keep)
}
"""

INTS = {"int": 64, "int8": 8, "int16": 16, "int32": 32, "int64": 64, "uint": 64, "uint8": 8,
        "uint16": 16, "uint32": 32, "uint64": 64, "uintptr": 64}
# type: (zero value, sum that stands for it, weight)
T = {t: (None, "int(%s)", 1) for t in INTS}
T["int"] = (None, "%s", 8)
T.update({
    "float64": (None, "hf(%s)", 2), "float32": (None, "hf(float64(%s))", 1),
    "string": ('""', "hs(%s)", 6), "bool": ("false", "hb(%s)", 2),
    "P": ("P{}", "hP(%s, 2)", 4), "Q": ("Q{}", "hQ(%s, 2)", 3), "B": ("B{}", "hB(%s, 2)", 4),
    "*N": ("nil", "hN(%s, 3)", 8), "*int": ("nil", "*ni(%s)", 4), "E": ("E{}", "hi(%s, 2)", 1),
    "*P": ("nil", "hpP(%s)", 2), "*B": ("nil", "hpB(%s)", 2),
    "[]int": ("nil", "hsl(%s)", 4), "[]string": ("nil", "hstrs(%s)", 3),
    "[]*N": ("nil", "hNs(%s)", 3), "[]P": ("nil", "hPs(%s)", 2), "[]byte": ("nil", "hs(string(%s))", 2),
    "[]interface{}": ("nil", "his(%s)", 2), "[]B": ("nil", "hBs(%s)", 2),
    "[2]int": ("[2]int{}", "ha(%s)", 2), "[4]P": ("[4]P{}", "haP(%s)", 2),
    "[3]*N": ("[3]*N{}", "haN(%s)", 2), "[3]string": ("[3]string{}", "has(%s)", 2),
    "map[string]int": ("nil", "hms(%s)", 4), "map[int]*N": ("nil", "hmN(%s)", 3),
    "map[P]string": ("nil", "hmP(%s)", 2), "map[interface{}]int": ("nil", "hmi(%s)", 2),
    "map[[2]int]B": ("nil", "hmB(%s)", 2), "map[string][]int": ("nil", "hml(%s)", 2),
    "map[uint8]float64": ("nil", "hmf(%s)", 1), "map[*N]string": ("nil", "hmp(%s)", 1),
    "interface{}": ("nil", "hi(%s, 2)", 4), "I": ("nil", "nI(%s).Get(3)", 4),
    "func(int) int": ("nil", "nf(%s)(2)", 3), "func() *N": ("nil", "hN(ng(%s)(), 2)", 2),
    "MI": (None, "int(%s)", 1), "F": ("nil", "%s.Get(1)", 1),
})
LOOPS = [("[]string", "hstrs", "hs(v)"), ("[]*N", "hNs", "hN(v, 2)"), ("[]P", "hPs", "hP(v, 2)"),
         ("[]B", "hBs", "hB(v, 2)"), ("[]interface{}", "his", "hi(v, 2)"), ("[2]int", "ha", "v"),
         ("[4]P", "haP", "hP(v, 1)"), ("[3]*N", "haN", "hN(v, 2)"), ("[3]string", "has", "hs(v)")]
MAPS = [("map[int]*N", "hmN", "k", "hN(v, 2)"), ("map[P]string", "hmP", "hP(k, 1)", "hs(v)"),
        ("map[interface{}]int", "hmi", "hi(k, 0)", "v"), ("map[[2]int]B", "hmB", "ha(k)", "hB(v, 2)"),
        ("map[string][]int", "hml", "hs(k)", "hsl(v)"), ("map[*N]string", "hmp", "hN(k, 0)", "hs(v)"),
        ("map[uint8]float64", "hmf", "int(k)", "hf(v)")]
for t_, f_, e_ in LOOPS:
    HEAD += "func %s(s %s) int {\n\th := len(s)\n\tfor i, v := range s {\n\t\th += (i + 2) * %s\n\t}\n\treturn h\n}\n" % (f_, t_, e_)
for t_, f_, k_, e_ in MAPS:
    HEAD += "func %s(m %s) int {\n\th := len(m)\n\tfor k, v := range m {\n\t\th += (%s + 5) * (%s + 3)\n\t}\n\treturn h\n}\n" % (f_, t_, k_, e_)
HEAD += """func hpP(p *P) int {
	if p == nil {
		return 1
	}
	return hP(*p, 2)
}
func hpB(p *B) int {
	if p == nil {
		return 1
	}
	return hB(*p, 2)
}
"""
ELEM = {"[]int": "int", "[]string": "string", "[]*N": "*N", "[]P": "P", "[]byte": "uint8", "[]B": "B",
        "[]interface{}": "interface{}", "[2]int": "int", "[4]P": "P", "[3]*N": "*N", "[3]string": "string"}
SLICES = [t for t in ELEM if t.startswith("[]")]
ARRAYS = [t for t in ELEM if not t.startswith("[]")]
MAPT = {"map[string]int": ("string", "int"), "map[int]*N": ("int", "*N"), "map[P]string": ("P", "string"),
        "map[interface{}]int": ("interface{}", "int"), "map[[2]int]B": ("[2]int", "B"),
        "map[string][]int": ("string", "[]int"), "map[uint8]float64": ("uint8", "float64"),
        "map[*N]string": ("*N", "string")}
FIELDS = {"P": [("x", "int8"), ("y", "uint32"), ("s", "string")],
          "Q": [("p", "P"), ("n", "*N"), ("a", "[2]int"), ("p.s", "string"), ("p.x", "int8")],
          "B": [("n", "*N"), ("q", "Q"), ("i", "interface{}"), ("sl", "[]int"), ("q.p", "P"),
                ("f", "func(int) int"), ("q.n", "*N")],
          "N": [("v", "int"), ("l", "*N"), ("r", "*N"), ("m", "map[string]int"), ("i", "interface{}"),
                ("sl", "[]int"), ("q", "Q"), ("q.p", "P"), ("q.n", "*N"), ("q.p.s", "string")],
          "E": [("k", "int"), ("N", "*N")]}
BOXED = ["int", "string", "P", "*N", "bool", "float64", "[2]int", "MI", "uint8", "*int"]
IMPL = ["P", "*N", "B", "MI", "E", "F", "*B"]
COMPARABLE = ["int", "string", "P", "Q", "*N", "bool", "int8", "uint16", "float64", "[2]int", "interface{}",
              "[3]*N", "[3]string", "[4]P", "*P", "uint64"]
WEIGHTED = [t for t in T for _ in range(T[t][2])]


def ident(t):
    return "g" + "".join(c if c.isalnum() else {"*": "p", "[": "a", "]": "b"}.get(c, "_") for c in t)


class Gen:
    def __init__(self, seed, nfuncs=FUNCS):
        self.r = random.Random(seed)
        self.nfuncs = nfuncs
        self.funcs = []
        self.vars = []
        self.n = 0
        self.risk = 0.004 if seed % 4 == 3 else 0.0
        self.loops = []
        self.results = []
        self.named = False
        self.lits = 0
        self.guarded = False

    def name(self, p):
        self.n += 1
        return "%s%d" % (p, self.n)

    def have(self, t):
        return [v for s in self.vars for v, vt in s if vt == t]

    def type(self):
        return self.r.choice(WEIGHTED)

    def chance(self, p):
        return self.r.random() < p

    def lit(self, t):
        """a constant of basic type t"""
        r = self.r
        if t in INTS:
            bits = INTS[t]
            if t.startswith("u"):
                return str(r.choice([0, 1, 2, 7, r.randrange(100), 2**bits - 1, 2**(bits - 1)]))
            return str(r.choice([0, 1, -1, 3, r.randrange(-100, 100), 2**(bits - 1) - 1, -2**(bits - 1)]))
        return {"float64": r.choice(["0.5", "-2.25", "1e3", "7"]), "float32": "1.5", "MI": "9",
                "string": r.choice(['"a"', '"bc"', '""', '"\\u00e9x"', '"key"', '"longer text here"']),
                "bool": r.choice(["true", "false"])}[t]

    # ---- expressions: never constant, never with an untyped nil
    def expr(self, t, d=0):
        r = self.r
        have = self.have(t)
        if have and (d > 3 or r.random() < 0.4):
            return r.choice(have)
        if d > 4:
            return ident(t) if t != "*N" or r.random() < 0.5 else "gN"
        if r.random() < 0.14:
            fs = [f for f in self.funcs if f[2] == [t]]
            if fs:
                return self.call(r.choice(fs), d)
        if r.random() < 0.05 and self.lits < 4:
            return self.funclit([], [t], d, True) + "()"
        if r.random() < 0.06 and d < 4:
            return self.pick_expr(t, d)
        return self.make(t, d)

    def arg(self, t, d):
        """where a constant is as good"""
        if (t in INTS or t in ("float64", "float32", "string", "bool", "MI")) and self.chance(0.3):
            return "%s(%s)" % (t, self.lit(t))
        z = T[t][0]
        if z == "nil" and self.chance(0.04):
            return "%s(nil)" % ("(%s)" % t if t[0] in "*f" else t)
        return self.expr(t, d)

    def pick_expr(self, t, d):
        e = self.expr
        k = self.r.choice([0, 1, 3])
        if k == 0:
            return "[]%s{%s, %s}[ok(%s)-1]" % (t, e(t, d + 2), e(t, d + 2), e("bool", d + 2))
        if k == 1:
            return "map[bool]%s{%s: %s}[%s]" % (t, "true", e(t, d + 2), e("bool", d + 2))
        return "struct{ a, b %s }{%s, %s}.%s" % (t, e(t, d + 2), e(t, d + 2), self.r.choice("ab"))

    def call(self, f, d):
        name, params, results = f
        va = params and params[-1].startswith("...")
        args = [self.arg(p, d + 1) for p in (params[:-1] if va else params)]
        if va:
            e = params[-1][3:]
            if self.chance(0.2):
                args.append(self.expr("[]" + e, d + 1) + "...")
            else:
                args += [self.arg(e, d + 1) for _ in range(self.r.randrange(4))]
        return "%s(%s)" % (name, ", ".join(args))

    def index(self, n, d):
        if self.chance(self.risk):
            return self.expr("int", d + 1)
        return "uint(%s)%%%s" % (self.expr(self.r.choice(["int", "uint8", "int16"]), d + 1), n)

    def ptr(self, t, d):
        """a dereferenceable *t, parenthesised"""
        x = self.expr("*" + t, d + 1)
        if self.chance(self.risk):
            return "(%s)" % x
        return {"N": "nn(%s)", "int": "ni(%s)", "P": "npP(%s)", "B": "npB(%s)"}[t] % x

    def fields(self, t, d):
        o = []
        for s, fs in FIELDS.items():
            for f, ft in fs:
                if ft != t:
                    continue
                if s == "N":
                    o += [lambda f=f: self.ptr("N", d) + "." + f]
                elif s == "E":
                    pass
                else:
                    o.append(lambda s=s, f=f: self.operand(s, d) + "." + f)
                    if s != "Q":
                        o.append(lambda s=s, f=f: self.ptr(s, d) + "." + f)
        return o

    def operand(self, t, d):
        x = self.expr(t, d + 1)
        return "(%s)" % x if x[0] in "*&-^!" or t[0] == "f" or " " in x else x

    def make(self, t, d):
        r = self.r

        def e(x):
            return self.expr(x, d + 1)
        q = lambda x: self.operand(x, d)
        o = [lambda: ident(t)]
        if t in INTS or t == "MI":
            def bin():
                op = r.choice(["+", "-", "*", "&", "|", "^", "&^", "/", "%", "<<", ">>"])
                if op in "/%":
                    if self.chance(self.risk):
                        return "(%s %s %s)" % (e(t), op, e(t))
                    return "(%s %s (%s | 1))" % (e(t), op, e(t)) if self.chance(0.7) else \
                        "(%s %s %s)" % (e(t), op, "7")
                if op in ("<<", ">>"):
                    st = r.choice(["uint", "uint8", "uint64", "int", "int8", "uint32"])
                    return "(%s %s (%s & %d))" % (e(t), op, e(st), r.choice([3, 7, 31, 63, 70]))
                return "(%s %s %s)" % (e(t), op, self.lit(t) if self.chance(0.3) else e(t))
            u = r.choice(list(INTS))
            o += [bin, bin, bin, lambda: "%s(%s)" % (t, e(u)), lambda: "%s%s" % (r.choice("-^"), q(t))]
            if t == "int":
                o += [lambda: "len(%s)" % e(r.choice(SLICES + ["string", "map[int]*N", "map[string]int"])),
                      lambda: "cap(%s[:0:0])" % q(r.choice(SLICES)), lambda: T["interface{}"][1] % e("interface{}"),
                      lambda: "nI(%s).Get(%s)" % (e("I"), e("int")), lambda: "*" + self.ptr("int", d),
                      lambda: "nf(%s)(%s)" % (e("func(int) int"), e("int")),
                      lambda: "hf(%s)" % e("float64"), lambda: q("P") + ".Get(%s)" % e("int"),
                      lambda: q("B") + ".Get(%s)" % e("int"), lambda: q("*N") + ".Get(%s)" % e("int"),
                      lambda: "P.Get(%s, %s)" % (e("P"), e("int")), lambda: "(*N).Get(%s, %s)" % (e("*N"), e("int")),
                      lambda: "I.Get(nI(%s), %s)" % (e("I"), e("int")), lambda: "E.Get(E{N: nn(%s)}, %s)" % (e("*N"), e("int")),
                      lambda: q("F") + ".Get(1)", lambda: self.sum_of(d)] * 2
            if t == "uint8":
                o += [lambda: "first(%s)" % e("string")] * 3
        elif t in ("float64", "float32"):
            u = r.choice(["int", "int8", "uint16", "int32", "float32", "float64"])
            o += [lambda: "(%s %s %s)" % (e(t), r.choice("+-*/"), e(t)), lambda: "%s(%s)" % (t, e(u)),
                  lambda: "-" + q(t), lambda: "(%s * 0.5)" % e(t)]
        elif t == "string":
            o += [lambda: "cut(%s + %s)" % (e(t), e(t)), lambda: "cut(%s + %s + %s)" % (self.lit(t), e(t), e(t)),
                  lambda: "string(%s)" % e("[]byte"), lambda: "cut(%s)[:0]" % e(t),
                  lambda: "string(rune(%s&0x7ff))" % q("int32"), lambda: "string([]rune(%s))" % e(t),
                  lambda: "fmt.Sprint(%s)" % ", ".join(e(r.choice(["int", "string", "bool", "P", "[]int"])) for _ in range(2)),
                  lambda: "fmt.Sprintf(\"%%v|%%d\", %s, %s)" % (e(r.choice(["[2]int", "string", "MI"])), e("int"))]
        elif t == "bool":
            c = r.choice(COMPARABLE)
            o += [lambda: "(%s %s %s)" % (e(c), r.choice(["==", "!="]), e(c)),
                  lambda: "(%s %s %s)" % (e("int"), r.choice(["<", ">=", ">"]), self.lit("int")),
                  lambda: "(%s %s %s)" % (e("string"), r.choice(["<", "<=", "=="]), e("string")),
                  lambda: "(%s %s %s)" % (e(t), r.choice(["&&", "||"]), e(t)), lambda: "!" + q(t),
                  lambda: "(%s == nil)" % e(r.choice(["*N", "[]int", "map[int]*N", "interface{}", "func() *N"])),
                  lambda: "(interface{}(%s) == %s)" % (e(r.choice(BOXED)), e("interface{}"))]
        elif t == "P":
            o += [lambda: "P{%s, %s, %s}" % (e("int8"), e("uint32"), e("string")),
                  lambda: "P{s: %s}" % e("string"), lambda: "*" + self.ptr("P", d)] * 2
        elif t == "Q":
            o += [lambda: "Q{%s, %s, %s}" % (e("P"), e("*N"), e("[2]int")), lambda: "Q{n: %s}" % e("*N")]
        elif t == "B":
            o += [lambda: "B{n: %s, q: %s}" % (e("*N"), e("Q")), lambda: "*" + self.ptr("B", d),
                  lambda: "B{i: %s, sl: %s, s: [5]string{1: %s, 3: %s}}" % (e("interface{}"), e("[]int"), e("string"), e("string"))]
        elif t == "E":
            o += [lambda: "E{%s, %s}" % (e("*N"), e("int"))]
        elif t == "*N":
            o += [lambda: "&N{v: %s, l: %s}" % (e("int"), e(t)), lambda: "&N{i: %s, sl: %s}" % (e("interface{}"), e("[]int")),
                  lambda: "&N{m: %s, q: %s}" % (e("map[string]int"), e("Q")), lambda: "new(N)",
                  lambda: "&N{a: [2]*int{%s, %s}, r: %s}" % (e("*int"), e("*int"), e(t)),
                  lambda: "ng(%s)()" % e("func() *N"), "gN", lambda: q("Q") + ".n"]
        elif t == "*int":
            o += ["new(int)", lambda: "&%s.v" % self.ptr("N", d), lambda: self.ptr("N", d) + ".a[%s]" % self.index(2, d)]
            o += ["&" + v for v in self.have("int") if v != "fuel" and not v.startswith("i")] * 3
            o += ["&%s[%s]" % (v, self.index(2, d)) for v in self.have("[2]int")] * 2
        elif t == "*P":
            o += [lambda: "&P{%s, 1, %s}" % (e("int8"), e("string")), lambda: "&%s.q.p" % self.ptr("N", d)]
            o += ["&" + v for v in self.have("P")] * 3 + ["&%s[%s]" % (v, self.index(4, d)) for v in self.have("[4]P")]
        elif t == "*B":
            o += [lambda: "&B{n: %s}" % e("*N"), "new(B)"] + ["&" + v for v in self.have("B")] * 3
        elif t in SLICES:
            el = ELEM[t]

            def app():
                x = e(t)
                return ("chop(append(%s, %s))" if t == "[]int" else "append(%s, %s)") % (
                    x, ", ".join(self.arg(el, d + 1) for _ in range(r.randrange(1, 4))))
            o += [lambda: "%s{%s}" % (t, ", ".join(self.arg(el, d + 1) for _ in range(r.randrange(5)))),
                  lambda: "make(%s, %s, %d)" % (t, r.choice(["2", "0", "3", q("uint8") + "%4"]), r.randrange(3, 9)),
                  app, app, lambda: "append(%s{%s}, %s...)" % (t, e(el), e(t)), lambda: "append(%s(nil), %s...)" % (t, e(t)),
                  lambda: "%s[ok(%s)-1:]" % ("append(%s, %s)" % (e(t), e(el)), e("bool")),
                  lambda: "%s[:1:1]" % ("append(%s, %s)" % (e(t), e(el)))]
            if t == "[]byte":
                o += [lambda: "[]byte(%s)" % e("string")] * 2
            if t == "[]int":
                o += ["%s[:]" % v for v in self.have("[2]int")] * 2
            if t == "[]P":
                o += ["%s[1:3]" % v for v in self.have("[4]P")] * 2
            if t == "[]*N":
                o += ["%s[:2]" % v for v in self.have("[3]*N")] * 2
            if t == "[]string":
                o += ["%s.s[1:]" % v for v in self.have("B")] * 2
        elif t in ARRAYS:
            o += [lambda: "%s{%s}" % (t, ", ".join(e(ELEM[t]) for _ in range(2))),
                  lambda: "%s{1: %s}" % (t, e(ELEM[t]))] * 2
        elif t in MAPT:
            k, v = MAPT[t]
            if t == "map[interface{}]int":
                o += [lambda: "%s{%s: %s, 1: 2, \"a\": %s}" % (t, "[2]int{%s}" % e("int"), e("int"), e("int"))]
            else:
                o += [lambda: "%s{%s: %s}" % (t, e(k), e(v))] * 2
            o += [lambda: "%s{}" % t, lambda: "make(%s, %s)" % (t, r.choice(["1", "9", "100", q("uint8")]))]
        elif t == "interface{}":
            o += [lambda: "interface{}(%s)" % self.arg(r.choice(BOXED), d + 1)] * 4 + [lambda: "interface{}(%s)" % e("I")]
        elif t == "I":
            o += [lambda: "I(%s)" % e(r.choice(IMPL))] * 4 + [lambda: "nI(%s).Set(%s, nn(%s))" % (e("I"), e("int"), e("*N"))] * 2
            o += [lambda: q("B") + ".Set(%s, nn(%s))" % (e("int"), e("*N")), lambda: q("P") + ".Set(1, nn(%s))" % e("*N")]
        elif t == "func(int) int":
            o += [lambda: self.funclit(["int"], ["int"], d)] * (3 if self.lits < 4 else 0)
            o += [lambda: q(r.choice(["P", "*N", "MI", "F", "B"])) + ".Get", lambda: "nI(%s).Get" % e("I"),
                  lambda: "E{N: nn(%s)}.Get" % e("*N")]
        elif t == "func() *N":
            o += [lambda: self.funclit([], ["*N"], d)] * (3 if self.lits < 4 else 0)
        elif t == "F":
            o += [lambda: "F(%s)" % e("func(int) int")]
        if len(o) > 1 and not self.chance(0.1):
            o = o[1:]
        for m, (mk, mv) in MAPT.items():
            if mv == t:
                o.append(lambda m=m, mk=mk: "%s[%s]" % (q(m), self.hashable(mk, d)))
        for s, se in ELEM.items():
            if se == t and s in SLICES:
                o.append(lambda s=s: "append(%s, %s)[0]" % (e(s), e(t)))
            elif se == t:
                n = s[1]
                o.append(lambda s=s, n=n: "%s[%s]" % (q(s), self.index(n, d)))
        o += self.fields(t, d)
        x = r.choice(o)
        return x if isinstance(x, str) else x()

    def hashable(self, k, d):
        if k == "interface{}" and self.chance(0.5):
            return self.expr(self.r.choice(BOXED), d + 1)
        return self.arg(k, d + 1)

    def sum_of(self, d):
        t = self.type()
        return T[t][1] % self.expr(t, d + 1)

    def funclit(self, params, results, d, called=False):
        saved = self.vars, self.loops, self.results, self.named, self.guarded
        self.lits += 1
        self.guarded = self.chance(0.15)
        ps = [(self.name("aa"), t) for t in params]
        named = self.chance(0.2)
        rs = [(self.name("rr"), t) for t in results]
        self.vars = self.vars + [ps + (rs if named else [])]
        self.loops, self.results, self.named = [], results, named
        body = "fuel--\nif fuel < 0 {\nreturn %s\n}\n" % self.zeros(results) + self.guard("lit")
        body += "".join(self.stmt(d + 3) for _ in range(self.r.randrange(3)))
        body += self.ret()
        self.vars, self.loops, self.results, self.named, self.guarded = saved
        self.lits -= 1
        rt = ", ".join("%s %s" % x if named else x[1] for x in rs)
        return "func(%s) (%s) {\n%s}" % (", ".join("%s %s" % x for x in ps), rt, body)

    def guard(self, name):
        if not self.guarded:
            return ""
        return "defer guard(%s, %s)\n" % ('"%s"' % name, self.expr("*N", 2) if self.chance(0.3) else "nil")

    def later(self, d):
        """a defer statement, or a panic where it is recovered"""
        r = self.r
        e = lambda t: self.arg(t, 2)
        q = lambda t: self.operand(t, 2)
        if self.guarded and self.chance(0.4):
            return "if (%s) {\npanic(%s)\n}\n" % (self.expr("bool", 2), e(r.choice(BOXED + ["B", "E"])))
        k = r.randrange(9)
        t = self.type()
        if k == 0 and self.funcs:
            return "defer %s\n" % self.call(r.choice(self.funcs), 1)
        if k == 1:
            return "defer " + r.choice([
                lambda: q("P") + ".Get(%s)" % e("int"), lambda: self.expr("*N", 3).join(["nn(", ")"]) + ".Set(%s, nn(%s))" % (e("int"), e("*N")),
                lambda: "nI(%s).Set(%s, nn(%s))" % (e("I"), e("int"), e("*N")), lambda: q("MI") + ".Get(%s)" % e("int"),
                lambda: "B.Get(%s, %s)" % (e("B"), e("int")), lambda: "(*N).Set(nn(%s), %s, nn(%s))" % (e("*N"), e("int"), e("*N")),
                lambda: "nf(%s)(%s)" % (e("func(int) int"), e("int")), lambda: "E{N: nn(%s)}.Get(%s)" % (e("*N"), e("int"))])() + "\n"
        if k == 2:
            return "defer late(%s)\n" % ", ".join(e(r.choice(BOXED)) for _ in range(r.randrange(4)))
        if k == 3:
            m = r.choice(list(MAPT))
            return "defer delete(%s, %s)\n" % (self.expr(m, 2), e(MAPT[m][0]) if m != "map[interface{}]int" else e("int"))
        if k == 4:
            s = r.choice(SLICES)
            return "defer copy(%s, %s)\n" % (self.expr(s, 2), self.expr(s, 2))
        if k == 5:
            return "defer println(%s)\n" % ", ".join(['"late"', T[t][1] % self.expr(t, 2)])
        ps = [(self.name("dd"), self.type()) for _ in range(r.randrange(3))]
        saved = self.vars, self.loops, self.results, self.named, self.guarded
        self.vars, self.loops, self.results, self.named = self.vars + [ps], [], [], False
        self.guarded = self.chance(0.1)
        body = "if fuel--; fuel < 0 {\nreturn\n}\n" + self.guard("late")
        if self.chance(0.2):
            body += "if r := recover(); r != nil {\nprintln(\"recover\", hr(r))\n%s}\n" % self.block(2, d + 2)
        body += self.block(3, d + 2)
        self.vars, self.loops, self.results, self.named, self.guarded = saved
        return "defer func(%s) {\n%s}(%s)\n" % (", ".join("%s %s" % p for p in ps), body, ", ".join(e(t) for _, t in ps))

    def zeros(self, results):
        return ", ".join(T[t][0] or "0" for t in results)

    def ret(self):
        if self.named and self.chance(0.6):
            return "return\n"
        if len(self.results) > 1:
            fs = [f for f in self.funcs if f[2] == self.results]
            if fs and self.chance(0.3):
                return "return %s\n" % self.call(self.r.choice(fs), 2)
        return "return %s\n" % ", ".join(self.arg(t, 1) for t in self.results)

    # ---- statements
    def lvalue(self, t, d):
        r = self.r
        o = [ident(t)] + [v for v in self.have(t) if not v.startswith("i")] * 3
        for m, (k, v) in MAPT.items():
            if v == t:
                for x in self.have(m):
                    o.append(lambda x=x, k=k: "%s[%s]" % (x, self.hashable(k, d)))
        for s, el in ELEM.items():
            if el == t and s in ARRAYS:
                o += [lambda v=v, s=s: "%s[%s]" % (v, self.index(s[1], d)) for v in self.have(s)]
        for s in ("P", "Q", "B", "E"):
            o += ["%s.%s" % (v, f) for v in self.have(s) for f, ft in FIELDS[s] if ft == t]
        o += [lambda f=f: "%s.%s" % (self.ptr("N", d), f) for f, ft in FIELDS["N"] if ft == t] * 2
        for s in ("int", "P", "B"):
            if s == t:
                o += [lambda s=s: "*" + self.ptr(s, d)] * 2
        if t == "string":
            o += ["%s.s[%s]" % (v, self.index(5, d)) for v in self.have("B")]
        x = r.choice(o)
        return x if isinstance(x, str) else x()

    def map_guard(self, l):
        """a store into a map variable may meet nil: make one first"""
        v = l.split("[")[0]
        for s in self.vars:
            for n, t in s:
                if n == v and t in MAPT:
                    return "if %s == nil {\n%s = %s{}\n}\n" % (v, v, t)
        return ""

    def block(self, k, d, scope=None):
        self.vars = self.vars + [scope or []]
        out = "".join(self.stmt(d + 1) for _ in range(self.r.randrange(1, k + 1)))
        self.vars = self.vars[:-1]
        return out

    def loop(self, head, d, scope, label_ok=True):
        label = self.name("L") if label_ok and self.chance(0.3) else None
        use = {"n": 0}
        self.loops = self.loops + [(label, use)]
        body = "if fuel--; fuel < 0 {\nbreak\n}\n" + self.block(4, d, scope)
        self.loops = self.loops[:-1]
        return ("%s:\n" % label if use["n"] else "") + head + " {\n" + body + "}\n"

    def declare(self, v, t, x):
        self.vars[-1].append((v, t))
        form = "var %s %s = %s\n" if self.chance(0.5) else "var %s %s\n_ = %s\n%s = %s\n"
        s = form % ((v, t, x) if form.count("%s") == 3 else (v, t, v, v, x))
        return s + "_ = %s\n" % v

    def show(self, d):
        xs = []
        for _ in range(self.r.randrange(1, 4)):
            t = self.type()
            hv = self.have(t)
            xs.append(T[t][1] % (self.r.choice(hv) if hv else self.expr(t, d + 2)))
        if self.chance(0.3):
            t = self.r.choice(["int", "string", "[]int", "P", "bool", "map[string]int", "float64", "[]string", "uint64", "MI", "[3]string", "[]byte"])
            return "fmt.Println(%s)\n" % ", ".join(xs + [self.expr(t, d + 2)])
        return "println(%s)\n" % ", ".join(['"%d"' % self.n] + xs)

    def stmt(self, d):
        r = self.r
        k = r.random()
        if d > 3:
            k *= 0.6
        if k < 0.03:
            return self.later(d)
        if k < 0.2:
            t = self.type()
            x = self.arg(t, 1)
            return self.declare(self.name("v"), t, x)
        if k < 0.36:
            t = self.type()
            l = self.lvalue(t, 1)
            if t in INTS and self.chance(0.4):
                op = r.choice(["+=", "-=", "*=", "^=", "|=", "&^=", "<<=", ">>=", "/=", "%="])
                x = self.expr(t, 1)
                if op in ("/=", "%="):
                    x = "%s | 1" % x
                if op in ("<<=", ">>="):
                    x = "(%s & 35)" % self.expr("uint8", 2)
                return self.map_guard(l) + "%s %s %s\n" % (l, op, x)
            if t == "string" and self.chance(0.2):
                return self.map_guard(l) + "%s += %s\n%s" % (l, self.lit("string"), "")
            return self.map_guard(l) + "%s = %s\n" % (l, self.arg(t, 1))
        if k < 0.42:
            ts = [self.type() for _ in range(r.choice([2, 2, 3]))]
            if self.chance(0.5):
                ts = [ts[0]] * len(ts)
            ls = [self.lvalue(t, 2) for t in ts]
            return "".join(self.map_guard(l) for l in ls) + "%s = %s\n" % (
                ", ".join(ls), ", ".join(self.arg(t, 2) for t in ts))
        if k < 0.48:
            return self.show(1)
        if k < 0.54:
            fs = [f for f in self.funcs if len(f[2]) > 1]
            if fs:
                f = r.choice(fs)
                if self.chance(0.5):
                    vs = [self.name("m") for _ in f[2]]
                    s = "%s := %s\n" % (", ".join(vs), self.call(f, 1))
                    self.vars[-1] += list(zip(vs, f[2]))
                    return s + "%s = %s\n" % (", ".join("_" for _ in vs), ", ".join(vs))
                ls = [self.lvalue(t, 2) if self.chance(0.8) else "_" for t in f[2]]
                return "".join(self.map_guard(l) for l in ls) + "%s = %s\n" % (", ".join(ls), self.call(f, 1))
            return "junk(%d)\n" % r.randrange(6)
        if k < 0.60:
            return self.slice_or_map(d)
        if k < 0.67:
            init = ""
            if self.chance(0.2):
                t, v = self.type(), self.name("c")
                return "if %s := (%s); (%s) {\n%s_ = %s\n} else {\n%s}\n" % (
                    v, self.expr(t, 2), self.expr("bool", 2), self.block(3, d, [(v, t)]), v, self.block(3, d, [(v, t)]))
            els = self.chance(0.5)
            return "if %s(%s) {\n%s}%s\n" % (init, self.expr("bool", 2), self.block(3, d),
                                           " else {\n%s}" % self.block(3, d) if els else "")
        if k < 0.76:
            if self.chance(0.3):
                i = self.name("x")
                return self.loop("for %s := 0; %s < %d; %s += 1" % (i, i, r.randrange(1, 5), i), d, [(i, "int")])
            i = self.name("i")
            if self.chance(0.3):
                return self.loop("for (%s)" % self.expr("bool", 2), d, [])
            return self.loop("for %s := 0; %s < %d; %s++" % (i, i, r.randrange(1, 5), i), d, [(i, "int")])
        if k < 0.84:
            t = r.choice(SLICES + ARRAYS + ["string", "*[4]P"])
            i, v = self.name("i"), self.name("e")
            if t == "*[4]P":
                return self.loop("for %s, %s := range &%s" % (i, v, ident("[4]P")), d, [(i, "int"), (v, "P")]).replace(
                    "break\n}\n", "break\n}\n_, _ = %s, %s\n" % (i, v), 1)
            el = ELEM.get(t, "int32")
            x = self.expr(t, 2)
            if t in ARRAYS or t[0] == "[" or t == "string":
                x = "(%s)" % x
            return self.loop("for %s, %s := range %s" % (i, v, x), d, [(i, "int"), (v, el)]).replace(
                "break\n}\n", "break\n}\n_, _ = %s, %s\n" % (i, v), 1)
        if k < 0.88:
            t = r.choice(list(MAPT))
            kt, vt = MAPT[t]
            a, b, s = self.name("k"), self.name("e"), self.name("v")
            self_sum = "for %s, %s := range (%s) {\n%s += (%s + 2) * (%s + 1)\n}\n" % (
                a, b, self.expr(t, 2), s, T[kt][1] % a, T[vt][1] % b)
            self.vars[-1].append((s, "int"))
            return "%s := 0\n" % s + self_sum
        if k < 0.91:
            return self.type_switch(d)
        if k < 0.94:
            return self.switch(d)
        if k < 0.965 and self.loops:
            label, use = r.choice(self.loops)
            if label is None:
                label = ""
                if (label, use) != ("", self.loops[-1][1]):
                    return self.show(2)
            else:
                use["n"] += 1
            return "if (%s) {\n%s %s\n}\n" % (self.expr("bool", 2), r.choice(["continue", "break"]), label)
        if k < 0.975 and self.results:
            return "if (%s) {\n%s}\n" % (self.expr("bool", 2), self.ret())
        if k < 0.985:
            l, n = self.name("L"), self.name("n")
            return "%s := 0\n%s:\n{\n%s}\nif %s++; %s < 3 && fuel > 0 {\ngoto %s\n}\n" % (
                n, l, self.block(3, d), n, n, l) if d == 0 and False else "{\n%s := 0\n%s:\nif %s++; %s < 3 && fuel > 0 {\n%sgoto %s\n}\n}\n" % (
                n, l, n, n, self.block(3, d), l)
        if k < 0.995:
            return "func() {\nif fuel--; fuel < 0 {\nreturn\n}\n%s}()\n" % self.block_in_func(d)
        return "{\n%s}\n" % self.block(3, d)

    def block_in_func(self, d):
        saved = self.loops, self.results, self.named, self.guarded
        self.loops, self.results, self.named, self.guarded = [], [], False, self.chance(0.3)
        s = self.guard("called") + self.block(3, d)
        self.loops, self.results, self.named, self.guarded = saved
        return s

    def slice_or_map(self, d):
        r = self.r
        have = [(v, t) for s in self.vars for v, t in s if t in MAPT or t in SLICES]
        if not have:
            return "junk(%d)\n" % r.randrange(9)
        v, t = r.choice(have)
        if t in MAPT:
            k, e = MAPT[t]
            c = r.randrange(4)
            if c == 0:
                return "delete(%s, %s)\n" % (v, self.hashable(k, 2))
            if c == 1:
                a, b = self.name("v"), self.name("v")
                s = "%s, %s := %s[%s]\n_, _ = %s, %s\n" % (a, b, v, self.hashable(k, 2), a, b)
                self.vars[-1] += [(a, e), (b, "bool")]
                return s
            if c == 2 and k in ("string", "int", "uint8"):
                i = self.name("i")
                key = {"string": "fmt.Sprint(%s)", "int": "%s", "uint8": "uint8(%s)"}[k] % i
                self.vars = self.vars + [[(i, "int")]]
                x = self.expr(e, 2)
                self.vars = self.vars[:-1]
                return self.map_guard(v + "[") + "for %s := 0; %s < %d && fuel > 0; %s++ {\n%s[%s] = %s\n}\n" % (
                    i, i, r.choice([3, 9, 20]), i, v, key, x)
            return self.map_guard(v + "[") + "%s[%s] = %s\n" % (v, self.hashable(k, 2), self.expr(e, 2))
        e = ELEM[t]
        c = r.randrange(4)
        if c == 0:
            return "if len(%s) > 0 {\n%s[%s] = %s\n}\n" % (v, v, "len(%s)-1" % v, self.expr(e, 2)) if False else \
                "if n := len(%s); n > 0 {\n%s[n-1] = %s\n}\n" % (v, v, "%s[n/2]" % v if self.chance(0.3) else v + "[0]")
        if c == 1:
            return "copy(%s, %s)\n" % (v, self.expr(t, 2))
        if c == 2:
            return "%s = append(%s, %s)\n" % (v, v, self.expr(e, 2)) + ("%s = chop(%s)\n" % (v, v) if t == "[]int" else "")
        return "if n := (copy(%s, %s)); n > 1 {\n%s[0], %s[1] = %s[1], %s[0]\n}\n" % (v, self.expr(t, 2), v, v, v, v)

    def type_switch(self, d):
        r = self.r
        v = self.name("t")
        if self.chance(0.5):
            i, ts = "interface{}", r.sample(BOXED, r.randrange(1, 4)) + (["I"] if self.chance(0.2) else [])
        else:
            i, ts = "I", r.sample(IMPL, r.randrange(1, 4))
        if self.chance(0.3):
            a, b, t = self.name("v"), self.name("v"), r.choice(ts)
            s = "%s, %s := (%s).(%s)\n_, _ = %s, %s\n" % (a, b, self.expr(i, 2), t, a, b)
            self.vars[-1] += [(a, t), (b, "bool")]
            return s
        out = "switch %s := (%s).(type) {\n" % (v, self.expr(i, 2))
        for t in ts:
            out += "case %s:\n_ = %s\n%s" % (t, v, self.block(2, d, [(v, t)] if t in T else []))
        if self.chance(0.5):
            out += "default:\n_ = %s\n%s" % (v, self.block(2, d, [(v, i)]))
        return out + ("" if "default" in out else "default:\n_ = %s\n" % v) + "}\n"

    def switch(self, d):
        t = self.r.choice(["int", "string", "uint8", "P", "interface{}", "*N"])
        n = self.r.randrange(1, 4)
        saved = self.loops
        out = "switch (%s) {\n" % self.expr(t, 2) if self.chance(0.7) else "switch {\n"
        cond = out == "switch {\n"
        self.loops = [(l, u) for l, u in self.loops if l]
        for j in range(n):
            x = self.expr("bool" if cond else t, 2)
            if x.startswith("interface{}("):
                x = self.expr("int", 2)
            out += "case %s:\n%s" % (x, self.block(2, d))
            if j < n - 1 and self.chance(0.2):
                out += "fallthrough\n"
        if self.chance(0.6):
            out += "default:\n" + self.block(2, d)
        self.loops = saved
        return out + "}\n"

    def ending(self):
        """the last statement of main: a panic in one program of three"""
        x = lambda t: self.expr(t, 2)
        self.vars = [[]]
        k = self.r.randrange(30)
        o = ["panic(%s)\n" % x("int"), "panic(%s)\n" % x("string"), "var a []int\nprintln(a[%s&15])\n" % x("int"),
             "var m map[string]int\nm[%s] = 1\n" % x("string"), "var n *N\nprintln(n.v)\n",
             "z := 0\nprintln(%s / z)\n" % x("int"), "println(interface{}(%s).(MI))\n" % x("string"),
             "var e interface{}\nprintln(e.(int))\n", "s := %s[:2]\nprintln(s[uint8(len(s)):5:4-len(s)])\n" % "make([]int, 4)",
             "panic(fmt.Errorf(\"e %%d\", %s))\n" % x("int"), "map_ := map[interface{}]int{}\nmap_[%s] = 2\n" % x("[]int")]
        return o[k] if k < len(o) else ""

    def program(self):
        r = self.r
        for i in range(self.nfuncs):
            params = [self.type() for _ in range(r.randrange(5))]
            if self.chance(0.2):
                params.append("..." + r.choice(["int", "*N", "interface{}", "string", "P"]))
            results = [self.type() for _ in range(r.choice([1, 1, 1, 2, 2, 3]))]
            if i % 3 == 2:
                results = list(self.funcs[-1][2])
            self.funcs.append(("f%d" % i, params, results))
        out = HEAD
        late = [("npP", "*P", "&P{s: \"z\"}"), ("npB", "*B", "new(B)")]
        for f, t, z in late:
            out += "func %s(p %s) %s {\n\tif p == nil {\n\t\treturn %s\n\t}\n\treturn p\n}\n" % (f, t, t, z)
        out += "\nvar gN = &N{v: 5, m: map[string]int{\"a\": 1}, sl: []int{1, 2, 3}}\n"
        funcs, self.funcs = self.funcs, []
        for t in T:
            if t in INTS or t == "MI":
                x = r.choice([self.lit(t), str(r.randrange(100))]) if t in INTS else "3"
            elif t in ("float64", "float32", "string", "bool"):
                x = self.lit(t)
            elif t in MAPT:
                x = t + "{}"
            elif t == "*N":
                x = "&N{v: 11}"
            elif t in ("P", "Q", "B", "[2]int", "[]int", "[]string", "[4]P"):
                x = {"P": "P{1, 2, \"p\"}", "Q": "Q{p: P{s: \"q\"}}", "B": "B{s: [5]string{\"1\", \"2\"}}",
                     "[2]int": "[2]int{4, 5}", "[]int": "[]int{3, 1, 4}", "[]string": "[]string{\"x\", \"yy\"}",
                     "[4]P": "[4]P{1: {s: \"one\"}}"}[t]
            else:
                x = T[t][0]
            out += "var %s %s = %s\n" % (ident(t), t, x)
        self.funcs = funcs
        for name, params, results in funcs:
            ps = [("p%d" % i, t) for i, t in enumerate(params)]
            named = self.chance(0.3)
            rs = [("r%d" % i, t) for i, t in enumerate(results)]
            scope = [(v, "[]" + t[3:] if t.startswith("...") else t) for v, t in ps]
            self.vars, self.loops, self.results, self.named = [scope + (rs if named else [])], [], results, named
            self.guarded = self.chance(0.4)
            body = "\tfuel--\n\tif fuel < 0 {\n\t\treturn %s\n\t}\n" % self.zeros(results) + self.guard(name)
            body += "".join(self.stmt(0) for _ in range(r.randrange(5, 12))) + self.show(1)
            body += self.ret()
            rt = ", ".join(("%s %s" % x if named else x[1]) for x in rs)
            out += "\nfunc %s(%s) (%s) {\n%s}\n" % (name, ", ".join("%s %s" % x for x in ps), rt, body)
        self.vars, self.loops, self.results, self.guarded = [[]], [], [], False
        out += "\nfunc main() {\n"
        for f in funcs:
            vs = ["r%d" % i for i in range(len(f[2]))]
            for _ in range(2):
                out += "\tfuel = 40\n\t{\n\t\t%s := %s\n\t\tjunk(40)\n\t\tprintln(\"%s\", %s, %s)\n\t}\n" % (
                    ", ".join(vs), self.call(f, 2), f[0], ", ".join(T[t][1] % v for v, t in zip(vs, f[2])),
                    ", ".join(T[t][1] % ident(t) for t in r.sample(list(T), 4)))
        out += "\tfuel = 50\n\tprintln(%s)\n" % ", ".join(T[t][1] % ident(t) for t in T if t[:4] != "func" and t not in ("F", "I"))
        return out + self.ending() + "}\n"


def main():
    modes = MODES + (SLOW_MODES if os.environ.get("SLOW") else [])
    return compare("run_diff", __doc__, lambda seed: Gen(seed).program(), modes, 32)


if __name__ == "__main__":
    sys.exit(main())
