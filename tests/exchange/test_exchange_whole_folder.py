"""The folder of a whole register: never taken for whole before it is, and refused where it is not."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import compress

import pytest
from conftest import NOW
from whole_registers import PAPER, document, files_of, folder, is_empty, take_document, take_folder, write_everything

from tracker import tables
from tracker.errors import Conflict, TrackerError
from tracker.exchange.whole import folder as whole_folder
from tracker.register.register import open_register
from tracker.store.location import Location
from tracker.store.reader import open_reader

pytestmark = pytest.mark.usefixtures("real_connections")

PAPER_HASH = sha256(PAPER).hexdigest()


@pytest.fixture
def full(sqlite_template: Path, tmp_path: Path) -> Location:
    location = Location(Path(shutil.copy(sqlite_template, tmp_path / "full.db")), None)
    with open_register(location, who="tester", command="test", now=lambda: NOW) as register:
        write_everything(register)
    return location


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> Location:
    return Location(Path(shutil.copy(sqlite_template, tmp_path / "empty.db")), None)


@pytest.fixture
def out(full: Location, tmp_path: Path) -> Path:
    """The register in a folder."""
    return folder(full, tmp_path / "out")


def test_an_earlier_export_is_replaced_and_what_stands_beside_it_stays(full: Location, out: Path) -> None:
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    with open_register(full) as register:
        connection = register.connection
        connection.execute(tables.document.update().values(sha256=None))
        connection.execute(tables.file.delete())
    folder(full, out)
    found = files_of(out)
    assert found.pop(".git/HEAD") == b"ref: refs/heads/main\n"
    assert found == files_of(folder(full, out.with_name("fresh")))
    assert f"files/{PAPER_HASH}" not in found
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


def test_an_export_that_fails_leaves_what_was_there(full: Location, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    before = files_of(out)
    monkeypatch.setattr(whole_folder, "line_of", fail)
    for place in (out, out.with_name("fresh")):
        with pytest.raises(OSError, match="No space"):
            folder(full, place)
    assert files_of(out) == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["full.db", "full.db-shm", "full.db-wal", "out"] or (
        sorted(path.name for path in out.parent.iterdir()) == ["full.db", "out"]
    )


def test_half_replaced_it_is_not_taken_for_whole(
    full: Location, empty: Location, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_register(full) as register:
        register.journal.insert(tables.organisation, [{"code": "LATE", "name": "Late", "kind": "other"}])
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if self.name == "register.json":
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", killed)
        folder(full, out)
    with pytest.raises(TrackerError, match=r"differs from what was exported: its SHA-256 has changed\."):
        take_folder(empty, out)
    take_folder(empty, folder(full, out))
    assert document(empty) == document(full)


@pytest.mark.parametrize("name", ["notes.txt", "project.csv", "register.json"])
def test_a_folder_with_something_else_is_left_alone(full: Location, tmp_path: Path, name: str) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    (place / name).write_text("{}", encoding="utf-8")
    with pytest.raises(Conflict, match="contains something other than an export"):
        folder(full, place)
    assert files_of(place) == {name: b"{}"}


def test_an_empty_folder_is_taken(full: Location, empty: Location, tmp_path: Path) -> None:
    place = tmp_path / "new"
    place.mkdir()
    take_folder(empty, folder(full, place))
    assert document(empty) == document(full)


def test_a_list_cannot_have_other_files_taken_away(full: Location, out: Path) -> None:
    victim = out.parent / "victim.csv"
    victim.write_text("mine", encoding="utf-8")
    listed = json.loads((out / "register.json").read_text(encoding="utf-8"))
    listed["files"] |= {"../victim.csv": "", str(victim): "", "old_table.csv": ""}
    (out / "register.json").write_text(json.dumps(listed), encoding="utf-8")
    (out / "old_table.csv").write_text("of an earlier release", encoding="utf-8")
    folder(full, out)
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not (out / "old_table.csv").exists()


def test_what_was_edited_on_purpose_is_taken_in(empty: Location, out: Path) -> None:
    file = out / "risk.csv"
    file.write_text(
        "\ufeff" + file.read_text(encoding="utf-8").replace("Government", "The government"), encoding="utf-8"
    )
    listed = json.loads((out / "register.json").read_text(encoding="utf-8"))
    listed["files"]["risk.csv"] = None
    (out / "register.json").write_text(json.dumps(listed, indent=2), encoding="utf-8")
    take_folder(empty, out)
    with open_reader(empty) as reader:
        assert reader.value("SELECT event FROM risk") == "The government changes"


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "~$project.csv", "files/.DS_Store"])
def test_what_systems_leave_behind_is_passed_over(full: Location, empty: Location, out: Path, name: str) -> None:
    (out / name).write_text("?", encoding="utf-8")
    take_folder(empty, out)
    assert document(empty) == document(full)


def unlisted(place: Path, name: str, text: str | bytes) -> None:
    """Write a file of an export anew, without its hash."""
    (place / name).write_bytes(text.encode() if isinstance(text, str) else text)
    listed = json.loads((place / "register.json").read_text(encoding="utf-8"))
    listed["files"][name] = None
    (place / "register.json").write_text(json.dumps(listed), encoding="utf-8")


def listed(place: Path, **more: Any) -> None:
    given = json.loads((place / "register.json").read_text(encoding="utf-8"))
    (place / "register.json").write_text(json.dumps(given | more), encoding="utf-8")


SERIES = "id,code,name,region,version\n"
WRONG: list[tuple[str, Callable[[Path], Any], str]] = [
    (
        "no list",
        lambda p: (p / "register.json").unlink(),
        "out: is a folder without register.json, so it is not an export.",
    ),
    (
        "a list cut off",
        lambda p: os.truncate(p / "register.json", 90),
        "out/register.json: is not valid JSON, or is",
    ),
    (
        "a list of lists",
        lambda p: (p / "register.json").write_text("[]"),
        "out/register.json: is not the list of an export.",
    ),
    (
        "an earlier release",
        lambda p: listed(p, revision="2026_11_23_register"),
        "out/register.json: was written by release",
    ),
    ("no files listed", lambda p: listed(p, files={}), "out/register.json: does not list the files of all tables."),
    ("a table missing", lambda p: (p / "risk.csv").unlink(), "out/risk.csv: is missing."),
    (
        "a table cut off",
        lambda p: os.truncate(p / "risk.csv", 50),
        "out/risk.csv: differs from what was exported: its SHA-256",
    ),
    (
        "a file too much",
        lambda p: (p / "risk (1).csv").touch(),
        "out: contains 'risk (1).csv', which is not part of the export.",
    ),
    ("a folder too much", lambda p: (p / "old").mkdir(), "out: contains 'old', which is not part of the export."),
    ("a link", lambda p: relinked(p / "risk.csv"), "out/risk.csv: is a link, or not a file."),
    ("a pipe", lambda p: piped(p / "risk.csv"), "out/risk.csv: is a link, or not a file."),
    ("a folder for a file", lambda p: refoldered(p / "risk.csv"), "is a link, or not a file."),
    ("a linked folder", lambda p: relinked(p / "files"), "out/files: is not a separate folder."),
    (
        "a linked paper",
        lambda p: relinked(p / "files" / PAPER_HASH),
        f"out/files/{PAPER_HASH}: is a link, or",
    ),
    ("a linked list", lambda p: relinked(p / "register.json"), "out: is a folder without register.json"),
    ("a paper missing", lambda p: (p / "files" / PAPER_HASH).unlink(), f"out/files/{PAPER_HASH}: is missing."),
    (
        "another paper",
        lambda p: (p / "files" / PAPER_HASH).write_bytes(PAPER[::-1]),
        "the content does not match its sha256.",
    ),
    (
        "a paper too much",
        lambda p: (p / "files" / "a.pdf").touch(),
        "out/files: contains 'a.pdf', which is not named in file.csv",
    ),
    ("a linked folder of records", lambda p: relinked(p / "records"), "out/records: is not a separate folder."),
    ("a record missing", lambda p: record_of(p).unlink(), ".json.z: is missing."),
    (
        "another record",
        lambda p: record_of(p).write_bytes(compress(b"{}")),
        "table record, row 2 (id 2): the document does not match its sha256.",
    ),
    (
        "a record too much",
        lambda p: (p / "records" / "AMS-2012@1.json.z").touch(),
        "out/records: contains 'AMS-2012@1.json.z', which is not named in record.csv.",
    ),
    (
        "a paper from elsewhere",
        lambda p: unlisted(p, "file.csv", "sha256,size\n../../full.db,1\n"),
        "out/file.csv: '../../full.db' is not a SHA-256.",
    ),
    (
        "no header",
        lambda p: unlisted(p, "series.csv", ""),
        "series.csv: does not begin with the columns id, code, name",
    ),
    (
        "another header",
        lambda p: unlisted(p, "series.csv", SERIES.replace("id", "x")),
        "does not begin with the columns",
    ),
    (
        "a cell less",
        lambda p: unlisted(p, "series.csv", SERIES + "1,A,B\n"),
        "row 1: it has 3 cells, but there are 5 columns.",
    ),
    (
        "a word for a number",
        lambda p: unlisted(p, "series.csv", SERIES + "x,A,B,,1\n"),
        "row 1: id 'x' is not a whole number.",
    ),
    (
        "a fraction",
        lambda p: unlisted(p, "series.csv", SERIES + "1,A,B,,1.0\n"),
        "version '1.0' is not a whole number.",
    ),
    ("no name", lambda p: unlisted(p, "series.csv", SERIES + "1,A,,,1\n"), "row 1 (id 1): The database refused: "),
    (
        "a quote left open",
        lambda p: unlisted(p, "series.csv", SERIES + '1,"A\n'),
        "series.csv: cannot be read after row 0: ",
    ),
    (
        "no text",
        lambda p: unlisted(p, "risk.csv", b"\xff"),
        "risk.csv: cannot be read",
    ),
    (
        "no rows",
        lambda p: unlisted(p, "risk.csv", (p / "risk.csv").read_text().partition("\n")[0] + "\n"),
        "has 0 rows, but its header says 1",
    ),
]


def record_of(place: Path) -> Path:
    """The file of the newest record."""
    with (place / "record.csv").open(encoding="utf-8", newline="") as file:
        *_, last = csv.DictReader(file)
    return place / "records" / f"{last['sha256']}.json.z"


def relinked(path: Path) -> None:
    """The same, but elsewhere."""
    out = next(one for one in path.parents if one.name == "out")
    target = out.parent / f"elsewhere-{path.name}"
    path.rename(target)
    path.symlink_to(target)


def refoldered(path: Path) -> None:
    path.unlink()
    path.mkdir()


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(("spoil", "said"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_a_folder_that_is_wrong_is_refused(empty: Location, out: Path, spoil: Callable[[Path], Any], said: str) -> None:
    spoil(out)
    with pytest.raises(TrackerError) as error:
        take_folder(empty, out)
    assert said in error.value.message
    assert is_empty(empty)


def test_the_list_alone_says_what_to_import(empty: Location, out: Path) -> None:
    with pytest.raises(TrackerError) as error:
        take_document(empty, (out / "register.json").read_bytes())
    assert error.value.hint == "Import the folder that contains it."
