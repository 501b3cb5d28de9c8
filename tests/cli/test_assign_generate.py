#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""`copro assign generate`: the files, that all of them compile, and that nothing of a person's is lost."""
import glob
import os
import re
import shutil
import stat
import subprocess
import tempfile

COPRO = os.environ["COPRO"]
SOURCE = os.environ["SOURCE"]
BUILD = os.path.dirname(COPRO)
ASSIGN = os.path.join(SOURCE, "tests", "assign")
GOLDEN = os.path.join(ASSIGN, "generated")
DTS = os.path.join(SOURCE, "src", "board", "dts")
VIRTUAL = os.path.join(BUILD, "dts", "stm32mp157c-dk2.dtb")
ENDINGS = ("-tfa.dtsi", "-uboot.dtsi", "-linux.dtsi", ".h", ".c", ".ld")
WARNINGS = ("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes",
            "-Wmissing-prototypes", "-Wundef", "-Wvla", "-Werror")


def generate(status, *arguments, cwd=None):
    done = subprocess.run([COPRO, "assign", "generate", *arguments], capture_output=True, text=True,
                          timeout=120, stdin=subprocess.DEVNULL, cwd=cwd, check=False)
    assert done.returncode == status, f"{arguments}: {done.returncode}: {done.stdout}{done.stderr}"
    return done


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def write(text, *path):
    with open(os.path.join(*path), "w", encoding="utf-8") as file:
        file.write(text)


def files(folder):
    return {name: read(folder, name) for name in sorted(os.listdir(folder))}


def fresh(work, name):
    path = os.path.join(work, name)
    shutil.rmtree(path, ignore_errors=True)
    os.mkdir(path)
    return path


def one_line(done, *texts):
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("copro: "), done.stderr
    for text in texts:
        assert text in lines[0], (text, lines[0])


# ---- the text ----

def golden(work):
    """Generated anew with `copro assign generate tests/assign/boot.yaml`, each file with .txt at its end."""
    out = fresh(work, "golden")
    generate(0, os.path.join(ASSIGN, "boot.yaml"), "-o", out)
    made = files(out)
    assert sorted(made) == sorted("assigned" + ending for ending in ENDINGS)
    for name, text in made.items():
        assert text == read(GOLDEN, name + ".txt"), f"{name} is not as in {GOLDEN}"


def deterministic(work):
    """The same twice, and from another folder by another path."""
    out, again, elsewhere = fresh(work, "out"), fresh(work, "again"), fresh(work, "elsewhere")
    generate(0, os.path.join(ASSIGN, "everything.yaml"), "-o", out)
    generate(0, os.path.join(ASSIGN, "everything.yaml"), "-o", again)
    shutil.copy(os.path.join(ASSIGN, "everything.yaml"), elsewhere)
    generate(0, "everything.yaml", cwd=elsewhere)
    os.remove(os.path.join(elsewhere, "everything.yaml"))
    assert files(out) == files(again) == files(elsewhere)


def origins(work):
    """A value of the file has its line, a default its reason."""
    out = fresh(work, "origins")
    write("chip: STM32MP157CAC\n"
          "peripherals:\n"
          "  USART3: {context: m4, pins: {TX: PB10, RX: PB12}}\n", work, "pump.yaml")
    generate(0, os.path.join(work, "pump.yaml"), "-o", out)
    text = read(out, "pump-tfa.dtsi")
    assert re.search(r"0x001f0200\t/\* USART3, MCU_ISOLATION, UNLOCK, for m4; pump.yaml:3:3 \*/", text), text
    text = read(out, "pump-linux.dtsi")
    assert re.search(r"<0x1a08>;\t/\* PB10 AF7 USART3_TX; pump.yaml:3:36 \*/", text), text
    assert re.search(r"slew-rate = <0>; +/\* default: ", text), text
    assert re.search(r"PUMP_USART3_PRIORITY 8u +/\* default: ", read(out, "pump.h"))


# ---- it compiles ----

