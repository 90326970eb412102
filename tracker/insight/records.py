"""Sealed records, and reading "as known then": the same queries, on the rows that records keep.

`AMS-2012@1` makes the rows of that record hide the tables of the register, for one reader. Reports come from the
record, and for earlier conferences of its series from the records that were in force when it was sealed; organisations,
projects and the like are as they were. Nothing that was written later is visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import NotFound, StoreError
from tracker.rules.sealed import (
    NEVER_KEPT,
    OF_CONFERENCE,
    STANDING,
    TOLD_WITH,
    VOCABULARY,
    key_of,
    nothing_told,
    record_name,
)
from tracker.rules.structure import TABLES, going_with, part_of
from tracker.store.reader import Reader

if TYPE_CHECKING:
    from tracker.insight.codes import Conference


class RecordRow(NamedTuple):
    """A sealed record; `superseded` is when the conference was reopened, with the reason."""

    record: str
    sealed: str
    by: str
    size: int
    sha256: str
    accepted: str | None
    superseded: str | None
    reason: str | None


class RecordHead(NamedTuple):
    """The fields that identify a record."""

    id: int
    conference_id: int
    series_id: int
    chain: int


class Provenance(NamedTuple):
    """On what a paper rests: the sealed `record` of its conference and the hash, None where it is not closed.

    `moment` is when that record was sealed, else when the register was last changed.
    """

    record: str | None
    sha256: str | None
    moment: datetime | None


ROWS = """
SELECT c.code, r.number, r.sealed_at, r.sealed_by, r.size, r.sha256, r.accepted, o.at, o.reason
FROM record r JOIN conference c ON c.id = r.conference_id LEFT JOIN reopening o ON o.record_id = r.id
WHERE {} ORDER BY c.series_id, r.chain
"""
# The record of a conference `c` that is in force, if there is one.
STANDING_RECORD = """
record r ON r.conference_id = c.id AND NOT EXISTS (SELECT 1 FROM reopening o WHERE o.record_id = r.id)
"""


def records_of(reader: Reader, conference: int, until: int | None = None) -> list[RecordRow]:
    """The sealed records of a conference, in order; as known when the record `until` was sealed, if one is given."""
    given = {"id": conference} | ({} if until is None else {"until": until})
    where = "r.conference_id = :id" + ("" if until is None else " AND r.id <= :until")
    rows = [
        RecordRow(record_name(code, number), *rest) for code, number, *rest in reader.rows(ROWS.format(where), given)
    ]
    return rows if until is None else [*rows[:-1], rows[-1]._replace(superseded=None, reason=None)]


def record_in_force(reader: Reader, conference: Conference) -> str | None:
    """The name of the record of a conference that is in force; None while the conference is open or to come.

    Where a reader answers from a later record, it is the one that was in force when that was sealed.
    """
    if reader.asked:
        known = _in_force_then(reader, _heads(reader, reader.asked)).get(conference.id)
        return None if known is None else record_name(conference.code.partition("@")[0], known[1])
    sql = f"SELECT c.code, r.number FROM conference c JOIN {STANDING_RECORD} WHERE c.id = :id"
    found = reader.one(sql, {"id": conference.id})
    return None if found is None else record_name(*found)


def corrections(reader: Reader, first: Conference, second: Conference) -> list[str]:
    """Why a conference was reopened, between one record of it and a later one, or up to now."""
    sql = """SELECT o.reason FROM reopening o JOIN record r ON r.id = o.record_id
