#!/usr/bin/env python3
"""order_diff.py GORT [COUNT [SEED]] - the order of evaluation under gort and under go1.19.

Needs go1.19 (GO=path of the go command, default /usr/lib/go-1.19/bin/go); without it, says so and
skips (exit status 77). A case is a statement in which an operand stands beside another that changes
what it reads, or beside one that panics too: operand kind x later (or earlier) operand x context.
COUNT cases are drawn with SEED, as many from each context; 0 takes all. They are put into programs of SIZE
(default 250) cases, one function each, and each program runs one case per argument: standard
output, the panic's text and the line of the frame have to be Go's.
"""
import itertools
import os
import random
import re
import shutil
import sys

from harness import GO, Builder, arguments, has_go, run

SIZE = int(os.environ.get("SIZE", "250"))

HEAD = """package main

import (
	"fmt"
	"os"
)

type P struct{ a, b int }
type W struct{ v int64 }
type T struct {
	x, n int
	p    *T
	s    []int
	st   string
	f    func(int) int
	in   P
	arr  [3]int
	m    map[string]int
	e    interface{}
}

func (t *T) Ptr(k int) int { return t.x + k }
func (t T) Val(k int) int  { return t.n + k }

type I interface{ Ptr(k int) int }

var gi, gj, zero, five, neg = 1, 2, 0, 5, -1
var gs = "abcdef"
var gsl = []int{1, 2, 3, 4}
var gt = T{x: 1, n: 2, s: []int{5, 6}, st: "st", m: map[string]int{"k": 1}}
var gp = P{1, 2}
var garr = [3]int{1, 2, 3}
var gm = map[string]int{"a": 1}
var ge interface{} = 1
var gpt = &gt
var gb = true
var gf = 1.5
var nt *T
var nm map[string]int
var nf func(int) int
var ni I
var ne interface{}
var uns interface{} = []int{1}
var mi = map[interface{}]int{1: 1}
var one = []int{1}
var gmw = map[W]int{{1}: 1, {2}: 2, {3}: 3}
var gmt = map[struct{ s string }]int{{"s"}: 1, {"abcdef"}: 2}
var gma = map[[2]int32]int{{1, 2}: 1}
var gmf = map[float64]int{1: 1}
var gpp = make([]*int, 2)
var gaa = [][]int{{1, 2}, {3, 4}}
var gmm = map[string]map[string]int{"1": {"1": 1}}

func show(a ...interface{}) { fmt.Println(a...) }
func pass(a int) int         { return a }
func two(a, b interface{})   { fmt.Println(a, b) }
func tuple() (int, int)      { fmt.Print("tuple "); return 1, 2 }
func c(x int) int            { fmt.Print("c", x, " "); return x }

type L struct {
	i, j  int
	s     string
	sl    []int
	t     T
	p     P
	w     W
	arr   [3]int
	m     map[string]int
	mp    map[P]int
	e     interface{}
	pt    *T
	b     bool
	u8    uint8
	f     float64
	bs    []byte
	fn    func(int) int
}

func newL() *L { return nil }

"""

