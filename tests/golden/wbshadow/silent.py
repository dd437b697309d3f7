#!/usr/bin/env python3
"""silent.py GORT FOLDER... [--tests LIST BUILD] - TAP: under GODEBUG=wbshadow=1 programs whose stores
all have their barriers give the output that they have otherwise, and no report.

Of each Go program of the folders: compiled with its checks (gort build -wbshadow, unoptimised). What it
prints and how it ends is held against its expected text (programs.py says which); where the folder
has none, against a run without wbshadow, of the same gcseed. What NOT names is left out. --tests: the test programs of BUILD that LIST names; LIST says of the
others why not, and a test that it does not name is a failure. At the end: which took the longest.

GORT_TEST_ONLY: words; only programs whose DIR/NAME contains one of them.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), 'support'))
sys.path.insert(0, os.path.dirname(HERE))
import limited  # noqa: E402
import programs  # noqa: E402
from tap import Report  # noqa: E402

LIMIT_S = 1200
REPORT = b'runtime: wbshadow: '
# Programs that cannot, and why.
NOT = {
    'demos/racing': 'misuses a map on purpose, for a minute',
    'panics/stack_overflow': 'needs a gigabyte of stack; stack_deep is the same with less',
}


def run(args, env, cwd=None):
    try:
        p = limited.run(args, LIMIT_S, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT, env=dict(os.environ, **env), cwd=cwd)
    except subprocess.TimeoutExpired as e:
        return 124, (e.output or b'') + b'\nno end after %d s\n' % LIMIT_S
    return p.returncode if p.returncode >= 0 else 128 - p.returncode, p.stdout


def timed(job, *args):
    """What job returns, and its seconds."""
    began = time.monotonic()
    return (*job(*args), time.monotonic() - began)


def said(text):
    """The report, or the end of what it said."""
    at = text.find(REPORT)
    lines = text[at:].splitlines()[:8] if at >= 0 else text.splitlines()[-8:]
    return b'\n'.join(lines).decode('utf-8', 'replace')


def program(gort, p):
    """(it was silent, what it said otherwise)."""
    output, bad = p.expected('.out.txt'), p.expected('.txt')
    seed = '' if programs.holds_texts(p.folder) else 'gcseed=1,'
    with tempfile.TemporaryDirectory() as work:
        exe = os.path.join(work, 'prog')
        status, text = run([gort, 'build', '-O0', '-wbshadow', '-o', exe] + p.files, {}, p.folder)
        if status:
            return False, said(text)
        status, got = run([exe], {'GODEBUG': seed + 'wbshadow=1'}, p.folder)
        if bad is not None:
            same = programs.with_exit(programs.normalised(got), status) == bad
        elif output is not None:
            same = (programs.with_exit(got, status) if status else got) == output
        else:
            same = (status, got) == run([exe], {'GODEBUG': seed}, p.folder)
    return same and REPORT not in got, said(got) + f'\nstatus {status}'


def unit(path):
    status, got = run([path], {'GODEBUG': 'wbshadow=1', 'GORT_TEST_DEBUG': 'wbshadow=1',
                               'CK_DEFAULT_TIMEOUT': '600'})
    bad = re.findall(rb'^not ok.*', got, re.M)
    return not status and not bad, '\n'.join(b.decode() for b in bad[:5]) or said(got)


def listed(path):
    """{name: None or why it cannot}."""
    found = {}
    for line in open(path):
        words = line.split(None, 1)
        if words and not line.startswith('#'):
            found[words[0]] = words[1].strip() if len(words) > 1 else None
    return found


def main():
    args = sys.argv[1:]
    tests = []
    if '--tests' in args:
        at = args.index('--tests')
        tests = args[at + 1:at + 3]
        args = args[:at]
    gort, folders = os.path.abspath(args[0]), args[1:]
    only = os.environ.get('GORT_TEST_ONLY', '').split()
    report = Report()
    jobs = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for folder in folders:
            texts = programs.holds_texts(folder)
            for p in programs.programs_of(folder):
                if only and not any(w in p.title for w in only):
                    continue
                if p.title in NOT:
                    report.skip(p.title, NOT[p.title])
                elif not texts or p.expected('.out.txt') or p.expected('.txt'):
                    jobs.append((p.title, pool.submit(timed, program, gort, p)))
        if tests:
            names = listed(tests[0])
            built = {}
            for room, prefix in (('unit', 'test_'), ('model', 'model_'), ('stress', 'stress_')):
                folder = os.path.join(tests[1], 'tests', room)
                for f in os.listdir(folder):
                    path = os.path.join(folder, f)
                    if f.startswith(prefix) and os.path.isfile(path) and '.' not in f:
                        built[f[len(prefix):]] = path
            for name in sorted(names):
                if names[name]:
                    report.skip(f'test {name}', names[name])
                elif name in built:
                    jobs.append((f'test {name}', pool.submit(timed, unit, built[name])))
                else:
                    report.line(False, f'{name} is a test', 'it was not built')
            missing = sorted(set(built) - set(names))
            report.line(not missing, f'{len(built)} tests, all listed', ' '.join(missing))
        for title, job in jobs:
            ok, text, _ = job.result()
            report.line(ok, f'{title} is silent', '' if ok else text)
    slow = sorted(((job.result()[2], title) for title, job in jobs), reverse=True)
    print('# slowest: ' + ', '.join(f'{title} {seconds:.0f} s' for seconds, title in slow[:8]))
    print(f'1..{report.n}')
    return 1 if report.bad or not jobs else 0


if __name__ == '__main__':
    sys.exit(main())
