#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""LEDs, buttons and their properties: of a board that stays, by command and by curl, and of a run."""
import json
import os
import select
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
from staying import COPRO, FIRMWARE, Board, Runtime, wait  # pylint: disable=wrong-import-position

ECHO = os.path.join(FIRMWARE, "tty-echo.elf")


def value(board, part, name):
    return board.runtime.run("part", part, name, "--board", board.name)[0].strip()


def test_commands(runtime):
    with Board(runtime) as board:
        lines = runtime.run("part")[0].splitlines()
        assert lines[0].split() == ["part", "kind", "state"], lines
        assert [line.split()[::2] for line in lines if " led " in line] == [
            ["blue", "off"], ["green", "off"], ["red", "off"], ["orange", "off"]], lines
        # A finger on B3 lights LD5, which is on the same wire.
        runtime.run("press", "user1", "--hold")
        assert value(board, "user1", "state") == "pressed"
        leds = json.loads(runtime.run("leds", "--json")[0])["leds"]
        assert {led["name"]: led["properties"][0]["value"] for led in leds} == {
            "blue": "off", "green": "on", "red": "off", "orange": "off"}, leds
        assert [line.split()[1] for line in runtime.run("leds")[0].splitlines()] == [
            "state", "off", "on", "off", "off"]
        runtime.run("press", "user1", "--release")
        assert value(board, "green", "state") == "off" and value(board, "green", "changes") == "2"
        runtime.run("press", "user1", "--for", "10ms")
        wait(lambda: value(board, "user1", "state") == "released", "the release")
        assert value(board, "user1", "presses") == "2"
        runtime.run("part", "user1", "bounces=3")
        assert json.loads(runtime.run("part", "user1", "--json")[0])["properties"][2] == {
            "name": "bounces", "value": "3", "writable": True,
            "unit": "a number from 0 to 100: so often the contact bounces at each change, 0.4 ms each"}
        board.post("/v1/board/reset")
        assert value(board, "user1", "bounces") == "3"
        for arguments, text in ((("part", "user3"), "no part user3"),
                                (("part", "user1", "colour"), "no property colour"),
                                (("part", "user1", "bounces=-1"), '"-1" is not a number from 0'),
                                (("part", "green", "state=on"), "read only"),
                                (("press", "green"), "green is no button"),
                                (("press", "user3"), "no part user3")):
            assert text in runtime.run(*arguments, status=1)[1], arguments
        for arguments in (("press",), ("press", "user1", "--hold", "--for", "1"), ("leds", "x"),
                          ("press", "user1", "user2"), ("part", "a", "b", "c")):
            runtime.run(*arguments, status=2)
        board.end()
    assert "board" in runtime.run("leds", status=1)[1]


def follow(board, *options):
    """What `copro leds -f` prints of the presses of a button, after the table."""
    follower = board.runtime.popen("leds", "-f", *options, stdout=subprocess.PIPE, bufsize=0)
    said, begin = b"", 1 if options else 5
    while said.count(b"\n") < begin + 2:
        # It may not listen yet.
        if said.count(b"\n") >= begin:
            board.runtime.run("press", "user2", "--for", "1ms")
        if select.select([follower.stdout], [], [], 0.2)[0]:
            said += follower.stdout.read(65536)
    follower.terminate()
    follower.communicate()
    return said.decode().splitlines()[begin:begin + 2]


def test_follow(runtime):
    with Board(runtime) as board:
        lines = [line.split("] ")[1] for line in follow(board)]
        assert sorted(lines) == ["led: red off", "led: red on"], lines
        events = [json.loads(line) for line in follow(board, "--json")]
        assert sorted(event["text"] for event in events) == ["off", "on"], events
        assert events[0]["kind"] == "led" and events[0]["name"] == "red", events
        assert events[1]["time_ns"] > events[0]["time_ns"], events
        board.end()


def test_requests(runtime):
    with Board(runtime) as board:
        parts = board.get("/v1/parts")
        with open(os.path.join(os.environ["SOURCE"], "docs/api.schema.json"), encoding="utf-8") as file:
            shape = json.load(file)["$defs"]["parts"]["properties"]["parts"]["items"]
        for part in parts["parts"]:
            assert set(shape["required"]) <= set(part), part
            assert all(set(shape["properties"]["properties"]["items"]["required"]) <= set(one)
                       for one in part["properties"]), part
        parts = parts["parts"]
        assert {part["kind"] for part in parts} >= {"led", "button"}, parts
        put = {"part": "user2", "property": "state", "value": "pressed"}
        status, part = board.curl("/v1/parts", "PUT", put)
        assert status == 200 and part["name"] == "user2", part
        assert part["properties"][0]["value"] == "pressed", part
        for body, status in (("", 400), ("[]", 400), ("{}", 400), ({**put, "x": 1}, 400),
                             ({**put, "value": 1}, 400), ({**put, "part": "user3"}, 422),
                             ({**put, "property": "x"}, 422), ({**put, "value": "x"}, 422),
                             ({**put, "part": "red", "value": "on"}, 422),
                             ({**put, "part": "\x1b[31m"}, 422)):
            answer = board.curl("/v1/parts", "PUT", body)
            assert answer[0] == status and answer[1]["error"]["errno"], (body, answer)
        board.end()


def run(*arguments, status=0):
    done = subprocess.run([COPRO, "run", ECHO, "--for", "0.05", *arguments], capture_output=True,
                          text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == status, (arguments, done)
    return done


def test_settings(runtime):
    done = run("--part", "user2.bounces=1", "--part", "user2.press=5ms", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(one["time_ns"], one["kind"], one["name"], one["text"]) for one in events
            if one["source"] == "part"]
    assert told == [(0, "led", "red", "on"), (0, "button", "user2", "pressed"),
                    (200000, "led", "red", "off"), (400000, "led", "red", "on"),
                    (5000000, "led", "red", "off"), (5000000, "button", "user2", "released"),
                    (5200000, "led", "red", "on"), (5400000, "led", "red", "off")], told
    assert "[    0.005000] button: user2 released\n" in run("--part", "user2.press=5ms").stdout
    # A contact that chatters: the log says that it leaves some out, and has all with -v.
    many = ("--part", "user2.bounces=100", "--part", "user2.press=5ms")
    said = run(*many).stdout
    assert said.count("led: red") + said.count("button: user2") == 50, said
    assert said.count("machine: parts change more than 50 times") == 1, said
    assert run(*many, "-v").stdout.count("led: red") > 100
    assert "part user3.state: the board has no part user3 but " in run(
        "--part", "user3.state=pressed", status=1).stderr
    assert "is not a number from 0 to 100" in run("--part", "user1.bounces=x", status=1).stderr
    for wrong in ("user1", "user1.bounces", ".x=1", ""):
        assert "--part takes NAME.PROPERTY=VALUE" in run("--part", wrong, status=2).stderr
    runtime.run("board", "--part", "user1.bounces=x", status=1)
    with Board(runtime, "--part", "user1.bounces=7") as board:
        assert value(board, "user1", "bounces") == "7"
        board.end()


def main():
    with Runtime() as runtime:
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                print(name, flush=True)
                test(runtime)
        assert not runtime.left()


main()
