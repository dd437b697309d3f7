#!/usr/bin/env python3
"""escape_diff.py GORT [COUNT [SEED]] - random Go programs: gort's escape messages against Go's.

Needs go1.19 (GO=path of the go command, default /usr/lib/go-1.19/bin/go); without it, says so and
skips. Each program, of one to three files, is compiled by `go tool compile -m -l` and read by
`gort escape -m -l`; the two texts must be equal byte for byte. A difference is printed with its seed
and the program is kept. LEVEL=2 compares -m=2, without what Go says of method wrappers that it
makes itself and gort does not have. The programs only have to type-check; nothing is run.
"""
import os
import random
import re
import shutil
import sys
import tempfile

from harness import GO, arguments, first_difference, has_go, run

LEVEL = os.environ.get("LEVEL", "1")

HEAD = """package main

type S struct {
	p   *int
	n   int
	q   *S
	arr [2]*int
	sl  []*int
	m   map[string]*int
	i   I
}

type I interface{ Get(p *int) *int }

type V struct{ p, q *int }

func (v V) Get(p *int) *int { return v.p }

type W struct{ p *int }

func (w *W) Get(p *int) *int { w.p = p; return p }

func (s *S) link(o *S) *S { s.q = o; return s }
func (s S) val() *int { return s.p }

var gp *int
var gs *S
var ge interface{}
var gm = map[string]*int{}
var gf func(*int) *int

type E struct {
	*S
	V
	k int
}
type L []*int
type F func(*int) *int
type R struct {
	next *R
	v    [3]V
	w    struct{ a, b *int }
	f    F
}
type J interface {
	I
	Put(s *S) J
}

func (e *E) Put(s *S) J           { e.S = s; return e }
func (l L) Get(p *int) *int       { l[0] = p; return l[1] }
func (l *L) add(p ...*int) L      { *l = append(*l, p...); return *l }
func (f F) Get(p *int) *int       { return f(p) }
func (r R) at(i int) (v V, ok bool) {
	defer func() { ok = r.next != nil }()
	v = r.v[i]
	return
}

const limit = 3

var gi, gj int
var table = []S{{p: &gi, arr: [2]*int{&gi}}, {n: limit, q: &S{n: 1}}, {i: V{&gi, nil}}}
var ptrs = [...]*int{limit: &gi, 1: nil}
var byName = map[string]*S{"a": {n: 1}, "b": nil}
var funcs = map[string]func(*int) *int{"id": func(p *int) *int { return p }, "gf": gf}
var chain = &R{next: &R{v: [3]V{1: {p: &gi}}}, f: func(p *int) *int { gp = p; return p }}
var boxed = []interface{}{1, "two", V{}, &gj, []int{3}, S{}}
"""

