#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The firewall as a user of `copro run` meets it: by trees that say otherwise than the board's own, and
with --strict."""
import json
import os
import struct
import subprocess
import tempfile

from images import FIRMWARE, hostile

COPRO = os.environ["COPRO"]
TREE = os.path.join(os.path.dirname(COPRO), "dts", "stm32mp157c-dk2-tfa.dtb")


def tree(work, *changes):
    """The trusted firmware's tree with other modes: pairs of an identifier and a mode."""
    with open(TREE, "rb") as file:
        data = file.read()
    for number, mode in changes:
        # DECPROT(identifier, open, unlocked), a big-endian cell
        cell = struct.pack(">I", number << 16 | 3 << 8)
        assert data.count(cell) == 1, hex(number)
        data = data.replace(cell, struct.pack(">I", number << 16 | mode << 8))
    path = os.path.join(work, "tfa.dtb")
    with open(path, "wb") as file:
        file.write(data)
    return path


def run(work, firmware, *options):
    done = subprocess.run([COPRO, "run", firmware, "--json", "--for", "0.6", *options],
                          capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, XDG_RUNTIME_DIR=work))
    return done, [json.loads(line) for line in done.stdout.decode().splitlines()]


def uses_everything(work):
    path = os.path.join(work, "firmware.elf")
    with open(path, "wb") as file:
        file.write(hostile("firewall"))
    return path


def test_rings_in_an_isolated_bank(work):
    done, events = run(work, os.path.join(FIRMWARE, "tty-echo.elf"),
                       "--tfa-dtb", tree(work, (0x52, 2)))
    assert done.returncode == 1, done
    assert b"the Cortex-A7 cannot reach the memory of the message rings at 0x10040000: it is in " \
           b"SRAM3, which the firewall keeps for the M4 (ETZPC id 0x52, M4-isolated)" in done.stderr
    assert b"st,decprot" in done.stderr, done.stderr
    assert not [e for e in events if e["kind"] == "state" and e["text"] == "running"], events


def test_a_refused_access_is_a_fault(work):
    done, events = run(work, uses_everything(work), "--tfa-dtb", tree(work, (0x03, 0)))
    notes = [e["text"] for e in events if "firewall keeps" in e.get("text", "")]
    assert notes == ["the M4 reads 0x5C00001C (USART1 + 0x1C), which the firewall keeps for the secure "
                     "world (ETZPC id 0x03, secure-only): bus error"], notes
    assert done.returncode == 1 and b"bus error accessing data at 0x5c00001c" in done.stderr, done
    end = [e for e in events if e["kind"] == "end"][0]
    assert ", refused by the firewall: 1" in end["text"], end
    assert end["refused"] == 1, end


def test_strict(work):
    firmware = uses_everything(work)
    for options in ((), ("--strict",)):
        done, events = run(work, firmware, *options)
        assert done.returncode == 0, done
        told = [e["text"] for e in events if "which is the A7's" in e.get("text", "")]
        assert len(told) == len(options), told
        assert not options or "the M4 reads 0x4001001C (UART4 + 0x1C)" in told[0], told


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            with tempfile.TemporaryDirectory() as directory:
                test(directory)
            print("ok", name, flush=True)
