#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Endpoints of a running board, and `copro rpmsg`."""
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(__file__))
from board import COPRO, FIRMWARE, Board  # pylint: disable=wrong-import-position

MAX = 496
RUNTIME = tempfile.mkdtemp(prefix="copro-test-runtime-")
os.environ["XDG_RUNTIME_DIR"] = RUNTIME


def copro(status, *arguments, stdin=""):
    result = subprocess.run([COPRO, "rpmsg", *map(str, arguments)], input=stdin, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    assert result.returncode == status, (arguments, result.returncode, result.stdout, result.stderr)
    if status:
        assert result.stderr.count("\n") == 1 and result.stderr.startswith("copro: "), result.stderr
    return result


class Echo(Board):
    """rpmsg-echo: rpmsg0 and rpmsg1 send back, rpmsg2 counts."""

    def __init__(self, options=("--as-fast-as-possible", "--verbose", "--endpoint",
                                "rpmsg-sink")):
        super().__init__("rpmsg-echo.elf", options, ttys=0)
        self.wait(lambda: os.path.exists(self.path(2)), "the endpoints")

    def path(self, number):
        return os.path.join(self.ttys, f"rpmsg{number}")

    def connect(self, number):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        sock.connect(self.path(number))
        sock.settimeout(60)
        return sock


def message(number, salt=0):
    """Of all lengths from 0 to 496, and told from those around it."""
    length = (number * 7 + salt) % (MAX + 1)
    return bytes((number * 31 + salt + i) & 0xFF for i in range(length))


def all_come_back(board):
    """10 000 messages each through two endpoints at once."""
    sockets = [board.connect(0), board.connect(1)]
    sent, came = [0, 0], [0, 0]
    count = 10000
    for sock in sockets:
        sock.setblocking(False)
    end = time.monotonic() + 120
    while min(came) < count:
        assert time.monotonic() < end, (sent, came)
        writers = [s for i, s in enumerate(sockets) if sent[i] < count]
        readable, writable, _ = select.select(sockets, writers, [], 1)
        for sock in writable:
            i = sockets.index(sock)
            try:
                sock.send(message(sent[i], i))
                sent[i] += 1
            except BlockingIOError:
                pass
        for sock in readable:
            i = sockets.index(sock)
            assert sock.recv(1000) == message(came[i], i), (i, came[i])
            came[i] += 1
    for sock in sockets:
        sock.close()


def survives_a_killed_client(board):
    """Killed while its echoes flow: the board goes on, and so does the next."""
    script = ("import socket,sys\n"
              "s=socket.socket(socket.AF_UNIX,socket.SOCK_SEQPACKET)\n"
              "s.connect(sys.argv[1])\n"
              "for i in range(10**9):\n s.send(b'x'*400)\n if i==200: print('busy',flush=True)\n"
              " if i<100: s.recv(1000)\n")
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", script, board.path(0)],
                              stdout=subprocess.PIPE, text=True) as client:
            assert select.select([client.stdout], [], [], 20)[0]
            assert client.stdout.readline() == "busy\n"
            client.send_signal(signal.SIGKILL)
        other = board.connect(1)
        other.send(b"still there")
        assert other.recv(100) == b"still there"
        other.close()
        # What it wrote is still echoed; the next one gets that, then its own.
        follower = board.connect(0)
        follower.send(b"mine")
        while follower.recv(1000) != b"mine":
            pass
        follower.close()


def edges(board):
    sock = board.connect(0)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    for data in (b"", b"\0" * MAX, bytes(range(256))):
        sock.send(data)
        got, sender, _, _ = sock.recvmsg(1000, 100)
        # An empty message is no end: it has a sender.
        assert got == data and sender
    sock.send(b"y" * (MAX + 1))
    sock.send(b"after")
    assert sock.recv(1000) == b"after"
    # One program at a time.
    second = board.connect(0)
    assert second.recv(10) == b""
    second.close()
    assert os.stat(board.path(0)).st_mode & 0o777 == 0o600
    result = copro(1, "send", 0, "no", "--tty-dir", board.ttys)
    assert "another program has it open" in result.stderr
    sock.close()


