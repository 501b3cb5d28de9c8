#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The file tree of a board by its system calls: each errno, writers that wait, are interrupted or killed,
coredumps, and a system without FUSE."""
import errno
import os
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time

from staying import Board, Runtime, TEST_FIRMWARE, run_tests, wait


def open_files(pid):
    """Their names, as far as they are still open when they are looked at."""
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            yield os.readlink(f"/proc/{pid}/fd/{fd}")
        except FileNotFoundError:
            pass


class Root:
    """A directory with the tree of a board."""

    def __init__(self, runtime, *options, **others):
        self.path = tempfile.mkdtemp(dir=runtime.path)
        self.board = Board(runtime, "--mount", self.path, *options, **others)

    def at(self, path):
        short = {"state": "class/remoteproc/remoteproc0/", "firmware": "class/remoteproc/remoteproc0/",
                 "coredump": "class/remoteproc/remoteproc0/", "recovery": "class/remoteproc/remoteproc0/",
                 "name": "class/remoteproc/remoteproc0/",
                 "crash": "kernel/debug/remoteproc/remoteproc0/",
                 "trace0": "kernel/debug/remoteproc/remoteproc0/"}
        return os.path.join(self.path, short.get(path, ""), path)

    def read(self, path):
        with open(self.at(path), "rb") as file:
            return file.read().decode()

    def write(self, path, data):
        """Bytes taken, or the name of the error."""
        try:
            fd = os.open(self.at(path), os.O_WRONLY)
        except OSError as error:
            return errno.errorcode[error.errno]
        try:
            return os.write(fd, data)
        except OSError as error:
            return errno.errorcode[error.errno]
        finally:
            os.close(fd)

    def await_state(self, word):
        wait(lambda: self.read("state") == word + "\n", "the state " + word)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.board.end()
            assert not os.path.ismount(self.path) and not os.listdir(self.path)
        self.board.__exit__()
        if kind is not None:
            subprocess.run(["umount", "-l", self.path], check=False)


def test_errors(runtime):
    with Root(runtime, start=None) as root:
        assert root.write("state", b"start\n") == "ENOENT"
        for word in (b"x", b"\n", b"starts", b"start ", b"start\n\n", b"restart", b"x" * 5000):
            assert root.write("state", word) == "EINVAL", word
        assert root.write("state", b"stop") == "EINVAL"
        assert root.write("state", b"detach") == "EINVAL"
        assert root.write("firmware", b"../passwd") == "EINVAL"
        assert root.write("firmware", b"/etc/passwd\n") == "EINVAL"
        assert root.write("firmware", b"\n") == "EINVAL"
        assert root.write("firmware", b"no-such-file") == 12
        assert root.write("state", b"start") == "ENOENT"
        assert root.write("coredump", b"default") == "EINVAL"
        assert root.write("recovery", b"nonsense") == "EINVAL"
        assert root.write("crash", b"-1") == "EINVAL"
        assert root.write("crash", b"99999999999") == "ERANGE"
        assert root.write("name", b"x") == "EACCES"
        with open(root.at("state"), "rb") as file:
            try:
                os.write(file.fileno(), b"stop")
                raise AssertionError("written to what was opened for reading")
            except OSError as error:
                assert error.errno == errno.EBADF
    with Root(runtime) as root:
        assert root.write("state", b"start\0junk") == "EBUSY"
        assert root.write("firmware", b"x") == "EBUSY"
        assert root.write("recovery", b"disabled\n") == 9
        assert root.write("crash", b"0x2\n") == 4
        assert root.read("state") == "crashed\n"
        assert root.write("coredump", b"enabled") == "EBUSY"
        assert root.write("recovery", b"recover\n") == 8
        assert root.read("state") == "running\n"


def test_attributes(runtime):
    with Root(runtime) as root:
        status = os.stat(root.at("state"))
        assert stat.S_IMODE(status.st_mode) == 0o644 and status.st_size == 4096
        assert status.st_uid == os.geteuid()
        status = os.stat(root.at("crash"))
        assert stat.S_IMODE(status.st_mode) == 0o200 and status.st_size == 0
        # A file that stays open: at offset 0 what is there now, behind it what was there then.
        fd = os.open(root.at("state"), os.O_RDONLY)
        assert os.pread(fd, 3, 0) == b"run"
        assert root.write("state", b"stop") == 4
        assert os.pread(fd, 100, 3) == b"ning\n"
        assert os.pread(fd, 100, 0) == b"offline\n"
        assert os.pread(fd, 100, 8) == b""
        os.close(fd)
        assert os.readlink(os.path.join(root.path, "sys")) == "."
        assert os.readlink(os.path.join(root.path, "lib/firmware")) == "../firmware"
        assert sorted(os.listdir(root.path)) == \
            ["bus", "class", "dev", "firmware", "kernel", "lib", "sys"]


def test_log_that_grows(runtime):
    """One who stays at the end of trace0 sees what comes."""
    with Root(runtime) as root:
        fd = os.open(root.at("trace0"), os.O_RDONLY)
        text = b""

        def more():
            nonlocal text
            text += os.read(fd, 65536)
            return b"link up" in text

        wait(more, "the log")
        os.close(fd)


class Interrupted(Exception):
    pass


def test_writer_that_waits(runtime):
    """A firmware that does not answer, so that a stop takes half a second."""
    tick = os.path.join(TEST_FIRMWARE, "tick.elf")
    with Root(runtime, start=tick) as root:
        begun = time.monotonic()
        stopper = threading.Thread(target=lambda: root.write("state", b"stop\n"))
        stopper.start()
        # Meanwhile the board serves others.
        while stopper.is_alive() and time.monotonic() - begun < 0.3:
            assert root.read("state") in ("running\n", "offline\n")
            assert root.board.alive()
        stopper.join()
        assert root.read("state") == "offline\n"

        # A signal: EINTR, and what has begun goes on.
        def interrupt(*_):
            raise Interrupted

        assert root.write("state", b"start") == 5
        signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        try:
            root.write("state", b"stop")
            raise AssertionError("the stop was over before it could be interrupted")
        except Interrupted:
            pass
        root.await_state("offline")

        # Killed, with others that wait behind it: those are served, in their order.
        assert root.write("state", b"start") == 5
        code = f"import os; os.write(os.open({root.at('state')!r}, os.O_WRONLY), b'stop')"
        with subprocess.Popen([sys.executable, "-c", code]) as child:
            wait(lambda: any("/state" in name for name in open_files(child.pid)), "the writer")
            results = []
            starter = threading.Thread(target=lambda: results.append(root.write("state", b"stop")))
            starter.start()
            time.sleep(0.05)
            child.kill()
            child.wait(timeout=60)
        starter.join(timeout=60)
        assert results in ([4], ["EINVAL"]), results
        assert root.read("state") == "offline\n"
        assert root.board.alive()


def test_killed_readers(runtime):
    with Root(runtime) as root:
        code = f"""
