#!/usr/bin/env python3
"""loop_diff.py GORT [COUNT [SEED]] - counted loops whose indexes end near the bounds, and loops over
maps that the body changes: what they do under gort and under go1.19.

Needs go1.19 (GO=path of the go command); without it, says so and skips (exit status 77). A program
is CASES functions of one or two loops over a slice, an array, a string, with counters of every
integer type from and to both ends of it, indexes that are the counter and a little more or less,
bodies that change the counter, the bound or the slice, or break, continue and go to labels. The
program's argument says which function runs: some end well, some by a panic, and none runs for ever.
Output, what is said of a panic, the line where it happened and the exit status have to be Go's.
"""
import os
import random
import re
import shutil
import sys

from harness import Builder, arguments, has_go, run

CASES = 24
MODES = ["", "gcstress=1"]
TYPES = {"int": 64, "int8": 8, "int16": 16, "int32": 32, "int64": 64, "uint": 64, "uint8": 8, "uint16": 16,
         "uint32": 32, "uint64": 64}
# Keys of every way to hash and compare: key type, the key of number i.
KEYS = [("int", "%s"), ("int32", "int32(%s)"), ("uint8", "uint8(%s)"), ("int16", "int16(%s)"),
        ("string", "fmt.Sprint(%s)"), ("float64", "float64(%s)"), ("interface{}", "interface{}(%s)"),
        ("half", "half{int32(%s), 1, 2}"), ("pair", "pair{1, %s}"), ("gap", "gap{int8(%s), 3, true}"),
        ("[3]uint8", "[3]uint8{uint8(%s)}"), ("[2]string", "[2]string{1: fmt.Sprint(%s)}"), ("flag", "flag(%s&1 == 0)"),
        ("mixed", "mixed{\"k\", float32(%s)}"), ("*int", "&places[%s&511]"), ("wide", "wide{n: [20]int{7: %s}}")]
ELEMS = [("int", "%s", "%s"), ("string", "fmt.Sprint(%s)", "len(%s)"), ("*int", "&places[%s&511]", "*%s"),
         ("[]int", "[]int{%s}", "%s[0]"), ("wide", "wide{n: [20]int{3: %s}}", "%s.n[3]"), ("struct{}", "none(%s)", "zero(%s)")]