def commands(board):
    where = ("--tty-dir", board.ttys)
    assert copro(0, "list", *where).stdout.splitlines() == [board.path(n) for n in range(3)]
    result = copro(0, "send", 0, r"a\n", "", r"\xff", "--count", 3, *where)
    assert result.stdout.splitlines() == [r"a\n", "", r"\xff"]
    result = copro(0, "send", 1, "--count", 2, "--raw", *where, stdin="one\ntwo\n")
    assert result.stdout == "onetwo"
    assert copro(0, "send", 2, "abc", "defg", *where).stdout == ""
    # The counts: two messages of seven bytes.
    result = copro(0, "send", 2, "", "--count", 1, *where)
    assert result.stdout == "\\x02\\x00\\x00\\x00\\x07\\x00\\x00\\x00\n"
    result = copro(1, "send", 2, "x", "--count", 1, "--timeout", "0.1", *where)
    assert "nothing came for 0.1 s, after 0 of 1 messages" in result.stderr
    assert "at most 496" in copro(1, "send", 0, "x" * 497, *where).stderr
    assert "no such endpoint" in copro(1, "listen", 9, *where).stderr
    assert copro(0, "listen", 0, "--timeout", "0.1", *where).stdout == ""


def connected(board):
    return len(board.events("endpoint-opened")) - len(board.events("endpoint-closed"))


