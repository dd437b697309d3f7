#!/usr/bin/env python3
"""run.py [--all] [--map] [NAME...] - TAP: verifies the Promela models of this folder with spin, and refutes
each of their mutants.

models.txt says in which sizes a model is verified and which mutants it has. --all: the long ones
too (minutes, a gigabyte). --map: only looks that models.txt and the models name the same mutants,
and that each has its counterpart in the code, or is one of a design's; needs no spin. NAME: only these models.

A model is verified if spin visits all its states without an error: no claim is false, nobody waits
for ever, nothing was cut off. A mutant passes if an error is found. README.md says what a mutant's
counterpart is. Without spin the models are skipped, each one.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, 'tests', 'support'))
from tap import Report  # noqa: E402

DEPTH = 10000  # steps of a run; a longer one is an error
MEMORY_MB = 6000
LIMIT_S = 3600


class Model:
    """name; quick, long: flags of a verification; mutants: (name, kind, counterpart, flags); late: those
    that are refuted with --all."""

    def __init__(self, name):
        self.name, self.quick, self.long, self.mutants, self.late = name, [], [], [], set()


def parse(path):
    models = []
    for line in open(path):
        words = line.split()
        if not words or line.startswith('#'):
            continue
        if not line.startswith(' '):
            models.append(Model(words[0]))
            continue
        late = words[:2] == ['long', 'mutant']
        if late:
            words = words[1:]
        if words[0] == 'quick':
            models[-1].quick.append(words[1:])
        elif words[0] == 'long':
            models[-1].long.append(words[1:])
        elif words[0] == 'mutant' and len(words) >= 4:
            models[-1].mutants.append((words[1], words[2], words[3], words[4:]))
            if late:
                models[-1].late.add(words[1])
        else:
            sys.exit(f'{path}: {line.strip()}')
    return models


# ---- The counterparts in the code ------------------------------------------------------------

def switches_of(path):
    """What a model's text asks for by #ifdef and #ifndef, the sizes excepted."""
    text = open(path).read()
    sizes = set(re.findall(r'#ifndef (\w+)\n#define \1\b', text))
    asked = set(re.findall(r'#ifn?def (\w+)', text))
    return asked - sizes, sizes


def planted(name):
    """The lines of an entry of tests/mutants."""
    folder = os.path.join(ROOT, 'tests/mutants')
    for file in sorted(os.listdir(folder)):
        if file.endswith('.txt'):
            m = re.search(rf'^{re.escape(name)}: .*\n(?:[ \t]+.*\n)+', open(
                os.path.join(folder, file)).read(), re.M)
            if m:
                return m.group(0)
    return None


def shown_gcmutant(name):
    """Where a switch's loss is shown: the list of golden/mutants/run.sh, or a unit test."""
    run = open(os.path.join(ROOT, 'tests/golden/mutants/run.sh')).read()
    listed = run.split("<<'LIST'", 1)[1].split('\nLIST', 1)[0]
    if re.search(rf'^{name} ', listed, re.M):
        return 'golden/mutants/run.sh'
    folder = os.path.join(ROOT, 'tests/unit')
    for file in sorted(os.listdir(folder)):
        if file.endswith('.c') and f'gcmutant={name}"' in open(os.path.join(folder, file)).read():
            return f'unit/{file}'
    return None


def counterpart(kind, name):
    """(True, what it is) or (False, what is missing)."""
    if kind == 'gcmutant':
        if f'{{"{name}", ' not in open(os.path.join(ROOT, 'runtime/base/mutant.c')).read():
            return False, f'there is no gcmutant={name}'
        where = shown_gcmutant(name)
        return bool(where), where or f'no test shows gcmutant={name}'
    entry = planted(name) if kind == 'planted' else None
    if not entry:
        return False, f'tests/mutants has no {name}'
    return True, re.search(r'^ +by (.*)', entry, re.M).group(1)


def check_map(models, report):
    files = {f[:-4] for f in os.listdir(HERE) if f.endswith('.pml')}
    report.line(files == {m.name for m in models}, f'{len(models)} models, all of the folder')
    total = set()
    for model in models:
        switches, sizes = switches_of(os.path.join(HERE, model.name + '.pml'))
        verified = {f[2:].split('=')[0] for flags in model.quick + model.long for f in flags}
        named = {m[0] for m in model.mutants}
        wrong = sorted((switches - verified) ^ named)
        report.line(not wrong and verified <= switches | sizes,
                    f'{model.name}: {len(named)} mutants, all that the model has', ' '.join(wrong))
        for name, kind, code, _ in model.mutants:
            total.add((kind, code))
            ok, what = counterpart(kind, code)
            report.line(ok, f'{model.name} {name} is {kind} {code} ({what})')
    print(f'# {sum(len(m.mutants) for m in models)} mutants of models, {len(total)} of the code')


