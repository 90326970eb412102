"""The parts of an export of the whole register, used both for one document and for a folder of csv files.

docs/reference/register-document.md specifies it for readers without this program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from tracker import __version__
from tracker.errors import TrackerError
from tracker.exchange.grids import Unreadable
from tracker.store.files.contents import REGISTER_FORMAT
from tracker.store.revision import HEAD, state_of
from tracker.store.sealing.unpacking import unpacked

MANIFEST = "register.json"
# Imported after all reports to a conference: a record closes its conference, and a reopening opens it again for the
# next record.
LAST = ("reopening", "record")

Row = tuple[Any, ...]
Advance = Callable[[int], None]

# Belongs to one database and not to the register: which of its roles wrote an entry of the journal.
LEFT_OUT = {"journal": ("role",)}
# Rebuilt from the other tables.
DERIVED = ("journal_project",)

_HEAD = ("format", "program", "revision", "rows", "last_ids")


class ExportColumn(NamedTuple):
    """A column: its name, and the type of its values (str, int, bool, date or bytes)."""

    name: str
    kind: type


class Papers(NamedTuple):
    """A column of bytes, a large value in each row. In a folder each is a file, named by the `sha256` of its row.

    If it is `packed`, the hash is that of the unpacked content.
    """

    column: str
    folder: str
    suffix: str
    packed: bool


PAPERS = {
    "file": Papers("content", "files", "", packed=False),
    "record": Papers("document", "records", ".json.z", packed=True),
}


class ExportTable(NamedTuple):
    """A table: its columns in order, which of them are the key, and whether its rows have numbers.

    `links` are the columns that refer to other rows of the same table.
    """

    name: str
    fields: tuple[ExportColumn, ...]
    key: tuple[int, ...]
    numbered: bool
    links: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def papers(self) -> Papers | None:
        """Return the column of this table that holds papers."""
        return PAPERS.get(self.name)

    def said(self, row: Row) -> str:
        """Return the name of a row for the user, by its key."""
        return ", ".join(f"{self.fields[place].name} {short(row[place])}" for place in self.key)


class ExportHead(NamedTuple):
    """The head before the tables: how many rows each has, the last number given in each, and who wrote it.

    `hashes` are those of the files of a folder, by name.
    """

    rows: Mapping[str, int]
    last_ids: Mapping[str, int]
    program: str = __version__
    revision: str = HEAD
    hashes: Mapping[str, str | None] = {}

    def items(self) -> Iterator[tuple[str, Any]]:
        """Yield the items of its written form."""
        yield from zip(_HEAD, (REGISTER_FORMAT, self.program, self.revision, self.rows, self.last_ids), strict=True)


class ExportSource(Protocol):
    """An export being read: its head, and the rows of every table in the order of `parts`."""

    name: str
    head: ExportHead

    def tables(self) -> Iterator[tuple[ExportTable, Iterator[Row]]]: ...


class RefusedExport(TrackerError):
    """An export that cannot be imported: where, why, and that nothing was written."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}", "Nothing was written.")


@cache
def parts() -> tuple[ExportTable, ...]:
    """Return every table of the schema after those it refers to; but reopenings, and then records, at the end.

    The codes come first: a row with a code enters it by itself, unless it is there already.
    """
    from tracker.tables import whole_schema

    found, metadata = [], whole_schema()
    tables = [table for table in metadata.sorted_tables if table.name not in (*LAST, *DERIVED)]
    tables.sort(key=lambda table: table.name != "code")
    for table in (*tables, *(metadata.tables[name] for name in LAST)):
        columns = [column for column in table.c if column.name not in LEFT_OUT.get(table.name, ())]
        names = [column.name for column in columns]
        found.append(
            ExportTable(
                table.name,
                tuple(ExportColumn(column.name, column.type.python_type) for column in columns),
                tuple(names.index(column.name) for column in table.primary_key),
                [column.name for column in table.primary_key] == ["id"],
                tuple(names.index(key.parent.name) for key in table.foreign_keys if key.column.table is table),
            )
        )
    return tuple(found)


