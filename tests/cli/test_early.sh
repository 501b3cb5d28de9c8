#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A firmware that the boot loader starts: from a file, from a bootfs, and what is wrong with one.
. "$(dirname "$0")/common.sh"

copro 0 run --early "$FIRMWARE/tty-echo.elf" --send 'hi\n' --expect hi
out_has 'bootloader: started' 'on the Cortex-M4, resource table at 0x1002' \
	'0.020000] remoteproc: attached' 'cm4_log: tty-echo'
if grep -q 'remoteproc: running' "$out"; then fail "it was started again"; fi

mkdir "$work/bootfs"
copro 1 run --early "$work/bootfs"
error_has 'bootfs/rproc-m4-fw.elf: there is no such file'
cp "$FIRMWARE/tty-echo.elf" "$work/bootfs/rproc-m4-fw.elf"
copro 0 run --early "$work/bootfs" --linux-after 1.5 --for 2
out_has '1.500000] remoteproc: attached'

# Without a table there is nothing to connect to; Linux would refuse.
copro 0 run --early "$TEST_FIRMWARE/tick.elf" --for 0.1
out_has 'without resource table' 'remoteproc: attached'
copro 0 run --early "$TEST_FIRMWARE/tick.elf" --as-linux --for 0.1
if grep -q 'remoteproc: attached' "$out"; then fail "attached without table as Linux"; fi

copro 1 run --early "$SOURCE/README.md"
error_has 'README.md: is not an ELF file'
copro 2 run
error_has 'name a FIRMWARE, or one with --early'
copro 2 run --early a b
error_has 'b is one too many'
copro 2 run --linux-after 1 a
error_has 'goes with --early'
copro 2 run --early a --engineering
error_has 'no boot loader runs'
