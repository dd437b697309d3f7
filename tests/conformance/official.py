#!/usr/bin/env python3
"""official.py GORT [LIMIT] [--escape] [--oracle] [--only=TEXT] [--cc=COMPILER] [--write] - TAP: Go's own tests.

Every `// run` file of the folders that Go's own runner goes through is built and run, if gort's front
end takes it: it has to print what NAME.out says, or nothing, and to exit with 0. That is the rule of
that runner; stdout and stderr are one stream, as there.

  LIMIT        only so many of the files, always the same ones (picked by a hash of the name)
  --only=TEXT  only files whose name contains TEXT
  --cc=COMPILER  what gort build takes
  --oracle     where there is no NAME.out, compare with `go run` instead of with nothing
  --escape     instead of these the `// errorcheck` files with -m -l: gort escape has to print what
               go1.19's compiler prints with the same flags (not what their comments say)
  --write      the list of those that pass becomes what passes now, if all were run

GORT_GO_TEST names the test directory, GO the go command; GODEBUG reaches the programs, so
`GODEBUG=gcstress=1` runs the tree with a collection at every allocation.

A file with a construct that gort does not have is refused, not failed: refusals are counted by
reason at the end. official.passing lists what passes, official.escape what does with --escape: one of
those that is refused now is a failure.
official.known lists what is known to differ; an entry that passes is a failure, so the list cannot rot.
"""
import concurrent.futures
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import limited  # noqa: E402

# Hangs, not machines that are busy.
BUILD_SECONDS = 900
RUN_SECONDS = 900
# Where Go's runner looks, and what one look at go1.19's tree found there: the count that the skipped
# case names.
FOLDERS = ['.', 'abi', 'chan', 'dwarf', 'fixedbugs', 'interface', 'ken', 'typeparam', 'typeparam/mdempsky']
RUN_FILES = 934
ESCAPE_FILES = 33
# A recursion a million deep, whose stack gcstress would scan at every few allocations.
DEEP = {'peano.go'} if 'gcstress' in os.environ.get('GODEBUG', '') else set()
HERE = pathlib.Path(__file__).parent
GO = os.environ.get('GO', '/usr/lib/go-1.19/bin/go')
COMPILER = [a for a in sys.argv[1:] if a.startswith('--cc=')]


def test_tree():
    named = os.environ.get('GORT_GO_TEST')
    for place in [named] if named else ['/usr/share/go-1.19/test', '/usr/lib/go-1.19/test',
                                        '/usr/local/go/test']:
        if os.path.isfile(os.path.join(place, 'fixedbugs', 'bug052.go')):
            return pathlib.Path(place)
    if named:
        sys.exit(f'official.py: GORT_GO_TEST={named} is no Go test tree')
    return None


def run_line(path, kind='run'):
    """The words behind `// run`, or None."""
    with open(path, encoding='utf-8', errors='replace') as f:
        for line in f:
            if m := re.match(rf'// ?{kind}(?:\s+(.*))?$', line.rstrip()):
                return (m[1] or '').split()
            if not line.startswith('//') and line.strip():
                return None
    return None


# What holds in the build constraints of a file. The tests that have one name machines and compilers.
TAGS = {'linux', 'unix', 'amd64', 'gc'} | {f'go1.{n}' for n in range(1, 20)}


def constraint(path):
    """The build constraint that does not hold, or None."""
    with open(path, encoding='utf-8', errors='replace') as f:
        for line in f:
            if line.startswith('package '):
                return None
            if m := re.match(r'//go:build (.*)', line):
                words = re.sub(r'[\w.]+', lambda w: str(w[0] in TAGS), m[1])
                if not eval(words.replace('&&', ' and ').replace('||', ' or ').replace('!', ' not ')):
                    return m[0]
            if m := re.match(r'// \+build (.*)', line):
                if not any(all((t.lstrip('!') in TAGS) != t.startswith('!') for t in option.split(','))
                           for option in m[1].split()):
                    return m[0]
    return None


def known_failures():
    known = {}
    for line in (HERE / 'official.known').read_text().splitlines():
        if line and not line.startswith('#'):
            name, reason = line.split(': ', 1)
            known[name] = reason
    return known


def command(args, **kw):
    """Exit status (or a word) and output."""
    try:
        p = limited.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT, **kw)
        return p.returncode, p.stdout
    except subprocess.TimeoutExpired as e:
        return f"no end after {kw['timeout']} s", e.stdout or b''