# ---- spin --------------------------------------------------------------------------------------

def run_pan(model, flags, compiler, large):
    """{'errors', 'states', 'depth', 'whole', 'said', 'seconds'} or {'failed': text}. large: states are
    compressed, and their table is made for tens of millions (128 MB), not one."""
    began = time.monotonic()
    folder = tempfile.mkdtemp()

    def step(*words):
        return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=LIMIT_S)
    try:
        made = step('spin', '-a', *flags, os.path.join(HERE, model + '.pml'))
        if made.returncode or not os.path.exists(os.path.join(folder, 'pan.c')):
            return {'failed': made.stdout + made.stderr}
        made = step(*compiler, '-w', '-DSAFETY', *(['-DCOLLAPSE'] if large else []),
                    f'-DMEMLIM={MEMORY_MB}', '-o', 'pan', 'pan.c')
        if made.returncode:
            return {'failed': made.stdout + made.stderr}
        out = step('./pan', '-n', f'-m{DEPTH}', *([] if large else ['-w20'])).stdout
    finally:
        shutil.rmtree(folder)
    errors = re.search(r'depth reached (\d+), errors: (\d+)', out)
    states = re.search(r'(\d+) states, stored', out)
    if not errors or not states:
        return {'failed': out[-2000:]}
    said = re.search(r'^pan:\d+: (.*)', out, re.M)
    return {'errors': int(errors.group(2)), 'depth': int(errors.group(1)),
            'states': int(states.group(1)), 'said': said.group(1) if said else '',
            'whole': 'Search not completed' not in out and 'max search depth' not in out,
            'seconds': time.monotonic() - began}


def verify(model, flags, report):
    title = ' '.join([model.name] + flags)
    # A million states take seconds and 200 MB as they are, with code that the compiler made in haste;
    # the long sizes need less memory and better code.
    if flags in model.quick:
        r = run_pan(model.name, flags, ['cc', '-O0'], large=False)
    else:
        r = run_pan(model.name, flags, ['cc', '-O1'], large=True)
    if 'failed' in r:
        report.line(False, f'{title} is verified', r['failed'])
        return
    ok = r['errors'] == 0 and r['whole']
    report.line(ok, f'{title}: {r["states"]} states, {r["seconds"]:.1f} s', '' if ok else r['said'])


def refute(model, mutant, report):
    name, kind, code, flags = mutant
    title = f'{model.name} {name} ({kind} {code})'
    # A mutant fails soon: the compiler's time is most of it.
    compiler = ['tcc'] if shutil.which('tcc') else ['cc', '-O0']
    # The smallest size is enough, unless it says which.
    r = run_pan(model.name, (flags or model.quick[0]) + ['-D' + name], compiler,
                large=bool(flags))
    if 'failed' in r:
        report.line(False, f'{title} is refuted', r['failed'])
        return
    report.line(r['errors'] > 0, f'{title}: {r["said"] or "nothing found"}, {r["seconds"]:.1f} s')


def main():
    args = sys.argv[1:]
    every, only_map = '--all' in args, '--map' in args
    names = [a for a in args if not a.startswith('-')]
    if set(args) - set(names) - {'--all', '--map'}:
        sys.exit(__doc__)
    models = parse(os.path.join(HERE, 'models.txt'))
    if set(names) - {m.name for m in models}:
        sys.exit('no such model: ' + ' '.join(sorted(set(names) - {m.name for m in models})))
    report = Report()
    check_map(models, report)
    chosen = [] if only_map else [m for m in models if not names or m.name in names]
    here = shutil.which('spin')
    verified = refuted = 0
    for model in chosen:
        for flags in model.quick + (model.long if every else []):
            if here:
                verify(model, flags, report)
                verified += 1
            else:
                report.skip(' '.join([model.name] + flags), 'no spin here')
        for mutant in model.mutants:
            if mutant[0] in model.late and not every:
                continue
            if here:
                refute(model, mutant, report)
                refuted += 1
            else:
                report.skip(f'{model.name} {mutant[0]}', 'no spin here')
    print(f'# {verified} models verified, {refuted} mutants refuted, {report.skipped} skipped')
    print(f'1..{report.n}')
    return 1 if report.bad else 0


if __name__ == '__main__':
    sys.exit(main())