def checked_head(where: str, given: Mapping[str, object], more: tuple[str, ...] = ()) -> ExportHead:
    """Return the head of an export that this release can import; `more` are additional keys that it must have.

    Raises Unreadable for any other.
    """
    if given.get("format") != REGISTER_FORMAT:
        raise Unreadable(where, f"is not an export of a whole register: its format is not {REGISTER_FORMAT!r}.")
    program, revision = given.get("program"), given.get("revision")
    if not isinstance(program, str) or not isinstance(revision, str):
        raise Unreadable(where, "does not state the release and revision that wrote it.")
    if revision != HEAD:
        _refuse_revision(where, program, revision)
    for name in (*_HEAD, *more):
        if name not in given:
            raise Unreadable(where, f"has no {name!r} in its header.")
    for name in given:
        if name not in (*_HEAD, *more):
            raise Unreadable(where, f"has {short(name)} in its header, which is unknown.")
    counts = _counts(where, "rows", given["rows"], [part.name for part in parts()])
    last_ids = _counts(where, "last_ids", given["last_ids"], [part.name for part in parts() if part.numbered])
    return ExportHead(counts, last_ids, program, revision)


def _refuse_revision(where: str, program: str, revision: str) -> None:
    why = f"was written by release {short(program)} (schema {short(revision)}; this release has {HEAD!r})."
    if state_of(revision) == "behind":
        hint = "Import it with that release into a new register, and then upgrade that register: `tracker db upgrade`."
    else:
        hint = "Install a release that supports it."
    raise Unreadable(where, why, hint)


def _counts(where: str, what: str, given: object, names: list[str]) -> dict[str, int]:
    if not isinstance(given, Mapping):
        raise Unreadable(where, f"{what!r} in its header is not an object.")
    for name in names:
        if name not in given:
            raise Unreadable(where, f"{what!r} in its header lacks the table {name}.")
    for name, count in given.items():
        if name not in names:
            raise Unreadable(where, f"{what!r} in its header has {short(name)}, which is unknown.")
        if type(count) is not int or not 0 <= count < 2**63:
            raise Unreadable(where, f"{what!r} in its header has {short(count)} for {name}, which is not a count.")
    return {name: given[name] for name in names}


def _sound(part: ExportTable, row: Row) -> None:
    """Raises ValueError for a value that a database would interpret as a different one."""
    for value, field in zip(row, part.fields, strict=True):
        if value is None or type(value) is field.kind is not str:
            continue
        if not isinstance(value, str) or field.kind not in (str, date) or (field.kind is date and not _is_day(value)):
            raise ValueError(f"{field.name} {short(value)} is not {KINDS[field.kind]}")
        if "\0" in value:
            raise ValueError(f"{field.name} contains a NUL character, which text never has")
    if part.papers:
        _check_paper(part.papers, dict(zip(part.names, row, strict=True)))


KINDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a day such as 2012-03-01",
    bytes: "the content of a file",
}


def _check_paper(papers: Papers, row: Mapping[str, Any]) -> None:
    content = row[papers.column]
    if content is None:
        return
    try:
        found = unpacked(content, row["size"] or 0).sha256 if papers.packed else sha256(content).hexdigest()
    except ValueError as error:
        raise ValueError(f"the {papers.column} cannot be unpacked: {error}") from error
    if found != row["sha256"]:
        raise ValueError(f"the {papers.column} does not match its sha256")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def short(value: Any) -> str:
    """Return a value for a message: without terminal control characters, and at most one line long."""
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def in_order(source: str, part: ExportTable, rows: Iterator[Row], count: int) -> Iterator[Row]:
    """Yield the rows of a table; checks that each is sound and in order, and that none is missing."""
    before: Row | None = None
    number = 0
    for number, row in enumerate(rows, 1):
        try:
            _sound(part, row)
            key = tuple(row[place] for place in part.key)
            if None in key:
                raise ValueError("its key is not complete")
            if before is not None and key <= before:
                raise ValueError(
                    "appears twice" if key == before else "is out of order: it belongs before the row above it"
                )
        except ValueError as error:
            raise RefusedExport(place_of(source, part, number, row), f"{error}.") from error
        before = key
        yield row
    if number != count:
        raise Unreadable(
            f"{source}, table {part.name}",
            f"has {number:,} rows, but its header says {count:,}: it is incomplete, or was edited.",
            "If you edited the export on purpose, also correct the counts in its header.",
        )


def place_of(source: str, part: ExportTable, number: int, row: Row | None = None) -> str:
    """Return the location of a row: `register.json, table project, row 7 (id 12)`."""
    key = f" ({part.said(row)})" if row is not None else ""
    return f"{source}, table {part.name}, row {number:,}{key}"
