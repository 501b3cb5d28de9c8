# SPDX-License-Identifier: BSD-3-Clause
"""Runs the examples of README.md and docs/: each `$ command` of a ```console block must print what
stands under it. A line of `...` stands for any lines. `copro` is this build's, build/firmware its
firmware; standard output and error are taken together, without the lines that differ from run to run
(those of ttys, endpoints and wall clock, which begin with "copro: tty" or "copro: rpmsg" or end in a
duration)."""
import os
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(os.environ["SOURCE"])
COPRO = os.environ["COPRO"]
FIRMWARE = os.environ["FIRMWARE"]
# The microsecond at which something happens moves with every instruction of the firmware.
TIME = re.compile(r"^\[ *\d+\.\d{6}\]")
VARYING = re.compile(r"^copro: ((ttyRPMSG|rpmsg)\d+ is |[\d.]+ s of virtual time took )")


def blocks(path):
    """Yields (line number, command, expected lines)."""
    inside, command, expected, at = False, None, [], 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("```"):
            if inside and command:
                yield at, command, expected
            inside, command, expected = line == "```console", None, []
        elif inside and line.startswith("$ "):
            if command:
                yield at, command, expected
            command, expected, at = line[2:], [], number
        elif inside:
            expected.append(line)


def matches(expected, actual):
    """Whether `actual` is `expected`, in which "..." stands for any number of lines."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[skip:]) for skip in range(len(actual) + 1))
    return bool(actual) and expected[0] == actual[0] and matches(expected[1:], actual[1:])


def timeless(line):
    return TIME.sub("[time]", line.rstrip())


def run(command):
    text = command.replace("build/firmware", FIRMWARE)
    text = re.sub(r"^(build/)?copro\b", COPRO, text)
    result = subprocess.run(text, shell=True, cwd=SOURCE, stdin=subprocess.DEVNULL, timeout=120,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    output = result.stdout.replace(FIRMWARE, "build/firmware").replace(COPRO, "copro")
    return [timeless(line) for line in output.splitlines() if not VARYING.match(line)]


def main():
    count = failed = 0
    for path in [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]:
        for number, command, expected in blocks(path):
            actual = run(command)
            count += 1
            if not matches([timeless(line) for line in expected], actual):
                failed += 1
                print(f"{path.name}:{number}: $ {command}\n  expected:")
                print("\n".join(f"    {line}" for line in expected))
                print("  printed:\n" + "\n".join(f"    {line}" for line in actual))
    print(f"{count} examples, {failed} wrong")
    return 1 if failed or not count else 0


sys.exit(main())
