#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The commands on a kernel's files: a tree of plain files, and a thread that answers as the kernel does.
What a kernel refuses in the write itself cannot be had from plain files: it is left to the mounted tree."""
import json
import os
import shutil
import subprocess
import threading
import time

from staying import COPRO, FIRMWARE, Board, run_tests, wait

ECHO = os.path.join(FIRMWARE, "tty-echo.elf")
MINIMAL = os.path.join(FIRMWARE, "echo-min.elf")


class Kernel:
    """A tree, and what changes in it when a word is written."""

    STATES = {"start": "running", "stop": "offline", "detach": "detached"}

    def __init__(self, runtime, shape="sys", number=0, name="m4", state="offline"):
        self.runtime = runtime
        self.root = os.path.join(runtime.path, "root")
        self.sys = os.path.join(self.root, shape)
        self.dev = os.path.join(self.root, "dev")
        self.firmware = os.path.join(self.root, "lib/firmware" if shape else "firmware")
        self.sysfs = os.path.join(self.sys, f"class/remoteproc/remoteproc{number}")
        self.debugfs = os.path.join(self.sys, f"kernel/debug/remoteproc/remoteproc{number}")
        for path in (self.sysfs, self.debugfs, self.dev, os.path.dirname(self.firmware)):
            os.makedirs(path, exist_ok=True)
        for attribute, value in (("name", name), ("state", state), ("firmware", "rproc-m4-fw"),
                                 ("recovery", "enabled"), ("coredump", "disabled")):
            self.put(self.sysfs, attribute, value + "\n")
        for attribute in ("name", "crash", "recovery"):
            self.put(self.debugfs, attribute, "")
        self.put(self.debugfs, "trace0", "hello\n")
        self.words = []
        self.ended = False
        self.thread = threading.Thread(target=self.answer)
        self.thread.start()

    @staticmethod
    def put(directory, name, text):
        # As a kernel's file, it never reads half.
        with open(os.path.join(directory, "." + name), "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(os.path.join(directory, "." + name), os.path.join(directory, name))

    def get(self, name, directory=None):
        with open(os.path.join(directory or self.sysfs, name), encoding="utf-8") as file:
            return file.read()

    def answer(self):
        while not self.ended:
            word = self.get("state")
            if word in self.STATES:
                self.words.append(word)
                self.put(self.sysfs, "state", self.STATES[word] + "\n")
            time.sleep(0.001)

    def run(self, *arguments, **options):
        return self.runtime.run(*arguments, "--root", self.root, **options)

    def settle(self, state):
        wait(lambda: self.get("state") == state + "\n", state)

    def end(self):
        self.ended = True
        self.thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def test_the_verbs(runtime):
    with Kernel(runtime) as kernel:
        kernel.run("start")
        kernel.settle("running")
        kernel.run("detach")
        kernel.settle("detached")
        kernel.run("attach")
        kernel.settle("running")
        assert "running" in kernel.run("attach", status=1)[1]
        assert kernel.words == ["start", "detach", "start"], kernel.words
        kernel.run("recover")
        assert kernel.get("recovery") == "recover"
        assert "reboot" in kernel.run("reset", status=1)[1]
        for word, number in (("mmufault", "0"), ("watchdog", "1"), ("fatal-error", "2")):
            kernel.run("crash", word)
            assert kernel.get("crash", kernel.debugfs) == number
        kernel.run("crash")
        assert kernel.get("crash", kernel.debugfs) == "2"
        assert "dmesg" in kernel.run("boot-log", status=1)[1]
        kernel.run("shutdown", status=2)


def test_restart(runtime):
    """A stop and a start, or a start alone."""
    with Kernel(runtime) as kernel:
        kernel.run("restart")
        kernel.settle("running")
        assert kernel.words == ["start"], kernel.words


def test_load(runtime):
    with Kernel(runtime) as kernel:
        assert kernel.run("load", ECHO)[0] == "m4: offline (tty-echo.elf)\n"
        assert kernel.get("firmware") == "tty-echo.elf"
        assert os.listdir(kernel.firmware) == ["tty-echo.elf"]
        with open(ECHO, "rb") as one, open(kernel.firmware + "/tty-echo.elf", "rb") as other:
            assert one.read() == other.read()
        assert os.stat(kernel.firmware + "/tty-echo.elf").st_mode & 0o777 == 0o644
        kernel.run("load", "/no/such/file", status=1)
        kernel.run("load", "/tmp", status=1)
        kernel.run("start")
        kernel.settle("running")
        assert "stop it first" in kernel.run("load", MINIMAL, status=1)[1]
        assert os.listdir(kernel.firmware) == ["tty-echo.elf"]
        # No room for it: the old file stays, and no piece of the new one.
        runtime.run("stop", "--root", kernel.root)
        kernel.settle("offline")
        command = ["sh", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "sh", COPRO, "load", MINIMAL,
                   "--root", kernel.root]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1 and kernel.firmware in done.stderr, done
        assert os.listdir(kernel.firmware) == ["tty-echo.elf"]
        assert kernel.get("firmware") == "tty-echo.elf"


def test_killed_in_between(runtime):
    """At whatever point: the firmware is the old one or the new one, the state a word of the kernel's."""
    with Kernel(runtime) as kernel:
        sizes = {os.stat(path).st_size for path in (ECHO, MINIMAL)}
        target = os.path.join(runtime.path, "fw.elf")
        for turn in range(40):
            shutil.copy((ECHO, MINIMAL)[turn % 2], target)
            command = runtime.popen("load", "--start", target, "--root", kernel.root,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(turn * 0.0005)
            command.kill()
            command.wait()
            # Opening a plain file for a write empties it, which it does not do to the kernel's.
            if kernel.get("state") == "":
                kernel.put(kernel.sysfs, "state", "offline\n")
            wait(lambda: kernel.get("state") in ("offline\n", "running\n"), "a state")
            if os.path.exists(kernel.firmware + "/fw.elf"):
                assert os.stat(kernel.firmware + "/fw.elf").st_size in sizes
            assert kernel.get("firmware").strip() in ("", "rproc-m4-fw", "fw.elf")
        kernel.put(kernel.sysfs, "state", "offline\n")
        kernel.run("load", ECHO)
        kernel.run("start")
        kernel.settle("running")


def test_status(runtime):
    with Kernel(runtime) as kernel:
        for number in (0, 10, 2):
            kernel.put(kernel.dev, f"ttyRPMSG{number}", "")
        out = kernel.run("status")[0]
        assert "m4, " + kernel.sysfs in out and "offline" in out and "rproc-m4-fw" in out, out
        status = json.loads(kernel.run("status", "--json")[0])
        assert status["remoteproc"]["recovery"] == "enabled", status
        assert [os.path.basename(path) for path in status["ttys"]] == \
            ["ttyRPMSG0", "ttyRPMSG2", "ttyRPMSG10"], status
        assert kernel.run("ps")[0].split() == ["m4", "offline", "rproc-m4-fw"]
        assert json.loads(kernel.run("ps", "--json")[0])["state"] == "offline"
        # An older kernel has fewer files.
        os.remove(kernel.sysfs + "/coredump")
        os.remove(kernel.sysfs + "/recovery")
        status = json.loads(kernel.run("status", "--json")[0])
        assert status["remoteproc"]["coredump"] is None, status
        kernel.end()
        os.remove(kernel.sysfs + "/state")
        assert kernel.sysfs + "/state" in kernel.run("status", status=1)[1]


def test_trace(runtime):
    with Kernel(runtime) as kernel:
        assert kernel.run("trace")[0] == "hello\n"
        assert "resource table" in kernel.run("trace", "1", status=1)[1]
        follow = runtime.popen("trace", "-f", "--on", "kernel", "--root", kernel.root,
                               stdout=subprocess.PIPE, text=True)
        assert follow.stdout.readline() == "hello\n"
        kernel.put(kernel.debugfs, "trace0", "hello\nmore\n")
        assert follow.stdout.readline() == "more\n"
        # Gone while it is stopped, and another one after the next start.
        os.remove(kernel.debugfs + "/trace0")
        time.sleep(0.3)
        kernel.put(kernel.debugfs, "trace0", "anew\n")
        assert follow.stdout.readline() == "anew\n"
        follow.kill()
        follow.wait()
        follow.stdout.close()
        shutil.rmtree(kernel.debugfs)
        for command in ("trace", "crash"):
            assert "mount -t debugfs" in kernel.run(command, status=1)[1]


def test_dump(runtime):
    """What the kernel keeps of this remoteproc; then it may go."""
    core = os.path.join(runtime.path, "core")
    with Kernel(runtime) as kernel:
        assert "coredump" in kernel.run("dump", core, status=1)[1]
        for number, device in ((1, "remoteproc7"), (2, "remoteproc0")):
            directory = os.path.join(kernel.sys, f"class/devcoredump/devcd{number}")
            os.makedirs(directory)
            os.symlink("../../../class/remoteproc/" + device, directory + "/failing_device")
            kernel.put(directory, "data", f"core of {device}")
        assert "--form kernel" in kernel.run("dump", "--form", "gdb", core, status=1)[1]
        kernel.run("dump", core)
        with open(core, encoding="utf-8") as file:
            assert file.read() == "core of remoteproc0"
        assert kernel.get("data", directory) == "1"


def test_tty(runtime):
    """The tty of a kernel is where its root is."""
    with Kernel(runtime) as kernel, Board(runtime) as board:
        wait(lambda: os.path.islink(board.directory + "/ttyRPMSG0"), "the tty")
        os.symlink(os.readlink(board.directory + "/ttyRPMSG0"), kernel.dev + "/ttyRPMSG0")
        assert kernel.run("tty", "--timeout", "3", stdin="hello\n")[0] == "hello\n"
        assert "no such tty" in kernel.run("tty", "7", status=1)[1]
        board.end()


def test_which(runtime):
    """By number or name; the one named m4 among several; else it has to be said."""
    with Kernel(runtime, name="dsp"), Kernel(runtime, number=1) as kernel:
        assert kernel.run("ps")[0].startswith("m4 ")
        for which in ("0", "remoteproc0", "dsp"):
            assert kernel.run("ps", "--remoteproc", which)[0].startswith("dsp ")
        assert "remoteproc1" in kernel.run("ps", "--remoteproc", "2", status=1)[1]
        kernel.put(kernel.sysfs, "name", "other\n")
        message = kernel.run("ps", status=1)[1]
        assert "several" in message and "--remoteproc" in message, message


def test_other_shape(runtime):
    """What is below /sys, with firmware/ and dev/ beside it."""
    with Kernel(runtime, shape="") as kernel:
        kernel.run("load", ECHO)
        assert os.listdir(kernel.root + "/firmware") == ["tty-echo.elf"]
        kernel.run("start")
        kernel.settle("running")
        assert kernel.run("trace")[0] == "hello\n"


def test_choice(runtime):
    """A board that runs comes before a kernel; what is asked for comes first."""
    with Kernel(runtime) as kernel, Board(runtime, start=None) as board:
        assert "A7" in runtime.run("ps")[0]
        assert kernel.run("ps")[0].startswith("m4 ")
        kernel.run("ps", "--on", "virtual", status=2)
        kernel.run("ps", "--board", "board", status=2)
        runtime.run("ps", "--on", "paper", status=2)
        board.end()
    message = runtime.run("stop", "--on", "kernel", "--root", runtime.path, status=1)[1]
    assert "no remoteproc" in message, message


run_tests(globals())
