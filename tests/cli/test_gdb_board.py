#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A board that stays, and a real gdb that comes and goes."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from staying import Board, FIRMWARE, Runtime, wait  # pylint: disable=wrong-import-position

ELF = os.path.join(FIRMWARE, "tty-echo.elf")


def state(board):
    return board.curl("/v1/remoteproc")[1]["state"]


def comes_and_goes(runtime, board):
    """The board knows the file, and goes on afterwards."""
    for _ in range(3):
        said, _errors = runtime.run("gdb", "--board", board.name, "--", "-batch",
                                    "-ex", "backtrace", "-ex", "print $msp")
        assert "remote_idle" in said and "in main ()" in said, said
        assert not os.path.exists(os.path.join(board.directory, "gdb"))
        assert state(board) == "running"
    said, _errors = runtime.run("tty", "--board", board.name, stdin="hello\n")
    assert said == "hello\n", said
    # gdb's own exit status.
    runtime.run("gdb", "--", "-batch", "-ex", "quit 7", status=None)


def waits_while_it_stands(runtime, board):
    """What looks is answered, what changes something waits; a debugger that is killed is gone."""
    debugger = runtime.popen("gdb", "--", "-nx", "-q", "-ex", "shell sleep 60", stdin=-3, stdout=-3,
                             stderr=-3, start_new_session=True)
    wait(lambda: board.curl("/v1/status")[1]["processors"][1]["core"] is not None and
         os.path.exists(os.path.join(board.directory, "gdb")), "the debugger")
    before = board.curl("/v1/board")[1]["time_ns"]
    wait(lambda: stands(board), "time to stand still")
    assert board.curl("/v1/board")[1]["time_ns"] >= before
    assert board.curl("/v1/gdb", "POST")[0] == 409
    stop = runtime.popen("stop", stdin=-3, stdout=-3, stderr=-3)
    time.sleep(0.3)
    assert stop.poll() is None and state(board) == "running"
    os.killpg(debugger.pid, signal.SIGKILL)
    debugger.wait()
    assert stop.wait(20) == 0 and state(board) == "offline"
    assert board.curl("/v1/gdb", "DELETE")[0] == 200
    runtime.run("start")


def stands(board):
    first = board.curl("/v1/board")[1]["time_ns"]
    time.sleep(0.05)
    return board.curl("/v1/board")[1]["time_ns"] == first


def asks_for_a_port(board):
    for body, status in (({"port": "x"}, 422), ({"port": "0"}, 422), ({"port": "70000"}, 422),
                         ({"port": "7000000"}, 400),
                         ({"port": 1}, 400), ("{", 400)):
        assert board.curl("/v1/gdb", "POST", body)[0] == status, body
    status, answer = board.curl("/v1/gdb", "POST", {"port": "38411"})
    assert (status, answer["address"]) == (200, "127.0.0.1:38411"), answer
    assert os.path.samefile(answer["firmware"], answer["firmware"])
    assert board.curl("/v1/gdb", "DELETE")[0] == 200


def ends_with_the_board(runtime, board):
    """A board that is told to end does not wait for the debugger."""
    debugger = runtime.popen("gdb", "--", "-nx", "-q", "-ex", "shell sleep 60", stdin=-3, stdout=-3,
                             stderr=-3, start_new_session=True)
    wait(lambda: stands(board), "time to stand still")
    runtime.run("shutdown")
    assert board.process.wait(20) == 0
    os.killpg(debugger.pid, signal.SIGKILL)
    debugger.wait()


def main():
    with Runtime() as runtime:
        board = Board(runtime)
        comes_and_goes(runtime, board)
        waits_while_it_stands(runtime, board)
        asks_for_a_port(board)
        runtime.run("gdb", "--board", "nobody", status=1)
        runtime.run("gdb", "--debugger", "no-such-gdb", status=1)
        ends_with_the_board(runtime, board)
        runtime.run("gdb", status=1)
        # What the boot loader has started is named by whoever debugs it.
        board = Board(runtime, "--early", ELF, start=None)
        runtime.run("gdb", status=1)
        said, _errors = runtime.run("gdb", ELF, "--board", "board", "--", "-batch", "-ex", "backtrace")
        assert "in main ()" in said, said
        runtime.run("shutdown")
        assert board.process.wait(20) == 0
    print("ok")


main()
