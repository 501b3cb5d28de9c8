#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Firmware that does wrong on the virtual board (tests/firmware/hostile.c): the host says what, lives
on, and ends the run in order; the next firmware starts."""
import json
import os
import subprocess
import tempfile

from images import MODES, hostile

COPRO = os.environ["COPRO"]

# mode: (exit status, kind of the event that tells, text in it)
TOLD = {
    "waits": (0, None, None),
    "faults": (1, "crash", "HardFault at"),
    "locks_up": (1, "crash", "locked up"),
    "loops": (0, None, None),
    "floods": (0, "firmware-fault", "where nobody listens"),
    "used_id": (0, "firmware-fault", "0xFFFF0003"),
    "used_length": (0, "firmware-fault", "0xFFFFFFFF"),
    "used_index": (0, "firmware-fault", "RPMsg is down"),
    "length": (0, "firmware-fault", "0xFFFF"),
    "descriptors": (0, "firmware-fault", "where nobody listens"),
    "name": (0, "firmware-fault", "malformed"),
    "channels": (0, "firmware-fault", "channels"),
    "kicks": (0, "doorbell-storm", "doorbells"),
    "ns_length": (0, "firmware-fault", "malformed"),
    "trace": (0, "trace", "\\x1B[31mred\\x01\\xFF"),
    "ends_in_fault": (1, "crash", "0x60000000"),
    "table": (0, None, None),
    "firewall": (0, "guest-note", "the M4 writes the firewall, which the secure world alone may"),
}


def run(work, mode, *options, seconds="0.6"):
    path = os.path.join(work, "firmware.elf")
    with open(path, "wb") as file:
        file.write(hostile(mode))
    done = subprocess.run([COPRO, "run", path, "--json", "--for", seconds, *options],
                          capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, XDG_RUNTIME_DIR=work))
    left = os.listdir(os.path.join(work, "copro"))
    assert not left, ("left behind", left)
    return done, [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_each(work):
    assert sorted(TOLD) == sorted(MODES)
    for mode, (status, kind, text) in TOLD.items():
        # Those that never sleep cost time; they have said it all at once.
        busy = mode in ("floods", "kicks", "loops")
        done, events = run(work, mode, seconds="0.02" if busy else "0.6")
        assert done.returncode == status, (mode, done)
        if status:
            assert done.stderr.count(b"the firmware crashed: ") == 1, (mode, done.stderr)
        told = [e for e in events if e["kind"] == kind and text in e["text"]]
        assert kind is None or len(told) == 1, (mode, events[:20])
        states = [e["text"] for e in events if e["kind"] == "state"]
        assert states[0] == "running" and states[-1] == "offline", (mode, states)
        assert len(events) < 200, (mode, len(events))


def test_the_same_each_time(work):
    for mode in ("channels", "ends_in_fault", "used_index"):
        assert run(work, mode)[0].stdout == run(work, mode)[0].stdout, mode


def test_fault_with_linux_policy(work):
    """Linux cannot know that a firmware sits in its fault handler."""
    done, events = run(work, "faults", "--as-linux")
    assert done.returncode == 0, done
    assert [e for e in events if e["kind"] == "fault" and "undefined instruction" in e["text"]]


def test_fault_while_a_script_waits(work):
    done, _ = run(work, "ends_in_fault", "--send", "x", "--expect", "x")
    assert done.returncode == 1 and b"the firmware crashed" in done.stderr, done


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            with tempfile.TemporaryDirectory() as directory:
                test(directory)
            print("ok", name, flush=True)
