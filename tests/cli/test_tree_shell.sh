#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The file tree of a board, used by a shell as on a real machine.
. "$(dirname "$0")/common.sh"

root=$work/root
state=$root/sys/class/remoteproc/remoteproc0/state
debug=$root/sys/kernel/debug/remoteproc/remoteproc0
pid=
mkdir "$root"

cleanup() {
	[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
	umount -l "$root" 2>/dev/null || fusermount3 -u -z "$root" 2>/dev/null || true
	rm -rf "$work"
}

# board OPTION...: one in the foreground, when it is up.
board() {
	: >"$err"
	"$COPRO" board --mount "$root" "$@" >"$out" 2>"$err" </dev/null &
	pid=$!
	wait_for grep -q ' is up;\|no file tree' "$err"
	if grep -q 'there is no file tree' "$err"; then
		echo "skipped: $(grep 'no file tree' "$err")"
		exit 77
	fi
}

# board_ends STATUS
board_ends() {
	status=0
	wait "$pid" || status=$?
	pid=
	[ "$status" = "$1" ] || fail "the board ended with status $status"
}

has_state() {
	[ "$(cat "$state")" = "$1" ]
}

refused() {
	! (eval "$1") 2>/dev/null || fail "done: $1"
}

[ -c /dev/fuse ] || {
	echo "skipped: this system has no /dev/fuse"
	exit 77
}

# ---- a recipe as in the vendor's examples, with its root elsewhere ----

recipe=$work/tty-echo/fw.sh
mkdir -p "$work/tty-echo/lib/firmware"
cp "$FIRMWARE/tty-echo.elf" "$work/tty-echo/lib/firmware"
cat >"$recipe" <<'RECIPE'
#!/bin/sh
# fw.sh start|stop ROOT: the firmware that is named as the folder is.
set -e
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$here").elf
rproc=$2/sys/class/remoteproc/remoteproc0
case $1 in
start)
	if [ "$(cat "$rproc/state")" = running ]; then
		echo stop >"$rproc/state"
	fi
	if [ ! -d "$2/lib/firmware" ]; then
		mkdir "$2/lib/firmware"
	fi
	cp "$here/lib/firmware/$name" "$2/lib/firmware"
	echo -n "$name" >"$rproc/firmware"
	echo start >"$rproc/state"
	;;
stop)
	if [ "$(cat "$rproc/state")" = offline ]; then
		echo "nothing runs"
	else
		echo stop >"$rproc/state"
	fi
	;;
*)
	exit 1
	;;
esac
RECIPE

board
has_state offline || fail "not offline at first"
[ "$(cat "$root/class/remoteproc/remoteproc0/firmware")" = rproc-m4-fw ] || fail "firmware"
refused 'echo start >"$state"' # there is no such firmware
sh "$recipe" stop "$root" | grep -q 'nothing runs' || fail "the recipe's stop of nothing"
sh "$recipe" start "$root"
has_state running || fail "not running"
# Once more, with the firmware that runs.
sh "$recipe" start "$root"
has_state running || fail "not running again"
[ -f "$root/firmware/tty-echo.elf" ] || fail "the firmware is not where it was put"
refused 'sh "$recipe" nonsense "$root"'

# The log, and a terminal.
wait_for grep -q 'link up' "$debug/trace0"
wait_for test -e "$root/dev/ttyRPMSG0"
stty -onlcr -echo -F "$root/dev/ttyRPMSG0"
cat "$root/dev/ttyRPMSG0" >"$work/heard" &
reader=$!
echo 'hello, M4' >"$root/dev/ttyRPMSG0"
wait_for grep -qx 'hello, M4' "$work/heard"
kill "$reader"
[ "$(cat "$root/sys/bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024/dst")" = 0x400 ] || fail "dst"
grep -q 'Entry 0 is of type vdev' "$debug/resource_table" || fail "the resource table"
[ "$(grep -c 'Carveout memory entry' "$debug/carveout_memories")" -gt 5 ] || fail "carveouts"

