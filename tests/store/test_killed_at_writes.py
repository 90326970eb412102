"""Commands that are killed at any of their write calls: what is read then is whole, and nothing stays for ever."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import killing
import pytest
from alembic import command
from sample import fill

import tracker
from tracker import tables
from tracker.register.register import open_register
from tracker.store import schema
from tracker.store.engine import open_engine, writing
from tracker.store.files.backup import back_up
from tracker.store.files.parts import left_behind
from tracker.store.guards import drop_guards
from tracker.store.location import Location
from tracker.store.reader import connected

PROGRAM = str(Path(__file__).with_name("killing.py"))
ROOT = str(Path(tracker.__file__).parent.parent)
REASON = killing.why_not()
ENVIRONMENT = {"PYTHONPATH": ROOT, "TRACKER_DB": "register.db", "TRACKER_USER": "Ana"} | {
    "TRACKER_NOW": "2013-01-28T09:30:00+00:00",
    "PYTHONDONTWRITEBYTECODE": "1",
}

# What a server writes is the server's own: these are about files.
pytestmark = [pytest.mark.skipif(REASON is not None, reason=str(REASON)), pytest.mark.usefixtures("real_connections")]

Kill = Callable[[int, str], tuple[int, str]]


class Case(NamedTuple):
    """A command, the files that it makes, and at which of its write calls it is killed: every so many."""

    line: str
    every: int
    makes: tuple[str, ...] = ()


CASES = {
    "restore": Case("db restore copy.db --yes", 331),
    "restore of much": Case("db restore copy.db --yes", 701),
    "backup": Case("db backup new.db", 61, ("new.db",)),
    "upgrade": Case("db upgrade", 97),
    "import": Case("import projects.csv --yes", 11),
    "refused rows": Case("import mixed.csv --yes --skip-refused", 13, ("mixed.refused.csv",)),
    "export": Case("export --all -o whole.json", 7, ("whole.json",)),
    "export of a folder": Case("export --all -o whole/", 31, ("whole",)),
    "list": Case("series list -o list.csv", 1, ("list.csv",)),
    "init": Case("db init --db other.db", 61, ("other.db",)),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder that the commands work in."""
    found = tmp_path / "work"
    found.mkdir()
    return found


@pytest.fixture
def killed(place: Path) -> Iterator[Kill]:
    """`killed(7, "db backup copy.db")`: exit status and words of a command killed at its seventh write call; 0 is none.

    It begins with an empty folder of its own and the register there.
    """
    with subprocess.Popen(
        [sys.executable, PROGRAM],
        cwd=place,
        env=os.environ | ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as server:

        def at(stop: int, line: str) -> tuple[int, str]:
            assert server.stdin is not None and server.stdout is not None
            print(json.dumps([stop, line.split()]), file=server.stdin, flush=True)
            status, said = json.loads(server.stdout.readline())
            return status, said

        yield at
        assert server.stdin is not None
        server.stdin.close()


def prepare(place: Path, template: Path, name: str) -> None:
    """The files that a case begins with."""
    register = Location(place / "register.db", None)
    shutil.copy(template, place / "register.db")
    with open_register(register, who="tester") as opened:
        fill(opened)
    if name.startswith("restore"):
        back_up(register, place / "copy.db")
        count = 3_000 if "much" in name else 1  # more than SQLite holds in memory, so that it writes in between
        with open_register(register, who="tester") as opened:
            rows = [{"code": f"S{number}", "name": "x" * 900} for number in range(count)]
            opened.journal.insert(tables.series, rows)
    if name == "upgrade":
        with writing(register, open_engine(register, migrating=True)) as connection:
            drop_guards(connection)
            command.downgrade(schema.alembic_config(connection), "-1")
    (place / "projects.csv").write_text("code,title\nP80,x\nP81,y\n", encoding="utf-8")
    (place / "mixed.csv").write_text("code,title\nP80,x\nP 81,y\n", encoding="utf-8")


def read(path: Path) -> Any:
    """What is there: of a database every row of every table, as a command that reads gets them."""
    if path.is_dir():
        return {str(each.relative_to(path)): each.read_bytes() for each in path.rglob("*") if each.is_file()}
    if ".db" not in path.name:
        return path.read_bytes()
    with connected(Location(path, None)) as reader:
        names = [name for (name,) in reader.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(str, reader.all(f'SELECT * FROM "{name}"'))) for name in names}


