#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What `cmake --install` copies works where it is: the program needs nothing of the source or the build.
. "$(dirname "$0")/common.sh"

cmake --install "$(dirname "$COPRO")" --prefix "$work/usr" >"$out" 2>"$err" || fail "it does not install"
cp "$FIRMWARE/tty-echo.elf" "$work"
cd "$work"
COPRO=$work/usr/bin/copro
copro 0 run tty-echo.elf --send 'hi\n' --expect hi
out_has 'ttyRPMSG0 > hi\n'
[ -s usr/share/man/man1/copro.1 ] || fail "no manual page"
bash -c 'source usr/share/bash-completion/completions/copro; complete -p copro' >"$out" || fail "no completion"
