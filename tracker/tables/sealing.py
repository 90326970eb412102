"""Sealed records: what was reported to closed conferences, each complete as one document, and its rows beside it."""

from functools import cache

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from tracker.rules.sealed import KEPT, OF_CONFERENCE
from tracker.tables.base import ByDialect, identity, metadata, ref, table, whole, words


def _hash(name: str) -> CheckConstraint:
    return CheckConstraint(
        ByDialect(f"length({name}) = 64 AND {name} NOT GLOB '*[^0-9a-f]*'", f"{name} ~ '^[0-9a-f]{{64}}$'"),
        name=f"{name}_in_hexadecimal",
    )


record = table(
    "record",
    "A sealed record: everything that was reported to a conference, as one document; it is never changed or removed",
    identity(),
    ref("conference_id", "conference.id", required=True),
    whole("number", "1, 2 ... within the conference: AMS-2012@1", required=True),
    ref("series_id", "series.id", required=True),
    whole("chain", "1, 2 ... within the series, in order of sealing", required=True),
    words("sealed_at", "UTC, ISO 8601", required=True),
    words("sealed_by", required=True),
    words("accepted", "what was open when it was closed, and why that was accepted"),
    Column("document", LargeBinary, nullable=False, comment="canonical JSON, compressed by zlib"),
    whole("size", "bytes of the JSON", required=True),
    words("sha256", "of the JSON", required=True),
    ref("previous_id", "record.id", "the record of the series that was sealed just before"),
    words("previous_sha256", "its hash, which the document contains"),
    UniqueConstraint("conference_id", "number"),
    UniqueConstraint("series_id", "chain"),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint("(chain = 1) = (previous_id IS NULL)", name="chained_to_the_one_before"),
    CheckConstraint("(previous_id IS NULL) = (previous_sha256 IS NULL)", name="chained_by_hash"),
    _hash("sha256"),
    _hash("previous_sha256"),
)

reopening = table(
    "reopening",
    "Why a closed conference was opened again; the record that it had is then superseded",
    identity(),
    ref("record_id", "record.id", required=True),
    words("at", "UTC, ISO 8601", required=True),
    words("who", required=True),
    words("reason", required=True),
    UniqueConstraint("record_id"),
    CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
)


def _kept(original: Table) -> None:
    """Define the table of the rows that records keep of another table: its columns, and the record.

    For rows of a conference the key begins with the conference, since they are looked up as the original's are.
    """
    keys = [column.name for column in original.primary_key]
    of_conference = original.name in OF_CONFERENCE
    made = table(
        f"kept_{original.name}",
        f"Rows of `{original.name}` as sealed records keep them",
        whole("record_id", required=True),
        *(Column(column.name, column.type, nullable=column.nullable) for column in original.c),
        PrimaryKeyConstraint(*([*keys, "record_id"] if of_conference else ["record_id", *keys])),
        rowid=False,
    )
    for index in sorted(original.indexes, key=lambda one: str(one.name)) if of_conference else ():
        if not index.unique:
            Index(None, *(made.c[column.name] for column in index.columns))


@cache
def whole_schema() -> MetaData:
    """Return the metadata with the tables of what records keep; all other tables must be defined already.

    Only what looks at the schema as a whole needs those tables: defining them takes a tenth of a command that writes
    one row. KEPT is generated from the tables, and is out of date until that is done again.
    """
    for name in KEPT:
        if name in metadata.tables:
            _kept(metadata.tables[name])
    return metadata
