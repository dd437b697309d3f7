#!/bin/sh
# Builds the prototype in each way with gcc and clang, counts instructions (if valgrind is there)
# and times the ways in turn, ROUNDS times, printing the median ratio to the base line.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
flags="-O2 -fno-optimize-sibling-calls -fno-strict-aliasing -fwrapv -fno-delete-null-pointer-checks"
fp="-fno-omit-frame-pointer -mno-omit-leaf-frame-pointer"
for cc in ${CCS:-gcc clang}; do
    command -v "$cc" >/dev/null || continue
    $cc $flags -DWAY=0 "$here/prototype.c" -o "$dir/none"
    $cc $flags -DWAY=0 $fp "$here/prototype.c" -o "$dir/framepointer"
    $cc $flags -DWAY=1 "$here/prototype.c" -o "$dir/address"
    $cc $flags -DWAY=2 "$here/prototype.c" -o "$dir/index"
    $cc $flags -DWAY=3 "$here/prototype.c" -o "$dir/tagged"
    ways="none framepointer address index tagged"
    if command -v valgrind >/dev/null; then
        for w in $ways; do
            n=$(valgrind --tool=callgrind --callgrind-out-file="$dir/callgrind" "$dir/$w" 1 2>&1 |
                sed -n 's/.*Collected : //p')
            echo "$cc $w: $n instructions"
        done
    fi
    i=0
    while [ $i -lt "${ROUNDS:-21}" ]; do
        for w in $ways; do
            "$dir/$w" 4 | sed "s/^/$w /"
        done
        i=$((i + 1))
    done >"$dir/times"
    for column in 2 3; do
        for w in $ways; do
            awk -v w=$w -v c=$column '
                $1 == "none" { base = $c }
                $1 == w { ratio[++n] = $c / base }
                END { asort_n(ratio, n); printf "%.3f", ratio[int((n + 1) / 2)] }
                function asort_n(a, n,   i, j, t) {
                    for (i = 2; i <= n; i++)
                        for (j = i; j > 1 && a[j] < a[j-1]; j--) { t = a[j]; a[j] = a[j-1]; a[j-1] = t }
                }' "$dir/times" >"$dir/ratio" # base: the none of the same turn, run first
            echo "$cc $w: $( [ $column = 2 ] && echo fib || echo trees ) x$(cat "$dir/ratio")"
        done
    done
    size "$dir"/none "$dir"/address "$dir"/index "$dir"/tagged "$dir"/framepointer |
        awk 'NR > 1 { n = split($6, p, "/"); print "text " p[n] ": " $1 " bytes" }'
done
