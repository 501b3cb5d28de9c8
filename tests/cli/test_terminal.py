#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The ttys of a running board as programs and people use them."""
import os
import pty
import random
import select
import subprocess
import termios
import time

from board import COPRO, Board, exchange


def test_both_ttys_at_once():
    """Writes of 1 to 4096 bytes on both ttys at the same time come back whole."""
    chance = random.Random(1)
    with Board() as board:
        fds = [board.open(0), board.open(1)]
        for size in (1, 2, 15, 16, 17, 495, 496, 497, 511, 512, 513, 992, 1024, 4095, 4096):
            streams = {fd: chance.randbytes(size) for fd in fds}
            assert exchange(streams) == streams, size
        streams = {fd: chance.randbytes(200_000) for fd in fds}
        assert exchange(streams) == streams
        for fd in fds:
            os.close(fd)
        events = board.end()
        assert not [e for e in events if e["kind"] == "tty-lost"], "bytes were lost"
        assert events[-1]["tty_lost"] == 0


def test_open_and_close():
    """A tty survives that programs open and close it."""
    with Board() as board:
        for turn in range(20):
            fd = board.open(0)
            data = f"turn {turn}".encode()
            assert exchange({fd: data}) == {fd: data}
            os.close(fd)
        board.end()


def read_for(fd, seconds):
    came = b""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                came += os.read(fd, 4096)
            except OSError:
                break
    return came


def test_copro_tty_on_a_terminal():
    """Keys go through as they are, Ctrl-] ends, and the terminal is as it was."""
    with Board() as board:
        master, slave = pty.openpty()
        before = termios.tcgetattr(slave)
        process = subprocess.Popen([COPRO, "tty", "1", "--tty-dir", board.ttys], stdin=slave,
                                   stdout=slave, stderr=subprocess.PIPE)
        while termios.tcgetattr(slave)[3] & termios.ICANON:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        os.write(master, b"a\x03\x04\x11")
        assert read_for(master, 0.5) == b"a\x03\x04\x11"
        assert process.poll() is None, "a control character ended it"
        os.write(master, b"\x1d")
        message = process.communicate(timeout=60)[1]
        assert process.returncode == 0 and b"Ctrl-]" in message, message
        assert termios.tcgetattr(slave) == before, "the terminal was not restored"
        board.end()


def test_copro_tty_when_the_board_ends():
    with Board() as board:
        master, slave = pty.openpty()
        process = subprocess.Popen([COPRO, "tty", "--tty-dir", board.ttys], stdin=slave,
                                   stdout=slave, stderr=subprocess.PIPE)
        while termios.tcgetattr(slave)[3] & termios.ICANON:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        board.end()
        message = process.communicate(timeout=60)[1]
        assert process.returncode == 0 and b"board has ended" in message, message
        os.close(master)
        os.close(slave)


def test_copro_tty_in_a_pipe():
    with Board() as board:
        data = bytes(range(256)) * 100
        done = subprocess.run([COPRO, "tty", "--tty-dir", board.ttys, "--timeout", "0.5"],
                              input=data, capture_output=True, timeout=60, check=True)
        assert done.stdout == data, (len(done.stdout), len(data))
        board.end()


def test_copro_tty_when_its_reader_has_seen_enough():
    """`copro tty | head -1` ends in peace: at the next output, and without any, too."""
    with Board() as board:
        for more in (b"", b"second\n"):
            process = subprocess.Popen([COPRO, "tty", "--tty-dir", board.ttys],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            process.stdin.write(b"first\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"first\n"
            process.stdout.close()
            if more:
                try:
                    process.stdin.write(more)
                    process.stdin.flush()
                except BrokenPipeError:
                    pass
            assert process.wait(timeout=60) == 0, process.stderr.read()
            assert process.stderr.read() == b""
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
            process.stderr.close()
        # The shell's way, with more input than was wanted back.
        done = subprocess.run(
            ["sh", "-c", 'yes line | head -n 2000 | "$@" | head -n 1', "sh", COPRO, "tty", "1",
             "--tty-dir", board.ttys], capture_output=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"line\n", b""), done
        board.end()


def test_found_without_a_name():
    """`copro tty` finds the one board that runs, and asks when there are two."""
    environment = dict(os.environ, XDG_RUNTIME_DIR=os.environ["WORK"])
    firmware = os.path.join(os.environ["FIRMWARE"], "tty-echo.elf")
    run = [COPRO, "run", firmware, "--real-time", "--quiet"]
    tty = [COPRO, "tty", "--wait", "10", "--timeout", "0.3"]
    options = {"env": environment, "stdin": subprocess.DEVNULL}
    first = subprocess.Popen(run, **options)
    done = subprocess.run(tty, env=environment, input=b"hello", capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"hello"), done
    second = subprocess.Popen(run, **options)
    directory = os.path.join(os.environ["WORK"], "copro", str(second.pid))
    while not os.path.exists(os.path.join(directory, "ttyRPMSG1")):
        assert second.poll() is None
        time.sleep(0.01)
    done = subprocess.run(tty, env=environment, input=b"", capture_output=True, timeout=60)
    assert done.returncode == 1 and b"several boards are running" in done.stderr, done
    for process in (first, second):
        process.terminate()
        assert process.wait(timeout=60) == 0


if __name__ == "__main__":
    import sys
    import tempfile
    for name, test in list(globals().items()):
        if name.startswith("test_") and name.startswith(tuple(sys.argv[1:]) or "test_"):
            with tempfile.TemporaryDirectory() as os.environ["WORK"]:
                test()
            print("ok", name, flush=True)