# The variables of a case, and `change`, which changes all of them.
PROLOGUE = """	i, j, s, sl := 1, 2, "abcdef", []int{1, 2, 3, 4}
	t := T{x: 1, n: 2, s: []int{5, 6}, st: "st", m: map[string]int{"k": 1}, f: func(k int) int { return k + 1 }}
	p, w, arr := P{1, 2}, W{3}, [3]int{1, 2, 3}
	m, mp := map[string]int{"a": 1}, map[P]int{{1, 2}: 1}
	var e interface{} = 1
	pt, b, u8, f, bs := &T{x: 4, n: 5, f: func(k int) int { return k }}, true, uint8(3), 1.5, []byte("bytes")
	fn := func(k int) int { return k * 2 }
	ti, ts, tsl, tp, te, tb, tm := 0, "", []int{1, 2, 3}, P{}, interface{}(nil), false, map[string]int{"z": 0}
	change := func() int {
		i, j, s, sl = 2, 3, "S", []int{9, 8, 7}
		t.x, t.n, t.s, t.st, t.in.a, t.arr[1] = 7, 8, []int{9}, "T", 6, 5
		t.m["k"] = 9
		t.f = func(k int) int { return k + 100 }
		p.a, p.b, w.v, arr[1] = 2, 9, 8, 9
		m["a"], m["b"], mp[P{1, 2}], mp[P{2, 9}] = 5, 6, 7, 8
		e, b, u8, f = "e", false, 7, 2.5
		pt.x = 40
		pt = &T{x: 50, n: 60, f: func(k int) int { return k + 7 }}
		bs[0] = 'X'
		fn = func(k int) int { return k * 3 }
		gi, gj, gs, gsl = 2, 3, "G", []int{9, 8}
		gt.x, gp.a, garr[1], ge, gb, gf = 9, 9, 9, "g", false, 2.5
		gm["a"] = 4
		return 1
	}
	changes := func() string { change(); return "x" }
	changeb := func() bool { change(); return true }
	changel := func() []int { change(); return []int{1, 2, 3} }
	changep := func() P { change(); return P{2, 9} }
	changee := func() interface{} { change(); return 1 }
	_, _, _, _, _, _, _, _, _, _, _ = i, j, s, sl, p, w, arr, m, mp, e, pt
	_, _, _, _, _, _, _, _, _, _, _ = b, u8, f, bs, fn, ti, ts, tsl, tp, te, tb
	_, _, _, _, _, _, _, _ = t, change, changes, changeb, changel, changep, changee, tm
"""
EPILOGUE = """	show(i, j, s, sl, t.x, t.n, t.st, p, w, arr, m, mp, e, pt.x, b, ti, ts, tsl, tp, te, tb, tm, gi, gs, gsl, gt.x, gp, garr, gm)
"""