def dtc(source, *options):
    """The warnings, without places in the source."""
    done = subprocess.run(["dtc", "-I", "dts", "-O", "dtb", "-o", "/dev/null", *options], input=source,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # Below a warning there may be other places where its node is.
    return {re.sub(r"^[^(]*", "", line) for line in done.stderr.splitlines() if "also defined at" not in line}


def preprocessed(tree):
    return subprocess.run(["cc", "-E", "-nostdinc", "-undef", "-D__DTS__", "-P", "-x", "assembler-with-cpp",
                           os.path.join(DTS, tree)], capture_output=True, text=True, check=True).stdout


def decompiled(tree):
    return subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", tree], capture_output=True, text=True,
                          check=True).stdout


def with_labels(source, fragment):
    """The fragment behind the source, which gets empty nodes for labels of Linux's that it does not have."""
    missing = [label for label in re.findall(r"^&(\w+) {", fragment, re.M)
               if not re.search(rf"\b{label}:", source)]
    nodes = "".join(f"{label}: {label.replace('_', '-')} {{ }}; " for label in sorted(set(missing)))
    return source + f"/ {{ missing {{ {nodes} }}; }};\n" + fragment


def compile_c(out, name):
    subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-std=gnu11", "-Os", *WARNINGS,
                    "-ffreestanding", "-I", os.path.join(SOURCE, "include"), "-I", os.path.join(SOURCE, "src"),
                    "-c", os.path.join(out, name + ".c"), "-o", os.path.join(out, name + ".o")], check=True)


def link(out, name):
    """The memory map, with a program that does nothing."""
    write(".global Reset_Handler\n.thumb_func\nReset_Handler: b .\n"
          ".section .isr_vector,\"a\"\n.skip 166 * 4\n", out, "nothing.s")
    subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-nostdlib", "-Wl,--fatal-warnings",
                    "-L", os.path.join(SOURCE, "src", "remote"), "-T", os.path.join(out, name + ".ld"),
                    os.path.join(out, "nothing.s"), "-o", os.path.join(out, "nothing.elf")], check=True)


def bases():
    """Compiled trees and what dtc says of them alone: the virtual board's, and Debian's where they are."""
    trees = [VIRTUAL]
    for folder in (os.path.join(BUILD, "debian-trees"), os.path.join(SOURCE, "build", "debian-trees")):
        found = sorted(glob.glob(os.path.join(folder, "stm32mp15*.dtb")))
        if found:
            trees += found
            break
    return {tree: (decompiled(tree), dtc(decompiled(tree))) for tree in trees}


def over(base, path, out, name):
    """Fragments of an assignment over a compiled tree: dtc has nothing new to say."""
    tree, (source, warnings) = base
    generate(0, path, "-o", out, "--base", tree)
    for kind in "-linux.dtsi", "-uboot.dtsi":
        more = dtc(source + read(out, name + kind)) - warnings
        assert not more, (path, tree, kind, more)


def compiles(work):
    linux, tfa = preprocessed("stm32mp157c-dk2.dts"), preprocessed("stm32mp157c-dk2-tfa.dts")
    assert not dtc(linux) and not dtc(tfa)
    trees = bases()
    assignments = [path for path in sorted(glob.glob(os.path.join(ASSIGN, "*.yaml")))]
    assert len(assignments) >= 3
    for path in assignments:
        out = fresh(work, "compiles")
        generate(0, path, "-o", out)
        name = re.sub(r"-tfa\.dtsi$", "", [f for f in os.listdir(out) if f.endswith("-tfa.dtsi")][0])
        assert not dtc(tfa + read(out, name + "-tfa.dtsi")), path
        assert not dtc(with_labels(linux, read(out, name + "-linux.dtsi"))), path
        assert not dtc(with_labels(linux, read(out, name + "-uboot.dtsi"))), path
        compile_c(out, name)
        link(out, name)
        generate(0, path, "-o", out, "--overlay")
        assert not dtc(read(out, name + "-linux.dtso"), "-@"), path
        for base in trees.items():
            if os.path.basename(base[0]) == "stm32mp157c-dk2.dtb":
                over(base, path, out, name)
    # And what any board can have over every board's tree.
    path = os.path.join(work, "any.yaml")
    write("chip: STM32MP157CAC\n"
          "peripherals:\n"
          "  TIM2: m4\n"
          "  SPI4: {context: m4, pins: {SCK: PE12, MOSI: PE14, MISO: PE13}}\n"
          "  I2C5: {context: m4, clock: hsi, pins: {SCL: PA11, SDA: PA12}}\n"
          "  DMA2: m4\n"
          "  UART7: {context: a7, pins: {TX: PE8, RX: PE7}}\n"
          "gpio:\n"
          "  BUTTON: {pin: PA14, interrupt: falling}\n"
          "locks: {gpio: 0, exti: 1}\n", path)
    for base in trees.items():
        over(base, path, fresh(work, "any"), "any")
    return len(trees)


