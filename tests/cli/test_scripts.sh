#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The scripts that a newcomer calls first: what they cannot do they say in one line.
. "$(dirname "$0")/common.sh"

# script STATUS TEXT COMMAND...
script() {
	expected=$1
	text=$2
	shift 2
	status=0
	"$@" >"$out" 2>"$err" </dev/null || status=$?
	[ "$status" = "$expected" ] || fail "$*: status $status, not $expected"
	error_has "$text"
	[ "$(wc -l <"$err")" = 1 ] || fail "$*: not one line"
}
script 2 'usage: ./check [quick]' "$SOURCE/check" qick
script 2 'usage: ./check [quick]' "$SOURCE/check" quick quick
script 2 'usage: ./try' "$SOURCE/try" --help

# A folder where nothing can be written.
mkdir "$work/copy"
cp "$SOURCE/check" "$SOURCE/try" "$work/copy"
touch "$work/copy/build"
for name in check try; do
	status=0
	"$work/copy/$name" >"$out" 2>"$err" || status=$?
	[ "$status" = 1 ] || fail "$name: status $status"
	error_has "$name: $work/copy/build cannot be written to; copy the sources"
	[ "$(wc -l <"$err")" = 1 ] || fail "$name: not one line"
done

# A machine where nothing is installed.
mkdir "$work/bin"
for tool in sh awk dirname env; do
	ln -s "$(command -v "$tool")" "$work/bin"
done
packages="$SOURCE/scripts/install-packages"
script 1 'there is no apt-get; install what Debian 12 calls gcc ' env PATH="$work/bin" "$packages" try
ln -s /bin/false "$work/bin/apt-get"
printf '#!/bin/sh\necho 1000\n' >"$work/bin/id"
chmod +x "$work/bin/id"
script 1 'neither root nor sudo; as root: apt-get install gcc ' env PATH="$work/bin" "$packages" try
