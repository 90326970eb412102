"""Registers with damaged pages, half written or on a full disk: every command answers truly, or says what it is."""

from __future__ import annotations

import random
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sample import bare, contents, fill
from test_robust import NOBODY, as_nobody, program, public  # noqa: F401

from tracker import tables
from tracker.cli import main
from tracker.errors import StoreError
from tracker.register.register import open_register
from tracker.store.location import Location, parse_location
from tracker.store.reader import open_reader

pytestmark = pytest.mark.usefixtures("real_connections")

if TYPE_CHECKING:
    from conftest import Run, Write

COMMANDS = (
    "project list",
    "project show P1",
    "compare 2012 2013",
    "log",
    "db check",
    "conference verify",
    "export --all -o {place}/whole.json",
    "db backup {place}/copy.db",
    'note "something said"',
    "report P1 --status active --at 2012",
    "conference close 2012 --accept x --yes",
    "undo",
)
# What damage can make of a true answer: a thing that is not there, a conflict, nothing to compare.
TRUE_ANSWERS = {0, 1, 2, 3, 4, 5}


def hurt(content: bytes, chance: random.Random) -> bytes:
    """A file with some bits, words or pages that are not what they were."""
    found = bytearray(content)
    for _ in range(chance.choice([1, 2, 8, 40])):
        at = chance.randrange(chance.choice([100, 4096, len(found) // 2]), len(found))
        page = at // 4096 * 4096
        kind = chance.randrange(4)
        if kind == 0:
            found[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            found[at : at + 8] = chance.randbytes(len(found[at : at + 8]))
        elif kind == 2:
            found[page : page + 16] = chance.randbytes(16)  # what the page is, and where its cells are
        else:
            found[page : page + 4096] = b"\xff" * 4096
    return bytes(found)


@pytest.mark.parametrize("times", [12, pytest.param(40, marks=pytest.mark.slow)])
def test_damaged_pages_are_told(
    location: Location, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Whatever is damaged, no command ends in a traceback, and damage that SQLite meets is said to be damage."""
    if location.is_postgresql:
        pytest.skip("the pages of a server are the server's own")
    assert location.path is not None
    with write() as register:
        fill(register)
    content, chance, told = location.path.read_bytes(), random.Random(times), 0
    monkeypatch.setenv("TRACKER_DB", str(location.path))
    monkeypatch.setenv("TRACKER_USER", "tester")
    for number in range(times):
        damaged = hurt(content, chance)
        for line in COMMANDS:
            for path in tmp_path.iterdir():
                if not path.is_dir():
                    path.unlink()
            location.path.write_bytes(damaged)
            result = CliRunner().invoke(main, shlex.split(line.format(place=tmp_path)))
            said = f"{number}: {line}\n{result.output}"
            assert result.exception is None or isinstance(result.exception, SystemExit), said
            assert result.exit_code in TRUE_ANSWERS, said
            told += result.exit_code == 5
    assert told > times


# Half written.


@pytest.fixture
def half_written(public: Path) -> Path:  # noqa: F811
    """A register as it is where a command was killed that had written half of what it wanted, and its journal."""
    whole = public / "whole.db"
    shutil.copy(public / "register.db", whole)
    with open_register(Location(whole, None), who="tester") as register:
        register.journal.insert(tables.series, [{"code": f"S{number}", "name": "old"} for number in range(500)])
    with closing(sqlite3.connect(whole, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = DELETE")
        writer.execute("PRAGMA cache_size = 5")  # so that it writes in the middle
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE series SET name = 'new' || hex(zeroblob(200))")
        for companion in ("", "-journal"):
            shutil.copy(f"{whole}{companion}", public / f"register.db{companion}")
        writer.execute("ROLLBACK")
    found = public / "register.db"
    # Half an index of texts cannot be read at all.
    with closing(sqlite3.connect(f"file:{found}?immutable=1", uri=True)) as blind, suppress(sqlite3.DatabaseError):
        assert blind.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    return found


@pytest.mark.parametrize("line", ["series list --format csv", "db check", "conference verify", "export --all"])
def test_what_is_half_written_is_rolled_back_by_whoever_reads_first(half_written: Path, line: str) -> None:
    result = CliRunner().invoke(main, ["--db", str(half_written), *line.split()])
    assert result.exit_code == 0
    assert "new00" not in result.stdout
    assert not half_written.with_name("register.db-journal").exists()
    assert contents(Location(half_written, None)) == contents(Location(half_written.with_name("whole.db"), None))


@pytest.mark.parametrize("barred", ["the file", "the folder", "both"])
def test_what_is_half_written_is_said_to_whoever_may_not_write(half_written: Path, barred: str) -> None:
    half_written.chmod(0o444 if barred != "the folder" else 0o666)
    half_written.with_name("register.db-journal").chmod(0o644)
    half_written.parent.chmod(0o777 if barred == "the file" else 0o755)
    lines = ("series list", "db check", "export --all", "series add AMS --name x")
    for status, said in as_nobody(*(f"--db {half_written} {line}" for line in lines)):
        assert status == 5
        assert f"{half_written} is half written, because a command was killed while it wrote." in said
    half_written.parent.chmod(0o755)


# Written while it is read.


def test_what_is_read_without_a_lock_and_changes_meanwhile_does_not_hold(public: Path) -> None:  # noqa: F811
    """Where a folder may not be written, an owner still may write the register in it."""
    from tracker.store.sqlite_file import _unlocked

    register = public / "register.db"
    address = f"file:{register}?mode=ro&immutable=1"
    told = pytest.raises(StoreError, match="was changed by another program while it was read")
    with told, _unlocked(register, address) as connection:
        assert connection.execute("SELECT count(*) FROM series").fetchone() == (0,)
        with open_register(Location(register, None), who="owner") as opened:
            opened.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])


# No room.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that is a disk of its own, of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = sys.platform == "linux" and shutil.which("mount") is not None
    if (
        not mounted
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tracker-test", disk], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("nothing may be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill_disk(disk: Path) -> None:
    """Leave not a byte; what is written to a file that could be made first."""
    try:
        with (disk / "filling").open("wb", buffering=0) as file:
            while file.write(bytes(512)):
                pass
    except OSError:
        return


READING = (
    "series list",
    "series list --json",
    "project list --format xlsx",
    "log",
    "db check",
    "conference verify",
    "export --all",
)
WRITING = ("series add EUR --name Europe", 'note "something said"', "undo")


@pytest.mark.parametrize("left", ["closed well", "with a -wal"])
def test_on_a_full_disk_everything_is_read_and_nothing_is_written(
    small_disk: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    path = small_disk / "register.db"
    place = Location(path, None)
    shutil.copy(sqlite_template, path)
    with open_register(place, who="tester") as register:
        register.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])
    if left != "closed well":
        aside = small_disk.parent / "aside.db"
        shutil.copy(path, aside)
        with closing(sqlite3.connect(aside)) as writer:
            writer.execute("UPDATE series SET name = 'in the wal'")
            writer.commit()
            shutil.copy(f"{aside}-wal", f"{path}-wal")
    fill_disk(small_disk)
    monkeypatch.setenv("TMPDIR", str(small_disk))
    for line in READING:
        said = program(place, *shlex.split(line))
        assert said.returncode == 0, f"{line}: {said.stderr}"
    assert ("in the wal" in program(place, "series", "list").stdout) == (left != "closed well")
    for line in WRITING:
        said = program(place, *shlex.split(line))
        assert (said.returncode, said.stderr) == (
            5,
            f"Error: {path} cannot grow: the disk is full.\nNothing was written. Free some space and try again.\n",
        ), line
    said = program(place, "series", "list", "-o", str(small_disk / "list.csv"))
    assert (said.returncode, said.stderr) == (
        1,
        f"Error: {small_disk / 'list.csv'} was not written: the disk is full.\nThe existing content was not changed.\n",
    )
    (small_disk / "filling").unlink()
    assert program(place, "series", "add", "EUR", "--name", "Europe").returncode == 0
    assert program(place, "series", "list", "-q").stdout == "AMS\nEUR\n"


def test_a_workbook_is_made_where_no_disk_has_room(
    location: Location, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("series add AMS --name x")

    def no_room() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", no_room)
    result = CliRunner().invoke(main, ["series", "list", "--format", "xlsx"], catch_exceptions=False)
    assert (result.exit_code, result.stdout_bytes[:2]) == (0, b"PK")


# No right, on a server.


def test_who_may_only_read_a_server_is_told_so_by_every_command_that_writes(
    location: Location, write: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not location.is_postgresql:
        pytest.skip("a file has no roles")
    with write() as register:
        fill(register)
    with bare(location) as sql:
        sql("DROP ROLE IF EXISTS only_reads")
        sql("CREATE ROLE only_reads LOGIN")
        sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO only_reads")
    visitor = parse_location(str(location.url).replace("postgres@", "only_reads@"))
    try:
        monkeypatch.setenv("TRACKER_DB", str(visitor.url))
        lines = (
            "series add X --name x",
            'note "not now"',
            "report P1 --progress 77 --at 2012",
            "undo",
        )
        for line in (*lines, "conference close 2012 --accept x --yes", "project add P77 --title x --status proposed"):
            said = run(line, status=5).err
            assert "refuses: permission denied" in said and "Ask the administrator of the server" in said, line
        with pytest.raises(StoreError, match="permission denied"), open_register(visitor, who="x") as register:
            register.journal.insert(tables.series, [{"code": "X", "name": "x"}])
        with open_reader(visitor) as reader:
            assert reader.value("SELECT count(*) FROM series") == 1
    finally:
        with bare(location) as sql:
            sql("DROP OWNED BY only_reads")
            sql("DROP ROLE only_reads")
