#!/usr/bin/env bash
# planted.sh GORT CC INCLUDE... - TAP: of each site of planted.txt, whose store has no barrier,
# wbshadow names the place and the line; of none with the whole barrier.
#
# The program and the files of the runtime that store pointers are compiled once, with planted.h,
# which takes a barrier away by name.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../../support/limit.sh"
gort=$(realpath "$1") cc=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
library=$(dirname "$gort")/libgort.a
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
storing='runtime/value/slice.c runtime/value/iface.c runtime/sched/chan.c runtime/panic/defers.c
    runtime/pkg/errors/errors.c runtime/pkg/sort/sort.c runtime/pkg/sync/atomic/atomic.c
    map/map.c map/grow.c'

result() { # result STATUS NAME: with the first lines of what was said
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        head -8 "$work/said" | sed 's/^/# /'
    fi
}
compile() { # compile FILE NAME
    local with=
    [ "$2" = sites ] || with=-DPLANTED_RUNTIME
    $cc -std=gnu11 -O0 -w -fno-strict-aliasing -fwrapv -I"$root/runtime" -I"$root" "${flags[@]}" \
        $with -include "$here/planted.h" -c -o "$work/$2.o" "$1"
}
flags=("$@")
"$gort" emit -wbshadow -o "$work/sites.c" "$here/sites.go" || exit 1
{
    echo "$work/sites.c sites"
    for file in $storing; do
        echo "$root/$file $(basename "$file" .c)"
    done
} >"$work/list"
while read -r file name; do
    compile "$file" "$name" || touch "$work/failed" &
    [ "$(jobs -rp | wc -l)" -lt 2 ] || wait -n
done <"$work/list"
wait
[ ! -e "$work/failed" ] || exit 1
$cc -o "$work/sites" "$work"/*.o "$library" -lpthread -lm || exit 1

# run [NAME=VALUE...]: under wbshadow.
run() { limit 600 env "$@" "$work/sites" >"$work/said" 2>&1; }
# The line of sites.go that has the name behind it.
line_of() { grep -n " // $1\$" "$here/sites.go" | cut -d: -f1; }

run GODEBUG=wbshadow=1
result $? 'the whole barrier: no report'
found=0
while IFS='|' read -r name plant place; do
    read -r name <<<"$name"
    read -r plant <<<"$plant"
    read -r place <<<"$place"
    case $name in '#'* | '') continue ;; esac
    debug=wbshadow=1,gcseed=7
    case $plant in gcmutant=*) debug=$debug,$plant ;; esac
    run GORT_PLANT="$plant" GODEBUG=$debug
    # Addresses are left out, and the bucket of a hash.
    sed -i -E 's/(object|global) 0x[0-9a-f]+,/\1/; s/bucket [0-9]+,/bucket N,/' "$work/said"
    grep -qF "$place" <(head -3 "$work/said") &&
        grep -qE "/sites.go:$(line_of "$name")( |\$)" <(grep -m1 '/sites.go:' "$work/said")
    status=$?
    [ $status -ne 0 ] || found=$((found + 1))
    result $status "$name: $plant"
done <"$here/planted.txt"
echo "# $found found"
echo "1..$n"
