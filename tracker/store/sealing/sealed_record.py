"""The sealed record: the document of everything reported to a conference, its hash, and its place in a chain.

The document is composed from the kept rows alone, so it can be composed again as long as they exist, and the result
must be identical to the byte. docs/reference/sealed-record.md describes it for readers without this program.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Boolean, Connection, Table, insert, select, text

from tracker.errors import Conflict
from tracker.rules.sealed import KEPT, OF_CONFERENCE, record_name
from tracker.store.engine import reader_of
from tracker.store.garbage_collection import uncollected
from tracker.store.reader import Reader
from tracker.store.sealing.kept_rows import forget, keep, target
from tracker.store.sequences import next_ids
from tracker.tables import conference, metadata, record, reopening

FORMAT = "donor-tracker sealed record 1"
ROWS_A_TIME = 5_000
# A higher level saves few bytes and takes three times as long.
LEVEL = 3


class Seal(NamedTuple):
    """A record as it was written: its id, its name `AMS-2012@1`, and its hash."""

    id: int
    name: str
    sha256: str


def seal(connection: Connection, identity: int, *, at: str, who: str, accepted: str | None = None) -> Seal:
    """Write the record of a conference that is to be closed in the same transaction.

    Raises Conflict where it has a valid record already.
    """
    if connection.dialect.name == "postgresql":
        # Anybody who writes now without this program either finishes before the seal or waits until it is complete.
        connection.execute(text(f"LOCK TABLE {', '.join(KEPT)} IN SHARE MODE"))
        connection.execute(select(conference.c.id).where(conference.c.id == identity).with_for_update())
    meeting = connection.execute(select(conference).where(conference.c.id == identity)).mappings().one()
    earlier = _last(connection, record.c.conference_id == identity, record.c.number)
    superseded = None
    if earlier is not None:
        found = connection.execute(select(reopening).where(reopening.c.record_id == earlier["id"])).mappings().first()
        if found is None:
            raise Conflict(
                f"{meeting['code']} is already sealed, as {record_name(meeting['code'], earlier['number'])}."
            )
        superseded = {name: found[name] for name in ("at", "who", "reason")}
    before = _last(connection, record.c.series_id == meeting["series_id"], record.c.chain)
    (number_of_record,) = next_ids(connection, record, 1)
    row: dict[str, Any] = {
        "id": number_of_record,
        "conference_id": identity,
        "number": 1 if earlier is None else earlier["number"] + 1,
        "series_id": meeting["series_id"],
        "chain": 1 if before is None else before["chain"] + 1,
        "sealed_at": at,
        "sealed_by": who,
        "accepted": accepted,
        "previous_id": None if before is None else before["id"],
        "previous_sha256": None if before is None else before["sha256"],
    }
    forget(connection, number_of_record)
    keep(connection, number_of_record, identity)
    head = heading(reader_of(connection), row, superseded)
    row |= packed(composed(reader_of(connection), head, number_of_record, identity))
    connection.execute(insert(record), [row])
    return Seal(number_of_record, record_name(meeting["code"], row["number"]), row["sha256"])


def seal_what_was_closed(connection: Connection, now: datetime) -> list[Seal]:
    """Seal every conference that was closed before sealed records existed, series by series."""
    unsealed = select(conference.c.id).where(
        conference.c.state == "closed", conference.c.id.not_in(select(record.c.conference_id))
    )
    ids = connection.execute(unsealed.order_by(conference.c.series_id, conference.c.sequence)).scalars().all()
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    why = "closed before there were sealed records; sealed when the register was upgraded"
    return [seal(connection, identity, at=at, who="tracker", accepted=why) for identity in ids]


def heading(reader: Reader, row: dict[str, Any], superseded: dict[str, Any] | None) -> dict[str, Any]:
    """Return the document's header, from the row of the record and the reopening that came before it."""
    code = "SELECT code FROM kept_{} WHERE record_id = :record AND id = :id"
    before = None
    if row["previous_id"] is not None:
        sql = """SELECT k.code, r.number FROM record r
JOIN kept_conference k ON k.record_id = r.id AND k.id = r.conference_id WHERE r.id = :id"""
        named = reader.one(sql, {"id": row["previous_id"]})
        name = None if named is None else record_name(*named)
        before = {"record": name, "sha256": row["previous_sha256"]}
    return {
        "format": FORMAT,
        "series": reader.value(code.format("series"), {"record": row["id"], "id": row["series_id"]}),
        "conference": reader.value(code.format("conference"), {"record": row["id"], "id": row["conference_id"]}),
        "number": row["number"],
        "chain": row["chain"],
        "previous": before,
        "reopened": superseded,
        "sealed_at": row["sealed_at"],
        "sealed_by": row["sealed_by"],
        "accepted": row["accepted"],
    }