WHERE r.conference_id = :conference AND r.id >= :first AND r.id < :until ORDER BY r.id"""
    until = second.record or 2**31 - 1
    given = {"conference": second.id, "first": first.record, "until": until}
    return [row[0] for row in reader.rows(sql, given)]


def document_of(reader: Reader, conference: Conference) -> bytes:
    """The document of the record under which a conference was requested, uncompressed.

    Raises StoreError where it differs from what was sealed.
    """
    from tracker.store.sealing.unpacking import pieces, unpacked

    sql = "SELECT document, size, sha256 FROM record WHERE id = :id"
    packed, size, digest = reader.one(sql, {"id": conference.record})
    try:
        if unpacked(packed, size) != (size, digest):
            raise ValueError("its SHA-256 has changed")
        return b"".join(pieces(packed, size))
    except ValueError as error:
        raise StoreError(
            f"The document of {conference.code} differs from what was sealed: {error}.",
            f"`tracker conference verify {conference.code.partition('@')[0]}` shows every difference.",
        ) from error


def as_sealed(reader: Reader, meeting: Conference, number: int) -> Conference:
    """A conference as in one of its records; from now on this reader answers from that record.

    A second record that is requested is read beside it. Raises NotFound for a number without a record, Usage where
    something is to be written.
    """
    name = record_name(meeting.code, number)
    if reader.writing:
        raise nothing_told(name)
    known = dict(
        reader.rows(f"SELECT number, id FROM {reader.schema}.record WHERE conference_id = :id", {"id": meeting.id})
    )
    if number not in known:
        names = [record_name(meeting.code, one) for one in sorted(known)]
        none = f"{meeting.code} has no sealed record, because it has not been closed." if not known else None
        raise NotFound("sealed record", name, names, none)
    asked = dict.fromkeys([*reader.asked, known[number]])
    reader.asked = list(asked)
    reader.cover(as_known_then(reader, _heads(reader, reader.asked)))
    sql = """SELECT state, currency, title, start_date, end_date, cut_off, sequence FROM {}.kept_conference
WHERE record_id = :record AND id = :id"""
    state, currency, title, start, end, cut_off, sequence = reader.one(
        sql.format(reader.schema), {"record": known[number], "id": meeting.id}
    )
    return meeting._replace(
        code=name,
        state=state,
        currency=currency,
        title=title,
        start_date=start,
        end_date=end,
        cut_off=cut_off,
        sequence=sequence,
        record=known[number],
    )


def together_with(reader: Reader, earlier: Conference) -> None:
    """Call this before a question on a record that also concerns an earlier conference.

    It adds what the earlier conference's record knows: contributions and projects that the later record no longer has.
    """
    if not reader.asked:
        return
    found = _in_force_then(reader, _heads(reader, reader.asked)).get(earlier.id)
    if found is not None and found[0] not in reader.asked:
        reader.asked = [*reader.asked, found[0]]
        reader.cover(as_known_then(reader, _heads(reader, reader.asked)))


def with_records_of_then(reader: Reader, earlier: Iterable[Conference]) -> list[Conference]:
    """Return earlier conferences as a record knows them: each with the record that was in force when it was sealed.

    Those that had none are left out, for the record has nothing of them. Without a record all are returned unchanged.
    """
    if not reader.asked:
        return list(earlier)
    known = _in_force_then(reader, _heads(reader, reader.asked))
    return [one._replace(record=known[one.id][0]) for one in earlier if one.id in known]


def _in_force_then(reader: Reader, asked: Sequence[RecordHead]) -> dict[int, tuple[int, int]]:
    """Return, by conference, the id and number of the record that was in force when the newest of these was sealed."""
    newest = max(asked)
    sql = f"""SELECT conference_id, id, number FROM {reader.schema}.record
