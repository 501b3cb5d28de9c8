# SPDX-License-Identifier: BSD-3-Clause
"""Runs the examples of README.md and docs/: each `$ command` of a ```console block must print what
stands under it. A line of `...` stands for any lines, and `...` at the end of a line for its rest. They run in a
folder that looks like a checkout after ./try, with what this build has built; standard output and error are
taken together. Lines that differ from run to run (those of ttys, endpoints and wall clock, which begin with
"copro: tty" or "copro: rpmsg" or end in a duration) may stand there and are not compared."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

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


def line_matches(expected, actual):
    if expected.endswith("..."):
        return actual.startswith(expected[:-len("...")])
    return expected == actual


def matches(expected, actual):
    """Whether `actual` is `expected`, in which "..." stands for any number of lines."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[skip:]) for skip in range(len(actual) + 1))
    if not actual or not line_matches(expected[0], actual[0]):
        return False
    return matches(expected[1:], actual[1:])


def comparable(lines):
    return [TIME.sub("[time]", line.rstrip()) for line in lines if not VARYING.match(line)]


def checkout(place):
    """What a reader has before him who has called ./try: the sources, and in build/ what was built."""
    for entry in SOURCE.iterdir():
        if entry.name != "build":
            (place / entry.name).symlink_to(entry)
    build = place / "build"
    build.mkdir()
    (build / "copro").symlink_to(COPRO)
    (build / "firmware").symlink_to(FIRMWARE)
    (build / "dts").symlink_to(pathlib.Path(COPRO).parent / "dts")
    return place


def run(command, where):
    runtime = where / "runtime"
    runtime.mkdir(exist_ok=True)
    result = subprocess.run(command, shell=True, cwd=where, stdin=subprocess.DEVNULL, timeout=120,
                            env={**os.environ, "XDG_RUNTIME_DIR": str(runtime),
                                 "PATH": f"{where}/build:{os.environ['PATH']}"},
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return comparable(result.stdout.splitlines())


def check(path, where):
    """Runs the examples of a document. Returns how many there are, and how many are wrong."""
    count = failed = 0
    for number, command, expected in blocks(path):
        actual = run(command, where)
        count += 1
        if not matches(comparable(expected), actual):
            failed += 1
            print(f"{path.name}:{number}: $ {command}\n  expected:")
            print("\n".join(f"    {line}" for line in expected))
            print("  printed:\n" + "\n".join(f"    {line}" for line in actual))
    return count, failed


def boards_end(where):
    """One that was asked over its socket to end answers before it does."""
    end = time.monotonic() + 60
    while run("copro boards", where):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def main():
    count = failed = 0
    for path in [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]:
        # No other board than those that the document starts, and ends.
        with tempfile.TemporaryDirectory(prefix="copro-test-") as place:
            where = checkout(pathlib.Path(place))
            of, wrong = check(path, where)
            if not boards_end(where):
                failed += 1
                print(f"{path.name}: a board still runs")
                run("for name in $(copro boards | awk 'NR > 1 { print $1 }'); do copro shutdown --board $name; done",
                    where)
        count += of
        failed += wrong
    print(f"{count} examples, {failed} wrong")
    return 1 if failed or not count else 0


sys.exit(main())
