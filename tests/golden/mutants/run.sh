#!/usr/bin/env bash
# run.sh GORT - TAP: churn.go, a program that grows and churns a map, with each part of the
# barrier dropped in turn. gccheckmark must report the loss: type, address, path, the seed that
# replays it, and the mutant. Without gccheckmark the program ends well or with a clear report. Without
# a mutant the same seeds lose nothing.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../../support/limit.sh"
gort=$(realpath "$1")
n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$gort" build -o "$work/prog" "$(dirname "$0")/churn.go" || exit 1

# run MUTANT SEED: true if a loss was reported in full.
run() {
    GODEBUG=gcmutant=$1,gccheckmark=1,gcseed=$2 limit 600 "$work/prog" >"$work/out" 2>&1
    [ $? -eq 2 ] && grep -qaE '^runtime: checkmark found unmarked object 0x[0-9a-f]+, type [^ ]+, reachable as$' "$work/out" &&
        grep -qaE "objects lost in gc [0-9]+, gcseed=$2, gcmutant=$1\$" "$work/out" &&
        grep -qaE '^	from (global|stack|goroutine|frame|cell|root|object)' "$work/out"
}

# meets MUTANT SEED: what the program meets without gccheckmark; true if that is said clearly.
meets() {
    GODEBUG=gcmutant=$1,clobberfree=1,gcseed=$2 limit 600 "$work/prog" >"$work/out" 2>&1
    local status=$?
    [ $status -eq 0 ] || { [ $status -eq 2 ] && grep -qaE "^(fatal error|panic): " "$work/out" &&
        { ! grep -qa 'corrupt\|bad pointer\|free object' "$work/out" || grep -qa "gcmutant=$1" "$work/out"; }; }
}

while read -r part name; do
    n=$((n + 1))
    if meets "$part" 1 && meets "$part" 2; then
        echo "ok $n - without $name the program ends clearly"
    else
        echo "not ok $n - without $name the program ends badly"
        head -5 "$work/out" | sed 's/^/# /'
    fi
    n=$((n + 1))
    caught=
    for seed in 1 2 3; do
        if run "$part" $seed; then
            caught=$seed
            break
        fi
    done
    if [ -n "$caught" ]; then
        echo "ok $n - without $name an object is lost and named (seed $caught)"
    else
        echo "not ok $n - without $name nothing was reported"
        head -5 "$work/out" | sed 's/^/# /'
    fi
done <<'LIST'
deletion the deletion barrier
insertion the insertion barrier
black black allocation
recheck the recheck at termination
oldbuckets the header's oldbuckets
evacuate the barrier of evacuate's clear
LIST
for seed in 1 2 3; do
    n=$((n + 1))
    if GODEBUG=gccheckmark=1,gcseed=$seed,stresstrace=1 limit 600 "$work/prog" >"$work/out" 2>&1 &&
        grep -qaE '[1-9][0-9]{3,} steps placed, [1-9][0-9]{2,} cycles checked' "$work/out"; then
        echo "ok $n - with all of it nothing is lost (seed $seed, $(grep -a '^stress' "$work/out"))"
    else
        echo "not ok $n - a loss without a mutant (seed $seed)"
        head -5 "$work/out" | sed 's/^/# /'
    fi
done
echo "1..$n"
