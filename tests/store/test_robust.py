"""What happens in an office: two people at once, a kill, a full disk, the wrong file. Nothing is lost, all is said."""

from __future__ import annotations

import _thread
import getpass
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from click.testing import CliRunner
from sample import bare, contents, fill

import tracker
from tracker import tables
from tracker.cli import main
from tracker.errors import Conflict, StoreError
from tracker.register.register import open_register
from tracker.store import engine, schema
from tracker.store import location as locations
from tracker.store.checking.integrity import check_register
from tracker.store.failures import explained
from tracker.store.location import Location, on_network_share, parse_location
from tracker.store.reader import connected, open_reader

pytestmark = pytest.mark.usefixtures("real_connections")

if TYPE_CHECKING:
    from conftest import Run, Write

NOBODY = 65534
ROOT = Path(tracker.__file__).parent.parent


def environment(register: Location) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "TRACKER_DB": register.url or str(register.path)}


def program(register: Location, *arguments: str | bytes, **more: Any) -> subprocess.CompletedProcess[str]:
    """The program as the shell starts it."""
    line = [sys.executable, "-m", "tracker", *arguments]
    more = {"stdout": subprocess.PIPE} | more
    return subprocess.run(
        line,
        env=environment(register),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
        **more,
    )


def invoke(*arguments: str) -> tuple[int, str]:
    """The command line on a register of one's own: exit status, and all that was said."""
    result = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return result.exit_code, result.output


# Two writers at once.


def count_up(address: Location, times: int) -> None:
    for _ in range(times):
        with open_register(address, who="tester", command="count") as register:
            (row,) = register.connection.execute(tables.series.select()).mappings()
            register.journal.update(tables.series, [(dict(row), {"name": str(int(row["name"]) + 1)})])


def test_four_writers_at_once_lose_nothing(location: Location, write: Write) -> None:
    times = 50
    with write() as register:
        register.journal.insert(tables.series, [{"code": "AMS", "name": "0"}])
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=count_up, args=(location, times)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4
    with bare(location) as sql:
        assert sql("SELECT name, version FROM series") == [(str(4 * times), 4 * times + 1)]
        assert sql("SELECT count(*) FROM journal") == [(4 * times + 1,)]
    with connected(location) as reader:
        assert check_register(reader) == []


def test_a_writer_who_waits_too_long_is_told(location: Location, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE_MS", 100)
    with write(), pytest.raises(StoreError, match="in use by another user"), write():
        pass


def test_a_writer_who_waits_can_be_interrupted(location: Location, write: Write) -> None:
    # What runs in the background of a shell is born deaf to Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.4, _thread.interrupt_main)
    try:
        with write(), pytest.raises(KeyboardInterrupt):
            timer.start()
            with write():
                pass
    finally:
        signal.signal(signal.SIGINT, before)


def test_readers_do_not_wait_for_a_writer(location: Location, write: Write) -> None:
    with write() as register:
        register.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])
        with open_reader(location) as reader:
            assert reader.value("SELECT count(*) FROM series") == 0


# Interrupted in the middle.

BIG_WRITE = """
import sys, time
from tracker.cli import main
from tracker.store.journal.journal import Journal
from tracker.tables import series

whole = Journal.flush

def flush(journal):
    Journal.flush = whole
    journal.insert(series, [{"code": f"S{n}", "name": "x" * 500} for n in range(20_000)])
    whole(journal)
    print("in the middle", flush=True)
    time.sleep(60)

Journal.flush = flush
main(["series", "add", "EUR", "--name", "x"])
"""


