#!/usr/bin/env bash
# run.sh TARGET SECONDS [FOLDER] - lets libFuzzer (clang) look for inputs that break TARGET: front,
# map or api. FOLDER keeps what it finds between runs (build/fuzz/corpus-TARGET); the committed corpus
# is read too and never written.
#
# run.sh TARGET merge FOLDER - puts into the committed corpus what FOLDER has and it lacks.
#
# A finding is written to build/fuzz/TARGET-*; mend it, and keep the input as corpus/TARGET/NAME.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=$1 seconds=$2
build=$root/build/fuzz
if [ ! -f "$build/build.ninja" ]; then
    CC=clang meson setup "$build" "$root" -Dfuzz=true -Db_sanitize=address,undefined \
        -Db_lundef=false -Doptimization=2 >"$root/build/fuzz-setup.log" 2>&1 || {
        cat "$root/build/fuzz-setup.log" >&2
        exit 1
    }
fi
ninja -C "$build" "tests/fuzz/fuzz_$target" >"$build/ninja.log" 2>&1 || {
    tail -30 "$build/ninja.log" >&2
    exit 1
}
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
found=${3:-$build/corpus-$target}
mkdir -p "$found"
program=$build/tests/fuzz/fuzz_$target
if [ "$seconds" = merge ]; then
    exec "$program" -merge=1 "$here/corpus/$target" "$found"
fi
# Without -entropic=0 libFuzzer spends most of the time on statistics: our inputs have many features.
more=(-len_control=20 -entropic=0)
if [ "$target" = front ]; then # what it begins with: the programs of the other tests
    more+=("-dict=$here/front.dict" -max_len=4096)
    seeds=("$root"/tests/golden/escape "$root"/tests/golden/{panics,programs} "$root"/tests/conformance)
elif [ "$target" = api ]; then
    more+=(-max_len=1601) # api.c does no more
    seeds=()
else
    more+=(-max_len=1026) # map.c does no more
    seeds=()
fi
# The usual input takes a millisecond or two. One of seconds is written to TARGET-slow-unit-*; but a
# machine that is busy makes everything slow: only what takes a minute is a hang.
exec nice -n 10 "$program" -max_total_time="$seconds" -timeout=60 -report_slow_units=3 \
    -rss_limit_mb=3000 -artifact_prefix="$build/$target-" -print_final_stats=1 "${more[@]}" \
    "$found" "$here/corpus/$target" "${seeds[@]}"