# Types with fewer uses, and values of each: "T:" stands for an expression, "T." for an operand.
MORE = {
    "E": ["E{S: {*S}, k: {int}}", "E{V: {V}}", "*{.*E}", "E{{*S}, {V}, 3}"],
    "*E": ["&E{S: {*S}}", "new(E)", "&E{}", "{.J}.(*E)"],
    "L": ["L{{*int}, {*int}}", "L({[]*int})", "{.L}[1:]", "append({.L}, {*int})", "make(L, 2, {int}+2)", "nil"],
    "R": ["R{next: {*R}}", "R{v: [3]V{1: {V}}}", "*{.*R}", "R{f: {F}}", "R{w: struct{ a, b *int }{{*int}, {*int}}}"],
    "*R": ["&R{next: {*R}, v: [3]V{{V}}}", "{.*R}.next", "chain", "new(R)", "&R{w: struct{ a, b *int }{b: {*int}}}"],
    "F": ["F({func(*int) *int})", "F({.I}.Get)", "{.*R}.f", "F(func(p *int) *int { return {*int} })", "F(funcs[{string}])", "nil"],
    "J": ["J({*E})", "&E{V: {V}}", "{.J}.Put({*S})", "{.interface{}}.(J)", "{.*E}.Put({*S})"],
    "[2][2]*int": ["[2][2]*int{{{*int}}, {1: {*int}}}", "[...][2]*int{{[2]*int}, {}}"],
    "[]S": ["[]S{{p: {*int}}, {S}}", "table", "make([]S, {int})", "append({.[]S}, {S}, S{q: {*S}})", "{.[]S}[1:{int}]", "append({.[]S}, {.[]S}...)"],
    "map[string]S": ["map[string]S{{string}: {p: {*int}}}", "make(map[string]S)", "map[string]S{}"],
    "map[V]*S": ["map[V]*S{{p: {*int}}: {n: {int}}}", "make(map[V]*S, 9)"],
    "[]interface{}": ["boxed", "[]interface{}{{int}, {interface{}}, {S}}", "append({.[]interface{}}, {*int}, {string})"],
    "struct{ a *int; s string }": ["struct{ a *int; s string }{{*int}, {string}}", "struct{ a *int; s string }{a: {*int}}"],
    "error": ["nil", "{.interface{}}.(error)", "error(nil)"],
    "func() (*int, error)": ["func() (p *int, err error) { p = {*int}; return }", "nil", "func() (*int, error) { return {*int}, {error} }"],
}
# What makes one of TYPES out of them.
USES = {
    "*int": ["{.E}.V.p", "{.*E}.V.q", "{.L}[{int}]", "{.R}.v[1].p", "{.*R}.w.b", "{.F}({*int})", "{.F}.Get({*int})", "{.J}.Get({*int})", "{.[2][2]*int}[1][({int})&1]", "{.[]S}[0].p",
             "{.map[string]S}[{string}].p", "{.map[V]*S}[{V}].p", "{.struct{ a *int; s string }}.a", "ptrs[({int})&1]", "byName[{string}].p", "&gi", "V.Get({V}, {*int})", "(*S).link({*S}, {*S}).p",
             "{.R}.v[({int})&1].Get({*int})", "funcs[{string}]({*int})", "{.*R}.next.f({*int})", "{.*S}.arr[({int})&1]", "&{.[]S}[{int}].n"],
    "*S": ["{.E}.S", "{.*E}.link({*S})", "&{.[]S}[{int}]", "{.map[V]*S}[{V}]", "byName[{string}]", "&table[1]", "{.E}.S.q"],
    "**int": ["&{.*R}.v[2].p", "&{.[]S}[{int}].p", "&{.L}[1]", "&ptrs[({int})&1]", "&{.*E}.V.q", "&table[1].arr[0]"],
    "S": ["{.[]S}[{int}]", "{.map[string]S}[{string}]", "table[0]", "*{.*E}.S"],
    "V": ["{.E}.V", "{.R}.v[({int})&1]", "{.*R}.v[0]", "func() V { v, _ := {.R}.at({int}); return v }()"],
    "interface{}": ["{.[]interface{}}[{int}]", "{R}", "{E}", "{*E}", "{L}", "{F}", "{struct{ a *int; s string }}", "{[2][2]*int}", "boxed[1]", "{error}", "{J}"],
    "I": ["{L}", "{F}", "{J}", "{*E}", "I({.interface{}}.(J))"],
    "[]*int": ["[]*int({L})", "ptrs[:]", "ptrs[1:]"],
    "string": ["{.struct{ a *int; s string }}.s", "\"a\" + {string} + \"b\""],
    "func(*int) *int": ["{.F}", "{.L}.Get", "{.*R}.f", "{.J}.Get", "funcs[{string}]", "V{}.Get"],
    "int": ["len({.[]S})", "limit", "len({.L})", "cap({.[]S})", "len({.[]interface{}})", "{.E}.k", "copy({.[]S}, {.[]S})", "copy({.[]*int}, {.L})"],
    "bool": ["{.L} == nil", "{.J} == {.J}", "{.V} == {.V}", "{.error} != nil", "{.interface{}} == {.V}"],
    "[2]*int": ["{.[2][2]*int}[({int})&1]"],
    "map[string]*int": ["map[string]*int{\"a\": {*int}, {string}: {*int}}"],
    "func() *int": ["func() (r *int) {\n\tr = {*int}\n\tdefer func() { r = {*int} }()\n\treturn\n}"],
}