def composed(
    reader: Reader,
    head: dict[str, object],
    record_id: int,
    conference_id: int,
    written: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[bytes]:
    """Yield the document in pieces: its head, then every table with its columns and rows, all ordered by name.

    `written` are the columns of each table in a document of an earlier release, which may have had fewer.
    """
    yield canonical(head)[:-1] + b',"tables":{'
    for place, name in enumerate(sorted(KEPT if written is None else written)):
        columns, rows = told_rows(reader, name, record_id, conference_id, None if written is None else written[name])
        yield b'%b%b:{"columns":%b,"rows":[' % (b"," if place else b"", canonical(name), canonical(columns))
        comma = ""
        while some := list(islice(rows, ROWS_A_TIME)):
            yield f"{comma}{','.join(some)}".encode()
            comma = ","
        yield b"]}"
    yield b"}}"


def told_rows(
    reader: Reader, name: str, record_id: int, conference_id: int, only: Sequence[str] | None = None
) -> tuple[list[str], Iterator[str]]:
    """Return the columns of one table of the document, and its rows as canonical JSON: codes instead of ids, ordered by
    what names a row.

    With `only`, return those of these columns that the table has.
    """
    table = metadata.tables[name]
    columns: dict[str, str] = {}
    keys, joins = set(), ""
    for column in table.c:
        of_conference = column.name == "conference_id" and name in OF_CONFERENCE
        named_otherwise = column.name == "id" and ("code" in table.c or name == "action")
        if of_conference or named_otherwise:
            continue
        noun = target(column)
        said = column.name.removesuffix("_id")
        columns[said] = f't."{column.name}"'
        if noun is not None and (noun.name == "action" or "code" in noun.c):
            alias = f"named_{said}"
            columns[said] = _name(noun, alias)
            joins += _joined(noun, column.name, alias)
        if column.primary_key or column.name in ("code", "project_id") or (name == "action" and said in ACTION_NAME):
            keys.add(said)
    names = list(columns) if only is None else [said for said in only if said in columns]
    order = ", ".join(columns[said] for said in names if said in keys) or columns[names[0]]
    where = "t.conference_id = :conference AND " if name in OF_CONFERENCE and "conference_id" in table.c else ""
    of_record = f"FROM kept_{name} t{joins} WHERE {where}t.record_id = :record ORDER BY {order}"
    given = {"record": record_id, "conference": conference_id}
    if reader.dialect != "sqlite":
        told = ", ".join(columns[said] for said in names)
        return names, (canonical(row).decode() for row in reader.rows(f"SELECT {told} {of_record}", given))
    # SQLite writes canonical JSON itself, in less time than it takes to hand over the values.
    told = ", ".join(_in_json(table, said, columns[said]) for said in names)
    return names, map(itemgetter(0), reader.rows(f"SELECT json_array({told}) {of_record}", given))


ACTION_NAME = ("conference", "kind", "number")


def canonical(value: object) -> bytes:
    """Return canonical JSON, as RFC 8785 defines it for texts, whole numbers, true, false and null.

    Raises TypeError for values that do not fit UTF-8 or 64 bits.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def packed(pieces: Iterable[bytes]) -> dict[str, Any]:
    """Return a document as its record stores it: compressed, with its size and its hash."""
    squeezed, digest, size, parts = zlib.compressobj(LEVEL), hashlib.sha256(), 0, []
    with uncollected():
        for piece in pieces:
            size += len(piece)
            digest.update(piece)
            parts.append(squeezed.compress(piece))
    return {"document": b"".join([*parts, squeezed.flush()]), "size": size, "sha256": digest.hexdigest()}


def _name(noun: Table, alias: str) -> str:
    """Return SQL for what names a row of a table in the document."""
    if noun.name == "action":
        return f"{alias}_at.code || '/' || {alias}.kind || '/' || CAST({alias}.number AS text)"
    return f"{alias}.code"


def _joined(noun: Table, column: str, alias: str) -> str:
    """Return the join that finds this row among those that the record keeps."""
    sql = " LEFT JOIN kept_{0} {1} ON {1}.record_id = t.record_id AND {1}.id = {2}"
    found = sql.format(noun.name, alias, f't."{column}"')
    return found + sql.format("conference", f"{alias}_at", f"{alias}.conference_id") if noun.name == "action" else found


def _in_json(table: Table, name: str, sql: str) -> str:
    """Return SQL for a value in JSON: true and false for flags, which SQLite stores as numbers."""
    if name not in table.c or not isinstance(table.c[name].type, Boolean):
        return sql
    return f"json(CASE WHEN {sql} THEN 'true' WHEN NOT {sql} THEN 'false' END)"


def _last(connection: Connection, condition: Any, order: Any) -> Any:
    """Return the newest record of a conference or of a series, without its document."""
    columns = [column for column in record.c if column.name != "document"]
    return connection.execute(select(*columns).where(condition).order_by(order.desc()).limit(1)).mappings().first()
