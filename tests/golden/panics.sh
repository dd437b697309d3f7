#!/usr/bin/env bash
# panics.sh GORT DIR [MAKE] - TAP: programs that end badly, against go1.19.
#
# NAME.txt holds what go1.19 prints and its exit status, normalised: arguments of frames, offsets,
# addresses and folders are cut. A folder of DIR is a program of several files, NAME/*.go. With a
# third argument, the go1.19 to use, the .txt files are written instead.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../support/limit.sh"
gort=${1:+$(realpath "$1" 2>/dev/null)}
dir=$2 make=${3:-}
n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$dir" || exit 1

normalise() {
    # ASan says so when a program dies on a stack that is not the thread's own.
    grep -avE '^==[0-9]+==WARNING: ASan is ignoring|^False positive error reports|^For details see' |
        sed -E -e 's/^(main\.[^ \t]*)\([^()]*\)$/\1/' -e 's/^\t.*\/([a-z_]+\.go:[0-9]+).*/\t\1/' \
        -e 's/addr=0x[0-9a-f]+ pc=0x[0-9a-f]+/addr pc/' -e 's/(sp=|stack=\[)0x[0-9a-f]+(, 0x[0-9a-f]+\])?.*/\1/' |
        awk '/^runtime stack:/ {skip = 1} /^goroutine/ {skip = !/^goroutine 1 /} skip {next}
             /^(runtime|panic)[.a-zA-Z]*\(/ {getline; next} {print}' |
        awk '/^\.\.\.[0-9a-z ]*frames elided\.\.\./ {print "...frames elided..."; next} {print}' |
        sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

for name in *.go */; do
    go=("$name")
    [ -d "$name" ] && go=("$name"*.go)
    name=${name%.go} name=${name%/}
    if [ -n "$make" ]; then
        "$make" build -gcflags=-l -o "$work/prog" "${go[@]}" || exit 1
    elif ! limit 600 "$gort" build -o "$work/prog" "${go[@]}" >"$work/err" 2>&1; then
        n=$((n + 1))
        echo "not ok $n - $name: builds"
        head -5 "$work/err" | sed 's/^/# /'
        continue
    fi
    GODEBUG='' limit 600 "$work/prog" >"$work/raw" 2>&1
    status=$?
    { normalise <"$work/raw"; echo "exit $status"; } >"$work/out"
    if [ -n "$make" ]; then
        cp "$work/out" "$name.txt"
        continue
    fi
    n=$((n + 1))
    if cmp -s "$name.txt" "$work/out"; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        diff "$name.txt" "$work/out" | head -12 | sed 's/^/# /'
    fi
done
[ -n "$make" ] || echo "1..$n"
