"""An import that is killed in the middle: all of it is there or nothing, and the next one goes through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tracker

pytestmark = pytest.mark.usefixtures("real_connections")

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Read, Run

    from tracker.store.location import Location

ROWS = 15_000


def kill(location: Location, words: list[str], when: Callable[[], bool]) -> None:
    """Begin an import, and kill it at some moment, unless it is over before."""
    root = str(Path(tracker.__file__).parent.parent)
    environment = os.environ | {"PYTHONPATH": root, "TRACKER_DB": location.url or str(location.path)}
    command = [sys.executable, "-m", "tracker", "import", *words]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        began = time.monotonic()
        while process.poll() is None and time.monotonic() - began < 20 and not when():
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)


def test_kill_9_in_the_middle_of_an_import(location: Location, run: Run, read: Read, tmp_path: Path) -> None:
    table = tmp_path / "projects.csv"
    lines = (f"P{one},Project number {one},risk management" for one in range(ROWS))
    table.write_text("code,title,themes\n" + "\n".join(lines) + "\n", encoding="utf-8")
    # On SQLite it is at its work when the journal beside the file grows, elsewhere a while has to do.
    beside = location.path.with_name(location.path.name + "-wal") if location.path else None
    began = time.monotonic()

    def at_work() -> bool:
        if beside is None:
            return time.monotonic() - began > 1.5
        return beside.exists() and beside.stat().st_size > 500_000

    kill(location, [str(table), "--yes"], at_work)
    with read() as reader:
        counts = [
            reader.value(f"SELECT count(*) FROM {name}") for name in ("project", "project_theme", "code", "journal")
        ]
    assert counts in ([0, 0, 0, 0], [ROWS, ROWS, ROWS, 1])
    run(f"import {table} --yes")
    with read() as reader:
        assert reader.value("SELECT count(*) FROM project") == ROWS
    run("db check")


@pytest.mark.parametrize("moment", ["while it is planned", "when the refused rows are written"])
def test_kill_9_where_refused_rows_are_left_out(
    location: Location, run: Run, read: Read, tmp_path: Path, moment: str
) -> None:
    """Whatever is in the register, the rows that are not are in a file."""
    folder = tmp_path / "files"
    folder.mkdir()
    table, refused = folder / "projects.csv", folder / "projects.refused.csv"
    rows = 1_000
    table.write_text("code,title\n" + "".join(f"P{'' if one % 10 else ' '}{one},x\n" for one in range(rows)))
    began = time.monotonic()
    moments: dict[str, Callable[[], bool]] = {
        "while it is planned": lambda: time.monotonic() - began > 0.7,
        "when the refused rows are written": refused.exists,
    }
    kill(location, [str(table), "--yes", "--skip-refused"], moments[moment])
    with read() as reader:
        count = reader.value("SELECT count(*) FROM project")
    assert count in (0, rows * 9 // 10)
    if count:
        assert len(refused.read_text().splitlines()) == 1 + rows // 10
    run(f"import {table} --yes --skip-refused", status=1)
    with read() as reader:
        assert reader.value("SELECT count(*) FROM project") == rows * 9 // 10
    assert len(max(folder.glob("*.refused*.csv")).read_text().splitlines()) == 1 + rows // 10
    run("db check")
