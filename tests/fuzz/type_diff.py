#!/usr/bin/env python3
"""type_diff.py GORT [COUNT [SEED]] - nested types in every use: C that compiles and what go1.19 prints.

Needs go1.19 (GO=path of the go command, default /usr/lib/go-1.19/bin/go); without it, says so and
skips (exit status 77). Program number S is the same for everyone. It takes TYPES types (default 10)
at random out of all constructors nested in each other (pointer, array, slice, map, struct, func,
interface, named; some without size, some large, some recursive) and puts each to every use: local,
package variable, parameter, result, field, element, key, captured variable, receiver, interface,
comparison, range, literal, address, new, make, append, copy, conversion, variadic parameter. The C
has to be without warnings under gcc and clang (-Wall -Wextra) and tcc, those that are installed; the
program has to print what Go's prints, plainly and with a collection at every allocation. INCLUDE
names the folder of gort_inline.h (default: runtime/ beside this tests/). KEEP=1 keeps all programs.
"""
import os
import random
import shutil
import subprocess
import sys

from harness import GO, Builder, arguments, has_go, run, visible

TYPES = int(os.environ.get("TYPES", "10"))
INCLUDE = os.environ.get("INCLUDE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../runtime"))
FLAGS = ["-fno-optimize-sibling-calls", "-fno-strict-aliasing", "-fwrapv", "-fno-delete-null-pointer-checks"]
CCS = [["gcc", "-O0", "-Wall", "-Wextra", "-Werror"] + FLAGS, ["gcc", "-O2", "-Wall", "-Wextra", "-Werror"] + FLAGS,
       ["clang", "-O0", "-Wall", "-Wextra", "-Werror"] + FLAGS, ["tcc", "-Wall"]]
BASIC = ["int", "uint8", "string", "bool", "float64", "int32", "uint64", "interface{}", "struct{}"]