# kind: operands that read, one that changes, ones that panic
OPERANDS = {
    "int": {
        "read": ["i", "gi", "t.x", "gt.x", "pt.x", "gpt.x", "sl[0]", "sl[i]", "gsl[gi]", "arr[1]", "arr[i]", "garr[gi]",
                 "*(&i)", "m[\"a\"]", "gm[\"a\"]", "mp[p]", "t.m[\"k\"]", "len(s)", "len(sl)", "len(m)", "cap(sl)",
                 "len(t.s)", "len(sl[i:])", "len(bs)", "i + j", "i * t.x", "-i", "^gi", "i << uint(j)", "e.(int)", "len(s[i:])",
                 "int(u8)", "int(f)", "t.in.a", "t.arr[1]", "pass(i)", "fn(i)", "t.f(i)", "pt.f(i)", "t.Ptr(i)", "t.Val(i)",
                 "pt.Val(i)", "(*pt).x", "int(s[0])", "int(bs[0])", "int(w.v)", "copy(tsl, sl)", "len([]byte(s))",
                 "len(string(bs))", "[]int{i, j}[0]", "[2]int{i, j}[1]", "T{x: i}.x", "(&T{x: i}).x", "P{i, j}.b",
                 "map[string]int{\"a\": i}[\"a\"]", "len(append(sl, i))", "append(sl, i)[0]", "func() int { return i }()",
                 "m[s]", "m[string(bs)]", "map[P]int{p: i}[p]", "len(make([]int, i))", "int(t.s[0])", "sl[len(sl)-1]",
                 "sl[1:][0]", "sl[i:][0]", "sl[:j][i]", "(i)", "pt.in.b", "gpt.arr[gi]", "pass(len(sl))", "(*[2]int)(sl)[0]"],
        "change": ["change()", "pass(change())", "sl[change()]", "len(changes())", "fn(change())"],
        "panic": ["nt.x", "*nil0", "sl[five]", "arr[five]", "garr[five]", "i / zero", "i % zero", "1 << neg", "ne.(int)", "e.(I).Ptr(1)",
                  "mi[uns]", "s2i(gs[five+5])", "len(sl[five:])", "len(s[five+5:])", "nf(1)", "ni.Ptr(1)", "nt.Ptr(1)", "nt.Val(1)",
                  "len(make([]int, neg))", "(*[9]int)(sl)[0]", "nt.p.x", "nt.f(1)", "T{x: sl[five]}.x", "[]int{sl[five]}[0]",
                  "len([]int{nt.x})", "append(sl, nt.x)[0]", "len(sl[i:neg+i])", "uns.(*T).x", "c(9)", "nt.arr[1]", "sl[i/zero]",
                  "m[gs[nt.x:]]", "nm[uns.(string)]", "len(nt.s)", "len(*nils)", "int(gs[nt.x])"],
    },
    "string": {
        "read": ["s", "gs", "t.st", "pt.st", "s + t.st", "s + \"q\"", "s[i:]", "s[1:]", "gs[:gi]", "string(bs)", "string(rune(i))", "fmt.Sprint(i)",
                 "[]string{s}[0]", "string([]rune(s))", "s[i:j]", "(s)"],
        "change": ["changes()", "s + changes()", "changes() + s"],
        "panic": ["nt.st", "s[five+5:]", "gs[neg+gi-1:]", "ne.(string)", "s + nt.st", "[]string{nt.st}[0]", "string(gs[five+5])"],
    },
    "bool": {
        "read": ["b", "gb", "!b", "i == 1", "i < j", "s == \"abcdef\"", "e == 1", "e == ge", "p == gp", "p == P{1, 2}", "arr == garr", "b && gb",
                 "b || i == 2", "sl == nil", "len(sl) == 4", "m[\"a\"] == 1", "e != nil", "t.in == p", "i == 1 && j == 2", "w == W{3}",
                 "(b)", "bs[0] == 'b'", "f > 2", "interface{}(p) == interface{}(gp)", "*pt == T2", "s < t.st"],
        "change": ["changeb()", "change() == 1", "!changeb()", "b && changeb()", "p == changep()", "e == changee()", "changeb() && b"],
        "panic": ["uns == uns", "uns == ge || uns == uns", "nt.x == 1", "sl[five] == 2", "b && sl[five] > 0", "!b || nt.x > 0", "i/zero == 1", "nt.in == p",
                  "nt.e == sl[five]", "ne.(bool)", "nt.st == gs[five+5:]", "nt.in == [2]P{}[five]"],
    },
    "slice": {
        "read": ["sl", "gsl", "t.s", "pt.s", "sl[1:]", "sl[i:]", "sl[:j]", "sl[i:j:3]", "arr[:]", "arr[i:]", "append(sl, i)", "append([]int(nil), sl...)", "[]int{i, j}",
                 "[]int{i, t.x}", "make([]int, i)", "[][]int{sl}[0]", "garr[gi:]"],
        "change": ["changel()", "append(sl, change())", "append(changel(), i)", "[]int{i, change(), i}", "sl[change():]"],
        "panic": ["nt.s", "sl[five:]", "nt.arr[:]", "make([]int, neg)", "append(sl, nt.x)", "[]int{1, sl[five]}", "sl[nt.x:]"],
    },
    "struct": {
        "read": ["p", "gp", "t.in", "pt.in", "P{i, j}", "[]P{p}[0]", "*(&p)", "map[int]P{1: p}[i]", "struct{ q P }{p}.q", "P{a: t.x}"],
        "change": ["changep()", "P{i, change()}", "P{change(), i}"],
        "panic": ["nt.in", "P{nt.x, 1}", "P{1, sl[five]}", "[]P{p}[five]", "ne.(P)"],
    },
    "iface": {
        "read": ["e", "ge", "interface{}(i)", "interface{}(p)", "interface{}(s)", "interface{}(b)", "interface{}(u8)", "interface{}(pt)", "interface{}(arr)", "interface{}(f)",
                 "interface{}(w)", "interface{}(gp)", "interface{}(garr)", "interface{}(gb)", "interface{}(t.in)", "interface{}(pt.in)", "interface{}(sl)", "interface{}(len(sl))",
                 "interface{}(i == 1)", "interface{}(P{i, j})", "interface{}([1]int{i})", "interface{}(struct{ a int32 }{int32(i)})", "interface{}(int16(i))", "interface{}(m[\"a\"])",
                 "interface{}(sl[0])", "interface{}(e)", "interface{}(&p)"],
        "change": ["changee()", "interface{}(change())", "interface{}(changep())"],
        "panic": ["nt.e", "interface{}(nt.x)", "interface{}(nt.in)", "interface{}(sl[five])", "interface{}(i / zero)", "interface{}(P{nt.x, 1})", "interface{}(nt.st)"],
    },
}
FIX = {"*nil0": "*(*int)(nil)", "s2i(gs[five+5])": "int(gs[five+5])", "*nils": "*(*[]int)(nil)", "*pt == T2": "pt.in == gt.in"}
BINARY = {"int": ["+", "*", "-", "==", "<", "/", "|"], "string": ["+", "==", "<", "!="], "bool": ["&&", "||", "==", "!="], "struct": ["==", "!="], "iface": ["==", "!="], "slice": []}
TARGET = {"int": "ti", "string": "ts", "bool": "tb", "slice": "tsl", "struct": "tp", "iface": "te"}
GOTYPE = {"int": "int", "string": "string", "bool": "bool", "slice": "[]int", "struct": "P", "iface": "interface{}"}


