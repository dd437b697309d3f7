#!/usr/bin/env bash
# structure.sh SOURCE_DIR BUILD_DIR - TAP: what the layout of the tree promises.
set -u
cd "$1" || exit 1
build=$2
n=0
# expect_none NAME OFFENDERS: passes if the second argument is empty.
expect_none() {
    n=$((n + 1))
    if [ -z "$2" ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        printf '%s\n' "$2" | head -12 | sed 's/^/# /'
    fi
}
skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}
includes() { grep -nHE '^#include "' "$@" 2>/dev/null; }
public_headers='runtime/gort.h runtime/gort_go.h runtime/gort_stats.h runtime/gort_embed.h runtime/gort_events.h runtime/gort_weak.h runtime/gort_version.h runtime/gort_inline.h runtime/gort_abi.h runtime/gort_defer.h runtime/gort_map.h runtime/gort_map_keys.h runtime/gort_map_parts.h runtime/gort_map_inline.h'
sources=$(find runtime gc map escape tests tools -name '*.[ch]' | sort)
# The rooms of the compile side and of the runtime, each of which includes those before it and no
# other; what lies beside the rooms, only others do.
escape_rooms='base types syntax check normal flow ir lower'
runtime_rooms='base sched heap panic value embed pkg record'
upward_includes() { # upward_includes FOLDER ROOMS
    local room later=
    for room in $(tac -s ' ' <<<"$2 "); do
        [ -z "$later" ] || includes $(find "$1/$room" -name '*.[ch]') | grep -E "\"(\.\./)+($later)/"
        later=${later:+$later|}$room
    done
}
# In escape/ that holds for calls too: a function of a later room could be declared in an earlier one.
upward_calls() {
    local room later=
    for room in $(tac -s ' ' <<<"$escape_rooms "); do
        nm "$build"/escape/libgort_escape.a.p/"$room"_*.o 2>/dev/null | LATER=$later awk -v room="$room" '
            BEGIN { n = split(ENVIRON["LATER"], names, "\n"); for (i = 1; i <= n; i++) theirs[names[i]] = 1 }
            $1 == "U" && $2 in theirs { print room " calls " $2 }'
        later=$later$'\n'$(nm --defined-only "$build"/escape/libgort_escape.a.p/"$room"_*.o 2>/dev/null |
            awk 'NF == 3 && $2 == "T" { print $3 }')
    done | sort -u
}
no_room() {
    find escape -name '*.[ch]' | grep -vE "^escape/(compile\.[ch]|(${escape_rooms// /|})/[a-z_]+\.[ch])\$"
}

expect_none 'escape includes nothing of the runtime' \
    "$(includes escape/*.[ch] escape/*/*.[ch] | grep -E '"(\.\./)*(runtime|gc|map)/|"gort(_inline|_abi)?\.h"')"
expect_none 'every file of escape is in a room' "$(no_room)"
expect_none 'a room of escape includes only rooms before it' \
    "$(upward_includes escape "$escape_rooms"; includes escape/*/*.[ch] | grep 'compile\.h"')"
expect_none 'a room of escape calls only rooms before it' "$(upward_calls)"
expect_none 'a room of runtime includes only rooms before it' "$(upward_includes runtime "$runtime_rooms")"
expect_none 'every file of runtime is in a room' \
    "$(ls runtime/*.[ch] | grep -vxF "$(printf '%s\n' $public_headers runtime/runtime.c)")"
expect_none 'runtime includes of gc only gc/gc.h' \
    "$(includes $(find runtime -name '*.[ch]') | grep -E '"(\.\./)+(gc|map|escape)/' | grep -v 'gc/gc\.h"')"
expect_none 'map includes runtime and gc/gc.h' \
    "$(includes map/*.[ch] | grep -E '/gc/|/escape/' | grep -v 'gc/gc\.h"')"
expect_none 'gc includes no map and no escape' \
    "$(includes gc/*.[ch] | grep -E '/(map|escape)/')"
expect_none 'only gc/color.[ch] touches mark bits' \
    "$(grep -nE -- '->(mark_bits|check_bits)' gc/*.[ch] map/*.[ch] runtime/*/*.[ch] |
        grep -vE '^(gc/color\.[ch]|runtime/heap/span\.c|runtime/heap/pageheap\.c):')"
# The makers of reads and writes, the calls that write, and what C dereferences with (a place is made
# by gort__ir_behind; the address of an array is none).
memory_accesses() {
    grep -nE 'gort__ir_load\(|(^|[^e]) I_STORE\b|"gort_store|"gort_typedmemmove|"memmove' escape/lower/*.c
    local f
    for f in escape/lower/*.c; do
        tr -s ' \n' ' ' <"$f" | grep -oE 'gort__(ir_value|ir_part|ir_put|ir_text|lower_do)\([^;"]*"[^"]*(%v->|\*%v|\*\(%s\)%v|%v\[%v|ptr\)?\[)[^"]*"' |
            grep -vE '"%v->a"|, gort_closure \*%v' | sed "s|^|$f:|"
    done
}
expect_none 'lower_place.c alone reads and writes memory' \
    "$(memory_accesses | grep -v '^escape/lower/lower_place\.c:')"
expect_none 'value.c alone reads the form of a value' \
    "$(grep -nE -- '(->|\.)form\b' $(find escape tools -name '*.c') | grep -v '^escape/ir/value\.c:')"
expect_none 'the installed headers are free of libatomic_ops' \
    "$(grep -nE '#include.*atomic' $public_headers)"
# The functions of the public headers whose first parameters are $1.
public_functions() {
    cat $public_headers | tr '\n' ' ' | tr -s ' ' |
        grep -oE "\\bgort_[A-Za-z0-9_]+\\($1" | sed 's/(.*//' | sort -u
}
unlisted() { # unlisted FILE-PREFIX FUNCTIONS
    grep -vxF -f <(grep -ohE '\bgort_[A-Za-z0-9_]+' "$1"*.c) <<<"$2" |
        sed "s|\$|: a case in $1.c, or why it needs none|"
}
expect_none 'every function that takes a g has its barrier tested' \
    "$(unlisted tests/unit/test_helper_barriers "$(public_functions 'gort_g \*')")"
