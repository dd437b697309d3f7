#!/usr/bin/env python3
"""embed.py OUT ROOT FILE... - the Go files of the packages that gort ships, as C data.

ROOT/PATH/NAME.go is a file of package PATH. The text goes in as bytes, since compilers limit the
length of a string.
"""
import os
import sys

out, root, files = sys.argv[1], sys.argv[2], sorted(sys.argv[3:])
with open(out, "w") as f:
    f.write('/* Made by embed.py. */\n#include "syntax/shipped.h"\n\n')
    entries = []
    for i, name in enumerate(files):
        rel = os.path.relpath(name, root).replace(os.sep, "/")
        with open(name, "rb") as g:
            data = g.read()
        f.write(f"static const char text_{i}[] = {{ /* {rel} */\n")
        for at in range(0, len(data), 24):
            f.write("    " + "".join(f"{b}," for b in data[at : at + 24]) + "\n")
        f.write("};\n")
        entries.append(f'    {{"{os.path.dirname(rel)}", "{rel}", text_{i}, {len(data)}}},\n')
    f.write("\nconst shipped_file gort__shipped_files[] = {\n" + "".join(entries) + "};\n")
    f.write(f"const int gort__shipped_count = {len(entries)};\n")
