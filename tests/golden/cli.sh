#!/usr/bin/env bash
# cli.sh GORT [--part] - TAP: the command line with bad input. A clear message, the right status, no crash.
# --part leaves out what C compilers and a debugger decide, but not with GORT_TEST_ALL=1.
set -u
# shellcheck source=tests/support/limit.sh
. "$(dirname "$0")/../support/limit.sh"
gort=$(realpath "$1")
source=$(cd "$(dirname "$0")/../.." && pwd)
n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work" || exit 1
cat >ok.go <<'GO'
package main

import "os"

func main() {
	println(len(os.Args))
	if len(os.Args) > 1 {
		os.Exit(len(os.Args[1]))
	}
}
GO

# try NAME STATUS PATTERN COMMAND...: the status, and a line of stdout or stderr that matches.
try() {
    local name=$1 want=$2 pattern=$3 got
    shift 3
    limit 600 "$@" >out 2>&1 </dev/null
    got=$?
    n=$((n + 1))
    if [ $got -eq "$want" ] && grep -qaE -- "$pattern" out; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        echo "# status $got, wanted $want; pattern $pattern; output:"
        head -c 600 out | head -5 | cat -v | sed 's/^/# /'
    fi
}

for c in run build escape emit; do
    try "$c: missing file" 1 'nothere\.go.*(no such file|cannot find)' "$gort" $c nothere.go
    mkdir -p dir.go
    try "$c: a directory" 1 'dir\.go.*directory' "$gort" $c dir.go
    : >empty.go
    try "$c: empty file" 1 '^empty\.go:1:1: syntax error: package statement must be first' "$gort" $c empty.go
    head -c 4096 "$gort" >rubbish.go
    try "$c: binary rubbish" 1 '^rubbish\.go:1:[0-9]+: ' "$gort" $c rubbish.go
done
printf 'package main\n\nfunc main() {\n\tprintln("cut' >cut.go
try 'a file cut in a string' 1 '^cut\.go:4:10: .*(not terminated|newline in string)' "$gort" run cut.go
printf 'package main\n\nfunc main() {\n\tx := 0x' >cut2.go
try 'a file cut in a number' 1 '^cut2\.go:4:[0-9]+: ' "$gort" run cut2.go
printf 'package main\n\nfunc main() { /* ' >cut3.go
try 'a file cut in a comment' 1 '^cut3\.go:3:15: .*comment not terminated' "$gort" run cut3.go
printf 'package main\n\nfunc main() {\n\tif true {\n' >cut4.go
try 'a file cut in a block' 1 '^cut4\.go:[0-9]+:[0-9]+: syntax error: unexpected EOF' "$gort" run cut4.go
{ printf 'package main\n\nvar x = '; head -c 100000 /dev/zero | tr '\0' '('; printf '1'; head -c 100000 /dev/zero | tr '\0' ')'; echo; echo 'func main() {}'; } >deep.go
try '100,000 nested parentheses' 1 '^deep\.go:3(:[0-9]+)?: .*nest' "$gort" run deep.go
{ printf 'package main\n\nfunc main() '; head -c 100000 /dev/zero | tr '\0' '{'; } >blocks.go
try '100,000 nested blocks' 1 '^blocks\.go:3(:[0-9]+)?: ' "$gort" run blocks.go
{ printf 'package main\n\nvar x = 1'; for _ in $(seq 10000); do printf '+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1'; done; printf '\nfunc main() {}\n'; } >chain.go
try 'a chain of 200,000 additions' 1 '^chain\.go:3(:[0-9]+)?: .*nest' "$gort" run chain.go
# many OPERANDS/20 BLOCKS/2
many() {
    printf 'package main\n\nfunc main() {\n\ta, s := 1, "x"\n\tprintln(a'
    for _ in $(seq "$1"); do printf '+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a'; done
    printf ', len(s'
    for _ in $(seq "$1"); do printf '+s+s+s+s+s+s+s+s+s+s+s+s+s+s+s+s+s+s+s+s'; done
    printf '))\n'
    for _ in $(seq "$2"); do printf 'if a > 0 {\nfor {\n'; done
    printf 'println(a)\n'
    for _ in $(seq "$2"); do printf 'break\n}\n}\n'; done
    printf '}\n'
}
many 1000 600 >many.go
try '20,000 operands, 1,200 nested blocks' 0 'main_main' "$gort" emit many.go
many 5 200 >many.go
for cc in gcc clang tcc; do
    command -v $cc >/dev/null || continue
    try "100 operands, 400 nested blocks ($cc)" 0 '^101 101$' "$gort" run --cc=$cc many.go
