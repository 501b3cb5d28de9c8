#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""SPI as a user joins it: a master and a slave on two boards, a plug on one, and the flash of the virtual DK2."""
import os
import shutil
import subprocess
import sys
import tempfile

COPRO = os.environ["COPRO"]
TEST_FIRMWARE = os.environ["TEST_FIRMWARE"]
WORK = tempfile.mkdtemp(prefix="copro-test-")
ASK = """
steps:
  - after: 20ms
    press: {button: user1, for: 10ms}
  - expect: {trace: "the slave says: %s"}
    within: 10ms
  - after: 1ms
    expect: {state: running}
"""


def firmware(name):
    return os.path.join(TEST_FIRMWARE, f"{name}.elf")


def run(name, *options, status=0, scenario=None):
    if scenario:
        path = os.path.join(WORK, "scenario.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(scenario)
        options = (*options, "--scenario", path)
    done = subprocess.run([COPRO, "run", firmware(name), "--as-fast-as-possible", *options],
                          capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == status, (name, options, done.returncode, done.stdout, done.stderr)
    return done


def log(done):
    """What the firmware logged."""
    return [line.split("cm4_log: ", 1)[1] for line in done.stdout.splitlines() if "cm4_log: " in line]


def test_two_boards():
    beside = ("--beside", firmware("spi_slave"))
    first = run("spi_master", *beside, "--join", "SPI4", scenario=ASK % "I am slave 7")
    assert "board 2: cm4_log: the master asks: who are you?" in first.stdout, first.stdout
    again = run("spi_master", *beside, "--join", "SPI4", scenario=ASK % "I am slave 7")
    # The same run each time, byte for byte.
    assert first.stdout == again.stdout
    # Without the wire nobody answers.
    run("spi_master", *beside, status=1, scenario=ASK % "I am slave 7")


def test_one_board():
    """MOSI joined to MISO: it hears what it says."""
    run("spi_master", "--join", "SPI4", scenario=ASK % "who are you?")
    run("spi_master", "--join", "SPI4=SPI5", status=1, scenario=ASK % "who are you?")
    for wire, text in (("SPI7", "SPI7 is no SPI bus of the chip: SPI1 to SPI6 are"),
                       ("SPI4=UART7", "UART7 is no SPI bus of the chip"),
                       ("I2C5", "I2C5 and I2C5 are one bus already"), ("PE8", "PE8 is joined to itself already")):
        said = run("spi_master", "--join", wire, status=1).stderr
        assert f"copro: --join {wire}: {text}" in said, said
    said = run("spi_master", "--join", "SPI4", "--join", "SPI4=SPI5", status=1).stderr
    assert "SPI4 or SPI5 is joined already" in said, said


def test_flash():
    """What it holds is in a file, and there the next time."""
    path = os.path.join(WORK, "flash.bin")
    lines = ["flash ef 4015", 'before: ""', "erased after many polls", 'erased: ""', 'after: "written"']
    assert log(run("spi_flash", "--for", "0.06", "--part", f"flash.file={path}")) == lines
    assert os.path.getsize(path) == 2 << 20
    with open(path, "rb") as file:
        file.seek(0x12000)
        assert file.read(8) == b"written\0"
    lines[1] = 'before: "written"'
    done = run("spi_flash", "--part", f"flash.file={path}", scenario="""
steps:
  - expect: {trace: "flash ef 4015"}
  - expect: {part: flash, is: busy}
  - expect: {trace: "erased after many polls"}
  - expect: {trace: "after: \\"written\\""}
  - expect: {part: flash, property: erases, is: 1}
  - expect: {part: flash, property: programs, is: 1}
""")
    assert log(done) == lines
    os.truncate(path, 100)
    said = run("spi_flash", "--part", f"flash.file={path}", status=1).stderr
    assert "flash.file" in said and "as many bytes" in said, said


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
