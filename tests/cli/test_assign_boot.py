#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Generated trees and firmware with generated C boot together: what is given works, what is not is refused."""
import glob
import os
import re
import subprocess
import tempfile

COPRO = os.environ["COPRO"]
SOURCE = os.environ["SOURCE"]
FIRMWARE = os.environ["FIRMWARE"]
BUILD = os.path.dirname(COPRO)
ASSIGNMENT = os.path.join(SOURCE, "tests", "assign", "boot.yaml")
REMOTE = os.path.join(SOURCE, "src", "remote")
LINUX = os.path.join(BUILD, "dts", "stm32mp157c-dk2.dtb")
TFA = os.path.join(BUILD, "dts", "stm32mp157c-dk2-tfa.dtb")


def copro(status, *arguments):
    done = subprocess.run([COPRO, *arguments], capture_output=True, text=True, timeout=200,
                          stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == status, f"{arguments}: {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


def tree_make(base, fragment, output):
    """A fragment over a compiled tree. `etzpc` is a label of TF-A's source: its node has it again."""
    source = subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", base], capture_output=True, text=True,
                            check=True).stdout
    source = re.sub(r"(?<![:\w] )\betzpc@", "etzpc: etzpc@", source)
    with open(fragment, encoding="utf-8") as file:
        source += file.read()
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", output], input=source, text=True, check=True)


def firmware_make(work):
    archives = [os.path.join(FIRMWARE, f"libm4_{room}.a") for room in ("remote", "drivers", "core", "soc")]
    output = os.path.join(work, "assigned.elf")
    subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard",
                    "-ffunction-sections", "-fdata-sections", "-g", "-std=gnu11", "-Os", "-Wall", "-Wextra",
                    "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-ffreestanding",
                    "-I", os.path.join(SOURCE, "include"), "-I", os.path.join(SOURCE, "src"), "-I", work,
                    os.path.join(SOURCE, "tests", "firmware", "assigned", "main.c"),
                    os.path.join(work, "assigned.c"), os.path.join(REMOTE, "vectors.c"),
                    "-nostartfiles", "-specs=nano.specs", "-Wl,--gc-sections", "-Wl,--fatal-warnings",
                    "-L", REMOTE, "-T", os.path.join(work, "assigned.ld"),
                    "-Wl,--start-group", *archives, "-Wl,--end-group", "-o", output], check=True)
    return output


def over_debian(work, tree, firmware, tfa):
    """The same firmware with the tree of Debian's kernel, which has no sensor at I2C5."""
    linux = os.path.join(work, "debian.dtb")
    copro(0, "assign", "generate", ASSIGNMENT, "-o", work, "--base", tree)
    tree_make(tree, os.path.join(work, "assigned-linux.dtsi"), linux)
    copro(0, "assign", "check", ASSIGNMENT, "--dtb", linux)
    text = copro(0, "run", firmware, "--dtb", linux, "--tfa-dtb", tfa, "--strict",
                 "--send", "hello\\n", "--expect", "hello")
    for line in ("bootloader: the firewall leaves Linux every peripheral that its tree enables",
                 "I2C5: granted, error 1, 0 degrees", "TIM3: granted, counts",
                 "UART4: reserved for the A7"):
        assert line in text, f"{line}:\n{text}"


def overlay(work):
    """As an overlay it can be applied to a tree that has labels."""
    compiled, applied = os.path.join(work, "overlay.dtbo"), os.path.join(work, "applied.dtb")
    copro(0, "assign", "generate", ASSIGNMENT, "-o", work, "--overlay")
    subprocess.run(["dtc", "-@", "-I", "dts", "-O", "dtb", "-o", compiled,
                    os.path.join(work, "assigned-linux.dtso")], check=True)
    subprocess.run(["fdtoverlay", "-i", LINUX, "-o", applied, compiled], check=True)
    copro(0, "assign", "check", ASSIGNMENT, "--dtb", applied)


def there_and_back(work, linux, tfa):
    """What is imported from generated trees has the same owners, pins, locks and clocks. Labels of pins of software are
    those of nodes; sizes of memory are in the firmware and not in the trees."""
    back = os.path.join(work, "back.yaml")
    copro(0, "assign", "import", "--linux", linux, "--tfa", tfa, "-o", back)
    differences = copro(1, "assign", "diff", ASSIGNMENT, back).splitlines()
    assert "PH7: LED_ORANGE (m4) -> io_led_orange (m4)" in differences, differences
    assert "PA14: BUTTON (m4) -> io_button (m4)" in differences, differences
    others = [line for line in differences if not line.startswith(("PH7: ", "PA14: ", "memory ", "rpmsg: "))]
    assert not others, others


def main():
    with tempfile.TemporaryDirectory() as work:
        linux, tfa = os.path.join(work, "linux.dtb"), os.path.join(work, "tfa.dtb")
        copro(0, "assign", "generate", ASSIGNMENT, "-o", work, "--base", LINUX)
        tree_make(LINUX, os.path.join(work, "assigned-linux.dtsi"), linux)
        tree_make(TFA, os.path.join(work, "assigned-tfa.dtsi"), tfa)
        there_and_back(work, linux, tfa)
        firmware = firmware_make(work)
        text = copro(0, "run", firmware, "--dtb", linux, "--tfa-dtb", tfa, "--strict",
                     "--send", "hello\\n", "--expect", "hello")
        for line in ("firewall: TIM3, USART3, I2C5 for the M4 alone, 1 secure, 2 locked",
                     # The two trees agree.
                     "bootloader: the firewall leaves Linux every peripheral that its tree enables",
                     "assigned: error 0",
                     "I2C5: granted, error 0, 25 degrees",
                     "TIM3: granted, counts, 208877929 Hz, priority 8",
                     "USART3: error 0", "LED: error 0", "button: error 0",
                     "UART4: reserved for the A7",
                     "SPI6: reserved for the secure world",
                     "I2C5 again: in use by this firmware already",
                     "no such: error 22",
                     "led: orange on"):
            assert line in text, f"{line}:\n{text}"
        assert "refused" not in text and "warning" not in text, text

        # The firmware touches nothing else, fits, and Linux's tree leaves it what is its own.
        copro(0, "assign", "check", ASSIGNMENT, "--firmware", firmware, "--run", "--dtb", linux)

        # Trees of another assignment: the table says where the rings have to be, and that is noticed.
        done = subprocess.run([COPRO, "run", firmware, "--for", "0.01"], capture_output=True, text=True,
                              timeout=200, stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == 1 and "0x10050000 does not fit vdev0vring0 at 0x10040000" in done.stderr, done
        debian = glob.glob(os.path.join(BUILD, "debian-trees", "stm32mp157c-dk2.dtb")) + \
            glob.glob(os.path.join(SOURCE, "build", "debian-trees", "stm32mp157c-dk2.dtb"))
        if debian:
            over_debian(work, debian[0], firmware, tfa)
        overlay(work)
    print("assign boot: all fine")


main()