done
{ printf 'package main\n\nvar x '; head -c 100000 /dev/zero | tr '\0' '*'; printf 'int\nfunc main() {}\n'; } >stars.go
try '100,000 nested pointer types' 1 '^stars\.go:3(:[0-9]+)?: ' "$gort" run stars.go
printf 'package main\ntype t struct { a [1 << 30]*byte; b *byte }\nvar p *t\nfunc main() { p = new(t) }\n' >wide.go
try 'a struct of 8 GiB with pointers' 1 '^t: pointers beyond 268435456 bytes are not supported yet' "$gort" run wide.go
{ printf 'package main\nfunc main() { x := '; for _ in $(seq 20000); do printf 'func() { x := '; done; } >lits.go
try '20,000 nested function literals' 1 '^lits\.go:2(:[0-9]+)?: ' "$gort" run lits.go

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    cp ok.go unreadable.go && chmod 000 unreadable.go
    if setpriv --reuid 65534 --regid 65534 --clear-groups "$gort" version >/dev/null 2>&1; then
        try 'an unreadable file' 1 'unreadable\.go: .*ermission denied' \
            setpriv --reuid 65534 --regid 65534 --clear-groups "$gort" escape unreadable.go
    else
        n=$((n + 1))
        echo "ok $n - an unreadable file # SKIP nobody cannot run gort here"
    fi
else
    cp ok.go unreadable.go && chmod 000 unreadable.go
    try 'an unreadable file' 1 'unreadable\.go: .*ermission denied' "$gort" escape unreadable.go
fi
try 'build: an output that cannot be written' 1 'nodir/prog' "$gort" build -o nodir/prog ok.go
try 'build: an output that is a directory' 1 'dir\.go.*directory' "$gort" build -o dir.go ok.go
printf 'package main\n\nfunc main() {\n\tm := map[int]int{}\n\tkeys := []int{1}\n\tfor _, k := range keys {\n\t\tm[k]++\n\t}\n\tfor i := 0; i < 1; i++ {\n\t\tdelete(m, keys[i])\n\t}\n\tfor _, k := range keys {\n\t\tm := map[int]int{}\n\t\tm[k]++\n\t}\n\tothers := []int{2}\n\tfor i, k := range keys {\n\t\tdelete(m, k)\n\t\tm[others[i]] = m[k]\n\t}\n}\n' >ahead.go
try 'emit: loops over keys ask for buckets to come, of a map that is there' 0 '^4$' \
    sh -c "'$gort' emit ahead.go | grep -c '^  *ahead_'"
printf 'package main\n\ntype t struct{ p *int }\n\nfunc (v *t) m() {}\n\nvar sink []func()\n\nfunc f(n int) {\n\tv, c, all := &t{&n}, make(chan *t), map[string]*t{}\n\tsink = append(sink, func() { all["x"] = v }, v.m)\n\tgo func() { c <- v }()\n\tdefer func() { <-c }()\n}\n\nfunc main() { f(1) }\n' >kinds.go
try 'emit: each type has a hash, without which its objects get no spans of their own' 0 '^[1-9][0-9]* types, 0 without$' \
    sh -c "'$gort' emit kinds.go | awk -v RS=';\n' '/gort_type [a-zA-Z0-9_]+ = [{]/ { n++; bad += !/[.]hash = 0x0*[1-9a-f]/ } END { print n \" types, \" bad+0 \" without\" }'"
