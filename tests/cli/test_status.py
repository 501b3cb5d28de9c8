#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What `copro status` and `copro ps` say of real firmware, as text and as JSON."""
import json
import os
import shutil
import struct
import subprocess
import tempfile

from images import hostile

COPRO = os.environ["COPRO"]
FIRMWARE = os.environ["FIRMWARE"]
HOLDER = os.path.join(os.environ["TEST_FIRMWARE"], "holder.elf")
ECHO = os.path.join(FIRMWARE, "tty-echo.elf")
TREE = os.path.join(os.path.dirname(COPRO), "dts", "stm32mp157c-dk2-tfa.dtb")


def run(*arguments, status=0):
    done = subprocess.run([COPRO, *arguments], capture_output=True, timeout=120,
                          stdin=subprocess.DEVNULL, text=True, errors="surrogateescape")
    assert done.returncode == status, done
    return done


def text(*arguments):
    lines = run(*arguments).stdout.splitlines()
    long = [line for line in lines if len(line) > 100 and ".elf, " not in line]
    assert not long, long
    assert lines and not any(line != line.rstrip() for line in lines), lines
    return lines


def report(*arguments):
    return json.loads(run(*arguments, "--json").stdout)


def has(lines, *words):
    """Whether one line has just these words at its beginning."""
    return any(line.split()[:len(words)] == list(words) for line in lines)


def by_name(items):
    named = {item["name"]: item for item in items}
    assert len(named) == len(items), "a name comes twice"
    return named


def test_without_firmware():
    lines = text("status")
    assert has(lines, "A7", "Linux", "650", "MHz"), lines
    assert has(lines, "M4", "offline", "208.877929", "MHz", "in", "reset"), lines
    for part in ("none", "no link", "Semaphores held", "Refused by the firewall: 0 accesses"):
        assert any(part in line for line in lines), part
    assert not any("nobody holds" in line for line in lines), lines
    assert len(lines) < 50, "more than a screen"
    status = report("status")
    assert status["time_ns"] == 0 and status["firmware"] is None
    a7, m4 = status["processors"]
    assert a7["name"] == "a7" and a7["state"] == "linux" and a7["rate"] == 650000000, a7
    assert a7["model"] == "copro virtual STM32MP157C-DK2" and a7["devices"] > 30, a7
    assert m4["state"] == "offline" and m4["core"] == "in reset" and m4["pc"] is None, m4
    assert status["links"] == status["channels"] == status["semaphores"] == []
    assert status["refused"] == {"count": 0, "places": []}


def test_peripherals():
    status = report("status", ECHO, "--for", "10ms")
    peripherals = by_name(status["peripherals"])
    assert status["firewall_answers"] is True and len(peripherals) > 100
    tim2 = peripherals["TIM2"]
    assert tim2["owners"] == ["m4"] and tim2["address"] == 0x40000000, tim2
    assert tim2["firewall"] == {"id": 0x10, "mode": "M4-isolated", "locked": False}, tim2
    assert tim2["m4_node"] == "timer@40000000" and tim2["linux_node"] is None, tim2
    assert tim2["clock"] == {"name": "timg1", "rate": 0, "gate": []}, tim2
    uart4 = peripherals["UART4"]
    assert uart4["owners"] == ["linux"] and uart4["linux_node"] == "serial@40010000", uart4
    assert uart4["clock"] == {"name": "uart24_ker", "rate": 64000000, "gate": ["a7"]}, uart4
    # Both processors ring it, and the firewall has no say.
    ipcc = peripherals["IPCC"]
    assert ipcc["owners"] == ["linux", "m4"] and ipcc["firewall"] is None, ipcc
    assert ipcc["clock"] == {"name": "mcu", "rate": 208877929, "gate": ["a7", "m4"]}, ipcc
    assert peripherals["GPIOH"]["owners"] == ["linux"], peripherals["GPIOH"]
    assert peripherals["USART3"]["owners"] == [], peripherals["USART3"]
    assert peripherals["SRAM3"]["firewall"]["mode"] == "open"
    assert peripherals["SRAM3"]["clock"] is None and peripherals["SRAM3"]["address"] == 0x10040000
    lines = text("status", ECHO, "--for", "10ms")
    assert has(lines, "TIM2", "M4", "M4-isolated", "timg1", "off", "closed", "timer@40000000")
    assert has(lines, "IPCC", "Linux,", "M4", "-", "mcu", "208.877929", "MHz", "A7+M4")
    assert not has(lines, "UART4"), "what only Linux has is one list"
    assert any(line.startswith("  used by Linux:") and "UART4," in line for line in lines), lines
    assert len(lines) < 50, "more than a screen"
    lines = text("status", "--all")
    assert has(lines, "UART4", "Linux", "open", "uart24_ker", "64", "MHz", "A7", "serial@40010000")
    assert has(lines, "USART3", "-", "open", "uart35_ker", "off", "closed")


