#!/usr/bin/env python3
"""frames.py GORT [COUNT [SEED]] - random Go programs about values that are placed in frames.

Structs, arrays, slices, maps, boxes and closures that do not escape hold the only pointers to heap
objects, point to each other and to values of callers, are passed down, die, are assigned again. A
collection may run at every call and allocation. An object that is lost is overwritten (clobberfree)
and its check fails when it is next looked at; a dead value that is read all the same leads to freed
memory, which gccheckmark and invalidptr report. What a program prints and how it ends has to be the
same in every mode of MODES, and what go1.19 prints where it is installed (GO=path of the command).

Program number S is the same for everyone. KEEP=1 keeps all programs; those that differ stay in the
directory named at the end.
"""
import random
import sys

from harness import compare

MODES = ["", "gcstress=1,gccheckmark=1,clobberfree=1", "gcseed=%d,gccheckmark=1,clobberfree=1,gcstress=3",
         "gcseed=%d,gccheckmark=1,clobberfree=1", "gcstoptheworld=1,gccheckmark=1,clobberfree=1,gcstress=2"]

HEAD = """package main

import "runtime"

type N struct {
	v, check int
	next     *N
}
type T struct {
	p, q *N
	k    int
	t    *T
	s    []*N
	ts   []T
	m    map[int]*N
	i    interface{}
	f    func(int) int
}
type L struct {
	a [11]*N
	k [3]int
	t *T
	b [2]*T
}

var sum, made, fuel int

func fail() { panic("an object was lost") }
func new1() *N {
	made++
	n := new(N)
	n.v = made
	n.check = made ^ 0x5a5a5a5a
	return n
}
func new2() *N {
	n := new1()
	n.next = new1()
	return n
}
func use(n *N) {
	for d := 0; n != nil && d < 3; d++ {
		if n.v^0x5a5a5a5a != n.check {
			fail()
		}
		sum = (sum*7 + n.v) & 0xffffff
		n = n.next
	}
}
func useT(t *T, d int) {
	if t == nil || d < 0 {
		return
	}
	use(t.p)
	use(t.q)
	sum += t.k
	useT(t.t, d-1)
	for _, n := range t.s {
		use(n)
	}
	for j := range t.ts {
		useT(&t.ts[j], d-1)
	}
	useM(t.m)
	useI(t.i, d-1)
	if t.f != nil {
		sum += t.f(d)
	}
}
func useM(m map[int]*N) {
	s := 0
	for k, n := range m {
		if n == nil {
			continue
		}
		if n.v^0x5a5a5a5a != n.check {
			fail()
		}
		s += k*3 + n.v
	}
	sum = (sum*5 + s) & 0xffffff
}
func useI(i interface{}, d int) {
	switch v := i.(type) {
	case *N:
		use(v)
	case T:
		useT(&v, d)
	case L:
		useL(&v, d)
	case [2]*N:
		use(v[0])
		use(v[1])
	case []*N:
		for _, n := range v {
			use(n)
		}
	case int:
		sum += v
	}
}
func useL(l *L, d int) {
	if l == nil {
		return
	}
	for _, n := range l.a {
		use(n)
	}
	sum += l.k[1]
	useT(l.t, d-1)
	useT(l.b[0], d-1)
	useT(l.b[1], d-1)
}
func gc() {
	if fuel--; fuel > 0 {
		runtime.GC()
	}
}
func junk(n int) {
	for i := 0; i < n; i++ {
		sink = new1()
		made--
	}
	sink = nil
}

var sink *N
"""