class Type:
    """kind, the parts, and the name under which the program declares it (or None)"""

    def __init__(self, kind, parts=(), n=0, name=None, tags=None):
        self.kind, self.parts, self.n, self.name, self.tags = kind, list(parts), n, name, tags

    def text(self):
        return self.name or self.shape()

    def shape(self):
        p = [t.text() for t in self.parts]
        k = self.kind
        if k == "ptr":
            return "*" + p[0]
        if k == "array":
            return "[%d]%s" % (self.n, p[0])
        if k == "slice":
            return "[]" + p[0]
        if k == "map":
            return "map[%s]%s" % (p[0], p[1])
        if k == "func":
            return "func(%s) %s" % (p[0], p[1])
        if k == "struct":
            return "struct {\n%s}" % "".join("%s %s%s\n" % (f, t, g) for f, t, g in zip(self.fields(), p, self.tags))
        return k

    def fields(self):
        return ["_" if self.n and i == self.n else "f%d" % i for i in range(len(self.parts))]

    def comparable(self):
        if self.kind in ("slice", "map", "func"):
            return False
        if self.kind in ("array", "struct"):
            return all(t.comparable() for t in self.parts)
        return True

    def safe_key(self):
        """comparable whatever it holds"""
        if self.kind == "interface{}":
            return False
        return self.comparable() and all(t.safe_key() for t in self.parts if self.kind != "ptr")


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.named = []
        self.shows = {}
        self.out = []
        self.n = 0

    def name(self, p):
        self.n += 1
        return "%s%d" % (p, self.n)

    def type(self, d=0):
        r = self.r
        if d > 3 or r.random() < 0.12 + 0.1 * d:
            return Type(r.choice(BASIC)) if r.random() < 0.7 or not self.named else r.choice(self.named)
        if self.named and r.random() < 0.15:
            return r.choice(self.named)
        if r.random() < 0.08:
            return self.recursive()
        k = r.choice(["ptr", "array", "array", "slice", "map", "struct", "struct", "func"])
        if k == "map":
            t = Type(k, [self.key(d + 1), self.type(d + 1)])
        elif k == "struct":
            n = r.choice([0, 1, 1, 2, 2, 3])
            parts = [self.type(d + 1) for _ in range(n)]
            tags = [r.choice(["", "", " `a:\"%d\"`" % i]) for i in range(n)]
            t = Type(k, parts, r.choice([0, 0, 0, n - 1]) if n > 1 else 0, None, tags)
        elif k == "func":
            t = Type(k, [self.type(d + 1), self.type(d + 1)])
        else:
            n = r.choice([0, 1, 1, 2, 3, 3, 5, 40, 1000 if d < 2 else 4]) if k == "array" else 0
            t = Type(k, [self.type(d + 1)], n)
        if self.size(t) > 200000:
            return Type("int")
        if r.random() < 0.4:
            t.name = self.name("T")
            self.named.append(t)
            self.out.append("type %s %s\n" % (t.name, t.shape()))
        return t

    def recursive(self):
        """a named type with itself behind a pointer, slice, map or func"""
        r = self.r
        k = r.choice(["struct", "struct", "slice", "map", "func"])
        t = Type(k, [], 0, self.name("R"))
        around = [Type("ptr", [t]), Type("slice", [t]), Type("map", [Type("string"), t]), Type("func", [t, t]),
                  Type("array", [Type("ptr", [t])], r.choice([0, 1, 3])), Type("ptr", [Type("array", [t], 2)])]
        if k == "struct":
            t.parts = [r.choice(around) for _ in range(r.choice([1, 1, 2]))] + [Type(r.choice(BASIC)) for _ in range(r.randrange(2))]
            t.tags = [""] * len(t.parts)
        elif k == "func":
            t.parts = [t, t]
        else:
            t.parts = [Type("string"), t] if k == "map" else [r.choice([t, Type("ptr", [t])])]
        self.named.append(t)
        self.out.append("type %s %s\n" % (t.name, t.shape()))
        return t

    def size(self, t):
        if t.kind == "array":
            return t.n * self.size(t.parts[0])
        if t.kind == "struct":
            return sum(self.size(p) for p in t.parts)
        return 16

    def key(self, d):
        for _ in range(20):
            t = self.type(d)
            if t.safe_key() and self.size(t) < 2000:
                return t
        return Type("int")

    # ---- values

    def value(self, t, d=0, typed=True):
        """an expression; typed: it has type t wherever it stands"""
        r = self.r
        k, x = t.kind, t.text()
        conv = lambda s: "%s(%s)" % (x, s) if typed or t.name else s
        if k in ("int", "uint8", "int32", "uint64"):
            return conv(str(r.randrange(100)))
        if k == "float64":
            return conv("%d.5" % r.randrange(9))
        if k == "string":
            return conv('"s%d"' % r.randrange(10))
        if k == "bool":
            return conv(r.choice(["true", "false"]))
        if k == "interface{}":
            if r.random() < 0.3 or d > 3:
                return conv("nil")
            y = r.choice(self.named) if self.named and r.random() < 0.4 else Type(r.choice(BASIC[:7]))
            return conv(self.value(y, d + 2))
        if k == "struct{}":
            return "struct{}{}"
        if k == "func":
            a, b = t.parts
            if d > 3 or r.random() < 0.2:
                return "(%s)(nil)" % x
            return "func(x %s) %s { _ = x; return %s }" % (a.text(), b.text(), self.value(b, d + 1))
        if k == "ptr":
            y = t.parts[0]
            if d > 3 or r.random() < 0.3:
                return "(%s)(nil)" % x
            if y.kind in ("array", "slice", "map", "struct", "struct{}") and r.random() < 0.6:
                return "(%s)(&%s)" % (x, self.literal(y, d + 1))
            return "(%s)(new(%s))" % (x, y.text())
        if k in ("slice", "map") and (d > 3 or r.random() < 0.15):
            return "(%s)(nil)" % x
        return self.literal(t, d)

    def literal(self, t, d):
        r = self.r
        k, x = t.kind, t.text()
        if k == "struct{}":
            return "struct{}{}"
        if k not in ("array", "slice", "map", "struct"):
            return self.value(t, d)
        if k == "struct":
            pairs = [(f, p) for f, p in zip(t.fields(), t.parts) if f != "_" and r.random() < 0.7]
            return "%s{%s}" % (x, ", ".join("%s: %s" % (f, self.value(p, d + 1)) for f, p in pairs))
        if k == "map":
            return "%s{%s}" % (x, "%s: %s" % (self.value(t.parts[0], d + 1), self.value(t.parts[1], d + 1)))
        n = min(t.n, 3) if k == "array" else r.randrange(3)
        e = [self.value(t.parts[0], d + 1) for _ in range(r.randrange(n + 1))]
        if k == "array" and e and t.n > 3 and r.random() < 0.4:
            e[-1] = "%d: %s" % (t.n - 1, e[-1])
        return "%s{%s}" % (x, ", ".join(e))

    # ---- what a value shows

    def show(self, t):
        """the name of a function that sums a value up"""
        x = t.text()
        if x in self.shows:
            return self.shows[x]
        f = self.shows[x] = self.name("h")
        k, p = t.kind, t.parts
        body = "return 1"
        if k in ("int", "uint8", "int32", "uint64", "float64"):
            body = "return int(v)"
        elif k == "string":
            body = "return len(v)"
        elif k == "bool":
            body = "if v {\nreturn 2\n}\nreturn 3"
        elif k == "interface{}":
            body = "switch x := v.(type) {\ncase nil:\nreturn 4\ncase int:\nreturn x\ncase string:\nreturn len(x)\ncase struct{}:\nreturn 9\n}\nreturn 5"
        elif k == "func":
            body = "if v == nil || d < 0 {\nreturn 6\n}\nvar a %s\nreturn %s(v(a), d-1) + 1" % (p[0].text(), self.show(p[1]))
        elif k == "ptr":
            body = "if v == nil || d < 0 {\nreturn 7\n}\nreturn %s(*v, d-1) * 3" % self.show(p[0])
        elif k in ("array", "slice"):
            body = "h := len(v)\nif d < 0 {\nreturn h\n}\nfor i, x := range v {\nif i > 4 {\nbreak\n}\nh = h*5 + %s(x, d-1)\n}\n%sreturn h & 0xfffffff" % (
                self.show(p[0]), "h += %s(v[len(v)-1], d-1)\n" % self.show(p[0]) if t.n > 5 else "")
        elif k == "map":
            body = "h := len(v)\nif d < 0 {\nreturn h\n}\nfor k, x := range v {\nh += %s(k, d-1)*3 + %s(x, d-1)\n}\nreturn h & 0xfffffff" % (
                self.show(p[0]), self.show(p[1]))
        elif k == "struct":
            body = "h := 1\nif d < 0 {\nreturn h\n}\n%sreturn h & 0xfffffff" % "".join(
                "h = h*7 + %s(v.%s, d-1)\n" % (self.show(q), g) for g, q in zip(t.fields(), p) if g != "_")
        self.out.append("func %s(v %s, d int) int {\n_ = v\n%s\n}\n" % (f, x, body))
        return f

    # ---- uses

    def uses(self, i, t):
        r = self.r
        x, h = t.text(), self.show(t)
        v = lambda: self.value(t)
        H = lambda e: "%s(%s, 4)" % (h, e)
        o = self.out
        k, p = t.kind, t.parts
        o.append("type M%d %s\ntype O%d %s\n" % (i, x, i, x))
        o.append("var ga%d %s\nvar gb%d = %s\nvar gc%d = [2]%s{1: %s}\n" % (i, x, i, v(), i, x, v()))
        o.append("func id%d(v %s) %s { return v }\n" % (i, x, x))
        o.append("func two%d(v %s) (int, %s) { return 1, v }\n" % (i, x, x))
        o.append("func named%d(v %s) (a, b %s) {\na = v\nreturn\n}\n" % (i, x, x))
        o.append("func many%d(vs ...%s) int {\nh := len(vs)\nfor _, v := range vs {\nh += %s\n}\nreturn h\n}\n" % (i, x, H("v")))
        o.append("func keep%d(v %s) func() *%s { return func() *%s { return &v } }\n" % (i, x, x, x))
        o.append("type S%d struct {\na int8\nv %s\nb int8\n}\n" % (i, x))
        recv = k not in ("ptr",) and x != "interface{}"
        if recv:
            o.append("func (m S%d) get(n int) %s { return m.v }\nfunc (m *S%d) set(v %s) { m.v = v }\n" % (i, x, i, x))
            o.append("type I%d interface {\nget(n int) %s\nset(v %s)\n}\n" % (i, x, x))
        b = ["var a %s\nb := %s\nprintln(%d, %s, %s, %s, %s, %s)\n" % (
            x, v(), i, H("a"), H("b"), H("ga%d" % i), H("gb%d" % i), H("gc%d[1]" % i))]
        b.append("a, b = b, a\nprintln(%s, %s)\nga%d = a\ngb%d, ga%d = ga%d, id%d(b)\nprintln(%s, %s)\n" % (
            H("a"), H("b"), i, i, i, i, i, H("ga%d" % i), H("gb%d" % i)))
        b.append("n, c := two%d(%s)\nd, e := named%d(c)\nprintln(n, %s, %s, %s)\n" % (i, v(), i, H("c"), H("d"), H("e")))
        b.append("println(many%d(), many%d(a, b), many%d([]%s{c, %s}...))\n" % (i, i, i, x, v()))
        b.append("pa := &a\n*pa = %s\nq := new(%s)\n*q = *pa\nprintln(%s, %s)\n_ = *q\n" % (v(), x, H("a"), H("*q")))
        b.append("s := S%d{v: a, b: 1}\nt := &S%d{2, b, 3}\n*t, s = s, *t\nprintln(%s, %s, s.a, t.b)\nu := s\nu.v = a\nprintln(%s)\n" % (
            i, i, H("s.v"), H("t.v"), H("u.v")))
        b.append("w := [3]%s{a, 2: b}\nz := w\nz[n] = c\npw := &w\npw[n] = z[2]\nprintln(len(pw), %s, %s)\n" % (x, H("z[n]"), H("pw[n]")))
        b.append("for i := range w {\nw[i] = z[i]\n}\nfor _, y := range pw {\nprintln(%s)\n}\n" % H("y"))
        b.append("l := []%s{a, b}\nl = append(l, c)\nl = append(l, l...)\ncopy(l, w[1:])\nm := make([]%s, 2, 5)\nm[1] = l[0]\nprintln(len(l), %s, %s, %s)\n" % (
            x, x, H("l[0]"), H("l[5]"), H("m[1]")))
        b.append("mm := map[string]%s{\"a\": a}\nmm[\"b\"] = b\ny, ok := mm[\"a\"]\nprintln(len(mm), ok, %s, %s)\ndelete(mm, \"a\")\n" % (x, H("y"), H("mm[\"zz\"]")))
        b.append("f := func() %s { b = c; return b }\nprintln(%s, %s, %s)\n" % (x, H("f()"), H("b"), H("*keep%d(a)()" % i)))
        b.append("var i1 interface{} = a\ni2 := interface{}(*pa)\nbox, ok := i1.(%s)\nprintln(ok, %s, %s)\n_, ok = i2.(M%d)\nprintln(ok)\n" % (
            x, H("box"), H("i2.(%s)" % x), i))
        b.append("switch x := i2.(type) {\ncase O%d:\nprintln(\"O\")\ncase %s:\nprintln(%s)\n}\n" % (i, x, H("x")))
        b.append("m1 := M%d(a)\nm2 := O%d(m1)\nprintln(%s, %s)\n" % (i, i, H("(%s)(m1)" % x), H("(%s)(m2)" % x)))
        b.append("i1 = m1\n_, ok = i1.(%s)\nprintln(ok)\n" % x)
        if recv:
            b.append("var it I%d = &s\nit.set(c)\nprintln(%s, %s)\nfunc(j I%d) { println(%s) }(t)\n" % (
                i, H("it.get(1)"), H("s.get(2)"), i, H("j.get(3)")))
        if t.safe_key():
            b.append("println(a == b, a != *pa, i2 == interface{}(a), w == z, s == *t, interface{}(w) == interface{}(z))\n")
            b.append("mk := map[%s]int{a: 1}\nmk[b]++\nmk[c] += 2\nprintln(len(mk) > 0, mk[a] > 0)\ndelete(mk, a)\nfor k := range mk {\n_ = k\n}\n" % x)
            b.append("ma := map[[2]%s]%s{{a, b}: c}\nprintln(%s)\nmi := map[interface{}]bool{a: true, s: false}\nprintln(mi[a], len(mi))\n" % (
                x, x, H("ma[[2]%s{a, b}]" % x)))
            b.append("switch a {\ncase b:\nprintln(\"b\")\ncase *pa:\nprintln(\"pa\")\n}\n")
        if k in ("array", "slice"):
            b.append("for i := range a {\nif i < 2 {\na[i] = b[i%len(b)]\n}\n}\nprintln(len(a), cap(a), len(a[:]))\n" if k == "array" and t.n else
                     "for i, x := range a {\n_, _ = i, x\n}\nprintln(len(a), cap(a[:0]))\n")
        if k == "map":
            b.append("g := make(%s)\nfor k, x := range a {\ng[k] = x\n}\nprintln(%s)\n" % (x, H("g")))
        if k == "struct" and not t.n:
            plain = Type("struct", p, 0, None, [""] * len(p))
            b.append("type plain %s\nbare := plain(a)\nprintln(%s)\nlit := %s(bare)\npb := (*plain)(&a)\n_ = *pb\n_ = lit\n" % (
                plain.shape(), H("(%s)(bare)" % x), "(%s)" % plain.shape()))
        o.append("func use%d() {\n%s}\n" % (i, "".join(b)))

    def program(self):
        types = [self.type() for _ in range(TYPES)]
        for i, t in enumerate(types):
            self.uses(i, t)
        return "package main\n\n" + "\n".join(self.out) + "\nfunc main() {\n%s}\n" % "".join(
            "use%d()\n" % i for i in range(len(types)))


