# SPDX-License-Identifier: BSD-3-Clause
"""For tests that debug: a running board with a server for gdb, and a real gdb that is told what to do."""
import os
import re
import select
import signal
import subprocess
import time

from board import COPRO, Board

FIRMWARE = os.path.join(os.environ["TEST_FIRMWARE"], "debugged.elf")
SOURCE = os.path.join(os.environ["SOURCE"], "tests/firmware/remote/debugged.c")
GDB = "gdb-multiarch"
SECONDS = 60  # against hanging


def line_of(what):
    """Number of the source line that is marked as the line of something."""
    with open(SOURCE, encoding="utf-8") as source:
        numbers = [n for n, text in enumerate(source, 1) if f"/* line of {what} */" in text]
    assert len(numbers) == 1, (what, numbers)
    return numbers[0]


class Gdb:
    """gdb on pipes: command() returns what it printed."""

    def __init__(self, where=None, firmware=FIRMWARE, program=(GDB,)):
        self.process = subprocess.Popen(
            [*program, "-nx", "-q", firmware], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True)
        self.marks = 0
        for setting in ("pagination off", "confirm off", "width 0", "debuginfod enabled off"):
            self.command(f"set {setting}")
        self.attached = self.command(f"target remote {where}") if where else ""

    def send(self, command):
        """Does not wait for the end of it."""
        self.marks += 1
        # What was printed is read up to the mark, so that nothing is left for the next command.
        self.process.stdin.write(f"{command}\necho \\n<mark-{self.marks}>\\n\n".encode())
        self.process.stdin.flush()

    def wait(self):
        """Until the command that was sent last is done."""
        mark = f"<mark-{self.marks}>"
        text = ""
        end = time.monotonic() + SECONDS
        while mark not in text:
            assert time.monotonic() < end, f"gdb does not answer; so far: {text}"
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                came = os.read(self.process.stdout.fileno(), 65536)
                assert came, f"gdb has ended: {text}"
                text += came.decode(errors="replace")
        return text[:text.index(mark)].replace("(gdb) ", "")

    def command(self, command):
        self.send(command)
        return self.wait()

    def has(self, command, *expected):
        """The output has all these texts, in this order."""
        text = self.command(command)
        at = 0
        for part in expected:
            found = text.find(part, at)
            assert found >= 0, f"{command}: {part!r} is missing in:\n{text}"
            at = found + len(part)
        return text

    def value(self, expression):
        """A number, as gdb prints it."""
        text = self.command(f"print {expression}")
        found = re.search(r"\$\d+ = (?:\(.*\) )?(-?[0-9a-fx.]+)", text)
        assert found, text
        return float(found[1]) if "." in found[1] else int(found[1], 0)

    def interrupt(self):
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def quit(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=SECONDS) == 0
        self.process.stdout.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class DebuggedBoard(Board):
    """A board with a Unix socket for gdb."""

    def __init__(self, *options, ttys=1):
        self.socket = os.path.join(os.environ["WORK"], "gdb.socket")
        super().__init__(FIRMWARE, ("--real-time", f"--gdb={self.socket}", *options), ttys=ttys)
        self.wait(lambda: os.path.exists(self.socket), "the socket")

    def echoes(self, fd, data, seconds=SECONDS):
        """Writes, and reads as many bytes back."""
        os.write(fd, data)
        return self.read(fd, len(data), seconds)

    @staticmethod
    def read(fd, length, seconds):
        came = b""
        end = time.monotonic() + seconds
        while len(came) < length and time.monotonic() < end:
            if select.select([fd], [], [], 0.05)[0]:
                came += os.read(fd, 4096)
        return came


__all__ = ["COPRO", "DebuggedBoard", "FIRMWARE", "GDB", "Gdb", "SECONDS", "line_of"]
