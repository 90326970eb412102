"""A whole register goes out as a document or a folder, and into an empty register on either database as it was."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from conftest import NOW, Once, Write
from factories import ABSENT, Walk
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from whole_registers import (
    PAPER,
    TEXTS,
    Whole,
    changed,
    counts,
    document,
    edited,
    files_of,
    folder,
    is_empty,
    row,
    take_document,
    take_folder,
    write_everything,
)

from tracker import tables
from tracker.errors import Conflict, NotFound, TrackerError
from tracker.exchange.whole.cells import line_of, value_of
from tracker.exchange.whole.document import DERIVED, LEFT_OUT, ExportColumn, parts
from tracker.register.register import open_register
from tracker.store.checking.integrity import check_register
from tracker.store.files.contents import is_register
from tracker.store.location import Location, parse_location
from tracker.store.reader import open_reader


@pytest.fixture
def elsewhere(
    location: Location, postgresql: str, sqlite_template: Path, tmp_path: Path
) -> Iterator[Callable[[], Location]]:
    """Makes empty registers on the other database."""
    made: list[str] = []

    def make() -> Location:
        made.append(f"elsewhere_{os.getpid()}_{len(made)}")
        if location.is_postgresql:
            return Location(Path(shutil.copy(sqlite_template, tmp_path / f"{made[-1]}.db")), None)
        with psycopg.connect(postgresql.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]} TEMPLATE template_register STRATEGY file_copy")
        return parse_location(postgresql.format(made[-1]))

    yield make
    if not location.is_postgresql:
        with psycopg.connect(postgresql.format("postgres"), autocommit=True) as connection:
            for name in made:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def everything(location: Location, write: Write, once: Once) -> Location:
    """A register with something in every table."""

    @once
    def fill_it() -> None:
        with write() as register:
            write_everything(register)
        assert [name for name, count in counts(location).items() if not count] == []

    return location


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> Location:
    return Location(Path(shutil.copy(sqlite_template, tmp_path / "empty.db")), None)


def test_every_table_comes_after_those_that_it_refers_to() -> None:
    seen: set[str] = set()
    for part in parts():
        table = tables.metadata.tables[part.name]
        # What it is a reopening of comes after it: a second record goes in once the first was superseded.
        after = {"record"} if part.name == "reopening" else set()
        assert {key.column.table.name for key in table.foreign_keys} <= seen | {part.name} | after
        left_out = LEFT_OUT.get(part.name, ())
        assert part.names == tuple(column.name for column in table.c if column.name not in left_out)
        seen.add(part.name)
    assert seen == set(tables.whole_schema().tables) - set(DERIVED)
    assert [part.name for part in parts()][-2:] == ["reopening", "record"]


def test_to_the_other_database_and_back_the_same_bytes(
    everything: Location, elsewhere: Callable[[], Location], tmp_path: Path
) -> None:
    said, kept = document(everything), files_of(folder(everything, tmp_path / "kept"))
    by_document, by_folder = elsewhere(), elsewhere()
    take_document(by_document, said)
    take_folder(by_folder, tmp_path / "kept")
    assert document(by_document) == document(by_folder) == said
    assert files_of(folder(by_document, tmp_path / "again")) == kept
    with open_reader(by_document) as reader:
        assert [found for found in check_register(reader) if found.severity == "wrong"] == []


def test_vocabularies_are_those_of_the_export(everything: Location, elsewhere: Callable[[], Location]) -> None:
    with open_register(everything) as register:
        register.connection.execute(
            update(tables.theme).where(tables.theme.c.code == "integrity").values(name="Probity")
        )
        register.connection.execute(tables.theme_measure.delete())
        register.connection.execute(tables.country.delete().where(tables.country.c.code == "FR"))
    copy = elsewhere()
    take_document(copy, document(everything))
    with open_reader(copy) as reader:
        assert reader.value("SELECT name FROM theme WHERE code = 'integrity'") == "Probity"
        assert reader.value("SELECT count(*) FROM theme_measure") == 0
        assert reader.value("SELECT count(*) FROM country WHERE code = 'FR'") == 0


def test_closed_conferences_stay_closed_and_guarded(everything: Location, elsewhere: Callable[[], Location]) -> None:
    copy = elsewhere()
    take_document(copy, document(everything))
    with open_reader(copy) as reader:
        assert reader.all("SELECT state FROM conference ORDER BY id") == [("closed",), ("open",), ("planned",)]
    with pytest.raises(Conflict, match="closed"), open_register(copy) as register:
        register.connection.execute(update(tables.review).values(note="another"))


def test_the_journal_goes_on_and_can_be_taken_back(everything: Location, elsewhere: Callable[[], Location]) -> None:
    with open_register(everything, who="tester", command="later", now=lambda: NOW) as register:
        Walk(register, "EUR-2013").organisation("GAC")
    before = document(everything)
    copy = elsewhere()
    take_document(copy, before)
    for place in (everything, copy):
        with open_register(place, who="tester", command="undo", now=lambda: NOW) as register:
            assert register.journal.undo().command == "later"
    assert document(copy) == document(everything) != before


def test_a_number_once_given_is_not_given_again(everything: Location, elsewhere: Callable[[], Location]) -> None:
    copy = elsewhere()
    take_document(copy, document(everything))
    numbers = []
    for place in (everything, copy):
        with open_register(place, who="tester", command="more", now=lambda: NOW) as register:
            about = {"title": "More", "location": "x", "conference_id": 1}
            numbers.append(register.journal.insert(tables.document, [about]))
            numbers.append([register.journal.open()])
    # Document 2 was added and taken away again.
    assert numbers == [[3], [2], [3], [2]]
    assert document(copy) == document(everything)


def test_a_command_that_was_rolled_back_leaves_no_number_out(
    location: Location, elsewhere: Callable[[], Location]
) -> None:
    for name in ("one", "two", "three"):
        with open_register(location, dry_run=name == "two") as register:
            register.journal.insert(tables.organisation, [{"code": name, "name": name, "kind": "other"}])
    copy = elsewhere()
    take_document(copy, document(location))
    with open_reader(copy) as reader:
        assert reader.all("SELECT id FROM journal ORDER BY id") == [(1,), (2,)]
        assert [found for found in check_register(reader) if found.severity == "wrong"] == []


def test_what_commands_touched_is_derived_again(everything: Location, elsewhere: Callable[[], Location]) -> None:
    copy = elsewhere()
    take_document(copy, document(everything))
    found = []
    for place in (everything, copy):
        with open_reader(place) as reader:
            found.append(reader.all("SELECT project_id, journal_id FROM journal_project ORDER BY 1, 2"))
    assert found[0] == found[1] != []


def test_the_papers_of_a_folder_are_files(everything: Location, tmp_path: Path) -> None:
    files = files_of(folder(everything, tmp_path / "out"))
    name = sha256(PAPER).hexdigest()
    assert files[f"files/{name}"] == PAPER
    assert files["file.csv"].decode() == f"sha256,size\n{name},{len(PAPER)}\n"
    with open_reader(everything) as reader:
        records = [f"records/{digest}.json.z" for (digest,) in reader.all("SELECT sha256 FROM record")]
    assert len(records) == 2
    tables_and_papers = [*(f"{part.name}.csv" for part in parts()), f"files/{name}", *records]
    assert sorted(files) == sorted([*tables_and_papers, "register.json"])
    assert is_register(files["register.json"])


def test_a_document_is_known_by_how_it_begins(location: Location) -> None:
    said = document(location)
    assert is_register(said)
    assert is_register(b"\xef\xbb\xbf" + json.dumps(json.loads(said), indent=4).encode())
    for other in (b"", b"{}", b"[]", b'{"format": "another"}', b"code,title\nP1,One\n", b"PK\x03\x04", b"\x00" * 2000):
        assert not is_register(other)


def test_a_document_is_read_however_it_is_laid_out(everything: Location, elsewhere: Callable[[], Location]) -> None:
    said = document(everything)
    turned = json.loads(said)
    turned["tables"]["project"] = [dict(reversed(row.items())) for row in turned["tables"]["project"]]
    for indent in (None, 1):
        copy = elsewhere()
        take_document(copy, b"\xef\xbb\xbf" + json.dumps(turned, indent=indent).replace("\n", "\r\n").encode())
        assert document(copy) == said


@given(st.lists(st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.sampled_from(TEXTS) | st.text()))
def test_a_cell_comes_back_as_it_was(some: list[Any]) -> None:
    # A row of one empty cell is an empty line; no table is so narrow.
    values = ["first", *some]
    (cells,) = csv.reader(io.StringIO(line_of(values), newline=""), strict=True)
    assert [value_of(cell, ExportColumn("x", type(value))) for cell, value in zip(cells, values, strict=True)] == values
    for cell, value in zip(cells, values, strict=True):
        assert isinstance(value, int) or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


texts = st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
amounts = st.none() | st.integers(-(10**17), 10**17) | st.just(ABSENT)
steps = st.lists(
    st.tuples(st.just("organisation"), texts, st.none() | st.integers(0, 6))
    | st.tuples(st.just("project"), texts, st.none() | texts)
    | st.tuples(st.just("money"), st.lists(amounts, min_size=2, max_size=2), st.sampled_from(["USD", "JPY"]))
    | st.tuples(st.just("rename"), st.integers(0, 6), st.none())
    | st.tuples(st.just("undo"), st.none(), st.none())
    | st.tuples(st.sampled_from(["planned", "open", "close", "reopen"]), st.none(), st.none()),
    max_size=12,
)


def walk_through(location: Location, history: list[tuple[str, Any, Any]]) -> None:
    """Each step is one command; one that a rule refuses leaves nothing behind."""
    with open_register(location, command="begin") as register:
        Walk(register, "AMS-2012", "AMS-2013")
    for number, (word, first, second) in enumerate(history):
        with suppress(Conflict, NotFound), open_register(location, command=f"{word} {first}") as register:
            insert, change = register.journal.insert, register.journal.update
            ids = [each[0] for each in register.reader.all("SELECT id FROM organisation ORDER BY id")]
            if word == "organisation":
                (made,) = insert(tables.organisation, [{"code": f"O{number}", "name": first, "kind": "other"}])
                if second is not None and ids:
                    # Up and down the numbers, and never round in a circle.
                    above, below = sorted((made, ids[second % len(ids)]), key=lambda one: one * 7 % 11)
                    change(tables.organisation, [(row(register, tables.organisation, below), {"parent_id": above})])
            elif word == "project":
                insert(tables.project, [{"code": f"P{number}", "title": first, "note": second}])
            elif word == "money":
                walk = Walk.__new__(Walk)
                walk.register, walk.ids, walk.conferences = register, {}, ["AMS-2012", "AMS-2013"]
                walk.money(f"P{number}", f"O{number}", second, *first)
            elif word == "rename" and ids:
                identity = ids[first % len(ids)]
                change(
                    tables.organisation,
                    [(row(register, tables.organisation, identity), {"code": f"N{number}", "parent_id": None})],
                )
            elif word == "undo":
                register.journal.undo()
            elif register.codes.find("conference", "AMS-2012"):
                if word == "close":
                    register.conferences.close(1)
                elif word == "reopen":
                    register.conferences.reopen(1, "a typing error")
                else:
                    change(tables.conference, [(row(register, tables.conference, 1), {"state": word})])


@settings(max_examples=15)
@given(history=steps)
def test_any_register_comes_back_as_it_was(sqlite_template: Path, history: list[tuple[str, Any, Any]]) -> None:
    with TemporaryDirectory() as name:
        path = Path(name)
        places = [Location(Path(shutil.copy(sqlite_template, path / f"{one}.db")), None) for one in range(3)]
        walk_through(places[0], history)
        said, kept = document(places[0]), folder(places[0], path / "kept")
        take_document(places[1], said)
        take_folder(places[2], kept)
        assert document(places[1]) == document(places[2]) == said
        assert files_of(folder(places[1], path / "again")) == files_of(kept)


@settings(max_examples=3)
@given(history=steps)
def test_any_register_comes_back_from_postgresql(
    sqlite_template: Path, postgresql: str, history: list[tuple[str, Any, Any]]
) -> None:
    name = f"whole_{os.getpid()}"
    with psycopg.connect(postgresql.format("postgres"), autocommit=True) as connection, TemporaryDirectory() as path:
        first, last = (Location(Path(shutil.copy(sqlite_template, Path(path) / f"{one}.db")), None) for one in (1, 2))
        walk_through(first, history)
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_register STRATEGY file_copy")
        try:
            between = parse_location(postgresql.format(name))
            take_document(between, document(first))
            take_document(last, document(between))
            assert document(last) == document(between) == document(first)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_only_into_an_empty_register(everything: Location, location: Location) -> None:
    said, before = document(everything), counts(location)
    with pytest.raises(Conflict) as error:
        take_document(location, said)
    assert error.value.message == (
        "This register is not empty; a whole register can only be imported into an empty one."
    )
    assert counts(location) == before


def head(**values: Any) -> Callable[[Whole], None]:
    return lambda whole: whole.update(values)


PAPER_HASH = sha256(PAPER).hexdigest()
WRONG: list[tuple[str, Callable[[Whole], Any], str]] = [
    (
        "another format",
        head(format="another"),
        "register.json: is not an export of a whole register: its format is not",
    ),
    (
        "a later release",
        head(revision="2030_01_01_x", program="9.9\x1b[2J"),
        "register.json: was written by release '9.9\\x1b[2J' (schema '2030_01_01_x'; this release has",
    ),
    (
        "an earlier release",
        head(revision="2026_11_23_register"),
        "register.json: was written by release '0.1.0' (schema",
    ),
    ("no revision", lambda whole: whole.pop("revision"), "does not state the release and revision"),
    ("no counts", lambda whole: whole.pop("rows"), "register.json: has no 'rows' in its header."),
    ("more in the head", lambda whole: whole.update({"a\x1b": 1} | whole), "is expected here"),
    ("counts that are none", lambda whole: whole["rows"].update(risk=-1), "'rows' in its header has -1 for risk"),
    ("a count of an unknown table", lambda whole: whole["rows"].update(x=1), "'rows' in its header has 'x'"),
    (
        "a table less",
        lambda whole: whole["tables"].pop("risk"),
        "the table risk is expected here, not 'training_project'.",
    ),
    ("a table more", lambda whole: whole["tables"].update(x=[]), "'}' is expected here."),
    (
        "a row less",
        lambda whole: whole["tables"]["contact"].pop(),
        "has 20 rows, but its header says 21: it is",
    ),
    (
        "a row twice",
        lambda whole: whole["tables"]["risk"].append(whole["tables"]["risk"][0]),
        "row 2 (id 1): appears twice.",
    ),
    (
        "rows not in order",
        lambda whole: whole["tables"]["organisation"].reverse(),
        "is out of order: it belongs before the row above it.",
    ),
    ("a column more", changed("risk", x=1), "register.json, table risk, row 1: 'x' is not a column of the table."),
    ("a column less", lambda whole: whole["tables"]["risk"][0].pop("cause"), "the column cause is missing."),
    ("no object", lambda whole: whole["tables"].update(risk=[[["id", 1]]]), "table risk, row 1: it is not an object."),
    (
        "a text for a number",
        changed("risk", version="1"),
        "table risk, row 1 (id 1): version '1' is not a whole number.",
    ),
    ("a fraction", changed("funding", committed=1.5), "committed 1.5 is not a whole number."),
    ("a truth for a number", changed("risk", version=True), "version True is not a whole number."),
    ("a number for a truth", changed("conference", tentative=0), "tentative 0 is not true or false."),
    ("a number for a text", changed("risk", event=1), "event 1 is not a text."),
    ("a list for a text", changed("risk", event=["a"]), "event ['a'] is not a text."),
    ("a day that does not exist", changed("transaction", date="2012-02-30"), "'2012-02-30' is not a day such as"),
    ("a day without hyphens", changed("transaction", date="20120229"), "date '20120229' is not a day such as"),
    ("a NUL", changed("risk", event="a\0"), "event contains a NUL character, which text never has."),
    ("half a character", changed("risk", event="\ud800"), "table risk, row 1 (id 1): A text is not well-formed."),
    ("a huge number", changed("transaction", amount=10**30), "table transaction, row 1 (id 1): "),
    ("an amount beyond its bound", changed("transaction", amount=10**18), "amount_bounded"),
    ("no title", changed("risk", event=None), "table risk, row 1 (id 1): The database refused: "),
    ("no key", changed("risk", id=None), "table risk, row 1 (id None): its key is not complete."),
    ("an unknown status", changed("review", status="asleep"), "status_known"),
    ("a reference to nothing", changed("contact", organisation_id=77), "Something else in the register still refers"),
    (
        "an umbrella that is not there",
        changed("project", parent_id=77),
        "register.json, table project, id 1, parent_id: ",
    ),
    ("two open conferences", changed("conference", 2, state="open"), "only one can be open"),
    ("no base64", changed("file", content="*"), "table file, row 1: the content is not base64."),
    (
        "another paper",
        changed("file", content=b64encode(PAPER[::-1]).decode()),
        "the content does not match its sha256.",
    ),
    ("a code of somebody else", changed("code", id=9), "That code is taken, or was used before for something else"),
    (
        "a code that is not listed",
        edited(series=[{"id": 2, "code": "X", "name": "X", "region": None, "version": 1}]),
        "register.json, table code: lacks codes that the other tables use.",
    ),
    ("a last number that is none", lambda whole: whole["last_ids"].update(risk=0), "risk has 0, but there is a row 1."),
    ("a share too many", changed("share", 1, share=900_000), "register.json is not consistent:\n  "),
    (
        "a change without its command",
        lambda whole: whole["tables"]["change"].pop(0) and whole["rows"].update(change=whole["rows"]["change"] - 1),
        "changes are left of",
    ),
]


@pytest.mark.parametrize(("edit", "said"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_a_document_that_is_wrong_is_refused(
    sound: bytes, empty: Location, edit: Callable[[Whole], Any], said: str
) -> None:
    whole = json.loads(sound)
    edit(whole)
    with pytest.raises(TrackerError) as error:
        take_document(empty, json.dumps(whole).encode())
    assert said in str(error.value)
    assert "\x1b" not in str(error.value)
    assert is_empty(empty)


@pytest.fixture(scope="module")
def sound(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A document with something in every table."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("sound") / "register.db"))
    with open_register(Location(path, None), who="tester", command="test", now=lambda: NOW) as register:
        write_everything(register)
    return document(Location(path, None))


@settings(max_examples=30)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_document_that_was_cut_off_is_refused(sound: bytes, sqlite_template: Path, share: float) -> None:
    with TemporaryDirectory() as name:
        location = Location(Path(shutil.copy(sqlite_template, Path(name) / "register.db")), None)
        with pytest.raises(TrackerError) as error:
            take_document(location, sound.rstrip()[: int(len(sound.rstrip()) * share)])
        assert "ends in the middle" in error.value.message
        assert is_empty(location)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[1]", "line 1: '{' is expected here."),
        (b'{"format": nonsense}' + b" " * 200, "line 1: this is not valid JSON: Expecting value."),
        (b'{"format": ' + b"[" * 200_000, "line 1: this is nested too deeply."),
        (b'{"format": ' + b"9" * 10_000 + b"}", "line 1: this number is too large."),
        (b'{"format": "donor-tracker register"\n,\n\xff', "is not UTF-8."),
        (
            b'{"format": "donor-tracker register", "files": {}}',
            "is only the list of the contents of an exported folder.",
        ),
    ],
)
def test_another_json_is_refused(empty: Location, data: bytes, said: str) -> None:
    with pytest.raises(TrackerError) as error:
        take_document(empty, data)
    assert said in error.value.message
    assert is_empty(empty)


def test_a_document_cut_off_within_a_letter_is_refused(sound: bytes, empty: Location) -> None:
    within = sound.index("’".encode()) + 1
    with pytest.raises(TrackerError, match="ends in the middle"):
        take_document(empty, sound[:within])
    assert is_empty(empty)


def test_nothing_may_come_after_the_end(sound: bytes, empty: Location) -> None:
    with pytest.raises(TrackerError, match="there is more after the end"):
        take_document(empty, sound + b"{}")
    assert is_empty(empty)
