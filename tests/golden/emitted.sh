#!/usr/bin/env bash
# emitted.sh GORT INCLUDE_DIR DIR... - TAP: the C of every Go program compiles without a warning
# with gcc and clang at -O0 and -O2, and with tcc.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../support/limit.sh"
gort=$(realpath "$1")
include=$(realpath "$2")
shift 2
n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags='-fno-optimize-sibling-calls -fno-strict-aliasing -fwrapv -fno-delete-null-pointer-checks'
# Endless recursion is what some programs are about; a compiler that says so is right.
warnings='-Wall -Wextra -Werror -Wno-infinite-recursion'

report() {
    n=$((n + 1))
    if [ -s "$work/err" ]; then
        echo "not ok $n - $1"
        head -8 "$work/err" | sed 's/^/# /'
    else
        echo "ok $n - $1"
    fi
}

for dir in "$@"; do
    for go in "$dir"/*.go; do
        name=$(basename "$go" .go)
        limit 600 "$gort" emit -o "$work/p.c" "$go" 2>"$work/err" || echo "gort emit failed" >>"$work/err"
        report "$name: emit"
        [ ! -s "$work/err" ] || continue
        for cc in gcc clang; do
            : >"$work/err"
            if ! command -v $cc >"$work/out"; then
                n=$((n + 1))
                echo "ok $n - $name: $cc # SKIP $cc is not installed"
                continue
            fi
            for opt in -O0 -O2; do
                limit 600 $cc -c $opt $warnings $flags -I"$include" -o "$work/p.o" "$work/p.c" >>"$work/err" 2>&1
            done
            report "$name: $cc -O0 -O2"
        done
        : >"$work/err"
        if command -v tcc >"$work/out"; then
            limit 600 tcc -c -Wall -I"$include" -o "$work/p.o" "$work/p.c" >"$work/err" 2>&1
            if grep -q 'memory full (vstack)' "$work/err"; then
                n=$((n + 1))
                echo "ok $n - $name: tcc # SKIP tcc takes no call with that many arguments"
                continue
            fi
            report "$name: tcc"
        else
            n=$((n + 1))
            echo "ok $n - $name: tcc # SKIP tcc is not installed"
        fi
    done
done
echo "1..$n"
