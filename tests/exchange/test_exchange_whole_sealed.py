"""Sealed records go out and come back to the byte; what was tampered with on the way is refused."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import compress, decompress

import pytest
from conftest import NOW, Run, Write
from whole_registers import (
    Whole,
    changed,
    document,
    edited,
    folder,
    is_empty,
    take_document,
    take_folder,
    write_everything,
)

from tracker import tables
from tracker.errors import TrackerError
from tracker.register.register import open_register
from tracker.rules.sealed import KEPT
from tracker.store.checking.verifying import verify_records
from tracker.store.location import Location
from tracker.store.reader import open_reader

SEALED = ("record", "reopening", *(f"kept_{name}" for name in KEPT))


@pytest.fixture(scope="module")
def full(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Location:
    """A register with something in every table; AMS-2012 was sealed, opened again and sealed once more."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("sealed") / "register.db"))
    with open_register(Location(path, None), who="tester", command="test", now=lambda: NOW) as register:
        write_everything(register)
    return Location(path, None)


@pytest.fixture(scope="module")
def sound(full: Location) -> bytes:
    return document(full)


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> Location:
    return Location(Path(shutil.copy(sqlite_template, tmp_path / "empty.db")), None)


def sealed_rows(location: Location) -> dict[str, list[Any]]:
    """Every row of every record, the packed documents among them."""
    with open_reader(location) as reader:
        return {name: sorted(map(repr, reader.rows(f"SELECT * FROM {name}"))) for name in SEALED}


@pytest.mark.parametrize("form", ["document", "folder"])
def test_records_come_back_to_the_byte(full: Location, location: Location, tmp_path: Path, form: str) -> None:
    if form == "document":
        take_document(location, document(full))
    else:
        take_folder(location, folder(full, tmp_path / "out"))
    assert document(location) == document(full)
    if not location.is_postgresql:
        assert sealed_rows(location) == sealed_rows(full)
    with open_reader(full) as reader:
        before = verify_records(reader)
    with open_reader(location) as reader:
        assert verify_records(reader) == before == (before[0], [])
    assert [(one.record, one.differences) for one in before[0]] == [("AMS-2012@1", 0), ("AMS-2012@2", 0)]


def test_what_was_known_then_is_known_still(location: Location, run: Run, full: Location, sound: bytes) -> None:
    take_document(location, sound)
    for record, noted in (("2012@1", None), ("2012@2", "mended"), ("2012", "mended")):
        for line in (
            f"project show P2 --at {record} --json",
            f"project list --at {record}",
            f"donor list --at {record}",
        ):
            there = run(f"{line} --db {full.path}").out
            assert run(line).out == there
            assert '"note"' not in there or json.loads(there)["note"] == noted
    assert run("conference verify").out == run(f"conference verify --db {full.path}").out


def test_the_chain_goes_on_where_it_ended(location: Location, full: Location, tmp_path: Path, sound: bytes) -> None:
    """What is closed after the import is sealed as it would have been without."""
    take_document(location, sound)
    other = Location(Path(shutil.copy(str(full.path), tmp_path / "other.db")), None)
    for place in (location, other):
        with open_register(place, who="tester", command="close", now=lambda: NOW) as register:
            register.conferences.reopen(1, "once more")
            register.conferences.close(2)
            register.conferences.close(1)
    assert document(location) == document(other)
    with open_reader(location) as reader:
        assert [one.record for one in verify_records(reader)[0]] == [
            "AMS-2012@1",
            "AMS-2012@2",
            "AMS-2013@1",
            "AMS-2012@3",
        ]
        assert verify_records(reader)[1] == []


def test_a_reopened_conference_comes_back_reopened(location: Location, full: Location, tmp_path: Path) -> None:
    other = Location(Path(shutil.copy(str(full.path), tmp_path / "other.db")), None)
    with open_register(other, who="tester", command="reopen", now=lambda: NOW) as register:
        _, after = register.conferences.reopen(1, "once more")
    take_document(location, document(other))
    assert document(location) == document(other)
    with open_register(location) as register:
        assert register.conferences.row(1) == after
        assert register.conferences.close(1)[1]["version"] == after["version"] + 1


def packed(change: Callable[[dict[str, Any]], Any], number: int = 0) -> Callable[[Whole], None]:
    """A record whose document was rewritten, with the size and the hash that it then has."""

    def edit(whole: Whole) -> None:
        row = whole["tables"]["record"][number]
        sealed = json.loads(decompress(b64decode(row["document"])))
        change(sealed)
        raw = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        row |= {"document": coded(compress(raw)), "size": len(raw), "sha256": sha256(raw).hexdigest()}

    return edit


def coded(data: bytes) -> str:
    return b64encode(data).decode()


def bytes_of(change: Callable[[bytes], bytes]) -> Callable[[Whole], None]:
    """A record whose packed document is another."""

    def edit(whole: Whole) -> None:
        row = whole["tables"]["record"][0]
        row["document"] = coded(change(b64decode(row["document"])))

    return edit


def without(*rows: tuple[str, int]) -> Callable[[Whole], None]:
    """Rows less in some tables, counted."""

    def edit(whole: Whole) -> None:
        for table, number in rows:
            whole["tables"][table].pop(number)
            whole["rows"][table] -= 1

    return edit


