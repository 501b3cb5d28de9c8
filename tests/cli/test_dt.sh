#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Device trees of the boot: printed as each stage left them, taken from files, refused when they are none.
. "$(dirname "$0")/common.sh"

elf=$FIRMWARE/tty-echo.elf

compile() {
	dtc -q -I dts -O dtb -o "$2" "$1" || fail "dtc does not take $1"
}

# What is printed compiles to a tree that boots, and is printed the same again.
for stage in tfa bootloader linux; do
	copro 0 dt --stage $stage
	[ ! -s "$err" ] || fail "--stage $stage says something"
	mv "$out" "$work/$stage.dts"
	compile "$work/$stage.dts" "$work/$stage.dtb"
done
cmp "$work/bootloader.dts" "$work/linux.dts" || fail "Linux changed its tree"
copro 0 dt --stage tfa --tfa-dtb "$work/tfa.dtb"
cmp "$out" "$work/tfa.dts" || fail "the trusted firmware's tree is not the same when read from a file"
copro 0 dt
cmp "$out" "$work/linux.dts" || fail "without --stage it is not Linux's"

# What the boot loader disables, and no more.
copro 0 dt --diff
out_has '/soc/bus@5c007000/i2c@40015000' '+ 	status = "disabled";'
[ "$(grep -c '^+' "$out")" = "$(grep -c '= "disabled"' "$out")" ] || fail "more than status changes"
cp "$out" "$work/difference"
copro 0 dt --diff --stage bootloader
cmp "$out" "$work/difference" || fail "the boot loader's difference is another one"
copro 0 dt --diff --stage tfa
[ ! -s "$out" ] || fail "the trusted firmware changed its tree"
# Read again, nothing is left to disable.
copro 0 dt --diff --dtb "$work/linux.dtb"
[ ! -s "$out" ] || fail "a tree that was fixed up is fixed up again"

# Another assignment: UART4 is the M4's, and a second entry contradicts that. I2C4, with the regulators
# behind it, has to be named: what can be secure is, after reset.
sed 's/st,decprot = <.*>;/st,decprot = <0x200200 0x200300 0x50300>;/' "$work/tfa.dts" >"$work/mine.dts"
compile "$work/mine.dts" "$work/mine.dtb"
copro 0 dt --diff --tfa-dtb "$work/mine.dtb"
out_has '/soc/bus@5c007000/serial@40010000'
error_has 'copro: tfa: /soc/etzpc@5c007000: st,decprot entries 0 and 1: UART4 (0x20) cannot be both'
copro 0 dt --diff --tfa-dtb "$work/mine.dtb" --verbose
error_has 'copro: bootloader: /soc/bus@5c007000/serial@40010000 disabled: UART4 (0x20) is the M4'"'"'s alone' \
	'copro: linux: memory region retram: 0x38000000, for the M4 0x00000000, 64 KB'

# The same trees run a firmware; the boot is one line a stage.
copro 0 run "$elf" --tfa-dtb "$work/mine.dtb" --dtb "$work/linux.dtb" --send hi --expect hi
for stage in bootloader linux; do
	[ "$(grep -c "\] $stage: " "$out")" = 1 ] || fail "not one line of $stage"
done
[ "$(grep -c '\] tfa: ' "$out")" = 2 ] || fail "not one line and one warning of tfa"
copro 0 run "$elf" --tfa-dtb "$work/mine.dtb" --dtb "$work/linux.dtb" --for 0.01 --json
out_has '{"time_ns":0,"source":"boot","kind":"boot-warning","name":"tfa",' '"kind":"boot","name":"linux",'

# A board whose Linux does not use its coprocessor: it is used all the same, and one line says so. As with
# Linux: one line, which node, what to do.
sed '/m4@10000000 {/,/^\t\t};/s/status = "okay";/status = "disabled";/' "$work/linux.dts" >"$work/none.dts"
compile "$work/none.dts" "$work/none.dtb"
copro 0 run "$elf" --dtb "$work/none.dtb" --send hi --expect hi
out_has 'linux: /ahb/m4@10000000 is disabled'
copro 1 run "$elf" --dtb "$work/none.dtb" --as-linux
error_has "copro: $work/none.dtb: /ahb/m4@10000000 is disabled" 'give it status = "okay"'
[ "$(wc -l <"$err")" = 1 ] || fail "more than one line"
copro 0 dt --dtb "$work/none.dtb"

# What is no tree.
head -c 1000 "$work/linux.dtb" >"$work/short.dtb"
for file in "$elf" "$work/short.dtb" "$work/linux.dts"; do
	copro 1 dt --dtb "$file"
	error_has "copro: $file: "
	[ "$(wc -l <"$err")" = 1 ] || fail "more than one line"
	[ ! -s "$out" ] || fail "a tree is printed"
	copro 1 run "$FIRMWARE/tty-echo.elf" --tfa-dtb "$file"
	error_has "copro: $file: "
done
copro 1 dt --dtb "$work/nowhere.dtb"
error_has 'there is no such file'
copro 1 dt --tfa-dtb "$work"
error_has 'not a file; name a device tree that dtc has compiled'
head -c 3000000 /dev/zero >"$work/large.dtb"
copro 1 dt --dtb "$work/large.dtb"
error_has 'larger than 2 MB'

copro 2 dt --stage kernel
error_has 'there is no such stage'
copro 2 dt something
copro 2 run "$elf" --engineering --dtb "$work/linux.dtb"
error_has 'nothing boots with --engineering'
