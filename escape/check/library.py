#!/usr/bin/env python3
"""library.py OUT FILE - the lists of library.txt as C data: a list goes on where a line is indented."""
import sys

out, name = sys.argv[1:]
lists = {}
with open(name, encoding="utf-8") as g:
    for line in g:
        if line[0] == " ":
            words += line.split()
        elif line[0] not in "#\n":
            key, rest = line.split(": ")
            lists[key] = words = rest.split()

with open(out, "w", encoding="utf-8") as f:
    f.write('/* Made by library.py. */\n#include "check/packages.h"\n\n')
    f.write("const library_list gort__library_lists[] = {\n")
    for key, words in lists.items():
        names, _, hidden = " ".join(words).partition(" | ")
        f.write(f'    {{"{key}"')
        for part in names, hidden:
            f.write(',\n     ""' + "".join(f'\n     "{word} "' for word in part.split()))
        f.write("},\n")
    f.write("    {NULL, NULL, NULL},\n};\n")
