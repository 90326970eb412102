"""`conference verify`: compares the sealed records, the rows that they keep, and the tables with one another.

The guards refuse every change to these. This finds what an owner changed after disabling the guards.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.rules.sealed import KEPT, OF_CONFERENCE, record_name
from tracker.rules.structure import TOLD_TABLES
from tracker.store.reader import Reader
from tracker.store.sealing.sealed_record import FORMAT, canonical, composed, heading, told_rows
from tracker.store.sealing.unpacking import Unpacked, pieces, unpacked
from tracker.store.soundness.alterations import alterations
from tracker.tables import metadata

ENOUGH = 1_000
# A document may be this many bytes larger than its kept rows produce and still be compared with them row by row.
LEEWAY = 50_000_000
DOCUMENT, KEPT_ROWS = "the document", "the kept rows"


class Difference(NamedTuple):
    """Something that differs from what was sealed: in which record, in which table, and what differs."""

    record: str
    table: str
    what: str


class Verified(NamedTuple):
    """A record that was checked, with its hash and the number of differences."""

    record: str
    sealed: str
    sha256: str
    differences: int


RECORDS = """
SELECT r.id, r.conference_id, c.code, c.state, r.number, r.series_id, r.chain, r.sealed_at, r.sealed_by, r.accepted,
  r.size, r.sha256, r.previous_id, r.previous_sha256, o.at, o.who, o.reason
FROM record r LEFT JOIN conference c ON c.id = r.conference_id LEFT JOIN reopening o ON o.record_id = r.id
ORDER BY r.series_id, r.chain
"""


class _Record(NamedTuple):
    id: int
    conference_id: int
    code: str | None
    state: str | None
    number: int
    series_id: int
    chain: int
    sealed_at: str
    sealed_by: str
    accepted: str | None
    size: int
    sha256: str
    previous_id: int | None
    previous_sha256: str | None
    reopened_at: str | None
    reopened_by: str | None
    reason: str | None

    @property
    def name(self) -> str:
        return record_name(self.code or f"conference {self.conference_id}", self.number)

    @property
    def reopening(self) -> dict[str, Any] | None:
        if self.reopened_at is None:
            return None
        return {"at": self.reopened_at, "who": self.reopened_by, "reason": self.reason}


def verify_records(reader: Reader, conference: int | None = None) -> tuple[list[Verified], list[Difference]]:
    """Check every record of a register, or of one conference, and return all that differs from what was sealed.

    Alterations of the database always count: with one, any data that is read may be wrong.
    """
    verified, differences = records_compared(reader, conference)
    altered = [Difference("", one.where.removeprefix("table "), one.what) for one in alterations(reader)]
    return verified, altered + differences


def records_compared(reader: Reader, conference: int | None = None) -> tuple[list[Verified], list[Difference]]:
    """Do the same without checking for alterations of the database."""
    records = reader.all(RECORDS, {}, _Record)
    differences = list(_states(reader, conference))
    verified = []
    for record in records:
        if conference in (None, record.conference_id):
            found = list(_of_record(reader, record, records))
            verified.append(Verified(record.name, record.sealed_at, record.sha256, len(found)))
            differences += found
    differences += _against_journal(reader, records, conference)
    return verified, differences


def _states(reader: Reader, conference: int | None) -> Iterator[Difference]:
    """Find conferences that are closed without a record, or not closed but with a record that is still valid."""
    sql = """SELECT c.id, c.code, c.state, (SELECT r.number FROM record r WHERE r.conference_id = c.id
  AND NOT EXISTS (SELECT 1 FROM reopening o WHERE o.record_id = r.id) ORDER BY r.number DESC LIMIT 1)
