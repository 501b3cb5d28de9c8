#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""copro i2c, on a board that stays, by its interface, and through the socket of a `copro run`."""
import os
import re
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from staying import FIRMWARE, Board, run_tests, wait  # pylint: disable=wrong-import-position

SHARE = os.path.join(FIRMWARE, "i2c-share.elf")
BRIDGE = os.path.join(FIRMWARE, "i2c-bridge.elf")
WRITE_CYCLE = 0.05


def adapters(board):
    return board.get("/v1/i2c")["adapters"]


def ready(board):
    wait(lambda: any(one["ready"] for one in adapters(board)), "an adapter")


def eeprom(runtime, *arguments, status=0):
    """A command about the EEPROM; one in its write cycle is asked again."""
    for _ in range(40):
        output, errors = runtime.run("i2c", *arguments, status=None)
        if "address not acknowledged" not in errors:
            break
        time.sleep(WRITE_CYCLE)
    assert status is None or (bool(errors) == bool(status)), (arguments, output, errors)
    return output


def test_share(runtime):
    with Board(runtime, start=SHARE) as board:
        ready(board)
        listed = runtime.run("i2c", "list")[0].splitlines()
        assert listed[0].split()[:3] == ["ADAPTER", "NAME", "REMOTE"], listed
        assert listed[1].split()[:5] == ["i2c-0", "i2c5", "0x401", "400000", "256"], listed
        table = runtime.run("i2c", "detect")[0]
        assert re.findall(r"\b(48|50)\b", table.split("\n", 1)[1].replace("50:", "")) == ["48", "50"], table
        assert table.count("--") == 110, table
        eeprom(runtime, "set", "0", "0x50", "0x10", "0xde", "0xad", "--wide")
        assert eeprom(runtime, "get", "0", "0x50", "0x10", "--wide") == "0xde\n"
        assert eeprom(runtime, "get", "i2c-0", "0x50", "0x10", "w", "--wide") == "0xadde\n"
        assert eeprom(runtime, "transfer", "0", "w2@0x50", "0", "0x10", "r3") == "0xde 0xad 0xff\n"
        eeprom(runtime, "transfer", "0", "w6@0x50", "0x01", "0x00", "7", "5+")
        dump = eeprom(runtime, "dump", "0", "0x50", "--wide", "--first", "0x100", "--length", "5")
        assert dump.splitlines()[1].split() == ["0100:", "07", "05", "06", "07", "ff", "....."], dump
        assert eeprom(runtime, "get", "0", "0x48", "0", "w") == "0x0019\n"  # 25 degrees
        # The sensor's registers are the firmware's.
        error = runtime.run("i2c", "set", "0", "0x48", "3", "1", "2", status=1)[1]
        assert error == ("copro: i2c-0: message 1 of 1, to 0x48: kept by the firmware, after 0 of "
                         "3 bytes\n"), error
        error = runtime.run("i2c", "get", "0", "0x22", status=1)[1]
        assert error == ("copro: i2c-0: message 1 of 1, from 0x22: address not acknowledged, after "
                         "0 of 1 bytes\n"), error
        assert "does not do that" in runtime.run("i2c", "transfer", "0", "r300@0x50", status=1)[1]
        assert "there is no I2C adapter 1" in runtime.run("i2c", "get", "1", "0x50", status=1)[1]
        load(runtime)
        trace = ""

        def reported():
            nonlocal trace
            trace = runtime.run("trace")[0]
            return int((re.findall(r"host: (\d+) requests", trace) or ["0"])[-1]) > 600
        wait(reported, "a report of the firmware's")
        last = [line for line in trace.splitlines() if " samples, " in line][-1]
        assert " 0 missed, 0 failed; " in last, last
        # Gone with the firmware.
        runtime.run("stop")
        assert not adapters(board)
        assert runtime.run("i2c", "list")[0] == "no adapters\n"
        assert "there is no I2C adapter 0" in runtime.run("i2c", "get", "0", "0x50", status=1)[1]
        runtime.run("start")
        ready(board)
        assert eeprom(runtime, "get", "0", "0x50", "0x10", "--wide") == "0xde\n"
        board.end()


