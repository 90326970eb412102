"""Backups are whole or not there; what a restore replaces is kept; nothing that anybody wrote is lost."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sample import bare, close, contents, fill

from tracker import tables
from tracker.errors import Conflict, StoreError, TrackerError
from tracker.register.register import open_register
from tracker.store.checking.verifying import verify_records
from tracker.store.files import backup
from tracker.store.files.backup import back_up, restore_backup
from tracker.store.location import Location
from tracker.store.reader import open_reader

pytestmark = pytest.mark.usefixtures("real_connections")

if TYPE_CHECKING:
    from conftest import Run, Write

NOW = datetime(2013, 2, 1, 12, 30, tzinfo=UTC)
KEPT = "register.db.20130201-123000.before-restore"


@pytest.fixture
def lite(sqlite_template: Path, tmp_path: Path) -> Location:
    """A filled register on SQLite, alone in a folder."""
    folder = tmp_path / "register"
    folder.mkdir()
    location = Location(folder / "register.db", None)
    (folder / "register.db").write_bytes(sqlite_template.read_bytes())
    with open_register(location, who="tester") as register:
        fill(register)
    return location


def file_of(location: Location) -> Path:
    assert location.path is not None
    return location.path


def beside(location: Location) -> list[str]:
    """What lies in the register's folder, but for the register and what SQLite puts beside it."""
    names = (path.name for path in file_of(location).parent.iterdir())
    return sorted(name for name in names if not name.startswith("register.db") or "restore" in name)


def add_series(location: Location, code: str) -> None:
    with open_register(location, who="tester") as register:
        register.journal.insert(tables.series, [{"code": code, "name": code}])


def codes(location: Location) -> list[str]:
    with open_reader(location) as reader:
        return [row[0] for row in reader.rows("SELECT code FROM series ORDER BY code")]


def test_a_backup_is_made_while_others_write_and_holds_what_was_committed(lite: Location, tmp_path: Path) -> None:
    before = contents(lite)
    with open_register(lite, who="tester") as register:
        register.journal.insert(tables.series, [{"code": "EUR", "name": "not committed yet"}])
        made = back_up(lite, tmp_path / "copy.db")
    assert contents(Location(made, None)) == before
    assert codes(lite) == ["AMS", "EUR"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "register"]


