#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Files that are no firmware, or a broken one: one line that names the file, the place and the remedy,
exit status 1, and nothing left behind."""
import os
import subprocess
import tempfile

from images import Image

COPRO = os.environ["COPRO"]

# Words of tty-echo's resource table: header, offsets, vdev, two vrings, trace.
VER, NUM, RESERVED, OFFSET0, OFFSET1, VDEV, VRING0, VRING1, TRACE = 0, 1, 2, 4, 5, 6, 13, 18, 23


def spoilt(spoil):
    image = Image()
    result = spoil(image)
    return bytes(image.data if result is None or isinstance(result, Image) else result)


def header(field, value):
    def spoil(image):
        image.header(field, value)
    return spoil


def segment(index, **fields):
    def spoil(image):
        for field, value in fields.items():
            image.segment(index, field, value)
    return spoil


def table(*words):
    def spoil(image):
        for word, value in words:
            image.table(word, value)
    return spoil


def without_vectors(image):
    image.segment(0, "type", 0)


def stack_pointer(image):
    image.field((image.segment(0, "offset"), "I"), 0x20000000)


def rings(image, number):
    """The vdev says it has that many vrings; there is room in the padding for them."""
    offset = image.section(".resource_table")[1]
    image.data[offset + 4 * VDEV + 25] = number


# What is wrong: how to spoil the file, a text of the message, and whether --as-linux boots it.
BAD = {
    "empty": (lambda image: b"", "ELF", False),
    "text": (lambda image: b"#!/bin/sh\nexit 0\n" * 10, "ELF", False),
    "64-bit": (header("class", 2), "64", False),
    "big-endian": (header("data", 2), "big-endian", False),
    "machine": (header("machine", 62), "Arm", False),
    "object file": (header("type", 1), "", False),
    "program headers beyond the end": (header("phoff", 0xFFFFFFE0), "", False),
    "65535 program headers": (header("phnum", 0xFFFF), "", False),
    "size of a program header": (header("phentsize", 0), "0 bytes each (e_phentsize)", False),
    "size of a section header": (header("shentsize", 0), "0 bytes each (e_shentsize)", False),
    "segment beyond the end": (segment(1, offset=0xFFFFFF00), "segment 1", False),
    "filesz over memsz": (segment(1, memsz=4), "segment 1", False),
    "memsz overflows": (segment(1, memsz=0xFFFFFFFF), "segment 1", False),
    "segment in DDR": (segment(1, paddr=0xC0000000), "segment 1", False),
    "segment in SRAM4": (segment(1, paddr=0x10050000), "segment 1", False),
    "segment over the rings": (segment(1, paddr=0x10040000), "segment 1", None),
    "segments overlap": (segment(2, paddr=0x10000010), "segment 2", True),
    "no vectors": (without_vectors, "vector", True),
    "stack pointer": (stack_pointer, "stack", True),
    "table version": (table((VER, 2)), "resource table", None),
    "table reserved": (table((RESERVED, 1)), "resource table", None),
    "table count": (table((NUM, 0xFFFFFFFF)), "resource table", None),
    "table count 1000": (table((NUM, 1000)), "resource table", None),
    "entry offset": (table((OFFSET0, 0xFFFFFFFC)), "resource table", None),
    "entry offset at the end": (table((OFFSET1, 1020)), "resource table", None),
    "zero vrings": (lambda image: rings(image, 0), "vring", None),
    "three vrings": (lambda image: rings(image, 3), "vring", False),
    "255 vrings": (lambda image: rings(image, 255), "", None),
    "vring of 0": (table((VRING0 + 2, 0)), "vring 0", None),
    "vring of 65536": (table((VRING1 + 2, 65536)), "vring 1", None),
    "vring of 17": (table((VRING0 + 2, 17)), "vring 0", None),
    "vring unaligned": (table((VRING0 + 1, 3)), "vring 0", None),
    "vring align 0": (table((VRING0 + 1, 0)), "vring 0", None),
    "trace outside": (table((TRACE + 1, 0x20000000)), "trace", True),
    "trace length": (table((TRACE + 2, 0xFFFFFFFF)), "trace", True),
    "config length": (table((VDEV + 5, 0xFFFFFFFF)), "resource table", None),
}


class Runner:
    def __init__(self, work):
        self.file = os.path.join(work, "firmware.elf")
        self.runtime = os.path.join(work, "runtime")
        os.mkdir(self.runtime)

    def copro(self, *arguments):
        done = subprocess.run([COPRO, *arguments], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL,
                              env=dict(os.environ, XDG_RUNTIME_DIR=self.runtime))
        left = [entry for _, names, files in os.walk(os.path.join(self.runtime, "copro"))
                for entry in names + files]
        assert not left, ("left behind", left)
        return done

    def write(self, data):
        with open(self.file, "wb") as file:
            file.write(data)

    def refused(self, text):
        """`copro run` refuses the file, and says why in one line."""
        done = self.copro("run", self.file, "--for", "0.05")
        lines = done.stderr.splitlines()
        assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
        assert len(lines) == 1 and lines[0].startswith(f"copro: {self.file}: "), lines
        assert text.lower() in lines[0].lower(), (text, lines)
        assert "running" not in done.stdout
        return lines[0]


def test_bad_files(runner):
    for name, (spoil, text, as_linux) in BAD.items():
        runner.write(spoilt(spoil))
        message = runner.refused(text)
        inspected = runner.copro("inspect", runner.file)
        assert inspected.returncode == 1, (name, inspected.stdout)
        linux = runner.copro("run", runner.file, "--as-linux", "--for", "0.05", "--quiet")
        # With --as-linux: started, or refused in one line as well.
        assert linux.returncode in (0, 1), (name, linux)
        if as_linux is not None:
            started = linux.returncode == 0 or "crashed" in linux.stderr
            assert started == as_linux, (name, linux.stderr, message)


def test_truncated(runner):
    whole = spoilt(lambda image: None)
    end = max(Image().segment(i, "offset") + Image().segment(i, "filesz")
              for i in range(Image().phnum))
    for size in [*range(0, 120, 7), *range(120, end, 997)]:
        runner.write(whole[:size])
        runner.refused("")


def test_without_table(runner):
    """Allowed: runs without RPMsg."""
    image = Image()
    image.data[image.data.index(b"\0.resource_table\0") + 2] = ord("x")
    runner.write(bytes(image.data))
    done = runner.copro("run", runner.file, "--for", "0.05")
    assert done.returncode == 0, done.stderr
    assert "running" in done.stdout and "rpmsg" not in done.stdout, done.stdout
    assert runner.copro("inspect", runner.file).returncode == 0


def test_next_firmware_starts(runner):
    """After all that, a good one."""
    runner.write(spoilt(lambda image: None))
    done = runner.copro("run", runner.file, "--send", "x", "--expect", "x")
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        the_runner = Runner(directory)
        for test_name, test in list(globals().items()):
            if test_name.startswith("test_"):
                test(the_runner)
                print("ok", test_name, flush=True)
