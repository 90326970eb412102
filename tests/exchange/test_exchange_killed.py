"""An import that is killed in the middle: all of it is there or nothing, and the next one goes through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import tracker

if TYPE_CHECKING:
    from conftest import Read, Run

    from tracker.store.location import Location

ROWS = 15_000


def test_kill_9_in_the_middle_of_an_import(location: Location, run: Run, read: Read, tmp_path: Path) -> None:
    table = tmp_path / "projects.csv"
    lines = (f"P{one},Project number {one},risk management" for one in range(ROWS))
    table.write_text("code,title,themes\n" + "\n".join(lines) + "\n", encoding="utf-8")
    root = str(Path(tracker.__file__).parent.parent)
    environment = os.environ | {"PYTHONPATH": root, "TRACKER_DB": location.url or str(location.path)}
    command = [sys.executable, "-m", "tracker", "import", str(table), "--yes"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        # Until it is at its work: on SQLite the journal beside the file grows, elsewhere a while has to do.
        beside = location.path.with_name(location.path.name + "-wal") if location.path else None
        began = time.monotonic()
        while process.poll() is None and time.monotonic() - began < (20 if beside else 1.5):
            if beside and beside.exists() and beside.stat().st_size > 500_000:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    with read() as reader:
        counts = [
            reader.value(f"SELECT count(*) FROM {name}") for name in ("project", "project_theme", "code", "journal")
        ]
    assert counts in ([0, 0, 0, 0], [ROWS, ROWS, ROWS, 1])
    run(f"import {table} --yes")
    with read() as reader:
        assert reader.value("SELECT count(*) FROM project") == ROWS
    run("db check")