import os
while True:
    with open({root.at('trace0')!r}, 'rb') as file:
        file.read()
"""
        readers = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
        time.sleep(0.5)
        for reader in readers:
            reader.send_signal(signal.SIGKILL)
            reader.wait(timeout=60)
        assert root.read("state") == "running\n"
        assert root.board.alive()


def check_core(core):
    """The kernel's form: as long as its headers say, with memory where they say."""
    assert core[:4] == b"\x7fELF"
    kind, machine = struct.unpack_from("<HH", core, 16)
    assert (kind, machine) == (4, 0)
    count = struct.unpack_from("<H", core, 44)[0]
    end = 0
    segments = {}
    for i in range(count):
        _, offset, vaddr, _, size = struct.unpack_from("<IIIII", core, 52 + 32 * i)
        segments[vaddr] = core[offset:offset + size]
        end = max(end, offset + size)
    assert end == len(core)
    return segments


def test_coredumps(runtime):
    with Root(runtime, "--coredump", "enabled") as root:
        data = os.path.join(root.path, "class/devcoredump/devcd1/data")
        assert root.write("crash", b"1") == 1
        wait(lambda: os.path.exists(data), "the coredump")
        with open(data, "rb") as file:
            core = file.read()
        copied = check_core(core)
        # It is gdb's and cp's as well as ours.
        copy = os.path.join(runtime.path, "core")
        subprocess.run(["cp", data, copy], check=True)
        with open(copy, "rb") as file:
            assert file.read() == core
        with open(data, "wb") as file:
            file.write(b"1")
        assert not os.path.exists(data)

        root.await_state("running")
        assert root.write("coredump", b"inline\n") == 7
        data = data.replace("devcd1", "devcd2")
        assert root.write("crash", b"1") == 1
        wait(lambda: os.path.exists(data), "the inline coredump")
        assert root.read("state") == "crashed\n"
        with open(data, "rb") as file:
            segments = check_core(file.read())
        assert segments.keys() == copied.keys()
        # What does not change between two runs: where they begin.
        assert segments[0][:8] == copied[0][:8]
        root.await_state("running")
        with open(data, "wb") as file:
            file.write(b"1")
        assert not os.path.exists(data)

        # One that is not read holds the recovery up until it is freed.
        data = data.replace("devcd2", "devcd3")
        assert root.write("crash", b"1") == 1
        wait(lambda: os.path.exists(data), "the third coredump")
        time.sleep(0.3)
        assert root.read("state") == "crashed\n"
        with open(data, "wb") as file:
            file.write(b"1")
        root.await_state("running")


