#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What Linux's tree declares for the coprocessor: held, asked for, and in conflict.
. "$(dirname "$0")/common.sh"

manager=/ahb/m4@10000000/m4_system_resources
i2c5=$manager/i2c@40015000
tree=$work/tree.dtb

# with NODE PROPERTY VALUE...: the board's own tree, changed.
with() {
	cp "$(dirname "$COPRO")/dts/stm32mp157c-dk2.dtb" "$tree"
	fdtput "$@"
}

copro 0 run "$FIRMWARE/resources.elf" --for 0.01
out_has 'channel rproc-srm announced' 'driver rpmsg_srm' 'resource manager: there' \
	'I2C5 clock get: error 0, 64000000 Hz' 'i2c@40015000: i2c5_k from 64000000 to 4000000 Hz'
copro 0 clk "$FIRMWARE/resources.elf" --for 10ms
grep -Eq '^ +i2c35_ker .* 1  m4: i2c@40015000$' "$out" || fail "what feeds I2C5 is not held"

# Not declared: the firmware is told no, and the user why.
with -t s "$tree" "$i2c5" status disabled
copro 0 run "$FIRMWARE/resources.elf" --for 0.01 --dtb "$tree"
out_has 'I2C5 clock get: error 19' 'firmware: "40015000" is no device of m4_system_resources'

# Both want UART4: Linux has it.
with -t s "$tree" "$manager/serial@40010000" status okay
copro 0 run "$FIRMWARE/resources.elf" --for 0.01 --dtb "$tree"
out_has 'linux: UART4 is wanted by m4_system_resources/serial@40010000 and by' \
	'/serial@40010000: left to Linux' 'remoteproc: running' 'I2C5 clock get: error 0'
copro 0 run "$FIRMWARE/resources.elf" --for 0.01 --dtb "$tree" --as-linux
out_has 'linux: UART4 is wanted by m4_system_resources/serial@40010000 and by' 'remoteproc: running'

# Phandles to nothing: told when Linux boots; what is left out cannot be asked for. As with ST's Linux: the
# reason not to start.
for wrong in 'vcc-supply 7777/its "vcc-supply" points to no regulator' \
	'clocks 7777 1/entry 0 of "clocks" is malformed or points to nothing' \
	'pinctrl-0 7777/pinctrl-0 points to nothing'; do
	# shellcheck disable=SC2086 # a property and its cells
	with -t x "$tree" "$i2c5" ${wrong%%/*}
	copro 0 run "$FIRMWARE/resources.elf" --for 0.01 --dtb "$tree"
	out_has "linux: m4_system_resources/i2c@40015000: ${wrong#*/}" 'I2C5 clock get: error 19'
	copro 1 run "$FIRMWARE/resources.elf" --for 0.01 --dtb "$tree" --as-linux
	error_has "m4_system_resources/i2c@40015000: ${wrong#*/}"
	grep -q 'remoteproc: running' "$out" && fail "it started"
done

# The coprocessor's other half goes on without it.
copro 0 clk --dtb "$tree"
out_has 'linux: critical'