# ---- nothing is lost ----

def hands(work):
    out = fresh(work, "hands")
    path = os.path.join(work, "hands.yaml")
    write("chip: STM32MP157CAC\nperipherals:\n  TIM2: m4\n", path)
    done = generate(1, path, "-o", out, "--check")
    assert done.stderr.count("it is not there") == 6 and not os.listdir(out)
    generate(0, path, "-o", out)
    before = files(out)
    assert generate(0, path, "-o", out).stdout.count(": up to date") == 6
    generate(0, path, "-o", out, "--check")

    # Another assignment: what nobody touched is replaced without a question.
    write("chip: STM32MP157CAC\nperipherals:\n  TIM3: m4\n", path)
    done = generate(1, path, "-o", out, "--check")
    assert "hands-tfa.dtsi: it is out of date" in done.stderr and files(out) == before
    assert re.search(r"^-\tHANDS_TIM2,", done.stdout, re.M) and re.search(r"^\+\tHANDS_TIM3,", done.stdout, re.M)
    done = generate(0, path, "-o", out)
    assert "hands.h: updated" in done.stdout and "hands.ld: up to date" in done.stdout
    assert files(out) != before and not [name for name in os.listdir(out) if name.startswith(".")]
    before = files(out)

    # A line by hand: nothing at all is written, and the difference can be applied.
    changed = before["hands.h"].replace("HANDS_TIM3_PRIORITY 8u", "HANDS_TIM3_PRIORITY 2u")
    assert changed != before["hands.h"]
    write(changed, out, "hands.h")
    write("chip: STM32MP157CAC\nperipherals:\n  TIM4: m4\n", path)
    done = generate(1, path, "-o", out)
    assert "hands.h: it was changed by hand" in done.stderr and "nothing was written" in done.stderr
    assert re.search(r"^-#define HANDS_TIM3_PRIORITY 2u", done.stdout, re.M), done.stdout
    assert files(out) == {**before, "hands.h": changed}
    subprocess.run(["patch", "-s", os.path.join(out, "hands.h")], input=done.stdout, text=True, check=True)
    generate(0, path, "-o", out)
    assert "HANDS_TIM4" in read(out, "hands.c")

    # Somebody else's file, and --force.
    write("int mine;\n", out, "hands.c")
    done = generate(1, path, "-o", out)
    assert "hands.c: it was not generated by this program" in done.stderr and "-int mine;" in done.stdout
    assert read(out, "hands.c") == "int mine;\n"
    generate(0, path, "-o", out, "--force")
    assert "HANDS_TIM4" in read(out, "hands.c")

    # Ends of lines as on another system are no change.
    text = read(out, "hands.ld")
    with open(os.path.join(out, "hands.ld"), "w", encoding="utf-8", newline="\r\n") as file:
        file.write(text)
    generate(0, path, "-o", out)
    with open(os.path.join(out, "hands.ld"), "rb") as file:
        assert b"\r" not in file.read()

    # Bytes that a terminal would obey are shown, not sent.
    write(text + "\x1b[31mred\x07\n", out, "hands.ld")
    done = generate(1, path, "-o", out)
    assert "\\x1b[31mred\\x07" in done.stdout and "\x1b" not in done.stdout


