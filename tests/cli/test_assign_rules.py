#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The rules of `copro assign check` that need a firmware or a tree, each with a file that breaks it and one
that just does not, and a few of the others (tests/assign/test_rules.c has them all); and what the program
tells of its rules is what docs/assign-rules.md says."""
import json
import os
import re
import subprocess
import tempfile

from images import FIRMWARE, TEST_FIRMWARE, Image, hostile

COPRO = os.environ["COPRO"]
SOURCE = os.environ["SOURCE"]
CASES = os.path.join(SOURCE, "tests", "assign", "rules")


def copro(*arguments):
    return subprocess.run([COPRO, "assign", *arguments], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, check=False)


def rules():
    """(code, severity, title) of every rule."""
    lines = copro("check", "--explain", "all").stdout.splitlines()
    return [tuple(line.split(None, 2)) for line in lines]


def firmware(work, name):
    """The path of a firmware by what a case calls it."""
    path = os.path.join(work, "firmware.elf")
    if name == "no-vectors":
        image = Image()
        # No segment is loaded to address 0 any more.
        for index in range(image.phnum):
            if image.segment(index, "type") == 1 and image.segment(index, "paddr") == 0:
                image.segment(index, "type", 0)
        data = bytes(image.data)
    elif name.startswith("hostile:"):
        data = hostile(name.split(":")[1])
    else:
        for folder in (FIRMWARE, TEST_FIRMWARE):
            if os.path.exists(os.path.join(folder, name)):
                return os.path.join(folder, name)
        raise FileNotFoundError(name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def options(work, text):
    """What the case is looked at with."""
    found = re.search(r"^# with: (.*)$", text, re.M)
    words = found.group(1).split() if found else []
    if "--firmware" in words:
        at = words.index("--firmware") + 1
        words[at] = firmware(work, words[at])
    if "--dtb" in words:
        at = words.index("--dtb") + 1
        tree = os.path.join(work, "tree.dtb")
        subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", tree,
                        os.path.join(CASES, words[at])], check=True)
        words[at] = tree
    return words


def case(work, code, severity, kind):
    path = os.path.join(CASES, f"{code}-{kind}.yaml")
    assert os.path.exists(path), f"{code} has no case {path}"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with_options = options(work, text)
    done = copro("check", path, "--json", *with_options)
    assert done.stdout, f"{path}: {done.stderr}"
    report = json.loads(done.stdout)
    found = [f for f in report["findings"] if f["code"] == code]
    if kind == "good":
        errors = [f for f in report["findings"] if f["severity"] == "error"]
        assert not found and not errors, f"{path}: {found or errors}"
        assert done.returncode == 0, path
        return
    says = re.search(r"^# says: (.*)$", text, re.M).group(1)
    assert found, f"{path}: {report['findings']}"
    assert any(says in f["what"] for f in found), f"{path}: {found}"
    for finding in found:
        assert finding["severity"] == severity, path
        assert finding["what"] and finding["why"] and finding["do"], f"{path}: {finding}"
    others = [f for f in report["findings"] if f["code"] != code and f["severity"] == "error"]
    assert not others, f"{path} breaks other rules as well: {others}"
    assert done.returncode == (1 if severity == "error" else 0), path
    # A place in the file, where the rule is about the file.
    if "# with:" not in text and code != "CHIP001":
        assert all(f["at"] and f["at"]["file"] == path for f in found), f"{path}: {found}"
    # One of a kind is enough to see that it is told in words, too.
    if code.endswith("001"):
        shown = copro("check", path, *with_options).stdout
        assert f" {severity} {code}: " in shown and "why: " in shown and "do:  " in shown, shown


def stories(all_rules):
    # Every process costs time where mistakes with memory are looked for.
    for code, severity, title in all_rules[::5]:
        done = copro("check", "--explain", code.lower())
        assert done.returncode == 0
        lines = done.stdout.splitlines()
        assert lines[0] == f"{code}: {title}" and len(lines) >= 5, done.stdout
        assert all(len(line) <= 100 for line in lines), done.stdout
        assert severity in lines[-1].lower(), lines[-1]
    wrong = copro("check", "--explain", "PIN999")
    assert wrong.returncode == 1 and "did you mean" in wrong.stderr, wrong.stderr


def document(all_rules):
    """The list in the documentation."""
    with open(os.path.join(SOURCE, "docs", "assign-rules.md"), encoding="utf-8") as file:
        rows = re.findall(r"^\| `([A-Z]+\d+)` \| (\w+) \| (.*?) \|", file.read(), re.M)
    assert rows == [tuple(rule) for rule in all_rules], set(rows) ^ set(map(tuple, all_rules))


def main():
    all_rules = rules()
    assert len(all_rules) > 50
    assert [r[0] for r in all_rules] == sorted({r[0] for r in all_rules})
    known = {r[0] for r in all_rules}
    for name in os.listdir(CASES):
        code = name.split("-")[0]
        assert code in known or code == "DTB", f"{name} is a case of no rule"
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_RUNTIME_DIR"] = work
        for code, severity, _ in all_rules:
            if code[:3] in ("DTB", "ELF", "RUN") or code.endswith("001"):
                case(work, code, severity, "bad")
                case(work, code, severity, "good")
    stories(all_rules)
    document(all_rules)


if __name__ == "__main__":
    main()
