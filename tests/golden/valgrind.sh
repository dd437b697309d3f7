#!/usr/bin/env bash
# valgrind.sh BUILD_DIR - TAP: memcheck over the wrong calls, handles and roots of C, and a script of the
# language: no invalid read or write, no jump on what was never written, no block lost for good.
# Skipped where there is no valgrind.
set -u
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
n=0
export CK_FORK=no # in one process
check() { # check NAME COMMAND...
    local name=$1 log status=0
    shift
    n=$((n + 1))
    if ! command -v valgrind >/dev/null; then
        echo "ok $n - $name # SKIP no valgrind"
        return
    fi
    log=$(mktemp)
    valgrind -q --error-exitcode=99 --errors-for-leak-kinds=definite \
        --show-leak-kinds=definite --leak-check=full \
        --max-stackframe=4294967296 --log-file="$log" "$@" >/dev/null 2>&1 || status=$?
    if [ $status -eq 0 ]; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name: status $status"
        head -30 "$log" | sed 's/^/# /'
    fi
    rm -f "$log"
}
for test in misuse embed cleanup weak objects; do
    check "$test" "$build/tests/unit/test_$test"
done
check 'lang faults.l' "$build/tools/examples/lang/lang" "$here/lang/faults.l"
echo "1..$n"
