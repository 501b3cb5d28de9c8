#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Scenarios as a user runs them: those of docs/examples, one for each of the example firmwares, each
kind of step, what a failed one says, and JUnit's XML."""
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

COPRO = os.environ["COPRO"]
FIRMWARE = os.environ["FIRMWARE"]
TEST_FIRMWARE = os.environ["TEST_FIRMWARE"]
SOURCE = os.environ["SOURCE"]
AT = re.compile(r"\bat \d+\.\d{6} s")
WORK = tempfile.mkdtemp(prefix="copro-test-")


def run(firmware, scenario, *options, status=0):
    """Runs a scenario, a file or its text, which must end with that status."""
    if "\n" in scenario:
        path = os.path.join(WORK, "scenario.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(scenario)
        scenario = path
    elif not os.path.isabs(scenario):
        scenario = os.path.join(SOURCE, scenario)
    if not os.path.isabs(firmware):
        firmware = os.path.join(FIRMWARE, firmware)
    done = subprocess.run([COPRO, "run", firmware, "--scenario", scenario, *options],
                          capture_output=True, text=True, timeout=120, check=False,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == status, (scenario, done.returncode, done.stdout, done.stderr)
    return done


def errors(done):
    """What it said was wrong: without its own name and the path."""
    lines = [line for line in done.stderr.splitlines() if "scenario.yaml" in line]
    # The moment moves with each instruction of the firmware.
    return [AT.sub("at T s", line.split("scenario.yaml", 1)[1].lstrip(":")) for line in lines]


def test_examples():
    for name, firmware in (("lost-doorbell", "tty-echo"), ("button-led", "button-led"),
                           ("crash-and-restart", "tty-echo"), ("uart-bridge", "uart-bridge"), ("sensor", "i2c-share")):
        first = run(f"{firmware}.elf", f"docs/examples/{name}.yaml", "--json")
        again = run(f"{firmware}.elf", f"docs/examples/{name}.yaml", "--json")
        # The same run each time, byte for byte.
        assert first.stdout == again.stdout, name


def test_every_app():
    """Each of the example firmwares does under a scenario what it is there for."""
    echo = """
steps:
  - send: {tty: 0, text: "ping\\n"}
  - expect: {tty: 0, text: "ping\\n"}
    within: 10ms
"""
    for name in ("tty-echo", "tty-echo-threads"):
        run(f"{name}.elf", echo)
    run("echo-min.elf", """
steps:
  - expect: {channel: rpmsg-client-sample}
  - send: {channel: rpmsg-client-sample, bytes: [0x00, 0x01, 0xff]}
  - expect: {channel: rpmsg-client-sample, bytes: [0x00, 0x01, 0xff]}
    within: 10ms
""")
    run("rpmsg-echo.elf", """
steps:
  - send: {channel: rpmsg-raw, text: hello}
  - expect: {channel: rpmsg-raw, text: hello}
    within: 10ms
""")
    run("resources.elf", """
steps:
  - expect: {led: orange, is: on}
    within: 10ms
  - expect: {trace: "resource manager: there"}
  - expect: {trace: "4000000 Hz"}
""")
    run("i2c-bridge.elf", """
steps:
  - expect: {trace: "I2C5: SCL"}
  - expect: {channel: rpmsg-i2c}
  # Ten reads of four bytes, of which the bus refuses the first.
  - bus: {name: I2C5, fault: nack-address, address: 0x50, times: 1}
  - send: {channel: i2c-load, bytes: [10, 0, 0, 0, 4, 0, 0, 0]}
  - expect: {channel: i2c-load, bytes: [1, 0, 0, 0]}
    within: 100ms
  - send: {channel: i2c-load, bytes: [10, 0, 0, 0, 4, 0, 0, 0]}
  - expect: {channel: i2c-load, bytes: [0, 0, 0, 0]}
    within: 100ms
""")
    run("template-service.elf", """
steps:
  - send: {channel: my-service, bytes: [2, 0, 0, 0]}
  - expect: {channel: my-service, bytes: [2, 0, 0, 0]}
  - send: {channel: my-service, bytes: [3, 1, 0, 0]}
  - expect: {channel: my-service, bytes: [5, 1, 0, 0]}
  - send: {channel: my-service, text: "?"}
  - expect: {trace: a message of 1 bytes is not understood}
""")
    run("both-modes.elf", """
steps:
  - expect: {state: running}
  - expect: {trace: "."}
  - stop
  - expect: {state: offline}
""")


def test_prompt():
    """A UART is heard character by character: a prompt ends no line."""
    run("uart-bridge.elf", """
steps:
  - send: {tty: 0, text: "one\\r\\nlogin: "}
  - expect: {uart: UART7, text: "one\\r\\n"}
    within: 5ms
  - expect: {uart: UART7, text: "log"}
    within: 1ms
  - expect: {uart: UART7, text: "in: "}
    within: 1ms
  - expect-not: {uart: UART7, text: ":"}
    within: 20ms
""")


def test_steps():
    """What else a step can do, and expect."""
    run("tty-echo.elf", """
steps:
  - expect: {channel: rpmsg-tty}
  - send: {tty: 1, text: "x"}
  - expect: {tty: 1, text: "x"}
  # A doorbell that comes late, and one that comes twice, change nothing but the time.
  - after: 1ms
    doorbell: {fault: delay, channel: 2, to: m4, by: 20ms}
  - send: {tty: 0, text: "late"}
  - expect-not: {tty: 0, text: late}
    within: 19ms
  - expect: {tty: 0, text: late}
    within: 2ms
  - doorbell: {fault: duplicate, channel: 2, to: m4, times: 3}
  - doorbell: {fault: duplicate, channel: 1, to: a7, times: 3}
  - send: {tty: 0, text: "twice"}
  - expect: {tty: 0, text: twice}
    within: 1ms
  - expect-not: {tty: 0, text: twice}
    within: 5ms
  # The M4 stands still for a while, and goes on as if nothing had been.
  - name: freeze
    freeze: 30ms
  - send: {tty: 0, text: "cold"}
  - expect-not: {tty: 0, text: cold}
    within: 29ms
  - expect: {tty: 0, text: cold}
    within: 2ms
  - when: {step: freeze}
    after: 100ms
    set: {user1.state: pressed, user2.bounces: 2}
  - expect: {part: user1, property: presses, is: 1}
  - expect: {part: user2, property: bounces, is: 2}
  - at: 500ms
    release: user1
  - expect: {part: user1, is: released}
  - at: 600ms
    reset:
""")
    # Of another firmware the channels go when it is stopped, and come back.
    run("tty-echo.elf", """
steps:
  - expect: {channel: rpmsg-tty}
  - stop
  - expect: {channel: rpmsg-tty, gone: true}
  - start
  - expect: {channel: rpmsg-tty}
  - expect: {log: "link up"}
  - send: {tty: 0, text: "back"}
  - expect: {tty: 0, text: "back"}
""")
    # What the host finds in a ring that was written over.
    run("tty-echo.elf", """
steps:
  - send: {tty: 0, text: "a"}
  - expect: {tty: 0, text: "a"}
  - after: 1ms
    corrupt: {at: vdev0vring0, offset: 1, value: 0xff}
  - corrupt: {at: 0x10040000, xor: 0x01}
  - bus: {name: I2C5, fault: nack-address, address: 0x48, times: 2}
  - bus: {name: I2C5, mend: true}
""")


def test_crash():
    said = run("tty-echo.elf", "steps:\n  - crash\n  - expect: {state: crashed}\n")
    assert "remoteproc: crashed" in said.stdout
    # Unless the scenario is about it, a crash ends the run, and is what is said.
    said = run(os.path.join(TEST_FIRMWARE, "crash_fault.elf"), "steps:\n  - expect: {trace: never}\n",
               status=1)
    assert "the firmware crashed" in said.stderr, said.stderr


def fails(steps, *wanted, firmware="tty-echo.elf", options=()):
    said = errors(run(firmware, "timeout: 50ms\nsteps:\n" + steps, *options, status=1))
    assert said == list(wanted), said


def test_failures():
    """One line for each step that fails: where it stands, what was expected, what came instead, when."""
    fails("  - send: {tty: 0, text: hi}\n  - expect: {tty: 0, text: ho}\n    within: 10ms\n  - stop\n",
          '4:5: expect ttyRPMSG0 "ho": it did not come within 0.010000 s; at T s what came: "hi" '
          "(2 bytes)")
    fails("  - expect: {tty: 7, text: x}\n",
          '3:5: expect ttyRPMSG7 "x": it did not come within 0.050000 s; at T s nothing came, and '
          "the firmware has announced no channel for that")
    fails("  - send: {tty: 7, text: x}\n",
          '3:5: send "x" to ttyRPMSG7: at T s the firmware has announced no channel for that')
    fails("  - expect: {led: orange, is: on}\n    within: 1ms\n",
          "3:5: expect orange on: it did not come within 0.001000 s; at T s it is off")
    fails("  - when: {state: crashed}\n    stop:\n",
          "3:5: when state crashed: it did not come within 0.050000 s; at T s it is running")
    fails("  - expect: {channel: rpmsg-raw}\n",
          "3:5: expect channel rpmsg-raw: it did not come within 0.050000 s; at T s it is not there")
    fails("  - expect: {channel: rpmsg-tty}\n  - expect-not: {state: running}\n    within: 1ms\n",
          "4:5: expect no state running: it came at T s")
    fails("  - corrupt: {at: nowhere, value: 1}\n",
          "3:5: corrupt a byte at nowhere + 0x0: at T s Linux has no such memory region for the "
          "coprocessor now, or it is shorter")
    fails("  - corrupt: {at: 0x80000000, value: 1}\n",
          "3:5: corrupt a byte at 0x80000000: at T s nothing is at 0x80000000 that the M4 can reach")
    fails("  - start\n", "3:5: start the firmware: at T s the coprocessor is running")
    fails("  - stop\n  - crash\n", "4:5: crash the firmware: at T s the coprocessor is offline")
    fails("  - set: {user1.press: soon}\n",
          '3:5: press user1 for soon: at T s part user1.press: "soon" is not a time such as 100ms: '
          "press it, and release it after that")
    # Two lines of steps, of which each has its say; what follows a failed step is skipped.
    fails("  - expect: {led: red, is: on}\n    within: 1ms\n  - start\n"
          "  - at: 20ms\n    expect: {led: green, is: on}\n    within: 1ms\n",
          "3:5: expect red on: it did not come within 0.001000 s; at T s it is off",
          "6:5: expect green on: it did not come within 0.001000 s; at T s it is off")
    fails("  - expect: {led: red, is: on}\n  - stop\n",
          "3:5: expect red on: it did not come before --for was over; at T s it is off",
          options=("--for", "10ms"))
    fails("  - at: 1s\n    stop:\n", " the run was over before all of its steps",
          options=("--for", "10ms"))


def test_what_the_board_has_not():
    for step, said in (
            ("expect: {led: orang, is: on}", '3:5: there is no part "orang": did you mean "orange"?'),
            ("press: usr1", '3:5: there is no part "usr1": did you mean "user1"?'),
            ("set: {user1.bounce: 1}",
             '3:5: there is no property of that part "bounce": did you mean "bounces"?'),
            ("send: {uart: UART9, text: x}", "3:5: the chip has no UART UART9"),
            ("expect: {uart: TIM1, text: x}", "3:5: the chip has no UART TIM1"),
            ("bus: {name: SPI1, mend: true}", "3:5: the chip has no I2C bus SPI1")):
        fails(f"  - {step}\n", said)


def test_bad_files():
    for text, said in (("steps:\n  - expct: {trace: x}\n",
                        '2:5: there is no key "expct": did you mean "expect"?'),
                       ("steps:\n  - expect: {trace: x\n", "3:1: while parsing a flow mapping, did not "
                                                            "find expected ',' or '}'"),
                       ("a: &x [1]\nb: *x\n", "1:4: anchors (&name) are not taken: write it out")):
        assert errors(run("tty-echo.elf", text, status=1)) == [said]
    done = run("tty-echo.elf", "/no/such/file", status=1)
    assert "/no/such/file: there is no such file" in done.stderr
    done = run("tty-echo.elf", "/tmp", status=1)
    assert "not a file; name a scenario" in done.stderr
    for options in (("--send", "x"), ("--expect", "x")):
        done = run("tty-echo.elf", "steps: [stop]\n", *options, status=2)
        assert "--scenario goes with neither" in done.stderr
    done = subprocess.run([COPRO, "run", "x.elf", "--junit", "y"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 2 and "--junit goes with" in done.stderr


def test_junit():
    path = os.path.join(WORK, "junit.xml")
    run("tty-echo.elf", "name: a <b> & \"c\"\ntimeout: 50ms\nsteps:\n  - {name: first, stop: }\n"
        "  - after: 10ms\n    expect: {trace: \"<&>\"}\n  - start\n", "--junit", path, status=1)
    suite = xml.parse(path).getroot().find("testsuite")
    assert suite.attrib["name"] == 'a <b> & "c"', suite.attrib
    assert (suite.attrib["tests"], suite.attrib["failures"], suite.attrib["skipped"]) == ("3", "1", "1")
    cases = suite.findall("testcase")
    assert [case.attrib["name"] for case in cases] == [
        "1: first", '2: expect trace "<&>"', "3: start the firmware"]
    assert abs(float(cases[1].attrib["time"]) - 0.06) < 1e-6, cases[1].attrib
    failure = cases[1].find("failure")
    assert failure.attrib["type"] == "too-late"
    assert failure.attrib["message"].startswith("line 5, column 5: expect trace"), failure.attrib
    assert cases[2].find("skipped") is not None
    # Of a conversation, too.
    done = subprocess.run([COPRO, "run", os.path.join(FIRMWARE, "tty-echo.elf"), "--send", "hi",
                           "--expect", "hi", "--junit", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done
    suite = xml.parse(path).getroot().find("testsuite")
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "0")
    # A file that is there stays whole when it cannot be replaced.
    done = run("tty-echo.elf", "steps: [stop]\n", "--junit", os.path.join(WORK, "no", "junit.xml"), status=1)
    assert "--junit" in done.stderr and "cannot be written" in done.stderr
    assert sorted(os.listdir(WORK)) == ["junit.xml", "scenario.yaml"]


def test_log():
    done = run("tty-echo.elf", "steps:\n  - {name: why, freeze: 1ms}\n  - expect: {state: running}\n", "--json",
               "--verbose")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(one["kind"], one.get("name"), one["number"], one["text"]) for one in events
            if one["source"] == "scenario"]
    assert told == [("step-done", "why", 2, "freeze the M4 for 0.001000 s"),
                    ("step-met", None, 3, "expect state running")], told
    done = run("tty-echo.elf", "steps:\n  - expect: {state: running}\n", "--stay", "--for", "0.1", "--json")
    assert json.loads(done.stdout.splitlines()[-1])["time_ns"] >= 100000000


def main():
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            print(name, flush=True)
            test()


main()
sys.exit(0)
