# SPDX-License-Identifier: BSD-3-Clause
"""For tests of boards that stay: starts `copro board` in a runtime directory of its own, and asks it by
curl, by raw sockets and by the copro commands."""
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

COPRO = os.environ["COPRO"]
FIRMWARE = os.environ["FIRMWARE"]
TEST_FIRMWARE = os.environ["TEST_FIRMWARE"]


def wait(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


class Output:
    """What a process writes, to be read meanwhile: from places of its own, since a seek would move the place
    where the process writes next, over what it wrote before."""

    def __init__(self):
        self.file = tempfile.TemporaryFile(buffering=0)

    def fileno(self):
        return self.file.fileno()

    def text(self):
        return os.pread(self.fileno(), os.fstat(self.fileno()).st_size, 0).decode(errors="replace")

    def close(self):
        self.file.close()


class Runtime:
    """A runtime directory, where nobody else's boards are."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="copro-test-")
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": self.path}
        self.environment.pop("COPRO_BOARD", None)

    def popen(self, *arguments, **options):
        return subprocess.Popen([COPRO, *arguments], env=self.environment, **options)

    def run(self, *arguments, status=0, stdin="", env=None):
        """Runs a command, which must end with that status. Returns what it said: output, errors."""
        done = subprocess.run([COPRO, *arguments], env={**self.environment, **(env or {})},
                              input=stdin, capture_output=True, text=True, timeout=60, check=False)
        assert status is None or done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
        if status:
            assert done.stderr.startswith("copro: ") and done.stderr.count("\n") == 1, done.stderr
        return done.stdout, done.stderr

    def directory(self, name):
        return os.path.join(self.path, "copro", name)

    def left(self):
        """What is still there of boards."""
        top = os.path.join(self.path, "copro")
        return os.listdir(top) if os.path.isdir(top) else []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Board:
    """A board in the foreground, so that its end is seen."""

    def __init__(self, runtime, *options, name="board", start="tty-echo.elf"):
        self.runtime, self.name = runtime, name
        self.directory = runtime.directory(name)
        self.socket = os.path.join(self.directory, "api")
        if start:
            path = start if os.path.isabs(start) else os.path.join(FIRMWARE, start)
            options = ("--firmware", path, "--start", *options)
        self.log, self.errors = Output(), Output()
        self.process = runtime.popen("board", "--name", name, "--json", *options,
                                     stdin=subprocess.DEVNULL, stdout=self.log,
                                     stderr=self.errors)
        # It says so when it is up, after the first start.
        wait(lambda: " is up;" in self.said() or self.process.poll() is not None, "the board")
        assert self.process.poll() is None, self.said()

    def said(self):
        """What it wrote on the standard error."""
        return self.errors.text()

    def curl(self, path, method="GET", body=None, options=()):
        """The status of an answer, and its object, or its text."""
        command = ["curl", "-sS", "--unix-socket", self.socket, "-X", method,
                   "-w", "\n%{http_code}", *options, f"http://copro{path}"]
        if body is not None:
            command[1:1] = ["--data-binary", "@-"]  # longer than an argument may be
            body = body if isinstance(body, str) else json.dumps(body)
        done = subprocess.run(command, input=body, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (command, done.stderr)
        text, status = done.stdout.rsplit("\n", 1)
        try:
            return int(status), json.loads(text)
        except json.JSONDecodeError:
            return int(status), text

    def get(self, path):
        status, answer = self.curl(path)
        assert status == 200, (path, status, answer)
        return answer

    def post(self, path, body=None):
        status, answer = self.curl(path, "POST", body)
        assert status == 200, (path, status, answer)
        return answer

    def state(self):
        return self.get("/v1/remoteproc")["state"]

    def connect(self, request=None):
        """A socket to the board, and the request already sent."""
        one = socket.socket(socket.AF_UNIX)
        one.settimeout(60)
        one.connect(self.socket)
        if request:
            one.sendall(request.encode())
        return one

    def alive(self):
        """It answers."""
        assert self.process.poll() is None, self.said()
        return self.get("/v1/board")["pid"] == self.process.pid

    def end(self, number=signal.SIGTERM, status=0):
        """Ends it in order, checks that nothing is left, and returns the events of its log."""
        if self.process.poll() is None and number:
            self.process.send_signal(number)
        assert self.process.wait(60) == status, (self.process.returncode, self.said())
        assert not os.path.exists(self.directory), os.listdir(self.directory)
        return [json.loads(line) for line in self.log.text().split("\n") if line]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.errors.close()
        self.log.close()


def run_tests(namespace):
    """Each function test_...() of a module, with a runtime directory."""
    for name, test in sorted(namespace.items()):
        if name.startswith("test_"):
            with Runtime() as runtime:
                test(runtime)
            print(f"{name}: passed", flush=True)
