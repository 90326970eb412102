"""Times whole commands, the contestants in turn so that a slow minute of the machine falls on all of them."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

TRACKER = [sys.executable, "-m", "tracker"]


def environment(database: Path) -> dict[str, str]:
    """The environment of an installed program: bytecode is cached, nothing asks, the register is the given one."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "CI")}
    return kept | {"TRACKER_DB": str(database)}


def seconds(
    commands: Mapping[str, Sequence[str]],
    database: Path,
    runs: int,
    before: Callable[[], object] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """The time of each command over so many rounds, after one round that warms the caches: wall time by this clock.

    `before` is called before each, untimed: commands that write want the register as it was.
    """
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            if before is not None:
                before()
            began = clock()
            subprocess.run(
                command, env=environment(database), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if turn:
                taken[name].append(clock() - began)
    return taken


def processor_time() -> float:
    """A clock that stands still while others have the processor: the time that finished commands have used of it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory(command: Sequence[str], database: Path) -> int:
    """The largest resident size of a command, in KiB."""
    watched = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", watched, *command], capture_output=True, text=True, env=environment(database), check=True
    )
    divisor = 1024 if sys.platform == "darwin" else 1
    return int(done.stdout) // divisor


def compared(taken: Mapping[str, Sequence[float]], ours: str, floor: str, bound: str) -> str:
    """One line: the ratio of two medians, each with the span of its runs, and the bound that is aimed at."""
    one, other = taken[ours], taken[floor]
    ratio = statistics.median(one) / statistics.median(other)
    return f"{ours} / {floor} = {ratio:.2f}   (aim: {bound})   {_span(one)} / {_span(other)}"


def _span(runs: Sequence[float]) -> str:
    return f"{statistics.median(runs) * 1000:.0f} ms [{min(runs) * 1000:.0f}-{max(runs) * 1000:.0f}]"


__all__ = ["TRACKER", "compared", "environment", "peak_memory", "processor_time", "seconds"]