HEAD = """package main

import (
	"fmt"
	"os"
)

type half struct{ a, b, c int32 }
type pair struct{ a, b int }
type gap struct {
	a int8
	b int64
	c bool
}
type flag bool
type mixed struct {
	s string
	f float32
}
type wide struct{ n [20]int }

var places [512]int
var fuel = 3000
var at = 5
var text = fmt.Sprint

func none(i int) (s struct{}) { return }
func zero(s struct{}) int     { return 1 }
"""


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.n = 0

    def name(self, p):
        self.n += 1
        return "%s%d" % (p, self.n)

    def near(self, t):
        """a constant of type t, often near an end or a length"""
        bits, r = TYPES[t], self.r
        least, most = (0, 2**bits - 1) if t[0] == "u" else (-2**(bits - 1), 2**(bits - 1) - 1)
        v = r.choice([0, 0, 0, 1, 2, 7, 8, 9, -1, -2, least, least + 2, most, most - 2])
        return min(max(v, least), most)

    def bound(self, t):
        r = self.r
        if t == "int" and r.random() < 0.6:
            x = r.choice(["len(s)", "len(s)", "len(str)", "len(a)", "n", "at", "len(b)"])
            return x + r.choice(["", "", "", " - 1", " + 1", " - 2", " - 9", " * 2", " - n"])
        return "%s(%d)" % (t, self.near(t)) if r.random() < 0.8 else "%s(n)" % t

    def index(self, i):
        return i + self.r.choice(["", "", "", "+1", "-1", "+2", "-2", "+7"])

    def step(self, i, t, deep):
        """a statement of a body"""
        r, k = self.r, self.r.randrange(22)
        x = self.index(i)
        if k < 9:
            what = r.choice(["s", "s", "s", "b", "a", "p", "grid[1]"])
            return r.choice(["t += %s[%s]\n", "%s[%s]++\n", "t ^= %s[%s]\n", "t = t*3 + %s[%s]\n"]) % (what, x)
        if k < 11:
            return "t += int(str[%s])\n" % x
        if k == 11:
            return "t += grid[%s][%s]\n" % (x, self.index(i))
        cond = "%s == %s" % (i, "%s(%d)" % (t, r.randrange(6)))
        if k == 12:
            return "if %s {\n%s%s\n}\n" % (cond, i, r.choice(["++", "--", " += 2"]))
        if k == 13:
            return "if %s {\n%s\n}\n" % (cond, r.choice(
                ["s = s[:len(s)-1]", "s = append(s, 4)", "s = s[1:]", "s = b", "n--", "at++", "b = s[:2]", "str = str[1:]",
                 "*q = 3", "p = nil", "a[2] = len(s)"]))
        if k == 14:
            return "if %s {\n%s\n}\n" % (cond, r.choice(["break", "continue", "return t", "goto out"]))
        if k == 15:
            return "t += 9 / (int(%s) - %d)\n" % (i, r.choice([3, 40, 300]))
        if k == 16:
            return "t += n << (uint(%s) & 70)\n" % i
        if k == 17:
            return "t += n << int(%s)\n" % i
        if k < 20 and deep < 2:
            return self.loop(deep + 1)
        if k == 20:
            return "f = func() int { return len(s) + int(%s) }\nt += f()\n" % i
        return "t += int(%s)\n" % i

    def loop(self, deep=0):
        r, i = self.r, self.name("i")
        if r.random() < 0.25:
            v = self.name("v")
            x = r.choice(["s", "s", "b", "a", "p", "&a", "str", "grid[2]"])
            head = r.choice(["for %s := range %s" % (i, x), "for %s, %s := range %s" % (i, v, x)])
            use = "_ = %s\n" % i + ("t += int(%s)\n" % v if v in head else "")
            t = "int"
        else:
            t, use = r.choice(["int"] * 12 + list(TYPES)), ""
            down = r.random() < 0.4
            first, last = "%s(%d)" % (t, self.near(t)), self.bound(t)
            if down:
                first, last = (last, first) if r.random() < 0.8 else (first, last)
            op = r.choice([">", ">=", ">="] if down else ["<", "<", "<="])
            head = "for %s := %s; %s %s %s; %s%s" % (i, first, i, op, last, i, "--" if down else "++")
        fuel = "if fuel--; fuel < 0 {\nreturn t\n}\n"
        body = "".join(self.step(i, t, deep) for _ in range(r.randrange(1, 4 - deep)))
        return "%s {\n%s%s%s}\n" % (head, fuel, use, body)

    def counted(self):
        return "".join(self.loop() for _ in range(self.r.randrange(1, 3)))

    def map(self):
        """a map changed while it is walked; what is printed does not depend on the order"""
        r = self.r
        kt, key = r.choice(KEYS)
        et, elem, sum_ = r.choice(ELEMS)
        made = r.choice(["map[%s]%s{}" % (kt, et), "make(map[%s]%s, n*9)" % (kt, et)])
        size = r.choice([0, 1, 3, 8, 9, 27, 60, 100])
        body = r.choice([
            "delete(m, k)\n", "if %s & 1 == 0 {\ndelete(m, k)\n}\n" % (sum_ % "v"),
            "m[k] = %s\n" % (elem % "n"), "if !grown {\ngrown = true\nfor i := %d; i < %d; i++ {\nm[%s] = %s\n}\n}\n" % (
                size, size * 4, key % "i", elem % "i"),
            "for k2 := range m {\ndelete(m, k2)\n}\n", "m = map[%s]%s{k: v}\n" % (kt, et),
            "for k2, v2 := range m {\nif k2 == k {\nt += %s\n}\n}\n" % (sum_ % "v2"),
            "delete(m, %s)\nm[k] = v\n" % (key % "n")])
        sure = "if c < 0 {\nt += %s\n}\n" % (sum_ % "v")
        o = "m := %s\ngrown := false\nc := 0\n_ = grown\n" % made
        o += "for i := 0; i < %d; i++ {\nm[%s] = %s\n}\n" % (size, key % "i", elem % "i")
        if r.random() < 0.4:
            o += "for i := 0; i < %d; i += %d {\ndelete(m, %s)\n}\n" % (size, r.choice([1, 2, 3]), key % "i")
        if et == "int":
            o += "for i := 0; i < n; i++ {\nm[%s] += i\nm[%s]++\n}\n" % (key % "i", key % "i*2")
        o += "for k, v := range m {\n_, _ = k, v\n%s%s}\n" % (sure, body)
        # What is added under range may be walked or not; all else is the same in every order.
        o += "c = len(m)\n" if "for i" not in body or "delete" not in body else ""
        o += "for i := 0; i < %d; i++ {\nif v, ok := m[%s]; ok {\nt += %s * i\n}\n}\n" % (
            size * 4, key % "i", sum_ % "v") if "m = map" not in body else ""
        return o + ("t += c\n" if "m = map" not in body else "")

    def case(self, k):
        body = self.map() if self.r.random() < 0.3 else self.counted()
        return """
func case%d(s []int, str string, p *[9]int, n int) (t int) {
b := s[:len(s):len(s)]
a := [8]int{1, 2, 3}
grid := [5][6]int{{1}, {2, 3}, {4, 5, 6}}
q := &n
f := func() int { return 1 }
_, _, _, _, _ = a, b, grid, f, q
{
%s}
goto out
out:
return t + a[2] + len(s) + s[1]
}
""" % (k, body)

    def program(self):
        o = HEAD + "".join(self.case(k) for k in range(CASES))
        o += "\nfunc main() {\nfor i := range places {\nplaces[i] = i\n}\n"
        o += "s, p := make([]int, 8, 12), &[9]int{4, 5, 6}\nfor i := range s {\ns[i] = i * i\n}\nt := 0\n"
        o += "switch os.Args[1] {\n"
        for k in range(CASES):
            o += "case \"%d\":\nt = case%d(s, \"eight\\u00e9t\", p, %d)\n" % (k, k, self.r.choice([2, 7, 8, 9]))
        return o + "}\nprintln(t, fuel, at, s[0], s[7], p[8])\n}\n"


