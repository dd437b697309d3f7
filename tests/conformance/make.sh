#!/usr/bin/env bash
# make.sh [NAME.go ...] - writes NAME.out.txt and NAME.m.txt with go1.19 (GO names its command).
set -u
cd "$(dirname "$0")" || exit 1
go=${GO:-/usr/lib/go-1.19/bin/go}
case $("$go" version) in *go1.19*) ;; *) echo "make.sh: $go is not go1.19" >&2; exit 2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- *.go
export GO111MODULE=off
bad=0
for f in "$@"; do
    name=${f%.go}
    if ! "$go" tool compile -p main -m -l -o "$work/o" "$f" >"$work/m" ||
        ! "$go" tool link -o "$work/prog" "$work/o"; then
        echo "make.sh: $f: go1.19 does not take it:" >&2
        grep -v 'escape\|does not\|leaking\|moved to' "$work/m" | head -5 >&2
        bad=1
        continue
    fi
    cp "$work/m" "$name.m.txt"
    "$work/prog" >"$name.out.txt" 2>&1 || echo "make.sh: $f exits $?" >&2
done
exit $bad