def test_firmware_and_channels():
    status = report("status", ECHO, "--for", "10ms")
    m4 = status["processors"][1]
    assert status["time_ns"] == 10000000
    assert m4["state"] == "running" and m4["core"] == "sleeps" and m4["since_ns"] == 0, m4
    assert m4["function"] == "remote_idle" and m4["instructions"] > 1000 and not m4["faults"], m4
    assert status["firmware"] == {"name": ECHO, "size": os.path.getsize(ECHO)}
    assert [(c["name"], c["tty"], c["driver"], c["device"]) for c in status["channels"]] == [
        ("rpmsg-tty", "ttyRPMSG0", "rpmsg_tty", 0), ("rpmsg-tty", "ttyRPMSG1", "rpmsg_tty", 0)]
    assert status["channels"][0]["host"] == 0x400 and status["channels"][0]["remote"] >= 0x400
    assert status["links"] == [{"device": 0, "buffers": 16, "rx_in_use": 0, "tx_in_use": 0}]
    lines = text("status", ECHO, "--for", "10ms")
    assert has(lines, "rpmsg-tty", "0x401"), lines
    assert "  device 0: buffers in use: rx 0 of 16, tx 0 of 16" in lines, lines
    # A service of OpenAMP's examples, and one that only this chip's firmware announces.
    sample = report("status", os.path.join(FIRMWARE, "echo-min.elf"), "--for", "10ms")["channels"]
    assert [c["name"] for c in sample] == ["rpmsg-client-sample"] and sample[0]["tty"] is None


def test_resources():
    status = report("status", ECHO)
    assert status["time_ns"] == 100000000, "the default time"
    held = {(r["kind"], r["name"], r["for"], r["holder"]) for r in status["resources"]}
    assert len(held) == len(status["resources"]) > 60
    for wanted in (("clock", "ipcc", "linux", "mailbox@4c001000"),
                   ("clock", "mcu", "linux", "critical"),
                   ("interrupt", "100", "linux", "mailbox@4c001000"),
                   ("pin", "PG11", "linux", "serial@40010000"),
                   ("regulator", "v3v3", "linux", "mmc@58005000"),
                   ("clock", "timg1", "m4", "timer@40000000"),
                   ("regulator", "v3v3", "m4", "i2c@40015000"),
                   ("pin", "PA11", "m4", "i2c@40015000")):
        assert wanted in held, wanted
    lines = text("status", ECHO)
    assert has(lines, "i2c@40015000", "clock", "i2c35_ker", "|", "regulator", "v3v3", "|", "pin")
    assert not has(lines, "serial@40010000"), "what Linux holds is a total"
    assert has(text("status", ECHO, "--all"), "serial@40010000", "clock", "uart4_k", "|", "pin")


