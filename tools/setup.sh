# setup.sh - sourced by demo, test and bench: finds the source folder and installs what the build
# needs. Sets `root` (the source folder) and `jobs`.
#
# setup_optional: installs what some tests can use, where the distribution has it (go1.19 and its test
# tree, spin, libFuzzer); never an error.
#
# setup_port ARCH: what builds and runs for another machine (tools/cross/ARCH.ini), where the
# distribution has it; its libraries go to build/sysroot, and the system's own packages stay as they are.
#
# setup_packages [extra ...]: what is missing is installed by apt on Debian and Ubuntu; elsewhere
# the missing packages are named and the script ends with status 1.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)

# What must be there : the Debian package that brings it. cmd: a command, pc: a pkg-config module,
# h: a header.
setup_needs='cmd:cc gcc
cmd:git git
cmd:python3 python3
cmd:meson meson
cmd:ninja ninja-build
cmd:pkg-config pkg-config
pc:atomic_ops libatomic-ops-dev
pc:libxxhash libxxhash-dev
pc:libtommath libtommath-dev'
setup_test_needs='pc:check check
cmd:clang clang
cmd:g++ g++
cmd:tcc tcc
cmd:nm binutils'

setup_has() {
    case $1 in
    cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
    pc:*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1#pc:}" ;;
    esac
}

setup_missing() {
    local need package
    while read -r need package; do
        [ -n "$need" ] || continue
        setup_has "$need" || printf '%s ' "$package"
    done <<<"$1"
}

setup_packages() {
    local needs=$setup_needs missing sudo=
    [ "${1:-}" = tests ] && needs="$needs
$setup_test_needs"
    missing=$(setup_missing "$needs")
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing here (Debian's package names): $missing" >&2
        echo "Install what this system calls them, then run this again." >&2
        exit 1
    fi
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Missing packages, and no right to install them: $missing" >&2
            echo "As root: apt-get install $missing" >&2
            exit 1
        fi
        sudo=sudo
    fi
    echo "installing: $missing" >&2
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing" >/dev/null || {
        echo "apt-get could not install: $missing" >&2
        exit 1
    }
    missing=$(setup_missing "$needs")
    if [ -n "$missing" ]; then
        echo "still missing after the installation: $missing" >&2
        exit 1
    fi
}

setup_has_go() { [ -x "${GO:-/usr/lib/go-1.19/bin/go}" ]; }
setup_has_go_tests() {
    [ -n "${GORT_GO_TEST:-}" ] || [ -d /usr/share/go-1.19/test/fixedbugs ] || [ -d /usr/lib/go-1.19/test/fixedbugs ]
}
setup_has_mandoc() { command -v mandoc >/dev/null 2>&1; }
setup_has_doxygen() { command -v doxygen >/dev/null 2>&1; }
setup_has_formatter() { command -v clang-format-14 >/dev/null 2>&1; }
setup_has_spin() { command -v spin >/dev/null 2>&1; }
# Whether clang can link a fuzz target.
setup_has_fuzzer() {
    local dir status=1
    dir=$(mktemp -d)
    echo 'int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n); int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n) { (void)d; (void)n; return 0; }' >"$dir/f.c"
    clang -fsanitize=fuzzer "$dir/f.c" -o "$dir/f" >"$dir/log" 2>&1 && status=0
    rm -rf "$dir"
    return $status
}

# setup_try NAME HAS PACKAGE...: the first of the packages that the distribution has.
setup_try() {
    local name=$1 has=$2 package sudo=
    shift 2
    if $has; then return; fi
    [ "$(id -u)" = 0 ] || sudo=sudo
    if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || command -v sudo >/dev/null 2>&1; }; then
        for package in "$@"; do
            # A distribution that does not know the package says so; the lists may be missing too.
            [ -n "$(apt-cache policy "$package" 2>/dev/null)" ] || $sudo apt-get update -qq >/dev/null 2>&1
            [ -n "$(apt-cache policy "$package" 2>/dev/null)" ] || continue
            echo "installing: $package ($name)" >&2
            $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1
            if $has; then return; fi
        done
    fi
    echo "not here: $name (the tests that need it are skipped)"
}

