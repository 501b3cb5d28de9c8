# SPDX-License-Identifier: BSD-3-Clause
"""A crash is reported, and its core file is what gdb wants."""
import json
import os
import shutil
import subprocess
import tempfile

COPRO = os.environ["COPRO"]
TEST_FIRMWARE = os.environ["TEST_FIRMWARE"]
GDB = shutil.which("gdb-multiarch")
work = tempfile.mkdtemp(prefix="copro-core-")
core = os.path.join(work, "core")


def run(name, *options):
    return subprocess.run([COPRO, "run", os.path.join(TEST_FIRMWARE, name + ".elf"), *options],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)


def gdb(name, *commands):
    arguments = [GDB, "-q", "-batch", "-nx"]
    for command in commands:
        arguments += ["-ex", command]
    done = subprocess.run([*arguments, os.path.join(TEST_FIRMWARE, name + ".elf"), "-c", core],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done
    return done.stdout


def in_order(text, *parts):
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, (part, text)
        at = found + len(part)


# The report stands in the log, each line with its time, and once as JSON.
done = run("crash_fault", "--core", core)
assert done.returncode == 1, done
in_order(done.stdout, "remoteproc: BusFault at 0x", "crash: bus-fault: BusFault at 0x",
         "crash: registers of the program that BusFault interrupted:",
         "crash:   CFSR.PRECISERR: bus error accessing data", "crash: backtrace:",
         "remote_unhandled", "read_sensor at crash_fault.c:7 (interrupted)",
         "inner+0x", "outer+0x", "Reset_Handler",
         "crash: the last lines of its log:", "about to read a sensor", "remoteproc: crashed")
assert "`gdb-multiarch " in done.stderr, done.stderr
if GDB:
    seen = gdb("crash_fault", "bt", "print/x $r0", "print/x crash_variable", "x/wx 0xE000ED28",
               "frame 2", "info line")
    in_order(seen, "SIGBUS", "#0 ", "read_sensor (address=", "crash_fault.c:7", "#1 ", "inner (",
             "#2 ", "outer (", "#3 ", "main ()", "#4 ", "Reset_Handler", "$1 = 0x4",
             "$2 = 0xc0ffee", "0x00008200", "outer")

json_run = run("crash_fault", "--json", "--quiet", "--core", core)
assert json_run.returncode == 1 and not json_run.stdout, json_run
json_run = run("crash_fault", "--json")
events = [json.loads(line) for line in json_run.stdout.splitlines()]
crash = [event for event in events if event["kind"] == "crash-report"]
assert len(crash) == 1 and crash[0]["source"] == "crash", events
report = crash[0]["report"]
assert report["cause"] == "bus-fault" and report["firmware"].endswith("crash_fault.elf"), report
assert [frame["function"] for frame in report["backtrace"]][1:4] == \
    ["read_sensor", "inner", "outer"], report["backtrace"]

# Other ways to end, seen by gdb.
EXPECTED = {
    "crash_panic": ("SIGABRT", "copro_panic (format=", "only %d channels of %s",
                    "check_mailbox (channels=", "main ()"),
    "crash_assertion": ("SIGABRT", "copro_assertion_failed (", "append (length=",
                        "PendSV_Handler ()", "<signal handler called>", "pend ()", "main ()"),
    "crash_lockup": ("worse ()", "HardFault_Handler ()", "<signal handler called>",
                     "BusFault_Handler ()", "<signal handler called>", "main ()"),
    "crash_watchdog": ("SIGKILL", "stuck ()", "main ()"),
    "crash_reset": ("SIGKILL", "restart ()", "main ()"),
}
for name, parts in EXPECTED.items():
    done = run(name, "--core", core, "--quiet")
    assert done.returncode == 1, done
    if GDB:
        in_order(gdb(name, "bt"), *parts)

# A firmware that stops answering is told once, with where it is; it has crashed only for who asks.
done = run("crash_deaf", "--send", "one", "--expect", "last words", "--send", "two", "--stay", "--for", "4")
assert done.returncode == 0, done
assert done.stdout.count("has not answered the doorbell") == 1, done.stdout
in_order(done.stdout, "[    2.", "machine: the firmware has not answered the doorbell on IPCC channel",
         "for 2.000 s: interrupts are off (PRIMASK), at 0x", "in wait_for_ever", "machine: backtrace:",
         "wait_for_ever", "main+0x")
done = run("crash_deaf", "--send", "one", "--expect", "last words", "--send", "two", "--stay", "--for", "4", "--answer-within", "0.5",
           "--core", core)
assert done.returncode == 1, done
in_order(done.stdout, "[    0.5", "crash: not-answering: the firmware has not answered", "for 0.500 s")
assert "reserved" not in done.stdout, done.stdout
if GDB:
    in_order(gdb("crash_deaf", "bt"), "wait_for_ever ()", "main ()")

# A core file that cannot be written is said, and does not hide the crash.
done = run("crash_fault", "--core", os.path.join(work, "no", "core"))
assert done.returncode == 1, done
in_order(done.stderr, "the core file cannot be written: No such file or directory",
         "the firmware crashed: BusFault")
if os.path.exists("/dev/full"):
    done = run("crash_fault", "--core", "/dev/full")
    in_order(done.stderr, "the core file cannot be written: No space left on device",
             "the firmware crashed: BusFault")
    assert os.path.exists("/dev/full")
# What there is of a file on a full disk is removed.
os.unlink(core)
done = subprocess.run(
    ["sh", "-c", 'ulimit -f 100; trap "" XFSZ; exec "$0" run "$1" --core "$2" --quiet', COPRO,
     os.path.join(TEST_FIRMWARE, "crash_fault.elf"), core],
    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
assert "the core file cannot be written: File too large" in done.stderr, done
assert not os.path.exists(core), os.listdir(work)

# Without a crash there is none.
done = run("tick", "--core", core, "--for", "0.1")
assert not os.path.exists(core), done
shutil.rmtree(work)