try 'emit: an output that cannot be written' 1 'cannot write nodir/x\.c' "$gort" emit -o nodir/x.c ok.go
try 'emit: a full device' 1 'cannot write' sh -c "'$gort' emit ok.go >/dev/full"
try 'emit: a closed pipe' 1 'cannot write' bash -c "{ sleep 0.3; '$gort' emit ok.go; } | true; exit \${PIPESTATUS[0]}"
mkdir -p nocc
try 'run: no C compiler' 1 'no C compiler found' env -u CC PATH="$work/nocc" "$gort" run ok.go
mkdir -p folders/gcc folders/cc
try 'run: folders named as compilers' 1 'no C compiler found' env -u CC PATH="$work/folders" "$gort" run ok.go
try 'run: CC that is not there' 1 'nosuchcc' env CC=nosuchcc "$gort" run ok.go
try 'run: no temporary directory' 1 'cannot make a directory' env TMPDIR=/nonexistent "$gort" run ok.go

# What other compilers, levels and a debugger make of it: a sanitizer in gort sees nothing there.
if [ "${2:-}" != --part ] || [ -n "${GORT_TEST_ALL:-}" ]; then
    # Compilers: a command with arguments; tcc, whose linker cannot link the runtime.
    try '--cc with an argument' 3 '^2$' "$gort" run --cc='gcc -O0' ok.go abc
    try 'CC with an argument' 3 '^2$' env CC='gcc -O0' "$gort" run ok.go abc
    try '--cc with a bad argument' 1 'no-such-flag' "$gort" run --cc='gcc -fno-such-flag' ok.go
    try '--cc with arguments that is not there' 1 'nosuchcc -O0.* cannot be run' "$gort" run --cc='nosuchcc -O0' ok.go
    # Maps are read without a call in loops only.
    cat >reads.go <<'EOF'
package main

