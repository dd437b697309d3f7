#!/bin/sh
# Compiles cxx.cc with each C++ compiler and language version there is, without warnings, and runs
# it. One TAP line a variant, and one for a machine whose pointers are too short.
# usage: cxx.sh SOURCE_DIR LIBGORT SANITIZE ('none' or what libgort was built with)
set -u
src=$1 lib=$2 sanitize=$3
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
link=
if [ "$sanitize" != none ]; then link=-fsanitize=$sanitize; fi
n=0
for cxx in g++ clang++; do
    # A sanitized library is linked by the compiler that made it.
    if [ "$cxx" = clang++ ] && [ -n "$link" ]; then continue; fi
    for std in c++11 c++14 c++17 c++20; do
        n=$((n + 1))
        if ! command -v $cxx >/dev/null || ! echo 'int main() {}' | $cxx -std=$std -x c++ - -o "$dir/probe" 2>/dev/null; then
            echo "ok $n - $cxx -std=$std # SKIP not installed"
        elif $cxx -std=$std -O1 -Wall -Wextra -Werror $link -I"$src/runtime" "$src/tests/unit/cxx.cc" \
            "$lib" -o "$dir/t" -lpthread -lm -lxxhash >"$dir/log" 2>&1 && "$dir/t" >"$dir/log" 2>&1; then
            echo "ok $n - $cxx -std=$std"
        else
            echo "not ok $n - $cxx -std=$std"
            head -12 "$dir/log" | sed 's/^/# /'
        fi
    done
done
n=$((n + 1)) not='not '
echo '#include "gort.h"' >"$dir/short.cc"
# What the compiler says of a machine of 16 bits; not -m16, which some cannot.
g++ -fsyntax-only -U__SIZEOF_POINTER__ -D__SIZEOF_POINTER__=2 -I"$src/runtime" "$dir/short.cc" \
    >"$dir/log" 2>&1 || ! grep -q 'error.*gort needs pointers of 64 or 32 bits' "$dir/log" || not=
echo "${not}ok $n - 16 bits are refused in words"
echo "1..$n"
