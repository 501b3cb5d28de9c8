#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# One image, started in both ways: it sets up the clock tree only where no Linux does.
. "$(dirname "$0")/common.sh"

elf=$FIRMWARE/both-modes.elf

# The pins say engineering boot: from the internal oscillator to the board's full rate, by itself.
copro 0 run "$elf" --engineering --send 'hello' --expect 'hello'
out_has 'cm4_log: started by: engineering boot' 'cm4_log: clock tree: set up here' \
	'cm4_log: hse 24000000 Hz' 'cm4_log: pll3_p 208877929 Hz' 'cm4_log: mcu 208877929 Hz' \
	'cm4_log: pclk1 104438964 Hz' 'cm4_log: 10 ticks'

# Linux booted the chip: the same rates, which the firmware has not touched.
copro 0 run "$elf" --send 'hello' --expect 'hello'
out_has 'cm4_log: started by: Linux' "cm4_log: clock tree: Linux's, left as it is" \
	'cm4_log: mcu 208877929 Hz' 'cm4_log: 10 ticks'
! grep -q 'set up here' "$out" || fail "it set up clocks under Linux"
