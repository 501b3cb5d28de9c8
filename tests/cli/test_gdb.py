#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The Cortex-M4 debugged by a real gdb while Linux's side is up."""
import os
import re
import signal
import socket
import subprocess
import time

from debugger import COPRO, FIRMWARE, GDB, SECONDS, DebuggedBoard, Gdb, line_of


def test_from_the_first_instruction():
    """Halted at Reset_Handler; break at main, backtrace, steps, finish, variables."""
    with DebuggedBoard("--gdb-wait", ttys=0) as board, Gdb(board.socket) as gdb:
        assert "Reset_Handler" in gdb.attached, gdb.attached
        assert gdb.value("$pc") == gdb.value("&Reset_Handler") & ~1
        gdb.has("break main", "Breakpoint 1")
        gdb.has("continue", "Breakpoint 1, main ()", "remote_log_init")
        gdb.has("backtrace", "#0  main ()")
        gdb.has("next", f"{line_of('main')}")
        gdb.has("info threads", "* 1", "Cortex-M4")
        gdb.has("break count", "Breakpoint 2")
        gdb.send("continue")
        board.wait(lambda: os.path.islink(board.tty(0)), "the tty")
        tty = board.open(0)
        os.write(tty, b"hello")
        text = gdb.wait()
        assert "Breakpoint 2, count (length=5)" in text, text
        gdb.has("backtrace", "#0  count", "receive", "rpmsg_poll", "main ()")
        gdb.has("next", f"{line_of('messages') + 1}")
        assert gdb.value("messages") == 1
        gdb.has("step", "add (a=0, b=5)")
        gdb.has("finish", "Run till exit", "Value returned is $", "= 5")
        gdb.command("set var messages = 41")
        gdb.command("set var narrow.half = 0x1234")
        assert gdb.value("messages") == 41 and gdb.value("narrow.half") == 0x1234
        gdb.has("print/x *(unsigned int *)0x10020000", "= 0x1")  # resource table, SRAM
        gdb.has("print/x *(unsigned int *)0x30020000", "= 0x1")  # and by its other address
        gdb.has("print divide(3, 2)", "= 1.5")  # a function called by gdb
        gdb.has("x/4xb 0x90000000", "Cannot access memory")
        gdb.command("delete")
        gdb.send("continue")
        assert board.read(tty, 5, SECONDS) == b"hello"
        assert board.echoes(tty, b"again") == b"again"
        gdb.interrupt()
        assert "SIGINT" in gdb.wait()
        assert gdb.value("messages") == 42
        gdb.quit()
        os.close(tty)
        board.end()


def test_watchpoints():
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        tty = board.open(0)
        gdb.has("watch messages", "Hardware watchpoint 1")
        gdb.has("watch narrow.bytes[2]", "Hardware watchpoint 2")
        os.write(tty, b"hello")
        # gdb is behind the instruction that wrote: in the next line.
        gdb.has("continue", "Hardware watchpoint 1: messages", "Old value = 0", "New value = 1",
                f"{line_of('messages') + 1}\t")
        gdb.has("continue", "watchpoint 2: narrow.bytes[2]", "New value = 5")
        gdb.command("delete")
        gdb.has("rwatch ratio", "Hardware read watchpoint 3")
        gdb.has("awatch total", "Hardware access (read/write) watchpoint 4")
        os.write(tty, b"abc")
        # Read for the ratio of the first message, read and written for the second.
        line = line_of("messages")
        gdb.has("continue", "access (read/write) watchpoint 4: total", "Value = 5", f"{line + 3}\t")
        gdb.has("continue", "access (read/write) watchpoint 4: total", "Value = 5", f"{line + 1}\t")
        gdb.has("continue", "access (read/write) watchpoint 4: total", "Old value = 5",
                "New value = 8")
        gdb.command("delete")
        # A register of a device: IPCC_C2SCR, written to ring a doorbell or to acknowledge one, whichever
        # comes first. It reads 0.
        gdb.has("awatch *(unsigned int *)0x4C001018", "access (read/write) watchpoint 5")
        os.write(tty, b"x")
        gdb.has("continue", "watchpoint 5", "Value = 0", "platform_stm32mp1.c")
        gdb.command("delete")
        # What is longer than a word.
        gdb.has("watch uart", "Hardware watchpoint 6")
        gdb.command("delete")
        gdb.send("continue")
        assert board.read(tty, 9, SECONDS) == b"helloabcx"
        gdb.interrupt()
        gdb.wait()
        gdb.quit()
        os.close(tty)
        board.end()