# type: value that reads the variable %s, statement that looks at it
TYPES = {
    "T": "useT(&%s, 2)", "*T": "useT(%s, 2)", "L": "useL(&%s, 2)", "*L": "useL(%s, 2)",
    "*N": "use(%s)", "[]*N": "useI(%s, 1)", "[3]*N": "use(%s[1])", "[2]T": "useT(&%s[1], 1)",
    "[]T": "useT(&T{ts: %s}, 2)", "map[int]*N": "useM(%s)", "map[int]T": "sum += len(%s)",
    "interface{}": "useI(%s, 2)", "func(int) int": "if %s != nil {\n\tsum += %s(1)\n}",
    "**N": "if %s != nil {\n\tuse(*%s)\n}", "map[*N][2]*N": "sum += len(%s)",
}


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.out = []
        self.n = 0
        self.funcs = []  # (name, parameter types, result type)

    def pick(self, *a):
        return self.r.choice(a)

    def name(self, stem="x"):
        self.n += 1
        return "%s%d" % (stem, self.n)

    def vars(self, env, *types):
        return [v for v, t in env if t in types]

    def var(self, env, *types):
        v = self.vars(env, *types)
        return self.r.choice(v) if v else None

    def emit(self, depth, text):
        for line in text.split("\n"):
            self.out.append("\t" * depth + line)

    # ---- values

    def node(self, env):
        r = self.r.random()
        v = self.var(env, "*N")
        if v and r < 0.3:
            return v
        v = self.var(env, "T")
        if v and r < 0.45:
            return v + self.pick(".p", ".q")
        v = self.var(env, "L")
        if v and r < 0.5:
            return "%s.a[%d]" % (v, self.r.randrange(11))
        v = self.var(env, "[3]*N")
        if v and r < 0.55:
            return "%s[%d]" % (v, self.r.randrange(3))
        return self.pick("new1()", "new1()", "new2()", "nil")

    def value(self, t, env, depth=0):
        r = self.r.random()
        same = self.var(env, t)
        if same and r < 0.25:
            return same
        for name, params, result in self.funcs:
            if result == t and self.r.random() < 0.15:
                return self.call(name, params, env)
        if t == "*N":
            return self.node(env)
        if t == "T":
            fields = []
            for f, ft in (("p", "*N"), ("q", "*N"), ("t", "*T"), ("s", "[]*N"), ("ts", "[]T"), ("m", "map[int]*N"),
                          ("i", "interface{}"), ("f", "func(int) int")):
                if self.r.random() < (0.3 if depth < 2 else 0.1):
                    fields.append("%s: %s" % (f, self.value(ft, env, depth + 1)))
            return "T{%s}" % ", ".join(fields)
        if t == "*T":
            v = self.var(env, "T")
            a = self.var(env, "[2]T")
            if v and r < 0.6:
                return "&" + v
            if a and r < 0.7:
                return "&%s[%d]" % (a, self.r.randrange(2))
            lit = self.value("T", [], depth + 1)
            return self.pick("nil", "new(T)", "&" + lit if lit[:2] == "T{" else "new(T)") if depth < 3 else "nil"
        if t == "L":
            return "L{a: [11]*N{%d: %s, %s}, t: %s}" % (self.r.randrange(9), self.node(env), self.node(env),
                                                       self.value("*T", env, depth + 1))
        if t == "*L":
            v = self.var(env, "L")
            return "&" + v if v and r < 0.7 else self.pick("nil", "new(L)", "&L{a: [11]*N{3: %s}}" % self.node(env))
        if t == "[]*N":
            v = self.var(env, "[3]*N")
            if v and r < 0.5:
                return v + self.pick("[:]", "[1:]", "[1:2]", "[2:]", "[3:]", "[:0]")
            return self.pick("nil", "make([]*N, %d)" % self.r.randrange(5), "[]*N{%s, %s}" % (self.node(env), self.node(env)))
        if t == "[3]*N":
            return "[3]*N{%s, %s}" % (self.node(env), self.node(env))
        if t == "[2]T":
            return "[2]T{{p: %s}, {q: %s}}" % (self.node(env), self.node(env))
        if t == "[]T":
            v = self.var(env, "[2]T")
            if v and r < 0.5:
                return v + self.pick("[:]", "[1:]", "[2:]")
            return self.pick("nil", "make([]T, 3)", "[]T{{p: %s}, {k: 3}}" % self.node(env))
        if t == "map[int]*N":
            return self.pick("nil", "make(map[int]*N)", "make(map[int]*N, 20)", "map[int]*N{1: %s, 2: %s}" % (self.node(env), self.node(env)))
        if t == "map[int]T":
            return self.pick("nil", "make(map[int]T)", "map[int]T{4: {p: %s}}" % self.node(env))
        if t == "map[*N][2]*N":
            return self.pick("make(map[*N][2]*N)", "map[*N][2]*N{%s: {%s}}" % (self.node(env), self.node(env)))
        if t == "interface{}":
            return self.value(self.pick("*N", "*N", "T", "L", "[]*N"), env, depth + 2)
        if t == "**N":
            for v in self.vars(env, "*N"):
                if self.r.random() < 0.5:
                    return "&" + v
            v = self.var(env, "T")
            return "&%s.q" % v if v else "nil"
        if t == "func(int) int":
            v, w = self.var(env, "T", "*N", "[3]*N", "L", "map[int]*N", "*T"), self.var(env, "*N")
            if not v or depth > 1:
                return "nil"
            t2 = [x for y, x in env if y == v][0]
            body = TYPES[t2].replace("%s", v)
            if w and self.r.random() < 0.3:
                body += "; %s = %s" % (w, self.pick("nil", "new1()"))
            return "func(a int) int { if fuel--; a < 0 || fuel < 0 { return 3 }; %s; %s; return a + 1 }" % (
                self.pick("gc()", "junk(1)", "a++"), body.replace("useT(", "useT(").replace(", 2)", ", 0)").replace(", 1)", ", 0)"))
        raise KeyError(t)

    def call(self, name, params, env):
        return "%s(%s)" % (name, ", ".join(["d - 1"] + [self.value(p, env, 1) for p in params]))

    # ---- statements

    def look(self, env):
        v, t = self.r.choice(env)
        return TYPES[t].replace("%s", v)

    def stmt(self, depth, env, level, loop):
        r = self.r.random()
        if r < 0.22 or not env:
            t = self.r.choice(list(TYPES))
            v = self.name()
            if self.r.random() < 0.3:
                self.emit(depth, "var %s %s\n_ = %s" % (v, t, v))
            else:
                self.emit(depth, "var %s %s = %s\n_ = %s" % (v, t, self.value(t, env), v))
            env.append((v, t))
        elif r < 0.36:
            self.emit(depth, self.pick("gc()", "gc()", "junk(1)", "junk(2)"))
        elif r < 0.52:
            self.emit(depth, self.look(env))
        elif r < 0.62:
            v, t = self.r.choice(env)
            zero = {"T": "T{}", "L": "L{}", "[3]*N": "[3]*N{}", "[2]T": "[2]T{}"}.get(t, "nil")
            self.emit(depth, "%s = %s" % (v, self.pick(zero, self.value(t, env))))
        elif r < 0.74:
            self.part(depth, env)
        elif r < 0.82 and self.funcs:
            name, params, result = self.r.choice(self.funcs)
            self.emit(depth, "if d > 0 {\n\t%s%s\n}" % ("_ = " if result else "", self.call(name, params, env)))
        elif level < 3:
            self.nest(depth, env, level, loop)
        elif loop:
            self.emit(depth, "if made%%%d == 0 {\n\t%s\n}" % (self.r.randrange(2, 7), self.pick("continue", "break")))

    def part(self, depth, env):
        v, t = self.r.choice(env)
        if t == "T":
            f, ft = self.pick(("p", "*N"), ("q", "*N"), ("t", "*T"), ("s", "[]*N"), ("m", "map[int]*N"), ("i", "interface{}"),
                              ("f", "func(int) int"))
            self.emit(depth, "%s.%s = %s" % (v, f, self.value(ft, env, 1)))
        elif t in ("*T", "*L"):
            f = "p" if t == "*T" else "a[4]"
            self.emit(depth, "if %s != nil {\n\t%s.%s = %s\n}" % (v, v, f, self.node(env)))
        elif t == "L":
            self.emit(depth, "%s.a[%d] = %s" % (v, self.r.randrange(11), self.node(env)))
        elif t == "[3]*N":
            self.emit(depth, "%s[%d] = %s" % (v, self.r.randrange(3), self.node(env)))
        elif t == "[2]T":
            self.emit(depth, "%s[%d].%s = %s" % (v, self.r.randrange(2), self.pick("p", "q"), self.node(env)))
        elif t == "[]*N":
            self.emit(depth, self.pick("if len(%s) > 0 {\n\t%s[0] = %s\n}" % (v, v, self.node(env)),
                                       "%s = append(%s, %s)" % (v, v, self.node(env))))
        elif t == "[]T":
            self.emit(depth, "%s = append(%s, %s)" % (v, v, self.value("T", env, 2)))
        elif t == "map[int]*N":
            self.emit(depth, "if %s != nil {\n\t%s[%d] = %s\n}" % (v, v, self.r.randrange(30), self.node(env)))
        elif t == "map[int]T":
            self.emit(depth, "if %s != nil {\n\t%s[%d] = %s\n}" % (v, v, self.r.randrange(30), self.value("T", env, 2)))
        elif t == "map[*N][2]*N":
            self.emit(depth, "if %s != nil {\n\t%s[%s] = [2]*N{%s}\n}" % (v, v, self.node(env), self.node(env)))
        elif t == "**N":
            self.emit(depth, "if %s != nil {\n\t*%s = %s\n}" % (v, v, self.node(env)))
        else:
            self.emit(depth, self.look(env))

    def block(self, depth, env, level, loop, n=None):
        inner = list(env)
        for _ in range(n or self.r.randrange(2, 6)):
            self.stmt(depth, inner, level, loop)

    def nest(self, depth, env, level, loop):
        k = self.r.randrange(7)
        if k == 0:
            self.emit(depth, "if made%%%d > %d {" % (self.r.randrange(2, 5), self.r.randrange(2)))
            self.block(depth + 1, env, level + 1, loop)
            if self.r.random() < 0.5:
                self.emit(depth, "} else {")
                self.block(depth + 1, env, level + 1, loop)
            self.emit(depth, "}")
        elif k == 1:
            self.emit(depth, "{")
            self.block(depth + 1, env, level + 1, loop)
            self.emit(depth, "}")
        elif k == 2:
            i = self.name("i")
            self.emit(depth, "for %s := 0; %s < %d; %s++ {" % (i, i, self.r.randrange(1, 4), i))
            self.block(depth + 1, env, level + 1, True)
            self.emit(depth, "}")
        elif k == 3:
            v, t = self.r.choice(env)
            elem = {"[]*N": "*N", "[3]*N": "*N", "[2]T": "T", "[]T": "T", "map[int]*N": "*N", "map[int]T": "T"}.get(t)
            if not elem:
                return
            e = self.name("e")
            self.emit(depth, "for _, %s := range %s {\n\t_ = %s" % (e, v, e))
            if t.startswith("map"):
                # the order is the map's own: nothing here may depend on it
                self.emit(depth + 1, "gc()\nif %s {\n\tfail()\n}" % (
                    "%s != nil && %s.v^0x5a5a5a5a != %s.check" % (e, e, e) if elem == "*N" else
                    "%s.p != nil && %s.p.v^0x5a5a5a5a != %s.p.check" % (e, e, e)))
                if self.r.random() < 0.3:
                    self.emit(depth + 1, "%s = nil" % v)
            else:
                self.block(depth + 1, env + [(e, elem)], level + 1, True)
            self.emit(depth, "}")
        elif k == 4:
            self.emit(depth, "switch made %% %d {\ncase 0:" % self.r.randrange(2, 4))
            self.block(depth + 1, env, level + 1, False)
            self.emit(depth, "case 1:")
            self.block(depth + 1, env, level + 1, False)
            self.emit(depth, "default:")
            self.block(depth + 1, env, level + 1, False)
            self.emit(depth, "}")
        elif k == 5:
            v = self.name("c")
            self.emit(depth, "%s := func() {" % v)
            self.block(depth + 1, env, level + 1, False, 2)
            self.emit(depth, "}\n%s\n%s()" % (self.pick("gc()", "junk(1)"), v))
        else:
            v = self.var(env, "interface{}")
            if not v:
                return
            e = self.name("e")
            self.emit(depth, "switch %s := %s.(type) {" % (e, v))
            for t in ("T", "*N", "L"):
                self.emit(depth, "case %s:\n\t_ = %s" % (t, e))
                self.block(depth + 1, env + [(e, t)], level + 1, False, 2)
            self.emit(depth, "}")

    def func(self):
        name = self.name("f")
        params = [self.pick("*T", "T", "L", "*L", "[]*N", "map[int]*N", "interface{}", "**N", "*N", "[]T", "func(int) int")
                  for _ in range(self.r.randrange(4))]
        result = self.pick(None, "*N", "T", "L", "[3]*N")
        env = [("a%d" % i, p) for i, p in enumerate(params)]
        named = result and self.r.random() < 0.5
        head = "func %s(%s)" % (name, ", ".join(["d int"] + ["%s %s" % e for e in env]))
        zero = {"*N": "nil", "T": "T{}", "L": "L{}", "[3]*N": "[3]*N{}"}.get(result)
        if named:
            env.append(("r", result))
            head += " (r %s)" % result
        elif result:
            head += " " + result
        self.emit(0, head + " {\n\tif fuel--; d <= 0 || fuel < 0 {\n\t\treturn %s\n\t}" % (zero if result else ""))
        goto = self.r.random() < 0.12
        if goto:  # a jump back over declarations: cells are entered at the function's start
            self.emit(1, "turn := 0\nagain:\n\tturn++\n\t{")
            self.block(2, env, 1, False, 5)
            self.emit(1, "}\nif turn < 3 {\n\tgoto again\n}")
        self.block(1, env, 0, False, self.r.randrange(5, 14))
        if result:
            self.emit(1, "return" if named and self.r.random() < 0.5 else "return " + self.value(result, env))
        self.emit(0, "}")
        self.funcs.append((name, params, result))

    def program(self):
        for _ in range(self.r.randrange(2, 6)):
            self.func()
        self.emit(0, "func main() {\n\tconst d = 4")
        for name, params, result in self.funcs:
            self.emit(1, "for i := 0; i < 2; i++ {\n\tfuel = 60\n\t%s%s\n}" % (
                "_ = " if result else "", self.call(name, params, [])))
            self.emit(1, "println(sum, made)")
        self.emit(0, "}")
        return HEAD + "\n".join(self.out) + "\n"


def main():
    return compare("frames", __doc__, lambda seed: Gen(seed).program(), MODES, 4, needs_go=False)


if __name__ == "__main__":
    sys.exit(main())
