#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A board that stays, and clients that come, go, are killed, ask for anything and send garbage, in an order
that a seed chooses. Afterwards it works as at first, and has not grown. SOAK_SECONDS: how long; SOAK_SEED."""
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from staying import Board, FIRMWARE, Runtime, wait  # pylint: disable=wrong-import-position

SECONDS = float(os.environ.get("SOAK_SECONDS", "8"))
SEED = int(os.environ.get("SOAK_SEED", "20260101"))
ELF = os.path.join(FIRMWARE, "tty-echo.elf")
CLIENTS = 12  # that go on beside each other
STATES = {"offline", "running", "crashed", "attached", "detached"}


class Soak:
    def __init__(self, runtime, board):
        self.runtime, self.board = runtime, board
        self.random = random.Random(SEED)
        self.processes, self.sockets, self.done = [], [], {}

    # What clients do. Each returns at once.

    def verb(self):
        name = self.random.choice(["start", "stop", "restart", "recover", "attach", "detach"])
        self.spawn(name)

    def crash(self):
        self.spawn("crash", self.random.choice(["mmufault", "watchdog", "fatal-error"]))

    def look(self):
        self.spawn(*self.random.choice([("status",), ("ps",), ("trace",), ("boot-log",), ("boards",),
                                        ("rpmsg", "list")]))

    def follow(self):
        self.spawn("trace", "-f")

    def type(self):
        self.spawn("tty", "0", "--timeout", "0.2", stdin=b"hello\n" * self.random.randrange(1, 200))

    def load(self):
        self.spawn("load", "--start", ELF)

    def reset(self):
        if self.random.randrange(4) == 0:
            self.spawn("reset")

    def dump(self):
        self.spawn("dump", os.path.join(self.runtime.path, "core"))

    def settings(self):
        key, words = self.random.choice([("recovery", ["enabled", "disabled"]),
                                         ("coredump", ["disabled", "enabled", "inline"])])
        body = json.dumps({key: self.random.choice(words)})
        self.send(f"PUT /v1/remoteproc/{key} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
                  f"\r\n{body}".encode())

    def garbage(self):
        self.send(self.random.randbytes(self.random.randrange(1, 3000)))

    def half(self):
        request = b"POST /v1/remoteproc/start HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
        self.send(request[:self.random.randrange(1, len(request))])

    def unread(self):
        """A client that asks for all events and reads none."""
        self.send(b"GET /v1/events?follow HTTP/1.1\r\nHost: x\r\n\r\n")

    # How they do it.

    def spawn(self, *arguments, stdin=b""):
        process = self.runtime.popen(*arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
        try:
            process.stdin.write(stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass
        self.processes.append(process)

    def send(self, data):
        one = socket.socket(socket.AF_UNIX)
        one.settimeout(60)
        one.connect(self.board.socket)
        try:
            one.sendall(data)
        except OSError:
            pass  # it has heard enough
        self.sockets.append(one)

    def thin_out(self):
        """Somebody goes, by himself or not."""
        while len(self.processes) > CLIENTS:
            process = self.processes.pop(self.random.randrange(len(self.processes)))
            process.send_signal(self.random.choice([signal.SIGKILL, signal.SIGTERM]))
            process.wait()
        while len(self.sockets) > CLIENTS:
            self.sockets.pop(self.random.randrange(len(self.sockets))).close()

    def settle(self):
        """All are gone, and the board does what it is told, as at first."""
        for process in self.processes:
            process.kill()
            process.wait()
        for one in self.sockets:
            one.close()
        self.processes, self.sockets = [], []
        wait(lambda: self.board.state() in STATES, "an answer")
        self.board.curl("/v1/remoteproc/coredump", "PUT", {"coredump": "disabled"})
        self.board.post("/v1/board/reset")
        assert self.board.state() == "offline"
        self.board.curl("/v1/remoteproc/coredump", "PUT", {"coredump": "disabled"})
        assert self.board.curl("/v1/remoteproc/recovery", "PUT", {"recovery": "enabled"})[0] == 200
        self.runtime.run("load", ELF)
        self.board.post("/v1/remoteproc/start")
        said, _errors = self.runtime.run("tty", "1", "--wait", "10", stdin="still here\n")
        assert said == "still here\n", said
        self.board.post("/v1/remoteproc/stop")

    def memory(self):
        with open(f"/proc/{self.board.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    def files(self):
        return len(os.listdir(f"/proc/{self.board.process.pid}/fd"))

    def run(self, seconds):
        deeds = [self.verb] * 6 + [self.crash, self.look, self.follow, self.type, self.load,
                                   self.reset, self.dump, self.settings, self.garbage, self.half,
                                   self.unread]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            deed = self.random.choice(deeds)
            deed()
            self.done[deed.__name__] = self.done.get(deed.__name__, 0) + 1
            self.thin_out()
            assert self.board.alive()
        self.settle()


def main():
    with Runtime() as runtime, Board(runtime, "--recovery", "on") as board:
        soak = Soak(runtime, board)
        # Until all that stays has been allocated.
        soak.run(SECONDS / 2)
        memory, files = soak.memory(), soak.files()
        soak.run(SECONDS / 2)
        print(f"seed {SEED}: {soak.done}; memory {memory} then {soak.memory()} KB, "
              f"files {files} then {soak.files()}")
        assert soak.files() <= files + 2, (files, soak.files())
        # AddressSanitizer keeps what was freed for a while.
        assert soak.memory() < memory + 64 * 1024, (memory, soak.memory())
        board.end()
    print("ok")


main()
