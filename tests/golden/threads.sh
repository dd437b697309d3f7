#!/usr/bin/env bash
# threads.sh GORT LIBGORT - TAP: emitted programs of goroutines under TSan. GORT compiles them, on
# LIBGORT, a library that was built with TSan, and first one with a race, which has to be found.
set -u
cd "$(dirname "$0")/../.." || exit 1
gort=$(realpath "$1") library=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/include/gort" "$work/lib"
ln -s "$PWD"/runtime/gort*.h "$work/include/gort/"
ln -s "$library" "$work/lib/libgort.a"
export GORT_ROOT=$work TSAN_OPTIONS=halt_on_error=1:atexit_sleep_ms=100
cc='gcc -fsanitize=thread -O0 -g1'
cat >"$work/race.go" <<'GO'
package main

import "runtime"

// So long that the two run side by side sooner or later; the first race ends it.
func main() {
	runtime.GOMAXPROCS(2)
	n, done := 0, make(chan int)
	for k := 0; k < 2; k++ {
		go func() {
			for i := 0; i < 100000000; i++ {
				n++
			}
			done <- 1
		}()
	}
	<-done
	<-done
	println(n)
}
GO
"$gort" build --cc="$cc" -o "$work/race" "$work/race.go" && "$work/race" >"$work/said" 2>&1
n='not '
if grep -q 'data race' "$work/said"; then n=''; fi
echo "${n}ok 1 - a planted race is found"
# What the programs' own plan says is one less.
GORT_TEST_ONLY='conformance/sync_atomic conformance/sync_waitgroup conformance/sync_rwmutex
    conformance/chan_order conformance/chan_closed conformance/go_statements' \
    python3 tests/golden/programs.py "$gort" --cc "$cc" tests/conformance | awk '
    /^(not )?ok / { n++; sub(/ok [0-9]+/, "ok " n + 1) }
    /^1\.\./ { $0 = "1.." n + 1 }
    { print }'
