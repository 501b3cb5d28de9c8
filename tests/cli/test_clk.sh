#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Clocks and regulators of a Linux that has booted on the virtual DK2.
. "$(dirname "$0")/common.sh"

copro 0 clk
out_has 'held by' 'linux: critical'
grep -Eq '^ +mcu +208\.877929 MHz +- +[0-9]+ +linux: critical' "$out" || fail "no MCU clock"
grep -Eq '^ +ipcc +208\.877929 MHz +A7 +1 +linux: mailbox@4c001000$' "$out" || fail "no mailbox clock"
grep -Eq '^hse +24 MHz +A7' "$out" || fail "no HSE"
grep -q 'pll4_q\|uart8_k' "$out" && fail "what is off is shown"
[ ! -s "$err" ] || fail "it complains"
copro 0 clk --all
grep -Eq '^ +uart8_k +stopped +closed +0$' "$out" || fail "what is off is not shown"
[ "$(wc -l <"$out")" -gt 200 ] || fail "not all clocks"

# A firmware whose clock nobody holds.
copro 0 clk "$TEST_FIRMWARE/uart_pll4.elf" --for 10ms
grep -Eq '^ +uart5_k +stopped +M4 +0$' "$out" || fail "UART5 runs without PLL4_Q"
out_has 'uart5_k: from pll4_q, which is off'
copro 0 clk "$TEST_FIRMWARE/uart_pll4.elf" --for 10ms --json
python3 - "$out" <<'END' || fail "the JSON is not as expected"
import json
import sys

report = json.load(open(sys.argv[1]))
assert report["unheld_by_m4"] == [{"clock": "uart5_k", "source": "pll4_q"}]
clocks = {clock["name"]: clock for clock in report["clocks"]}
assert len(clocks) == len(report["clocks"]) > 200
assert clocks["mcu"]["rate"] == 208877929 and clocks["mcu"]["gate"] is None
assert clocks["mcu"]["parent"] == "pll3_p" and clocks["hse"]["parent"] is None
assert clocks["uart5_k"]["rate"] == 0 and clocks["uart5_k"]["gate"] == ["m4"]
assert clocks["ipcc"]["holders"] == [{"name": "linux: mailbox@4c001000", "enabled": 1}]
assert clocks["csi"]["holders"] == [{"name": "linux: critical", "enabled": 1}]
END

copro 0 regulator
grep -Eq '^vin +on +always on +5\.000 V' "$out" || fail "no vin"
grep -Eq '^  vddcore +on +always on +1\.200 V +1\.200 V to 1\.350 V' "$out" || fail "no vddcore"
grep -Eq '^  vdda +off +boot on' "$out" || fail "the unused vdda is not off"
copro 0 regulator --json
python3 - "$out" <<'END' || fail "the JSON is not as expected"
import json
import sys

regulators = {r["name"]: r for r in json.load(open(sys.argv[1]))["regulators"]}
assert regulators["vddcore"]["supply"] == "vin" and regulators["vddcore"]["on"] is True
assert regulators["vddcore"]["min_microvolts"] == 1200000
assert regulators["vin"]["supply"] is None and regulators["vin"]["uses"] > 0
END

copro 2 clk --for 1
error_has '--for is about a firmware'
copro 2 clk --for 0 "$FIRMWARE/tty-echo.elf"
error_has '--for needs more than 0 s'
copro 1 clk "$work/none.elf"
error_has "$work/none.elf"
copro 1 regulator --dtb "$work/none.dtb"
error_has "$work/none.dtb"
printf 'no tree' >"$work/bad.dtb"
copro 1 clk --dtb "$work/bad.dtb"
error_has "$work/bad.dtb"
copro 2 clk a b