@pytest.mark.parametrize(("how", "status"), [("SIGKILL", -9), ("SIGINT", 130)])
def test_a_write_that_is_broken_off_leaves_nothing_of_itself(
    location: Location, write: Write, how: str, status: int
) -> None:
    if not hasattr(signal, how):
        pytest.skip("this system has no such signal")
    with write() as register:
        fill(register)
    before = contents(location)
    # A script takes SIGINT only if its parent does not ignore it, as a shell does for what runs in the background.
    signals = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    writer = subprocess.Popen(
        [sys.executable, "-c", signals + BIG_WRITE],
        env=environment(location),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert writer.stdout is not None and writer.stderr is not None
    assert writer.stdout.readline() == "in the middle\n", writer.stderr.read()
    writer.send_signal(getattr(signal, how))
    _, said = writer.communicate(timeout=30)
    assert writer.returncode == status
    assert said.strip() == ("Interrupted. Nothing was written." if how == "SIGINT" else "")
    assert contents(location) == before
    count = "UPDATE series SET name = '0'"
    with bare(location) as sql:
        sql(count)
    count_up(location, 1)
    with connected(location) as reader:
        assert check_register(reader) == []


def test_making_a_register_that_is_broken_off_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "register.db"

    def broken_off(_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(schema, "seed", broken_off)
    child = multiprocessing.get_context("fork").Process(target=schema.create, args=(Location(path, None),))
    child.start()
    child.join()
    monkeypatch.undo()
    assert child.exitcode == -signal.SIGKILL
    assert invoke("--db", str(path), "series", "add", "AMS", "--name", "x")[0] == 0
    with connected(Location(path, None)) as reader:
        assert check_register(reader) == []


# No room.


def test_a_full_disk_is_told_and_nothing_is_half_written(
    location: Location, write: Write, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    if location.is_postgresql:
        full = explained(location, psycopg.errors.DiskFull("could not extend file"))
        assert "disk of the server is full" in full.message
        return
    with write() as register:
        fill(register)
    before = contents(location)
    connect = sqlite3.connect

    def short_of_room(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **more)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", short_of_room)
    said = run("project add P3 --title x --objective " + "y" * 20_000, status=5)
    assert "the disk is full" in said.err and "Nothing was written" in said.err
    monkeypatch.undo()
    assert contents(location) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_answer_that_finds_no_room_is_an_error_in_one_line(location: Location) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        for line in (["db", "path"], ["db", "check", "--json"], ["-h"]):
            said = program(location, *line, stdout=full)
            *talk, error = said.stderr.splitlines()
            assert (said.returncode, error) == (1, "Error: The disk is full")
            assert not [each for each in talk if "Error" in each]


def test_a_closed_pipe_is_silent(location: Location) -> None:
    for line in (["db", "path"], ["db", "path", "--json"], ["-h"], []):
        reading, writing = os.pipe()
        os.close(reading)
        said = program(location, *line, stdout=writing)
        os.close(writing)
        assert (said.returncode, said.stderr) == (0, "")


# No right to write.


@pytest.fixture
def public(sqlite_template: Path) -> Iterator[Path]:
    """A folder that every user may enter, with a register."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-"))
    shutil.copy(sqlite_template, folder / "register.db")
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(*lines: str) -> list[tuple[int, str]]:
    """The command line as a user who has no rights at all, even where the tests are root's."""
    if os.geteuid() != 0:
        return [invoke(*line.split()) for line in lines]
    receiving, sending = multiprocessing.get_context("fork").Pipe(duplex=False)

    def child() -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        sending.send([invoke(*line.split()) for line in lines])

    # What is loaded on demand may lie where nobody may look.
    for line in lines:
        invoke("--db", os.devnull, *line.split()[2:])
    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == 0
    found: list[tuple[int, str]] = receiving.recv()
    return found


def test_a_read_only_file_is_read_and_not_written(public: Path) -> None:
    register = public / "register.db"
    register.chmod(0o444)
    (listed, _), (added, said) = as_nobody(f"--db {register} series list", f"--db {register} series add AMS --name x")
    assert (listed, added) == (0, 5)
    assert "read-only" in said and "Nothing was written" in said


def test_a_file_in_a_read_only_folder_is_read_and_backed_up(public: Path, tmp_path: Path) -> None:
    register = public / "register.db"
    with open_register(Location(register, None), who="tester") as opened:
        opened.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])
    register.chmod(0o444)
    public.chmod(0o555)
    elsewhere = Path(tempfile.mkdtemp())
    elsewhere.chmod(0o777)
    (listed, said), (backed_up, _), (added, refused) = as_nobody(
        f"--db {register} series list -q",
        f"--db {register} db backup {elsewhere / 'copy.db'}",
        f"--db {register} series add EUR --name x",
    )
    assert (listed, said) == (0, "AMS\n")
    assert backed_up == 0
    assert contents(Location(elsewhere / "copy.db", None)) == contents(Location(register, None))
    assert added == 5 and "Nothing was written" in refused
    shutil.rmtree(elsewhere)


def test_what_was_committed_is_never_passed_over_for_want_of_rights(public: Path) -> None:
    register = public / "register.db"
    writer = sqlite3.connect(register)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("INSERT INTO series (id, code, name) VALUES (1, 'AMS', 'x')")
    writer.commit()
    folder = public / "copied"
    folder.mkdir()
    for end in ("", "-wal"):
        shutil.copy(public / f"register.db{end}", folder / f"register.db{end}")
    writer.close()
    folder.chmod(0o555)
    ((status, said),) = as_nobody(f"--db {folder / 'register.db'} series list")
    assert status == 5 and "permissions" in said
    folder.chmod(0o755)


def test_without_the_right_to_look_it_is_said(public: Path) -> None:
    register = public / "register.db"
    register.chmod(0o000)
    inside = public / "inside"
    inside.mkdir(mode=0o700)
    inside.chmod(0o000)
    found = as_nobody(
        f"--db {register} series list",
        f"--db {inside / 'register.db'} series list",
        f"--db {inside / 'register.db'} series add AMS --name x",
        f"--db {inside / 'deeper' / 'register.db'} db init",
    )
    inside.chmod(0o700)
    assert [status for status, _ in found] == [5] * 4
    assert all("permission" in said for _, said in found)


def test_a_user_without_a_name_can_write(location: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr(getpass, "getuser", nameless)
    with open_register(location) as register:
        register.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])
    with bare(location) as sql:
        assert sql("SELECT who FROM journal") == [("unknown",)]