def more(table: str, **values: Any) -> Callable[[Whole], None]:
    """The last row of a table once more, with other values."""
    return lambda whole: edited(**{table: [whole["tables"][table][-1] | values]})(whole)


IN_RECORD = "register.json, table record, row 1 (id 1): "
NOT_AS_SEALED = "register.json differs from what was sealed:\n  AMS-2012"
NEVER = "The conference is closed, so its reports cannot change."
TAMPERED: list[tuple[str, Callable[[Whole], Any], str]] = [
    ("other bytes", bytes_of(lambda _: compress(b"{}")), f"{IN_RECORD}the document does not match its sha256."),
    ("no bytes", bytes_of(lambda _: b""), f"{IN_RECORD}the document cannot be unpacked: it ends in the middle."),
    ("not packed", bytes_of(lambda _: b"{}"), f"{IN_RECORD}the document cannot be unpacked: Error -3"),
    ("half the bytes", bytes_of(lambda raw: raw[:-9]), "the document cannot be unpacked: it ends in the middle."),
    ("more bytes", bytes_of(lambda raw: raw + b"x"), "cannot be unpacked: something comes after its end."),
    ("far too many bytes", bytes_of(lambda _: compress(bytes(10**7))), "cannot be unpacked: it is larger than "),
    ("another hash", changed("record", sha256="0" * 64), f"{IN_RECORD}the document does not match its sha256."),
    ("no base64", changed("record", document="*"), "table record, row 1: the document is not base64."),
    ("another size", changed("record", size=10**6), f"{NOT_AS_SEALED}@1, table record: its document has "),
    ("another who", changed("record", sealed_by="Bo"), f'{NOT_AS_SEALED}@1, table record: sealed_by is "Bo"'),
    ("another chain", changed("record", 1, previous_sha256="0" * 64), "is not the one that this record was chained to"),
    (
        "a document rewritten whole",
        packed(lambda sealed: sealed["tables"]["review"]["rows"].clear(), number=1),
        f"{NOT_AS_SEALED}@2, table review: only the kept rows have",
    ),
    (
        "the first of a chain rewritten",
        packed(lambda sealed: sealed.update(accepted="all")),
        "the hash of AMS-2012@1 is not the one that this record was chained to",
    ),
    ("a kept row changed", changed("kept_review", note="x"), f"{NOT_AS_SEALED}@1, table review: only the document has"),
    ("a kept row less", without(("kept_share", 0)), f"{NOT_AS_SEALED}@1, table share: only the document has"),
    ("kept rows of no record", more("kept_theme", record_id=9), "kept_theme 9: are rows of a missing record"),
    ("what was told", changed("review", note="x"), f"{NOT_AS_SEALED}@2, table review: only the kept rows have"),
    ("the conference", changed("conference", title="x"), f"{NOT_AS_SEALED}@2, table conference: "),
    ("another version", changed("conference", version=9), f"{NOT_AS_SEALED}@2, table conference: "),
    ("another reason", changed("reopening", reason="x"), f"{NOT_AS_SEALED}@2, table record: reopened is"),
    (
        "no reopening",
        without(("reopening", 0)),
        "row 2 (id 2): The reason why the record before it was superseded is missing.",
    ),
    (
        "no records",
        without(("record", 1), ("record", 0), ("reopening", 0)),
        "table conference, id 1, state: A conference can only be closed together with its sealed record.",
    ),
    (
        "the newest record less",
        without(("record", 1)),
        "table conference, id 1, state: A conference can only be closed ",
    ),
    ("the first record less", without(("record", 0)), "register.json, table record, row 1 (id 2): "),
    (
        "planned, although it is sealed",
        changed("conference", state="planned"),
        f"table conference, id 1, state: {NEVER}",
    ),
    (
        "reopened, although it is sealed",
        changed("conference", state="reopened"),
        f"table conference, id 1, state: {NEVER}",
    ),
    ("closed, not sealed", changed("conference", 1, state="closed"), "table conference, id 2, state: A conference"),
    ("a record of nothing", changed("record", conference_id=7), f"{IN_RECORD}"),
]


@pytest.mark.parametrize(("edit", "said"), [each[1:] for each in TAMPERED], ids=[each[0] for each in TAMPERED])
def test_a_sealed_record_that_was_tampered_with_is_refused(
    sound: bytes, empty: Location, edit: Callable[[Whole], Any], said: str
) -> None:
    whole = json.loads(sound)
    edit(whole)
    with pytest.raises(TrackerError) as error:
        take_document(empty, json.dumps(whole).encode())
    assert said in str(error.value)
    assert is_empty(empty)


@pytest.mark.parametrize("edit", [changed("kept_review", note="x"), without(("reopening", 0))])
def test_so_it_is_on_either_database(
    sound: bytes, location: Location, edit: Callable[[Whole], Any], write: Write
) -> None:
    whole = json.loads(sound)
    edit(whole)
    with pytest.raises(TrackerError):
        take_document(location, json.dumps(whole).encode())
    assert is_empty(location)
    with write() as register:
        register.journal.insert(tables.organisation, [{"code": "LATE", "name": "Late", "kind": "other"}])
