#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""`copro assign` as a user calls it: exit status, output in its forms, and files that are not there."""
import json
import os
import subprocess
import tempfile

COPRO = os.environ["COPRO"]
SOURCE = os.environ["SOURCE"]
TREE = os.path.join(os.path.dirname(COPRO), "dts", "stm32mp157c-dk2.dtb")
DK2 = os.path.join(SOURCE, "tests", "assign", "dk2.yaml")


def copro(status, *arguments, cwd=None):
    done = subprocess.run([COPRO, "assign", *arguments], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, cwd=cwd, check=False)
    assert done.returncode == status, f"{arguments}: {done.returncode}: {done.stdout}{done.stderr}"
    return done


def one_line(done, *texts):
    """The message is one line that has all of these."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("copro: "), done.stderr
    for text in texts:
        assert text in lines[0], (text, lines[0])


def forms(work):
    path = os.path.join(work, "pump.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("board: stm32mp157c-dk2\n"
                   "peripherals:\n"
                   "  USART3: {context: m4, pins: {TX: PD11, RX: PB12}}\n"
                   "gpio:\n"
                   "  A: {pin: PC0}\n")
    text = copro(1, "check", "pump.yaml", cwd=work).stdout
    again = copro(1, "check", "pump.yaml", cwd=work).stdout
    assert text == again
    lines = text.splitlines()
    assert lines[0].startswith("pump.yaml:3:32: error PIN001: PD11 is used twice: as "), text
    assert "    see: stm32mp157c-dk2.yaml:" in text and ", which the board brings" in text, text
    assert any(line.startswith("pump.yaml:3:32: error PIN002: PD11 cannot be USART3_TX")
               for line in lines), text
    assert any(line.startswith("pump.yaml:5:12: warning PIN007: ") for line in lines), text
    assert lines[-1] == "pump.yaml: 2 errors, 2 warnings", text

    report = json.loads(copro(1, "check", "pump.yaml", "--json", cwd=work).stdout)
    assert report["file"] == "pump.yaml" and report["errors"] == 2 and report["warnings"] == 2
    assert [f["code"] for f in report["findings"]] == ["PIN001", "PIN002", "PIN007", "PIN007"]
    assert report["findings"][1]["at"] == {"file": "pump.yaml", "line": 3, "column": 32}

    copro(1, "check", "pump.yaml", "--sarif", "out.sarif", cwd=work)
    with open(os.path.join(work, "out.sarif"), encoding="utf-8") as file:
        log = json.load(file)
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) > 50 and run["tool"]["driver"]["name"] == "copro assign"
    assert [r["ruleId"] for r in run["results"]] == ["PIN001", "PIN002", "PIN007", "PIN007"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "pump.yaml"
        assert place["region"]["startLine"] in (3, 5)
        assert "Why: " in result["message"]["text"]


def fine():
    lines = copro(0, "check", DK2).stdout.splitlines()
    assert lines[-1] == f"{DK2}: 0 errors, 1 warning", lines
    shown = copro(0, "show", DK2).stdout
    assert "  SPI4:\n    context: m4" in shown and f"# {DK2}:8:14" in shown, shown
    assert "GPIOA" not in shown and "GPIOA" in copro(0, "show", DK2, "--all").stdout
    value = json.loads(copro(0, "show", DK2, "--json").stdout)
    assert value["peripherals"]["SPI4"]["context"] == {"value": "m4", "origin": f"{DK2}:8:14"}
    assert value["memory"]["code"]["address"]["value"] == 0x10000000


def trees():
    found = json.loads(copro(1, "check", DK2, "--dtb", TREE, "--json").stdout)["findings"]
    codes = {f["code"] for f in found if f["severity"] == "error"}
    assert codes == {"DTB001", "DTB002"}, codes
    # Every place that can be one is in the assignment, where it can be repaired.
    assert all(f["at"]["file"] == DK2 for f in found), found


def wrong(work):
    one_line(copro(1, "check", "/nowhere/x.yaml"), "/nowhere/x.yaml", "no such file")
    one_line(copro(1, "check", work), "not a file", "assignment file in YAML")
    one_line(copro(1, "check", DK2, "--dtb", DK2), DK2, "not a device tree")
    one_line(copro(1, "check", DK2, "--firmware", DK2), DK2)
    one_line(copro(1, "check", DK2, "--sarif", "/nowhere/x.sarif"), "--sarif /nowhere/x.sarif")
    one_line(copro(2, "check"), "needs FILE")
    one_line(copro(2, "check", DK2, "--run"), "--firmware")
    one_line(copro(2, "check", DK2, "--for", "2"), "--run")
    one_line(copro(2, "show", DK2, "--dtb", TREE), "takes no --dtb")
    one_line(copro(2, "chekc", DK2), "did you mean `assign check`?")
    one_line(copro(2, "check", DK2, "--explain", "PIN001"), "--explain")
    big = os.path.join(work, "big.yaml")
    with open(big, "wb") as file:
        file.write(b"# " + b"x" * (2 << 20))
    one_line(copro(1, "check", big), "larger than 1 MB")
    # A file that could not be understood is shown as far as it was, and says what is missing.
    bad = os.path.join(work, "bad.yaml")
    with open(bad, "w", encoding="utf-8") as file:
        file.write("board: stm32mp157c-dk2\nperipherals: {TIM2: m4, FOO: m4}\n")
    done = copro(1, "show", bad)
    assert "  TIM2:" in done.stdout and "FILE002" in done.stderr, done


def main():
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_RUNTIME_DIR"] = work
        forms(work)
        fine()
        trees()
        wrong(work)


if __name__ == "__main__":
    main()