# The wrong file, the wrong address.


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Dear colleague,\n" * 500, "is not a database"),
        (b"", "does not contain a register"),
        (b"SQLite format 3\0" + b"\xff" * 8000, "is "),
        (None, "is a folder"),
    ],
    ids=["text", "empty", "rubbish", "folder"],
)
def test_what_is_no_register_is_left_as_it_is(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "letter.txt"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    for line in ("series list", "db check", f"db backup {tmp_path / 'copy.db'}", "db upgrade"):
        status, told = invoke("--db", str(path), *line.split())
        assert (status, said in told) == (5, True), told
        assert content is None or path.read_bytes() == content
    if content != b"":
        status, told = invoke("--db", str(path), "series", "add", "AMS", "--name", "x")
        assert (status, said in told) == (5, True), told
        assert content is None or path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_mistyped_path_is_said_and_never_made_by_reading(tmp_path: Path) -> None:
    path = tmp_path / "americsa.db"
    for line in ("series list", "project list", "db check", "db upgrade", "db backup copy.db"):
        status, told = invoke("--db", str(path), *line.split())
        assert status == 5 and "No register found at" in told
    for line in ("series add AMS --name x --dry-run", "db init --dry-run"):
        invoke("--db", str(path), *line.split())
    assert invoke("--db", "", "series", "list")[0] == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["what?.db", "50%.db", "a#b.db", "my register.db", "données.db", ":memory:", "x=y&z.db"]
)
def test_a_file_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke("--db", name, "series", "add", "AMS", "--name", "x")[0] == 0
    assert invoke("--db", name, "series", "list", "-q") == (0, "AMS\n")
    assert invoke("--db", name, "db", "backup", f"copy of {name}")[0] == 0
    assert invoke("--db", f"copy of {name}", "series", "list", "-q") == (0, "AMS\n")
    assert {path.name for path in tmp_path.iterdir()} <= {name, f"copy of {name}", f"{name}-wal", f"{name}-shm"}


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_a_name_that_is_no_text_can_be_given(location: Location, tmp_path: Path) -> None:
    if location.is_postgresql:
        return
    said = program(location, "db", "backup", os.fsencode(tmp_path) + b"/caf\xe9.db")
    assert said.returncode == 0, said.stderr
    wrong = program(location, "series", "add", "AMS", "--name", b"caf\xe9")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://tracker:geheim@127.0.0.1:1/americas",
        "postgresql://tracker:geheim%zz@127.0.0.1:1/americas",
        "postgresql://127.0.0.1:1/americas?user=tracker&password=geheim",
        "postgresql://tracker:geheim@[::1/americas",
    ],
)
def test_an_unreachable_server_is_said_without_the_password(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("TRACKER_DB", address)
    for line in ("series list", "series add AMS --name x", "db check", "db upgrade", "db init"):
        status, told = invoke(*line.split())
        assert (status, "geheim" in told) == (5, False), told
    status, told = invoke("db", "path")
    assert (status, "geheim" in told) == (0, False)
    status, told = invoke("--db", address, "series", "list")
    assert (status, "geheim" in told) == (2, False)


def test_exit_statuses_reach_the_shell(location: Location, tmp_path: Path) -> None:
    nowhere = Location(tmp_path / "nowhere.db", None)
    assert program(location, "series", "list").returncode == 0
    assert program(location, "series", "lst").returncode == 2
    assert program(nowhere, "series", "list").returncode == 5
    assert program(nowhere, "series", "list", "--db", str(tmp_path)).returncode == 5


def test_a_refusal_is_said_once(location: Location, write: Write, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Conflict, match="codes are never reused"), write() as register:
        register.journal.insert(tables.series, [{"code": f"S{n % 40}", "name": "x"} for n in range(50)])
    assert caplog.records == []


# PostgreSQL goes away.


def cut_off(location: Location) -> None:
    """Ends every other connection to the database, as a server that is restarted does."""
    with bare(location) as sql:
        sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )


