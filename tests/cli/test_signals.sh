#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# However a run is ended, nothing is left behind.
. "$(dirname "$0")/common.sh"

links() {
	find "$XDG_RUNTIME_DIR" -name 'ttyRPMSG*' | wc -l
}
has_links() {
	[ "$(links)" = 2 ]
}

run_and_kill() {
	signal=$1
	shift
	setsid "$COPRO" run "$FIRMWARE/tty-echo.elf" "$@" >"$out" 2>"$err" </dev/null &
	pid=$!
	wait_for has_links
	kill "-$signal" "$pid"
	status=0
	wait "$pid" || status=$?
}

for signal in INT TERM HUP; do
	for pace in --real-time --as-fast-as-possible; do
		run_and_kill "$signal" "$pace"
		[ "$status" = 0 ] || fail "SIG$signal $pace: status $status"
		out_has 'remoteproc: offline' 'machine: '
		[ "$(find "$XDG_RUNTIME_DIR" -mindepth 2)" = '' ] || fail "SIG$signal left something"
	done
done

# A firmware that never looks at the shutdown doorbell takes half a second of its time, at full speed
# some seconds of ours. That is said at once, and a second signal ends it at once.
printf 'import sys\nfrom images import hostile\nsys.stdout.buffer.write(hostile("loops"))\n' >"$work/loops.py"
PYTHONPATH=$(dirname "$0") python3 "$work/loops.py" >"$work/loops.elf"
: >"$out" # what an earlier run said must not be taken for this one's
setsid "$COPRO" run "$work/loops.elf" --real-time >"$out" 2>"$err" </dev/null &
pid=$!
wait_for grep -q 'remoteproc: running' "$out"
kill -INT "$pid"
wait_for grep -qF 'Ctrl-C once more ends at once' "$err"
out_has 'takes no interrupt from the shutdown doorbell'
kill -INT "$pid"
status=0
wait "$pid" || status=$?
[ "$status" = 0 ] || fail "two signals: status $status"
! grep -q 'did not acknowledge' "$out" || fail "the second signal waited"
tail -n 1 "$out" | grep -q 'machine: ' || fail "the end is not the last event"
[ "$(find "$XDG_RUNTIME_DIR" -mindepth 2)" = '' ] || fail "two signals left something"

# With something still expected it is a failure, which says so.
run_and_kill TERM --real-time --expect never --timeout 100
[ "$status" = 1 ] || fail "status $status"
error_has '--expect "never": nothing came from ttyRPMSG0 before a signal ended the run'
[ "$(links)" = 0 ] || fail "links were left"

# Nothing can be done against SIGKILL, but the next run removes what it left.
run_and_kill KILL --real-time
[ "$(links)" = 2 ] || fail "the test does not test anything"
"$COPRO" tty >"$out" 2>"$err" && fail 'a killed board is found'
error_has 'no board is running'
copro 0 run "$FIRMWARE/tty-echo.elf" --for 0.01
[ "$(links)" = 0 ] || fail "links of a killed run were left"
