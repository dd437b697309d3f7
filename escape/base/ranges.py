#!/usr/bin/env python3
"""ranges.py OUT FILE... - the characters that the compiler asks about, as C data.

They are those of the tables that package unicode has in its Go files, FILE...
"""
import re
import sys

WANTED = {"letters": "L", "digits": "Nd", "upper": "Lu", "shown": "L M N P S"}
ENTRY = re.compile(r"\{0x([0-9a-f]+), 0x([0-9a-f]+), ([0-9]+)\}")

out, files = sys.argv[1], sys.argv[2:]
tables = {}
for name in files:
    with open(name, encoding="utf-8") as g:
        for part in g.read().split("\nvar table")[1:]:
            chars = tables.setdefault(part.split(" ")[0], set())
            for first, last, step in ENTRY.findall(part):
                chars.update(range(int(first, 16), int(last, 16) + 1, int(step)))

with open(out, "w", encoding="utf-8") as f:
    f.write('/* Made by ranges.py. */\n#include "base/ranges.h"\n')
    for name, categories in WANTED.items():
        chars = {c for k in categories.split() for c in tables[k] if c >= 0x80}
        bounds = sorted({c for c in chars if c - 1 not in chars} | {c + 1 for c in chars if c + 1 not in chars})
        f.write(f"\nstatic const uint32_t {name}[] = {{\n")
        for at in range(0, len(bounds), 10):
            f.write("    " + "".join(f"{b:#x}, " for b in bounds[at : at + 10]) + "\n")
        f.write(f"}};\nconst character_ranges gort__{name} = {{{name}, {len(bounds)}}};\n")