# What go and defer call besides functions.
LATER = ["{.*S}.link({*S})", "{.S}.val()", "{.I}.Get({*int})", "{.V}.Get({*int})", "(*L).add(new(L), {*int}, {*int})",
         "V.Get({V}, {*int})", "(*S).link({*S}, {*S})", "I.Get({I}, {*int})", "{.*E}.Put({*S})", "{.J}.Put({*S})",
         "{.E}.link({*S})", "{.*E}.V.Get({*int})", "S.val(*{.*S})", "E.link({E}, {*S})", "{.func(*int) *int}({*int})",
         "{.func() *int}()", "{.F}.Get({*int})", "{.R}.at({int})", "{.func() (*int, error)}()", "copy({.[]S}, {.[]S})",
         "delete({.map[string]*int}, {string})", "panic({interface{}})", "recover()", "print({int}, {string})",
         "println({bool})", "func(p ...*int) {}({*int}, {*int})", "func(e interface{}, s S) { ge = e }({int}, {S})",
         "func(p *int, e error) { gp = p }({.func() (*int, error)}())", "func(x ...interface{}) {}({.R}.at({int}))",
         "func(p *int) func() { return func() { gp = p } }({*int})()", "{.*S}.link({*S}).link({*S})",
         "func(x ...interface{}) { ge = x }({.func() (*int, error)}())", "{.*R}.f({*int})", "funcs[{string}]({*int})"]

TYPES = ["*int", "**int", "[]*int", "map[string]*int", "S", "*S", "interface{}", "I",
         "func() *int", "func(*int) *int", "int", "string", "[]int", "[2]*int", "[]byte", "V",
         "chan *int", "bool"]