def test_a_connection_that_is_lost_is_told(location: Location, write: Write) -> None:
    if not location.is_postgresql:
        return
    with pytest.raises(StoreError, match="cannot be reached"), write() as register:
        cut_off(location)
        register.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])
    with pytest.raises(StoreError, match="cannot be reached") as told, write() as register:
        register.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])
        register.journal.flush()
        cut_off(location)
    assert told.value.hint is not None
    with pytest.raises(StoreError, match="cannot be reached"), open_reader(location) as reader:
        cut_off(location)
        reader.value("SELECT 1")
    with bare(location) as sql:
        assert sql("SELECT count(*) FROM series") == [(0,)]


def test_what_the_server_does_not_allow_is_told(location: Location, write: Write) -> None:
    if not location.is_postgresql:
        return
    with bare(location) as sql:
        ((name,),) = sql("SELECT current_database()")
        sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        sql("CREATE ROLE visitor LOGIN")
    with pytest.raises(StoreError, match="read-only"), write() as register:
        register.journal.insert(tables.series, [{"code": "AMS", "name": "x"}])
    visitor = parse_location(str(location.url).replace("postgres@", "visitor@"))
    try:
        with pytest.raises(StoreError, match="refuses: permission denied"), open_reader(visitor):
            pass
    finally:
        with bare(location) as sql:
            sql("SET default_transaction_read_only = off")
            sql("DROP ROLE visitor")


# A network share.


@pytest.mark.parametrize(("kind", "warned"), [("cifs", True), ("nfs4", True), ("ext4", False)])
def test_a_network_share_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, warned: bool) -> None:
    share = tmp_path / "share"
    share.mkdir()
    monkeypatch.setattr(locations, "mounts", lambda: [("/", "ext4"), (str(share), kind), (f"{share}s", "cifs")])
    path = str(share / "register.db")
    for line in ("db init", "db check"):
        assert ("network share" in invoke("--db", path, *line.split())[1]) == warned
    assert ("network share" in invoke("--db", str(share / "b.db"), "series", "add", "A", "--name", "x")[1]) == warned
    assert not on_network_share(tmp_path / "register.db")


def test_mounts_are_read_from_the_system() -> None:
    if sys.platform == "linux":
        assert "/" in dict(locations.mounts())
