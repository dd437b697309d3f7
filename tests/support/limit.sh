# limit.sh - sourced by the test scripts: commands that end, and leave nothing behind.
#
# limit SECONDS COMMAND...: runs the command with stdin as it is given (else empty) and returns its
# status. After SECONDS everything that it started is ended: 124 is returned. When the script
# itself is told to end (a harness that gives up, Ctrl-C), what it runs just then is ended first.

limit_child=
limit_beside= # a process that runs beside them, if the script has one

limit() {
    local seconds=$1 status
    shift
    # timeout gives the command a process group of its own and ends the whole group.
    timeout --kill-after=5 "$seconds" "$@" <&0 &
    limit_child=$!
    wait "$limit_child"
    status=$?
    limit_child=
    return $status
}

# end_tree PID: ends the process and everything below it, from the leaves up.
end_tree() {
    local child
    for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do end_tree "$child"; done
    kill -KILL "$1" 2>/dev/null
}

limit_end() {
    trap '' TERM INT HUP
    [ -z "$limit_child" ] || end_tree "$limit_child"
    [ -z "$limit_beside" ] || end_tree "$limit_beside"
    exit "$1"
}
trap 'limit_end 143' TERM
trap 'limit_end 130' INT
trap 'limit_end 129' HUP