TYPES += [t for t in MORE if t not in ("error",)]


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.out = []
        self.funcs = []  # name, params, results
        self.vars = []   # scopes of (name, type)
        self.returns = []  # of the functions around: result types, are they named
        self.n = 0
        self.depth = 0
        self.in_func = 0

    def name(self, p):
        self.n += 1
        return "%s%d" % (p, self.n)

    def all_vars(self, t):
        return [v for s in self.vars for v, vt in s if vt == t]

    def pick(self, *options):
        return self.r.choice(options)

    # ---- expressions
    def expr(self, t, d=0):
        r = self.r
        have = self.all_vars(t)
        if have and (d > 3 or r.random() < 0.45):
            return r.choice(have)
        if d > 4:
            return self.leaf(t)
        if r.random() < 0.12:
            calls = [f for f in self.funcs if f[2] == [t]]
            if calls:
                return self.call(r.choice(calls), d)
        if r.random() < 0.05:
            return "func() %s {\n%s}()" % (t, self.body(lambda: self.stmts(1, d), [t]))
        return self.make(t, d)

    def leaf(self, t):
        return {"int": "1", "string": '"s"', "S": "S{}", "V": "V{}", "[2]*int": "[2]*int{}",
                "bool": "true", "E": "E{}", "R": "R{}", "[2][2]*int": "[2][2]*int{}",
                "struct{ a *int; s string }": "struct{ a *int; s string }{}"}.get(t, "nil")

    def call(self, f, d):
        name, params, results = f
        variadic = params and params[-1].startswith("...")
        args = [self.expr(p, d + 1) for p in (params[:-1] if variadic else params)]
        if variadic:
            e = params[-1][3:]
            if self.r.random() < 0.2:
                args.append(self.expr("[]" + e, d + 1) + "..." if "[]" + e in TYPES else "nil...")
            else:
                args += [self.expr(e, d + 1) for _ in range(self.r.randrange(3))]
        return "%s(%s)" % (name, ", ".join(args))

    def make(self, t, d):
        r, e = self.r, lambda x: self.expr(x, d + 1)
        q = lambda x: self.operand(x, d + 1)
        o = []
        if t == "*int":
            o = ["new(int)", lambda: "*" + q("**int"), lambda: q("*S") + ".p",
                 lambda: q("[]*int") + "[%s]" % e("int"), "gp", "gs.p",
                 lambda: q("map[string]*int") + "[%s]" % e("string"),
                 lambda: q("S") + ".arr[1]", lambda: "<-" + q("chan *int"),
                 lambda: q("func() *int") + "()", lambda: q("V") + ".q",
                 lambda: q("func(*int) *int") + "(%s)" % e("*int"),
                 lambda: q("I") + ".Get(%s)" % e("*int"),
                 lambda: q("V") + ".Get(%s)" % e("*int"),
                 lambda: q("S") + ".val()",
                 lambda: q("interface{}") + ".(*int)"]
            o += ["&" + v for v in self.all_vars("int")] * 3
            o += ["&%s.n" % v for v in self.all_vars("S")]
        elif t == "**int":
            o = [lambda: "&" + q("*S") + ".p", "new(*int)", "&gp",
                 lambda: "&" + q("[]*int") + "[0]"]
            o += ["&" + v for v in self.all_vars("*int")] * 3
        elif t == "[]*int":
            o = [lambda: "[]*int{%s}" % ", ".join(e("*int") for _ in range(r.randrange(3))),
                 lambda: "make([]*int, %s)" % self.pick("3", "100000", e("int")),
                 lambda: "append(%s, %s)" % (q(t), e("*int")),
                 lambda: "append(%s, %s...)" % (q(t), q(t)),
                 lambda: q(t) + "[1:]", lambda: q("*S") + ".sl"]
            o += [v + "[:]" for v in self.all_vars("[2]*int")] * 2
        elif t == "map[string]*int":
            o = ["make(map[string]*int)", lambda: "make(map[string]*int, %s)" % e("int"), "gm",
                 lambda: "map[string]*int{%s: %s}" % (e("string"), e("*int")), "map[string]*int{}"]
        elif t == "S":
            o = [lambda: "S{p: %s}" % e("*int"), lambda: "S{q: %s, n: %s}" % (e("*S"), e("int")),
                 lambda: "*" + q("*S"), lambda: "S{i: %s}" % e("I"), "S{}",
                 lambda: "S{arr: %s, sl: %s}" % (e("[2]*int"), e("[]*int"))]
        elif t == "*S":
            o = [lambda: "&S{p: %s}" % e("*int"), "new(S)", "&S{}", "gs",
                 lambda: q("*S") + ".q", lambda: q("*S") + ".link(%s)" % e("*S"),
                 lambda: "&S{q: %s}" % e("*S"), lambda: q("interface{}") + ".(*S)"]
            o += ["&" + v for v in self.all_vars("S")] * 2
        elif t == "interface{}":
            u = r.choice(["*int", "int", "string", "S", "*S", "V", "[]*int", "I", "func() *int"])
            o = [lambda: "interface{}(%s)" % e(u), lambda: e(r.choice(["int", "string", "*S", "V"])),
                 "ge"]
        elif t == "I":
            o = [lambda: "I(%s)" % e("V"), lambda: "&W{%s}" % e("*int"), lambda: "V{p: %s}" % e("*int"),
                 lambda: q("*S") + ".i", lambda: q("interface{}") + ".(I)"]
        elif t == "func() *int":
            o = [lambda: "func() *int {\n%s}" % self.body(lambda: self.stmts(2, d), ["*int"]),
                 lambda: q("S") + ".val"]
        elif t == "func(*int) *int":
            o = [lambda: self.lit_with_param(d), lambda: q("I") + ".Get",
                 lambda: q("V") + ".Get", "gf"]
            o += [f[0] for f in self.funcs if f[1] == ["*int"] and f[2] == ["*int"]]
        elif t == "int":
            o = ["7", lambda: "*" + q("*int"), lambda: "len(%s)" % q("[]*int"),
                 lambda: "len(%s)" % q("string"), lambda: e("int") + " + " + e("int"),
                 lambda: q("*S") + ".n", lambda: q("[]int") + "[0]",
                 lambda: "len(%s)" % q("map[string]*int")]
        elif t == "string":
            o = ['"lit"', lambda: e("string") + " + " + e("string"), lambda: "string(%s)" % q("[]byte"),
                 lambda: e("string") + ' + "c" + ' + e("string"),
                 lambda: q("string") + "[%s:]" % e("int")]
        elif t == "[]int":
            o = [lambda: "[]int{%s, 2}" % e("int"), lambda: "make([]int, %s)" % e("int"),
                 lambda: "append(%s, %s)" % (q(t), e("int")), "make([]int, 4, 10)"]
        elif t == "[2]*int":
            o = [lambda: "[2]*int{%s}" % e("*int"), lambda: q("*S") + ".arr"]
        elif t == "[]byte":
            o = [lambda: "[]byte(%s)" % e("string"), lambda: "append(%s, %s...)" % (q(t), e("string"))]
        elif t == "V":
            o = [lambda: "V{%s, %s}" % (e("*int"), e("*int")), lambda: q("interface{}") + ".(V)"]
        elif t == "chan *int":
            o = ["make(chan *int)", lambda: "make(chan *int, %s)" % e("int")]
        elif t == "bool":
            o = [lambda: q("*int") + " == " + q("*int"), lambda: e("int") + " < " + e("int"),
                 lambda: q("interface{}") + " != nil", lambda: "!" + q("bool"),
                 lambda: q("bool") + " && " + q("bool")]
        more = MORE.get(t, []) + USES.get(t, [])
        o += [lambda x=x: self.fill(x, d) for x in more]
        if not o:
            return self.leaf(t)
        x = r.choice(o)
        return x() if callable(x) else x

    def fill(self, text, d):
        """{T} becomes an expression of type T, {.T} an operand"""
        out, i = "", 0
        while i < len(text):
            known = next((t for t in sorted(TYPES + ["error"], key=len, reverse=True)
                          for dot in ("", ".") if text.startswith("{" + dot + t + "}", i)), None)
            if text[i] != "{" or not known:
                out += text[i]
                i += 1
                continue
            dot = text[i + 1] == "."
            out += self.operand(known, d + 2) if dot else self.expr(known, d + 2)
            i += len(known) + 2 + dot
        return out

    def operand(self, t, d):
        """An expression of just that type, as the operand of a selector, index or call."""
        x = self.expr(t, d)
        if x in self.all_vars(t):
            return x
        if x == "nil" or t in ("interface{}", "I", "string", "int", "bool"):
            return "(%s)(%s)" % (t, x)
        return "(" + x + ")"

    def lit_with_param(self, d):
        p = self.name("a")
        self.vars.append([(p, "*int")])
        s = "func(%s *int) *int {\n%s}" % (p, self.body(lambda: self.stmts(2, d), ["*int"]))
        self.vars.pop()
        return s

    def typed(self, t, d=0):
        """An expression of exactly that type, usable with :=."""
        return "(%s)(%s)" % (t, self.expr(t, d))

    # ---- statements
    def body(self, stmts, results, named=False):
        self.vars.append([])
        self.returns.append((results, named))
        s = stmts() + self.ret()
        self.returns.pop()
        self.vars.pop()
        return s

    def ret(self):
        results, named = self.returns[-1]
        if named and self.r.random() < 0.4:
            return "return\n"
        calls = [f for f in self.funcs if f[2] == results and len(results) > 1]
        if calls and self.r.random() < 0.3:
            return "return %s\n" % self.call(self.r.choice(calls), 2)
        return "return %s\n" % ", ".join(self.expr(t, 2) for t in results)

    def inner(self, n, d):
        """the body of a function without results"""
        self.returns.append(([], False))
        s = self.block(n, d)
        self.returns.pop()
        return s

    def block(self, n, d, before=None):
        self.vars.append(before or [])
        s = self.stmts(n, d)
        self.vars.pop()
        return s

    def stmts(self, n, d):
        return "".join(self.stmt(d + 1) for _ in range(self.r.randrange(n + 1) + (d < 1)))

    def declare(self, v, t):
        self.vars[-1].append((v, t))
        return "_ = %s\n" % v

    def lvalue(self, t, d):
        o = list(self.all_vars(t))
        e = lambda x: self.expr(x, d + 2)
        q = lambda x: self.operand(x, d + 2)
        if t == "*int":
            o += ["gp", "gs.p", "*" + q("**int"), q("[]*int") + "[0]",
                  q("map[string]*int") + "[%s]" % e("string"), q("*S") + ".p"]
            o += [v + ".arr[0]" for v in self.all_vars("S")]
        elif t == "*S":
            o += ["gs", q("*S") + ".q"]
        elif t == "interface{}":
            o += ["ge"]
        elif t == "[]*int":
            o += [q("*S") + ".sl"]
        return self.r.choice(o) if o else None

    def stmt(self, d):
        r = self.r
        k = r.random()
        if d > 4:
            k *= 0.5
        if k < 0.06:
            return self.more(d)
        if k < 0.22:
            t = r.choice(TYPES)
            v = self.name("v")
            x = self.expr(t, 1)
            s = "var %s %s = %s\n" % (v, t, x)
            return s + self.declare(v, t)
        if k < 0.26:
            t, v = r.choice(TYPES), self.name("z")
            s = "var %s %s\n" % (v, t)
            return s + self.declare(v, t)
        if k < 0.44:
            t = r.choice(["*int", "*S", "interface{}", "[]*int", "S", "func() *int", "I", "string"])
            l = self.lvalue(t, d)
            if l:
                return "%s = %s\n" % (l, self.expr(t, 1))
            return "_ = %s\n" % self.typed(t, 1)
        if k < 0.5 and self.funcs:
            return self.call(r.choice(self.funcs), 1) + "\n"
        if k < 0.56:
            return "if %s {\n%s} else {\n%s}\n" % (self.expr("bool", 2), self.block(2, d), self.block(2, d))
        if k < 0.64:
            i = self.name("i")
            return "for %s := 0; %s < 3; %s++ {\n%s}\n" % (i, i, i, self.block(3, d, [(i, "int")]))
        if k < 0.70:
            i, v = self.name("k"), self.name("e")
            x, kt, et = r.choice([("[]*int", "int", "*int"), ("map[string]*int", "string", "*int"),
                                  ("[2]*int", "int", "*int")])
            return "for %s, %s := range %s(%s) {\n_, _ = %s, %s\n%s}\n" % (
                i, v, x, self.expr(x, 2), i, v, self.block(2, d, [(i, kt), (v, et)]))
        if k < 0.74:
            v = self.name("t")
            c = ""
            for t in r.sample(["*int", "int", "S", "*S", "string", "I", "V"], 2):
                c += "case %s:\n_ = %s\n%s" % (t, v, self.block(2, d, [(v, t)]))
            return "switch %s := (interface{}(%s)).(type) {\n%s}\n" % (v, self.expr("interface{}", 2), c)
        if k < 0.765:
            return "%s %s\n" % (r.choice(["go", "defer", "defer"]), self.fill(r.choice(LATER), d))
        if k < 0.79 and self.funcs:
            return "%s %s\n" % (r.choice(["go", "defer"]), self.call(r.choice(self.funcs), 1))
        if k < 0.83:
            return "%s func() {\n%s}()\n" % (r.choice(["go", "defer", ""]), self.inner(2, d))
        if k < 0.86:
            v = self.name("s")
            return "switch %s {\ncase 1:\n%sdefault:\n%s}\n" % (self.expr("int", 2), self.block(2, d),
                                                            self.block(1, d))
        if k < 0.88:
            return "%s <- %s\n" % (self.operand("chan *int", 3), self.expr("*int", 2))
        if k < 0.90:
            return "panic(%s)\n" % self.expr("interface{}", 2)
        if k < 0.92:
            a, b = self.name("x"), self.name("y")
            s = "%s, %s := %s, %s\n" % (a, b, self.typed("*int", 2), self.typed("*S", 2))
            self.vars[-1] += [(a, "*int"), (b, "*S")]
            return s + "_, _ = %s, %s\n" % (a, b)
        if k < 0.94:
            l = self.name("L")
            return "%s:\n%sif %s {\ngoto %s\n}\n" % (l, self.block_nodecl(), self.expr("bool", 3), l)
        if k < 0.96:
            ss = self.all_vars("*S")
            if ss:
                v = r.choice(ss)
                return r.choice(["%s.sl = %s.sl[1:]\n", "%s.arr[0] = %s.arr[1]\n", "%s.p = %s.p\n"]) % (v, v)
        if k < 0.98:
            two = [f for f in self.funcs if len(f[2]) == 2]
            if two:
                f = r.choice(two)
                a, b = self.name("m"), self.name("n")
                s = "%s, %s := %s\n" % (a, b, self.call(f, 1))
                self.vars[-1] += [(a, f[2][0]), (b, f[2][1])]
                return s + "_, _ = %s, %s\n" % (a, b)
        return "{\n%s}\n" % self.block(2, d)

    def more(self, d):
        """statements with productions of their own"""
        r, e = self.r, lambda t: self.expr(t, 2)
        k = r.randrange(12)
        if k < 2 and self.returns:
            return "if %s {\n%s}\n" % (e("bool"), self.ret())
        if k == 2:
            v = self.name("a")
            s = "%s := [...]struct{ a *int; s string }{{%s, %s}, {a: %s}}\n_ = %s\n" % (v, e("*int"), e("string"), e("*int"), v)
            return s + "for _, %s := range %s {\n%s}\n" % (v + "e", v, self.block(2, d, [(v + "e", "struct{ a *int; s string }")]).replace("", "_ = %se\n" % v, 1))
        if k == 3:
            a, b = self.name("x"), self.name("y")
            s = "%s, %s := (%s).at(%s)\n_, _ = %s, %s\n" % (a, b, e("R"), e("int"), a, b)
            self.vars[-1] += [(a, "V"), (b, "bool")]
            return s
        if k == 4:
            v = self.name("l")
            s = "%s := L(%s)\n%s.add(%s, %s)\n" % (v, e("[]*int"), v, e("*int"), e("*int"))
            self.vars[-1].append((v, "L"))
            return s
        if k == 5:
            v, w = self.all_vars("*S"), self.all_vars("S")
            if v and w:
                return "*%s, %s = %s, *%s\n" % (r.choice(v), r.choice(w), r.choice(w), r.choice(v))
        if k == 6:
            i, v = self.name("i"), self.name("e")
            x, kt, et = r.choice([("[]S", "int", "S"), ("map[V]*S", "V", "*S"), ("[]interface{}", "int", "interface{}"),
                                  ("map[string]S", "string", "S"), ("[2][2]*int", "int", "[2]*int"), ("L", "int", "*int")])
            return "for %s, %s := range %s(%s) {\n_, _ = %s, %s\n%s}\n" % (
                i, v, x, e(x), i, v, self.block(2, d, [(i, kt), (v, et)]))
        if k == 7:
            v, w = self.name("t"), self.name("u")
            return ("switch %s := (interface{}(%s)).(type) {\ncase *E, J:\n_ = %s\ncase L:\n%s.add(%s)\ncase error, nil:\n_ = %s\n"
                    "case struct{ a *int; s string }:\n%s := %s.a\n_ = %s\n%s}\n") % (
                v, e("interface{}"), v, v, e("*int"), v, w, v, w, self.block(2, d, [(v, "struct{ a *int; s string }"), (w, "*int")]))
        if k == 8:
            v = self.name("p")
            s = "var %s, %s2 = %s, func(p ...*int) L { return p }\n_, _ = %s, %s2\n" % (v, v, e("*R"), v, v)
            self.vars[-1].append((v, "*R"))
            return s + "_ = %s2(%s, %s)\n" % (v, e("*int"), e("*int"))
        if k == 9:
            return "%s[%s], %s = %s, %s\n" % (self.operand("map[V]*S", 2), e("V"), "gp", e("*S"), e("*int"))
        if k == 10:
            v = self.all_vars("[]S")
            if v:
                return r.choice(["%s[0].arr[1], %s[1].q = %s, %s\n", "%s[0].sl = append(%s[1].sl, %s, %s.p)\n"]) % (
                    r.choice(v), r.choice(v), e("*int"), self.operand("*S", 2))
        return "%s.v[(%s)&1], %s.w.a = %s, %s\n" % (self.operand("*R", 2), e("int"), self.operand("*R", 2), e("V"), e("*int"))

    def block_nodecl(self):
        l = self.lvalue("*int", 3)
        return "%s = %s\n" % (l, self.expr("*int", 3))

    def program(self):
        """the texts of its files, one to three"""
        sigs = []
        for i in range(self.r.randrange(2, 7)):
            params = [self.r.choice(TYPES) for _ in range(self.r.randrange(4))]
            if self.r.random() < 0.2:
                params.append("..." + self.r.choice(["*int", "interface{}", "int"]))
            results = [self.r.choice(TYPES) for _ in range(self.r.choice([0, 0, 1, 1, 1, 2]))]
            sigs.append(("f%d" % i, params, results))
        self.funcs = sigs
        out = [HEAD] + ["package main\n"] * self.r.choice([0, 0, 1, 2])
        for name, params, results in sigs:
            ps = [("p%d" % i, t) for i, t in enumerate(params)]
            named = len(results) > 0 and self.r.random() < 0.3
            rs = [("r%d" % i, t) for i, t in enumerate(results)]
            scope = [(v, "[]" + t[3:] if t.startswith("...") else t) for v, t in ps]
            self.vars = [scope + (rs if named else [])]
            body = self.body(lambda: self.stmts(6, 0), results, named)
            rt = ", ".join(("%s %s" % x if named else x[1]) for x in rs)
            text = "\nfunc %s(%s) (%s) {\n%s}\n" % (name, ", ".join("%s %s" % x for x in ps), rt, body)
            if self.r.random() < 0.3:
                self.vars = [[]]
                t = self.r.choice(TYPES)
                text += "\nvar g%s %s = %s\n" % (name, t, self.expr(t, 1))
            out[self.r.randrange(len(out))] += text
        out[-1] += "\nfunc main() {}\n"
        return out


