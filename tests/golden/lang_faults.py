#!/usr/bin/env python3
"""lang_faults.py [--all] LANG FAILING SCRIPT... - TAP: each request for memory or for a thread in turn is
refused to the language of tools/examples/lang (LANG) while it runs a script: once, and from then on.

FAILING is tests/support/failing.c as a shared object. A run has to end as without the failure, or with
status 1 or 2 and a text that says what could not be had; never by a signal, never in a hang. What ended
as ever has left as little behind: no block of malloc's more. Without --all a selection of the requests.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'support'))
import tap  # noqa: E402

TIMEOUT_S = 600
FEW = 10  # of a kind, a script and a way to fail
SAYS = ('memory', 'no stack', 'thread', 'newosproc')


class Run:
    def __init__(self, lang, failing, script, kind, nth=0, on=False):
        with tempfile.NamedTemporaryFile() as report:
            env = {**os.environ, 'LD_PRELOAD': failing, 'FAIL_KIND': kind, 'FAIL_NTH': str(nth),
                   'FAIL_REPORT': report.name}
            if on:
                env['FAIL_ON'] = '1'
            done = subprocess.run([lang, script], env=env, capture_output=True, timeout=TIMEOUT_S)
            self.status, self.out = done.returncode, done.stdout
            self.err = done.stderr.decode(errors='replace')
            words = pathlib.Path(report.name).read_text().split()
            self.asked, self.left = (int(w) for w in words) if words else (0, 0)


def wrong(run, usual):
    """What is wrong with a run of which something failed, or None."""
    if run.status == usual.status and run.out == usual.out:
        more = run.left - usual.left
        return f'it leaves {more} blocks more' if more > 0 else None
    if run.status not in (0, 1, 2):
        return f'status {run.status}: {run.err[-300:]}'
    if not any(word in run.err + run.out.decode() for word in SAYS):
        return f'status {run.status}, but it does not say why: {run.err[-300:]}'
    return None


def main():
    every = '--all' in sys.argv
    lang, failing, *scripts = [a for a in sys.argv[1:] if a != '--all']
    jobs = concurrent.futures.ThreadPoolExecutor(2)
    report = tap.Report()
    for script in scripts:
        for kind in ('malloc', 'map', 'commit', 'thread'):
            usual = Run(lang, failing, script, kind)
            step = 1 if every else max(1, usual.asked // FEW)
            turns = [(nth, on) for nth in range(1, usual.asked + 1, step) for on in (False, True)]
            runs = list(jobs.map(lambda t: Run(lang, failing, script, kind, *t), turns))
            bad = [f'request {nth}{" and on" if on else ""}: {what}'
                   for (nth, on), run in zip(turns, runs) if (what := wrong(run, usual))]
            ended = sum(run.status != usual.status for run in runs)
            report.line(not bad and usual.status == 0 and usual.asked > 0,
                        f'{pathlib.Path(script).stem}, {kind}: {len(runs)} runs of {usual.asked} '
                        f'requests, {ended} ended', *bad[:5], usual.err)
    print(f'1..{report.n}')


if __name__ == '__main__':
    main()
