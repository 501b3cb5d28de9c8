#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The same firmware and script give the same log, byte for byte, wherever the ttys are linked.
. "$(dirname "$0")/common.sh"

for firmware in tty-echo tty-echo-threads; do
	for format in --json --verbose; do
		for run in 1 2 3; do
			copro 0 run "$FIRMWARE/$firmware.elf" "$format" --tty-dir "$work/ttys$run" \
				--send 'one\n' --expect one --send 1:two --send three --expect 1:two \
				--expect three --send 1:four --expect 1:four
			mv "$out" "$work/log$run"
		done
		[ "$(wc -l <"$work/log1")" -gt 10 ] || fail "there is hardly a log"
		cmp "$work/log1" "$work/log2" || fail "$firmware: two runs differ"
		cmp "$work/log1" "$work/log3" || fail "$firmware: two runs differ"
	done
done