def reason_of(text):
    """Why the front end refused: what is unsupported first of all, without its place."""
    lines = [re.sub(r'^.*?:\d+:\d+: ', '', s) for s in text.decode(errors='replace').splitlines()]
    for s in lines:
        if 'not supported' in s:
            return s, True
    return (lines[0] if lines else 'no diagnostic'), False


class Case:
    def __init__(self, name, verdict, why='', detail=b''):
        self.name, self.verdict, self.why, self.detail = name, verdict, why, detail


def sources(tree, name, words):
    """The file, and those that its line names."""
    return [str(tree / name)] + [str((tree / name).parent / w) for w in words if w.endswith('.go')]


def front(gort, tree, name, words, work):
    """A Case that ends here, or None: the front end takes the file."""
    flags = [w for w in words if w.startswith('-')]
    if any('maymorestack' in w or 'goexperiment' in w for w in flags):
        return Case(name, 'refused', "a switch of Go's compiler: " + ' '.join(flags))
    if other := constraint(tree / name):
        return Case(name, 'refused', 'is for another machine: ' + other)
    c_file = os.path.join(work, name.replace('/', '_') + '.c')
    status, text = command([gort, 'emit', '-o', c_file] + sources(tree, name, words), timeout=RUN_SECONDS)
    if status == 0:
        os.remove(c_file)
        return None
    why, unsupported = reason_of(text)
    if status == 1 and unsupported:
        return Case(name, 'refused', why)
    return Case(name, 'failed', f'gort emit: {status}: {why}', text)


def back(gort, tree, name, words, work, oracle):
    exe = os.path.join(work, name.replace('/', '_') + '.exe')
    status, text = command([gort, 'build'] + COMPILER + ['-o', exe] + sources(tree, name, words),
                           timeout=BUILD_SECONDS)
    if status != 0:
        return Case(name, 'failed', f'gort build: {status}', text)
    args = [w for w in words if not w.startswith('-') and not w.endswith('.go')]
    status, text = command([exe] + args, timeout=RUN_SECONDS, cwd=str((tree / name).parent),
                           env=dict(os.environ, GOARCH='amd64', GOOS='linux'))
    os.remove(exe)
    golden = (tree / name).with_suffix('.out')
    want_status, want = 0, b''
    if golden.exists():
        want = golden.read_bytes()
    elif oracle:
        want_status, want = command([GO, 'run', name] + args,
                                    timeout=BUILD_SECONDS, cwd=str(tree),
                                    env=dict(os.environ, GO111MODULE='off'))
    if status != want_status:
        return Case(name, 'failed', f'exit {status}, not {want_status}', text)
    if text != want:
        return Case(name, 'failed', 'prints something else', text)
    return Case(name, 'passed')


def files_of(tree, only, kind):
    """The (name, words) of the files of that kind."""
    files = sorted(str(p.relative_to(tree)) for folder in FOLDERS for p in (tree / folder).glob('*.go')
                   if only in str(p))
    return [(n, w) for n in files if n not in DEEP and (w := run_line(tree / n, kind)) is not None]


def escape_files(tree, only):
    known = {'-0', '-N', '-m', '-m=2', '-l', '-smallframes'}
    return [(n, w) for n, w in files_of(tree, only, 'errorcheck')
            if '-l' in w and {'-m', '-m=2'} & set(w) and known >= set(w)]


def pick(gort, tree, limit, only, work, pool):
    """The cases that the front end ended, and the (name, words) that go on."""
    todo = files_of(tree, only, 'run')
    if limit:
        todo.sort(key=lambda x: hashlib.sha256(x[0].encode()).digest())
    ended, taken = [], []
    step = 32
    for at in range(0, len(todo), step):
        part = todo[at:at + step]
        for item, case in zip(part, pool.map(lambda x: front(gort, tree, *x, work), part)):
            if limit and len(taken) == limit:
                return ended, taken
            if case:
                ended.append(case)
            else:
                taken.append(item)
    return ended, taken


def messages(gort, tree, name, words, work):
    """The Case of a file's escape messages."""
    words = [w for w in words if w != '-0']
    want_status, want = command([GO, 'tool', 'compile', '-p', 'main', '-o', os.path.join(work, name.replace('/', '_'))]
                                + words + [name], timeout=RUN_SECONDS, cwd=str(tree))
    # What -N says to Go's optimiser it does not say to escape analysis.
    status, text = command([gort, 'escape'] + [w for w in words if w != '-N'] + [name],
                           timeout=RUN_SECONDS, cwd=str(tree))
    if text == want:
        return Case(name, 'passed')
    why, unsupported = reason_of(text)
    if status == 1 and unsupported:
        return Case(name, 'refused', why)
    return Case(name, 'failed', f'prints something else: {status}, not {want_status}', text)