def visible(r):
    """status, output, and of a panic the text and the lines of the program"""
    code, out, err = r
    i = err.find("\ngoroutine ")
    said = [l for l in (err if i < 0 else err[:i]).split("\n") if l and not l.startswith("[signal ")]
    return code, out, said + (re.findall(r"^\t\S*?(p\d+\.go:\d+)", err[i:], re.M) if i >= 0 else [])


def main():
    gort, count, seed = arguments(__doc__, 20)
    if not has_go():
        print("loop_diff: no go1.19: skipped")
        return 77
    print("loop_diff: seeds %d to %d" % (seed, seed + count - 1))
    b = Builder("loop_diff", gort)
    equal = different = unusable = panics = 0
    for s in range(seed, seed + count):
        path = os.path.join(b.work, "p%d.go" % s)
        with open(path, "w") as f:
            f.write(Gen(s).program())
        exe, cc = path[:-3], b.compiler(s, 4)
        ok, said = b.go(os.path.basename(path), exe + ".ref", ("-l",))
        if not ok:
            unusable += 1
            if os.environ.get("SHOW_INVALID"):
                print(path, said[:400])
            continue
        ok, said = b.mine(os.path.basename(path), exe, cc)
        wrong = not ok
        if not ok:
            print("seed %d: %s (%s) refused: %s" % (s, path, cc, said[:300]))
        for k in range(CASES if ok else 0):
            want = visible(run([exe + ".ref", str(k)], b.work))
            panics += want[0] == 2
            for m in MODES:
                got = visible(run([exe, str(k)], b.work, dict(os.environ, GODEBUG=m)))
                if got != want:
                    wrong = True
                    print("seed %d: %s (%s) case %d GODEBUG=%s\n  want %s\n  gort %s" % (s, path, cc, k, m, want, got))
        equal += not wrong
        different += wrong
        for e in (exe, exe + ".ref") + (() if wrong or os.environ.get("KEEP") else (path,)):
            if os.path.exists(e):
                os.unlink(e)
        sys.stdout.flush()
    if different or unusable:
        print("loop_diff: kept in %s" % b.work)
    elif not os.environ.get("KEEP"):
        shutil.rmtree(b.work)
    print("loop_diff: %d programs of %d functions equal (%d panics), %d different, %d not usable" % (
        equal, CASES, panics, different, unusable))
    return 1 if different or unusable > count // 4 or panics < equal else 0


if __name__ == "__main__":
    sys.exit(main())
