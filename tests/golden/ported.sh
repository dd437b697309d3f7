#!/usr/bin/env bash
# ported.sh ARCH GORT - TAP: a part of the Go programs, on another machine. GORT, of this one, emits
# them; the compiler for ARCH makes them, on build/ARCH/libgort.a, and what tools/cross/ARCH.ini names
# runs them. Where pointers have 32 bits there is no such program: what is emitted is refused there.
set -u
cd "$(dirname "$0")/../.." || exit 1
arch=$1 gort=$(realpath "$2")
# says WORD: what the file by which the library was built has for it.
says() {
    sed -n "s/^$1 = //p" "tools/cross/$arch.ini" |
        sed "s|\<sysroot\>|$PWD/build/sysroot/$arch|; s|cross / |$PWD/tools/cross/|" | tr -d "[],'"
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/include/gort" "$work/lib"
ln -s "$PWD"/runtime/gort*.h "$work/include/gort/"
ln -s "$PWD/build/$arch/libgort.a" "$work/lib/libgort.a"

if [ "$arch" = i386 ]; then
    n='not '
    "$gort" emit tools/demos/sieve.go >"$work/emitted.c"
    if ! "$(says c)" -fsyntax-only -Iruntime "$work/emitted.c" >"$work/log" 2>&1 &&
        grep -q '#error "made for machines of 64 bits"' "$work/log"; then n=''; fi
    echo "${n}ok 1 - what is emitted is refused in words"
    # 64 bits at once by instructions, not by calls of a library that locks.
    n='not '
    nm "$work/lib/libgort.a" >"$work/names" 2>"$work/log"
    if grep -q gort_runtime_new "$work/names" && ! grep -q '__atomic_' "$work/names"; then n=''; fi
    echo "${n}ok 2 - atomic operations of 64 bits are instructions"
    echo '1..2'
    exit
fi

# No run shows the lack of it, since what emulates such a machine orders all stores.
n='not '
if [ "$arch" != arm64 ]; then
    n='' what='stores are in order by themselves'
else
    what='marks are stored before pointers'
    "$(says objdump)" -d --disassemble=gort__gc_run_taken "$work/lib/libgort.a" >"$work/code"
    if grep -qw 'dmb' "$work/code"; then n=''; fi
fi
echo "${n}ok 1 - $what"
# What the programs' own plan says is one less.
GORT_ROOT=$work python3 tests/golden/programs.py "$gort" --cc "$(says c)" \
    --run "$(says exe_wrapper)" --part tests/conformance | awk '
    /^(not )?ok / { n++; sub(/ok [0-9]+/, "ok " n + 1) }
    /^1\.\./ { $0 = "1.." n + 1 }
    { print }'