def contexts():
    """(name, the kinds of both operands or None for any, statement of a and b)"""
    any2 = [
        ("args", "show({a}, {b})"), ("args3", "show({a}, {b}, {a})"), ("two", "two({a}, {b})"),
        ("define", "x, y := {a}, {b}\n\tshow(x, y)"), ("var", "var x, y = {a}, {b}\n\tshow(x, y)"),
        ("vari", "var x, y interface{{}} = {a}, {b}\n\tshow(x, y)"), ("assigni", "var x, y interface{{}}\n\tx, y = {a}, {b}\n\tshow(x, y)"),
        ("ifaces", "show([]interface{{}}{{{a}, {b}}}...)"), ("struct", "show(struct{{ x, y interface{{}} }}{{{a}, {b}}})"),
        ("typedstruct", "show(struct {{\n\t\tx {A}\n\t\ty {B}\n\t}}{{{a}, {b}}})"), ("map", "show(map[interface{{}}]interface{{}}{{1: {a}, 2: {b}}})"),
        ("return", "show(func() ({A}, {B}) {{ return {a}, {b} }}())"), ("returni", "show(func() (interface{{}}, interface{{}}) {{ return {a}, {b} }}())"),
        ("named", "show(func() (x {A}, y {B}) {{\n\t\tq := &x\n\t\t_ = func() interface{{}} {{ return *q }}\n\t\treturn {a}, {b}\n\t}}())"),
        ("call", "func(x {A}, y {B}) {{ show(x, y) }}({a}, {b})"), ("method", "show({a}, fmt.Sprint({b}))"),
        ("field", "gt.e, pt.e = {a}, {b}\n\tshow(gt.e, pt.e)"), ("print", "fmt.Println(fmt.Sprint({a}, 1), {b})"),
        ("varargs", "func(x {A}, y ...{B}) {{ show(x, y) }}({a}, {b}, {b})"), ("arrays", "show([...]interface{{}}{{0: {a}, 1: {b}}})"),
        ("blank", "_, y := {a}, {b}\n\tshow(y)"),
    ]
    out = [(n, None, None, s) for n, s in any2]
    for k, ops in BINARY.items():
        out += [("op" + o, k, k, "show({a} %s {b})" % o) for o in ops]
        out += [("if" + o, k, k, "if x := {a} %s {b}; fmt.Sprint(x) != \"\" {{\n\t\tshow(x)\n\t}}" % o) for o in ops[:1]]
    ints = [
        ("index", "show(tsl[({a})&1+({b})&1])"), ("index2", "show([]int{{1, {a}}}[({b})&1])"), ("slice", "show(gs[({a})&1 : ({b})&1+1])"),
        ("slice3", "show(tsl[({a})&1 : ({b})&1+1 : 2])"), ("slicesl", "show(changel()[({a})&1 : ({b})&1+1])"),
        ("store", "tsl[({a})&1] = {b}"), ("store2", "tsl[({a})&1], tsl[2] = {b}, {a}"), ("opstore", "tsl[({a})&1] += {b}"),
        ("opint", "i += {a} - {b}"), ("opfield", "t.x += {a} * {b}"), ("opptr", "pt.x -= {a} + {b}"), ("opmap", "m[fmt.Sprint({a})] += {b}"),
        ("opdiv", "tsl[({a})&1] /= {b}"), ("opmapdiv", "m[gs[({a})&1:]] /= {b}"), ("mapstore", "tm[gs[({a})&1:]] = {b}"), ("imapstore", "mi[{a}] = {b}"),
        ("append", "show(append(sl, {a}, {b}))"), ("append2", "sl = append(sl, {a}, {b})\n\tshow(sl)"), ("append3", "t.s = append(t.s, {a}, {b})\n\tshow(t.s)"),
        ("make", "show(make([]int, ({a})&3, ({b})&3+4))"), ("switch", "switch {a} {{\n\tcase {b}:\n\t\tshow(1)\n\tdefault:\n\t\tshow(2)\n\t}}"),
        ("println", "println({a}, {b})"), ("arr", "show([...]int{{{a}, {b}, {a}}})"), ("slicelit", "show([]int{{{a}, {b}, {a}}})"),
        ("pointlit", "show(&P{{{a}, {b}}})"), ("nested", "show(P{{{a}, pass({b})}}, {a})"), ("shift", "show({a} << (uint({b}) & 3))"),
        ("swap", "i, j = {a}, {b}"), ("swaparr", "arr[({a})&1], arr[i&1] = {b}, {a}"), ("swapptr", "pt.x, t.x, i = {a}, {b}, {a}"),
        ("tupleidx", "tsl[({a})&1], tsl[({b})&1] = tuple()"), ("mapok", "x, ok := m[gs[({a})&1:({b})&1+1]]\n\tshow(x, ok)"),
        ("range", "for k := range tsl[({a})&1 : ({b})&1+1] {{\n\t\tshow(k)\n\t}}"), ("fieldcall", "show(t.f({a}) + {b})"), ("ptrcall", "show(pt.f({a}), {b})"),
        ("valcall", "show(t.Val({a}), {b})"), ("ifacecall", "show(I(pt).Ptr({a}) + {b})"), ("closurecall", "show(fn({a}) * {b})"), ("cond", "if {a} == 1 && {b} == 1 {{\n\t\tshow(3)\n\t}}"),
        ("nilstore", "nm[gs[({a})&1:]] = {b}"), ("nilfield", "nt.x = {a} + {b}"), ("nilopfield", "nt.x += {a}\n\tshow({b})"), ("outstore", "sl[five] = {a} + {b}"),
        ("outop", "sl[five+({a})] += {b}"), ("ptrstore", "*(&tsl[({a})&1]) = {b}"), ("delete", "delete(m, fmt.Sprint({a}, {b}))"), ("conv", "show(int8({a}), float64({b}))"),
        ("callee", "nt.f({a} + {b})"), ("nilcallee", "nf({a} + {b})"), ("nilmethod", "ni.Ptr({a} + {b})"), ("nilarrstore", "nt.arr[({a})&1] = {b}"), ("divstore", "tsl[{a}/({b})&1] = {a}"),
        ("mapkeyboth", "show(map[int]int{{{a}: {b}, {b} + 100: {a}}})"), ("nested2", "show(pass(pass({a}) + {b}) + {a})"), ("depth", "show((&T{{x: {a}, n: {b}}}).x + {a})"),
    ]
    ints += [
        ("append4", "show(append(sl, {a}, arr[i], {b}))"), ("appendnil", "show(append(nt.s, {a}, {b}))"), ("appendptr", "pt.s = append(pt.s, {a}, {b})\n\tshow(pt.s)"),
        ("appendcut", "show(append(sl[({a})&1:], {b}))"), ("appenddiv", "show(append(sl, {a}, 1/({b})))"), ("append2d", "gaa[({a})&1] = append(gaa[({b})&1], {a})\n\tshow(gaa)"),
        ("appendmake", "show(append(sl, make([]int, ({a})&3+({b})&3)...))"), ("appendlit", "show(append([]P{{}}, P{{{a}, {b}}}, gp))"),
        ("place2", "gaa[({a})&1][({b})&1] = 7\n\tshow(gaa)"), ("place2op", "gaa[({a})&1][({b})&1] += 7\n\tshow(gaa)"), ("place2inc", "gaa[({a})&1][({b})&1]++\n\tshow(gaa)"),
        ("nilarrop", "nt.arr[({a})&1] += {b}"), ("ptrarr", "pt.arr[({a})&1], pt.x = {b}, {a}"), ("nilin", "pt.p.in.a = {a} + {b}"), ("nilplace2", "nt.s[({a})&1], i = {b}, {a}"),
        ("mapplace", "gmm[fmt.Sprint({a})][fmt.Sprint({b})] = 1\n\tshow(gmm)"), ("mapplaceop", "gmm[fmt.Sprint({a})][fmt.Sprint({b})] += {a}\n\tshow(gmm)"),
        ("mapword", "show(gmw[W{{int64({a})}}] + {b})"), ("mapwordset", "gmw[W{{int64({a})}}] = {b}\n\tshow(gmw)"), ("mapwordop", "gmw[W{{int64({a})}}] += {b}\n\tshow(gmw)"),
        ("mapwordvar", "show(gmw[w], {a}, gmw[w], {b})"), ("mapwordvarset", "gmw[w] = {a} + {b}\n\tshow(gmw)"), ("mapwords", "gma[[2]int32{{int32({a}), int32({b})}}]++\n\tshow(gma)"),
        ("mapfloat", "gmf[float64({a})] = {b}\n\tshow(gmf)"), ("mapfloatread", "show(gmf[float64({a})], gmf[f], {b})"), ("mapstructvar", "mp[p] = {a} * {b}\n\tshow(mp)"),
        ("panic", "panic({a} + {b})"), ("panics", "panic(fmt.Sprint({a}, {b}))"), ("deletei", "delete(mi, interface{{}}({a} + {b}))\n\tshow(len(mi))"),
        ("deletenil", "delete(nt.m, gs[({a})&1:({b})&1+1])"), ("copyn", "show(copy(tsl[({a})&1:], sl[({b})&1:]))"), ("copynil", "show(copy(nt.s, []int{{{a}, {b}}}))"),
        ("copyptrs", "show(copy(gpp[({a})&1:], []*int{{&([]int{{{b}}}[0]), &one[({a})&1]}}))"),
        ("deletelit", "delete(nt.m, fmt.Sprint([]int{{{a}, {b}}}))"), ("deleteword", "delete(gmw, W{{int64({a} + {b})}})\n\tshow(gmw)"), ("lenlit", "show(len([]int{{{a}, {b}}}), {a})"), ("rangearr", "for k, v := range [2]int{{{a}, {b}}} {{\n\t\tshow(k, v)\n\t}}"), ("println3", "println(\"x\", {a}, {b}, len(m), len(sl))"),
        ("println4", "println(len(m), {a}, cap(sl), {b}, len(s))"), ("conds", "switch {{\n\tcase {a} > {b}:\n\t\tshow(1)\n\tcase {b} > 0:\n\t\tshow(2)\n\t}}"),
        ("cases", "switch {a} {{\n\tcase 100, {b}, {a}:\n\t\tshow(1)\n\tdefault:\n\t\tshow(2)\n\t}}"), ("assertint", "show(interface{{}}({a}).(int) + {b})"),
        ("mapstructs", "show(map[int]P{{{a}: {{{b}, {a}}}}})"), ("structs2", "show([]P{{{{{a}, 1}}, {{2, {b}}}}})"), ("deref", "show(*(&[]int{{{a}, {b}}}[1]), {a})"),
        ("deeparray", "show([2][2]int{{{{{a}, {b}}}, {{1, {a}}}}}[({b})&1][({a})&1])"), ("recvcall", "show((&gt).Val({a}), {b})"),
        ("variadic", "show(append([]interface{{}}{{{a}}}, {b}, {a})...)"), ("forpost", "for k := {a}; k < ({a})+1; k += ({b})&1 + 1 {{\n\t\tshow(k)\n\t}}"),
    ]
    out += [(n, "int", "int", s) for n, s in ints]
    strings = [("concat3", "show({a} + {b} + {a})"), ("opstr", "s += {a} + {b}"), ("opstrfield", "t.st += {a} + {b}"), ("mapstr", "tm[{a}] = len({b})"), ("readmap", "show(m[{a}], {b})"),
               ("opmapstr", "tm[{a}] += len({b})"), ("copy", "show(copy(bs, {a}), {b})"), ("bytes", "show([]byte({a}), {b})"), ("rangestr", "for _, r := range {a} + {b} {{\n\t\tshow(r)\n\t}}"),
               ("switchstr", "switch {a} {{\n\tcase {b}:\n\t\tshow(1)\n\t}}")]
    strings += [("appendbytes", "show(append(bs, ({a}+{b})...))"), ("appendbytes2", "show(append([]byte({a}), {b}...))"), ("printlns", "println({a}, {b}, len(s))"),
                ("cutstr", "show(({a})[len({b})-len({b}):])"), ("lessstr", "show({a} < {b}, {b} + {a})"), ("maptext", "show(gmt[struct{{ s string }}{{{a}}}], {b})"), ("maptextset", "gmt[struct{{ s string }}{{{a}}}] = len({b})\n\tshow(gmt)"), ("bothmaps", "gmm[{a}][{b}]++"), ("runes", "show(len([]rune({a})), string([]byte({b})))"),
                ("indexstr", "show(({a})[len({b})%2])"), ("boxedstr", "show(interface{{}}({a}) == interface{{}}({b}), {a})")]
    out += [(n, "string", "string", s) for n, s in strings]
    out += [("printlnb", "bool", "bool", "println({a}, {b}, len(sl))"), ("or3", "bool", "bool", "show({a} || {b} && {a})"), ("ifelse", "bool", "bool", "if {a} {{\n\t\tshow(1)\n\t}} else if {b} {{\n\t\tshow(2)\n\t}}"),
            ("logicalcall", "bool", "bool", "show(fmt.Sprint({a} && {b}) + fmt.Sprint({b}))"), ("boolmap", "bool", "bool", "show(map[bool]bool{{{a}: {b}}}[{b}])")]
    out += [("append3s", "slice", "slice", "show(append(append({a}, 1), {b}...))"), ("copyswap", "slice", "slice", "show(copy({b}, {a}), {a})"), ("cuts", "slice", "slice", "two(({a})[:1], ({b})[1:])"),
            ("elements", "slice", "slice", "show(({a})[0], ({b})[1])"), ("elementset", "slice", "slice", "({a})[0] = ({b})[1]"), ("elementop", "slice", "slice", "({a})[0] += ({b})[1]"),
            ("appendany", "slice", "slice", "show(append([]interface{{}}{{}}, {a}, {b}))"), ("appendnils", "slice", "slice", "nt.s = append({a}, {b}...)"), ("elementput", "slice", "slice", "({a})[({b})[0]&1] = 5")]
    out += [("appendi", "iface", "iface", "show(append([]interface{{}}{{1}}, {a}, {b}))"), ("mapi", "iface", "iface", "show(map[interface{{}}]interface{{}}{{{a}: {b}}})"), ("asserti", "iface", "iface", "show(({a}).(int), {b})"),
            ("deletei2", "iface", "iface", "delete(mi, {a})\n\tshow({b}, len(mi))"), ("seti", "iface", "iface", "mi[{a}] = len(fmt.Sprint({b}))"), ("opi", "iface", "iface", "mi[{a}] += len(fmt.Sprint({b}))"),
            ("readi", "iface", "iface", "show(mi[{a}], mi[{b}])"), ("setboth", "iface", "iface", "mi[{a}], te = 3, {b}"), ("panici", "iface", "iface", "panic(fmt.Sprint({a}, {b}))")]
    out += [("and", "bool", "bool", "show({a} && {b}, {a})"), ("andif", "bool", "bool", "if {a} && {b} || {a} {{\n\t\tshow(4)\n\t}}"), ("not", "bool", "bool", "show(!({a}) == {b})"),
            ("for", "bool", "bool", "for k := 0; k < 1 && ({a} || {b}); k++ {{\n\t\tshow(k)\n\t}}")]
    out += [("mapstruct", "struct", "struct", "show(mp[{a}], mp[{b}])"), ("mapstructset", "struct", "struct", "mp[{a}] = ({b}).a"), ("fieldof", "struct", "struct", "show(({a}).a + ({b}).b)"),
            ("structs", "struct", "struct", "show([]P{{{a}, {b}, {a}}})")]
    out += [("appends", "slice", "slice", "show(append({a}, {b}...))"), ("copys", "slice", "slice", "show(copy({a}, {b}))"), ("ranges", "slice", "slice", "for k, v := range append({a}, {b}...) {{\n\t\tshow(k, v)\n\t}}"),
            ("mapiface", "iface", "iface", "show(len(map[interface{{}}]int{{{a}: 1}}), {b})"), ("assertint", "iface", "iface", "x, ok := ({a}).(int)\n\tshow(x, ok, {b})"),
            ("switchi", "iface", "iface", "switch {a} {{\n\tcase {b}:\n\t\tshow(5)\n\t}}"), ("typesw", "iface", "iface", "switch x := ({a}).(type) {{\n\tcase int:\n\t\tshow(x, {b})\n\t}}")]
    return out


