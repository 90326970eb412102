"""Files and folders that are still being made, under a name of their own until they are whole.

A command that is killed leaves its part behind. The name says which process makes it, so `db check` can list the parts
that no living process is making any more, and the next command that makes something in that folder removes them.
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
# A process of another computer cannot be asked whether it lives; what it has not touched for so long is left behind.
LONG_S = 24 * 60 * 60

_NAME = re.compile(r"\.tracker-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{8}\.part(?:-wal|-shm|-journal)?")


@contextmanager
def part_beside(target: Path) -> Iterator[Path]:
    """A free name in the folder of `target`, for what becomes `target` by a new name once it is whole.

    What has the name at the end, a file with the companions of SQLite or a folder, is taken away. Before anything is
    made, so is what killed commands left in that folder.
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
    """The parts in a folder that no living process is making."""
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
    """Whether a process runs, and is not a later one that was given the same number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's
    now = _begun(pid)
    return now is None or now == begun


def _begun(pid: int) -> int | None:
    """When a process began, in the system's own ticks; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return int(fields[19])
    except (OSError, ValueError, IndexError):
        return None


def _computer() -> str:
    """This computer, or this container of it, which has processes with numbers of its own."""
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
