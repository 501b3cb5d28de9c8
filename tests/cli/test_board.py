#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""`copro board` and the commands that talk to it."""
import errno
import json
import os
import pty
import shutil
import signal
import subprocess
import time

from staying import COPRO, FIRMWARE, TEST_FIRMWARE, Board, run_tests, wait

ECHO = os.path.join(FIRMWARE, "tty-echo.elf")
MINIMAL = os.path.join(FIRMWARE, "echo-min.elf")
DEAF = os.path.join(TEST_FIRMWARE, "tick.elf")


def boards_of(runtime):
    return json.loads(runtime.run("boards", "--json")[0])["boards"]


def pid_of(runtime, name):
    return next(board["pid"] for board in boards_of(runtime) if board["name"] == name)


def test_daemon(runtime):
    """Returns when the firmware runs; all commands; the end leaves nothing."""
    out, err = runtime.run("board", "--daemon", "--start", "--firmware", ECHO)
    assert out == "" and err == "", (out, err)
    assert runtime.run("stop")[0] == "m4: offline (tty-echo.elf)\n"
    assert "nothing to stop" in runtime.run("stop", status=1)[1]
    assert runtime.run("start")[0] == "m4: running (tty-echo.elf)\n"
    assert "stop it first" in runtime.run("start", status=1)[1]
    state = json.loads(runtime.run("restart", "--json")[0])
    assert state["state"] == "running" and state["crashes"] == 0, state
    assert "offline" not in runtime.run("crash")[0]
    assert "running" in runtime.run("recover")[0]
    assert "attached to" in runtime.run("detach", status=1)[1]
    assert "detached" in runtime.run("attach", status=1)[1]
    assert "tty-echo" in runtime.run("trace")[0]
    assert "linux: " in runtime.run("boot-log")[0]
    assert "tty-echo.elf" in runtime.run("status")[0]
    assert "M4         running" in runtime.run("ps")[0]
    assert json.loads(runtime.run("status", "--json")[0])["processors"][1]["state"] == "running"
    assert runtime.run("tty", "--timeout", "3", stdin="hello\n")[0] == "hello\n"
    assert runtime.run("tty", "1", "--board", "board", "--timeout", "3", stdin="two\n")[0] == "two\n"
    assert runtime.run("reset")[0] == "m4: offline (tty-echo.elf)\n"
    with open(runtime.directory("board") + "/log", encoding="utf-8") as log:
        assert "remoteproc: running" in log.read()
    pid = pid_of(runtime, "board")
    assert runtime.run("shutdown") == ("", "")
    wait(lambda: runtime.left() == [] and not os.path.exists(f"/proc/{pid}"), "its end")
    assert "copro board" in runtime.run("shutdown", status=1)[1]


def test_daemon_with_nothing_open(runtime):
    """Its sockets and pipes do not become what it takes for its standard streams."""
    command = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", COPRO, "board", "--daemon"]
    done = subprocess.run(command, env=runtime.environment, timeout=60, check=False)
    assert done.returncode == 0, done
    assert "offline" in runtime.run("ps")[0]
    runtime.run("shutdown")