def cases():
    for name, ka, kb, text in contexts():
        for x in ([ka] if ka else OPERANDS):
            for y in ([kb] if kb else OPERANDS):
                o, q = OPERANDS[x], OPERANDS[y]
                pairs = itertools.chain(itertools.product(o["read"], q["change"]), itertools.product(o["change"], q["read"]),
                                        itertools.product(o["panic"], q["panic"]), itertools.product(o["panic"], q["change"]),
                                        itertools.product(o["change"], q["panic"]), itertools.product(o["change"], q["change"]))
                for a, b in pairs:
                    yield name, text.format(a=FIX.get(a, a) if a in FIX else fix(a), b=fix(b), A=GOTYPE[x], B=GOTYPE[y])


def drawn(everything, count, r):
    """as many from each context"""
    by_context = {}
    for case in everything:
        by_context.setdefault(case[0], []).append(case)
    lists = [r.sample(l, len(l)) for l in by_context.values()]
    out = []
    while len(out) < count and any(lists):
        out += [l.pop() for l in r.sample(lists, len(lists)) if l]
    return out[:count]


def fix(x):
    for k, v in FIX.items():
        x = x.replace(k, v)
    return x


def program(batch):
    out = HEAD
    for i, (_, text) in enumerate(batch):
        out += "func case%d() {\n%s\t%s\n%s}\n\n" % (i, PROLOGUE, text, EPILOGUE)
    out += "var cases = []func(){%s}\n\nfunc main() {\n\tk := 0\n\tfor _, d := range os.Args[1] {\n\t\tk = k*10 + int(d-'0')\n\t}\n\tcases[k]()\n}\n" % ", ".join("case%d" % i for i in range(len(batch)))
    return out


