#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""RPMsg of a board that stays: the lists, endpoints made on request, and pings, by curl and by command."""
import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(__file__))
from staying import Board, Runtime, wait  # pylint: disable=wrong-import-position


def ask(board, method, path, body=None, fails=None):
    """The answer's object; `fails`: the code and errno of the error that it must be."""
    command = ["curl", "-s", "--max-time", "30", "--unix-socket", board.socket, "-X", method,
               f"http://board/v1/{path}"]
    if body is not None:
        command += ["-d", body if isinstance(body, str) else json.dumps(body)]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    error = answer.get("error")
    assert (error and (error["code"], error["errno"])) == fails, (method, path, body, answer)
    return answer


def endpoints(board):
    return [(one["number"], one["service"], one["waiting"])
            for one in ask(board, "GET", "rpmsg")["endpoints"]]


def requests(board):
    report = ask(board, "GET", "rpmsg")
    assert [(one["service"], one["driver"]) for one in report["channels"]] == [
        ("rpmsg-raw", "rpmsg_chrdev"), ("rpmsg-raw", "rpmsg_chrdev"), ("rpmsg-sink", None),
        ("rpmsg-source", None)]
    made = ask(board, "POST", "rpmsg/endpoints", {"name": "rpmsg-sink", "src": 3000})
    assert (made["number"], made["src"], made["dst"], made["waiting"]) == (2, 3000, 0x402, False)
    assert made["path"] == os.path.join(board.directory, "rpmsg2") and os.path.exists(made["path"])
    for body, code, errno in (({"name": "rpmsg-sink"}, "busy", "EBUSY"),
                              ({"name": "x", "src": 3000, "dst": 1}, "address", "EADDRINUSE"),
                              ({"name": "x", "src": 53, "dst": 1}, "address", "EADDRINUSE"),
                              ({}, "name", "EINVAL"), ({"name": "x" * 32}, "name", "EINVAL"),
                              ({"name": "x", "dst": -1}, "number", "EINVAL"),
                              ({"name": "x", "dst": 2**32 - 1}, "number", "EINVAL"),
                              ({"name": "x", "dst": "1"}, "number", "EINVAL"),
                              ({"name": "x", "vdev": 1, "dst": 1}, "no-link", "ENODEV"),
                              ({"name": "x", "more": 1}, "body", "EINVAL"),
                              ("[]", "body", "EINVAL"), ("{", "body", "EINVAL")):
        ask(board, "POST", "rpmsg/endpoints", body, (code, errno))
    ask(board, "POST", "rpmsg/endpoints", {"name": "label", "dst": 0x400})
    ask(board, "POST", "rpmsg/endpoints", {"name": "never"})
    assert endpoints(board)[2:] == [(2, "rpmsg-sink", False), (3, "label", False), (4, "never", True)]
    # By name it comes back, by address it goes with the link.
    board.runtime.run("stop", "--board", board.name)
    assert endpoints(board) == [(2, "rpmsg-sink", True), (4, "never", True)]
    board.runtime.run("start", "--board", board.name)
    wait(lambda: len(endpoints(board)) == 4, "the endpoints")
    assert endpoints(board) == [(0, "rpmsg-raw", False), (1, "rpmsg-raw", False),
                                (2, "rpmsg-sink", False), (4, "never", True)]
    for number in (2, 4):
        ask(board, "DELETE", f"rpmsg/endpoints/{number}")
    ask(board, "DELETE", "rpmsg/endpoints/2", fails=("endpoint", "ENOENT"))
    ask(board, "DELETE", "rpmsg/endpoints/0", fails=("automatic", "EINVAL"))


def pings(board):
    answer = ask(board, "POST", "rpmsg/ping", {"count": 20, "size": 100})
    assert (answer["received"], answer["service"], len(answer["hops"])) == (20, "rpmsg-raw", 6)
    assert ask(board, "POST", "rpmsg/ping", {"endpoint": 1, "count": 3})["received"] == 3
    # On a channel without driver, for its time alone; the sink does not answer.
    answer = ask(board, "POST", "rpmsg/ping", {"service": "rpmsg-sink", "count": 2, "timeout_s": 0.01})
    assert (answer["lost"], answer["hops"]) == (2, [])
    assert len(endpoints(board)) == 2
    for body, code, errno in (({"endpoint": 7}, "endpoint", "ENOENT"),
                              ({"service": "no-such"}, "service", "ENOENT"),
                              ({"size": 497}, "size", "EMSGSIZE"),
                              ({"size": 5000}, "number", "EINVAL"),
                              ({"count": 10**6}, "number", "EINVAL"),
                              ({"interval_s": 0}, "number", "EINVAL")):
        ask(board, "POST", "rpmsg/ping", body, (code, errno))
    # Its client goes in the middle: the endpoint is free again. Two at once: the second is refused.
    with subprocess.Popen(["curl", "-s", "--unix-socket", board.socket, "-X", "POST",
                           "http://board/v1/rpmsg/ping", "-d", '{"count": 100000}']) as client:
        wait(lambda: ask(board, "GET", "rpmsg")["endpoints"][0]["open"], "the ping")
        ask(board, "POST", "rpmsg/ping", {"endpoint": 0}, ("busy", "EBUSY"))
        client.kill()
    wait(lambda: not ask(board, "GET", "rpmsg")["endpoints"][0]["open"], "the end of the ping")
    # The firmware stops in the middle.
    answers = []
    thread = threading.Thread(target=lambda: answers.append(
        ask(board, "POST", "rpmsg/ping", {"count": 100000}, ("gone", "ENODEV"))))
    thread.start()
    wait(lambda: ask(board, "GET", "rpmsg")["endpoints"][0]["open"], "the ping")
    board.runtime.run("restart", "--board", board.name)
    thread.join(20)
    assert answers
    wait(lambda: len(endpoints(board)) == 2, "the endpoints")


def commands(board):
    def run(*arguments, **options):
        return board.runtime.run("rpmsg", *arguments, "--board", board.name, **options)
    out, _ = run("list")
    assert "rpmsg-source            0  -           0x403       -" in out, out
    assert json.loads(run("list", "--json")[0]) == ask(board, "GET", "rpmsg")
    assert run("send", "0", "hi", "--count", "1")[0] == "hi\n"
    assert run("send", "rpmsg-sink", "abc", "", "--count", "1")[0] == \
        "\\x01\\x00\\x00\\x00\\x03\\x00\\x00\\x00\n"
    assert run("send", "x:2000:0x400", "there", "--count", "1")[0] == "there\n"
    # What was made for a command is gone with it.
    assert len(endpoints(board)) == 2
    assert "has a driver" in run("send", "rpmsg-raw", "x", status=1)[1]
    run("send", "x:1", "x", status=2)
    assert "round trip" in run("ping", "--count", "5")[0]
    assert json.loads(run("ping", "--count", "5", "--service", "rpmsg-raw", "--json")[0])["sent"] == 5
    assert "no-such" in run("ping", "--service", "no-such", status=1)[1]
    assert "2 messages had no answer" in run("ping", "--service", "rpmsg-sink", "--count", "2",
                                             "--timeout", "10ms", status=1)[1]


def main():
    with Runtime() as runtime:
        board = Board(runtime, start="rpmsg-echo.elf")
        wait(lambda: len(endpoints(board)) == 2, "the endpoints")
        requests(board)
        pings(board)
        commands(board)
        runtime.run("shutdown", "--board", board.name)
        board.process.wait(20)
        assert not runtime.left(), runtime.left()


main()