expect_none 'every function that may collect has its roots tested' \
    "$(unlisted tests/unit/test_helper_roots "$(public_functions 'gort_g \*g, void \*\*sp')")"
expect_none 'every room has a README.md' \
    "$(for d in runtime gc map escape $(printf 'escape/%s ' $escape_rooms) $(printf 'runtime/%s ' $runtime_rooms) tests tools; do
        [ -f "$d/README.md" ] || echo "$d"
    done)"
expect_none 'pdq_func.go sorts as pdq.go does' \
    "$(diff <(sed -n '/^func/,$p' runtime/pkg/sort/pdq.go | sed -E '/^\/\//d; s/^(func [a-zA-Z]+)\(data Interface/\1(data lessSwap/') \
        <(sed -n '/^func/,$p' runtime/pkg/sort/pdq_func.go | sed 's/_func(/(/') | grep '^[<>] *[^ ]')"
expect_none 'no source file is longer than 700 lines' \
    "$(wc -l $sources | awk '$1 > 700 && $2 != "total"')"
expect_none 'every source file opens with what it is' \
    "$(for f in $sources; do read -r -n 2 opening <"$f" && [ "$opening" = '/*' ] || echo "$f"; done)"
version_of_header() {
    sed -n 's/^#define GORT_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' runtime/gort_version.h | paste -sd.
}
expect_none 'the headers are of the version that meson.build has' \
    "$(grep -qxF "  version: '$(version_of_header)'," meson.build || version_of_header)"
expect_none 'the tool that measures policy.h knows each of its constants' "$(tools/bench/policy --check 2>&1)"
expect_none 'no other top-level folder' \
    "$(git ls-tree -d --name-only HEAD 2>/dev/null | grep -vxE 'runtime|gc|map|escape|tests|tools|\.ci')"
expect_none 'no promises left in the sources' \
    "$(grep -nHE '\b(TODO|FIXME|XXX|HACK)\b' $sources)"
# support/named_files.py: in comments and READMEs.
missing_files() {
    # shellcheck disable=SC2086
    python3 tests/support/named_files.py $sources $(git ls-files | grep -E '\.(md|cc)$')
}
if git rev-parse --git-dir >/dev/null 2>&1; then
    expect_none 'every file that a comment names is there' "$(missing_files)"
else
    skip 'every file that a comment names is there' 'no git tree'
fi
expect_none 'every global symbol begins with gort_' \
    "$(nm -g --defined-only "$build/libgort.a" "$build/escape/libgort_escape.a" 2>/dev/null |
        awk 'NF == 3 && $3 !~ /^gort_|^__(asan|odr|tsan|ubsan|gcov)/ {print $3}' | sort -u)"
# The thread's own state is thread-local; the registry of runtimes is what the process has (registry.c).
# The handler of wbshadow (gc/wbshadow_lock.c) finds its runtimes by a list, and what it came before.
expect_none 'the runtime has no mutable globals' \
    "$(objdump -t "$build/libgort.a" 2>/dev/null |
        awk '$2 ~ /O/ || $3 ~ /O/' | grep -E ' (\.data|\.bss|\*COM\*)(\.[A-Za-z0-9_$.]*)?[[:space:]]' |
        grep -vE '\.data\.rel\.ro|__(asan|odr|tsan|ubsan|gcov)|\.(LASAN|Lubsan)' | awk '{print $NF}' |
        grep -vxE 'registry|lock_(shadows|before|registry)')"
alone() {
    local h
    for h in $public_headers; do
        echo "#include \"$PWD/$h\"" >"$build/header_alone.c"
        gcc -std=gnu11 -Wall -Wextra -Werror -fsyntax-only "$build/header_alone.c" 2>&1
        g++ -x c++ -std=gnu++11 -Wall -Wextra -Werror -fsyntax-only "$build/header_alone.c" 2>&1
        tcc -c -o "$build/header_alone.o" "$build/header_alone.c" 2>&1
    done
}
if command -v g++ >/dev/null && command -v tcc >/dev/null; then
    expect_none 'each public header compiles alone: C, C++, tcc' "$(alone)"
else
    skip 'each public header compiles alone: C, C++, tcc' 'g++ or tcc is not installed'
fi
# Another version lays some things out in another way.
formatter=$(command -v clang-format-14 || command -v clang-format)
if "${formatter:-false}" --version 2>/dev/null | grep -q 'version 14\.'; then
    # shellcheck disable=SC2086
    expect_none 'clang-format has nothing to change' \
        "$("$formatter" --dry-run $sources 2>&1 | grep -m12 'warning:' | cut -d: -f1,2)"
else
    skip 'clang-format has nothing to change' 'clang-format 14 is not installed'
fi
echo "1..$n"
