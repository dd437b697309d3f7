#!/bin/sh
# Compiles PROGRAM.c as `gort` compiles emitted C, with each compiler there is, at several levels and
# under AddressSanitizer, without warnings, and runs it, once as it is and once with a whole
# collection at every allocation. One TAP line a variant.
# usage: convention.sh PROGRAM SOURCE_DIR LIBGORT SANITIZE ('none' or what libgort was built with)
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../support/limit.sh"
program=$1 src=$2 lib=$3 sanitize=$4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
flags="-fno-optimize-sibling-calls -fno-strict-aliasing -fwrapv -fno-delete-null-pointer-checks"
n=0
ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $1"; sed 's/^/# /' "$dir/log"; }

# variant NAME COMPILER FLAGS...: tcc compiles, cc links (tcc cannot link the archive's TLS).
variant() {
    name=$1 cc=$2
    shift 2
    if ! command -v "$cc" >/dev/null; then
        n=$((n + 1))
        echo "ok $n - $program:$name # SKIP no $cc"
        return
    fi
    # Some systems package a compiler without the library of its sanitizer.
    case " $* " in *" -fsanitize="*)
        echo 'int main(void) { return 0; }' >"$dir/probe.c"
        if ! "$cc" "$@" "$dir/probe.c" -o "$dir/probe" >"$dir/log" 2>&1; then
            n=$((n + 1))
            echo "ok $n - $program:$name # SKIP $cc cannot link with $*"
            return
        fi
        ;;
    esac
    linker=$cc
    if [ "$cc" = tcc ]; then linker=cc; fi
    if ! "$cc" "$@" $flags -Wall -Wextra -Werror -I"$src/runtime" -c "$src/tests/unit/$program.c" \
        -o "$dir/t.o" >"$dir/log" 2>&1; then
        not_ok "$program:$name compiles without warnings"
        return
    fi
    if [ "$cc" = tcc ]; then set --; fi
    if ! "$linker" "$@" $link "$dir/t.o" "$lib" -o "$dir/t" -lpthread -lm -lxxhash >"$dir/log" 2>&1; then
        not_ok "$program:$name links"
        return
    fi
    for debug in gctrace=0 $stress; do
        if limit 900 env GORT_TEST_DEBUG=$debug "$dir/t" >"$dir/log" 2>&1 && ! grep -q '^not ok' "$dir/log"; then
            ok "$program:$name:$debug"
        else
            not_ok "$program:$name:$debug"
        fi
    done
}

link=
stress="gcstress=1 gcstress=7,gccheckmark=1"
if [ "$sanitize" = thread ]; then stress=gcstress=7; fi # a tenth of the speed
# What the compilers make of a function's frame differs by level, with a sanitizer too. The inline
# code of maps is the same at all of them, and takes gcc half a minute if it optimises for a sanitizer.
levels='-O0 -O2 -O3' sanitized='-O1 -O2'
if [ "$program" = map_user ]; then levels='-O0 -O2' sanitized=-O0; fi
# The long tier has all that. The quick one leaves sanitizers to their builds, which have one level of
# it, and the inline code of maps, optimised, to the tests that are built with it.
if [ -z "${GORT_TEST_ALL:-}" ]; then
    if [ "$sanitize" = none ]; then
        levels='-O0 -O2' sanitized=
        if [ "$program" = map_user ]; then levels=-O0; fi
    else
        levels=-O2
    fi
fi
if [ "$sanitize" = none ]; then
    for cc in gcc clang; do
        for level in $levels; do variant "$cc$level" $cc $level; done
        for level in $sanitized; do variant "$cc-asan$level" $cc $level -fsanitize=address; done
    done
    variant tcc tcc
else
    link=-fsanitize=$sanitize
    [ "$program" != map_user ] || levels=$sanitized
    for level in $levels; do
        [ "$level" = -O3 ] || variant "gcc-$sanitize$level" gcc $level "-fsanitize=$sanitize"
    done
fi
echo "1..$n"
