"""Ctrl-C, twice, and being told to end: one line, a status that the reference names, and nothing half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample import contents

import tracker

if TYPE_CHECKING:
    from tracker.store.location import Location

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has other signals"),
    pytest.mark.usefixtures("real_connections"),
]

PROGRAM = str(Path(__file__).with_name("interrupting.py"))
INT, TERM, HUP = signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)
ENDS = {
    INT: (130, "Interrupted"),
    TERM: (143, "Stopped by SIGTERM"),
    HUP: (129, "Stopped by SIGHUP"),
}

NOTHING_LOGGED = "No matching commands. Remove a filter, or run `tracker log` to see the latest."

Send = Callable[..., tuple[int, str, bool]]


def environment(location: Location) -> dict[str, str]:
    root = str(Path(tracker.__file__).parent.parent)
    return os.environ | {"PYTHONPATH": root, "TRACKER_DB": location.url or str(location.path), "TRACKER_USER": "Ana"}


@pytest.fixture
def send(location: Location) -> Iterator[Send]:
    """`send([INT, INT], 70, 3, "log")`: the signals come at the 70th call in the command, 3 calls apart."""
    with subprocess.Popen(
        [sys.executable, PROGRAM],
        env=environment(location),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as server:

        def sent(signals: list[int], when: int, apart: int, line: str) -> tuple[int, str, bool]:
            assert server.stdin is not None and server.stdout is not None
            print(
                json.dumps([[int(each) for each in signals], when, apart, line.split()]), file=server.stdin, flush=True
            )
            status, said, came = json.loads(server.stdout.readline())
            return status, said, came

        yield sent
        assert server.stdin is not None
        server.stdin.close()


@pytest.mark.parametrize("line", ["series add {code} --name x", "log"])
@pytest.mark.parametrize(
    ("signals", "apart"),
    [
        ([INT, INT], 1),
        ([INT, INT], 40),
        ([INT, INT, INT], 7),
        ([TERM], 1),
        ([TERM, TERM], 5),
        ([HUP], 1),
        ([INT, TERM], 9),
    ],
    ids=["INT twice", "INT twice, later", "INT thrice", "TERM", "TERM twice", "HUP", "INT and TERM"],
)
def test_a_signal_at_any_call_ends_the_command_in_one_line(
    location: Location, send: Send, line: str, signals: list[int], apart: int
) -> None:
    when, count, ended = 1.0, 0, 0
    expected = {ENDS[each] for each in signals}
    while True:
        before = contents(location)
        status, said, came = send(signals, int(when), apart, line.format(code=f"S{count}"))
        if not came:
            break
        assert "Traceback" not in said and "ignored" not in said, (int(when), said)
        after = contents(location)
        if status == 0:  # it came when all was done
            assert after != before or line == "log"
        else:
            ended += 1
            first = dict(expected).get(status)
            # The command may have answered before the signal came.
            talk = [each for each in said.strip().splitlines() if each != NOTHING_LOGGED]
            assert first is not None and len(talk) == 1, (int(when), status, said)
            if talk[0] == f"{first}. Nothing was written.":
                assert after == before
            else:
                assert talk[0] in (f"{first}. `tracker log` shows what was written.", "Interrupted.")
        when, count = max(when + 1, when * 1.7), count + 1
    assert ended >= 5
    assert status == 0, said


BUSY = """
import signal, sys, time
# What was begun in the background of a shell ignores Ctrl-C, and so does what it begins.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
from tracker.store.journal.journal import Journal
from tracker.tables import series

whole = Journal.flush

def flush(journal):
    Journal.flush = whole
    journal.insert(series, [{"code": f"S{n}", "name": "x" * 500} for n in range(2_000)])
    whole(journal)
    print("in the middle", flush=True)
    time.sleep(60)

Journal.flush = flush
sys.argv = ["tracker", *sys.argv[1:]]
from tracker.__main__ import run
run()
"""


@pytest.mark.parametrize("number", [INT, TERM, HUP])
@pytest.mark.parametrize("way", ["command", "shell", "script"])
def test_a_write_that_is_told_to_end_is_rolled_back(location: Location, number: int, way: str, tmp_path: Path) -> None:
    line = "series add EUR --name x"
    with (tmp_path / "script").open("w+", encoding="utf-8") as script:
        script.write(f"{line}\nseries add AMS --name y\n")
        script.seek(0)
        before = contents(location)
        with subprocess.Popen(
            [sys.executable, "-c", BUSY, *(line.split() if way == "command" else ["shell"])],
            env=environment(location),
            stdin=subprocess.DEVNULL if way == "command" else script,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "in the middle\n"
            program.send_signal(number)
            _, said = program.communicate(timeout=60)
    status, words = ENDS[signal.Signals(number)]
    assert program.returncode == status
    first, *rest = said.strip().splitlines()
    assert first == f"{words}. Nothing was written."
    assert rest in ([], [f"That was line 1: {line}"])
    assert contents(location) == before


def test_ctrl_c_is_heard_again_by_the_next_command_of_a_shell() -> None:
    code = """
import signal
from tracker import signals
signal.signal(signal.SIGINT, signal.default_int_handler)  # which who began it may ignore
signals.listen()
for _ in range(3):
    try:
        signal.raise_signal(signal.SIGINT)
        print("not heard")
    except KeyboardInterrupt:
        signal.raise_signal(signal.SIGINT)
        print("heard once")
        signals.listen_again()
try:
    signal.raise_signal(signal.SIGTERM)
except signals.Terminated:
    signals.listen_again()
    signal.raise_signal(signal.SIGTERM)
    print("told to end once")
"""
    said = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8", check=True)
    assert said.stdout == "heard once\n" * 3 + "told to end once\n"


def test_what_comes_where_nothing_can_be_raised_comes_a_moment_later() -> None:
    code = """
import signal, time
from tracker import signals

class Dying:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
        time.sleep(0)

signal.signal(signal.SIGINT, signal.default_int_handler)
signals.listen()
try:
    Dying()
    for _ in range(6000):
        time.sleep(0.01)
    print("not heard")
except KeyboardInterrupt:
    print("heard")
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert (said.stdout, said.stderr) == ("heard\n", "")


def test_a_pager_does_not_keep_a_program_that_is_told_to_end(location: Location) -> None:
    code = """
import os, signal, sys, threading
from tracker import signals
from tracker.output import pager
signal.signal(signal.SIGINT, signal.default_int_handler)
signals.listen()
pager.is_terminal = lambda _: True
sys.argv = ["tracker", "codes", "sector"]
os.environ |= {"PAGER": sys.argv[0] and "sh -c 'cat >/dev/null; exec sleep 600'", "TERM": "xterm"}
os.environ.pop("CI", None)
wait = pager._wait
def told(process):
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
    wait(process)
pager._wait = told
from tracker.__main__ import run
run()
"""
    said = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(location),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (said.returncode, said.stderr) == (143, "Stopped by SIGTERM. Nothing was written.\n")