def main():
    gort, count, seed = arguments(__doc__, 20)
    if not has_go():
        print("type_diff: no %s: skipped" % GO)
        return 77
    print("type_diff: seeds %d to %d" % (seed, seed + count - 1))
    b = Builder("type_diff", gort)
    work = b.work
    ccs = [c for c in CCS if shutil.which(c[0])]
    bad = invalid = lines = 0
    for s in range(seed, seed + count):
        path = os.path.join(work, "t%d.go" % s)
        with open(path, "w") as f:
            f.write(Gen(s).program())
        exe, base = path[:-3], os.path.basename(path)
        want, said = b.reference(path, True)
        if not want:
            invalid += 1
            if os.environ.get("SHOW_INVALID"):
                print("seed %d: %s: go: %s" % (s, path, said[:400]))
            os.unlink(path)
            continue
        lines += want[2].count("\n")
        wrong = []
        code, out, err = run([gort, "emit", "-o", exe + ".c", base], work)
        if code != 0 or err:
            wrong.append("emit: " + (out + err)[:400])
        for cc in ccs if not wrong else []:
            code, out, err = run(cc + ["-I", INCLUDE, "-c", "-o", exe + ".o", exe + ".c"], work, None, 300)
            if code != 0 or out + err:
                wrong.append("%s: %s" % (" ".join(cc[:2]), (out + err)[:400]))
        if not wrong:
            b.mine(base, exe, "-O0")
            for mode in ["", "gcstress=1,gccheckmark=1,clobberfree=1"]:
                got = visible(run([exe], work, dict(os.environ, GODEBUG=mode), 120))
                if got != want:
                    w, g = want[2].split("\n"), got[2].split("\n")
                    i = next((i for i, (a, b) in enumerate(zip(w, g)) if a != b), min(len(w), len(g)) - 1)
                    wrong.append("GODEBUG=%s: status %s, go's %s; line %d\n  go: %s\n  gort: %s" % (
                        mode, got[0], want[0], i + 1, w[i], g[i] if i < len(g) else ""))
            if os.path.exists(exe):
                os.unlink(exe)
        for x in (exe + ".c", exe + ".o"):
            if os.path.exists(x):
                os.unlink(x)
        bad += bool(wrong)
        for x in wrong:
            print("seed %d: %s %s" % (s, path, x))
        if not wrong and not os.environ.get("KEEP"):
            os.unlink(path)
    print("type_diff: %d programs, %d lines; %d different, %d not usable" % (count, lines, bad, invalid))
    if bad:
        print("type_diff: kept in " + work)
        return 1
    if not os.environ.get("KEEP"):
        shutil.rmtree(work)
    return 1 if invalid > count // 4 else 0


if __name__ == "__main__":
    sys.exit(main())