def test_daemon_that_does_not_start(runtime):
    """The exit status says so, the message why, and nothing stays."""
    for options, text in (
            (("--start",), "rproc-m4-fw"),
            (("--start", "--firmware", "nothing.elf"), "nothing.elf"),
            (("--start", "--firmware", COPRO), "Cortex-M4"),
            (("--firmware", "/no/such/file"), "/no/such/file"),
            (("--firmware", "../x"), "../x"),
            (("--firmware-dir", "/no/such/directory"), "/no/such/directory"),
            (("--dtb", "/dev/null"), "/dev/null")):
        for mode in ((), ("--daemon",)):
            done = subprocess.run([COPRO, "board", *options, *mode], env=runtime.environment,
                                  capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 1, (options, mode, done)
            assert text in done.stderr.splitlines()[-1], (options, mode, done.stderr)
            assert runtime.left() == [], runtime.left()
    for options in (("--name", "Board"), ("--name", "12"), ("--name", "../x"), ("--name", ""),
                    ("--recovery", "maybe"), ("--coredump", "some"), ("--kernel-version", "6"),
                    ("--kernel-version", "6.x")):
        runtime.run("board", *options, status=2)
    assert runtime.left() == []


def test_daemon_lets_go(runtime):
    """It holds nothing of whoever started it: no pipe, no terminal, no directory."""
    where = os.path.join(runtime.path, "where")
    os.mkdir(where)
    done = subprocess.run([COPRO, "board", "--daemon"], env=runtime.environment, cwd=where,
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == done.stderr == ""
    pid = pid_of(runtime, "board")
    assert os.readlink(f"/proc/{pid}/cwd") == "/"
    assert os.getsid(pid) == pid
    # The output was read to its end above: nobody else has it open.
    assert os.readlink(f"/proc/{pid}/fd/0") == "/dev/null"
    assert os.readlink(f"/proc/{pid}/fd/2").endswith("/copro/board/log")
    os.kill(pid, signal.SIGTERM)
    wait(lambda: runtime.left() == [], "the board to end")


def test_load(runtime):
    with Board(runtime, start=None) as board:
        folder = os.path.join(board.directory, "firmware")
        assert runtime.run("load", ECHO)[0] == "m4: offline (tty-echo.elf)\n"
        assert os.listdir(folder) == ["tty-echo.elf"]
        assert runtime.run("start")[0] == "m4: running (tty-echo.elf)\n"
        assert "--start" in runtime.run("load", MINIMAL, status=1)[1]
        assert os.listdir(folder) == ["tty-echo.elf"]
        assert runtime.run("load", "--start", MINIMAL)[0] == "m4: running (echo-min.elf)\n"
        # Nothing is stopped for what is no firmware.
        for path in ("/no/such/file", COPRO, "/", "/dev/zero"):
            runtime.run("load", "--start", path, status=1)
        assert board.state() == "running"
        # The file is replaced as a whole, also while it is in use.
        copy = os.path.join(runtime.path, "echo-min.elf")
        shutil.copy(ECHO, copy)
        assert runtime.run("load", "--start", copy)[0] == "m4: running (echo-min.elf)\n"
        with open(ECHO, "rb") as one, open(os.path.join(folder, "echo-min.elf"), "rb") as other:
            assert one.read() == other.read()
        assert sorted(os.listdir(folder)) == ["echo-min.elf", "tty-echo.elf"]
        board.end()


def test_firmware_directories(runtime):
    """The board's own comes first."""
    for name, source in (("first", ECHO), ("second", MINIMAL)):
        os.mkdir(os.path.join(runtime.path, name))
        shutil.copy(source, os.path.join(runtime.path, name, "fw.elf"))
    with Board(runtime, "--firmware-dir", runtime.path + "/first", "--firmware-dir",
               runtime.path + "/second", "--firmware", "fw.elf", start=None) as board:
        runtime.run("start")
        wait(lambda: "tty-echo" in runtime.run("trace")[0], "the first")
        runtime.run("stop")
        os.remove(runtime.path + "/first/fw.elf")
        assert runtime.run("start")[0] == "m4: running (fw.elf)\n"
        runtime.run("stop")
        os.remove(runtime.path + "/second/fw.elf")
        message = runtime.run("start", status=1)[1]
        for part in (board.directory, "/first", "/second"):
            assert part in message, message
        board.end()


def test_several(runtime):
    """Each command finds the one that is meant, or says that it does not know which."""
    with Board(runtime, name="left") as left, Board(runtime, name="right", start=None) as right:
        assert [board["name"] for board in boards_of(runtime)] == ["left", "right"]
        for command in ("stop", "status", "trace", "shutdown", "tty"):
            message = runtime.run(command, status=1)[1]
            assert "left, right" in message and "--board" in message, message
        assert "running" in runtime.run("restart", "--board", "left")[0]
        assert "offline" in runtime.run("status", "--board", "right")[0]
        environment = {"COPRO_BOARD": "left"}
        assert "running" in runtime.run("ps", env=environment)[0]
        assert "offline" in runtime.run("ps", "--board", "right", env=environment)[0]
        assert "no board named middle" in runtime.run("stop", "--board", "middle", status=1)[1]
        assert "copro boards" in runtime.run("ps", env={"COPRO_BOARD": "middle"}, status=1)[1]
        runtime.run("shutdown", "--board", "right")
        right.end(number=0)
        assert "running" in runtime.run("ps")[0]
        left.end()


def test_one_name_one_board(runtime):
    with Board(runtime) as board:
        message = runtime.run("board", "--name", "board", "--daemon", status=1)[1]
        assert "runs already" in message and "shutdown" in message, message
        assert board.alive() and board.state() == "running"
        board.end()


def test_dead_board_is_taken_over(runtime):
    runtime.run("board", "--daemon", "--start", "--firmware", ECHO)
    os.kill(pid_of(runtime, "board"), signal.SIGKILL)
    wait(lambda: boards_of(runtime) == [], "the board to die")
    assert {"api", "ttyRPMSG0", "firmware", "log"} <= set(os.listdir(runtime.directory("board")))
    assert "no board is running" in runtime.run("stop", status=1)[1]
    assert "no board is running" in runtime.run("tty", status=1)[1]
    with Board(runtime, start=None) as board:
        assert sorted(os.listdir(board.directory)) == ["api", "lock"]
        board.end()


def test_run_beside_a_board(runtime):
    """`copro run` has no name and takes no commands; `copro tty` finds either."""
    with Board(runtime, start=None) as board:
        run = runtime.popen("run", ECHO, "--real-time", "--quiet", stdin=subprocess.DEVNULL)
        wait(lambda: len(boards_of(runtime)) == 2, "the run")
        name = str(run.pid)
        assert "offline" in runtime.run("ps")[0]
        assert "takes no commands" in runtime.run("stop", "--board", name, status=1)[1]
        out = runtime.run("tty", "--board", name, "--wait", "10", "--timeout", "3",
                          stdin="hello\n")[0]
        assert out == "hello\n", out
        assert "(run)" in runtime.run("boards")[0]
        run.send_signal(signal.SIGINT)
        assert run.wait(20) == 0
        board.end()
    assert runtime.left() == []


def test_status_of_its_own(runtime):
    """With a firmware or trees, status boots a board for itself, whatever runs."""
    with Board(runtime, start=None) as board:
        assert "running" in runtime.run("ps", ECHO)[0]
        assert "offline" in runtime.run("ps")[0]
        runtime.run("ps", ECHO, "--board", "board", status=2)
        runtime.run("status", "--for", "1", "--board", "board", status=2)
        board.end()
    assert "in reset" in runtime.run("ps")[0]


def test_trace_follow(runtime):
    """Until the end of the board, or of whoever reads."""
    with Board(runtime) as board:
        follow = runtime.popen("trace", "-f", stdout=subprocess.PIPE, text=True)
        assert follow.stdout.readline().startswith("tty-echo")
        assert follow.stdout.readline() == "link up\n"
        runtime.run("restart")
        assert follow.stdout.readline().startswith("tty-echo")
        board.end()
        assert "link up" in follow.stdout.read()
        assert follow.wait(20) == 0
        follow.stdout.close()


def test_killed_commands(runtime):
    """kill -9 of a command in the middle of what it does."""
    with Board(runtime, start=DEAF) as board:
        for verb in ("stop", "restart", "trace"):
            options = ("-f",) if verb == "trace" else ()
            command = runtime.popen(verb, *options, stdout=subprocess.DEVNULL)
            time.sleep(0.05)
            command.kill()
            command.wait()
            assert board.alive()
        runtime.run("load", "--start", ECHO)
        board.end()


def test_kernel_that_counts(runtime):
    """From 5.19 on a start of what runs succeeds, and takes another stop."""
    with Board(runtime, "--kernel-version", "6.6") as board:
        assert "running" in runtime.run("start")[0]
        assert "stop it again" in runtime.run("stop", status=1)[1]
        assert "offline" in runtime.run("stop")[0]
        board.end()


def test_settings(runtime):
    with Board(runtime, "--recovery", "off", "--coredump", "inline") as board:
        assert "crashed" in runtime.run("crash", "watchdog")[0]
        state = board.get("/v1/remoteproc")
        assert state["recovery"] == "disabled" and state["coredump"] == "inline", state
        assert "running" in runtime.run("recover")[0]
        runtime.run("crash", "boredom", status=2)
        board.end()


def test_dump(runtime):
    """To a file or a pipe, never to a terminal; half of one does not stay."""
    core = os.path.join(runtime.path, "core")
    with Board(runtime) as board:
        assert "not crashed" in runtime.run("dump", core, status=1)[1]
        assert not os.path.exists(core)
        with open(core, "w", encoding="ascii") as file:
            file.write("an older one")
        assert "not crashed" in runtime.run("dump", core, status=1)[1]
        with open(core, encoding="ascii") as file:
            assert file.read() == "an older one", "a file went for a dump that there was not"
        os.unlink(core)
        runtime.run("dump", "--form", "paper", core, status=2)
        runtime.run("crash")
        wait(lambda: board.state() == "running", "the recovery")
        runtime.run("dump", core)
        assert os.stat(core).st_mode & 0o777 == 0o600
        with open(core, "rb") as file:
            whole = file.read()
        piped = subprocess.run([COPRO, "dump"], env=runtime.environment, capture_output=True,
                               check=True)
        assert piped.stdout == whole and len(whole) > 100000
        if os.path.exists("/dev/full"):
            assert "No space left" in runtime.run("dump", "/dev/full", status=1)[1]
            assert os.path.exists("/dev/full")
        command = ["sh", "-c", 'trap "" XFSZ; ulimit -f 64; exec "$@"', "sh", COPRO, "dump", core]
        done = subprocess.run(command, env=runtime.environment, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 1 and "cannot be written" in done.stderr, done
        assert not os.path.exists(core)
        master, slave = pty.openpty()
        done = subprocess.run([COPRO, "dump"], env=runtime.environment, stdout=slave,
                              stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1 and b"terminal" in done.stderr, done
        os.close(master)
        os.close(slave)
        board.end()


def test_recovery_with_a_tty_open(runtime):
    """Whoever has a tty open sees it hang up, as on Linux, and finds it again under its name."""
    with Board(runtime) as board:
        path = os.path.join(board.directory, "ttyRPMSG0")
        wait(lambda: os.path.exists(path), "the tty")
        for crashes in range(1, 4):
            tty = os.open(path, os.O_RDWR | os.O_NOCTTY)
            os.write(tty, b"hello")
            assert os.read(tty, 100) == b"hello"
            board.post("/v1/remoteproc/crash")
            try:
                assert os.read(tty, 100) == b""
            except OSError as error:
                assert error.errno == errno.EIO
            os.close(tty)
            if crashes > 1:
                # It crashed twice in a row, and would wait for its next start.
                board.post("/v1/remoteproc/recover")
            wait(lambda: board.state() == "running" and os.path.exists(path), "the recovery")
            assert board.get("/v1/remoteproc")["crashes"] == crashes
        tty = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.write(tty, b"again")
        assert os.read(tty, 100) == b"again"
        os.close(tty)
        board.end()


def test_in_a_terminal(runtime):
    """Ctrl-C ends it in order; the ttys are announced with the board's name."""
    master, slave = pty.openpty()
    process = runtime.popen("board", "--start", "--firmware", ECHO, stdin=slave,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    os.close(slave)
    lines = [process.stderr.readline().decode() for _ in range(3)]
    assert any("`copro tty 0 --board board` connects" in line for line in lines), lines
    assert any("board board is up" in line for line in lines), lines
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    process.stderr.close()
    os.close(master)
    assert runtime.left() == []


def test_output_that_nobody_reads(runtime):
    """A board does not end because the reader of its log did."""
    process = runtime.popen("board", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            stdin=subprocess.DEVNULL)
    process.stdout.readline()
    process.stdout.close()
    wait(lambda: boards_of(runtime) and boards_of(runtime)[0]["stays"], "the board")
    runtime.run("load", "--start", ECHO)
    runtime.run("restart")
    runtime.run("shutdown")
    assert process.wait(20) == 0


run_tests(globals())
