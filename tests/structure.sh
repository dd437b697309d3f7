#!/usr/bin/env bash
# structure.sh SOURCE_DIR BUILD_DIR - TAP: what the layout of the tree promises.
set -u
cd "$1" || exit 1
build=$2
n=0
check() { # check NAME: passes if stdin is empty
    local name=$1 out
    out=$(cat)
    n=$((n + 1))
    if [ -z "$out" ]; then echo "ok $n - $name"; else
        echo "not ok $n - $name"
        printf '%s\n' "$out" | head -12 | sed 's/^/# /'
    fi
}
includes() { grep -nHE '^#include "' "$@" 2>/dev/null | grep -v '/tests/'; }

includes escape/*.[ch] | grep -E '"(\.\./)?(runtime|gc|map)/|gort_?[a-z]*\.h"' |
    check "escape includes nothing of the runtime"
includes runtime/*.[ch] runtime/pkg/*.[ch] | grep -E '"(\.\./)+(gc|map|escape)/' |
    grep -v 'gc/gc\.h"' | check "runtime includes of gc only gc/gc.h"
includes map/*.[ch] | grep -E '/gc/|/escape/' | grep -v 'gc/gc\.h"' |
    check "map includes runtime and gc/gc.h"
includes gc/*.[ch] | grep -E '/(map|escape)/' | check "gc includes no map and no escape"
grep -nE 'mark_bits|check_bits' gc/*.[ch] map/*.[ch] runtime/*.[ch] |
    grep -vE '^(gc/color\.[ch]|runtime/heap\.h|runtime/span\.c|runtime/pageheap\.c):' |
    grep -vE ':[0-9]+: *(/?\*|//)' | check "only gc/color.c touches mark bits"
grep -lE 'atomic_ops\.h|"atomic\.h"' runtime/gort.h runtime/gort_inline.h runtime/gort_abi.h |
    check "the installed headers are free of libatomic_ops"
for d in runtime gc map escape tests tools; do
    [ -f "$d/README.md" ] || echo "$d"
done | check "every room has a README.md"
for f in $(git ls-files '*.c' '*.h'); do
    [ "$(wc -l <"$f")" -le 700 ] || wc -l "$f"
done | check "no source file is longer than 700 lines"
for f in $(git ls-files '*.c' '*.h'); do
    head -c 2 "$f" | grep -q '^/\*' || echo "$f"
done | check "every source file opens with what it is"
git ls-tree -d --name-only HEAD | grep -vxE 'runtime|gc|map|escape|tests|tools|\.ci' |
    check "no other top-level folder"
git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- '*.c' '*.h' 'tools/*' ':!tests/structure.sh' |
    check "no promises left in the sources"
nm -g --defined-only "$build/libgort.a" "$build/escape/libgort_escape.a" 2>/dev/null |
    awk 'NF == 3 && $3 !~ /^gort_/ {print $3}' | sort -u | check "every global symbol begins with gort_"
nm "$build/libgort.a" 2>/dev/null | awk 'NF == 3 && ($2 == "b" || $2 == "B" || $2 == "d" || $2 == "D" || $2 == "C") {print $2, $3}' |
    grep -vE 'gort__thread_head|\.rel\.ro|static_guard' |
    while read -r kind sym; do
        # Constants with addresses in them land in .data.rel.ro, which nm prints as d too.
        objdump -t "$build/libgort.a" 2>/dev/null | grep -E "\.data\.rel\.ro.* $sym\$" >/dev/null ||
            echo "$kind $sym"
    done | check "the runtime has no mutable globals"
for h in runtime/gort.h runtime/gort_inline.h runtime/gort_abi.h; do
    echo "#include \"$PWD/$h\"" >"$build/header_alone.c"
    gcc -std=gnu11 -Wall -Wextra -Werror -fsyntax-only "$build/header_alone.c" 2>&1
    g++ -x c++ -std=gnu++11 -Wall -Wextra -Werror -fsyntax-only "$build/header_alone.c" 2>&1
    tcc -c -o "$build/header_alone.o" "$build/header_alone.c" 2>&1
done | check "each public header compiles alone: C, C++, tcc"
if command -v clang-format >/dev/null 2>&1; then
    clang-format --dry-run $(git ls-files '*.c' '*.h') 2>&1 | grep -m5 'warning:' |
        check "clang-format has nothing to change"
else
    n=$((n + 1))
    echo "ok $n - clang-format has nothing to change # SKIP clang-format is not installed"
fi
echo "1..$n"
