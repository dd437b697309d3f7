#!/usr/bin/env python3
"""errors_diff.py GORT [COUNT [SEED]] - broken Go programs: gort's errors against Go's.

Needs go1.19 (GO=path of the go command, default /usr/lib/go-1.19/bin/go); without it, says so and
skips. A program of the pool (Go's test tree where it is installed, else this project's own tests, or
what POOL names: folders, separated by colons) is broken in one to three places, token by token, and
given to `go tool compile -p main -m -l` and to `gort escape -m -l`. What they say must be equal
byte for byte: the errors, or, if the program is still right, the messages of escape analysis. Left
out are programs with a construct that gort says it does not support yet, and the few on which the Go
compiler itself fails or finds a frame too large after all, or whose order is random. A crash of gort
or no end is a difference. The pool is Go's tree alone so that a seed draws the same programs when
this project gets a new one.

A difference is printed and its program kept in KEEP (default: a folder of its own in /tmp). The
last line counts what was compared; a run that compared nothing fails, and one that left out more
than LEFT_OUT says: what gort refuses must not make the comparison easier.
"""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import limited  # noqa: E402

GO = os.environ.get("GO", "/usr/lib/go-1.19/bin/go")
ROOT = pathlib.Path(__file__).resolve().parent.parent
TREES = ["/usr/share/go-1.19/test", "/usr/lib/go-1.19/test", "/usr/local/go/test"]
MAX_BYTES = 12000
SECONDS = 600
# Of a hundred: programs drawn that gort cannot take as they are, broken ones that were left out.
LEFT_OUT = {"drawn": 30, "broken": 6}

TOKEN = re.compile(r"""
    (?P<space>[ \t\r]+|//[^\n]*|/\*.*?\*/)|(?P<newline>\n)|
    (?P<string>"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*')|
    (?P<number>(?:0[xX][0-9a-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+)i?)|
    (?P<name>[^\W\d]\w*)|
    (?P<op><<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|[-+*/%&|^]=|<<|>>|&\^|.)
    """, re.X | re.S)

# A directive for Go's own runtime: gort takes it, and has such objects in its heap.
RUNTIME = b"//go:notinheap"

# Go's own failures, its back end, and what it finds by walking a map in random order.
UNFIT = ("internal compiler error|panic: |stack frame too large|symbol too large|"
         "incomplete .or unallocatable.|initialization loop|"
         "(?s:label .* defined and not used.*too many errors)")
KEYWORDS = set("""break case chan const continue default defer else fallthrough for func go goto if
    import interface map package range return select struct switch type var""".split())
TYPES = """int int8 uint8 byte rune string bool float64 float32 uint uint64 uintptr error any
    complex128 []int []byte map[string]int *int struct{} interface{} func() chan int [3]int""".split()
EXPRS = ['1', '"s"', "'a'", '1.5', 'nil', 'true', 'x', 'func() {}', '[]int{1}', 'struct{}{}', '-1',
         '1 << 70', '1e400', 'len("abc")', 'iota', '_', 'f()', 'int', 'x.y', '&x', '*x', 'x[0]',
         'x.(int)', '!true', '1 / 0', 'map[string]int{"a": 1}', 'uint8(300)', 'string(1)', '2i',
         'append', '(1)', 'interface{}(nil)', '0x', '08', "''", '"\\q"', '1_', 'make([]int, -1)']
STATEMENTS = ['break', 'continue', 'return', 'return 1', 'x := 1', 'var x int', 'goto L', 'L:',
              'fallthrough', 'defer 1', 'go f', 'defer f', 'defer (f())', 'defer int(x)',
              'defer len(x)', 'defer recover()', 'defer func() {}', '_ = x.M', '_ = T.M',
              'x = recover()', 'x++', 'x = 1', 'import "os"', 'type T int',
              'const c = 1', '1', 'f', '_ = _', 'var x = x', 'if x := 1 {}', 'for {}', 'switch {}',
              'func f() {}', 'case 1:', 'default:', 'else {}', 'panic(1)', 'var _ = 1', ';', '{', '}',
              'x, y := 1', 'a, b = 1, 2, 3', 'for i := range 10 {}', 'type _ struct{ int; int }',
              'select {}', 'var y, z int = 1, 2, 3', 'func() {}', 'func() {}()', 'const a int = "s"']