def every_change(work):
    """One byte more, less or other at any place of a file is seen."""
    out = fresh(work, "bytes")
    path = os.path.join(work, "bytes.yaml")
    write("chip: STM32MP157CAC\nrpmsg: false\n", path)
    generate(0, path, "-o", out)
    name = os.path.join(out, "bytes.ld")
    text = read(name)
    for place in range(0, len(text), 7):
        write(text[:place] + "~" + text[place + 1:], name)
        done = generate(1, path, "-o", out)
        assert "bytes.ld: it was" in done.stderr, place
    write(text[:-1], name)
    assert "No newline at end of file" in generate(1, path, "-o", out).stdout
    write("", name)
    generate(1, path, "-o", out)


# ---- what can go wrong ----

def wrong(work):
    out = fresh(work, "wrong")
    good = os.path.join(work, "good.yaml")
    bad = os.path.join(work, "bad.yaml")
    write("board: stm32mp157c-dk2\nperipherals:\n  I2C5: {context: m4, supplies: {vcc: v3v3}}\n", good)
    write("chip: STM32MP157CAC\nperipherals:\n  I2C5: {context: m4, pins: {SCL: PD0, SDA: PA12}}\n", bad)

    done = generate(1, bad, "-o", out)
    assert "bad.yaml:3:30: error PIN002" in done.stderr and not os.listdir(out)
    one_line(generate(1, os.path.join(work, "none.yaml"), "-o", out), "none.yaml", "there is no such file")
    one_line(generate(1, good, "-o", os.path.join(out, "none", "none")), "none/none", "the one above it first")
    none = os.path.join(out, "none")
    one_line(generate(1, good, "-o", none, "--check"), "none", "No such file or directory")
    assert not os.path.exists(none)
    generate(0, good, "-o", none)
    generate(0, good, "-o", none, "--check")
    shutil.rmtree(none)
    with_limit = ["sh", "-c", 'trap "" XFSZ; ulimit -f 1; exec "$@"', "sh", COPRO, "assign", "generate", good, "-o", none]
    done = subprocess.run(with_limit, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "cannot be written" in done.stderr, done
    assert not os.path.exists(none), "a folder with nothing in it stays"
    one_line(generate(1, good, "-o", good), "good.yaml", "it is no folder")
    one_line(generate(1, good, "-o", out, "--base", os.path.join(out, "none.dtb")), "none.dtb", "there is no such file")
    one_line(generate(1, good, "-o", out, "--base", good), "good.yaml", "not a device tree")
    assert not os.listdir(out)

    # A tree that lacks what is needed.
    tree = os.path.join(work, "small.dtb")
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", tree], text=True, check=True,
                   input="/dts-v1/; / { model = \"none\"; compatible = \"none\"; };")
    one_line(generate(1, good, "-o", out, "--base", tree), "small.dtb", "it has no node of ")
    write(read(good).replace("v3v3", "v99"), good)
    one_line(generate(1, good, "-o", out, "--base", VIRTUAL), "no regulator \"v99\"")
    write(read(good).replace("v99", "v3v3"), good)

    # Names that are one in C.
    write("chip: STM32MP157CAC\ngpio:\n  led-a: {pin: PA3}\n  LED_A: {pin: PA4}\n", bad)
    one_line(generate(1, bad, "-o", out), "led-a", "LED_A", "one identifier")

    # A folder that cannot be written to, a name that is taken by something else.
    os.mkdir(os.path.join(out, "good.c"))
    one_line(generate(1, good, "-o", out), "good.c", "it is in the way")
    os.rmdir(os.path.join(out, "good.c"))
    if os.geteuid() != 0:
        os.chmod(out, stat.S_IRUSR | stat.S_IXUSR)
        one_line(generate(1, good, "-o", out), "cannot be written there")
        os.chmod(out, stat.S_IRWXU)
    assert not os.listdir(out)

    # The command line.
    assert "do not go together" in generate(2, good, "--overlay", "--base", VIRTUAL).stderr
    assert "--check" in generate(2, good, "--check", "--force").stderr
    assert "needs FILE" in generate(2).stderr
    assert "takes no --sarif" in generate(2, good, "--sarif", "x").stderr


def main():
    with tempfile.TemporaryDirectory() as work:
        golden(work)
        deterministic(work)
        origins(work)
        hands(work)
        every_change(work)
        wrong(work)
        trees = compiles(work)
    print(f"assign generate: all fine, over {trees} compiled trees")


main()