func at(m map[int]int, k int) int { return m[k] }
func sum(m map[int]int, n int) (s int) {
	for i := 0; i < n; i++ {
		s += m[i]
	}
	return
}
func main() { m := map[int]int{1: 2}; println(at(m, 1), sum(m, 3)) }
EOF
    try 'emit: in a loop a map is read in place' 0 'in place' sh -c "'$gort' emit reads.go | grep -q 'always_inline.*read_type_map_int_int' && '$gort' emit reads.go | grep -q '^        .* = read_type_map_int_int(m, i)' && echo in place"
    try 'emit: elsewhere by a function' 0 'a function' sh -c "'$gort' emit reads.go | grep -q '^static const void .access_type_map_int_int' && '$gort' emit reads.go | grep -q '^    .* = access_type_map_int_int(m, k)' && echo a function"
    # How much is optimised: the compiler gets the level, behind its own arguments.
    printf '#!/bin/sh\necho "$@" >%s/level\nexec %s "$@"\n' "$work" "${CC:-cc}" >levelcc && chmod +x levelcc
    for o in 0 1 2 3; do
        try "build -O$o" 0 '^2$' sh -c "'$gort' build -O$o --cc='$work/levelcc' -o lev$o ok.go && grep -q -e ' -O$o ' level && { ./lev$o abc; [ \$? = 3 ]; }"
    done
    try 'build: -O2 is what it does' 0 'same' sh -c "'$gort' build --cc='$work/levelcc' -o lev ok.go && grep -q -e ' -O2 ' level && echo same"
    try 'run: -O1 is what it does' 0 'same' sh -c "'$gort' run --cc='$work/levelcc' ok.go abc; grep -q -e ' -O1 ' level && echo same"
    try 'run -O2, and one level only' 0 'same' sh -c "'$gort' run -O2 --cc='$work/levelcc' ok.go abc; grep -q -e ' -O2 ' level && ! grep -q -e ' -O1 ' level && echo same"
    try 'a level beats that of the compiler' 0 'same' sh -c "'$gort' build -O2 --cc='$work/levelcc -O1' -o lev ok.go && grep -q -e '-O1 .*-O2 ' level && echo same"
    try 'debug information, where the user says nothing of it' 0 'same' sh -c "'$gort' run --cc='$work/levelcc -O0' ok.go abc; grep -q -e ' -g ' level && echo same"
    try 'debug information as the user has it' 0 'same' sh -c "'$gort' run --cc='$work/levelcc -g1' ok.go abc; grep -q -e '-g1 ' level && ! grep -q -e ' -g ' level && echo same"
    try 'build -O4' 2 'unknown flag -O4' "$gort" build -O4 ok.go
    try 'escape does not take -O0' 2 'does not take -O0' "$gort" escape -O0 ok.go
    try '-O0 leaves the C' 0 'there' sh -c "'$gort' build -O0 -o left ok.go && grep -q main_main left.c && echo there"
    try '-O0 --keep-c=no does not' 0 'gone' sh -c "'$gort' build -O0 --keep-c=no -o unleft ok.go && test ! -e unleft.c && echo gone"
    # A debugger stops in a Go function and knows its variables.
    printf 'package main\n\nfunc sum(n int) int {\n\ttotal := 0\n\tfor i := 1; i <= n; i++ {\n\t\ttotal += i\n\t}\n\treturn total\n}\nfunc main() { println(sum(4)) }\n' >deb.go
    if command -v gdb >out && gdb -batch -ex run --args true 2>&1 | grep -q 'exited normally'; then
        "$gort" build -O0 -o deb deb.go
        try '-O0 in gdb: a parameter' 0 'hit Breakpoint 1, main_sum \(.*, n=4\)' gdb -batch -ex 'break main_sum' -ex run ./deb
        try '-O0 in gdb: a variable, line by line' 0 '^\$1 = 3$' gdb -batch -ex 'break main_sum' -ex run \
            -ex "break $(grep -n 'total = total + i' deb.c | cut -d: -f1) if i == 3" -ex continue -ex 'print total' ./deb
        try '-O0 in gdb: a result' 0 '^Value returned is \$1 = 10$' gdb -batch -ex 'break main_sum' -ex run -ex finish ./deb
    fi

    if command -v tcc >out; then
        try '--cc=tcc runs' 3 '^2$' "$gort" run --cc=tcc ok.go abc
        printf 'package main\n\nfunc main() { x := int8(-2); println(uint16(x)%%7, uint16(x)>>1, int(uint16(x))) }\n' >narrow.go
        printf 'package main\n\nfunc main() { x := uint64(1)<<63 | 1; println(float64(x), float32(x>>1)) }\n' >float.go
        try '--cc=tcc: floats of unsigned integers' 0 '^\+9\.223372e\+018 \+4\.611686e\+018$' "$gort" run --cc=tcc float.go
        try '--cc=tcc widens and cuts' 0 '^0 32767 65534$' "$gort" run --cc=tcc narrow.go
        try '--cc=tcc: a panic' 2 '^main\.main' sh -c "printf 'package main\n\nfunc main() { var p *int; println(*p) }\n' >nil.go; '$gort' run --cc=tcc nil.go"
        mkdir -p onlytcc && ln -sf "$(command -v tcc)" onlytcc/tcc
        try '--cc=tcc without another linker' 1 'cannot link the runtime' env PATH="$work/onlytcc" "$gort" run --cc=tcc ok.go
    fi
fi

# A killed gort leaves no file and no process, whatever it was doing.
cat >slowcc <<'SH'
#!/bin/sh
echo $$ >"$GORT_TEST_PIDS"
: >"$TMPDIR/leftover.s"
sleep 300 &
echo $! >>"$GORT_TEST_PIDS"
wait
SH
chmod +x slowcc
cat >forever.go <<'GO'
package main

func main() {
	println("started")
	for {
	}
}
GO

# until_true COMMAND...: waits up to a minute for it.
until_true() {
    local i
    for i in $(seq 600); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}
