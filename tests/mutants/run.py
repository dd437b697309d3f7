#!/usr/bin/env python3
"""run.py SCRATCH [--apply] [--models] [NAME...] - TAP: plants each bug of *.txt and runs the test that must
notice it.

SCRATCH is a folder for a copy of the sources and its build; a second run rebuilds what changed.
NAME: only these mutants. --models: those that stand for mutants of tests/model/spin. --apply: only looks whether each edit still fits the sources, builds
nothing (seconds; no scratch folder is touched).

A mutant passes if its test fails within LIMIT_S seconds. Some are noticed by chance of the scheduler:
a test that passes, or takes longer, runs again, TRIES times in all and with more time. The mutant
fails if no run fails, if the edit fits nowhere or twice, or if what it makes does not compile. README.md says how they are written.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, 'tests', 'support'))
from tap import Report  # noqa: E402

# gccheckmark's report of an object, and the end of the way to it.
LOSS = re.compile(r'checkmark found (?:unmarked|free) object 0x[0-9a-f]+, type .+?, reachable as')
ROOT_LINE = re.compile(r'^from (?:global|stack|goroutine|frame|cell|root|registered|thread|runtime)')
LIMIT_S = 60  # to notice; building not counted
TRIES = 3
HANG_SHARE = 1 / 30  # of a test's own limit, ten minutes, until a hang is one
WHOLE_S = 600  # a whole test program without a mutant
WANTED = 60  # mutants
ROOMS = ('runtime', 'gc', 'map', 'escape', 'tests', 'tools')


class Mutant:
    """name, what, test; hangs, loses: how its test fails; edits: [file, function or None, old,
    new]."""

    def __init__(self, name, what):
        self.name, self.what, self.test, self.edits = name, what, None, []
        self.hangs = self.loses = False


def parse(path):
    mutants = []
    for n, line in enumerate(open(path), 1):
        line = line.rstrip()
        key, _, rest = line.strip().partition(' ')
        if not line or line.startswith('#'):
            continue
        if not line.startswith(' '):
            mutants.append(Mutant(key.rstrip(':'), rest))
        elif key == 'in':
            file, _, function = rest.partition(' ')
            mutants[-1].edits.append([file, function or None, '', ''])
        elif key in '-+':
            side = 2 if key == '-' else 3
            mutants[-1].edits[-1][side] += rest + '\n'
        elif key == 'by':
            mutants[-1].test = rest
        elif key == 'hangs':
            mutants[-1].hangs = True
        elif key == 'loses':
            mutants[-1].loses = True
        else:
            sys.exit(f'{path}:{n}: neither in, -, +, by, hangs, loses nor a name')
    return mutants


def function_span(text, function):
    """Where the definition of the function begins and ends."""
    m = re.search(r'^[^\s#][^;{}=#]*\b' + function + r'\([^;{]*\)\s*\{', text, re.M)
    if not m:
        return None
    end = text.find('\n}', m.start())
    return m.start(), end + 2


def apply(text, file, function, old, new):
    """The edited text, or the reason why there is none. White space counts as one blank."""
    at, end = 0, len(text)
    where = file
    if function:
        span = function_span(text, function)
        if not span:
            return None, f'{file} has no function {function}'
        at, end = span
        where = f'{function} in {file}'
    pattern = r'\s+'.join(re.escape(word) for word in old.split())
    found = list(re.finditer(pattern, text[at:end]))
    if len(found) != 1:
        return None, f'{where} has {len(found)} times: {" ".join(old.split())}'
    m = found[0]
    return text[:at + m.start()] + new.rstrip('\n') + text[at + m.end():], None


def edit(root, mutant):
    """{file: (original, edited)} or a reason."""
    files = {}
    for file, function, old, new in mutant.edits:
        path = os.path.join(root, file)
        if file not in files:
            if not os.path.exists(path):
                return None, f'there is no {file}'
            text = open(path).read()
            files[file] = [text, text]
        edited, reason = apply(files[file][1], file, function, old, new)
        if reason:
            return None, reason
        files[file][1] = edited
    return files, None


def sync(scratch):
    """Copies what differs, so that ninja builds only that."""
    for room in ROOMS + ('meson.build', 'meson_options.txt', 'LICENSE'):
        source = os.path.join(ROOT, room)
        files = [source] if os.path.isfile(source) else [
            os.path.join(folder, f) for folder, _, names in os.walk(source)
            if '__pycache__' not in folder for f in names]
        for f in files:
            to = os.path.join(scratch, 'source', os.path.relpath(f, ROOT))
            if os.path.exists(to) and open(to, 'rb').read() == open(f, 'rb').read():
                continue
            os.makedirs(os.path.dirname(to), exist_ok=True)
            shutil.copy(f, to)


def build(scratch, targets):
    run = subprocess.run(['ninja', '-C', os.path.join(scratch, 'build')] + targets,
                         capture_output=True, text=True)
    return run.returncode == 0, run.stdout[-2000:] + run.stderr[-500:]


def target_of(test):
    test = test.split()[0]
    for room, prefix in (('unit', 'test_'), ('model', 'model_'), ('stress', 'stress_')):
        if test.startswith(prefix):
            return f'tests/{room}/{test}'
    return None


def run_test(scratch, test, limit_s, hangs=False, loses=False):
    """('caught', first line), ('passed', '') or ('hung', ''), and the seconds it took. Ends at the
    first case that fails. hangs: the test program's own time limits come early. loses: ends at the
    first report of gccheckmark, which is what counts then, from its head to its last line."""
    program, _, case = test.partition(' ')
    env = dict(os.environ, CK_FORK='yes', CK_DEFAULT_TIMEOUT='50',
               GORT_VALUES=os.path.join(ROOT, 'tests/golden/values.txt'))
    if case:
        env['CK_RUN_CASE'] = case
    if hangs:
        env['CK_TIMEOUT_MULTIPLIER'] = str(HANG_SHARE)
    began = time.monotonic()
    program = os.path.join(scratch, 'build', target_of(program))
    # stdbuf: a case's line when it is done. A session of its own: nothing of it is left behind.
    p = subprocess.Popen(['stdbuf', '-oL', program], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, env=env, start_new_session=True)
    hung = []

    def give_up():
        hung.append(True)
        kill_session(p.pid)
    timer = threading.Timer(limit_s, give_up)
    timer.start()
    caught, last, path, whole = None, b'', False, not loses
    for line in p.stdout:
        last = line
        text = line.decode(errors='replace').strip()
        found = LOSS.search(text)
        if loses and found:
            caught, path = found.group(0), True
        elif path:
            # The object itself, what leads to it, and a root at last.
            caught += ' ' + text
            if ROOT_LINE.search(text):
                whole = True
                break
        elif not loses and line.startswith(b'not ok'):
            caught = text
            break
    timer.cancel()
    caught = caught if whole else None
    if caught:
        kill_session(p.pid)
    p.stdout.close()
    status = p.wait()
    kill_session(p.pid)
    seconds = time.monotonic() - began
    if hung:
        return 'hung', '', seconds
    if not caught and status != 0 and not loses:
        caught = f'ended with status {status}: ' + last.decode(errors='replace').strip()
    return ('caught' if caught else 'passed'), caught or '', seconds


def kill_session(sid):
    """check gives each test a process group of its own: the session tells which are ours."""
    for pid in os.listdir('/proc'):
        if not pid.isdigit():
            continue
        try:
            stat = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
            if int(stat[3]) == sid:
                os.kill(int(pid), signal.SIGKILL)
        except OSError:
            pass


def one(scratch, mutant, report):
    source = os.path.join(scratch, 'source')
    title = f'{mutant.name}: {mutant.what}'
    files, reason = edit(source, mutant)
    if reason:
        report.line(False, title, 'does not apply: ' + reason, 'see tests/mutants/README.md')
        return
    try:
        for file, (_, edited) in files.items():
            open(os.path.join(source, file), 'w').write(edited)
        built, log = build(scratch, [target_of(mutant.test)])
        if not built:
            report.line(False, title, 'does not build', log)
            return
        for attempt in range(1, TRIES + 1):
            # What a busy machine takes longer for is no failure.
            verdict, why, seconds = run_test(scratch, mutant.test, LIMIT_S * attempt ** 2,
                                             mutant.hangs, mutant.loses)
            if verdict == 'caught':
                break
    finally:
        for file, (original, _) in files.items():
            open(os.path.join(source, file), 'w').write(original)
    if verdict == 'caught':
        again = f', run {attempt}' if attempt > 1 else ''
        report.line(True, f'{title} ({mutant.test}, {seconds:.1f} s{again})')
        print(f'# {why[:300 if mutant.loses else 200]}')
    else:
        report.line(False, title, f'{mutant.test} {verdict} after {seconds:.1f} s')


def of_models():
    """The mutants that models.txt names."""
    with open(os.path.join(ROOT, 'tests/model/spin/models.txt')) as f:
        return set(re.findall(r'^ .*\bmutant \w+ planted (\S+)', f.read(), re.M))


def main():
    args = sys.argv[1:]
    only_apply = '--apply' in args
    models = '--models' in args
    args = [a for a in args if a not in ('--apply', '--models')]
    if not args or args[0].startswith('-'):
        sys.exit(__doc__)
    scratch, names = os.path.abspath(args[0]), args[1:] + (sorted(of_models()) if models else [])
    mutants = [m for f in sorted(os.listdir(HERE)) if f.endswith('.txt')
               for m in parse(os.path.join(HERE, f))]
    report = Report()
    if not names:
        twice = {m.name for m in mutants if [n.name for n in mutants].count(m.name) > 1}
        report.line(len(mutants) >= WANTED and not twice,
                    f'{len(mutants)} mutants, {WANTED} wanted, no name twice', ' '.join(twice))
    unknown = set(names) - {m.name for m in mutants}
    if unknown:
        sys.exit('no such mutant: ' + ' '.join(sorted(unknown)))
    chosen = [m for m in mutants if not names or m.name in names]
    if only_apply:
        for m in chosen:
            _, reason = edit(ROOT, m)
            if not reason and not (m.test and target_of(m.test)):
                reason = f'its test is {m.test}'
            if reason:
                report.line(False, f'{m.name} applies', reason, 'see tests/mutants/README.md')
        report.line(not report.bad, f'{len(chosen)} mutants apply')
    else:
        sync(scratch)
        if not os.path.exists(os.path.join(scratch, 'build', 'build.ninja')):
            subprocess.run(['meson', 'setup', os.path.join(scratch, 'build'),
                            os.path.join(scratch, 'source'), '-Doptimization=1', '-Ddebug=true'],
                           check=True, stdout=subprocess.DEVNULL)
        tests = sorted({m.test for m in chosen})
        built, log = build(scratch, [target_of(t) for t in tests])
        report.line(built, 'the unchanged sources build', '' if built else log)
        for t in tests if built else []:
            verdict, why, seconds = run_test(scratch, t, WHOLE_S)
            report.line(verdict == 'passed', f'{t} passes without a mutant ({seconds:.1f} s)', why)
        for m in chosen if built else []:
            one(scratch, m, report)
    print(f'1..{report.n}')
    return 1 if report.bad else 0


if __name__ == '__main__':
    sys.exit(main())
