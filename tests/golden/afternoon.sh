#!/usr/bin/env bash
# afternoon.sh PROGRAMS LANG - TAP: the steps of tools/examples/AFTERNOON.md print what stands below them
# there, and each is there. PROGRAMS/N_name are the compiled ones; the last is a script of LANG's.
set -u
programs=$(realpath "$1")
lang=$(realpath "$2")
cd "$(dirname "$0")/../../tools/examples" || exit 1
n=0
for step in afternoon/[0-9]*; do
    n=$((n + 1))
    name=$(basename "${step%.*}")
    wanted=$(awk -v heading="## $n. " 'index($0, "## ") == 1 { here = index($0, heading) == 1 }
        /^```$/ { inside = 0 } here && inside; /^```text$/ { inside = 1 }' AFTERNOON.md)
    case $step in
    *.c) said=$("$programs/$name" 2>&1) ;;
    *) said=$("$lang" "$step" 2>&1) ;;
    esac
    if [ -n "$wanted" ] && [ "$said" = "$wanted" ] && grep -qF "($step)" AFTERNOON.md; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        printf 'wanted:\n%s\nsaid:\n%s\n' "$wanted" "$said" | sed 's/^/# /'
    fi
done
[ $n -eq 8 ] || echo "not ok $((++n)) - there are eight steps"
echo "1..$n"