def written(text):
    """the messages about what the program has, and not Go alone"""
    parts = re.split(r"(?m)^(?=[^\n]*?:\d+: (?! ))", text)
    return "".join(p for p in parts if "<autogenerated>" not in p)


def main():
    gort, count, seed = arguments(__doc__, 100)
    if os.environ.get("GORT_TEST_ALL"):
        count *= 3
    if not has_go():
        print("escape_diff: no %s: skipped" % GO)
        return 77
    print("escape_diff: seeds %d to %d" % (seed, seed + count - 1))
    m = "-m" if LEVEL == "1" else "-m=" + LEVEL
    bad = invalid = refused = same = 0
    work = tempfile.mkdtemp(prefix="escape_diff.")
    for s in range(seed, seed + count):
        names = []
        for i, text in enumerate(Gen(s).program()):
            names.append("p%d%s.go" % (s, "bc"[i - 1:i] if i else ""))
            with open(os.path.join(work, names[-1]), "w") as f:
                f.write(text)
        code, want, said = run([GO, "tool", "compile", "-p", "main", "-o", "go.o", m, "-l"] + names, work)
        want = written(want)
        if code != 0:
            invalid += 1
            if os.environ.get("SHOW_INVALID"):
                print(want, said)
        else:
            code, out, err = run([gort, "escape", m, "-l"] + names, work)
            if code != 0 and out + err != want:
                refused += 1
                print("seed %d: refused: %s" % (s, (out + err).split("\n")[0]))
                continue
            if out + err != want:
                bad += 1
                print("seed %d: %s %s" % (s, os.path.join(work, names[0]), first_difference(want, out + err)))
                continue
            same += 1
        for name in names:
            os.unlink(os.path.join(work, name))
    print("escape_diff: %d equal, %d different, %d refused, %d not valid Go" % (same, bad, refused, invalid))
    if bad or refused:
        return 1
    shutil.rmtree(work)
    # Programs that Go does not take prove nothing.
    return 1 if invalid > count // 4 else 0


if __name__ == "__main__":
    sys.exit(main())