def test_commands_for_a_kernel(runtime):
    """To the commands that drive a real kernel, the tree is one."""
    with Root(runtime, "--coredump", "enabled") as root:
        kernel = ("--on", "kernel", "--root", root.path)
        assert "running" in runtime.run("status", *kernel)[0]
        assert "tty-echo" in runtime.run("trace", *kernel)[0]
        assert runtime.run("stop", *kernel)[0] == "m4: offline (tty-echo.elf)\n"
        assert "offline" in runtime.run("stop", *kernel, status=1)[1]
        assert runtime.run("start", *kernel)[0] == "m4: running (tty-echo.elf)\n"
        runtime.run("crash", *kernel)
        wait(lambda: os.listdir(os.path.join(root.path, "class/devcoredump")), "the coredump")
        core = os.path.join(runtime.path, "core-of-a-kernel")
        runtime.run("dump", core, *kernel)
        with open(core, "rb") as file:
            check_core(file.read())


def test_without_fuse(runtime):
    """Where /dev/fuse is something else, the board says so in a line and goes on."""
    if subprocess.run(["unshare", "-m", "true"], check=False, stderr=subprocess.DEVNULL).returncode:
        print("no right to a mount namespace: not tried without FUSE")
        return
    copro = os.environ["COPRO"]
    mount = tempfile.mkdtemp(dir=runtime.path)
    script = ('mount --bind /dev/null /dev/fuse && '
              f'"{copro}" board --daemon --mount "{mount}" && "{copro}" status && "{copro}" shutdown')
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], env=runtime.environment,
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done
    assert done.stderr.count("\n") == 1 and "there is no file tree" in done.stderr, done.stderr
    assert "offline" in done.stdout


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def main():
    if not os.path.exists("/dev/fuse"):
        skip("this system has no /dev/fuse")
    with Runtime() as runtime:
        mount = tempfile.mkdtemp(dir=runtime.path)
        with Board(runtime, "--mount", mount, start=None) as board:
            if not os.path.ismount(mount):
                skip("FUSE cannot be mounted here")
            board.end()
    run_tests(globals())


if __name__ == "__main__":
    main()
