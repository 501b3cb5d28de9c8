#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""CAN as a user sees it: a tester on the bus of the virtual DK2's FDCAN1, and two boards on one bus."""
import os
import shutil
import subprocess
import sys
import tempfile

COPRO = os.environ["COPRO"]
ECHO = os.path.join(os.environ["TEST_FIRMWARE"], "can_echo.elf")
WORK = tempfile.mkdtemp(prefix="copro-test-")
PRESS = """
  - after: 20ms
    press: {button: user1, for: 10ms}
"""


def run(*options, status=0, scenario=None):
    if scenario:
        path = os.path.join(WORK, "scenario.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("steps:" + scenario)
        options = (*options, "--scenario", path)
    done = subprocess.run([COPRO, "run", ECHO, "--as-fast-as-possible", *options], capture_output=True, text=True,
                          timeout=120, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == status, (options, done.returncode, done.stdout, done.stderr)
    return done


def events(done, text):
    return [line.split("] ", 1)[1] for line in done.stdout.splitlines() if text in line]


def test_tester():
    """Each frame is a line, as candump has it; who sends one is somebody who acknowledges."""
    done = run(scenario="""
  - after: 20ms
    set: {m-can1.send: "124#112233"}
  - expect: {trace: "frame 124 of 3: 00332211"}
  - expect: {part: m-can1, is: "125#EEDDCC"}
  - set: {m-can1.send: "00000200#R"}
  - expect: {trace: "frame 200 of 0"}
  - expect: {part: m-can1, is: "00000201#R"}
  - expect: {part: m-can1, property: frames, is: 4}
  - expect: {part: m-can1, property: node, is: "on"}
""")
    assert events(done, "can: ") == ["can: m-can1 124#112233", "can: m-can1 125#EEDDCC", "can: m-can1 00000200#R",
                                     "can: m-can1 00000201#R"], done.stdout


def test_options():
    done = run("--for", "0.05", "--part", "m-can1.bitrate=500000", "--part", "m-can1.send=101#55")
    assert events(done, "cm4_log: frame") == ["cm4_log: frame 101 of 1: 00000055"], done.stdout
    # At another bit rate the firmware destroys what comes, until it is passive.
    done = run("--for", "0.05", "--part", "m-can1.bitrate=250000", "--part", "m-can1.send=101#55")
    assert not events(done, "cm4_log: frame"), done.stdout
    assert "another bit rate" in done.stdout, done.stdout
    for setting, text in (("send=12#", "as candump writes it"), ("node=loud", "off, listen"),
                          ("bitrate=5", "bits per second"), ("frames=1", "can be read only")):
        said = run("--part", f"m-can1.{setting}", status=1).stderr
        assert text in said, said


def test_errors():
    """Disturbed frames are sent again."""
    done = run("--part", "m-can1.node=on", scenario="""
  - set: {m-can1.errors: 3}""" + PRESS + """
  - expect: {part: m-can1, is: "100#1122"}
  - expect: {part: m-can1, property: errors, is: 0}
""")
    assert events(done, "can: ") == ["can: m-can1 100#1122"], done.stdout


def test_alone():
    """Who only listens does not acknowledge."""
    run("--part", "m-can1.node=listen", "--timeout", "0.1", status=1, scenario=PRESS + """
  - expect: {part: m-can1, is: "100#1122"}
""")


def test_two_boards():
    scenario = PRESS + """
  - expect: {trace: "frame 101 of 2: 0000ddee"}
  - after: 1ms
    expect: {state: running}
"""
    beside = ("--beside", ECHO, "--part", "m-can1.node=listen")
    first = run(*beside, "--join", "FDCAN1", scenario=scenario)
    assert "board 2: cm4_log: frame 100 of 2: 00002211" in first.stdout, first.stdout
    assert events(first, "can: ") == ["board 1: can: m-can1 100#1122", "board 1: can: m-can1 101#EEDD"], first.stdout
    # The same run each time, byte for byte.
    again = run(*beside, "--join", "FDCAN1", scenario=scenario)
    assert first.stdout == again.stdout
    run(*beside, status=1, scenario=scenario)


def test_wires():
    for wire, text in (("FDCAN3", "FDCAN3 is no CAN bus of the chip: FDCAN1 and FDCAN2 are"),
                       ("FDCAN1", "FDCAN1 is joined to itself already")):
        said = run("--join", wire, status=1).stderr
        assert f"copro: --join {wire}: {text}" in said, said


def main():
    try:
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                test()
    finally:
        shutil.rmtree(WORK)
    return 0


if __name__ == "__main__":
    sys.exit(main())