def test_registers():
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        tty = board.open(0)
        gdb.has(f"hbreak debugged.c:{line_of('divide')}", "Hardware assisted breakpoint 1")
        os.write(tty, b"hello!")
        gdb.has("continue", "Breakpoint 1, divide (a=6, b=1)")
        assert gdb.value("quotient") == 6
        gdb.command("set var $s5 = 2.5")
        assert gdb.value("$s5") == 2.5
        gdb.command("set var quotient = 7.25")
        gdb.has("finish", "Value returned is $", "= 7.25")
        assert gdb.value("$s0") == 7.25
        gdb.has("info registers", "r0 ", "sp ", "pc ", "xpsr ", "fpscr ", "msp ", "psp ",
                "primask ", "basepri ", "faultmask ", "control ")
        assert gdb.value("(unsigned)$msp") == gdb.value("(unsigned)$sp")
        assert gdb.value("$control") & 4, "a floating-point context is active"
        gdb.command("set var $primask = 1")
        assert gdb.value("$primask") == 1
        gdb.command("set var $primask = 0")
        kept = gdb.value("$r5")
        gdb.command("set var $r5 = 0x12345678")
        assert gdb.value("$r5") == 0x12345678
        # The program goes on, and has something of its own in there.
        gdb.command(f"set var $r5 = {kept}")
        gdb.quit()
        os.close(tty)
        board.end()


def virtual_time(gdb):
    found = re.search(r"virtual time: ([\d.]+) s", gdb.command("monitor time"))
    assert found
    return found[1]


def test_the_rest_stands_still():
    """Typed while halted: it arrives afterwards. Time does not pass, nor is it made up for."""
    with DebuggedBoard() as board:
        tty = board.open(0)
        assert board.echoes(tty, b"before") == b"before"
        with Gdb(board.socket) as gdb:
            began = virtual_time(gdb)
            os.write(tty, b"while halted")
            other = board.open(0)
            os.write(other, b", twice")
            os.close(other)
            assert board.read(tty, 1, 1) == b"", "something moved"
            assert virtual_time(gdb) == began
            gdb.send("continue")
            assert board.read(tty, 19, SECONDS) == b"while halted, twice"
            assert board.echoes(tty, b"running") == b"running"
            gdb.interrupt()
            assert "SIGINT" in gdb.wait()
            assert float(virtual_time(gdb)) < float(began) + SECONDS
            gdb.quit()
        assert board.echoes(tty, b"after") == b"after"
        os.close(tty)
        assert not [e for e in board.end() if e["kind"] in ("tty-lost", "late")]


def test_faults():
    """A fault halts before its handler, with the reason in words and the way there."""
    cases = ((b"B", "SIGBUS", "BusFault at 0x", "bus error accessing data at 0x60000000",
              "read_absent", "bus fault"),
             (b"U", "SIGILL", "UsageFault at 0x", "undefined instruction", "undefined",
              "undefined"))
    for key, number, what, why, function, mark in cases:
        with DebuggedBoard() as board, Gdb(board.socket) as gdb:
            tty = board.open(0)
            os.write(tty, key)
            gdb.has("continue", f"copro: {what}", why, f"received signal {number}")
            gdb.has("backtrace", "<signal handler called>", f"{function} ()",
                    f"debugged.c:{line_of(mark)}", "misbehave", "main ()")
            gdb.has("monitor faults", what, why, "CFSR", "HFSR")
            gdb.has("monitor status", "remoteproc: running", "stands still", "halted at")
            gdb.has("monitor catch fault off")
            gdb.quit()
            os.close(tty)
            board.wait(lambda: board.process.poll() is not None or
                       [e for e in board.events("fault")], "the fault")
            # Nobody debugs it any more: it stays in its handler, which counts as a crash.
            assert board.process.wait(timeout=SECONDS) == 1
            assert board.events("crash")


def test_more_faults():
    for key, number, what in (
            (b"X", "SIGSEGV", "MemManage at 0x40000000: it executes where it must not"),
            (b"D", "SIGFPE", "division by zero"),
            (b"L", "SIGILL", "the Cortex-M4 locks up: UsageFault at 0x")):
        with DebuggedBoard() as board, Gdb(board.socket) as gdb:
            tty = board.open(0)
            os.write(tty, key)
            gdb.has("continue", f"copro: {what}" if key != b"D" else what, f"signal {number}")
            gdb.has("backtrace", "misbehave", "main ()")
            if key == b"L":
                gdb.send("continue")
                board.wait(lambda: board.events("crash"), "the crash")
                gdb.interrupt()
                assert "locked up" in gdb.wait()
            gdb.kill()
            os.close(tty)
            assert board.process.wait(timeout=SECONDS) == 1