WHERE series_id = :series AND chain <= :chain ORDER BY chain"""
    found = reader.rows(sql, {"series": newest.series_id, "chain": newest.chain})
    return {conference: (record, number) for conference, record, number in found}


def beside(reader: Reader, conferences: Iterable[Conference]) -> list[Conference]:
    """Call this before a question about several conferences: if one is requested as of now, all other data is too.

    A record beside a conference as known now keeps its contents, but names and codes are the current ones. A record
    beside a later one of the same conference, or beside the conference as known now, gets an id of its own: use the ids
    that are returned.
    """
    asked = list(conferences)
    apart = [one for place, one in enumerate(asked) if one.id in [other.id for other in asked[place + 1 :]]]
    records = [one.record for one in asked if one.record is not None]
    single = [one.record for one in asked if one.record is not None and one not in apart]
    if not apart and len(records) in (0, len(asked)):
        return asked
    if len(records) == len(asked):
        found = as_known_then(reader, _heads(reader, records))
    else:
        found = _among_what_is_known_now(reader, _heads(reader, single)) if single else {}
        reader.asked = []
    for name in (*OF_CONFERENCE, "conference") if apart else ():
        found[name] = _with_records_apart(reader, name, found.get(name), [one.record for one in apart if one.record])
    reader.cover(found)
    return [one._replace(id=_apart(one.record)) if one.record and one in apart else one for one in asked]


def sealed_last(reader: Reader) -> datetime | None:
    """When the newest record was sealed that a reader answers from; None where anything is read as known now."""
    heads = _heads(reader, reader.asked) if reader.asked else []
    if not heads:
        return None
    sql = f"SELECT sealed_at FROM {reader.schema}.record WHERE id = :id"
    return datetime.fromisoformat(reader.value(sql, {"id": max(heads).id}))


def provenance(reader: Reader, conference: Conference) -> Provenance:
    """On what a paper about a conference rests: the record under which it was requested, else the one in force."""
    schema = reader.schema
    which = "r.id = :record" if conference.record is not None else "r.conference_id = :id AND o.id IS NULL"
    sql = f"""
SELECT c.code, r.number, r.sha256, r.sealed_at
FROM {schema}.record r JOIN {schema}.conference c ON c.id = r.conference_id
LEFT JOIN {schema}.reopening o ON o.record_id = r.id WHERE {which}"""
    given = {"record": conference.record} if conference.record is not None else {"id": conference.id}
    found = reader.all(sql, given)
    if found:
        code, number, sha256, sealed = found[0]
        return Provenance(record_name(code, number), sha256, datetime.fromisoformat(sealed))
    changed = reader.value(f"SELECT max(at) FROM {schema}.journal")
    return Provenance(None, None, datetime.fromisoformat(changed) if changed else None)


def _apart(record: int) -> int:
    """The id of a record's conference where the conference is requested twice: no conference has such an id."""
    return -record


def _with_records_apart(reader: Reader, name: str, before: str | None, records: Sequence[int]) -> str:
    """A table with the rows that some records keep of it, under the ids of `_apart`; all other rows are unchanged."""
    key = '"id"' if name == "conference" else '"conference_id"'
    columns = reader.columns(name)
    source = f'{reader.schema}."{name}"' if before is None else f"({before}) AS told"
    arms = [f"SELECT {', '.join(columns)} FROM {source}"]
    # Dependent rows refer to their row by its number, which a second copy would have too.
    if key in columns and (name == "conference" or not going_with(name)):
        for record in records:
            listed = ", ".join(f"{_apart(record)} AS {key}" if column == key else column for column in columns)
            own = f"SELECT conference_id FROM {reader.schema}.record WHERE id = {record}"
            which = f"record_id = {record} AND {key} = ({own})"
            arms.append(f"SELECT {listed} FROM {reader.schema}.kept_{name} WHERE {which}")
    return " UNION ALL ".join(arms)


def as_known_then(reader: Reader, asked: Sequence[RecordHead]) -> dict[str, str]:
    """The queries that hide the tables, so that only these records and the earlier ones of their series are visible."""
    latest = {conference: record for conference, (record, _) in _in_force_then(reader, asked).items()}
    world = latest | {head.conference_id: head.id for head in asked}
    told = {name: _kept(reader, name, f"record_id IN ({_listed(world.values())})") for name in OF_CONFERENCE}
    in_turn = [head.id for head in sorted(asked, reverse=True)]
    standing = {name: _latest_first(reader, name, in_turn) for name in STANDING}
    vocabulary = {name: _used(reader, name, in_turn[0]) for name in VOCABULARY}
    never = {name: f"SELECT * FROM {reader.schema}.{name} WHERE 1 = 0" for name in NEVER_KEPT}
    return told | standing | vocabulary | never | {"conference": _conferences(reader, world, in_turn)}


