#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The interface of a board that stays, asked by curl; and by clients that do not behave."""
import http.client
import json
import os
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import time

from staying import COPRO, FIRMWARE, TEST_FIRMWARE, Board, Output, run_tests, wait

HEAD = "HTTP/1.1\r\nHost: copro\r\n"
# Sleeps, and does not hear that it should stop: a stop takes its 500 ms.
DEAF = os.path.join(TEST_FIRMWARE, "tick.elf")


class UnixConnection(http.client.HTTPConnection):
    """Many requests on one connection, for what curl is too slow for."""

    def __init__(self, path):
        super().__init__("copro", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def ask(self, method, path):
        self.request(method, path)
        answer = self.getresponse()
        return answer.status, answer.read()


with open(os.path.join(os.environ["SOURCE"], "docs/api.schema.json"), encoding="utf-8") as file:
    SCHEMA = json.load(file)["$defs"]
TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict,
         "null": type(None)}


def conforms(value, schema, where="answer"):
    """Checks a value against as much of JSON Schema as the one of the API uses."""
    unknown = set(schema) - {"type", "enum", "required", "properties", "items", "minimum", "pattern"}
    assert not unknown, unknown
    if "enum" in schema:
        assert value in schema["enum"], (where, value)
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert any(type(value) is TYPES[name] for name in names), (where, value)
    if "minimum" in schema:
        assert value >= schema["minimum"], (where, value)
    if "pattern" in schema:
        assert re.search(schema["pattern"], value), (where, value)
    for name in schema.get("required", ()):
        assert name in value, (where, name, value)
    for name, one in schema.get("properties", {}).items():
        conforms(value[name], one, f"{where}.{name}")
    for item in value if "items" in schema else ():
        conforms(item, schema["items"], where + "[]")
    return value


def error_of(answer, status, errno=None, text=""):
    """Checks that an answer is an error of that kind."""
    assert answer[0] == status, answer
    error = conforms(answer[1], SCHEMA["error"])["error"]
    assert error["code"] and error["text"] and text in error["text"], error
    assert errno in (None, error["errno"]), error


def test_what_is_looked_at(runtime):
    with Board(runtime, "--firmware-dir", "/tmp") as board:
        answer = conforms(board.get("/v1/board"), SCHEMA["board"])
        assert answer["name"] == "board" and answer["pid"] == board.process.pid, answer
        assert answer["directory"] == board.directory and answer["pace"] == "real-time", answer
        assert answer["firmware_path"] == [board.directory + "/firmware", "/tmp"], answer
        assert answer["time_ns"] <= board.get("/v1/board")["time_ns"]
        assert answer["version"] in subprocess.check_output([COPRO, "--version"], text=True)
        answer = conforms(board.get("/v1/remoteproc"), SCHEMA["remoteproc"])
        assert answer == {"name": "m4", "state": "running", "since_ns": answer["since_ns"],
                          "firmware": "tty-echo.elf", "recovery": "enabled",
                          "coredump": "disabled", "crashes": 0}, answer
        wait(lambda: len(board.get("/v1/ttys")["ttys"]) == 2, "the ttys")
        answer = conforms(board.get("/v1/ttys"), SCHEMA["ttys"])["ttys"][1]
        assert answer == {"number": 1, "name": "ttyRPMSG1", "open": False, "lost": 0,
                          "path": board.directory + "/ttyRPMSG1"}, answer
        assert os.readlink(answer["path"]).startswith("/dev/pts/")
        wait(lambda: "tty-echo" in board.get("/v1/trace/0"), "the log")
        assert board.get("/v1/trace/1") == ""
        assert "] bootloader: " in board.get("/v1/boot-log")
        events = [conforms(json.loads(line), SCHEMA["event"])
                  for line in board.get("/v1/events").splitlines()]
        assert {"state", "trace", "tty-created"} <= {event["kind"] for event in events}, events
        status = conforms(board.get("/v1/status"), SCHEMA["processors"])
        assert status["processors"][1]["state"] == "running", status["processors"]
        assert status["firmware"]["name"] == "tty-echo.elf", status["firmware"]
        assert set(board.get("/v1/status?form=brief")) == {"time_ns", "processors", "firmware"}
        text = board.get("/v1/status?form=text")
        assert "Processors" in text and len(board.get("/v1/status?form=text&all")) > len(text)
        assert "processor" in board.get("/v1/status?form=brief-text")
        board.end()


