#!/usr/bin/env bash
# shrink.sh GORT - TAP: tools/shrink on a planted bug of the barrier. What it finds fails, and does not
# with one decision less; a program that does not fail, and bad command lines, are said to be so.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../support/limit.sh"
gort=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$gort" build -o "$work/prog" "$root/tools/demos/barrier.go" || exit 1

# ok NAME: as the last command ended.
ok() {
    local status=$?
    n=$((n + 1))
    if [ $status -eq 0 ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        head -5 "$work/out" | sed 's/^/# /'
    fi
}
shrink() { limit 600 "$root/tools/shrink" "$@" >"$work/out" 2>&1; }
# with STEPS: the program with so many decisions.
with() { GODEBUG=$debug,gcseed=7,gcsteps=$1 limit 600 "$work/prog" >"$work/said" 2>&1; }
is() { [ "$1" -eq "$2" ]; }

for mutant in deletion black; do
    debug=gcmutant=$mutant,gccheckmark=1
    GODEBUG=$debug shrink 7 --match='unmarked object' -- "$work/prog"
    ok "without $mutant it finds steps"
    steps=$(sed -n 's/^fails with \([0-9]*\) of .*/\1/p' "$work/out")
    [ -n "$steps" ] && [ "$steps" -gt 0 ] && [ "$steps" -lt 40 ]
    ok "few of them (${steps:-none})"
    with "$steps"
    is $? 2 && grep -q 'unmarked object' "$work/said"
    ok "it fails with $steps"
    with $((steps - 1))
    ok "and not with one less"
    grep -qF "GODEBUG=$debug,gcseed=7,gcsteps=$steps $work/prog" "$work/out"
    ok "the command to repeat it is printed"
    for run in 1 2; do
        GORT_EVENTS=$work/events$run with "$steps"
    done
    cmp "$work/events1" "$work/events2"
    ok "which is the same each time"
done
GODEBUG=gcmutant=deletion,gccheckmark=1 shrink 7 -- "$work/prog" && grep -q '^fails with [1-9]' "$work/out"
ok "the exit status tells as well"
GODEBUG=gccheckmark=1 shrink 7 -- "$work/prog"
is $? 1 && grep -q 'gcseed=7 the command does not fail' "$work/out"
ok "with the whole barrier nothing fails"
shrink 7 -- false
is $? 0 && grep -q '^fails with 0 of' "$work/out"
ok "what always fails needs none"
for args in '7' '-- true' '7 --' '0 -- true' '7 8 -- true' '7 --match=( -- true' '7 --what -- true' '7 -- /nonexistent/x'; do
    # shellcheck disable=SC2086
    shrink $args
    is $? 2 && grep -q '^shrink: ' "$work/out"
    ok "a bad command line: $args"
done
echo "1..$n"
