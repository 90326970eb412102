"""Files and folders that are still being written, under a temporary name until they are complete.

A command that is killed leaves its temporary file behind. The name contains the process id, so `db check` can list the
files whose process no longer runs, and the next command that writes to that folder removes them.
"""

from __future__ import annotations

import os
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

COMPANIONS = ("-wal", "-shm", "-journal")
# A process on another computer cannot be checked; its file counts as left behind when untouched for this long.
LONG_S = 24 * 60 * 60

_NAME = re.compile(r"\.tracker-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{8}\.part(?:-wal|-shm|-journal)?")


@contextmanager
def part_beside(target: Path) -> Iterator[Path]:
    """Yield a free name in the folder of `target`, for a file that is renamed to `target` once it is complete.

    At the end, anything still under that name is removed: a file with SQLite's companions, or a folder. Before anything
    is created, files that killed commands left in that folder are removed too.
    """
    for left in left_behind(target.parent):
        _take_away(left)
    pid = os.getpid()
    part = target.with_name(f".tracker-{_computer()}-{pid}-{_begun(pid) or 0}-{os.urandom(4).hex()}.part")
    try:
        yield part
    finally:
        for companion in ("", *COMPANIONS):
            _take_away(part.with_name(part.name + companion))


def left_behind(folder: Path) -> list[Path]:
    """Return the temporary files in a folder that no running process is writing."""
    try:
        found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    except OSError:
        return []
    return [path for path in found if _is_left(path)]


def _is_left(part: Path) -> bool:
    match = _NAME.fullmatch(part.name)
    assert match is not None
    computer, pid, begun = match.groups()
    if computer == _computer() and os.name == "posix":
        return not _is_living(int(pid), int(begun))
    try:
        return time.time() - part.lstat().st_mtime > LONG_S
    except OSError:
        return False


def _is_living(pid: int, begun: int) -> bool:
    """Return whether a process is running, and is not a later one with the same number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # belongs to another user
    now = _begun(pid)
    return now is None or now == begun


def _begun(pid: int) -> int | None:
    """Return when a process started, in the system's own ticks; None where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return int(fields[19])
    except (OSError, ValueError, IndexError):
        return None


def _computer() -> str:
    """Identify this computer, or this container on it, which has process numbers of its own."""
    if os.name != "posix":
        return "00000000"
    space = ""
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return f"{zlib.crc32(f'{os.uname().nodename} {space}'.encode()):08x}"


def _take_away(part: Path) -> None:
    with suppress(OSError):
        if part.is_dir() and not part.is_symlink():
            from shutil import rmtree

            rmtree(part, ignore_errors=True)
        else:
            part.unlink()
