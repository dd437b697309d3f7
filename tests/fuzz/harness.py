"""harness.py - what the scripts that run random programs under gort and under go1.19 share.

A script hands `compare` its generator and the modes its programs run in; the others use the parts:
`arguments`, `run`, `visible`, `Builder`. Environment, for all of them:

GO=path         the go command (default /usr/lib/go-1.19/bin/go)
KEEP=1          keep all programs, not only those that differ
SHOW_INVALID=1  say what Go has against a program that it does not take
GORTFLAGS=...   flags for `gort build`
REFS=folder     keep what Go's programs did there, so that a second run needs no Go compiler
OPTIMIZED=n     of n programs one is built by gort as it comes, with optimization
"""
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import limited  # noqa: E402

GO = os.environ.get("GO", "/usr/lib/go-1.19/bin/go")
GO_MEMORY_BYTES = 2 << 30  # a random program may want all there is; gort gets twice as much
QUICK_CC = """#!/bin/sh
for a; do shift; case "$a" in -O*) a=-O0 ;; esac; set -- "$@" "$a"; done
exec "${CC:-cc}" LINKER "$@"
""".replace("LINKER", "-Wl,-S -fuse-ld=gold" if shutil.which("ld.gold") else "-Wl,-S")


def has_go():
    return os.access(GO, os.X_OK)


def arguments(doc, count):
    """gort, the number of programs, the first seed"""
    if len(sys.argv) < 2:
        sys.exit(doc)
    return (os.path.realpath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else count,
            int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10**9))


def run(cmd, cwd, env=None, timeout=600, memory_bytes=None):  # a hang, not a machine that is busy
    """status, output, errors"""
    limit = memory_bytes and (lambda: resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes)))
    try:
        p = limited.run(cmd, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                        preexec_fn=limit)
    except subprocess.TimeoutExpired:
        return "timeout", "", ""
    return p.returncode, p.stdout.decode(errors="replace"), p.stderr.decode(errors="replace")


def visible(r):
    """status, output, errors up to the traceback, without the seed that gort adds"""
    code, out, err = r
    i = err.find("\ngoroutine ")
    err = err[:i] if i >= 0 else err
    return code, out, "\n".join(l for l in err.split("\n") if l != "" and not l.startswith(("[signal ", "GODEBUG=gcseed=")))


def first_difference(want, got):
    w, g = str(want).split("\n"), str(got).split("\n")
    i = next((i for i, (a, b) in enumerate(zip(w, g)) if a != b), min(len(w), len(g)))
    return "line %d\n    want: %s\n    gort: %s" % (
        i + 1, w[i][:200] if i < len(w) else "", g[i][:200] if i < len(g) else "")


class Builder:
    """A folder for programs, and the compilers that build them there."""

    def __init__(self, name, gort):
        self.gort = gort
        self.work = tempfile.mkdtemp(prefix=name + ".")
        self.quick = self.script("cc", QUICK_CC)
        self.env = dict(os.environ, GO111MODULE="off", CGO_ENABLED="0")
        self.env.setdefault("HOME", self.work)
        self.quickest = "tcc" if shutil.which("tcc") else "-O0"

    def script(self, name, text):
        path = os.path.join(self.work, name)
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, 0o755)
        return path

    def go(self, source, exe, flags):
        """Whether go1.19 takes the program; what it says. `go build` takes three times as long: here
        nobody collects garbage or writes debug information."""
        code, out, err = run([GO, "tool", "compile", "-p", "main", "-dwarf=false", *flags, "-o", exe + ".o", source],
                             self.work, dict(self.env, GOGC="off"))
        if code == 0:
            code, out, err = run([GO, "tool", "link", "-s", "-w", "-o", exe, exe + ".o"], self.work, self.env)
            os.unlink(exe + ".o")
        return code == 0, out + err

    def mine(self, source, exe, cc):
        """cc: "" as gort does it, "-O0", or another compiler."""
        cc = ["--cc=" + (self.quick if cc == "-O0" else cc)] if cc else []
        code, out, err = run([self.gort, "build"] + cc + os.environ.get("GORTFLAGS", "").split() + ["-o", exe, source], self.work)
        return code == 0, out + err

    def compiler(self, number, optimized):
        """How to build program `number`: tcc takes a tenth of the time that -O0 takes, and that a
        quarter of what -O2 takes."""
        n = int(os.environ.get("OPTIMIZED", optimized))
        if number % n == 0:
            return ""
        return "-O0" if 2 * number % n == 0 else self.quickest

    def reference(self, path, inlined):
        """What the program does under go1.19, or None and why there is no telling."""
        kept = None
        if os.environ.get("REFS"):
            with open(path, "rb") as f:
                kept = os.path.join(os.path.abspath(os.environ["REFS"]), hashlib.sha256(f.read()).hexdigest())
            if os.path.exists(kept):
                with open(kept) as f:
                    return tuple(json.load(f)), ""
        exe = path[:-3] + ".ref"
        ok, said = self.go(os.path.basename(path), exe, () if inlined else ("-l",))
        if "internal compiler error" in said:
            ok, said = self.go(os.path.basename(path), exe, ("-N",))
        if not ok:
            return None, said
        want = visible(run([exe], self.work, memory_bytes=GO_MEMORY_BYTES))
        os.unlink(exe)
        if want[0] == "timeout":
            return None, "does not end"
        if "out of memory" in want[2] or "cannot allocate memory" in want[2]:
            return None, "takes more than %d bytes" % GO_MEMORY_BYTES
        if kept:
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            with open(kept + ".new", "w") as f:
                json.dump(want, f)
            os.rename(kept + ".new", kept)
        return want, ""