# A crash and its recovery.
before=$(grep -c 'remoteproc: running' "$out")
echo 1 >"$debug/crash"
wait_for sh -c '[ "$(grep -c "remoteproc: running" "$0")" -gt "$1" ]' "$out" "$before"
wait_for has_state running

# What a shell must not do.
refused 'echo nonsense >"$state"'
refused 'echo start >"$state"'
refused 'echo x >"$root/sys/class/remoteproc/remoteproc0/name"'
refused 'echo x >"$root/sys/class/remoteproc/remoteproc0/new"'
refused 'mkdir "$root/sys/class/new"'
refused 'rm "$state"'
refused 'mv "$state" "$root/class/"'
refused 'chmod 600 "$state"'
refused 'cat "$debug/crash"'
touch "$state"
has_state running || fail "touched"

sh "$recipe" stop "$root"
has_state offline || fail "not offline after the recipe's stop"
[ ! -e "$root/dev/ttyRPMSG0" ] || fail "a tty was left"
[ ! -e "$debug/trace0" ] || fail "a trace buffer was left"

# ---- again and again: nothing is left over ----

files_of() {
	find "/proc/$pid/fd" -mindepth 1 | wc -l
}
echo start >"$state"
echo stop >"$state"
files=$(files_of)
i=0
while [ $i -lt 100 ]; do
	echo start >"$state"
	has_state running || fail "not running in round $i"
	echo stop >"$state"
	has_state offline || fail "not offline in round $i"
	i=$((i + 1))
done
[ "$(files_of)" = "$files" ] || fail "open files: $(files_of) after 100 rounds, $files before"

# ---- many at once: one stops it, the others are told that there is nothing to stop ----

echo start >"$state"
writers=
for i in 1 2 3 4 5 6 7 8; do
	(echo stop >"$state") 2>/dev/null &
	writers="$writers $!"
done
done=0
for writer in $writers; do
	! wait "$writer" || done=$((done + 1))
done
[ $done = 1 ] || fail "$done of 8 stopped it"

# ---- it ends while it is in use ----

exec 9<"$state"
refused 'fusermount3 -u "$root"'
kill -INT "$pid"
board_ends 0
! mountpoint -q "$root" || fail "still mounted"
[ -z "$(ls "$root")" ] || fail "something is left"
! cat <&9 2>/dev/null || fail "a file of a board that has ended can be read"
exec 9<&-

# ---- somebody else unmounts it: the board goes on ----

board --firmware "$FIRMWARE/tty-echo.elf" --start
has_state running
fusermount3 -u "$root" || umount "$root"
wait_for grep -q 'the file tree was unmounted' "$out"
"$COPRO" stop >/dev/null
kill -INT "$pid"
board_ends 0

# ---- a dead board's tree is taken over, a living one's is not ----

board
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
! cat "$state" 2>/dev/null || fail "a dead board answers"
board
has_state offline || fail "not taken over"
copro_board_fails() {
	message=$1
	shift
	status=0
	timeout 60 "$COPRO" board --name other "$@" >"$work/other" 2>&1 </dev/null || status=$?
	[ "$status" = 1 ] || fail "copro board $*: status $status"
	grep -q "$message" "$work/other" || fail "copro board $*: $(cat "$work/other")"
	[ "$(grep -c '^copro:' "$work/other")" = 1 ] || fail "more than one line: $(cat "$work/other")"
}
copro_board_fails 'the tree of another board is mounted' --mount "$root"
mkdir -p "$work/full/x"
copro_board_fails 'is not empty' --mount "$work/full"
copro_board_fails 'No such file.*make the directory first' --mount "$work/missing"
copro_board_fails 'is no directory' --mount "$recipe"
mkdir "$work/images"
copro_board_fails 'keeps files of its own' --mount "$work/images" --firmware-dir "$work/images"
kill -INT "$pid"
board_ends 0

# ---- the way newer kernels count ----

board --firmware "$FIRMWARE/tty-echo.elf" --kernel-version 6.6
echo start >"$state"
echo start >"$state"
echo stop >"$state"
has_state running || fail "stopped by the first of two"
echo stop >"$state"
has_state offline || fail "not stopped by the second"
kill -INT "$pid"
board_ends 0