def listens_until_the_end(board):
    board.wait(lambda: not connected(board), "those before to go")
    with subprocess.Popen([COPRO, "rpmsg", "listen", "1", "--tty-dir", board.ttys], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as listener:
        try:
            board.wait(lambda: connected(board), "the listener")
            events = board.end()
        finally:
            if board.process.poll() is None:
                listener.kill()
        out, err = listener.communicate(timeout=60)
        assert listener.returncode == 0 and out == "" and "the endpoint is gone" in err, err
    kinds = [event["kind"] for event in events]
    assert kinds.count("endpoint-removed") == 3
    lost = [event for event in events if event["kind"] == "endpoint-lost"]
    assert not lost or all(event["name"] == "rpmsg0" for event in lost), lost
    long = [event for event in events if event.get("name") == "rpmsg-too-long"]
    assert len(long) == 1 and "497 bytes" in long[0]["text"], long


def of_its_own():
    """Boards for one command: list, ping and bench with a firmware."""
    echo = os.path.join(FIRMWARE, "rpmsg-echo.elf")
    report = json.loads(copro(0, "list", echo, "--json").stdout)
    assert [c["service"] for c in report["channels"]] == ["rpmsg-raw", "rpmsg-raw", "rpmsg-sink",
                                                          "rpmsg-source"]
    assert [e["service"] for e in report["endpoints"]] == ["rpmsg-raw", "rpmsg-raw"]
    assert report["channels"][2]["driver"] is None and report["channels"][2]["src"] is None
    runs = [copro(0, "ping", echo, "--count", 50, "--size", 100, "--json").stdout for _ in "ab"]
    runs = [json.loads(run) for run in runs]
    for run in runs:
        hops = {hop["name"]: hop for hop in run["hops"]}
        total = hops.pop("round trip")
        for unit in ("cycles", "ns"):
            parts = sum(hop[unit]["mean"] for hop in hops.values())
            assert abs(parts - total[unit]["mean"]) < 1e-3 * parts, (unit, parts, total)
        assert run["received"] == 50 and all(hop["seen"] == 50 for hop in run["hops"])
    assert [h["cycles"] for h in runs[0]["hops"]] == [h["cycles"] for h in runs[1]["hops"]]
    text = copro(0, "ping", os.path.join(FIRMWARE, "tty-echo.elf"), "--count", 3).stdout
    for hop in ("host queue", "doorbell", "interrupt entry", "firmware", "back", "round trip"):
        assert f"\n{hop} " in text, text
    result = copro(1, "ping", os.path.join(FIRMWARE, "tty-echo.elf"), "--count", 2, "--size", 0)
    assert "2 of 2 messages to rpmsg-tty had no answer" in result.stderr, result.stderr
    result = copro(1, "ping", os.path.join(FIRMWARE, "resources.elf"))
    assert "announces no service rpmsg-raw" in result.stderr
    rows = json.loads(copro(0, "bench", echo, "--count", 500, "--size", 4, "--size", MAX,
                            "--json").stdout)["rows"]
    assert [(row["direction"], row["size"]) for row in rows] == [
        (way, size) for way in ("echo", "to the M4", "from the M4") for size in (4, MAX)]
    assert all(row["messages"] == 500 and row["virtual_s"] > 0 for row in rows)
    rows = copro(0, "bench", os.path.join(FIRMWARE, "tty-echo.elf"), "--count", 100, "--window",
                 1).stdout.splitlines()
    assert len(rows) == 4 + 4, rows


def kernel():
    """What a kernel's /sys says, in a copy."""
    with tempfile.TemporaryDirectory() as root:
        def put(where, **files):
            directory = pathlib.Path(root) / where
            directory.mkdir(parents=True)
            for file, text in files.items():
                (directory / file).write_text(text + "\n")
            return directory
        devices = "sys/bus/rpmsg/devices/virtio0."
        tty = put(devices + "rpmsg-tty.1024.1025", name="rpmsg-tty", src="0x400", dst="0x401")
        put(devices + "other.-1.1026", name="other", src="0xffffffff", dst="0x402")
        (pathlib.Path(root) / "sys/bus/rpmsg/drivers/rpmsg_tty").mkdir(parents=True)
        (tty / "driver").symlink_to("../../drivers/rpmsg_tty")
        put("sys/class/rpmsg/rpmsg_ctrl0", dev="1:0")
        put("sys/class/rpmsg/rpmsg10", name="rpmsg-raw", src="1027", dst="1028")
        put("sys/class/rpmsg/rpmsg2", name="mine", src="-1", dst="5")
        where = ("--on", "kernel", "--root", root)
        report = json.loads(copro(0, "list", "--json", *where).stdout)
        assert report == {
            "channels": [
                {"service": "other", "vdev": 0, "src": None, "dst": 0x402, "driver": None,
                 "tty": None},
                {"service": "rpmsg-tty", "vdev": 0, "src": 0x400, "dst": 0x401,
                 "driver": "rpmsg_tty", "tty": None}],
            "endpoints": [
                {"number": 2, "service": "mine", "path": "/dev/rpmsg2", "src": None, "dst": 5},
                {"number": 10, "service": "rpmsg-raw", "path": "/dev/rpmsg10", "src": 1027,
                 "dst": 1028}]}, report
        text = copro(0, "list", *where).stdout
        assert "rpmsg10   rpmsg-raw            0x403       0x404" in text, text
        # A device is read message by message; a pipe shows as much of that as a pipe can.
        (pathlib.Path(root) / "dev").mkdir()
        node = pathlib.Path(root) / "dev/rpmsg2"
        os.mkfifo(node)
        keep = os.open(node, os.O_RDWR)
        os.write(keep, b"from the device")
        result = copro(0, "listen", 2, "--count", 1, *where)
        assert result.stdout == "from the device\n"
        copro(0, "send", 2, "to it", *where)
        assert os.read(keep, 100) == b"to it"
        os.close(keep)
        assert "No such file" in copro(1, "listen", 3, *where).stderr
        assert "rpmsg_ctrl0" in copro(1, "send", "mine::0x402", "x", *where).stderr
        copro(2, "send", "mine:7", "x", *where)
        shutil.rmtree(os.path.join(root, "sys"))
        assert "a coprocessor that has RPMsg" in copro(1, "list", *where).stderr


def refuses():
    echo = os.path.join(FIRMWARE, "rpmsg-echo.elf")
    for arguments in (["lsit"], ["list", "--size", "1"], ["send"], ["bench"], ["ping", echo, echo],
                      ["ping", echo, "--size", "497"], ["ping", echo, "--size", "x"],
                      ["ping", echo, "--size", "1", "--size", "2"],
                      ["list", "--on", "mars"], ["list", "--tty-dir", "/", "--on", "kernel"], ["list", "--for", "1"],
                      ["bench", echo, "--size", "497"], ["list", echo, "--on", "kernel"],
                      ["ping", echo, "--count", "-1"], ["ping", echo, "--interval", "soon"],
                      ["ping", echo, "--count", "0"], ["ping", echo, "--interval", "0"],
                      ["ping", echo, "--timeout", "0.0"], ["list", echo, "--for", "0"],
                      ["bench", echo, "--window", "0"], ["bench", echo, "--count", "0"]):
        copro(2, *arguments)
    assert "did you mean `rpmsg list`" in copro(2, "lsit").stderr
    assert "no board is running" in copro(1, "listen").stderr
    assert "no-such" in copro(1, "ping", "no-such.elf").stderr


def main():
    refuses()
    of_its_own()
    kernel()
    with Echo() as board:
        edges(board)
        commands(board)
        survives_a_killed_client(board)
        all_come_back(board)
        listens_until_the_end(board)
    with Echo(("--real-time", "--endpoint", "rpmsg-sink")) as board:
        sock = board.connect(0)
        sock.send(b"in real time")
        assert sock.recv(100) == b"in real time"
        sock.close()
        board.end()
    shutil.rmtree(RUNTIME)


main()
