#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A command line that cannot be understood ends with status 2 and one line that helps.
. "$(dirname "$0")/common.sh"

misused() {
	text=$1
	shift
	copro 2 "$@"
	[ "$(wc -l <"$err")" = 1 ] || fail "copro $*: not one line"
	[ ! -s "$out" ] || fail "copro $*: something on the standard output"
	error_has "$text" "copro help"
}

misused 'there is no command "rnu": did you mean "run"?' rnu
misused 'there is no command "inspekt": did you mean "inspect"?' inspekt
misused 'there is no command "xyzzyx"' xyzzyx
misused 'there is no option --versoin: did you mean --version?' --versoin
misused 'there is no option --realtime: did you mean --real-time?' run --realtime x.elf
misused 'there is no option --expct: did you mean --expect?' run x.elf --expct=1
misused 'there is no option --zzzzzzzz' run x.elf --zzzzzzzz
misused 'there is no option -x' run -x
misused 'name a FIRMWARE' run
misused 'run takes no argument "b.elf"' run a.elf b.elf
misused 'inspect needs FIRMWARE' inspect
misused '--for needs its S' run a.elf --for
misused '--for takes a time such as 2, 0.5 or 250ms, not "soon"' run a.elf --for soon
misused '--for takes a time' run a.elf --for=-1
misused '--for takes a time' run a.elf --for 1h
misused '--for takes a time' run a.elf --for 99999999999999999999
misused '--for needs more than 0 s' run a.elf --for 0
misused '--for needs more than 0 s' run a.elf --for=0.0ms
misused '--answer-within needs more than 0 s' run a.elf --answer-within 0
misused '--linux-after needs more than 0 s' run --early a.elf --linux-after 0
misused '--linux-after needs more than 0 s' board --early a.elf --linux-after 0
misused '--for needs more than 0 s' press user1 --for 0
misused '--for needs more than 0 s' assign check a.yaml --firmware a.elf --run --for 0
misused '--json takes no value' run a.elf --json=yes
misused 'the ttys are numbered 0 to 31' run a.elf --send 32:x
misused '--send needs a text' run a.elf --send 1:
misused '--expect needs a text' run a.elf --expect rpmsg-raw:
misused '--send rpmsg-raw: has 497 bytes, and a message takes at most 496' run a.elf \
	--send "rpmsg-raw:$(head -c 497 /dev/zero | tr '\0' x)"
misused '--expect a\q: a backslash is written \\' run a.elf --expect 'a\q'
misused '--expect a\x1: a backslash' run a.elf --expect 'a\x1'
misused '--quiet and --verbose exclude each other' run a.elf -q -v
misused '--gdb 65536: a port is a number from 0 to 65535' run a.elf --gdb 65536
misused '--gdb 99999999999999999999: a port' run a.elf --gdb=99999999999999999999
misused 'name a FIRMWARE' run --gdb 3333
misused 'run takes no argument "b.elf"' run --gdb a.elf b.elf
misused 'there is no option -b' gdb a.elf -batch
misused 'N is the number in ttyRPMSGN' tty one
misused 'tty takes no argument "1"' tty 0 1
misused 'there is no command "rum"' help rum

copro 2
out_has 'Usage: copro COMMAND'
copro 0 --help
out_has 'Usage: copro COMMAND'
copro 0 --version
grep -qE '^copro [0-9]+\.[0-9]+\.[0-9]+$' "$out" || fail "the version is not one"

# The command line was right, the rest was not.
failed() {
	text=$1
	shift
	copro 1 "$@"
	[ "$(wc -l <"$err")" = 1 ] || fail "copro $*: not one line"
	error_has "$text"
}
failed "$work/none.elf: there is no such file" run "$work/none.elf"
failed 'the name of a file is empty; name the firmware' run ''
failed 'it cannot be read: Not a directory' run "$SOURCE/README.md/x"
if [ "$(id -u)" != 0 ]; then
	touch "$work/mine.elf"
	chmod 0 "$work/mine.elf"
	failed 'mine.elf: it cannot be read: Permission denied; its owner' inspect "$work/mine.elf"
fi
failed "$work: not a file" run "$work"
failed "$work/none.elf: there is no such file" inspect "$work/none.elf"
failed 'no board is running' tty
failed 'there is no such tty' tty 3 --tty-dir "$work"
failed '/proc/none: it cannot be made' run "$FIRMWARE/tty-echo.elf" --tty-dir /proc/none
failed 'a debugger cannot be waited for there: No such file' run "$FIRMWARE/tty-echo.elf" \
	--gdb=/nonexistent/socket
failed '--debugger' gdb "$FIRMWARE/tty-echo.elf" --debugger /nonexistent/gdb
touch "$work/plain"
failed_in() {
	runtime=$1
	text=$2
	shift 2
	status=0
	XDG_RUNTIME_DIR=$runtime "$COPRO" "$@" >"$out" 2>"$err" </dev/null || status=$?
	[ "$status" = 1 ] || fail "copro $*: status $status"
	[ "$(wc -l <"$err")" = 1 ] || fail "copro $*: not one line"
	error_has "$text" 'set XDG_RUNTIME_DIR'
}
mkdir -p "$work/writable/copro" "$work/notone"
chmod 777 "$work/writable/copro"
touch "$work/notone/copro"
failed_in "$work/none" "$work/none/copro: the directory of the board cannot be made: No such file" \
	run "$FIRMWARE/tty-echo.elf"
failed_in "$work/none" "$work/none/copro: the directory of the board cannot be made: No such file" board
failed_in "$work/writable" "$work/writable/copro: the directory of the board cannot be made: it is somebody" board
failed_in "$work/writable" 'cannot be looked for in $XDG_RUNTIME_DIR/copro, or /tmp/copro-UID: it is somebody' boards
failed_in "$work/writable" 'cannot be looked for' tty
failed_in "$work/writable" 'cannot be looked for' stop --board some
failed_in "$work/notone" "$work/notone/copro: the directory of the board cannot be made: it is not a directory" \
	gdb "$FIRMWARE/tty-echo.elf" --debugger true
failed 'not a directory' run "$FIRMWARE/tty-echo.elf" --tty-dir "$work/plain"
[ -f "$work/plain" ] || fail "a file of the user went"

# A result that could not be written was not given.
status=0
"$COPRO" --help >/dev/full 2>"$err" || status=$?
[ "$status" = 1 ] || fail "a full disk went unnoticed"
status=0
"$COPRO" run "$FIRMWARE/tty-echo.elf" --for 0.01 >/dev/full 2>"$err" || status=$?
[ "$status" = 1 ] || fail "a full disk went unnoticed by run"
status=0
"$COPRO" run "$FIRMWARE/tty-echo.elf" --send x --expect x >/dev/full 2>"$err" || status=$?
[ "$status" = 1 ] || fail "a full disk, and something to send: status $status"
error_has 'writing to the standard output failed'

# So does an output that is closed; and no file of the program's gets in its place.
status=0
"$COPRO" run "$FIRMWARE/tty-echo.elf" --for 0.01 >&- 2>"$err" || status=$?
[ "$status" = 1 ] || fail "a closed standard output: status $status"
error_has 'writing to the standard output failed'
"$COPRO" run "$FIRMWARE/tty-echo.elf" --for 0.01 >"$out" 2>&- <&- || fail "closed standard streams"
out_has 'remoteproc: offline'
status=0
"$COPRO" run "$FIRMWARE/tty-echo.elf" --for 0.01 <&- >&- 2>&- || status=$?
[ "$status" = 1 ] || fail "all standard streams closed: status $status"
