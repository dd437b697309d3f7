#!/usr/bin/env python3
"""programs.py GORT [--warnings INCLUDE] [--cc COMPILER] DIR... - TAP: one case a Go program.
programs.py --make DIR [NAME...] - writes the expected texts with go1.19 (GO names its command).

A program is NAME.go, or a folder NAME/*.go. What go1.19 says of it lies beside it:

  NAME.m.txt    the messages of `go tool compile -p main -m -l`  = gort escape -m -l
  NAME.out.txt  stdout and stderr, then `exit N` if N is not 0: run plainly and under every mode of
                MODES, which must be seen to have forced something
  NAME.txt      the same of a program that ends badly, always with `exit N`; arguments of frames,
                offsets, addresses and folders are cut; run plainly

GORT_TEST_ONLY: words; only programs whose DIR/NAME contains one of them (all, where it is empty).
--warnings: the C must compile without a warning by gcc and clang, unoptimised and optimised, and by
tcc; INCLUDE holds gort_abi.h. In a folder without expected texts this is all that is looked at.
--cc: the compiler, as gort's --cc takes it.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
SUPPORT = os.path.join(os.path.dirname(HERE), 'support')
sys.path.insert(0, SUPPORT)
import limited  # noqa: E402

LIMIT_S = 600  # finds what hangs; a busy machine is no failure

# A mode, what it forces (the words of GODEBUG=stresstrace=1), and how many allocations a program
# needs at least for that: gcstress=1 counts them. The count varies from run to run with the seeds
# of maps, so twice as many are asked for.
MODES = (('gcstress=1,gccheckmark=1', ('collections forced', 'cycles checked'), 1),
         ('gcstress=37', ('collections forced',), 37),
         ('gcseed=1,gccheckmark=1', ('steps placed',), 40),
         ('gcseed=20,gccheckmark=1,clobberfree=1', ('steps placed',), 40),
         ('gcstress=11,gcstoptheworld=1,gccheckmark=1', ('cycles stopped', 'cycles checked'), 11))
# Sites that allocate, by the messages, from which on a run is expected to allocate.
SITES_THAT_RUN = 4

# What gort compiles with (tools/gort/cc.c), so that the C is seen as users see it.
FLAGS = ('-fno-optimize-sibling-calls', '-fno-strict-aliasing', '-fwrapv',
         '-fno-delete-null-pointer-checks')
# Beside the build itself, which is gcc -O2 with these warnings. clang's warnings do not depend on
# the level, but for what the headers do.
COMPILERS = (('gcc', '-O0', '-c'), ('clang', '-O2', '-c'), ('clang', '-O0', '-fsyntax-only'))
WARNINGS = ('-Wall', '-Wextra', '-Werror', '-Wno-infinite-recursion')


def command(args, **kw):
    """Exit status as a shell has it, and output."""
    try:
        p = limited.run(args, LIMIT_S, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT, **kw)
    except subprocess.TimeoutExpired as e:
        return 124, (e.output or b'') + b'\nno end after %d s\n' % LIMIT_S
    return p.returncode if p.returncode >= 0 else 128 - p.returncode, p.stdout


def normalised(text):
    """What a bad end says, without what a C program cannot have equal."""
    kept, skip, drop = [], False, False
    for line in text.decode('utf-8', 'replace').split('\n'):
        # ASan says so when a program dies on a stack that is not the thread's own.
        if re.match(r'==\d+==WARNING: ASan is ignoring|False positive error reports|'
                    r'For details see', line):
            continue
        line = re.sub(r'^(main\.[^ \t]*)\([^()]*\)$', r'\1', line)
        line = re.sub(r'^\t(?:.*/)?([a-z0-9_]+\.go:\d+).*', r'\t\1', line)
        line = re.sub(r'addr=0x[0-9a-f]+ pc=0x[0-9a-f]+', 'addr pc', line)
        line = re.sub(r'(sp=|stack=\[)0x[0-9a-f]+(, 0x[0-9a-f]+\])?.*', r'\1', line)
        if drop:
            drop = False
            continue
        if line.startswith('runtime stack:'):
            skip = True
        elif line.startswith('goroutine'):
            skip = not line.startswith('goroutine 1 ')
        if skip:
            continue
        if re.match(r'(runtime|panic)[.a-zA-Z]*\(', line):
            drop = True  # and the place below it
            continue
        kept.append(re.sub(r'^\.\.\.[0-9a-z ]*frames elided\.\.\..*', '...frames elided...', line))
    return '\n'.join(kept).rstrip('\n').encode() + b'\n'


def with_exit(text, status):
    """How an expected text holds a status."""
    return text + (b'' if not text or text.endswith(b'\n') else b'\n') + b'exit %d\n' % status


def differs(want, got):
    """The first lines that differ, as comments."""
    with tempfile.TemporaryDirectory() as work:
        names = []
        for name, text in (('want', want), ('got', got)):
            names.append(os.path.join(work, name))
            with open(names[-1], 'wb') as f:
                f.write(text)
        said = subprocess.run(['diff', '-a'] + names, stdout=subprocess.PIPE).stdout
    return said.decode('utf-8', 'replace').splitlines()[:10]


class Program:
    def __init__(self, folder, entry):
        self.folder, self.name = folder, re.sub(r'\.go$', '', entry)
        self.title = os.path.basename(folder) + '/' + self.name
        path = os.path.join(folder, entry)
        self.files = [entry]
        if os.path.isdir(path):
            self.files = sorted(entry + '/' + f for f in os.listdir(path) if f.endswith('.go'))
        self.bytes = sum(os.path.getsize(os.path.join(folder, f)) for f in self.files)

    def expected(self, suffix):
        """The text, or None."""
        try:
            with open(os.path.join(self.folder, self.name + suffix), 'rb') as f:
                return f.read()
        except FileNotFoundError:
            return None


def programs_of(folder):
    folder = os.path.abspath(folder)
    found = []
    for entry in sorted(os.listdir(folder)):
        path = os.path.join(folder, entry)
        if entry.endswith('.go') or os.path.isdir(path) and any(
                f.endswith('.go') for f in os.listdir(path)):
            found.append(Program(folder, entry))
    return found


def holds_texts(folder):
    return any(f.endswith('.txt') for f in os.listdir(folder))


class Test:
    """One program's case: what is wrong, and what was forced."""

    def __init__(self, options, program, work):
        self.o, self.p, self.work = options, program, work
        self.exe = os.path.join(work, 'prog')
        self.why, self.notes, self.forced, self.runs = [], [], {}, 0

    def fail(self, what, lines=()):
        self.why += [what] + list(lines)

    def compare(self, what, want, got):
        if want != got:
            self.fail(what, differs(want, got))

    def build(self, strict):
        cc = ['--cc=' + (self.o.cc or 'gcc')]
        if strict:
            cc = ['--cc=%s %s' % (os.path.join(SUPPORT, 'strict_cc'), self.o.cc or 'gcc')]
        elif not self.o.cc:
            cc = []
        status, said = command([self.o.gort, 'build'] + cc + ['-o', self.exe] + self.p.files,
                               cwd=self.p.folder)
        if status:
            self.fail('does not build', said.decode('utf-8', 'replace').splitlines()[:10])
        return status == 0

    def run(self, debug):
        self.runs += 1
        return command([self.exe], cwd=self.p.folder, env=dict(os.environ, GODEBUG=debug))

    def messages(self, want):
        _, got = command([self.o.gort, 'escape', '-m', '-l'] + self.p.files, cwd=self.p.folder)
        self.compare('escape messages', want, got)

    def warnings(self):
        """By the compilers that do not build it."""
        c_file = os.path.join(self.work, 'p.c')
        status, said = command([self.o.gort, 'emit', '-o', c_file] + self.p.files,
                               cwd=self.p.folder)
        if status:
            self.fail('emit', said.decode('utf-8', 'replace').splitlines()[:10])
            return
        for cc, opt, mode in COMPILERS:
            if not shutil.which(cc):
                self.notes.append(cc + ' is not installed')
                continue
            self.silent([cc, opt, mode, *WARNINGS, *FLAGS], c_file)
        if not shutil.which('tcc'):
            self.notes.append('tcc is not installed')
        else:
            self.silent(['tcc', '-c', '-Wall'], c_file)

    def silent(self, compiler, c_file):
        status, said = command(compiler + ['-I' + self.o.warnings, '-o',
                                           os.path.join(self.work, 'p.o'), c_file])
        if compiler[0] == 'tcc' and b'memory full (vstack)' in said:
            self.notes.append('tcc takes no call with that many arguments')
        elif status or said:
            self.fail(' '.join(compiler[:2]), said.decode('utf-8', 'replace').splitlines()[:8])

    def bad_end(self, want):
        status, got = self.run('')
        self.compare('its end', want, with_exit(normalised(got), status))

    def output(self, want, sites):
        if not re.search(rb'(^|\n)exit \d+\n$', want):
            want = with_exit(want, 0)
        status, got = self.run('')
        self.compare('output', want, with_exit(got, status))
        for debug, forces, least in MODES:
            status, got = self.run(debug + ',stresstrace=1')
            # The program's last line may have no end.
            line = re.search(rb'stress: [^\n]*\n\Z', got)
            counts = {what: int(n) for n, what in
                      re.findall(r'(\d+) ([a-z ]+)', line[0].decode() if line else '')}
            got = got[:line.start()] if line else got
            self.compare('output with ' + debug, want, with_exit(got, status))
            if 'gcstress=1,' in debug:
                allocations = counts.get('collections forced', 0)
                if sites >= SITES_THAT_RUN and not allocations:
                    self.fail('%s forced nothing at %d sites' % (debug, sites))
            for what in forces:
                n = counts.get(what, 0)
                self.forced[debug, what] = n
                if not n and allocations >= 2 * least:
                    self.fail('%s: 0 %s in %d allocations' % (debug, what, allocations))

    def go(self):
        messages, output, bad = map(self.p.expected, ('.m.txt', '.out.txt', '.txt'))
        if messages is not None:
            self.messages(messages)
        if self.o.warnings:
            self.warnings()
        if not self.why and self.build(strict=bool(self.o.warnings)):
            if bad is not None:
                self.bad_end(bad)
            elif output is not None:
                sites = re.findall(rb'escapes to heap|moved to heap', messages or b'')
                self.output(output, len(sites))
            elif messages is None and holds_texts(self.p.folder):
                self.fail('there is no expected text: programs.py --make %s %s' %
                          (os.path.basename(self.p.folder), self.p.name))