def load(runtime):
    """Several programs at once, none of which sees another's bytes."""
    wrong = []

    def one(number):
        for _ in range(5):
            output = eeprom(runtime, "dump", "0", "0x50", "--wide", "--first", str(16 * number),
                            "--length", "256", status=None)
            if output.count("XX"):
                wrong.append(output)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong


def test_longest(runtime):
    with Board(runtime, start=BRIDGE) as board:
        ready(board)
        output = eeprom(runtime, "transfer", "0", "w2@0x50", "0", "0", "r65535", "--timeout", "10")
        assert output.split() == ["0xff"] * 65535
        eeprom(runtime, "transfer", "0", "w65535@0x50", "0=", "--timeout", "10")
        assert eeprom(runtime, "get", "0", "0x50", "0", "--wide") == "0x00\n"
        # It takes 1.5 s of the bus.
        error = runtime.run("i2c", "transfer", "0", "r65535@0x50", "--timeout", "0.1", status=1)[1]
        assert "not done in time" in error, error
        assert eeprom(runtime, "get", "0", "0x50", "0", "--wide") == "0x00\n"
        board.end()


def test_interface(runtime):
    read = {"messages": [{"address": 80, "write": "0000"}, {"address": 80, "read": 4}]}
    with Board(runtime, start=SHARE) as board:
        ready(board)
        answer = board.post("/v1/i2c/0", {"transfers": [read, {"messages": [
            {"address": 0x22, "read": 1}]}], "timeout_s": 2})
        assert answer == {"transfers": [
            {"errno": 0, "messages": [{"status": "done", "moved": 2},
                                      {"status": "done", "moved": 4, "read": "ffffffff"}]},
            {"errno": 6, "messages": [{"status": "address not acknowledged", "moved": 0,
                                       "read": ""}]}]}, answer
        answer = board.post("/v1/i2c/0", {"transfers": [read] * 256})
        assert all(one["errno"] == 0 for one in answer["transfers"])
        bad = [{}, [], "{", {"transfers": []}, {"transfers": [read] * 257}, {"transfers": [{}]},
               {"transfers": [read], "more": 1}, {"transfers": [read], "timeout_s": 0},
               {"transfers": [read], "timeout_s": "1"},
               *({"transfers": [{"messages": [message]}]} for message in (
                   {}, {"address": 80}, {"address": "80", "read": 1}, {"address": 80, "read": 0},
                   {"address": 80, "read": 65536}, {"address": 80, "read": 1, "write": ""},
                   {"address": 80, "write": "0"}, {"address": 80, "write": "0g"},
                   {"address": 1024, "read": 1}, {"address": -1, "read": 1},
                   {"address": 80, "read": 1, "x": 1}, {"address": 80, "read": 1, "ten_bit": 1}))]
        for body in bad:
            status, answer = board.curl("/v1/i2c/0", "POST", body)
            assert status == 400 and answer["error"]["errno"] == "EINVAL", (body, status, answer)
        status, answer = board.curl("/v1/i2c/7", "POST", {"transfers": [read]})
        assert status == 404 and answer["error"]["code"] == "adapter", answer
        # Clients that do not wait for their answer.
        for _ in range(20):
            body = b'{"transfers": [' + b",".join(
                [b'{"messages": [{"address": 80, "read": 200}]}'] * 200) + b"]}"
            board.connect(f"POST /v1/i2c/0 HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
                          + body.decode()).close()
        assert board.post("/v1/i2c/0", {"transfers": [read], "timeout_s": 30})["transfers"][0]["errno"] == 0
        # A firmware that goes while it is asked.
        one = board.connect(f"POST /v1/i2c/0 HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
                            + body.decode())
        runtime.run("stop")
        assert b'"errno": 108' in one.recv(65536)
        one.close()
        board.end()


