#!/usr/bin/env python3
"""official.py GORT [LIMIT] [--oracle] [--only=TEXT] [--cc=COMPILER] - TAP: Go's own test tree.

Every `// run` file of go1.19's test directory that gort's front end takes is built and run: it has
to print what NAME.out says, or nothing, and to exit with 0. That is the rule of Go's own runner;
stdout and stderr are one stream, as there.

  LIMIT        only so many of the files, always the same ones (picked by a hash of the name)
  --only=TEXT  only files whose name contains TEXT
  --cc=COMPILER  what gort build takes
  --oracle     where there is no NAME.out, compare with `go run` instead of with nothing

GORT_GO_TEST names the test directory, GO the go command; GODEBUG reaches the programs, so
`GODEBUG=gcstress=1` runs the tree with a collection at every allocation.

A file with a construct that gort does not have is refused, not failed: refusals are counted by
reason at the end. official.known lists what is known to differ; an entry that passes is a failure,
so the list cannot rot.
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
# What one look at go1.19's tree found: the count that the skipped case names.
RUN_FILES = 934
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


def run_line(path):
    """The words behind `// run`, or None."""
    with open(path, encoding='utf-8', errors='replace') as f:
        for line in f:
            if m := re.match(r'// run(?:\s+(.*))?$', line.rstrip()):
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
    for line in pathlib.Path(__file__).with_name('official.known').read_text().splitlines():
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


def front(gort, tree, name, words, work):
    """A Case that ends here, or None: the front end takes the file."""
    flags = [w for w in words if w.startswith('-')]
    if any('maymorestack' in w or 'goexperiment' in w for w in flags):
        return Case(name, 'refused', "a switch of Go's compiler: " + ' '.join(flags))
    if other := constraint(tree / name):
        return Case(name, 'refused', 'is for another machine: ' + other)
    c_file = os.path.join(work, name.replace('/', '_') + '.c')
    status, text = command([gort, 'emit', '-o', c_file, str(tree / name)], timeout=RUN_SECONDS)
    if status == 0:
        os.remove(c_file)
        return None
    why, unsupported = reason_of(text)
    if status == 1 and unsupported:
        return Case(name, 'refused', why)
    return Case(name, 'failed', f'gort emit: {status}: {why}', text)


def back(gort, tree, name, words, work, oracle):
    exe = os.path.join(work, name.replace('/', '_') + '.exe')
    status, text = command([gort, 'build'] + COMPILER + ['-o', exe, str(tree / name)], timeout=BUILD_SECONDS)
    if status != 0:
        return Case(name, 'failed', f'gort build: {status}', text)
    args = [w for w in words if not w.startswith('-')]
    status, text = command([exe] + args, timeout=RUN_SECONDS, cwd=str((tree / name).parent))
    os.remove(exe)
    golden = (tree / name).with_suffix('.out')
    want_status, want = 0, b''
    if golden.exists():
        want = golden.read_bytes()
    elif oracle:
        want_status, want = command([os.environ.get('GO', 'go'), 'run', name] + args,
                                    timeout=BUILD_SECONDS, cwd=str(tree),
                                    env=dict(os.environ, GO111MODULE='off'))
    if status != want_status:
        return Case(name, 'failed', f'exit {status}, not {want_status}', text)
    if text != want:
        return Case(name, 'failed', 'prints something else', text)
    return Case(name, 'passed')


def pick(gort, tree, limit, only, work, pool):
    """The cases that the front end ended, and the (name, words) that go on."""
    files = sorted(str(p.relative_to(tree)) for p in tree.rglob('*.go')
                   if only in str(p) and '.dir/' not in str(p))
    todo = [(n, w) for n in files if (w := run_line(tree / n)) is not None]
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


def report(cases, known, whole):
    """TAP; the exit status."""
    n = bad = 0
    cases = sorted(cases, key=lambda c: c.name)
    for c in cases:
        if c.verdict == 'refused':
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
    counts = {}
    for c in cases:
        if c.verdict == 'refused':
            counts[c.why] = counts.get(c.why, 0) + 1
    for why, k in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
        print(f'# refused {k:4}  {why}')
    passed = sum(c.verdict == 'passed' for c in cases)
    failed = [c.name for c in cases if c.verdict == 'failed']
    print(f'# {sum(counts.values())} refused, {passed} passed, {len(failed)} failed, '
          f'{len(set(failed) & set(known))} of them known')
    print(f'1..{n}')
    return 1 if bad or n == 0 else 0


def main():
    args = [a for a in sys.argv[1:] if not a.startswith('-')]
    only = ''.join(a[7:] for a in sys.argv[1:] if a.startswith('--only='))
    strange = [a for a in sys.argv[1:]
               if a.startswith('-') and a != '--oracle' and not a.startswith(('--only=', '--cc='))]
    if strange or not 1 <= len(args) <= 2 or (len(args) == 2 and not args[1].isdigit()):
        sys.exit('usage: ' + __doc__.splitlines()[0])
    gort, limit = os.path.abspath(args[0]), int(args[1]) if len(args) == 2 else 0
    tree = test_tree()
    if tree is None:
        print(f"1..1\nok 1 - Go's test tree # SKIP not installed (golang-1.19-src has it); "
              f'{limit or RUN_FILES} files would have run, GORT_GO_TEST names another place')
        return 0
    with tempfile.TemporaryDirectory() as work, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ended, taken = pick(gort, tree, limit, only, work, pool)
        done = pool.map(lambda x: back(gort, tree, *x, work, '--oracle' in sys.argv), taken)
        return report(ended + list(done), known_failures(), not limit and not only)


if __name__ == '__main__':
    sys.exit(main())
