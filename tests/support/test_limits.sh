#!/usr/bin/env bash
# test_limits.sh GORT - TAP: a test that hangs leaves no process behind, children of `gort run` and
# of their children included, whether its own limit ends it or the harness gives up.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/support/limit.sh
. "$here/limit.sh"
gort=$(realpath "$1")
n=0
work=$(realpath "$(mktemp -d)")
trap 'rm -rf "$work"' EXIT
mkdir "$work/go" "$work/tmp"
export TMPDIR=$work/tmp
cat >"$work/go/hang.go" <<'GO'
package main

func main() {
	println("begun")
	for {
	}
}
GO
printf 'begun\n' >"$work/go/hang.out.txt"

# Processes that run a program of this test.
running() {
    local exe
    for exe in /proc/[0-9]*/exe; do
        case $(readlink "$exe") in "$work"/*) printf '%s\n' "${exe//[^0-9]/}" ;; esac
    done
}
# until_running WANT: waits until something runs (yes) or nothing does (no); false after a while.
until_running() {
    local i
    for i in $(seq 3000); do
        if [ -n "$(running)" ]; then [ "$1" = yes ] && return 0; else [ "$1" = no ] && return 0; fi
        sleep 0.1
    done
    return 1
}
nothing_left() { # nothing_left NAME SAW_IT_RUN
    n=$((n + 1))
    if [ "$2" = yes ] && until_running no; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        echo "# seen running: $2; left: $(running | tr '\n' ' ')"
        for pid in $(running); do kill -KILL "$pid"; done
    fi
}
# told_to_end NAME COMMAND...: the command is told to end while its program runs.
told_to_end() {
    local name=$1 pid saw=no
    shift
    "$@" >"$work/out" 2>&1 &
    pid=$!
    until_running yes && saw=yes
    kill -TERM "$pid"
    wait "$pid" 2>/dev/null
    nothing_left "$name" $saw
}

"$gort" build -o "$work/hang" "$work/go/hang.go" || exit 1
limit 1 bash -c "'$work/hang' 2>&1 & '$work/hang' 2>&1; true" >"$work/out"
status=$?
saw=no
[ $status -eq 124 ] && saw=yes
nothing_left 'limit: a program and its sibling in the background' $saw
told_to_end 'limit: gort run' bash -c ". '$here/limit.sh'; limit 1000 '$gort' run '$work/go/hang.go'"
if command -v python3 >"$work/out"; then
    python3 "$here/limited.py" 1 "$work/hang" >"$work/out" 2>&1
    saw=no
    grep -q begun "$work/out" && saw=yes
    # A machine that is busy may not have begun it within that second.
    [ $saw = no ] && until_running no && saw=yes
    nothing_left 'limited.py: a program' $saw
    told_to_end 'golden/programs.py' python3 "$here/../golden/programs.py" "$gort" "$work/go"
    told_to_end 'limited.py: gort run' python3 "$here/limited.py" 1000 "$gort" run "$work/go/hang.go"
fi
echo "1..$n"