# heeding COMMAND...: the command, with the signals that may be ignored here heeded: bash starts
# background commands with SIGINT ignored, nohup this script with SIGHUP, and what is ignored stays so.
heeding() {
    exec python3 -c '
import os, signal, sys
for s in signal.SIGINT, signal.SIGHUP:
    signal.signal(s, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$@"
}
is_empty() { [ -z "$(ls -A "$1")" ]; }
all_gone() {
    local pid
    for pid in $(cat "$1"); do
        ! kill -0 "$pid" 2>/dev/null || grep -qs '^State:.Z' "/proc/$pid/status" || return 1
    done
}

# killed NAME SIGNAL STATUS COMMAND...: the command, stopped once it has written to pids or out.
killed() {
    local name=$1 sig=$2 want=$3 got why=
    shift 3
    rm -rf scratch pids out
    mkdir scratch
    : >pids
    : >out
    TMPDIR=$work/scratch GORT_TEST_PIDS=$work/pids "$@" >out 2>&1 </dev/null &
    local pid=$!
    until_true test -s pids -o -s out || why="did not start"
    [ -s pids ] || pgrep -P $pid >pids
    kill -s "$sig" $pid
    wait $pid 2>/dev/null
    got=$?
    [ $got -eq "$want" ] || why="$why status $got, wanted $want"
    # Only after kill -9 is there nobody to wait for.
    [ "$sig" = KILL ] && until_true is_empty scratch
    is_empty scratch || why="$why left $(ls -A scratch)"
    until_true all_gone pids || why="$why a process lives"
    n=$((n + 1))
    if [ -z "$why" ]; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        echo "#$why"
        xargs kill -9 <pids 2>/dev/null
    fi
}
for sig in TERM:143 HUP:129 INT:130 KILL:137; do
    killed "compiling, SIG${sig%:*}" ${sig%:*} ${sig#*:} heeding "$gort" build --cc="$work/slowcc" \
        -o slow ok.go
done
for sig in TERM:143 HUP:129 KILL:137; do
    killed "running, SIG${sig%:*}" ${sig%:*} ${sig#*:} heeding "$gort" run forever.go
done

try 'no command' 2 'usage: gort' "$gort"
try 'unknown command' 2 'no command frobnicate' "$gort" frobnicate
try 'unknown flag' 2 'unknown flag' "$gort" run --frobnicate ok.go
try 'flag without value' 2 'needs a value' "$gort" build -o
try 'no file' 2 'no Go file' "$gort" escape
try 'help' 0 '^usage: gort' "$gort" help
try '--help' 0 '^usage: gort' "$gort" --help
try 'run --help' 0 '^usage: gort run' "$gort" run --help
try 'run -d help' 0 'gccheckmark' "$gort" run -d help
try 'run -d: an unknown name' 2 '^gort: -d: no name gctrce; there are gctrace, maptrace, ' "$gort" run -d gctrce=1 ok.go
try 'run -d: an unknown name among others' 2 'no name x' "$gort" run -d gctrace=1,x=2 ok.go
try 'run -d: no value' 2 'gctrace takes a number, not ""' "$gort" run -d gctrace ok.go
try 'run -d: no number' 2 'gctrace takes a number, not "on"' "$gort" run -d gctrace=on ok.go
try 'run -d: too large a number' 2 'gctrace takes a number' "$gort" run -d gctrace=4294967296 ok.go
try 'run -d: an empty name' 2 'no name ;' "$gort" run -d gctrace=1, ok.go
try 'run -d: what Go has and gort has not' 2 'gcpacertrace is not supported: ' "$gort" run -d gcpacertrace=1 ok.go
try 'run -d: a seed of 64 bits' 0 '^1$' "$gort" run -d gcseed=1234567890123 ok.go
try 'run -events: a file that cannot be written' 2 '^gort: cannot write the events to nodir/events: No such' "$gort" run -events=nodir/events ok.go
try 'run -events: each line is one event' 3 '^2$' "$gort" run -events=events.jsonl ok.go abc
try 'build does not take -events' 2 'build does not take -events=x' "$gort" build -events=x ok.go
# With a seed nobody waits for time, and minutes go by.
cat >minutes.go <<'GO'
package main

import (
	"runtime"
	"time"
)

func main() {
	c := make(chan int)
	go func() { <-c }()
	time.Sleep(time.Millisecond)
	runtime.GC()
	time.AfterFunc(3*time.Minute, func() { panic("late") })
	time.Sleep(time.Hour)
}
GO
try 'a traceback says for how many minutes' 2 'goroutine 2 \[chan receive, 3 minutes\]:$' \
    env GOTRACEBACK=all "$gort" run -d gcseed=1 minutes.go
try 'a traceback names who made the goroutine of a timer' 2 '^created by time\.goFunc$' \
    "$gort" run -d gcseed=1 minutes.go
cat >forced.go <<'GO'
package main

import (
	"runtime"
	"time"
)

func main() {
	runtime.GC()
	time.Sleep(5 * time.Minute)
	println("woke")
}
GO
lines='"$0" run -d gcseed=1,gctrace=1 forced.go 2>&1 | paste -sd "|"'
forced='^gc 1 @0\.000s [^|]* P \(forced\)\|GC forced\|gc 2 @120\.000s [^|]* P\|GC forced\|gc 3 @240\.000s [^|]* P\|woke$'
try 'a cycle is forced after two minutes without one' 0 "$forced" sh -c "$lines" "$gort"
try 'none is with GOGC=off' 0 '^gc 1 @[^|]* \(forced\)\|woke$' env GOGC=off sh -c "$lines" "$gort"
try 'run -d: parts of the collector' 0 '^1$' "$gort" run -d gcmutant=deletion+black,gcstress=100 ok.go
try 'run -d: a part that there is not' 2 'gcmutant takes a number or names of parts, not "deletion\+x"' "$gort" run -d gcmutant=deletion+x ok.go
try 'run -d help lists the parts' 0 'insertion, black, recheck' "$gort" run -d help
# Both lists of names are one: the runtime's, and that of -d.
runtime_names=$(grep -oE '\{"[a-z]+", &o' "$source/runtime/base/options.c" | cut -d'"' -f2 | sort)
listed=$("$gort" run -d x=1 ok.go 2>&1 | sed 's/.*there are //; s/, /\n/g' | grep -vxE 'gcseed|gcsteps|gcmutant' | sort)
n=$((n + 1))
if [ -n "$listed" ] && [ "$runtime_names" = "$listed" ]; then
    echo "ok $n - the runtime knows the names of -d"
else
    echo "not ok $n - the runtime knows the names of -d"
    diff <(echo "$runtime_names") <(echo "$listed") | sed 's/^/# /'
fi
for part in $(grep -o '{"[a-z]*", GORT_MUTANT' "$source/runtime/base/mutant.c" | cut -d'"' -f2); do
    try "run -d gcmutant=$part" 0 '^1$' "$gort" run -d "gcmutant=$part" ok.go
done
cat >nested.go <<'GO'
package main

import "fmt"

type V int

func (v V) String() string {
	if v == 1 {
		panic(V(2))
	}
	panic("again")
}

func main() {
	fmt.Println(V(1))
}
GO
try 'a Stringer that panics while its panic is printed' 2 '^fatal error: panic while printing panic value: again$' "$gort" run nested.go
try 'version' 0 '^gort version [0-9]' "$gort" version
try 'run passes the exit status through' 3 '^2$' "$gort" run ok.go abc
try 'run: a type error' 1 '^type\.go:3(:[0-9]+)?: ' sh -c "printf 'package main\n\nfunc main() { var x int = \"s\"; println(x) }\n' >type.go; '$gort' run type.go"
try 'run: an unsupported construct' 1 '^gen\.go:3:7: .*not supported' sh -c "printf 'package main\n\nfunc f[T any](x T) {}\n\nfunc main() { f(1) }\n' >gen.go; '$gort' run gen.go"
try 'escape -json' 0 '"line":4,"col":' sh -c "printf 'package main\n\nvar p *int\nfunc f() { x := 1; p = &x }\nfunc main() { f() }\n' >json.go; '$gort' escape -json json.go"
printf 'package main\n\nfunc main() { var x [131073]byte; p := &x; c := new([16385]byte); p[0], c[0] = 1, 2 }\n' >small.go
try 'escape without -smallframes' 0 '^small\.go:3:52: new\(\[16385\]byte\) does not escape$' "$gort" escape -m -l small.go
try 'escape -smallframes: a variable' 0 '^small\.go:3:19: moved to heap: x$' "$gort" escape -m -l -smallframes small.go
try 'escape -smallframes in -gcflags' 0 '^small\.go:3:52: new\(\[16385\]byte\) escapes to heap$' "$gort" escape -gcflags='-m -l -smallframes' small.go
try 'an unknown flag in -gcflags' 2 'knows -m, -m=2, -l and -smallframes, not -N' "$gort" escape -gcflags='-N' small.go

# What an interface holds that a range statement assigns; go1.19 loses it.
cat >boxed.go <<'GO'
package main

import "runtime"

type T struct{ n int }

var last any

func newT(n int) *T { t := &T{n}; last = t; return t }

func main() {
	arr := [3]*T{newT(7)}
	last = nil
	var z any
	for _, z = range [][]*T{arr[:]} {
	}
	runtime.GC()
	runtime.GC()
	println(z.([]*T)[0].n)
}
GO
try 'an interface that a range assigns' 0 '^7$' env GODEBUG=clobberfree=1 "$gort" run boxed.go

# The executable of a run lies beside the C of it.
cp ok.go prog.c.go
cp ok.go prog.o.go
cp ok.go prog.go
for name in prog.c prog.o prog; do
    try "run $name.go" 3 '^2$' "$gort" run $name.go abc
done

# A compiler behind another command, and one that speaks on a terminal that stops who does.
printf '#!/bin/sh\nexec "$@"\n' >wrap
printf '#!/bin/sh\necho compiling\nexec cc "$@"\n' >talk
chmod +x wrap talk
cat >terminal.py <<'PY'
import os, pty, signal, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    mode = termios.tcgetattr(0)
    mode[3] |= termios.TOSTOP
    termios.tcsetattr(0, termios.TCSANOW, mode)
    os.execv(sys.argv[1], sys.argv[1:])
signal.alarm(120)
try:
    while True:
        said = os.read(terminal, 1000)
        if not said:
            break
        os.write(1, said.replace(b'\r', b''))
except OSError:  # the other end is closed
    pass
sys.exit(os.waitpid(pid, 0)[1] != 0)
PY
try 'a compiler behind a wrapper' 3 '^2$' "$gort" run --cc="./wrap ${CC:-cc}" ok.go abc
if command -v tcc >/dev/null; then
    try 'tcc behind a wrapper' 3 '^2$' "$gort" run --cc='./wrap tcc' ok.go abc
fi
# The C library is linked into what is kept, where it is there as an archive and nobody asks for
# flags of his own; else the shared one is.
printf '#!/bin/sh\ncase " $* " in *" -static "*) echo refused; exit 1 ;; esac\nexec %s "$@"\n' "${CC:-cc}" >noarchive
chmod +x noarchive
static='' # what a program that is linked so has none of
if ! nm "$gort" | grep -q __asan_init && "${CC:-cc}" -static -o archive -x c - <<<'int main(void) { return 0; }' 2>/dev/null; then
    static=refused
fi
try 'build: the C library as an archive is asked for' 0 "^$static\$" sh -c "'$gort' build --cc=./noarchive -o shared ok.go; echo"
try 'build: without it the shared one is linked' 3 '^2$' ./shared abc
try 'build: not beside flags of the user' 0 '^$' sh -c "'$gort' build --cc='./noarchive -O1' -o flags ok.go && echo"
try 'run: the shared one, which links faster' 3 '^2$' "$gort" run --cc=./noarchive ok.go abc
mkdir -p 'end*' && printf 'package main\n\nfunc main() { println(7) }\n' >'end*/7.go'
try 'a path that ends a comment' 0 '^7$' "$gort" run 'end*/7.go'
try 'a program has nothing of maps that uses none' 1 '^0$' sh -c "'$gort' build -o seven 'end*/7.go' && nm seven | grep -c gort_mapassign"
try 'a compiler that writes to the terminal' 0 '^compiling$' python3 terminal.py "$gort" run --cc=./talk ok.go

# What go1.19 refuses behind escape analysis only: its messages come first.
cat >shown.go <<'GO'
package main

type T struct{ a, b int }

func two() (T, []int) { return T{}, []int{} }

func main() {
	println(T{1, 2}, 3, [2]int{})
	print([0]T{}, "\n")
	println(two())
	if false {
		println(T{})
	}
	func() { print(struct{ x int }{1}) }()
}
GO
cat >shown.txt <<'TXT'
shown.go:5:42: []int{} escapes to heap
shown.go:14:2: func literal does not escape
shown.go:8:9: illegal types for operand: print
	T
shown.go:8:9: illegal types for operand: print
	[2]int
shown.go:9:7: illegal types for operand: print
	[0]T
shown.go:10:9: illegal types for operand: print
	T
shown.go:14:16: illegal types for operand: print
	struct { x int }
TXT
try 'print of structs and arrays' 0 '^same$' sh -c "'$gort' escape -m -l shown.go >got.txt 2>&1; cmp got.txt shown.txt && echo same"
try 'run: print of a struct' 1 '^shown\.go:8:9: illegal types for operand: print$' "$gort" run shown.go

"$gort" build -o prog ok.go || echo "# build failed"
try 'GOGC malformed is 100' 0 '^1$' env GOGC=abc ./prog
try 'GOGC=off' 0 '^1$' env GOGC=off ./prog
cat >work.go <<'GO'
package main

import "os"

var table = early(len(os.Args))

func early(n int) int {
	return n + 1
}

func main() {
	println(table)
}
GO
{ sed '/^var/d' work.go; echo 'var table = len(os.Args)'; seq 3000 | sed 's/.*/var v& = early(&)/'; } >many_vars.go
sections() { # the program's, by function
    "$gort" build -o work --cc="gcc -ffunction-sections -Wl,-Map=$1.map" "$1.go" && grep -o '^ \.text\S*main_.*' "$1.map"
}
sections work >sections.txt
for f in main init_vars; do
    try "gcc does not take $f for cold that calls an initialiser" 0 "^ \.text(\.hot)?\.main_$f" cat sections.txt
done
sections many_vars >sections.txt
try 'nor main that calls many' 0 '^ \.text(\.hot)?\.main_main' cat sections.txt
try 'but those' 0 '^ \.text\.unlikely\.main_init_vars$' cat sections.txt
cat >nextgc.go <<'GO'
package main

import "runtime"

func main() {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	println(m.NextGC>>50, m.NextGC == 4<<20)
}
GO
try 'NextGC without a collector is what GOMEMLIMIT leaves' 0 '^8191 false$' env GOGC=off "$gort" run nextgc.go
try 'NextGC of a small heap is 4 MiB' 0 '^0 true$' "$gort" run nextgc.go
try 'GODEBUG with unknown names and rubbish' 0 '^1$' env GODEBUG='nosuch=1,,=,gctrace=x,invalidptr' ./prog
try 'GOMAXPROCS malformed' 0 '^1$' env GOMAXPROCS=-3x ./prog
try 'GOMEMLIMIT=1GiB' 0 '^1$' env GOMEMLIMIT=1GiB ./prog
try 'GOMEMLIMIT malformed' 2 '^fatal error: malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`$' env GOMEMLIMIT=12x ./prog
echo "1..$n"