def test(options, program):
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        t = Test(options, program, work)
        t.go()
    t.seconds = time.monotonic() - began
    return t


def report(tests, whole):
    """TAP; whether all is well."""
    n = bad = 0
    forced = {}
    for t in tests:
        n, bad = n + 1, bad + bool(t.why)
        collections = sum(k for (_, what), k in t.forced.items() if what == 'collections forced')
        print('%sok %d - %s: %d runs, %d collections forced (%.1f s)' % (
            'not ' if t.why else '', n, t.p.title, t.runs, collections, t.seconds))
        for line in t.why + t.notes:
            print('# ' + line)
        sys.stdout.flush()
        for key, k in t.forced.items():
            forced[key] = forced.get(key, 0) + k
    for (debug, what), k in forced.items():
        if whole:
            n, bad = n + 1, bad + (k == 0)
            print('%sok %d - %s: %d %s' % ('' if k else 'not ', n, debug, k, what))
        else:
            print('# %s: %d %s' % (debug, k, what))
    print('1..%d%s' % (n, '' if n else ' # SKIP no program of that name'))
    return bad == 0


def make(folder, names):
    """Expected texts by go1.19; messages and output where the folder has such, else bad ends."""
    go = os.environ.get('GO', '/usr/lib/go-1.19/bin/go')
    if b'go1.19' not in subprocess.run([go, 'version'], stdout=subprocess.PIPE).stdout:
        sys.exit('programs.py: %s is not go1.19' % go)
    os.environ['GO111MODULE'] = 'off'
    names = [re.sub(r'(\.go|/)$', '', os.path.basename(n)) for n in names]
    ends_well = any(f.endswith('.out.txt') for f in os.listdir(folder))
    ok = True
    for p in programs_of(folder):
        if names and p.name not in names:
            continue
        with tempfile.TemporaryDirectory() as work:
            exe, obj = os.path.join(work, 'prog'), os.path.join(work, 'o')
            if ends_well:
                compiler = [go, 'tool', 'compile', '-p', 'main', '-m', '-l', '-o', obj]
                status, said = command(compiler + p.files, cwd=p.folder)
                link = [go, 'tool', 'link', '-o', exe, obj]
            else:
                status, said = 0, b''
                link = [go, 'build', '-gcflags=-l', '-o', exe] + p.files
            if not status:
                status, errors = command(link, cwd=p.folder)
                said = said if not status else errors
            if status:
                sys.stderr.write('%s: go1.19 does not take it:\n%s' % (p.title, said.decode()))
                ok = False
                continue
            # A program without a text of its output is about the messages only.
            texts = {'.m.txt': said} if ends_well else {}
            if not ends_well or p.expected('.out.txt') is not None or p.expected('.m.txt') is None:
                status, got = command([exe], cwd=p.folder, env=dict(os.environ, GODEBUG=''))
                if not ends_well:
                    texts['.txt'] = with_exit(normalised(got), status)
                else:
                    texts['.out.txt'] = with_exit(got, status) if status else got
            for suffix, text in texts.items():
                with open(os.path.join(p.folder, p.name + suffix), 'wb') as f:
                    f.write(text)
    return ok


class Options:
    warnings = cc = None

    def __init__(self, args):
        self.gort = os.path.abspath(args.pop(0))
        while args and args[0].startswith('--'):
            if args[0] not in ('--warnings', '--cc') or len(args) < 2:
                sys.exit(__doc__)
            setattr(self, args.pop(0)[2:], args.pop(0))
        if self.warnings:
            self.warnings = os.path.abspath(self.warnings)
        self.folders = args


def main():
    args = sys.argv[1:]
    if len(args) < 2:
        sys.exit(__doc__)
    if args[0] == '--make':
        return 0 if make(os.path.abspath(args[1]), args[2:]) else 1
    options = Options(args)
    only = os.environ.get('GORT_TEST_ONLY', '').split()
    chosen = [p for folder in options.folders for p in programs_of(folder)
              if not only or any(word in p.title for word in only)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        # The longest first, so that no processor waits for it at the end.
        running = {p: pool.submit(test, options, p)
                   for p in sorted(chosen, key=lambda p: -p.bytes)}
        return 0 if report((running[p].result() for p in chosen), whole=not only) else 1


if __name__ == '__main__':
    sys.exit(main())