def files(place: Path) -> dict[str, Any]:
    """Everything in the folder but what SQLite has beside a file, and what is said to be left behind."""
    left = left_behind(place)
    beside = ("-wal", "-shm", "-journal")
    return {path.name: read(path) for path in place.iterdir() if path not in left and not path.name.endswith(beside)}


@pytest.mark.parametrize("name", CASES)
def test_killed_at_any_write_it_leaves_all_or_nothing(
    tmp_path: Path, place: Path, sqlite_template: Path, killed: Kill, name: str
) -> None:
    case, begin = CASES[name], tmp_path / "begin"
    begin.mkdir()
    prepare(begin, sqlite_template, name)

    def start() -> None:
        for path in place.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(begin, place, dirs_exist_ok=True)

    start()
    before = files(place)
    done = {0, 1} if name == "refused rows" else {0}
    assert killed(0, case.line)[0] in done
    after = files(place)
    assert after != before and set(case.makes) <= set(after)
    stop, unfinished = 1, 0
    while True:
        start()
        status, said = killed(stop, case.line)
        if status != -signal.SIGKILL:
            break
        unfinished += bool(left_behind(place))
        for file, content in files(place).items():
            # An empty file is what `db init` begins with, and takes for nothing.
            assert content in (before.get(file), after.get(file)) or (name == "init" and content == {}), (stop, file)
        for file in case.makes:
            shutil.rmtree(place / file) if (place / file).is_dir() else (place / file).unlink(missing_ok=True)
        assert killed(0, case.line)[0] in done
        assert left_behind(place) == []
        again = files(place)
        assert {file: again[file] for file in after} == after
        stop += case.every
    assert status in done, said
    assert stop > 4 * case.every
    assert unfinished or name in ("import", "init")


def test_what_is_left_behind_is_named_until_it_is_taken_away(place: Path, sqlite_template: Path, killed: Kill) -> None:
    prepare(place, sqlite_template, "backup")
    assert killed(20, "db backup new.db")[0] == -signal.SIGKILL
    left, *_ = left_behind(place)  # beside it there may be the journal of SQLite
    said = killed(0, "db check --format csv")[1]
    assert f"note,{left.name},is an unfinished copy or output of a command that was killed" in said
    killed(0, "series list -o list.csv")
    assert left_behind(place) == []
    assert left.name not in killed(0, "db check --format csv")[1]


def test_what_somebody_is_still_making_is_not_left_behind(place: Path) -> None:
    from tracker.store.files import parts

    with parts.part_beside(place / "one") as mine:
        mine.write_bytes(b"half")
        with parts.part_beside(place / "two"):
            assert left_behind(place) == []
            assert mine.exists()
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "old", "left"),
    [
        ("{computer}-{pid}-{begun}", True, False),
        ("{computer}-{pid}-1", False, True),  # the number of a process that ended was given to another one
        ("{computer}-4194999-7", False, True),
        ("deadbeef-4194999-7", False, False),  # of another computer nothing is known
        ("deadbeef-4194999-7", True, True),
    ],
)
def test_whose_it_is_tells_its_name(place: Path, name: str, old: bool, left: bool) -> None:
    from tracker.store.files import parts

    pid = os.getpid()
    named = name.format(computer=parts._computer(), pid=pid, begun=parts._begun(pid))
    part = place / f".tracker-{named}-00000000.part"
    part.touch()
    if old:
        os.utime(part, (0, 0))
    assert left_behind(place) == ([part] if left else [])


@pytest.mark.parametrize("name", [".tracker-1-2-3.part", "tracker.part", ".tracker-deadbeef-1-1-00000000.part.bak"])
def test_other_names_are_nobody_s_part(place: Path, name: str) -> None:
    (place / name).touch()
    os.utime(place / name, (0, 0))
    assert left_behind(place) == []