def test_the_verbs(runtime):
    """Each of them, allowed and not."""
    with Board(runtime, start=None) as board:
        assert board.state() == "offline"
        for verb in ("stop", "attach", "detach"):
            error_of(board.curl(f"/v1/remoteproc/{verb}", "POST"), 409, "EINVAL", "offline")
        error_of(board.curl("/v1/remoteproc/crash", "POST"), 409, "EINVAL")
        error_of(board.curl("/v1/remoteproc/start", "POST"), 422, "ENOENT",
                 board.directory + "/firmware")
        os.mkdir(board.directory + "/firmware")
        shutil.copy(os.path.join(FIRMWARE, "tty-echo.elf"), board.directory + "/firmware/echo")
        name = {"firmware": "echo"}
        assert board.curl("/v1/remoteproc/firmware", "PUT", name)[1]["firmware"] == "echo"
        assert board.post("/v1/remoteproc/start")["state"] == "running"
        error_of(board.curl("/v1/remoteproc/start", "POST"), 409, "EBUSY", "running")
        error_of(board.curl("/v1/remoteproc/firmware", "PUT", name), 409, "EBUSY")
        assert board.post("/v1/remoteproc/recover")["state"] == "running"
        since = board.get("/v1/remoteproc")["since_ns"]
        assert board.post("/v1/remoteproc/restart")["since_ns"] > since
        assert board.curl("/v1/remoteproc/recovery", "PUT", {"recovery": "disabled"})[0] == 200
        answer = board.post("/v1/remoteproc/crash", {"type": "watchdog"})
        assert answer["state"] == "crashed" and answer["recovery"] == "disabled", answer
        assert answer["crashes"] == 1, answer
        error_of(board.curl("/v1/remoteproc/coredump", "PUT", {"coredump": "inline"}), 409, "EBUSY")
        assert board.post("/v1/remoteproc/recover")["state"] == "running"
        board.post("/v1/remoteproc/crash")
        assert board.post("/v1/remoteproc/stop")["state"] == "offline"
        answer = board.curl("/v1/remoteproc/coredump", "PUT", {"coredump": "enabled"})
        assert answer[1]["coredump"] == "enabled", answer
        board.post("/v1/remoteproc/start")
        assert board.post("/v1/board/reset")["state"] == "offline"
        assert board.get("/v1/remoteproc")["firmware"] == "echo"
        assert board.post("/v1/board/shutdown") == {}
        events = board.end(number=0)
        states = [event["text"] for event in events if event["kind"] == "state"]
        assert states[:3] == ["running", "offline", "running"], states


def test_what_a_crash_leaves(runtime):
    """Core files of both forms and a report, which outlive the recovery."""
    with Board(runtime) as board:
        for path in ("/v1/crash", "/v1/coredump", "/v1/coredump?form=kernel"):
            error_of(board.curl(path), 404, "ENODATA")
        error_of(board.curl("/v1/coredump?form=pdf"), 400, "EINVAL")
        board.post("/v1/remoteproc/crash")
        wait(lambda: board.state() == "running", "the recovery")
        report = board.get("/v1/crash")
        assert report["linux"] == "fatal error" and "registers" in report, report
        for form, machine in (("gdb", 40), ("kernel", 0)):
            path = os.path.join(runtime.path, form)
            runtime.run("dump", "--form", form, path)
            with open(path, "rb") as core:
                data = core.read()
            # ELF, ET_CORE, and EM_ARM or EM_NONE.
            assert data[:4] == b"\x7fELF" and data[16] == 4 and data[18] == machine, data[:20]
        done = subprocess.run(["gdb-multiarch", "-q", "-batch", os.path.join(FIRMWARE, "tty-echo.elf"),
                               "-c", runtime.path + "/gdb", "-ex", "bt"], capture_output=True,
                              text=True, check=False)
        assert " in main () at " in done.stdout, done
        board.end()