setup_optional() {
    local clang
    clang=$(clang -dumpversion 2>/dev/null | cut -d. -f1)
    setup_try 'go1.19' setup_has_go golang-1.19-go
    setup_try 'the test tree of go1.19' setup_has_go_tests golang-1.19-src golang-1.19
    setup_try 'spin' setup_has_spin spin
    setup_try 'mandoc' setup_has_mandoc mandoc
    setup_try 'doxygen' setup_has_doxygen doxygen
    setup_try 'clang-format 14' setup_has_formatter clang-format-14
    setup_try 'libFuzzer' setup_has_fuzzer "libclang-rt-$clang-dev" "libclang-common-$clang-dev"
}

setup_has_arm64() {
    command -v aarch64-linux-gnu-gcc && command -v qemu-aarch64-static &&
        [ -f /usr/aarch64-linux-gnu/lib/libc.a ]
} >/dev/null 2>&1
setup_has_sysroot() { [ -f "$root/build/sysroot/$1.ini" ]; }

# setup_sysroot ARCH PACKAGE...: packages of another architecture, unpacked under build/sysroot/ARCH.
# apt looks for them with lists of its own: for dpkg and the system there is no other architecture.
setup_sysroot() {
    local arch=$1 dir=$root/build/sysroot/$1 work status=0
    shift
    if setup_has_sysroot "$arch"; then return; fi
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then return 1; fi
    echo "fetching for $arch: $*" >&2
    work=$(mktemp -d)
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/packages" "$dir"
    (
        cd "$work/packages" || exit
        printf 'APT::Architecture "%s";\nAPT::Architectures "%s";\nDir::State::Lists "%s";\nDir::Cache "%s";\nDir::State::status "/dev/null";\n' \
            "$arch" "$arch" "$work/lists" "$work/cache" >"$work/apt.conf"
        export APT_CONFIG=$work/apt.conf
        apt-get update -qq # a part of the lists may do
        apt-get download -qq "$@" &&
            for package in *.deb; do dpkg-deb -x "$package" "$dir" || exit; done &&
            find "$dir" -name '*.so' -xtype l -delete # of libraries that are linked statically
    ) >"$work/log" 2>&1 || status=1
    if [ $status -eq 0 ]; then
        printf "[constants]\nsysroot = '%s'\ncross = '%s'\n" "$dir" "$root/tools/cross" >"$dir.ini"
    else
        tail -3 "$work/log" >&2
    fi
    rm -rf "$work"
    return $status
}

setup_has_i386() {
    command -v i686-linux-gnu-gcc && [ -f /usr/i686-linux-gnu/lib/libc.a ]
} >/dev/null 2>&1
# Whether programs of 32 bits run here without an emulator.
setup_runs_i386() {
    local dir status=1
    dir=$(mktemp -d)
    echo 'int main(void) { return 0; }' >"$dir/t.c"
    i686-linux-gnu-gcc -static "$dir/t.c" -o "$dir/t" >/dev/null 2>&1 && "$dir/t" && status=0
    rm -rf "$dir"
    return $status
} 2>/dev/null

setup_port() {
    case $1 in
    i386)
        setup_try 'the compiler for i386' setup_has_i386 gcc-i686-linux-gnu libc6-dev-i386-cross
        setup_has_i386 && setup_runs_i386 &&
            setup_sysroot i386 check libsubunit-dev libtommath-dev
        ;;
    arm64)
        setup_try 'the compiler for arm64' setup_has_arm64 gcc-aarch64-linux-gnu qemu-user-static \
            libc6-dev-arm64-cross
        setup_has_arm64 && setup_sysroot arm64 libc6 libgcc-s1 check libsubunit-dev libtommath-dev
        ;;
    esac
}

# setup_build DIR [meson options]: configures when that is new or the options are, then builds what
# changed of `setup_targets` (all). Quiet when all is well; the whole log when not.
setup_build() {
    local dir=$1 log status=0
    shift
    log=$(mktemp)
    if [ ! -f "$dir/build.ninja" ]; then
        meson setup "$dir" "$root" "$@" >"$log" 2>&1 || status=1
    elif [ $# -gt 0 ] && [ "$(cat "$dir/.setup-options" 2>/dev/null)" != "$*" ]; then
        meson setup --reconfigure "$dir" "$@" >"$log" 2>&1 || status=1
    fi
    if [ $status -eq 0 ]; then
        [ $# -eq 0 ] || echo "$*" >"$dir/.setup-options"
        # shellcheck disable=SC2086
        ninja -C "$dir" -j "$jobs" ${setup_targets:-} >>"$log" 2>&1 || status=1
    fi
    if [ $status -ne 0 ]; then
        cat "$log" >&2
    else
        grep -E 'warning:' "$log" >&2
    fi
    rm -f "$log"
    return $status
}