OPS = "+ - * / % & | ^ << >> &^ && || == != < <= > >= = := += <- ++ ! , . : ; ( ) [ ] { } ...".split()
DECLS = ['func init() int { return 1 }', 'type T struct { T }', 'var main int', 'import "os"',
         'func (t T) M() {}', 'func (int) M() {}', 'func f()', 'const c', 'type I interface { I }',
         'var a, b = b, a', 'func () g() {}', 'type A [len(A{})]int', 'func main() {}', 'x := 1']


def tokens(text):
    return [(m.lastgroup, m.group()) for m in TOKEN.finditer(text)]


class Mutator:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def pick(self, toks, want):
        at = [i for i, (k, s) in enumerate(toks) if want(k, s)]
        return self.r.choice(at) if at else None

    def code(self, k, s):
        return k not in ("space", "newline")

    def plain_name(self, k, s):
        return k == "name" and s not in KEYWORDS

    def mutate(self, toks):
        r = self.r
        what = r.randrange(17)
        names = [s for k, s in toks if self.plain_name(k, s)] or ["x"]
        if what == 0:  # drop a token
            i = self.pick(toks, self.code)
            if i is not None:
                del toks[i]
        elif what == 1:  # double one
            i = self.pick(toks, self.code)
            if i is not None:
                toks[i:i] = [toks[i], ("space", " ")]
        elif what == 2:  # swap neighbours
            at = [i for i, (k, s) in enumerate(toks) if self.code(k, s)]
            if len(at) > 2:
                n = r.randrange(len(at) - 1)
                toks[at[n]], toks[at[n + 1]] = toks[at[n + 1]], toks[at[n]]
        elif what in (3, 4):  # another name
            i = self.pick(toks, self.plain_name)
            if i is not None:
                toks[i] = ("name", r.choice(names + ["undefd", "_", "int", "len", "fmt", "nil"]))
        elif what == 5:  # another type
            i = self.pick(toks, lambda k, s: s in TYPES)
            if i is not None:
                toks[i] = ("name", r.choice(TYPES))
        elif what in (6, 7):  # another operand
            i = self.pick(toks, lambda k, s: k in ("string", "number") or self.plain_name(k, s))
            if i is not None:
                toks[i] = ("name", r.choice(EXPRS))
        elif what == 8:  # another operator
            i = self.pick(toks, lambda k, s: k == "op")
            if i is not None:
                toks[i] = ("op", r.choice(OPS))
        elif what == 9:  # drop an import or a line
            i = self.pick(toks, lambda k, s: k == "newline")
            if i is not None:
                j = i + 1
                while j < len(toks) and toks[j][0] != "newline":
                    j += 1
                del toks[i:j]
        elif what == 10:  # an argument more or less
            i = self.pick(toks, lambda k, s: s in ("(", ","))
            if i is not None:
                toks[i + 1:i + 1] = [("name", r.choice(EXPRS)), ("op", r.choice([",", ""]))]
        elif what in (11, 12):  # a statement where it may not belong
            i = self.pick(toks, lambda k, s: k == "newline" or s in ("{", "}"))
            if i is not None:
                toks[i + 1:i + 1] = [("name", r.choice(STATEMENTS)), ("newline", "\n")]
        elif what == 13:  # a declaration
            i = self.pick(toks, lambda k, s: s in ("func", "type", "var", "const"))
            if i is not None:
                toks[i:i] = [("name", r.choice(DECLS)), ("newline", "\n")]
        elif what == 14:  # an operand wrapped
            i = self.pick(toks, lambda k, s: k in ("string", "number") or self.plain_name(k, s))
            if i is not None:
                form = r.choice(["(%s)", "-%s", "!%s", "&%s", "*%s", "%s.x", "%s[0]", "%s()",
                                 "%s + 1", "%s == nil", "<-%s", "len(%s)", "string(%s)", "%s.(int)",
                                 "[]int{%s}", "%s[:]", "^%s", "%s << 3", '%s + "a"', "%s...",
                                 "cap(%s)", "append(%s, 1)", "copy(%s, %s)", "delete(%s, 1)",
                                 "new(%s)", "make(%s)", "int8(%s)", "float64(%s)", "%s{}",
                                 "func() int { return %s }()", "%s{1, 2}", "%s{a: 1}", "%s.M()",
                                 "T(%s)", "interface{}(%s)", "%s, %s", "1 << %s", "%s % 2"])
                toks[i] = ("name", form.replace("%s", toks[i][1]))
        elif what == 15:  # a piece cut out, or moved
            at = [i for i, (k, s) in enumerate(toks) if self.code(k, s)]
            if len(at) > 8:
                n = r.randrange(len(at) - 6)
                m = n + r.randrange(1, 6)
                piece = toks[at[n]:at[m]]
                del toks[at[n]:at[m]]
                if r.random() < 0.5:
                    k = r.randrange(len(toks))
                    toks[k:k] = piece
        else:  # a token of the same file elsewhere
            i, j = self.pick(toks, self.code), self.pick(toks, self.code)
            if i is not None:
                toks[i] = toks[j]


