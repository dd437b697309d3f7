#!/usr/bin/env python3
"""lang.py [--update | --part] LANG FOLDER - TAP: the language of tools/examples/lang, script by script.

FOLDER/*.txt hold the scripts, each as

    === its name
    #args what it is called with; #file: and that alone
    #env NAME=VALUE: and is in its environment
    #repl: it is the standard input
    #heavy: it allocates too much for a collection at each allocation
    text
    --- what it prints, standard error behind the rest; the exit status in brackets unless 0
    text

A case is one script: it has to say the same plainly and in the collector's strict modes. Each runs in
one of these, or in every mode and under more seeds with GORT_TEST_ALL=1. --part, for a build that is
slow: one of eight scripts, or every one with GORT_TEST_ALL=1. --update writes what the scripts print
into the files.
"""
import concurrent.futures
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'support'))
import tap  # noqa: E402

TIMEOUT_S = 600


class Case:
    def __init__(self, name, text, expected):
        self.name, self.expected = name, expected
        self.args, self.env, self.file, self.repl, self.heavy = [], {}, False, False, False
        lines = text.split('\n')
        while lines and lines[0].startswith('#') and not lines[0].startswith('#x'):
            word, *rest = lines.pop(0).split()
            if word in ('#args', '#file'):
                self.args = rest
            if word == '#env':
                self.env.update(item.split('=', 1) for item in rest)
            self.file |= word == '#file'
            self.repl |= word == '#repl'
            self.heavy |= word == '#heavy'
        self.script = '\n'.join(lines)


def cases_of(path):
    found = []
    for part in re.split(r'^=== ', path.read_text(), flags=re.M)[1:]:
        name, rest = part.split('\n', 1)
        text, mark, expected = rest.partition('---\n')
        found.append(Case(name, text, expected if mark else None))
        found[-1].source = text
    return found


def command(lang, case):
    if case.repl:
        return [lang]
    return [lang] + ([] if case.file else ['case.l']) + case.args


def run(lang, case, mode):
    env = dict(os.environ, LANG_HISTORY='history', GODEBUG=mode, **case.env)
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, 'case.l').write_text(case.script)
        done = subprocess.run(command(lang, case), input=case.script if case.repl else '',
                              capture_output=True, text=True, cwd=folder, env=env,
                              timeout=TIMEOUT_S, check=False)
    text = done.stdout + done.stderr
    if text and not text.endswith('\n'):
        text += '\n'
    return text + (f'[{done.returncode}]\n' if done.returncode else '')


def modes(case, number, every):
    stress = 'gcstress=997' if case.heavy else 'gcstress=1'
    # Marking twice takes most of the time: seldomer, but where there is time for every mode.
    twice = stress if every or case.heavy else 'gcstress=11'
    strict = [f'{stress},clobberfree=1', f'{twice},gccheckmark=1', 'gcstoptheworld=1,clobberfree=1',
              f'gcseed={number}']
    if every:
        strict += [stress, 'gccheckmark=1', 'clobberfree=1', 'gcstoptheworld=1'] + [f'gcseed={n}' for n in range(1, 6)]
        return [''] + strict
    return [(strict + [''])[number % 5]]


def check(lang, case, number, every):
    """Where it does not say what is expected, as lines."""
    for mode in modes(case, number, every):
        try:
            said = run(lang, case, mode)
        except subprocess.TimeoutExpired:
            said = f'nothing in {TIMEOUT_S} s'
        if said != case.expected:
            return f'GODEBUG={mode}\nexpected:\n{case.expected}\nsaid:\n{said}'
    return ''


def forced(lang):
    """How many collections gcstress=1 forces in a script that allocates little."""
    case = Case('', "(print (append (map (lambda (x) (list x)) '(1 2 3)) '(4)))", '')
    return len(re.findall(r'^gc \d+ @', run(lang, case, 'gcstress=1,gctrace=1'), re.M))


def update(lang, folder):
    for path in sorted(folder.glob('*.txt')):
        text = ''
        for case in cases_of(path):
            text += f'=== {case.name}\n{case.source}---\n{run(lang, case, "")}'
        path.write_text(text)


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (1000, 1000))  # what is left open is missed
    args = [a for a in sys.argv[1:] if not a.startswith('--')]
    lang, folder = str(pathlib.Path(args[0]).resolve()), pathlib.Path(args[1])
    if '--update' in sys.argv:
        update(lang, folder)
        return 0
    whole, part = bool(os.environ.get('GORT_TEST_ALL')), '--part' in sys.argv
    report = tap.Report()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs, number = [], -1
        for path in sorted(folder.glob('*.txt')):
            for case in cases_of(path):
                number += 1
                if part and not whole and number % 8:
                    continue
                jobs.append((f'{path.stem}: {case.name}',
                             pool.submit(check, lang, case, number, whole and not part)))
        for name, job in jobs:
            wrong = job.result()
            report.line(not wrong, name, wrong)
    n = forced(lang)
    report.line(n >= 20, 'gcstress=1 forces collections', f'{n} collections')
    print(f'1..{report.n}')
    return 0


sys.exit(main())
