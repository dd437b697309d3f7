#!/usr/bin/env python3
"""clang_says.py BUILD - what clang says of the C that was built in a folder, as an error.

Every command of compile_commands.json is clang's, with the same flags and -fsyntax-only: its warnings
come before it makes code. Ends with status 1 if there is one; prints what clang printed, then how many
files it read.
"""
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys


def command_of(entry):
    words = shlex.split(entry['command'])
    flags = words[next(i for i, word in enumerate(words) if word.startswith('-')):]
    kept = []
    while flags:
        flag = flags.pop(0)
        if flag in ('-o', '-MQ', '-MF'):
            flags.pop(0)
        elif flag not in ('-c', '-MD'):
            kept.append(flag)
    return ['clang', '-fsyntax-only', '-Werror', *kept]


def says(entry):
    done = subprocess.run(command_of(entry), cwd=entry['directory'], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def main():
    with open(os.path.join(sys.argv[1], 'compile_commands.json'), encoding='utf-8') as f:
        entries = [e for e in json.load(f) if e['file'].endswith('.c')]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for status, text in pool.map(says, entries):
            bad += status != 0 or bool(text)
            sys.stdout.buffer.write(text)
    print(f'clang read {len(entries)} files, {bad} with something to say')
    return 0 if entries and not bad else 1


if __name__ == '__main__':
    sys.exit(main())
