#!/usr/bin/env bash
# run.sh GORT DIR - TAP: every Go program of DIR against go1.19's own output beside it.
#
#   NAME.m.txt    what `go tool compile -p main -m -l NAME.go` prints  = gort escape -m -l
#   NAME.out.txt  stdout and stderr of `go run`                        = the program
#
# Each program is built once and run plainly and under every mode of `modes`; a mode that forces
# collections must be seen to have forced them.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../support/limit.sh"
gort=$(realpath "$1")
dir=$2
n=0
ok() { n=$((n + 1)); echo "ok $n - $*"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $*"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$dir" || exit 1

# compare NAME EXPECTED GOT
compare() {
    if cmp -s "$2" "$3"; then
        ok "$1"
    else
        not_ok "$1"
        diff "$2" "$3" | head -10 | sed 's/^/# /'
    fi
}

modes='gcstress=37 gcstress=1,gccheckmark=1 gcseed=1,gccheckmark=1 gcseed=20,gccheckmark=1,clobberfree=1 gcstoptheworld=1,gccheckmark=1'

for go in *.go; do
    name=${go%.go}
    if [ -f "$name.m.txt" ]; then
        limit 120 "$gort" escape -m -l "$go" >"$work/m" 2>"$work/err" || cat "$work/err" >>"$work/m"
        compare "$name: escape messages" "$name.m.txt" "$work/m"
    fi
    [ -f "$name.out.txt" ] || continue
    if ! limit 600 "$gort" build -o "$work/prog" "$go" >"$work/err" 2>&1; then
        not_ok "$name: builds"
        sed 's/^/# /' "$work/err" | head -10
        continue
    fi
    GODEBUG='' limit 600 "$work/prog" >"$work/out" 2>&1
    compare "$name: output" "$name.out.txt" "$work/out"
    for mode in $modes; do
        GODEBUG=$mode,gctrace=1 limit 600 "$work/prog" >"$work/all" 2>&1
        sed -z 's/gc [0-9][0-9]* @[^\n]*\n//g' "$work/all" >"$work/out"
        compare "$name: output with $mode" "$name.out.txt" "$work/out"
        case $mode in
        gcstress=1,*)
            # A program that allocates must have been interrupted.
            allocs=$(grep -c 'escapes to heap\|moved to heap' "$name.m.txt")
            forced=$(grep -acE "gc [0-9]+ @.*\\(forced\\)" "$work/all")
            if [ "$allocs" -lt 4 ] || [ "$forced" -gt 0 ]; then
                ok "$name: $mode forced $forced collections"
            else
                not_ok "$name: $mode forced no collection"
            fi
            ;;
        esac
    done
done
echo "1..$n"
