#!/usr/bin/env python3
"""replay.py GORT SEEDS [unshuffled] - TAP: with GODEBUG=gcseed=N a program does the same each time, byte for byte:
what it prints, its events, its gctrace lines. Each program runs twice under each of the seeds, the
second time with another environment, folder and number of processors, and with addresses that the
system does not shuffle, while the machine is busy with the next ones. unshuffled: it does not the
first time either; under a sanitizer, which has its own memory where the heap is wanted.

GORT_TEST_ALL: five times as many seeds.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'support'))
import limited  # noqa: E402

PROGRAMS = (('replay', ()), ('replay', ('panic',)), ('all', ()))


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
print(f'1..{n}')
