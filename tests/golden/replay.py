#!/usr/bin/env python3
"""replay.py GORT SEEDS [unshuffled] - TAP: with GODEBUG=gcseed=N a program does the same each time, byte for byte:
what it prints, its events, its gctrace lines. Each program runs twice under each of the seeds, the
second time with another environment, folder and number of processors, and with addresses that the
system does not shuffle, while the machine is busy with the next ones. link.go does the same however
it is compiled, and says how to come there again when it fails. unshuffled: it does not the
first time either; under a sanitizer, which has its own memory where the heap is wanted.

GORT_TEST_ALL: five times as many seeds.
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'support'))
import limited  # noqa: E402

PROGRAMS = (('replay', ()), ('replay', ('panic',)), ('all', ()))
BUILDS = ((), ('-O0',), ('-O3',), ('--cc=clang',), ('--cc=tcc',))
ENDS = ((None, 0), ('panic', 2), ('nil', 2), ('map', 2), ('deadlock', 2))


def run(args, env=None, cwd=None):
    p = limited.run(args, 600, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, env=env, cwd=cwd)
    return p.returncode, p.stdout


def unshuffled():
    """What starts a program with addresses as they are, if that is allowed here."""
    try:
        fixed = ['setarch', os.uname().machine, '-R']
        return fixed if run(fixed + ['true'])[0] == 0 else []
    except OSError:
        return []


def twice(work, exe, args, seed):
    """What differs between two runs, or None; and what was printed."""
    said = []
    for again in False, True:
        events = os.path.join(work, f'{os.path.basename(exe)}.{"-".join(args)}.{seed}.{again}')
        env = dict(os.environ, GODEBUG=f'gcseed={seed},gctrace=2', GORT_EVENTS=events)
        if again:
            env.update(GOMAXPROCS='3', NOTHING='x' * 10000, TZ='Asia/Tokyo')
        status, out = run((FIXED if again or ALWAYS else []) + [exe, *args], env,
                          '/' if again else work)
        with open(events, 'rb') as f:
            lines = f.read()
        os.remove(events)
        said.append((status, out, lines))
    first, second = said
    for name, a, b in zip(('status', 'output', 'events'), first, second):
        if a == b:
            continue
        if name == 'status':
            return f'status {a} and {b}: {first[1][-300:]!r}', first
        for number, (x, y) in enumerate(zip(a.splitlines() + [b'(end)'],
                                            b.splitlines() + [b'(end)']), 1):
            if x != y:
                return f'{name}, line {number}: {x[:300]!r}\n{y[:300]!r}', first
    return None, first


def linked(work, seeds):
    """What differs between the ways to build link.go, or None; what was printed by each seed."""
    said, first = {}, {}
    for flags in BUILDS:
        if flags and flags[0].startswith('--cc=') and not shutil.which(flags[0][5:]):
            continue
        exe = os.path.join(work, 'link')
        status, text = run([gort, 'build', *flags, '-o', exe,
                            os.path.join(HERE, 'events', 'link.go')])
        if status != 0:
            return text.decode(), first
        for seed in range(1, seeds + 1):
            for end, wants in ENDS if seed == 1 else ENDS[:1]:
                events = os.path.join(work, 'link.events')
                env = dict(os.environ, GODEBUG=f'gcseed={seed}', GORT_EVENTS=events)
                status, out = run(FIXED + [exe] + ([end] if end else []), env, work)
                with open(events, 'rb') as f:
                    lines = f.read()
                if status != wants:
                    return f'{end}, status {status}: {out[-300:]!r}', first
                if end and not out.endswith(f'\nGODEBUG=gcseed={seed}\n'.encode()):
                    return f'{end}, without its seed: {out[-300:]!r}', first
                if not end:
                    first.setdefault(seed, out)
                    del env['GORT_EVENTS']
                    if run([exe], env, work) != (0, out):
                        return f'{flags}, seed {seed}: it prints something else without events', first
                was = said.setdefault((seed, end), (out, lines))
                for x, y in zip(was, (out, lines)):
                    for p, q in zip(x.splitlines() + [b'(end)'], y.splitlines() + [b'(end)']):
                        if p != q:
                            return f'{flags}, seed {seed}, {end}: {p[:300]!r}\n{q[:300]!r}', first
    return None, first


FIXED = unshuffled()
ALWAYS = 'unshuffled' in sys.argv
if ALWAYS and not FIXED:
    print('1..0 # SKIP addresses are shuffled here')
    sys.exit()
gort, seeds = os.path.abspath(sys.argv[1]), int(sys.argv[2])
if os.environ.get('GORT_TEST_ALL'):
    seeds *= 5
n = 0
with tempfile.TemporaryDirectory() as work, \
        concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
    for program in sorted({p for p, _ in PROGRAMS}):
        status, text = run([gort, 'build', '-o', os.path.join(work, program),
                            os.path.join(HERE, 'events', program + '.go')])
        if status != 0:
            print(text.decode())
            sys.exit(1)
    for program, args in PROGRAMS:
        exe = os.path.join(work, program)
        runs = list(pool.map(lambda seed: twice(work, exe, args, seed), range(1, seeds + 1)))
        bad = [(seed, what) for seed, (what, _) in enumerate(runs, 1) if what]
        wants = 2 if args else 0
        bad += [(seed, f'status {said[0]}: {said[1][-300:]!r}')
                for seed, (_, said) in enumerate(runs, 1) if said[0] != wants]
        # Seeds that all did the same would replay nothing.
        kinds = len({said[1:] for _, said in runs})
        if kinds < seeds // 2:
            bad.append((0, f'{kinds} different runs under {seeds} seeds'))
        n += 1
        name = ' '.join((program,) + args)
        print(f'{"not ok" if bad else "ok"} {n} - {name}: {seeds} seeds twice, {kinds} different runs')
        for seed, what in bad[:3]:
            print(f'# seed {seed}: ' + what.replace('\n', '\n# '))
        sys.stdout.flush()
    what, outs = linked(work, 3)
    days = {out.splitlines()[0] for out in outs.values()}
    if not what and len(days) < 3:
        what = f'one day under all seeds: {days}'
    n += 1
    print(f'{"not ok" if what else "ok"} {n} - link: compiled in several ways, ended in several ways')
    if what:
        print('# ' + what.replace('\n', '\n# '))
print(f'1..{n}')
