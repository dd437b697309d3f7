#!/usr/bin/env python3
"""expr_diff.py GORT [COUNT [SEED]] - random expressions: their values under gort and under go1.19.

Needs go1.19 (GO=path of the go command, default /usr/lib/go-1.19/bin/go); without it, says so and
skips (exit status 77). COUNT is the number of expressions (default 2000); they are put PER at a time
(default 600) into programs, and program number S is the same for everyone. Each expression is
computed ROUNDS times, over variables that hold other edge values each time. A program is built by
Go and by gort with the C compiler's -O0; one of four also by gort as it comes, which takes three
times as long (BOTH=1: all of them); UBSAN=1 adds a build that stops at undefined behaviour. Standard error and the exit status have to be Go's, a line an expression. KEEP=1
keeps all programs.

Expressions go over all integer and float types, strings, booleans and named types, with all their
operators, conversions, comparisons, len and cap, op= and ++; operands are locals, globals, fields,
elements of arrays, slices and maps, pointers, parameters, results, captured variables, values from
interfaces, calls without effects, and constants, edge values among them. Where a value would panic
(a divisor of zero, a negative shift count, an index out of range) the operand is masked; one program
of three ends in an expression that panics. Floats are compared to the last bit, NaNs as such.
"""
import os
import random
import shutil
import sys

from harness import GO, Builder, arguments, has_go, run, visible

PER = int(os.environ.get("PER", "600"))
ROUNDS = 3
UBSAN_CC = """#!/bin/sh
for a; do shift; case "$a" in -O*) a=-O1 ;; esac; set -- "$@" "$a"; done
exec "${CC:-cc}" -fsanitize=undefined -fno-sanitize-recover=undefined "$@"
"""

INTS = {"int8": (8, 1), "int16": (16, 1), "int32": (32, 1), "int64": (64, 1), "int": (64, 1),
        "uint8": (8, 0), "uint16": (16, 0), "uint32": (32, 0), "uint64": (64, 0), "uint": (64, 0),
        "uintptr": (64, 0), "I8": (8, 1), "U16": (16, 0), "I32": (32, 1), "U32": (32, 0), "U64": (64, 0)}
FLOATS = {"float32": 32, "float64": 64, "F32": 32, "F64": 64}
NUMBERS = list(INTS) + list(FLOATS)
ALL = NUMBERS + ["string", "Str", "bool", "Flag"]
NAMED = {"I8": "int8", "U16": "uint16", "I32": "int32", "U32": "uint32", "U64": "uint64",
         "F32": "float32", "F64": "float64", "Str": "string", "Flag": "bool"}
FLOAT_CONSTS = ["0", "1", "-1", "0.5", "-2.5", "1e9", "3e9", "-3e9", "1e19", "-1e19", "2147483647", "2147483648",
                "-2147483649", "4294967296", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
                "1e30", "0.1", "255.99", "256", "-0.9", "1e-30", "65536.5", "16777217", "9007199254740993", "0x1p-126"]
STRING_CONSTS = ['""', '"a"', '"ab\\x00c"', '"\\u00e9\\u4e16"', '"\\xff\\xfe"', '"abcdefghijklmnopqrstuvwxyz0123456789"']

HEAD = """package main

type I8 int8
type U16 uint16
type I32 int32
type U32 uint32
type U64 uint64
type F32 float32
type F64 float64
type Str string
type Flag bool

type A3 [3]int32
type Big [100000]int8

var arr7 = [7]uint64{1, 2, 3}

func pbig() *Big        { return nil }
func arr() [7]uint64    { return arr7 }
func parr() *[7]uint64  { return &arr7 }
func sl(n uint8) []int8 { return make([]int8, n, 300) }

// bits is what a float is, exactly.
func bits(f float64) uint64 {
	if f != f {
		return 1
	}
	var b uint64
	if f < 0 || f == 0 && 1/f < 0 {
		b = 1 << 63
		f = -f
	}
	if f == 0 {
		return b
	}
	if f > 1e308*1.7 && f*0.5 == f {
		return b | 2
	}
	e := 0
	for f >= 18446744073709551616.0 {
		f /= 18446744073709551616.0
		e += 64
	}
	for f < 1/18446744073709551616.0 {
		f *= 18446744073709551616.0
		e -= 64
	}
	for f >= 2 {
		f /= 2
		e++
	}
	for f < 1 {
		f *= 2
		e--
	}
	return b ^ uint64(f*4503599627370496) ^ uint64(e+2000)<<53
}
"""


