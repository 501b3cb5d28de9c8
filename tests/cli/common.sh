# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# For tests of the command line: . "$(dirname "$0")/common.sh"
# COPRO: the program. FIRMWARE: the directory of the examples. SOURCE: the checkout.
set -eu

work=$(mktemp -d)
export XDG_RUNTIME_DIR="$work/runtime"
mkdir "$XDG_RUNTIME_DIR"
out=$work/out
err=$work/err

cleanup() {
	rm -rf "$work"
}
trap cleanup EXIT

fail() {
	printf 'FAILED: %s\n' "$*" >&2
	[ ! -f "$out" ] || sed 's/^/  out: /' "$out" | head -n 40 >&2
	[ ! -f "$err" ] || sed 's/^/  err: /' "$err" | head -n 20 >&2
	exit 1
}

# copro STATUS ARGUMENT...: runs the program, which must end with that status, leave nothing behind,
# and say nothing or one line that begins with its name when it fails.
copro() {
	expected=$1
	shift
	status=0
	timeout 60 "$COPRO" "$@" >"$out" 2>"$err" </dev/null || status=$?
	[ "$status" = "$expected" ] || fail "copro $*: status $status, not $expected"
	left=$(find "$XDG_RUNTIME_DIR" -mindepth 2)
	[ -z "$left" ] || fail "copro $*: left behind: $left"
}

# error_has TEXT...: the one message has all of these.
error_has() {
	for text in "$@"; do
		grep -qF -- "$text" "$err" || fail "the message does not have: $text"
	done
}

out_has() {
	for text in "$@"; do
		grep -qF -- "$text" "$out" || fail "the output does not have: $text"
	done
}

# wait_for COMMAND...: until it succeeds, for a minute at most.
wait_for() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 3000 ] || fail "waited in vain for: $*"
		sleep 0.02
	done
}