FROM conference c ORDER BY c.series_id, c.sequence"""
    for identity, code, state, number in reader.rows(sql):
        if conference not in (None, identity) or (state == "closed") == (number is not None):
            continue
        if number is None:
            yield Difference(code, "conference", "it is closed without a sealed record")
        else:
            yield Difference(
                record_name(code, number), "conference", f"it is {state}, although this record is in force"
            )


NOTED = ("conference_id", "number", "sha256")
JOURNAL = """
SELECT h.journal_id, j.at, h.table_name, h.after FROM change h JOIN journal j ON j.id = h.journal_id
WHERE h.table_name IN ('record', 'reopening') AND h.before IS NULL ORDER BY h.journal_id, h.ordinal
"""


def _against_journal(reader: Reader, records: Sequence[_Record], conference: int | None) -> Iterator[Difference]:
    """Find records and reopenings in the journal that are missing from the register or differ there.

    The chain reveals a record missing before another one; only the journal reveals that the newest one is missing.
    """
    there = {one.id: one for one in records}
    places: dict[int, tuple[int | None, str]] = {one.id: (one.conference_id, one.name) for one in records}
    for number, at, table, image in reader.rows(JOURNAL):
        said = json.loads(image)
        of: int | None
        found = there.get(said["id"] if table == "record" else said["record_id"])
        if table == "record":
            done = f"sealed it with the SHA-256 {said['sha256']}"
            is_there = found is not None
            as_said = found is not None and all(getattr(found, name) == said[name] for name in NOTED)
            of, name = places.setdefault(said["id"], (said["conference_id"], _named(reader, said)))
        else:
            done = f"opened the conference again because: {said['reason']}"
            is_there = found is not None and found.reopening is not None
            as_said = found is not None and found.reopening == {name: said[name] for name in ("at", "who", "reason")}
            of, name = places.get(said["record_id"], (None, f"record {said['record_id']}"))
        if not as_said and conference in (None, of):
            fate = "is not what the journal says" if is_there else "is missing"
            yield Difference(name, table, f"command {number} ({at}) {done}. This {table} {fate}")


def _named(reader: Reader, said: Mapping[str, Any]) -> str:
    code = reader.value("SELECT code FROM conference WHERE id = :id", {"id": said["conference_id"]})
    return record_name(code or f"conference {said['conference_id']}", said["number"])


def _of_record(reader: Reader, record: _Record, known: Sequence[_Record]) -> Iterator[Difference]:
    def say(what: str, table: str = "record") -> Difference:
        return Difference(record.name, table, what)

    yield from map(say, _chain(record, known))
    packed = bytes(reader.value("SELECT document FROM record WHERE id = :id", {"id": record.id}))
    try:
        size, found = unpacked(packed)
    except ValueError as error:
        yield say(f"its document cannot be read: {error}")
        return
    if found != record.sha256:
        yield say(f"the SHA-256 of its document is {found}, not {record.sha256}")
    if size != record.size:
        yield say(f"its document has {size} bytes, not {record.size}")
    before = [one for one in known if one.conference_id == record.conference_id and one.number == record.number - 1]
    head = heading(reader, record._asdict(), before[0].reopening if before else None)
    # Most are unchanged, and then the document need not be read.
    again = _measured(composed(reader, head, record.id, record.conference_id))
    if again.sha256 != found and size > again.size + LEEWAY:
        yield say(f"its document has {size:,} bytes, but the kept rows produce one of {again.size:,}")
    elif again.sha256 != found:
        for table, what in _against_document(reader, record, head, b"".join(pieces(packed, size))):
            yield say(what, table)
    if record.reopening is None and record.state == "closed":
        for table, what in _against_tables(reader, record):
            yield say(what, table)


def _chain(record: _Record, known: Sequence[_Record]) -> Iterator[str]:
    """Return what is wrong with a record's place in the chain."""
    series = [one for one in known if one.series_id == record.series_id]
    before = next((one for one in series if one.chain == record.chain - 1), None)
    if record.chain > 1 and before is None:
        yield f"the record that was sealed before it, number {record.chain - 1} of the series, is missing"
    if before is not None and before.id != record.previous_id:
        yield f"it names a record other than {before.name} as the one before it"
    if before is not None and before.sha256 != record.previous_sha256:
        yield f"the hash of {before.name} is not the one that this record was chained to, {record.previous_sha256}"
    later = [one for one in known if one.conference_id == record.conference_id and one.number > record.number]
    if later and record.reopening is None:
        yield "it was superseded without a reopening"
    numbers = {one.number for one in known if one.conference_id == record.conference_id}
    if record.number > 1 and record.number - 1 not in numbers:
        yield f"the record before it, {record_name(record.code or '', record.number - 1)}, is missing"