def test_what_is_wrong(work):
    """A firmware that keeps semaphores, uses a clock that nobody holds, and does what it must not."""
    with open(TREE, "rb") as file:
        tree = file.read()
    open_cell, secure = struct.pack(">I", 3 << 16 | 3 << 8), struct.pack(">I", 3 << 16)
    assert tree.count(open_cell) == 1
    path = os.path.join(work, "tfa.dtb")
    with open(path, "wb") as file:
        file.write(tree.replace(open_cell, secure))
    arguments = ("status", HOLDER, "--for", "10ms", "--tfa-dtb", path)
    status = report(*arguments)
    assert status["semaphores"] == [
        {"number": 0, "core": "M4", "process": 0, "purpose": "GPIO", "user": None},
        {"number": 5, "core": "M4", "process": 7, "purpose": None, "user": None}]
    usart1 = by_name(status["peripherals"])["USART1"]
    assert usart1["owners"] == ["secure"] and usart1["firewall"]["mode"] == "secure-only", usart1
    assert status["refused"]["count"] == 1, status["refused"]
    place, = status["refused"]["places"]
    assert (place["initiator"], place["name"], place["address"], place["access"],
            place["function"], place["count"]) == ("M4", "USART1", 0x5C00001C, "read",
                                                   "trespass", 1), place
    m4 = status["processors"][1]
    assert m4["faults"] == 1 and m4["function"] == "stay", m4
    lines = text(*arguments)
    assert "   0  by the M4, process 0, guards GPIO" in lines, lines
    assert has(lines, "5", "by", "the", "M4,", "process", "7,"), lines
    assert has(lines, "USART1", "1", "x", "read", "0x5c00001c,"), lines
    assert any(line.split() == ["secure", "world:", "USART1"] for line in lines), lines
    assert any("in stay(), " in line for line in lines), lines
    # It has crashed by then; what it held is freed when it is stopped.
    status = report("status", HOLDER, "--for", "0.6", "--tfa-dtb", path)
    m4 = status["processors"][1]
    assert m4["state"] == "crashed" and m4["since_ns"] > 500000000, m4
    assert len(status["semaphores"]) == 2
    # With nobody who refuses it, there is no fault.
    status = report("status", HOLDER, "--for", "10ms")
    assert status["refused"]["count"] == 0 and status["processors"][1]["faults"] == 0
    assert by_name(status["peripherals"])["UART5"]["owners"] == ["m4"]
    unheld = os.path.join(os.environ["TEST_FIRMWARE"], "uart_pll4.elf")
    assert report("status", unheld, "--for", "10ms")["unheld_by_m4"] == [
        {"clock": "uart5_k", "source": "pll4_q", "source_runs": False}]
    assert has(text("status", unheld, "--for", "10ms"), "uart5_k", "from", "pll4_q,", "which", "is")


def test_a_firmware_gone_wrong(work):
    """One that announces 10 000 channels, with a name that is no UTF-8."""
    path = os.path.join(os.fsencode(work), b"\xff.elf")
    with open(path, "wb") as file:
        file.write(hostile("channels"))
    status = json.loads(run("status", path, "--for", "10ms", "--json").stdout)
    assert len(status["channels"]) == 64 and status["firmware"]["name"] is None
    screen = run("status", path, "--for", "10ms").stdout.splitlines()
    assert "  and 48 more (--all)" in screen
    everything = run("status", path, "--for", "10ms", "--all").stdout.splitlines()
    assert sum("no driver" in line for line in everything) == 64
    assert sum("no driver" in line for line in screen) == 16


def test_ps():
    lines = text("ps", ECHO, "--for", "10ms")
    assert len(lines) == 3 and has(lines, "A7", "Linux", "-", "650", "MHz"), lines
    assert has(lines, "M4", "running", "0.000000", "s", "208.877929", "MHz", "tty-echo.elf:"), lines
    brief, status = report("ps", ECHO, "--for", "10ms"), report("status", ECHO, "--for", "10ms")
    assert brief == {key: status[key] for key in ("time_ns", "processors", "firmware")}


def test_same_each_time():
    for json_option in ((), ("--json",)):
        first = run("status", ECHO, "--all", *json_option).stdout
        assert first == run("status", ECHO, "--all", *json_option).stdout


def test_without_semaphores(work):
    """As with a mainline tree, whose Linux leaves them without a clock: nothing to complain of."""
    tree = os.path.join(work, "linux.dtb")
    shutil.copy(os.path.join(os.path.dirname(TREE), "stm32mp157c-dk2.dtb"), tree)
    subprocess.run(["fdtput", "-t", "s", tree, "/soc/hwspinlock@4c000000", "status", "disabled"],
                   check=True)
    done = run("status", "--dtb", tree)
    assert "HSEM" not in done.stderr, done.stderr
    assert "Semaphores held\n  none\n" in done.stdout, done.stdout


def test_misuse(work):
    for command in ("status", "ps"):
        assert "--for is about a firmware" in run(command, "--for", "1", status=2).stderr
        assert "there is no such file" in run(command, work + "/none.elf", status=1).stderr
        assert "none.dtb" in run(command, "--dtb", work + "/none.dtb", status=1).stderr
        run(command, "a.elf", "b.elf", status=2)
    assert "there is no option --all" in run("ps", "--all", status=2).stderr


with tempfile.TemporaryDirectory(prefix="copro-test-") as directory:
    test_without_firmware()
    test_peripherals()
    test_firmware_and_channels()
    test_resources()
    test_what_is_wrong(directory)
    test_a_firmware_gone_wrong(directory)
    test_ps()
    test_same_each_time()
    test_without_semaphores(directory)
    test_misuse(directory)
