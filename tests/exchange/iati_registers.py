"""Registers to hold beside each other: what of them IATI carries, without numbers that only one register knows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from conftest import NOW

from tracker.exchange.iati.importing.accounting import Ledger
from tracker.exchange.iati.importing.asked import Asked
from tracker.exchange.iati.importing.batches import ImportedActivities, take_activities
from tracker.exchange.iati.importing.files import source_of
from tracker.exchange.iati.writing.publishing import Published, Selection, choose, publish
from tracker.register.register import open_register
from tracker.store.location import Location
from tracker.store.reader import Reader, open_reader

# What rows are called by, where a number stands for them in other tables.
NAMES = {
    "organisation": "SELECT id, coalesce(iati_identifier, '') || ' ' || name FROM organisation",
    "project": "SELECT id, code FROM project",
    "contribution": "SELECT id, code FROM contribution",
    "outcome": "SELECT o.id, p.code || '/' || o.code FROM outcome o JOIN project p ON p.id = o.project_id",
    "indicator": "SELECT i.id, p.code || '/' || i.code FROM indicator i JOIN project p ON p.id = i.project_id",
}
REFERENCES = {
    "project_id": "project",
    "parent_id": "project",
    "organisation_id": "organisation",
    "publisher_id": "organisation",
    "lead_id": "organisation",
    "implementer_id": "organisation",
    "donor_id": "organisation",
    "contribution_id": "contribution",
    "outcome_id": "outcome",
    "indicator_id": "indicator",
}
CARRIED = (
    *("organisation", "project", "project_text", "activity", "description", "project_sector", "project_place"),
    *("project_organisation", "budget", "condition", "related_activity", "other_identifier", "project_theme"),
    *(
        "beneficiary",
        "contribution",
        "transaction",
        "unattributed",
        "outcome",
        "indicator",
        "indicator_period",
        "document",
    ),
)
OURS = ('"id"', '"version"', '"source"')


def take(location: Location, xml: bytes) -> ImportedActivities:
    """Import a file."""
    with open_register(location, who="tester", command="test", now=lambda: NOW) as register:
        return take_activities(register, [source_of("file.xml", BytesIO(xml), None)], Asked(), Ledger())


def given(location: Location) -> tuple[bytes, Published]:
    """Export all projects, each reported by who published it."""
    out = BytesIO()
    with open_reader(location) as reader:
        published = publish(reader, choose(reader, Selection()), Selection(), None, None, out, NOW)
    return out.getvalue(), published


def carried(location: Location) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table that IATI carries, with names for numbers, sorted."""
    with open_reader(location) as reader:
        names = {noun: dict(reader.rows(sql)) for noun, sql in NAMES.items()}
        return {table: _rows(reader, table, names) for table in CARRIED}


def _rows(reader: Reader, table: str, names: dict[str, dict[int, str]]) -> list[tuple[Any, ...]]:
    columns = [column for column in reader.columns(table) if column not in OURS]
    nouns = [REFERENCES.get(column.strip('"')) for column in columns]
    found = [
        tuple(
            names[noun].get(value) if noun is not None and value is not None else value
            for noun, value in zip(nouns, row, strict=True)
        )
        for row in reader.rows(f'SELECT {", ".join(columns)} FROM "{table}"')
    ]
    return sorted(found, key=repr)


def empty(template: Path, path: Path) -> Location:
    """An empty register at a path, whatever stood there."""
    path.with_name(path.name + "-wal").unlink(missing_ok=True)
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    path.write_bytes(template.read_bytes())
    return Location(path, None)