def test_through_a_thread():
    """A frame on the process stack, with floating point."""
    firmware = os.path.join(os.environ["FIRMWARE"], "tty-echo-threads.elf")
    done = subprocess.run(
        [COPRO, "gdb", firmware, "--", "-nx", "-batch", "-ex", "break PendSV_Handler", "-ex",
         "continue", "-ex", "continue", "-ex", "print/x $lr", "-ex", "backtrace"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done
    for text in ("= 0xffffffed", "<signal handler called>", "threads_wait", "run_port"):
        assert text in done.stdout, done.stdout


def test_faults_not_caught():
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        tty = board.open(0)
        gdb.command("monitor catch fault off")
        os.write(tty, b"B")
        gdb.has("break remote_unhandled", "Breakpoint 1")
        gdb.has("continue", "copro: BusFault at", "Breakpoint 1, remote_unhandled")
        gdb.kill()
        os.close(tty)
        assert board.process.wait(timeout=SECONDS) == 1


def test_crash_under_a_debugger():
    """What ends a run is there to be looked at as long as somebody looks."""
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        tty = board.open(0)
        os.write(tty, b"U")
        gdb.has("continue", "UsageFault at", "SIGILL")
        gdb.send("continue")
        board.wait(lambda: board.events("crash"), "the crash")
        gdb.interrupt()
        text = gdb.wait()
        assert "the firmware crashed: UsageFault" in text and "SIGINT" in text, text
        gdb.has("backtrace", "remote_unhandled", "<signal handler called>", "undefined ()")
        gdb.has("monitor status", "remoteproc: crashed", "exception 6")
        gdb.quit()
        os.close(tty)
        assert board.process.wait(timeout=SECONDS) == 1


def test_bkpt_in_the_program():
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        tty = board.open(0)
        os.write(tty, b"K")
        gdb.has("continue", "SIGTRAP", f"{line_of('bkpt')}\t")
        gdb.send("continue")
        assert board.read(tty, 1, SECONDS) == b"K"
        assert board.echoes(tty, b"more") == b"more"
        gdb.interrupt()
        gdb.wait()
        gdb.quit()
        os.close(tty)
        board.end()


def test_debugger_that_goes():
    """Whichever way it goes, breakpoints go too and the firmware runs on."""
    for way in ("quit", "kill", "detach"):
        with DebuggedBoard() as board, Gdb(board.socket) as gdb:
            tty = board.open(0)
            gdb.command("break count")
            gdb.command("watch total")
            os.write(tty, b"hello")
            gdb.has("continue", "Breakpoint 1, count")
            if way == "kill":
                gdb.kill()
            elif way == "quit":
                gdb.quit()
            else:
                gdb.command("detach")
            assert board.read(tty, 5, SECONDS) == b"hello", way
            assert board.echoes(tty, b"free") == b"free", way
            # The next one is welcome.
            with Gdb(board.socket) as again:
                assert again.value("messages") == 2
                again.quit()
            os.close(tty)
            board.end()


def test_reset_keeps_breakpoints():
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        gdb.has("break main", "Breakpoint 1")
        gdb.has("monitor reset", "first instruction")
        gdb.command("maintenance flush register-cache")
        assert gdb.value("$pc") == gdb.value("&Reset_Handler") & ~1
        gdb.has("continue", "Breakpoint 1, main ()")
        gdb.has("monitor halt-on-start on")
        gdb.has("monitor reset", "first instruction")
        gdb.has("monitor trace", "cm4_log: debugged")
        gdb.has("continue", "Breakpoint 1, main ()")
        gdb.command("delete")
        gdb.send("continue")
        board.wait(lambda: len(board.events("tty-created")) == 2, "the tty again")
        tty = board.open(0)
        assert board.echoes(tty, b"hello") == b"hello"
        gdb.interrupt()
        gdb.wait()
        gdb.quit()
        os.close(tty)
        board.end()


def test_monitor():
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        gdb.has("monitor help", "status", "peripherals [NAME]", "halt-on-start on|off")
        gdb.has("monitor irq", "Thread mode", "PRIMASK", "103 IPCC_RX1", "enabled")
        gdb.has("monitor peripherals", "USART3", "IPCC", "DLYB_QUADSPI ")
        gdb.has("monitor peripherals ipcc", "IPCC at 0x4c001000", "+0x000")
        gdb.has("monitor peripherals nothing", "there is no peripheral nothing")
        gdb.has("monitor faults", "no fault", "CFSR 00000000")
        gdb.has("monitor catch fault maybe", "say on or off")
        gdb.has("monitor time now", "takes no argument")
        gdb.has("monitor dance", "no command \"dance\"")
        gdb.quit()
        board.end()


def test_one_at_a_time():
    with DebuggedBoard() as board, Gdb(board.socket) as gdb:
        second = socket.socket(socket.AF_UNIX)
        second.settimeout(SECONDS)
        second.connect(board.socket)
        assert second.recv(1) == b"", "not turned away"
        second.close()
        board.wait(lambda: board.events("debugger-refused"), "the refusal")
        assert gdb.value("messages") == 0
        gdb.quit()
        board.end()


def test_bad_clients():
    """Garbage, halves of packets, packets without end, and one who never reads: the board runs on."""
    # The last one stays, and does not take what it is sent.
    junk = (b"GET / HTTP/1.1\r\n\r\n", bytes(range(256)) * 400, b"$m10000000,4", b"$" + b"a" * 1_000_000,
            b"$?#00" * 100, b"$g#67" * 50_000)
    with DebuggedBoard() as board:
        tty = board.open(0)
        for bytes_sent in junk:
            client = socket.socket(socket.AF_UNIX)
            client.settimeout(1)
            client.connect(board.socket)
            try:
                client.sendall(bytes_sent)
            except (OSError, TimeoutError):
                pass
            if bytes_sent != junk[-1]:
                client.close()
            assert board.echoes(tty, b"alive") == b"alive", bytes_sent[:20]
        client.close()
        os.close(tty)
        board.end()


def test_tcp():
    with DebuggedBoard() as board:
        board.end()
    process = subprocess.Popen([COPRO, "run", FIRMWARE, "--gdb", "0", "--gdb-wait", "--quiet"],
                               stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    found = re.search(r"'target remote (127\.0\.0\.1:\d+)'", process.stderr.readline())
    with Gdb(found[1]) as gdb:
        gdb.has("break main", "Breakpoint 1")
        gdb.has("continue", "Breakpoint 1, main ()")
        # The port is taken.
        busy = subprocess.run([COPRO, "run", FIRMWARE, "--gdb", found[1].split(":")[1]],
                              capture_output=True, text=True, timeout=SECONDS)
        assert busy.returncode == 1 and "in use" in busy.stderr, busy.stderr
        # Ended while it is halted.
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SECONDS) == 0, process.stderr.read()
        gdb.has("monitor time", "Remote connection closed")
    process.stderr.close()


def copro_gdb(*arguments, **options):
    return subprocess.run([COPRO, "gdb", FIRMWARE, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=SECONDS, **options)


def test_copro_gdb():
    done = copro_gdb("--", "-nx", "-batch", "-ex", "break main", "-ex", "continue", "-ex", "backtrace")
    assert done.returncode == 0, done
    assert "Reset_Handler" in done.stdout and "#0  main ()" in done.stdout, done.stdout
    # gdb's exit status is that of the command.
    assert copro_gdb("--", "-nx", "-batch", "-ex", "quit 7").returncode == 7
    done = copro_gdb("--", "-nx", "-batch", "-ex", "print no_such_thing")
    assert done.returncode == 1, done
    # A firmware that crashes is there to be looked at.
    done = copro_gdb("--", "-nx", "-batch", "-ex", "break main", "-ex", "continue",
                     "-ex", "set var $pc = &undefined", "-ex", "continue", "-ex", "backtrace 3")
    assert "SIGILL" in done.stdout and "undefined ()" in done.stdout, done.stdout
    done = copro_gdb("--debugger", "no-such-gdb")
    assert done.returncode == 1 and "--debugger no-such-gdb: it cannot be started" in done.stderr, done
    done = copro_gdb("--debugger", GDB, "--log", os.path.join(os.environ["WORK"], "log"), "--",
                     "-nx", "-batch")
    assert done.returncode == 0, done
    with open(os.path.join(os.environ["WORK"], "log"), encoding="utf-8") as log:
        assert "gdb: a debugger has attached" in log.read()
    if os.path.exists("/dev/full"):
        done = copro_gdb("--log", "/dev/full", "--", "-nx", "-batch")
        assert done.returncode == 1 and "copro: --log /dev/full: not all of it" in done.stderr, done
    assert os.listdir(os.path.join(os.environ["XDG_RUNTIME_DIR"], "copro")) == []


def test_copro_gdb_ends_with_gdb():
    """Ctrl-C is gdb's; a signal to copro ends both."""
    process = subprocess.Popen([COPRO, "gdb", FIRMWARE, "--real-time", "--", "-nx", "-q"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True)
    process.stdin.write(b"set confirm off\ncontinue\n")
    process.stdin.flush()
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    process.stdin.write(b"echo interrupted\\n\n")
    process.stdin.flush()
    text = b""
    while b"interrupted\n" not in text:
        came = os.read(process.stdout.fileno(), 4096)
        assert came, text
        text += came
    assert b"SIGINT" in text, text
    process.send_signal(signal.SIGTERM)
    process.stdin.close()
    assert process.wait(timeout=SECONDS) != 1
    process.stdout.close()


if __name__ == "__main__":
    import sys
    import tempfile
    for name, test in list(globals().items()):
        if name.startswith("test_") and name.startswith(tuple(sys.argv[1:]) or "test_"):
            with tempfile.TemporaryDirectory() as os.environ["WORK"]:
                os.environ["XDG_RUNTIME_DIR"] = os.environ["WORK"]
                test()
            print("ok", name, flush=True)