def _against_document(
    reader: Reader, record: _Record, head: dict[str, object], raw: bytes
) -> Iterator[tuple[str, str]]:
    """Compare a document with the kept rows, row by row, and return the differences."""
    try:
        document = json.loads(raw)
        tables = document.pop("tables")
        listed = {name: list(map(_text, table["rows"])) for name, table in tables.items()}
        written = {name: list(map(str, table["columns"])) for name, table in tables.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        yield "record", f"its document is not a {FORMAT}"
        return
    newer = list(_newer(reader, record, written))
    yield from newer
    if not newer and written.keys() <= set(KEPT):
        again = composed(reader, head, record.id, record.conference_id, written)
        if _measured(again).sha256 == hashlib.sha256(raw).hexdigest():
            return
    if canonical(document | {"tables": tables}) != raw:
        yield "record", "its document is not in the canonical form"
    for name in sorted(document.keys() | head.keys()):
        if document.get(name) != head.get(name):
            yield (
                "record",
                f"{name} is {_text(head.get(name))} in the register, but {_text(document.get(name))} in the document",
            )
    for name in sorted(written.keys() & set(KEPT)):
        columns, rows = told_rows(reader, name, record.id, record.conference_id, written[name])
        said = listed.pop(name)
        kept = list(rows)
        if written[name] != columns:
            yield name, "the document has other columns"
        elif said != kept and sorted(said) == sorted(kept):
            yield name, "the rows of the document are in another order"
        yield from _both_ways(name, Counter(said) - Counter(kept), Counter(kept) - Counter(said), DOCUMENT, KEPT_ROWS)
    for name in sorted(listed):
        yield name, "the document has a table that records do not keep"


def _newer(reader: Reader, record: _Record, written: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Return what the kept rows have in tables and columns that did not exist when the document was written."""
    for name in sorted(KEPT):
        columns, rows = told_rows(reader, name, record.id, record.conference_id)
        new = [place for place, column in enumerate(columns) if column not in written.get(name, ())]
        if not new:
            continue
        for row in map(json.loads, rows):
            said = {columns[place]: row[place] for place in new if row[place] is not None}
            if said or name not in written:
                yield name, f"only {KEPT_ROWS} have {_text(said)}"


def _text(value: Any) -> str:
    """Return a row or a value as it is written in the document."""
    return canonical(value).decode()


def _measured(document: Iterable[bytes]) -> Unpacked:
    digest, size = hashlib.sha256(), 0
    for piece in document:
        digest.update(piece)
        size += len(piece)
    return Unpacked(size, digest.hexdigest())


def _against_tables(reader: Reader, record: _Record) -> Iterator[tuple[str, str]]:
    """Compare the kept rows of a valid record with the tables themselves, row by row, and return the differences."""
    for name in (*TOLD_TABLES, "conference"):
        columns = ", ".join(f'"{column.name}"' for column in metadata.tables[name].c)
        theirs = "conference_id = :conference" if name in OF_CONFERENCE else "id = :conference"
        live = f'SELECT {columns} FROM "{name}" WHERE {theirs}'
        kept = f"SELECT {columns} FROM kept_{name} WHERE {theirs} AND record_id = :record"
        given = {"conference": record.conference_id, "record": record.id}
        only: list[Counter[str]] = []
        for one, other in ((kept, live), (live, kept)):
            rows: Iterable[Any] = reader.rows(f"{one} EXCEPT {other}", given)
            only.append(Counter(_text(list(row)) for row in rows))
        yield from _both_ways(name, only[0], only[1], KEPT_ROWS, "the table")
        # A set does not show duplicate rows, which are possible without the key of the table, and in a child table.
        counted = [reader.value(f"SELECT count(*) FROM ({rows}) counted", given) for rows in (kept, live)]
        if counted[1] - counted[0] != len(only[1]) - len(only[0]):
            twice = f"{live} GROUP BY {columns} HAVING count(*) > 1 LIMIT {ENOUGH}"
            for row in reader.rows(twice, given):
                yield name, f"the table has a row more than once: {_text(list(row))}"


def _both_ways(
    name: str, mine: Mapping[str, int], theirs: Mapping[str, int], one: str, other: str
) -> Iterator[tuple[str, str]]:
    for rows, side in ((mine, one), (theirs, other)):
        for row in sorted(rows)[:ENOUGH]:
            yield name, f"only {side} ha{'s' if side.startswith(('the doc', 'the tab')) else 've'} {row}"