def _among_what_is_known_now(reader: Reader, asked: Sequence[RecordHead]) -> dict[str, str]:
    """The queries that hide the tables, so that these conferences are as in their records and all else is current."""
    ours = _listed(head.conference_id for head in asked)
    found = {}
    for name in (*OF_CONFERENCE, "conference"):
        columns = reader.columns(name)
        theirs = f"conference_id IN ({ours})"
        which = f"record_id IN ({_listed(head.id for head in asked)})"
        if name == "conference":
            theirs = f"id IN ({ours})"
            which = " OR ".join(f"record_id = {head.id} AND id = {head.conference_id}" for head in asked)
        elif '"conference_id"' not in columns:
            theirs = f"{part_of(name)} IN (SELECT id FROM {reader.schema}.{TABLES[name].goes_with} WHERE {theirs})"
        kept = f"SELECT {', '.join(columns)} FROM {reader.schema}.kept_{name} WHERE {which}"
        live = f'SELECT {", ".join(columns)} FROM {reader.schema}."{name}" WHERE NOT ({theirs})'
        found[name] = f"{kept} UNION ALL {live}"
    return found


def _latest_first(reader: Reader, name: str, records: Sequence[int]) -> str:
    """The rows of a standing fact in some records; rows of a later record replace those of earlier ones."""
    first, *others = records
    if not others:
        return _kept(reader, name, f"record_id = {first}")
    whole, key = TOLD_WITH.get(name, (name, key_of(name)))
    columns = ", ".join(f"k.{column}" for column in reader.columns(name))
    arms = [f"SELECT {columns} FROM {reader.schema}.kept_{name} k WHERE k.record_id = {first}"]
    for place, other in enumerate(others, 1):
        later = _listed(records[:place])
        arms.append(
            f"SELECT {columns} FROM {reader.schema}.kept_{name} k WHERE k.record_id = {other} AND NOT EXISTS ("
            f"SELECT 1 FROM {reader.schema}.kept_{whole} x"
            f" WHERE x.record_id IN ({later}) AND x.{key_of(whole)} = k.{key})"
        )
    return " UNION ALL ".join(arms)


def _conferences(reader: Reader, world: Mapping[int, int], records: Sequence[int]) -> str:
    """Each conference as in its own record, the others as in the latest of the records."""
    columns = ", ".join(reader.columns("conference"))
    source = f"SELECT {columns} FROM {reader.schema}.kept_conference WHERE"
    own = " OR ".join(f"record_id = {record} AND id = {conference}" for conference, record in world.items())
    return f"{source} {own} UNION ALL {source} record_id = {records[0]} AND id NOT IN ({_listed(world)})"


def _used(reader: Reader, name: str, record: int) -> str:
    """A vocabulary: the words that the record used as they were then, the rest as they are now."""
    columns = ", ".join(reader.columns(name))
    kept = f"{reader.schema}.kept_{name} WHERE record_id = {record}"
    return (
        f"SELECT {columns} FROM {kept} UNION ALL SELECT {columns} FROM {reader.schema}.{name}"
        f" WHERE code NOT IN (SELECT code FROM {kept})"
    )


def _kept(reader: Reader, name: str, which: str) -> str:
    return f"SELECT * FROM {reader.schema}.kept_{name} WHERE {which}"


def _heads(reader: Reader, records: Iterable[int]) -> list[RecordHead]:
    sql = f"SELECT id, conference_id, series_id, chain FROM {reader.schema}.record WHERE id IN ({_listed(records)})"
    return reader.all(sql + " ORDER BY id", {}, RecordHead)


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(map(str, ids))
