#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A firmware is booted, talked to, and stopped.
. "$(dirname "$0")/common.sh"

elf=$FIRMWARE/tty-echo.elf

# Boot lines, trace log, channels, ttys; and in the end nothing is left.
copro 0 run "$elf" --for 0.1
out_has 'remoteproc: running' 'cm4_log: tty-echo' 'channel rpmsg-tty announced' \
	'tty: ttyRPMSG0 created' 'tty: ttyRPMSG1 created' 'remoteproc: offline' 'machine: '
error_has 'ttyRPMSG0 is ' 'copro tty 1` connects'

# A conversation, on both ttys, in order, with every kind of escape.
copro 0 run "$elf" --send 'hello\n' --expect 'hello\n' --send '1:a\x00\xffb\\\t\r\e' \
	--expect '1:a\0\xFFb\\\x09\x0d\x1b' --send '0:1:2' --expect '0:1:2' --timeout 1
out_has 'ttyRPMSG0 < hello\n' 'ttyRPMSG0 > hello\n' 'ttyRPMSG1 > a\x00\xffb' 'ttyRPMSG0 < 1:2'

# An expectation takes what it met: the same text does not meet the next one.
copro 0 run "$elf" --send 'abab' --expect ab --expect ab --timeout 0.1
copro 1 run "$elf" --send 'ab' --expect ab --expect ab --timeout 0.1
error_has '--expect "ab": nothing came from ttyRPMSG0 within 0.100 s'

# What was awaited, and what came instead.
copro 1 run "$elf" --send 'good day\n' --expect 'good night' --timeout 250ms
error_has '--expect "good night": it did not come from ttyRPMSG0 within 0.250 s' \
	'what came: "good day\n" (9 bytes)'
grep -q '^\[ *0\.25[0-9]*\] remoteproc: offline' "$out" || fail "it was not stopped at its time"

# A tty that is never announced.
copro 1 run "$elf" --send 7:x --expect 7:x --timeout 0.1
error_has '--send "x": the firmware announced no channel for ttyRPMSG7'
copro 1 run "$elf" --expect 1:never --for 0.1
error_has 'nothing came from ttyRPMSG1 before --for was over'

# Where a firmware waits that nobody hears of.
copro 1 run "$FIRMWARE/echo-min.elf" --expect x --timeout 0.1
error_has 'virtual time took' '; the Cortex-M4 at the stop: sleeps in remote_idle()'

# A service that Linux has a sample driver for: its whole conversation.
copro 0 run "$FIRMWARE/echo-min.elf" --for 0.1
[ "$(grep -c 'rpmsg-client-sample > hello world! (12 bytes from 0x400)' "$out")" = 100 ] ||
	fail "not 100 messages"
[ "$(grep -c 'rpmsg-client-sample < hello world! (12 bytes to 0x400)' "$out")" = 100 ] ||
	fail "not 100 answers"
out_has 'driver rpmsg_client_sample' 'rpmsg-client-sample: goodbye!'

# A channel of any other name, or one that is named, is the script's: message by message.
copro 0 run "$FIRMWARE/echo-min.elf" --send 'rpmsg-client-sample:ab\x00' \
	--send rpmsg-client-sample:cd --expect 'rpmsg-client-sample:ab\0c' \
	--expect rpmsg-client-sample:d
out_has 'driver raw' 'rpmsg-client-sample < ab\x00 (3 bytes' 'rpmsg-client-sample > cd (2 bytes'
[ "$(grep -c hello "$out")" = 0 ] || fail "another driver talks too"
copro 1 run "$FIRMWARE/echo-min.elf" --send rpmsg-client-sample:x --expect rpmsg-client-sample:y \
	--timeout 0.1
error_has '--expect "y": it did not come from rpmsg-client-sample within 0.100 s; what came: "x"'
copro 1 run "$elf" --send x --expect volts:12 --timeout 0.1
error_has '--expect volts:"12": the firmware announced no channel volts' 'is written 0:volts:'
copro 0 run "$elf" --send 0:volts:12 --expect 0:volts:12 --send ' a:b' --expect ' a:b'

# Sending alone ends by --for; --stay goes on after the last --expect.
copro 0 run "$elf" --send x --for 0.1
out_has '[    0.100000] remoteproc: offline'
copro 0 run "$elf" --send x --expect x --stay --for 0.1
out_has '[    0.100000] remoteproc: offline'

# A text that fills many message buffers.
long=$(head -c 20000 /dev/zero | tr '\0' 'x')
copro 0 run "$elf" --send "${long}!" --expect "${long}!" --quiet
[ ! -s "$out" ] && [ ! -s "$err" ] || fail "--quiet prints"

# Links where the user wants them; his directory stays, one that was made goes.
mkdir "$work/mine"
touch "$work/mine/file"
copro 0 run "$elf" --for 0.1 --tty-dir "$work/mine"
error_has "$work/mine/ttyRPMSG0"
[ "$(ls "$work/mine")" = file ] || fail "something was left in --tty-dir"
copro 0 run "$elf" --for 0.1 --tty-dir "$work/made"
[ ! -e "$work/made" ] || fail "a directory was left"

# Threads on the Cortex-M4, two endpoints, blocking calls.
copro 0 run "$FIRMWARE/tty-echo-threads.elf" --send one --expect one --send 1:two --expect 1:two

# One JSON object a line.
copro 0 run "$elf" --json --send hi --expect hi
python3 - "$out" <<'END' || fail "the JSON is not as expected"
import json
import sys

events = [json.loads(line) for line in open(sys.argv[1])]
kinds = [event["kind"] for event in events]
for kind in ("state", "trace", "link-up", "channel-created", "tty-created", "tty-received", "end"):
    assert kind in kinds, kind
assert [e["text"] for e in events if e["kind"] == "state"][-1] == "offline"
times = [event["time_ns"] for event in events]
assert times == sorted(times)
assert events[-1]["kind"] == "end" and events[-1]["instructions"] > 1000
assert all("/" not in str(event.get("name")) for event in events)
END

# Real time takes its time.
start=$(date +%s%3N)
copro 0 run "$elf" --real-time --for 0.5
took=$(($(date +%s%3N) - start))
[ "$took" -ge 450 ] || fail "half a second took $took ms"

# A firmware that sleeps between the ticks of a 1 kHz SysTick: real time goes on for it.
copro 0 run "$TEST_FIRMWARE/tick.elf" --real-time --as-linux --for 0.3