def visible(r):
    """status, output, what was panicked with, and the line of the case's frame"""
    code, out, err = r
    head = err.split("\ngoroutine ")[0]
    head = "\n".join(l for l in head.split("\n") if l and not l.startswith("[signal "))
    head = re.sub("0x[0-9a-f]+", "ADDRESS", head)
    frame = re.search(r"main\.case\d+[^\n]*\n\t[^\n]*?(\w+\.go:\d+)", err)
    return code, re.sub("0x[0-9a-f]+", "ADDRESS", out), head, frame.group(1) if frame else ""


def usable(b, batch):
    """the cases that Go takes"""
    while batch:
        with open(os.path.join(b.work, "p.go"), "w") as f:
            f.write(program(batch))
        taken, said = b.go("p.go", os.path.join(b.work, "ref"), ("-l", "-e"))
        if taken:
            return batch
        lines = {int(n) for n in re.findall(r"p\.go:(\d+):", said)}
        starts = [n for n, l in enumerate(program(batch).split("\n"), 1) if l.startswith("func case")] + [10**9]
        bad = {i for i in range(len(batch)) for n in lines if starts[i] <= n < starts[i + 1]}
        if not bad:
            sys.exit("order_diff: go1.19 does not take the program:\n" + said[:2000])
        batch = [b for i, b in enumerate(batch) if i not in bad]
    return batch