def test_wrong_requests(runtime):
    with Board(runtime) as board:
        error_of(board.curl("/"), 404, "ENOENT")
        error_of(board.curl("/v1/nothing", "POST"), 404, "ENOENT")
        error_of(board.curl("/v1/trace/"), 404)
        error_of(board.curl("/v1/trace/4"), 404)
        error_of(board.curl("/v1/trace/99999999999999999999"), 404)
        error_of(board.curl("/v1/trace/0x"), 404)
        error_of(board.curl("/v1/../v1/board", options=["--path-as-is"]), 404)
        error_of(board.curl("/v1/board", "DELETE"), 405, "EOPNOTSUPP", "GET")
        error_of(board.curl("/v1/remoteproc/start"), 405, text="POST")
        error_of(board.curl("/v1/remoteproc/firmware", "POST", {}), 405, text="PUT")
        error_of(board.curl("/v1/status?form=xml"), 400, "EINVAL", "xml")
        error_of(board.curl("/v1/events?follow&from=ever"), 400, "EINVAL")
        for body in ("", "{", "[]", "7", '"x"', "{}", '{"firmware": 7}', '{"firmware": null}',
                     '{"firmware": "a", "x": 1}', '{"firmware": "a", "firmware": "b"}',
                     '{"firmware": "a\\u0000b"}', "[" * 60000, '{"firmware": "%s"}' % ("a" * 60000)):
            error_of(board.curl("/v1/remoteproc/firmware", "PUT", body), 400, "EINVAL")
        board.post("/v1/remoteproc/stop")
        for name in ("", "/etc/passwd", "../x", "a/../../x", "a" * 256):
            error_of(board.curl("/v1/remoteproc/firmware", "PUT", {"firmware": name}), 422, "EINVAL")
        assert board.get("/v1/remoteproc")["firmware"] == "tty-echo.elf"
        error_of(board.curl("/v1/remoteproc/recovery", "PUT", {"recovery": "maybe"}), 422, "EINVAL")
        error_of(board.curl("/v1/remoteproc/coredump", "PUT", {"coredump": ""}), 422, "EINVAL")
        error_of(board.curl("/v1/remoteproc/crash", "POST", {"type": "boredom"}), 422, "EINVAL")
        error_of(board.curl("/v1/remoteproc/crash", "POST", "x" * 163841), 413, "E2BIG")
        board.end()