def report(cases, known, listed, listed_in, whole):
    """TAP; the exit status."""
    n = bad = 0
    cases = sorted(cases, key=lambda c: c.name)
    for c in cases:
        if c.verdict == 'refused':
            if c.name in listed:
                n, bad = n + 1, bad + 1
                print(f'not ok {n} - {c.name}\n# is on {listed_in}, and refused: {c.why}')
            continue
        n += 1
        why = known.get(c.name)
        if c.verdict == 'passed' and why is None:
            print(f'ok {n} - {c.name}')
        elif c.verdict == 'passed':
            bad += 1
            print(f'not ok {n} - {c.name}\n# passes: take it off official.known ({why})')
        elif why is not None:
            print(f'ok {n} - {c.name} # SKIP known: {why}')
        else:
            bad += 1
            print(f'not ok {n} - {c.name}\n# {c.why}')
            for line in c.detail[:2000].decode(errors='replace').splitlines()[:8]:
                print('#   ' + line)
    names = {c.name for c in cases if c.verdict != 'refused'}
    for name in sorted(set(known) - names) if whole else []:
        n, bad = n + 1, bad + 1
        print(f'not ok {n} - {name}\n# is on official.known but did not run')
    for name in sorted(listed - {c.name for c in cases}) if whole else []:
        n, bad = n + 1, bad + 1
        print(f'not ok {n} - {name}\n# is on {listed_in} but not in the tree')
    counts = {}
    for c in cases:
        if c.verdict == 'refused':
            counts[c.why] = counts.get(c.why, 0) + 1
    for why, k in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
        print(f'# refused {k:4}  {why}')
    passed = sum(c.verdict == 'passed' for c in cases)
    if new := [c.name for c in cases if c.verdict == 'passed' and c.name not in listed]:
        print(f"# {len(new)} pass that {listed_in} lacks (--write adds them): {' '.join(new)}")
    failed = [c.name for c in cases if c.verdict == 'failed']
    print(f'# {sum(counts.values())} refused, {passed} passed, {len(failed)} failed, '
          f'{len(set(failed) & set(known))} of them known')
    print(f'1..{n}')
    return 1 if bad or n == 0 else 0


def main():
    args = [a for a in sys.argv[1:] if not a.startswith('-')]
    only = ''.join(a[7:] for a in sys.argv[1:] if a.startswith('--only='))
    strange = [a for a in sys.argv[1:]
               if a.startswith('-') and a not in ('--escape', '--oracle', '--write')
               and not a.startswith(('--only=', '--cc='))]
    if strange or not 1 <= len(args) <= 2 or (len(args) == 2 and not args[1].isdigit()):
        sys.exit('usage: ' + __doc__.splitlines()[0])
    gort, limit = os.path.abspath(args[0]), int(args[1]) if len(args) == 2 else 0
    tree = test_tree()
    escape = '--escape' in sys.argv
    if tree is None or (escape and not os.access(GO, os.X_OK)):
        print(f"1..1\nok 1 - Go's test tree # SKIP not installed (golang-1.19-src has it); "
              f'{limit or (ESCAPE_FILES if escape else RUN_FILES)} files would have run, '
              f'GORT_GO_TEST names another place')
        return 0
    listed_in = 'official.escape' if escape else 'official.passing'
    with tempfile.TemporaryDirectory() as work, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        if escape:
            cases = list(pool.map(lambda x: messages(gort, tree, *x, work), escape_files(tree, only)))
        else:
            ended, taken = pick(gort, tree, limit, only, work, pool)
            cases = ended + list(pool.map(lambda x: back(gort, tree, *x, work, '--oracle' in sys.argv), taken))
    whole = not limit and not only
    if whole and '--write' in sys.argv:
        names = sorted(c.name for c in cases if c.verdict == 'passed')
        (HERE / listed_in).write_text(''.join(name + '\n' for name in names))
    listed = set((HERE / listed_in).read_text().split()) - DEEP
    return report(cases, {} if escape else known_failures(), listed, listed_in, whole)


if __name__ == '__main__':
    sys.exit(main())