def edge_ints(t):
    bits, signed = INTS[t]
    if signed:
        m = 1 << (bits - 1)
        return [0, 1, -1, 2, -2, 3, 7, -7, 10, m - 1, -m, m - 2, -m + 1, m >> 1, -(m >> 1)]
    m = 1 << bits
    return [0, 1, 2, 3, 7, 8, 10, m - 1, m - 2, m >> 1, (m >> 1) - 1, (m >> 1) + 1, m >> 2, m // 3]


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.n = 0
        self.places = {}
        self.numbered = 0

    def chance(self, p):
        return self.r.random() < p

    # ---- constants

    def number(self, t):
        """a value of integer type t"""
        r = self.r
        bits, signed = INTS[t]
        if self.chance(0.6):
            return r.choice(edge_ints(t))
        if self.chance(0.5):
            return r.randrange(0, 100)
        lo = -(1 << (bits - 1)) if signed else 0
        return r.randrange(lo, lo + (1 << bits))

    def spell(self, t, v):
        """v as one of the ways to write it"""
        r = self.r
        bits, signed = INTS[t]
        k = r.randrange(9)
        if k == 0:
            return "%s(%d)" % (t, v)
        if k == 1:
            return "%s0x%x" % ("-" if v < 0 else "", abs(v))
        if k == 2 and not signed:
            return "^%s(%d)" % (t, (1 << bits) - 1 - v)
        if k == 3 and signed:
            return "(^%d)" % ~v if ~v >= 0 else "(^(%d))" % ~v
        if k == 4 and v and v & (v - 1) == 0 and v > 0:
            return "(1 << %d)" % (v.bit_length() - 1)
        if k == 5:
            return "(%d - 1)" % (v + 1)
        if k == 6 and 32 <= v < 127:
            return repr(chr(v)) if chr(v) not in "'\\" else str(v)
        if k == 7 and 0 <= v < 2**53:
            return "%d.0" % v
        return str(v) if v >= 0 else "(%d)" % v

    def const(self, t):
        r = self.r
        if t in INTS:
            return self.spell(t, self.number(t))
        if t in FLOATS:
            c = r.choice(FLOAT_CONSTS)
            return "%s(%s)" % (t, c) if self.chance(0.2) else "(%s)" % c if c[0] == "-" else c
        if t in ("string", "Str"):
            return r.choice(STRING_CONSTS)
        return r.choice(["true", "false"])

    # ---- operands

    def place(self, t):
        """something of type t that can be assigned"""
        return self.r.choice(self.places[t])

    def atom(self, t):
        r = self.r
        k = r.randrange(14)
        p = self.place(t)
        if k == 0:
            return "id_%s(%s)" % (t, p)
        if k == 1:
            return "interface{}(%s).(%s)" % (p, t)
        if k == 2:
            return "func() %s { return %s }()" % (t, p)
        if k == 3:
            return "(*&%s)" % (p if not p.startswith("gm_") else "g_" + t)
        if k == 4:
            return "([...]%s{%s, %s})[%s]" % (t, p, self.place(t), self.index(1, 3))
        if k == 5:
            return "([]%s{%s, 3: %s})[%s]" % (t, p, self.place(t), self.index(3, 3))
        if k == 6:
            return "(S{f_%s: %s}).f_%s" % (t, p, t)
        if k == 7:
            return "(map[int]%s{1: %s})[int(%s)]" % (t, p, self.index(1, 3))
        return p

    def index(self, mask, d):
        """an index that is at most mask"""
        t = self.r.choice(list(INTS))
        return "%s & %d" % (self.place(t) if d > 2 else "(%s)" % self.expr(t, d + 1), mask)

    def arg(self, t, d, p=0.35):
        return self.const(t) if self.chance(p) else self.expr(t, d)

    def count(self, t, d):
        """a shift's count"""
        r = self.r
        bits = INTS[t][0]
        if self.chance(0.4):
            return str(r.choice([0, 1, 3, 7, 8, bits - 1, bits, bits + 1, 63, 64, 100, 1 << 20, "1.0", "uint8(9)"]))
        ct = r.choice(list(INTS))
        e = self.expr(ct, d + 1)
        if INTS[ct][1]:
            return "(%s & %d)" % (e, r.choice([7, 31, 63, 127]))
        return "(%s)" % e if self.chance(0.5) else "(%s & %d)" % (e, r.choice([7, 63, 127]))

    def divisor(self, t, d):
        if self.chance(0.4):
            v = self.number(t)
            return self.spell(t, v) if v else "3"
        return "(%s | %d)" % (self.expr(t, d + 1), self.r.choice([1, 1, 2, 64]))

    # ---- expressions, never constant

    def expr(self, t, d=0):
        r = self.r
        if d > 3 or self.chance(0.12 + 0.1 * d):
            return self.atom(t)
        if t in INTS:
            return self.int_expr(t, d + 1)
        if t in FLOATS:
            return self.float_expr(t, d + 1)
        if t in ("string", "Str"):
            return self.string_expr(t, d + 1)
        return self.bool_expr(t, d + 1)

    def convert(self, t, d):
        s = self.r.choice(NUMBERS)
        return "%s(%s)" % (t, self.expr(s, d))

    def both(self, t, op, d):
        """two operands, one of which may be constant"""
        a, b = self.expr(t, d), self.arg(t, d)
        if self.chance(0.25) and b[0] not in "-^":
            a, b = b, a
        return "(%s %s %s)" % (a, op, b)

    def int_expr(self, t, d):
        r = self.r
        k = r.randrange(22)
        if k < 8:
            return self.both(t, r.choice(["+", "-", "*", "&", "|", "^", "&^", "&^"]), d)
        if k < 11:
            op = r.choice(["/", "%"])
            if self.chance(0.2):
                return "(%s %s (%s | 1))" % (self.const(t), op, self.expr(t, d))
            return "(%s %s %s)" % (self.expr(t, d), op, self.divisor(t, d))
        if k < 14:
            return "(%s %s %s)" % (self.expr(t, d), r.choice(["<<", ">>"]), self.count(t, d))
        if k == 14:  # the constant takes its type from the other operand
            c = self.r.choice(["1", "3", "7", "100", "1.0"])
            return "(%s %s %s<<(%s%%%d))" % (self.expr(t, d), r.choice(["+", "-", "|", "^", "&^"]), c,
                                          self.place(r.choice([u for u in INTS if not INTS[u][1]])), r.choice([9, 70]))
        if k == 15:
            return "(%s(%s) %s %s)" % (t, self.const(t), r.choice(["<<", ">>"]),
                                       self.place(r.choice([u for u in INTS if not INTS[u][1]])))
        if k < 18:
            return r.choice(["-", "^", "+", "-", "^"]) + "(%s)" % self.expr(t, d)
        if k < 20:
            return self.convert(t, d)
        b = NAMED.get(t, t)
        if b == "int":
            s = self.expr(r.choice(["string", "Str"]), d)
            return r.choice(["len(%s)" % s, "len(pbig())", "len(arr())", "cap(parr())", "len([]byte(%s))" % s,
                             "len(sl(%s))" % self.expr("uint8", d), "cap(sl(%s))" % self.expr("uint8", d),
                             "len([]rune(%s))" % s, "len(*pbig())" if False else "len(gm_int)"])
        if b == "uint8":
            return r.choice(["(%s + \"z\")[0]", "[]byte(\"q\" + %s)[0]"]) % self.expr("string", d) if t == b else \
                self.convert(t, d)
        if b == "int32" and t == b:
            return "[]rune(\"\\u00e9\" + %s)[%s]" % (self.expr("string", d), self.index(0, 3))
        if b == "uint64" and t == b:
            return r.choice(["arr()[%s]", "parr()[%s]"]) % self.index(3, d)
        return self.convert(t, d)

    def float_expr(self, t, d):
        r = self.r
        k = r.randrange(10)
        if k < 5:
            op = r.choice(["+", "-", "*", "/"])
            a, b = self.expr(t, d), self.arg(t, d)
            if op == "/":
                while b in ("0", "%s(0)" % t):
                    b = self.const(t)
                return "(%s / %s)" % (a, b)
            return "(%s %s %s)" % ((a, op, b) if self.chance(0.7) else (b, op, a))
        if k == 5:
            return r.choice(["-", "+", "-"]) + "(%s)" % self.expr(t, d)
        if k == 6:
            return self.atom(t)
        return self.convert(t, d)

    def string_expr(self, t, d):
        r = self.r
        k = r.randrange(8)
        if k < 3:
            return "(%s + %s)" % ((self.expr(t, d), self.arg(t, d)) if self.chance(0.5) else
                                  (self.arg(t, d), self.expr(t, d)))
        if k == 3:
            return "%s(rune(%s))" % (t, self.expr("int32", d))
        if k == 4:
            return "%s(%s)" % (t, self.expr(r.choice(list(INTS)), d))
        if k == 5:
            return "(%s + \"abcd\")[%s:%s]" % (self.expr(t, d), self.index(1, d), r.choice(["2", "4", "2+%s" % self.index(1, d)]))
        if k == 6:
            return "%s([]byte(%s))" % (t, self.expr(r.choice(["string", "Str"]), d))
        return "%s(%s)" % (t, self.expr(r.choice(["string", "Str"]), d))

    def bool_expr(self, t, d):
        r = self.r
        k = r.randrange(12)
        if k < 6:
            s = r.choice(NUMBERS + ["string", "Str"])
            e = self.both(s, r.choice(["==", "!=", "<", "<=", ">", ">="]), d)
            return e if t == "bool" or self.chance(0.5) else "%s(%s)" % (t, e)
        if k < 9:
            return "(%s %s %s)" % (self.expr(t, d), r.choice(["&&", "||"]), self.expr(t, d))
        if k == 9:
            return "!(%s)" % self.expr(t, d)
        if k == 10:
            s = r.choice(ALL)
            return "%s(([2]%s{%s, %s}) %s ([2]%s{%s, %s}))" % (
                t, s, self.place(s), self.arg(s, 3), r.choice(["==", "!="]), s, self.place(s), self.arg(s, 3))
        return "%s(interface{}(%s) %s interface{}(%s))" % (
            t, self.expr(r.choice(ALL), d), r.choice(["==", "!="]), self.expr(r.choice(ALL), d))

    # ---- statements

    def show(self, t, e):
        self.numbered += 1
        b = NAMED.get(t, t)
        return "println(%d, %s)\n" % (self.numbered, "bits(float64(%s))" % e if b[:5] == "float" else e)

    def stmt(self):
        r = self.r
        t = r.choice(ALL)
        k = r.randrange(20)
        if k < 13:
            return self.show(t, self.expr(t))
        p = self.place(t)
        if k < 16:
            if t in INTS:
                op = r.choice(["+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "&^=", "<<=", ">>=", "="])
                e = self.divisor(t, 1) if op in ("/=", "%=") else self.count(t, 1) if op in ("<<=", ">>=") else self.arg(t, 1)
            elif t in FLOATS:
                op = r.choice(["+=", "-=", "*=", "/=", "="])
                e = self.expr(t, 1) if op == "/=" else self.arg(t, 1)
            elif t in ("string", "Str"):
                op, e = r.choice(["+=", "="]), "(%s(%s) + \"x\")[:%s&1]" % (t, self.const(t), self.place("uint8"))
            else:
                op, e = "=", self.expr(t, 1)
            return "%s %s %s\n" % (p, op, e) + self.show(t, p)
        if k == 16 and t in NUMBERS:
            return "%s%s\n" % (p, r.choice(["++", "--"])) + self.show(t, p)
        if k == 17 and t in INTS:
            v = "v%d" % self.numbered
            return "var %s %s = %s << (%s %% 70)\n" % (v, t, r.choice(["1", "5", "-1" if INTS[t][1] else "9"]),
                                                     self.place("uint")) + self.show(t, v)
        if k == 18:
            q = self.place(t)
            return "%s, %s = %s, %s\n" % (p, q, self.expr(t, 2), self.expr(t, 2)) + self.show(t, q)
        c = self.expr("bool", 1)
        return "if %s {\n%s} else {\n%s}\n" % (c, self.show(t, self.expr(t, 2)), self.show(t, p))

    def function(self, i):
        r = self.r
        params = [(t, "p_%s" % t) for t in r.sample(ALL, 6)]
        locals_ = [(t, "l_%s" % t) for t in r.sample(ALL, 8)]
        taken = [(t, "t_%s" % t) for t in r.sample(ALL, 4)]
        result = r.choice(ALL)
        self.places = {t: ["g_" + t, "ga_%s[2]" % t, "ga_%s[u&3]" % t, "gs_%s[1]" % t, "gs_%s[u&3]" % t,
                           "gm_%s[int(u&3)]" % t, "gst.f_" + t, "gp.f_" + t, "st.f_" + t, "(*pt_%s)" % t]
                       for t in ALL}
        for t, v in params + locals_ + taken + [(result, "res")]:
            self.places[t] += [v, v]
        for t, v in taken:
            self.places[t].append("(*a%s)" % v)
        out = "\nfunc f%d(u uint8, %s) (res %s) {\n" % (i, ", ".join("%s %s" % (v, t) for t, v in params), result)
        out += "st := gst\npst := &st\n_ = pst\n"
        for t, v in locals_ + taken:
            out += "var %s %s = %s\n_ = %s\n" % (v, t, r.choice(["ga_%s[u&3]" % t, self.const(t)]), v)
        for t, v in taken:
            out += "a%s := &%s\n_ = a%s\n" % (v, v, v)
        for t in ALL:
            if self.chance(0.3):
                out += "pt_%s := &st.f_%s\n_ = pt_%s\n" % (t, t, t)
            else:
                out += "pt_%s := &ga_%s[u&1]\n_ = pt_%s\n" % (t, t, t)
        if self.chance(0.3):  # variables that are captured and changed
            out += "func() {\n%s}()\n" % "".join(self.stmt() for _ in range(8))
        out += "".join(self.stmt() for _ in range(22))
        return out + "return %s\n}\n" % self.expr(result, 1)

    def value(self, t, round_, k):
        if t in FLOATS:
            return "%s(%s)" % (t, self.r.choice(FLOAT_CONSTS))
        if t in INTS:
            return str(self.number(t))
        return self.const(t)

    def program(self, count):
        r = self.r
        out = HEAD + "\ntype S struct {\n%s}\n\nvar gst S\nvar gp = &S{}\n" % "".join("f_%s %s\n" % (t, t) for t in ALL)
        for t in ALL:
            out += "var g_%s %s\nvar ga_%s [4]%s\nvar gs_%s = make([]%s, 4)\nvar gm_%s = map[int]%s{}\n" % ((t, t) * 4)
            out += "func id_%s(x %s) %s { return x }\n" % (t, t, t)
        out += "\nfunc set(u uint8) {\n"
        for t in ALL:
            table = ", ".join(self.value(t, 0, 0) for _ in range(4 + ROUNDS * 4))
            out += "{\nx := []%s{%s}\n" % (t, table)
            out += "for i := 0; i < 4; i++ {\nga_%s[i] = x[int(u)+i]\ngs_%s[i] = x[int(u)+4+i]\ngm_%s[i] = x[int(u)+i+2]\n}\n" % (t, t, t)
            out += "g_%s = x[u+5]\ngst.f_%s = x[u+6]\ngp.f_%s = x[u+7]\n}\n" % (t, t, t)
        if True:  # values that no constant has
            for f in FLOATS:
                out += "if z := %s(0); u == 1 {\ng_%s = z / z\nga_%s[0] = 1 / z\nga_%s[1] = -1 / z\ngs_%s[1] = -z\n}\n" % (f, f, f, f, f)
        out += "}\n"
        calls = ""
        i = 0
        while self.numbered < count:
            out += self.function(i)
            i += 1
        params = []
        for line in out.split("\n"):
            if line.startswith("func f") and "(u uint8, p_" in line:
                name = line[5:line.index("(")]
                types = [p.split(" ")[1] for p in line[line.index("(u uint8, ") + 10:line.index(") (")].split(", ")]
                params.append((name, types))
        for name, types in params:
            calls += "set(u)\n_ = %s(u, %s)\n" % (name, ", ".join(
                r.choice(["g_%s" % t, "ga_%s[u]" % t, self.const(t)]) for t in types))
        end = ""
        if self.chance(0.34):
            t = r.choice(list(INTS))
            s = r.choice([u for u in INTS if INTS[u][1]])
            end = r.choice([
                "z := %s(0)\nprintln(g_%s / z)\n" % (t, t), "z := %s(0)\nprintln(g_%s %% z)\n" % (t, t),
                "z := %s(-1)\nprintln(g_%s << z)\n" % (s, t), "z := %s(-1)\nprintln(g_%s >> z)\n" % (s, t),
                "z := %s(0)\ng_%s /= z\n" % (t, t), "z := %s(-3)\ng_%s <<= z\n" % (s, t),
                "z := %s(100)\nprintln(ga_%s[z])\n" % (t, t), "z := %s(-1)\nprintln(gs_%s[z])\n" % (s, t),
                "z := %s(9)\nprintln(\"abc\"[z])\n" % t, "z := %s(9)\nprintln(g_string[z+100-90:][:z])\n" % t])
        self.places = {}
        return out + "\nfunc main() {\nfor u := uint8(0); u < %d; u++ {\n%s}\nprintln(\"end\")\n%s}\n" % (ROUNDS, calls, end)


def main():
    gort, count, seed = arguments(__doc__, 2000)
    if not has_go():
        print("expr_diff: no %s: skipped" % GO)
        return 77
    programs = (count + PER - 1) // PER
    print("expr_diff: %d expressions, seeds %d to %d" % (count, seed, seed + programs - 1))
    b = Builder("expr_diff", gort)
    work = b.work
    compilers = ["-O0", ""] + (["tcc"] if b.quickest == "tcc" else [])
    if os.environ.get("UBSAN"):
        compilers.append(b.script("ubsan", UBSAN_CC))
    done = bad = invalid = values = panics = 0
    for s in range(seed, seed + programs):
        g = Gen(s)
        path = os.path.join(work, "e%d.go" % s)
        with open(path, "w") as f:
            f.write(g.program(min(PER, count)))
        exe, base = path[:-3], os.path.basename(path)
        want, said = b.reference(path, True)
        if not want:
            invalid += 1
            print("seed %d: %s: go: %s" % (s, path, said[:600]))
            continue
        if "\nend" not in want[2]:  # nothing before the last statement may panic
            invalid += 1
            print("seed %d: %s: go: %s" % (s, path, want[2][-300:]))
            continue
        panics += want[0] == 2
        wrong = False
        for cc in compilers:
            if not cc and s % 4 and not os.environ.get("BOTH"):
                continue
            built, said = b.mine(base, exe, cc)
            if not built:
                wrong = True
                print("seed %d: %s refused: %s" % (s, path, said[:600]))
                break
            got = visible(run([exe], work))
            os.unlink(exe)
            if got == want:
                continue
            wrong = True
            w, t = want[2].split("\n"), got[2].split("\n")
            differ = [i for i, (a, b) in enumerate(zip(w, t)) if a != b]
            print("seed %d: %s (%s): status %s, go's %s; %d of %d lines differ" % (
                s, path, cc, got[0], want[0], len(differ) + abs(len(w) - len(t)), len(w)))
            for i in differ[:5] or [min(len(w), len(t)) - 1]:
                print("  go: %s   gort: %s" % (w[i], t[i]))
        done += g.numbered
        values += want[2].count("\n")
        bad += wrong
        if not wrong and not os.environ.get("KEEP"):
            os.unlink(path)
    print("expr_diff: %d expressions, %d values, %d panics; %d programs differ, %d not usable" % (
        done, values, panics, bad, invalid))
    if bad or invalid:
        print("expr_diff: kept in " + work)
        return 1
    if not os.environ.get("KEEP"):
        shutil.rmtree(work)
    return 0 if values else 1


if __name__ == "__main__":
    sys.exit(main())