def main():
    gort, count, seed = arguments(__doc__, 500)
    if not has_go():
        print("order_diff: no %s: skipped" % GO)
        return 77
    everything = list(cases())
    chosen = drawn(everything, count, random.Random(seed)) if count else everything
    print("order_diff: seed %d, %d of %d cases" % (seed, len(chosen), len(everything)))
    same = different = 0
    for at in range(0, len(chosen), SIZE):
        b = Builder("order_diff", gort)
        work, batch = b.work, usable(b, chosen[at:at + SIZE])
        built, said = b.mine("p.go", os.path.join(work, "mine"), b.quickest)
        if not built:
            print("order_diff: %s/p.go refused: %s" % (work, said[:500]))
            different += 1
            continue
        wrong = 0
        for i, (name, text) in enumerate(batch):
            want = visible(run(["./ref", str(i)], work))
            got = visible(run(["./mine", str(i)], work))
            if want == got:
                same += 1
                continue
            wrong += 1
            print("%s: %s/p.go case %d: %s" % (name, work, i, text))
            for w, g in zip(want, got):
                if w != g:
                    print("    go:   %s\n    gort: %s" % (str(w)[:300].strip(), str(g)[:300].strip()))
        different += wrong
        if not wrong:
            shutil.rmtree(work)
    print("order_diff: %d equal, %d different" % (same, different))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
