#!/usr/bin/env python3
"""events.py GORT - TAP: GORT_EVENTS=FILE and gort run -events=FILE, against the table of
runtime/record/README.md: each line is JSON of a kind of the table with its fields and no other,
each kind appears, and what the lines tell fits together. A tiny program's file is a golden one:
events.py GORT --make writes it anew.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'support'))
import limited  # noqa: E402

GORT = os.path.abspath(sys.argv[1])
PROGRAMS = os.path.join(HERE, 'events')
PAGE = os.path.join(HERE, '..', '..', 'runtime', 'record', 'README.md')
TYPES = {'number': int, 'text': str, 'bool': bool}
cases = 0


def report(name, problem):
    global cases
    cases += 1
    print(f'{"not ok" if problem else "ok"} {cases} - {name}', flush=True)
    for line in str(problem).splitlines()[:8] if problem else ():
        print('# ' + line)


def run(args, seed=None, events=None, **env):
    """Status and output."""
    full = dict(os.environ, **env)
    if seed is not None:
        full['GODEBUG'] = f'gcseed={seed}'
    if events:
        full['GORT_EVENTS'] = events
    p = limited.run(args, 600, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, env=full)
    return p.returncode, p.stdout.decode('utf-8', 'replace')


def schema():
    """Kind -> {field: type}; what all lines have."""
    kinds, common = {}, {}
    for line in open(PAGE, encoding='utf-8'):
        cells = [c.strip() for c in line.strip().strip('|').split('|')]
        names = re.findall(r'^`(\w+)`$', cells[0])
        if len(cells) != 3 or not names or names[0] == 'ev':
            continue
        single = re.match(r'(number|text|bool)(, optional)?$', cells[1])
        if single:
            common[names[0]] = (TYPES[single[1]], bool(single[2]))
        else:
            kinds[names[0]] = {f: TYPES[t] for f, t in
                               re.findall(r'`(\w+)` (number|text|bool)', cells[1])}
    return kinds, common


KINDS, COMMON = schema()


def wrong(line):
    """What is wrong with a line's form, or None."""
    kind = line.get('ev')
    if kind not in KINDS:
        return f'kind {kind}'
    want = dict(KINDS[kind])
    if kind != 'schema':
        want.update({f: t for f, (t, optional) in COMMON.items() if not optional or f in line})
    if set(line) - {'ev'} != set(want):
        return f'{kind} has {sorted(line)}, wanted {sorted(want)}'
    for field, t in want.items():
        if type(line[field]) is not t or (t is int and field != 'seed' and line[field] < 0):
            return f'{kind}: {field} is {line[field]!r}'
    if 'at' in line and not re.match(r'[^/]+\.go:[1-9]\d*$', line['at']):
        return f'{kind}: at {line["at"]}'
    return None


class Story:
    """What the lines of one run say, each of which has to fit to those before it."""

    def __init__(self):
        self.alive, self.colour, self.counts, self.goroutines, self.chans = set(), {}, {}, {}, set()

    def take(self, e):
        kind, obj = e['ev'], e.get('obj')
        if kind == 'phase' and e['phase'] == 'mark':
            self.colour = {}
        elif kind == 'alloc':
            if obj in self.alive:
                return f'object {obj} is allocated twice'
            self.alive.add(obj)
        elif kind == 'free':
            if obj not in self.alive:
                return f'object {obj} is freed, and was not allocated'
            self.alive.remove(obj)
        elif kind == 'shade':
            if obj not in self.alive or obj in self.colour:
                return f'object {obj} is shaded: {self.colour.get(obj, "free")}'
            self.colour[obj] = 'grey'
        elif kind == 'blacken':
            if self.colour.get(obj) != 'grey':
                return f'object {obj} is blackened: {self.colour.get(obj, "white")}'
            self.colour[obj] = 'black'
        elif kind == 'map_new':
            self.counts[e['map']] = 0
        elif kind in ('map_assign', 'map_delete'):
            change = 1 if e.get('new') else -1 if e.get('found') else 0
            if self.counts.get(e['map']) != e['count'] - change:
                return f'map {e["map"]} had {self.counts.get(e["map"])} entries'
            self.counts[e['map']] = e['count']
        elif kind == 'map_clear':
            self.counts[e['map']] = 0
        elif kind == 'go_create':
            self.goroutines[e['of']] = True
        elif kind in ('go_run', 'go_park', 'go_end'):
            if not self.goroutines.get(e['of']):
                return f'goroutine {e["of"]} was not created, or has ended'
            self.goroutines[e['of']] = kind != 'go_end'
        elif kind == 'chan_make':
            self.chans.add(e['chan'])
        elif 'chan' in e and e['chan'] not in self.chans:
            return f'channel {e["chan"]} was not made'
        return None