def test_socket(runtime):
    """The same bus through an endpoint: this program is the host's end of the channel."""
    process = runtime.popen("run", SHARE, "--endpoint", "rpmsg-i2c", "--real-time",
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(lambda: any(os.path.exists(os.path.join(runtime.directory(name), "rpmsg0"))
                         for name in runtime.left()), "the endpoint")
        time.sleep(0.3)
        table = runtime.run("i2c", "detect", "0", "--endpoint", "0")[0]
        assert table.count("--") == 110, table
        assert runtime.run("i2c", "get", "0", "0x48", "0", "w", "--endpoint", "0")[0] == "0x0019\n"
        for _ in range(3):
            eeprom(runtime, "transfer", "0", "w4@0x50", "0", "0", "1", "2", "--endpoint", "0")
            assert eeprom(runtime, "transfer", "0", "w2@0x50", "0", "0", "r2", "--endpoint",
                          "0") == "0x01 0x02\n"
        error = runtime.run("i2c", "get", "0", "0x22", "--endpoint", "0", status=1)[1]
        assert "address not acknowledged" in error, error
        assert "no such" in runtime.run("i2c", "get", "0", "0x50", "--endpoint", "7",
                                        status=1)[1].lower()
        assert "takes no commands" in runtime.run(
            "i2c", "list", "--board", runtime.left()[0], status=1)[1]
    finally:
        process.terminate()
        process.wait(20)


def test_usage(runtime):
    for arguments, said in (
            (["i2c"], "needs"), (["i2c", "lst"], "did you mean `i2c list`"),
            (["i2c", "get", "0"], "needs BUS ADDRESS"), (["i2c", "get", "x", "0x50"], "BUS is"),
            (["i2c", "get", "0", "0x78"], "is no address"), (["i2c", "get", "0", "t0x400"], "is no address"),
            (["i2c", "get", "0", "0x50", "256"], "--wide is for 16"),
            (["i2c", "get", "0", "0x50", "0", "x"], "MODE is b or w"),
            (["i2c", "set", "0", "0x50", "0", "256"], "is no value of 8 bits"),
            (["i2c", "dump", "0", "0x50", "--first", "256"], "the positions end at 0xff"),
            (["i2c", "dump", "0", "0x50", "--length", "0"], "--length needs a number"),
            (["i2c", "transfer", "0", "r4"], "the first message needs an address"),
            (["i2c", "transfer", "0", "x4@0x50"], "is no message"),
            (["i2c", "transfer", "0", "r0@0x50"], "a read of nothing"),
            (["i2c", "transfer", "0", "w2@0x50", "1"], "w2 has 2 bytes, and 1 are given"),
            (["i2c", "transfer", "0", "w1@0x50", "300"], "is no byte"),
            (["i2c", "list", "--timeout", "0"], "--timeout needs more than 0 s"),
            (["i2c", "get", "0", "0x50", "--endpoint", "x"], "--endpoint is the N")):
        error = runtime.run(*arguments, status=2)[1]
        assert said in error, (arguments, error)
    assert "no board is running" in runtime.run("i2c", "list", status=1)[1]


def test_kernel(runtime):
    """What can be seen of a kernel without one."""
    root = os.path.join(runtime.path, "root")
    device = os.path.join(root, "sys/bus/rpmsg/devices/virtio0.rpmsg-i2c.-1.1025")
    os.makedirs(device)
    for name, text in (("name", "rpmsg-i2c"), ("src", "0xffffffff"), ("dst", "0x401")):
        with open(os.path.join(device, name), "w", encoding="ascii") as file:
            file.write(text + "\n")
    listed = runtime.run("i2c", "list", "--on", "kernel", "--root", root)[0].splitlines()
    assert listed[1].split() == ["i2c-0", "-", "0x401", "-"], listed
    error = runtime.run("i2c", "get", "0", "0x50", "--on", "kernel", "--root", root, status=1)[1]
    assert "rpmsg_ctrl0" in error, error
    error = runtime.run("i2c", "get", "1", "0x50", "--on", "kernel", "--root", root, status=1)[1]
    assert "there is no channel rpmsg-i2c with number 1" in error, error
    os.symlink("/sys/bus/rpmsg/drivers/i2c_rpmsg", os.path.join(device, "driver"))
    error = runtime.run("i2c", "get", "0", "0x50", "--on", "kernel", "--root", root, status=1)[1]
    assert "the kernel's driver i2c_rpmsg has that bus" in error, error


if __name__ == "__main__":
    run_tests(globals())
