#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""`--uart`: the wires of a UART lead to a pty, a file, or another UART. The firmware sends back in capitals what
it receives in small letters, on USART3 and UART7 (tests/firmware/uart_upper.c)."""
import os
import signal
import subprocess
import tempfile

import board
from staying import COPRO, Runtime, TEST_FIRMWARE, wait

UPPER = os.path.join(TEST_FIRMWARE, "uart_upper.elf")
FLOOD = os.path.join(TEST_FIRMWARE, "uart_flood.elf")


def run(*options, status=0):
    done = subprocess.run([COPRO, "run", UPPER, "--for", "0.1", *options], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == status, done
    return done.stdout, done.stderr


def read(fd, length, what):
    came = b""

    def more():
        nonlocal came
        try:
            came += os.read(fd, 65536)
        except BlockingIOError:
            pass
        return len(came) >= length

    wait(more, what)
    return came


def test_file():
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "usart3")
        log = run("--uart", "USART3=file:" + path)[0]
        assert "USART3: connected to a file\n" in log and "USART3: ready\n" in log, log
        with open(path, "rb") as file:
            assert file.read() == b"ready\n"


def test_two_uarts():
    log = run("--uart", "USART3=UART7")[0]
    assert "USART3: connected to UART7\n" in log and "UART7: READY\n" in log, log
    assert "garbage" not in log, log
    assert log == run("--uart", "USART3=UART7")[0]


def test_pty():
    """In both paces: what was sent before anybody looked, an answer, and much at once."""
    for pace in ("--real-time", "--as-fast-as-possible"):
        with board.Board(UPPER, (pace, "--uart", "USART3=pty", "--uart", "UART7=pty"),
                         ttys=0) as running:
            link = os.path.join(running.ttys, "uart-USART3")
            running.wait(lambda: running.events("uart-line"), "the first line")
            fd = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            assert read(fd, 6, "what was kept") == b"ready\n"
            os.write(fd, b"hello\n")
            assert read(fd, 6, "the answer") == b"HELLO\n"
            line = b"the quick brown fox\n".replace(b" ", b"")
            came = board.exchange({fd: line * 300})[fd]
            assert came == line.upper() * 300, came
            os.close(fd)
            with open(os.path.join(running.ttys, "uart-UART7"), "r+b", buffering=0) as other:
                other.write(b"seven\n")
                assert other.read(6) == b"SEVEN\n"
            running.end(signal.SIGINT)


def test_nobody_reads():
    """A program that has the pty open and does not read: the firmware that heeds CTS waits, and loses nothing; the
    other one's bytes are lost, which is told once."""
    with board.Board(FLOOD, ("--real-time", "--uart", "USART3=pty", "--uart", "UART7=pty"),
                     ttys=0) as running:
        names = ("USART3", "UART7")
        running.wait(lambda: all(os.path.islink(os.path.join(running.ttys, "uart-" + name))
                                 for name in names), "the links")
        heeds, other = (os.open(os.path.join(running.ttys, "uart-" + name),
                                os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK) for name in names)
        running.wait(lambda: running.events("uart-lost"), "the loss", seconds=60)
        came = read(heeds, 150000, "what waited and more")
        first = came[0]
        assert all(byte == (first + n) % 256 for n, byte in enumerate(came))
        lost = running.events("uart-lost")
        assert [event["name"] for event in lost] == ["UART7"], lost
        os.close(heeds)
        os.close(other)
        running.end(signal.SIGINT)


def test_mistakes():
    for options, text, status in (
            (("USART33=pty",), "USART33 is no UART", 1),
            (("USART3=UART9",), "UART9 is no UART", 1),
            (("USART3=pty", "USART3=UART7"), "lead somewhere already", 1),
            (("USART3=file:/nowhere/file",), "/nowhere/file cannot be written", 1),
            (("USART3",), "USART3=pty", 2),
            (("=pty",), "USART3=pty", 2),
            (("USART3=file:",), "USART3=pty", 2)):
        words = [word for option in options for word in ("--uart", option)]
        message = run(*words, status=status)[1]
        assert message.startswith("copro: ") and message.count("\n") == 1 and text in message, message


def test_full_disk():
    """What a UART sends is lost; the run is not, and says so."""
    if os.path.exists("/dev/full"):
        message = run("--uart", "USART3=file:/dev/full", "--for", "0.5", "--quiet", status=1)[1]
        assert message == ("copro: --uart USART3=file:/dev/full: its file cannot be written: "
                           "No space left on device\n"), message


def test_board_that_stays():
    with Runtime() as runtime:
        path = os.path.join(runtime.path, "sent")
        runtime.run("board", "--daemon", "--start", "--firmware", UPPER, "--uart", "USART3=pty",
                    "--uart", "UART7=file:" + path)
        link = os.path.join(runtime.directory("board"), "uart-USART3")
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        read(fd, 6, "the first line")
        runtime.run("restart")
        assert b"ready\n" in read(fd, 6, "the first line again")
        os.write(fd, b"again\n")
        assert b"AGAIN\n" in read(fd, 6, "the answer")
        os.close(fd)
        runtime.run("shutdown")
        wait(lambda: runtime.left() == [], "its end")
        assert os.path.getsize(path) == 0


if __name__ == "__main__":
    test_file()
    test_two_uarts()
    test_pty()
    test_nobody_reads()
    test_mistakes()
    test_full_disk()
    test_board_that_stays()
