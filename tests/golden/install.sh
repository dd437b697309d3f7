#!/usr/bin/env bash
# install.sh BUILD - TAP: installs what is built into an empty folder and uses it from there, as an
# embedder does: examples in C and the headers' test in C++, shared and static, with each compiler
# there is; what the shared library shows; the manual pages; the gort command.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../support/limit.sh"
build=$(realpath "$1")
source=$(cd "$(dirname "$0")/../.." && pwd)
n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

say() { # say STATUS NAME: with what is in log if it is not 0
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        head -12 log | sed 's/^/# /'
    fi
}
skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

DESTDIR=$work/root meson install -C "$build" --no-rebuild >log 2>&1
say $? 'it installs into an empty folder'
prefix=$(dirname "$(dirname "$(find root -path '*/bin/gort')")")
library=$(dirname "$(find "$prefix" -name libgort.so)")
export PKG_CONFIG_PATH=$work/$library/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work/root
flags=$(pkg-config --cflags gort)
shared="$(pkg-config --libs gort) -Wl,-rpath,$work/$library"
static="$work/$library/libgort.a $(pkg-config --static --libs-only-other gort) -lm"

echo 'to be or not to be' >input
# A line that each example prints.
declare -A lines=([tree]='32767 nodes kept' [words]='      2 be'
    [squares]='the sum of 1000 squares is 333833500' [cxx]='ok 4 - a map')
# use COMPILER NAME SOURCE LINK: builds it, runs it, and looks for its line.
use() {
    # shellcheck disable=SC2086
    $1 -O1 -Wall -Wextra -Werror -o prog "$3" $flags $4 >log 2>&1 &&
        limit 600 ./prog <input >log 2>&1 && grep -qxF -- "${lines[$2]}" log
}
for cc in gcc clang; do
    for way in shared static; do
        for path in "$source"/tools/examples/*.c; do
            example=$(basename "$path" .c)
            if ! command -v $cc >/dev/null; then
                skip "$example.c, $way, $cc" "$cc is not installed"
                continue
            fi
            use $cc "$example" "$path" "${!way}"
            say $? "$example.c, $way, $cc"
        done
    done
done
# A program of several files: the language, which runs a script.
echo '(define (f n) (if (< n 2) n (+ (f (- n 1)) (f (- n 2))))) (print (f 20))' >script.l
for cc in gcc clang; do
    if ! command -v $cc >/dev/null; then
        skip "lang, shared, $cc" "$cc is not installed"
        continue
    fi
    # shellcheck disable=SC2086
    $cc -O1 -Wall -Wextra -Werror -o lang "$prefix"/share/doc/gort/examples/lang/*.c $flags $shared -lm >log 2>&1 &&
        limit 600 ./lang script.l >log 2>&1 && grep -qx 6765 log
    say $? "lang, shared, $cc"
done
# The steps that lead to it.
mkdir steps
for path in "$prefix"/share/doc/gort/examples/afternoon/*.c; do
    # shellcheck disable=SC2086
    gcc -O1 -Wall -Wextra -Werror -o "steps/$(basename "$path" .c)" "$path" $flags $shared -lm
done >log 2>&1
"$source/tests/golden/afternoon.sh" steps lang >>log 2>&1 && ! grep -q '^not ok' log
say $? 'the steps of AFTERNOON.md, shared, gcc'
for cxx in g++ clang++; do
    for way in shared static; do
        if ! echo 'int main() {}' | $cxx -x c++ - -o probe >/dev/null 2>&1; then
            skip "the headers from C++, $way, $cxx" "$cxx is not installed"
            continue
        fi
        use $cxx cxx "$source/tests/unit/cxx.cc" "${!way}"
        say $? "the headers from C++, $way, $cxx"
    done
done

# Names: the list in gort.map is what the library shows, and what the headers declare.
sed -n 's/^ *\(gort_[A-Za-z0-9_]*\);$/\1/p' "$source/runtime/gort.map" | sort >listed
nm -D --defined-only "$library/libgort.so" | awk '$2 != "A" { print $3 }' | sed 's/@.*//' | sort >shown
diff listed shown >log
say $? 'the shared library shows what gort.map lists'
cat "$source"/runtime/gort*.h | sed 's#//.*##' | tr '\n' ' ' | sed 's#/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/##g' |
    grep -oE 'GORT_API[^;{]*' | sed 's/ *(.*//; s/,//g; s/=.*//' |
    awk '/ const gort_type / { for (i = 4; i <= NF; i++) print $i; next } { print $NF }' |
    tr -d '*' | sed 's/\[.*//' | grep '^gort_' | sort -u >declared
comm -13 listed declared >log
[ -s declared ] && [ ! -s log ]
say $? 'what headers declare as theirs is listed'
readelf -d "$library/libgort.so" | grep -q 'SONAME.*libgort\.so\.0\]' && readelf -V "$library/libgort.so" | grep -q GORT_0.1
say $? 'it has a soname and versions'

version=$(pkg-config --modversion gort)
cat >version.c <<'C'
#include "gort.h"
#include <stdio.h>
#if !GORT_VERSION_AT_LEAST(GORT_VERSION_MAJOR, GORT_VERSION_MINOR, GORT_VERSION_PATCH)
#error a version is later than itself
#endif
int main(void)
{
    puts(gort_version());
    return 0;
}
C
lines[version]=$version
use gcc version version.c "$shared"
say $? 'headers, library and pkg-config are of one version'

for page in gort.1 gort.3 gort-gctrace.7; do
    file=$(find root -name "$page" -o -name "$page.gz")
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W warning "$file" >log 2>&1
        say $? "$page has nothing to complain of"
    elif command -v groff >/dev/null; then
        groff -mdoc -Tutf8 -ww "$file" 2>log >page && [ ! -s log ]
        say $? "$page has nothing to complain of"
    else
        skip "$page has nothing to complain of" 'neither mandoc nor groff is installed'
    fi
done
if command -v doxygen >/dev/null; then
    limit 600 "$source/tools/reference" "$PWD/reference" >log 2>&1
    say $? 'the headers as pages: nothing to complain of'
else
    skip 'the headers as pages: nothing to complain of' 'doxygen is not installed'
fi
# Each flag of gort help is in the page, without its markup.
for command in run build escape emit; do
    "$prefix/bin/gort" help $command
done | grep -oE '^  -{1,2}[A-Za-z0-9-]+' | tr -d ' -' | sort -u >flags
sed 's/Fl Fl /Fl /g; s/\\-/-/g' "$(find root -name gort.1)" | grep -oE 'Fl [A-Za-z0-9-]+' | sed 's/Fl //' | tr -d - | sort -u >paged
comm -23 flags paged >log
[ -s flags ] && [ ! -s log ]
say $? 'gort(1) has every flag'
cat >hello.go <<'GO'
package main

func main() { println("hello") }
GO
limit 600 "$prefix/bin/gort" run hello.go >log 2>&1 && grep -qx hello log
say $? 'the installed command compiles and runs'
echo "1..$n"
