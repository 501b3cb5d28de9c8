#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
. "$(dirname "$0")/common.sh"

copro 0 inspect "$FIRMWARE/tty-echo.elf"
out_has 'RETRAM  retram' 'reset vector' 'Reset_Handler' 'id 7 (rpmsg)' 'vdev0vring0' 'vdev0buffer' \
	'cm4_log' 'rpmsg-tty' 'It boots.'

copro 0 inspect --json "$FIRMWARE/tty-echo.elf"
python3 - "$out" <<'END' || fail "the JSON is not as expected"
import json
import sys

report = json.load(open(sys.argv[1]))
assert report["boots"] is True
assert report["start"]["sp_memory"].startswith("SRAM")
assert report["services"] == ["rpmsg-tty"]
vdev, trace = report["resource_table"]["entries"]
assert vdev["type"] == "vdev" and len(vdev["vrings"]) == 2
assert [ring["da"] for ring in vdev["vrings"]] == [0x10040000, 0x10041000]
assert all(ring["num"] == 16 and ring["placed"] for ring in vdev["vrings"])
assert vdev["buffers"] == 32 and vdev["buffer_bytes"] == 32 * 512
assert trace["type"] == "trace" and trace["name"] == "cm4_log"
assert report["segments"][0]["pa"] == 0x38000000
END

printf 'no firmware' >"$work/text"
copro 1 inspect "$work/text"
[ ! -s "$out" ] || fail "there was something to print"
[ "$(wc -l <"$err")" = 1 ] || fail "not one line"
error_has "$work/text" 'ELF'
copro 1 inspect --json "$work/text"
python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
assert report["boots"] is False and report["diagnoses"][0]["severity"] == "error"' "$out" ||
	fail "the JSON is not as expected"
: >"$work/empty"
copro 1 inspect "$work/empty"