def pool():
    named = os.environ.get("POOL")
    own = [str(ROOT / "conformance"), str(ROOT / "golden")]
    places = named.split(":") if named else [t for t in TREES if os.path.isdir(t)][:1] or own
    files = []
    for place in places:
        files += sorted(pathlib.Path(place).rglob("*.go"))
    # NAME.dir holds packages that import each other by relative paths: no programs of one file.
    return [f for f in files if not f.parent.name.endswith(".dir")]


def run(args, cwd):
    try:
        p = limited.run(args, SECONDS, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT)
        return p.returncode, p.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired:
        return None, "no end after %d s\n" % SECONDS


def go_errors(work):
    code, text = run([GO, "tool", "compile", "-p", "main", "-m", "-l", "-o", "x.o", "x.go"], work)
    failed = code is None or re.search(UNFIT, text)
    return None if failed or code not in (0, 1, 2) else text


def gort_errors(gort, work):
    code, text = run([gort, "escape", "-m", "-l", "x.go"], work)
    if code is None or code < 0 or code > 2 or "internal:" in text:
        return "status %s\n%s" % (code, text)
    return text


def main():
    if not os.path.exists(GO):
        print("skipped: no go1.19 at", GO)
        sys.exit(77)
    gort = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    if os.environ.get("GORT_TEST_ALL"):
        count *= 3
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
    print("seed", seed)
    r = random.Random(seed)
    keep = os.environ.get("KEEP")
    work = tempfile.mkdtemp(prefix="errors_diff")
    kept = pathlib.Path(keep) if keep else None
    files = pool()
    taken = {}  # file -> text, or None if gort cannot take it as it is
    compared = different = left_out = tries = refused = drawn = 0
    while compared < count and tries < count * 20:
        tries += 1
        path = r.choice(files)
        number = r.randrange(1 << 30)
        if path not in taken:
            text = path.read_bytes()
            taken[path] = None
            if len(text) <= MAX_BYTES and b"\0" not in text and RUNTIME not in text:
                pathlib.Path(work, "x.go").write_bytes(text)
                drawn += 1
                if "not supported" not in gort_errors(gort, work):
                    taken[path] = text.decode(errors="replace")
                else:
                    refused += 1
        if taken[path] is None:
            continue
        toks = tokens(taken[path])
        m = Mutator(number)
        for _ in range(m.r.choice([1, 1, 1, 2, 3])):
            m.mutate(toks)
        source = "".join(s for _, s in toks)
        pathlib.Path(work, "x.go").write_text(source)
        have = gort_errors(gort, work)
        if "not supported" in have:
            left_out += 1
            continue
        want = go_errors(work)
        if want is None:
            left_out += 1
            continue
        compared += 1
        if have == want:
            continue
        different += 1
        if kept is None:
            kept = pathlib.Path(tempfile.mkdtemp(prefix="errors_diff_kept"))
        kept.mkdir(parents=True, exist_ok=True)
        name = "e%d_%d" % (seed, different)
        (kept / (name + ".go")).write_text(source)
        (kept / (name + ".want")).write_text(want)
        (kept / (name + ".have")).write_text(have)
        print("--- %s: %s, mutation %d" % (name, path, number))
        for line in sorted(set(want.splitlines()) ^ set(have.splitlines())):
            print(("go:   " if line in want.splitlines() else "gort: ") + line)
    shutil.rmtree(work)
    print("%d compared, %d differ, %d left out, %d of %d programs refused%s" %
          (compared, different, left_out, refused, drawn, " (kept in %s)" % kept if kept else ""))
    # A few by chance are no sign of anything.
    many = (left_out * 100 > LEFT_OUT["broken"] * (compared + 200) or
            refused * 100 > LEFT_OUT["drawn"] * (drawn + 50))
    if many:
        print("too many left out")
    sys.exit(1 if different or compared == 0 or many else 0)


main()