def compare(name, doc, program, modes, optimized, needs_go=True, bounded=True):
    """Builds and runs the programs that `program` makes of a seed; the status for sys.exit.

    Without go1.19, unless it is needed, the first mode says what the others have to do. bounded: gort
    too gets a certain amount of memory; address space for many stacks would count.
    """
    gort, count, seed = arguments(doc, 50)
    if needs_go and not has_go():
        print("%s: no %s: skipped" % (name, GO))
        return 77
    print("%s: seeds %d to %d%s" % (name, seed, seed + count - 1, "" if has_go() else ", without go1.19"))
    b = Builder(name, gort)
    keep = os.environ.get("KEEP")
    bad = same = invalid = refused = runs = panics = lines = 0
    for s in range(seed, seed + count):
        path = os.path.join(b.work, "p%d.go" % s)
        with open(path, "w") as f:
            f.write(program(s))
        want = None
        if has_go():
            want, why = b.reference(path, s % 16 == 0)
            if not want:
                invalid += 1
                if os.environ.get("SHOW_INVALID"):
                    print(path, why[:400])
                continue
        exe, cc = path[:-3], b.compiler(s, optimized)
        ok, said = b.mine(os.path.basename(path), exe, cc)
        if not ok:
            refused += 1
            print("seed %d: %s (%s) refused: %s" % (s, path, cc, said[:300]))
            continue
        wrong = False
        for m in modes:
            m = m % (s + 1) if "%d" in m else m
            got = visible(run([exe], b.work, dict(os.environ, GODEBUG=m), memory_bytes=2 * GO_MEMORY_BYTES if bounded else None))
            runs += 1
            want = want or got
            if got != want:
                wrong = True
                print("seed %d: %s (%s) GODEBUG=%s" % (s, path, cc, m))
                for part, w, g in zip(("status", "output", "errors"), want, got):
                    if w != g:
                        print("  %s %s" % (part, first_difference(w, g)))
        panics += want[0] == 2
        lines += len(want[1].splitlines()) + len(want[2].splitlines())
        bad += wrong
        same += not wrong
        os.unlink(exe)
        if not wrong and not keep:
            os.unlink(path)
        sys.stdout.flush()
    print("%s: %d equal (%d runs, %d lines, %d panics), %d different, %d refused, %d not usable" % (
        name, same, runs, lines, panics, bad, refused, invalid))
    if bad or refused:
        print("%s: kept in %s" % (name, b.work))
        return 1
    if not keep and not os.environ.get("SHOW_INVALID"):
        shutil.rmtree(b.work)
    # Programs that Go does not take, or that print nothing, prove nothing.
    return 1 if invalid > count // 4 or lines < 2 * same else 0