def read(path, fits=True):
    """The lines, and what is wrong with them."""
    lines = []
    story = Story()
    for number, text in enumerate(open(path, encoding='utf-8'), 1):
        try:
            e = json.loads(text)
        except ValueError as error:
            return lines, f'line {number}: {error}'
        lines.append(e)
        first = number == 1 and (e.get('ev'), e.get('name'), e.get('version')) != (
            'schema', 'gort-events', 1)
        problem = 'the first line is another' if first else wrong(e) or (fits and story.take(e))
        if problem:
            return lines, f'line {number}: {problem}\n{text}'
    return lines, None if lines else 'there are none'


def unplaced(lines):
    """Kinds of which more than a fifth of the lines of goroutines names no Go code, though something else than a
    barrier, a timer or a goroutine that has called nothing yet did it."""
    of, at = {}, {}
    for e in lines:
        if e['ev'] == 'schema' or e['g'] == 0 or e.get('why', '').startswith('barrier'):
            continue
        of[e['ev']] = of.get(e['ev'], 0) + 1
        at[e['ev']] = at.get(e['ev'], 0) + ('at' in e)
    return {kind: f'{at[kind]} of {n}' for kind, n in of.items() if at[kind] * 5 < n * 4}


def main():
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, 'events')
        tiny, every = os.path.join(PROGRAMS, 'tiny.go'), os.path.join(PROGRAMS, 'all.go')
        golden = os.path.join(PROGRAMS, 'tiny.jsonl')
        status, out = run([GORT, 'run', '-events=' + path, '-d', 'gcseed=3', tiny])
        text = open(path).read() if status == 0 else ''
        if '--make' in sys.argv:
            open(golden, 'w').write(text)
            return
        report('a tiny program has its golden events',
               out if status or out != '8\n' else
               text != open(golden).read() and 'others: ' + text)

        exe = os.path.join(work, 'all')
        status, out = run([GORT, 'build', '-o', exe, every])
        seen = set()
        for seed in 1, 2, 3:
            status, out = run([exe], seed, path)
            lines, problem = read(path)
            seen |= {e['ev'] for e in lines}
            report(f'the lines are as the table says and fit together, seed {seed}',
                   out if status else problem)
        report('each kind of the table appears',
               f'missing: {sorted(set(KINDS) - seen)}' if set(KINDS) - seen else None)
        report('lines of each kind name the Go code', unplaced(lines))
        whys = {e['why'] for e in lines if e['ev'] == 'shade'}
        report('each reason to shade appears', whys != {'root', 'scan', 'barrier old',
                                                        'barrier new'} and whys)
        status, plain = run([exe], 3)
        status, traced = run([exe], 3, path)
        report('a seed does the same without events', plain != traced and plain + traced)

        # Some kinds only: their lines are those of the whole file.
        whole = open(path, encoding='utf-8').read().splitlines()
        for kinds in 'go,phase,cycle', 'map,chan_s,select', 'shade':
            status, out = run([exe], 3, path, GORT_EVENT_KINDS=kinds)
            some = open(path, encoding='utf-8').read().splitlines()
            wanted = tuple('{"ev":"' + kind for kind in ['schema'] + kinds.split(','))
            want = [line for line in whole if line.startswith(wanted)]
            report(f'GORT_EVENT_KINDS={kinds}', out if status else some != want and
                   f'{len(some)} lines, wanted {len(want)}\n' +
                   '\n'.join(sorted(set(some) ^ set(want))[:4]))
        status, out = run([exe], 3, path, GORT_EVENT_KINDS='go,gone')
        report('a kind that there is not', (status, out) != (
            2, 'gort: GORT_EVENT_KINDS: no kind of event begins with gone\n') and out)

        # Threads tell in no order, so that only the form counts.
        status, out = run([exe], None, path, GOMAXPROCS='4')
        lines, problem = read(path, fits=False)
        report('with threads the lines are whole', out if status else problem)

        status, out = run([exe, 'exit'], 1, path)
        lines, problem = read(path)
        report('os.Exit leaves all lines', out if status != 3 else problem or
               (lines[-1]['ev'] not in ('go_end', 'phase', 'cycle', 'scavenge') and lines[-1]))
        for name, body, last in (
                ('a panic', 'panic("x")', 'alloc'),
                ('a fatal error', '<-make(chan int)', 'go_park')):
            source = os.path.join(work, 'end.go')
            open(source, 'w').write('package main\n\nvar p *int\n\nfunc main() {\n'
                                    f'\tp = new(int)\n\t{body}\n}}\n')
            status, out = run([GORT, 'run', '-events=' + path, source])
            lines, problem = read(path)
            report(f'{name} leaves all lines', out if status != 2 else problem or
                   (last not in [e['ev'] for e in lines] and lines))

        status, out = run([exe], 1, '/nonexistent/events')
        report('a file that cannot be opened', (status, out) != (
            2, 'gort: cannot write the events to /nonexistent/events: '
               'No such file or directory\n') and out)
        if os.path.exists('/dev/full'):
            status, out = run([exe], 1, '/dev/full')
            report('a full disk', (status != 2 or out.count(
                'gort: cannot write the events to /dev/full: No space left on device\n') != 1)
                and f'status {status}: {out}')
        print(f'1..{cases}')


main()