def test_a_backup_never_takes_the_place_of_another_file(lite: Location, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("dear to somebody", encoding="utf-8")
    with pytest.raises(Conflict, match="already exists"):
        back_up(lite, target)
    with pytest.raises(Conflict, match="is the register itself"):
        back_up(lite, file_of(lite))
    assert target.read_text(encoding="utf-8") == "dear to somebody"
    assert codes(lite) == ["AMS"]


def test_a_backup_never_takes_a_place_taken_meanwhile(
    lite: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.db"
    verify = backup._hold

    def somebody_is_faster(*arguments: object) -> None:
        verify(*arguments)  # type: ignore[arg-type]
        target.write_text("dear to somebody", encoding="utf-8")

    monkeypatch.setattr(backup, "_hold", somebody_is_faster)
    with pytest.raises(Conflict, match="already exists"):
        back_up(lite, target)
    assert target.read_text(encoding="utf-8") == "dear to somebody"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "register"]


@pytest.mark.parametrize("where", ["no/such/folder/copy.db", "register/register.db/copy.db"])
def test_a_backup_that_cannot_be_written_leaves_nothing(lite: Location, tmp_path: Path, where: str) -> None:
    with pytest.raises(StoreError if where.startswith("no") else Conflict):
        back_up(lite, tmp_path / where)
    assert [path.name for path in tmp_path.iterdir()] == ["register"]
    assert beside(lite) == []


def test_a_backup_is_for_its_owner(lite: Location, tmp_path: Path) -> None:
    file_of(lite).chmod(0o644)
    made = back_up(lite, tmp_path / "copy.db")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def damage(path: Path) -> None:
    """Overwrites every page but the first ones, as a dying disk does."""
    content = bytearray(path.read_bytes())
    for start in range(40 * 4096, len(content), 4096):
        content[start : start + 64] = b"\xff" * 64
    path.write_bytes(content)


def test_a_damaged_register_is_not_backed_up_as_if_it_were_whole(lite: Location, tmp_path: Path) -> None:
    damage(file_of(lite))
    with pytest.raises(StoreError, match="damaged"):
        back_up(lite, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["register"]


def test_what_stood_there_is_kept_when_a_backup_comes_back(lite: Location, tmp_path: Path) -> None:
    made = back_up(lite, tmp_path / "copy.db")
    before = contents(lite)
    add_series(lite, "EUR")
    after = contents(lite)

    kept = restore_backup(lite, made, NOW)

    assert kept == file_of(lite).with_name(KEPT)
    assert contents(lite) == before
    assert contents(Location(kept, None)) == after
    assert contents(Location(made, None)) == before
    assert restore_backup(lite, kept, NOW) == file_of(lite).with_name(KEPT + "-2")
    assert contents(lite) == after
    add_series(lite, "APS")
    assert codes(lite) == ["AMS", "APS", "EUR"]


def test_sealed_records_are_backed_up_and_come_back(lite: Location, tmp_path: Path) -> None:
    close(lite)
    with open_register(lite, who="tester") as register:
        register.conferences.reopen(1, "an amount was misheard")
        register.conferences.close(1)
    before = contents(lite)
    copy = back_up(lite, tmp_path / "copy.db")
    with bare(lite) as sql:
        sql("DROP TRIGGER guard_record_gone")
        sql("DELETE FROM record WHERE id = 2")
    restore_backup(lite, copy, NOW)
    assert contents(lite) == before
    with open_reader(lite) as reader:
        records, differences = verify_records(reader)
    assert ([one.record for one in records], differences) == (["AMS-2012@1", "AMS-2012@2"], [])


def test_a_backup_comes_back_where_nothing_stands(lite: Location, tmp_path: Path) -> None:
    made = back_up(lite, tmp_path / "copy.db")
    elsewhere = Location(tmp_path / "new" / "register.db", None)
    assert restore_backup(elsewhere, made, NOW) is None
    assert contents(elsewhere) == contents(lite)
    add_series(elsewhere, "EUR")


@pytest.mark.parametrize("broken", [b"", b"nonsense " * 1000, b"SQLite format 3\0" + b"\xff" * 8000, "damaged"])
def test_a_backup_comes_back_over_a_broken_register_which_is_kept(
    lite: Location, tmp_path: Path, broken: bytes | str
) -> None:
    made = back_up(lite, tmp_path / "copy.db")
    before = contents(lite)
    path = file_of(lite)
    if isinstance(broken, bytes):
        path.write_bytes(broken)
        path.with_name("register.db-wal").write_bytes(b"what may be saved yet")
    else:
        damage(path)
        broken = path.read_bytes()
    kept = restore_backup(lite, made, NOW)
    assert contents(lite) == before
    assert kept is not None and kept.exists()
    assert kept.read_bytes()[:100] == broken[:100] or not broken
    assert codes(lite) == ["AMS"]


@pytest.mark.parametrize("what", ["text", "nothing", "damaged", "somebody else's", "newer", "missing", "itself"])
def test_what_is_no_sound_register_is_never_restored(lite: Location, tmp_path: Path, what: str) -> None:
    coming = tmp_path / "copy.db"
    if what == "text":
        coming.write_text("a letter\n" * 500, encoding="utf-8")
    elif what == "nothing":
        coming.touch()
    elif what == "damaged":
        damage(back_up(lite, coming))
    elif what == "somebody else's":
        with sqlite3.connect(coming) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num)")
    elif what == "newer":
        with bare(Location(back_up(lite, coming), None)) as sql:
            sql("UPDATE alembic_version SET version_num = '2999_01_01_later'")
    elif what == "itself":
        coming = file_of(lite)
    before = contents(lite)
    with pytest.raises(TrackerError) as refused:
        restore_backup(lite, coming, NOW)
    assert refused.value.exit_status in (4, 5)
    assert contents(lite) == before
    assert beside(lite) == []


def test_another_programs_database_is_not_replaced(lite: Location, tmp_path: Path) -> None:
    made = back_up(lite, tmp_path / "copy.db")
    theirs = tmp_path / "theirs.db"
    with sqlite3.connect(theirs) as connection:
        connection.execute("CREATE TABLE letters (text)")
    before = theirs.read_bytes()
    with pytest.raises(Conflict, match="contains something other"):
        restore_backup(Location(theirs, None), made, NOW)
    assert theirs.read_bytes() == before


@pytest.mark.parametrize("doing", ["SELECT * FROM series", "UPDATE series SET name = 'x'"])
def test_a_register_in_use_is_not_replaced(
    lite: Location, tmp_path: Path, doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PATIENCE_S", 0)
    made = back_up(lite, tmp_path / "copy.db")
    before = contents(lite)
    with bare(lite) as somebody:
        somebody("BEGIN")
        somebody(doing)
        with pytest.raises(StoreError, match="in use by another user"):
            restore_backup(lite, made, NOW)
        somebody("ROLLBACK")
    assert contents(lite) == before
    assert beside(lite) == []


def test_a_disk_that_is_full_leaves_the_register_as_it_was(
    lite: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(lite, tmp_path / "copy.db")
    add_series(lite, "EUR")
    before = contents(lite)
    connect = sqlite3.connect

    def short_of_room(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **more)
        if str(arguments[0]).endswith(".part"):
            connection.execute("PRAGMA max_page_count = 20")
        return connection

    monkeypatch.setattr(sqlite3, "connect", short_of_room)
    with pytest.raises(StoreError, match="disk is full"):
        restore_backup(lite, made, NOW)
    with pytest.raises(StoreError, match="disk is full"):
        back_up(lite, tmp_path / "other.db")
    monkeypatch.undo()
    assert contents(lite) == before
    assert beside(lite) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "register"]


def _write_many(path: Path, done: Path) -> None:
    for number in range(40):
        try:
            add_series(Location(path, None), f"W{number}")
        except StoreError:
            continue  # told that nothing was written
        with done.open("a", encoding="utf-8") as file:
            file.write(f"W{number}\n")


def test_a_write_during_a_restore_is_in_the_register_or_in_what_is_kept(lite: Location, tmp_path: Path) -> None:
    made = back_up(lite, tmp_path / "copy.db")
    done = tmp_path / "done"
    writer = multiprocessing.get_context("spawn").Process(target=_write_many, args=(file_of(lite), done))
    writer.start()
    kept = []
    while writer.is_alive():
        if done.exists():
            try:
                kept.append(restore_backup(lite, made, NOW))
            except StoreError as busy:
                assert "in use" in str(busy)
        writer.join(0.05)
    assert writer.exitcode == 0
    kept.append(restore_backup(lite, made, NOW))
    found = set(codes(lite))
    for each in kept:
        assert each is not None
        found |= set(codes(Location(each, None)))
    assert set(done.read_text(encoding="utf-8").split()) <= found


def test_on_the_command_line(lite: Location, tmp_path: Path, run: Run, location: Location, write: Write) -> None:
    target = tmp_path / "copy.db"
    if location.is_postgresql:
        assert "pg_dump" in run(f"db backup {target}", status=5).err
        assert "pg_restore" in run(f"db restore {target} -y", status=5).err
        return
    with write() as register:
        fill(register)
    assert "would copy" in run(f"db backup {target} -n").err
    assert not target.exists()
    assert "verified it" in run(f"db backup {target}").out
    assert "is a register or another SQLite database" in run(f"db backup {target}", status=4).err
    with write() as register:
        register.journal.insert(tables.series, [{"code": "EUR", "name": "Europe"}])
    assert "Pass --yes to confirm" in run(f"db restore {target}", status=2).err
    assert "would put" in run(f"db restore {target} -n").err
    assert codes(location) == ["AMS", "EUR"]
    said = run(f"db restore {target} -y")
    assert "Restored" in said.out and "is kept as" in said.err
    assert codes(location) == ["AMS"]
