"""Read the rows of every table for an export, from one snapshot of a register."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.exchange.whole.document import ExportHead, ExportTable, Row, parts
from tracker.store.reader import Reader
from tracker.store.sequences import last_ids


def head_of(reader: Reader) -> ExportHead:
    """Return how many rows every table has, and the last number given in it."""
    counts = {part.name: reader.value(f'SELECT count(*) FROM "{part.name}"') for part in parts()}
    given = last_ids(reader)
    return ExportHead(counts, {part.name: given[part.name] for part in parts() if part.numbered})


def rows_of(reader: Reader, part: ExportTable) -> Iterator[Row]:
    """Yield the rows of a table in key order, one after another; the same on both databases."""
    if part.papers:
        yield from _papers(reader, part)
        return
    truths = [place for place, field in enumerate(part.fields) if field.kind is bool]
    key = ", ".join(f'"{part.fields[place].name}"' for place in part.key)
    found = reader.rows(f'SELECT {_columns(part)} FROM "{part.name}" ORDER BY {key}', stream=True)
    if not truths or reader.dialect == "postgresql":
        yield from found
        return
    for row in found:
        values = list(row)
        for place in truths:
            values[place] = None if row[place] is None else bool(row[place])
        yield tuple(values)


def _papers(reader: Reader, part: ExportTable) -> Iterator[Row]:
    """Fetch papers one at a time: rows are streamed by thousands, and a paper may be large."""
    (key,) = (part.names[place] for place in part.key)
    for (identity,) in reader.all(f'SELECT {key} FROM "{part.name}" ORDER BY {key}'):
        yield reader.one(f'SELECT {_columns(part)} FROM "{part.name}" WHERE {key} = :key', {"key": identity})


def _columns(part: ExportTable) -> str:
    return ", ".join(f'"{field.name}"' for field in part.fields)
