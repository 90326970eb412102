"""`tracker` commands that are killed at one of their write calls: `python killing.py`, asked in lines on stdin.

A line is JSON, `[stop, [words of the command]]`. The command runs in a process of its own, forked from this one so that
it begins at once and traced by it, and is killed just before the write call of that number. The answer is JSON:
`[exit status, what it said]`.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import signal
import sys
import tempfile
from importlib import import_module

from tracker.cli import main

# Imported before the fork, so that no command has to.
for module in (
    "tracker.cli.maintenance.db",
    "tracker.cli.maintenance.demo",
    "tracker.cli.files.exporting",
    "tracker.cli.files.import_files",
    "tracker.cli.files.importing",
    "tracker.cli.conferences.series",
    "tracker.exchange.applying",
    "tracker.exchange.intake",
    "tracker.exchange.refused",
    "tracker.exchange.whole.folder",
    "tracker.register.projects.projects",
    "tracker.store.files.backup",
    "tracker.store.checking.integrity",
    "tracker.store.schema",
):
    import_module(module)

TRACEME, KILL, SYSCALL, SETOPTIONS, GET_SYSCALL_INFO = 0, 8, 24, 0x4200, 0x420E
EXITKILL = 0x100000
INFO_SIZE, ENTRY = 88, 1
# Whatever changes a file or a folder: write, pwrite64, writev, pwritev, ftruncate, fallocate, fsync, fdatasync, rename,
# link, unlink, mkdir, rmdir, chmod and their younger kin.
CALLS = {
    "x86_64": {1, 18, 20, 296, 77, 285, 74, 75, 82, 264, 316, 86, 265, 87, 263, 83, 258, 84, 90, 91, 268},
    "aarch64": {64, 68, 66, 70, 46, 47, 82, 83, 38, 276, 37, 35, 34, 52, 53},
}

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def why_not() -> str | None:
    """Why no process can be traced here; None where one can."""
    if sys.platform != "linux" or platform.machine() not in CALLS:
        return "write calls are counted on Linux, on x86-64 and ARM, only"
    child = os.fork()
    if child == 0:
        refused = libc.ptrace(TRACEME, 0, None, None) != 0
        os._exit(1 if refused else 0)
    return "no process may be traced here" if os.waitpid(child, 0)[1] else None


def followed(child: int, stop: int) -> int:
    """How a traced process ends, which is killed before its write call of that number."""
    info = ctypes.create_string_buffer(INFO_SIZE)
    calls, seen, passed_on = CALLS[platform.machine()], 0, 0
    os.waitpid(child, 0)
    libc.ptrace(SETOPTIONS, child, None, EXITKILL | 1)
    while True:
        libc.ptrace(SYSCALL, child, None, passed_on)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status)
        passed_on = 0 if os.WSTOPSIG(status) & 0x7F == signal.SIGTRAP else os.WSTOPSIG(status)
        if passed_on:
            continue
        libc.ptrace(GET_SYSCALL_INFO, child, INFO_SIZE, ctypes.addressof(info))
        number = int.from_bytes(info.raw[24:32], "little")
        if info.raw[0] == ENTRY and number in calls:
            seen += 1
            if seen == stop:
                os.kill(child, signal.SIGKILL)


def run(stop: int, words: list[str]) -> tuple[int, str]:
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            libc.ptrace(TRACEME, 0, None, None)
            os.kill(os.getpid(), signal.SIGSTOP)
            try:
                main(words)
            except SystemExit as end:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(int(end.code or 0))
        status = followed(child, stop)
        said.seek(0)
        return status, said.read().decode()


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(*json.loads(line))) + "\n")
        sys.stdout.flush()