def test_broken_connections(runtime):
    """Half a request, half a body, and away."""
    with Board(runtime) as board:
        for text in ("", "GET", "GET /v1/board HTTP/1.1", f"GET /v1/board {HEAD}",
                     f"PUT /v1/remoteproc/firmware {HEAD}Content-Length: 20\r\n\r\n{{\"firm",
                     f"POST /v1/remoteproc/stop {HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                     "\0" * 100, "\xff\xd8" * 4000):
            one = board.connect(text)
            one.close()
            assert board.alive()
        assert board.state() == "running"
        wait(lambda: board.get("/v1/board")["connections"] == 1, "the connections to go")
        board.end()


def test_second_client_does_not_wait(runtime):
    """A firmware that never answers has 500 ms to take its leave; others are served meanwhile."""
    with Board(runtime, start=DEAF) as board:
        for _ in range(10):
            slow = subprocess.Popen(["curl", "-sS", "--unix-socket", board.socket, "-X", "POST",
                                     "http://copro/v1/remoteproc/restart"],
                                    stdout=subprocess.PIPE)
            # Whatever comes in these requests' turn is answered before the slow one is.
            answered = 0
            while slow.poll() is None:
                assert board.alive()
                answered += 1
            assert json.loads(slow.communicate()[0])["state"] == "running"
            if answered > 1:
                break
        assert answered > 1, "nobody was served while another waited"
        board.end()


def test_requests_in_order(runtime):
    """Asked at once, done one after the other."""
    with Board(runtime, start=DEAF) as board:
        sockets = [board.connect(f"POST /v1/remoteproc/{verb} {HEAD}\r\n")
                   for verb in ("stop", "start", "restart", "stop")]
        answers = [one.recv(65536).decode() for one in sockets]
        assert all(" 200 OK" in answer for answer in answers), answers
        assert '"offline"' in answers[0] and '"offline"' in answers[3], answers
        board.end()


def test_follow(runtime):
    """The log as it comes, from the beginning or from now on, until the board's end."""
    with Board(runtime) as board:
        wait(lambda: "link up" in board.get("/v1/trace/0"), "the log")
        files = [Output() for _ in range(3)]
        paths = ("trace/0?follow", "trace/0?follow&from=now", "events?follow&from=now")
        followers = [subprocess.Popen(["curl", "-sSN", "--unix-socket", board.socket,
                                       f"http://copro/v1/{path}"], stdout=file)
                     for path, file in zip(paths, files)]
        wait(lambda: board.get("/v1/board")["connections"] == 4, "the followers")

        def text(number):
            return files[number].text()

        wait(lambda: "tty-echo" in text(0), "what was logged")
        assert text(1) == "" and text(2) == ""
        board.post("/v1/remoteproc/restart")
        wait(lambda: text(1).count("link up") == 1, "what is logged")
        wait(lambda: text(0).count("link up") == 2, "what is logged")
        kinds = [json.loads(line)["kind"] for line in text(2).splitlines()]
        assert "channel-removed" in kinds, kinds
        board.end()
        for follower in followers:
            assert follower.wait(20) == 0, "a follower did not see a proper end"
        assert json.loads(text(2).splitlines()[-1])["kind"] == "end"


def test_client_that_never_reads(runtime):
    """It loses what it does not read, is told how much, and holds up nobody."""
    with Board(runtime, "--recovery", "off") as board:
        deaf = board.connect(f"GET /v1/events?follow&from=now {HEAD}\r\n")
        other = UnixConnection(board.socket)
        told = 0
        # Four times what its queue holds; the socket holds less than that.
        while told < 4 * 262144:
            for verb in ("crash", "recover"):
                assert other.ask("POST", f"/v1/remoteproc/{verb}")[0] == 200
            told += 2 * len(other.ask("GET", "/v1/crash")[1])
        assert board.alive()
        came = b""
        while b'"lost"' not in came:
            # It makes room; the next events tell it what it missed.
            came += deaf.recv(1 << 20)
            other.ask("POST", "/v1/remoteproc/restart")
        line = next(line for line in came.splitlines() if b'"lost"' in line)
        assert json.loads(line)["count"] > 0, line
        deaf.close()
        board.end()


def test_idle_connections(runtime):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with Board(runtime) as board:
        idle = [board.connect() for _ in range(1000)]
        half = [board.connect("GET /v1/bo") for _ in range(100)]
        assert board.alive()
        assert board.get("/v1/board")["connections"] > 1000
        # More than it keeps: the oldest go.
        idle += [board.connect() for _ in range(1200)]
        assert board.alive()
        assert idle[0].recv(1) == b""
        for one in idle + half:
            one.close()
        wait(lambda: board.get("/v1/board")["connections"] == 1, "the connections to go")
        board.end()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_killed_clients(runtime):
    """What a client has begun goes on without it."""
    with Board(runtime, start=DEAF) as board:
        for count, verb in enumerate(("restart", "stop"), 1):
            client = subprocess.Popen(["curl", "-sS", "--unix-socket", board.socket, "-X", "POST",
                                       f"http://copro/v1/remoteproc/{verb}"],
                                      stdout=subprocess.DEVNULL)
            wait(lambda: board.get("/v1/events").count("stop-unheard") == count, "the stop to begin")
            client.kill()
            client.wait()
        follower = subprocess.Popen(["curl", "-sSN", "--unix-socket", board.socket,
                                     "http://copro/v1/events?follow"], stdout=subprocess.DEVNULL)
        time.sleep(0.05)
        follower.kill()
        follower.wait()
        wait(lambda: board.state() == "offline", "the stop to end")
        wait(lambda: board.get("/v1/board")["connections"] == 1, "the connections to go")
        board.end()


def test_nobody_else_gets_in(runtime):
    with Board(runtime) as board:
        mode = os.stat(board.socket).st_mode
        assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o600, oct(mode)
        for path in (board.directory, os.path.dirname(board.directory)):
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o700, path
        if os.getuid() == 0 and shutil.which("setpriv"):
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-sS",
                       "-w", "\n%{http_code}", "--unix-socket", board.socket,
                       "http://copro/v1/board"]
            assert subprocess.run(command, capture_output=True, check=False).returncode != 0
            # And even through a door that is open.
            for path in (runtime.path, os.path.dirname(board.directory), board.directory):
                os.chmod(path, 0o755)
            os.chmod(board.socket, 0o666)
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            assert done.stdout.endswith("\n403") and "another user" in done.stdout, done.stdout
        board.end()


def test_end_with_clients(runtime):
    """The end does not wait for those who never read, and answers those who wait."""
    with Board(runtime, start=DEAF) as board:
        deaf = board.connect(f"GET /v1/events?follow {HEAD}\r\n")
        silent = board.connect()
        waiting = board.connect(f"POST /v1/remoteproc/restart {HEAD}\r\n")
        wait(lambda: "stop-unheard" in board.get("/v1/events"), "the restart to begin")
        assert board.post("/v1/board/shutdown") == {}
        board.end(number=0)
        assert b"HTTP/1.1 " in waiting.recv(65536)
        assert silent.recv(1) == b""
        deaf.close()


def test_signals(runtime):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with Board(runtime) as board:
            events = board.end(number)
            assert events[-1]["kind"] == "end" and events[-2]["kind"] == "state", events[-2:]


run_tests(globals())
