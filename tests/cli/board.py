# SPDX-License-Identifier: BSD-3-Clause
"""For tests that talk to a running board: starts `copro run`, finds its ttys, ends it."""
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

COPRO = os.environ["COPRO"]
FIRMWARE = os.environ["FIRMWARE"]


class Board:
    def __init__(self, firmware="tty-echo.elf", options=("--real-time",), ttys=2):
        self.work = tempfile.mkdtemp(prefix="copro-test-")
        self.ttys = os.path.join(self.work, "ttys")
        self.log_path = os.path.join(self.work, "log")
        if not os.path.isabs(firmware):
            firmware = os.path.join(FIRMWARE, firmware)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [COPRO, "run", firmware, "--json", "--tty-dir", self.ttys, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.PIPE)
        self.wait(lambda: all(os.path.islink(self.tty(n)) for n in range(ttys)), "the ttys")

    def tty(self, number):
        return os.path.join(self.ttys, f"ttyRPMSG{number}")

    def open(self, number):
        return os.open(self.tty(number), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def wait(self, condition, what, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.01)

    def events(self, kind=None):
        with open(self.log_path, encoding="utf-8") as log:
            events = [json.loads(line) for line in log if line.endswith("\n")]
        return [event for event in events if kind in (None, event["kind"])]

    def end(self, number=signal.SIGINT, status=0):
        """Ends the run in order, checks that nothing is left, and returns its events."""
        self.process.send_signal(number)
        message = self.process.communicate(timeout=60)[1]
        assert self.process.returncode == status, (self.process.returncode, message)
        assert not os.path.exists(self.ttys), "the directory of the ttys is still there"
        events = self.events()
        shutil.rmtree(self.work)
        return events

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.work, ignore_errors=True)


def exchange(streams, seconds=60):
    """Writes to each descriptor its bytes and reads as many back, all at once. Returns what came."""
    left = {fd: memoryview(data) for fd, data in streams.items()}
    came = {fd: bytearray() for fd in streams}
    end = time.monotonic() + seconds
    while any(len(came[fd]) < len(streams[fd]) for fd in streams):
        assert time.monotonic() < end, {fd: (len(came[fd]), len(streams[fd])) for fd in streams}
        readable, writable, _ = select.select(
            list(streams), [fd for fd in left if left[fd]], [], 1)
        for fd in readable:
            came[fd] += os.read(fd, 65536)
        for fd in writable:
            try:
                left[fd] = left[fd][os.write(fd, left[fd][:4096]):]
            except BlockingIOError:
                pass
    return came
