"""What the benchmarks of this folder share: finding compilers, building, timing a process."""
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))


def find_go():
    """go1.19, the reference."""
    for go in (os.environ.get('GO'), 'go1.19', '/usr/lib/go-1.19/bin/go', 'go'):
        if go and shutil.which(go):
            text = subprocess.run([go, 'version'], capture_output=True, text=True).stdout
            if 'go1.19' in text:
                return go
    return None


def newest_go():
    """A Go that is not go1.19, and its version."""
    for go in (os.environ.get('GO_NEWEST'), '/usr/local/go/bin/go', 'go'):
        if go and shutil.which(go):
            text = subprocess.run([go, 'version'], capture_output=True, text=True).stdout
            if 'go1.19' not in text:
                return go, text.split()[2]
    return None, None


def find_gort():
    gort = os.environ.get('GORT') or os.path.join(root, 'build', 'gort')
    if not os.path.exists(gort):
        sys.exit('build/gort is missing: run ./tools/demo first')
    return gort


def build_gort(gort, exe, sources, *flags):
    subprocess.run([gort, 'build', *flags, '-o', exe, *sources], check=True)


def build_go(go, exe, sources):
    subprocess.run([go, 'build', '-o', exe, *map(os.path.abspath, sources)], check=True,
                   env={**os.environ, 'GO111MODULE': 'off'})


def padded_cc(folder, pad_bytes):
    """A C compiler that puts so many bytes of code in front of the program."""
    pad, cc = os.path.join(folder, 'pad.s'), os.path.join(folder, 'cc')
    with open(pad, 'w') as f:
        f.write(f'.section .text.pad,"axR",@progbits\n.balign 16\n.fill {pad_bytes}, 1, 0x90\n'
                '.section .note.GNU-stack,"",@progbits\n')
    with open(cc, 'w') as f:
        f.write(f'#!/bin/sh\nexec gcc {pad} "$@"\n')
    os.chmod(cc, 0o755)
    return cc


def timed(exe, *args):
    """Of one run: wall seconds, CPU seconds of all its threads, output, and the system's CPU seconds."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen([exe, *args], stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
        if child.returncode != 0:
            sys.exit(f'{" ".join((exe, *args))} ended with status {child.returncode}\n{text.decode()[-500:]}')
        return wall, usage.ru_utime + usage.ru_stime, text, usage.ru_stime


def peak_mib(exe, *args):
    """The resident set's high-water mark, read every 2 ms: what the last 2 ms add is missed."""
    child = subprocess.Popen([exe, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while child.poll() is None:
        with open(f'/proc/{child.pid}/status') as status:
            for line in status:
                if line.startswith('VmHWM:'):
                    peak = int(line.split()[1])
        time.sleep(0.002)
    return peak / 1024


def gmean(values):
    values = list(values)
    return math.exp(sum(map(math.log, values)) / len(values)) if values else float('nan')
