#!/usr/bin/env python3
"""named_files.py FILE... - names what the comments of C files and the whole of READMEs call a file
and is none of the git tree (run from its root), nor a system header that some FILE includes.

A file is named by its path's end. Capitals stand for a name; .go files are a user's.
"""
import re
import subprocess
import sys

NAME = re.compile(r'(?<![A-Za-z0-9_./-])[A-Za-z0-9_./-]*[a-z0-9_]\.(?:c|h|cc|md|sh|py|pml)\b')
COMMENT = re.compile(r'/\*(.*?)(?:\*/|\Z)', re.S)


def read(path):
    with open(path, encoding='utf-8', errors='replace') as f:
        return f.read()


def ends_of(path):
    """a/b/c, b/c, c."""
    parts = path.split('/')
    return ('/'.join(parts[i:]) for i in range(len(parts)))


def main():
    texts = {path: read(path) for path in sys.argv[1:]}
    tree = subprocess.run(['git', 'ls-files'], stdout=subprocess.PIPE, text=True, check=True).stdout
    there = {end for path in tree.splitlines() for end in ends_of(path)}
    for path, text in texts.items():
        if path.endswith(('.c', '.h')):
            for header in re.findall(r'#include <([^>]+)>', text):
                there.update(ends_of(header))
    for path, text in texts.items():
        said = text if path.endswith('.md') else ' '.join(COMMENT.findall(text))
        for name in sorted(set(NAME.findall(said))):
            name = re.sub(r'^(\./)?(\.\./)*', '', name)
            if re.search('[A-Z][A-Z]', name) and name.split('/')[-1] != 'README.md':
                continue
            if name.lstrip('/') not in there:
                print('%s: %s' % (path, name))


if __name__ == '__main__':
    sys.exit(main())
