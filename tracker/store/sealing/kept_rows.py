"""The rows that a sealed record keeps: what was reported to the conference, and the standing facts that this refers to.

One statement per table copies them before the record itself is written; from then on the guards refuse every change to
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from graphlib import TopologicalSorter

from sqlalchemy import Column, Connection, Table, TextClause, text

from tracker.rules.sealed import KEPT, OF_CONFERENCE, STANDING, TOLD_WITH, key_of
from tracker.rules.structure import TABLES, going_with
from tracker.store.partial_dates import up_to_cut_off
from tracker.tables import metadata

SERIES = "SELECT id FROM conference WHERE series_id = (SELECT series_id FROM conference WHERE id = :conference)"
# The paths of the stages whose officers were reported; what nobody reported is in no record.
REPORTED_PATHS = """SELECT s.career_id FROM stage s JOIN officers o ON o.stage_id = s.id
WHERE o.conference_id = :conference"""
TOLD_OFFERS = f"SELECT offer_id FROM offer_report WHERE conference_id IN ({SERIES})"


def _presented(project: str) -> str:
    """Return SQL: whether a project was presented at the conference.

    Each is looked up by its key: for a table with few rows, a list of all that were presented takes longer.
    """
    return f"EXISTS (SELECT 1 FROM review v WHERE v.conference_id = :conference AND v.project_id = {project})"


def _standing(name: str) -> Iterator[str]:
    """Yield the conditions on the rows `t` of a table of standing facts to keep; none if only those referred to are."""
    facts = TABLES[name]
    if facts.numbered and "project_id" in facts.required:
        yield _presented("t.project_id")
    if facts.dated:
        yield up_to_cut_off([f"t.{column}" for column in facts.dated], ":conference")


# Which rows of a table `t` are kept in addition to those that other kept rows refer to.
ROOTS = {
    **dict.fromkeys(OF_CONFERENCE, "t.conference_id = :conference"),
    **{
        name: f"t.{column} IN (SELECT id FROM {whole} WHERE conference_id = :conference)"
        for whole in OF_CONFERENCE
        for name, column in going_with(whole)
    },
    **{
        name: f"t.{column} IN (SELECT {key_of(whole)} FROM kept_{whole} WHERE record_id = :record)"
        for name, (whole, column) in TOLD_WITH.items()
    },
    **{name: " AND ".join(conditions) for name in STANDING if (conditions := [*_standing(name)])},
    "action": f"t.conference_id IN ({SERIES})",
    "career": f"t.id IN ({REPORTED_PATHS})",
    "document": f"t.conference_id = :conference OR {_presented('t.project_id')}",
    # Also an offer that begins later and that the conference, or another of its series, was told of.
    "offer": f"{up_to_cut_off(['t.start_date'], ':conference')} OR t.id IN ({TOLD_OFFERS})",
    # Also decisions after the cut-off, because totals counted by them before the conference was closed.
    "overlap": f"{_presented('t.project_id')} OR {_presented('t.other_id')}",
    # A document of later than the cut-off says what nobody knew at the conference; without a date it cannot be placed.
    "need": f"t.conference_id IN ({SERIES})"
    f" OR t.id IN (SELECT need_id FROM need_report WHERE conference_id IN ({SERIES}))"
    f" OR (t.document_date IS NOT NULL AND {up_to_cut_off(['t.document_date'], ':conference')})",
    "need_reply": "t.need_id IN (SELECT id FROM kept_need WHERE record_id = :record)"
    f" AND {up_to_cut_off(['t.date'], ':conference')}",
    "project": _presented("t.parent_id"),
    "project_succession": f"{_presented('t.predecessor_id')} OR {_presented('t.successor_id')}",
    "project_text": _presented("t.project_id"),
    "conference": f"t.id IN ({SERIES})",
    # A training after the cut-off leads to no stage yet, as far as the record knows.
    "stage_training": "t.stage_id IN (SELECT id FROM kept_stage WHERE record_id = :record)"
    " AND t.training_id IN (SELECT id FROM kept_training WHERE record_id = :record)",
    # Strategies are evaluated apart from projects; there are few.
    "evaluation": f"(t.project_id IS NULL OR {_presented('t.project_id')})"
    f" AND {up_to_cut_off(['t.date'], ':conference')}",
}


def _order() -> Iterable[str]:
    """Return each table after all that refer to it, and after those whose kept rows determine its own kept rows."""
    before: dict[str, list[str]] = {name: [] for name in KEPT}
    for name in KEPT:
        for target in TABLES[name].references.values():
            if target not in KEPT or target == name:
                continue
            if f"kept_{target} " in ROOTS.get(name, ""):
                before[name].append(target)
            else:
                before[target].append(name)
    return TopologicalSorter(before).static_order()


ORDER = tuple(_order())


def keep(connection: Connection, record: int, conference: int) -> None:
    """Copy the rows that a conference's record keeps; no rows with that record number may exist."""
    given = {"record": record, "conference": conference}
    for name in ORDER:
        first, following = _copies(name)
        connection.execute(first, given)
        while following is not None and connection.execute(following, given).rowcount:
            pass  # a table that refers to itself is followed row by row


def forget(connection: Connection, record: int) -> None:
    """Delete rows that were kept for a record that was not completed; the guards refuse this for an existing record."""
    for name in KEPT:
        connection.execute(text(f"DELETE FROM kept_{name} WHERE record_id = :record"), {"record": record})


def target(column: Column[object]) -> Table | None:
    """Return the table whose `id` a column holds."""
    for key in column.foreign_keys:
        return key.column.table if key.column.name == "id" else target(key.column)
    return None


@cache
def _copies(name: str) -> tuple[TextClause, TextClause | None]:
    """Return the statements that keep rows of a table: the first, and one to repeat if the table refers to itself."""
    table = metadata.tables[name]
    columns = ", ".join(_as_closed(column) for column in table.c)
    listed = ", ".join(f'"{column.name}"' for column in table.c)
    copy = f'INSERT INTO kept_{name} (record_id, {listed}) SELECT :record, {columns} FROM "{name}" t WHERE '
    own = [column.name for column in table.c if target(column) is table]
    return text(copy + _which(table)), text(copy + _next(table, own)) if own else None


def _as_closed(column: Column[object]) -> str:
    """Return SQL for a column's value after the conference is closed."""
    name = f't."{column.name}"'
    if column.table.name != "conference" or column.name not in ("state", "version"):
        return name
    after = "'closed'" if column.name == "state" else "t.version + 1"
    return f"CASE WHEN t.id = :conference AND t.state <> 'closed' THEN {after} ELSE {name} END"


def _which(table: Table) -> str:
    """Return the condition on the rows `t` of a table that a record keeps."""
    root = ROOTS.get(table.name)
    if table.name in OF_CONFERENCE or table.name in TOLD_WITH:
        return str(root)
    key = key_of(table.name)
    found = [f"SELECT t.{key} AS found FROM {table.name} t WHERE {root}"] if root else []
    found += [
        f'SELECT t."{column.name}" AS found FROM kept_{column.table.name} t WHERE {_of_record(column.table)}'
        + f' AND t."{column.name}" IS NOT NULL' * bool(column.nullable)
        for column in _referring().get(table.name, ())
    ]
    return f"t.{key} IN ({' UNION ALL '.join(found)})"


def _next(table: Table, own: Sequence[str]) -> str:
    """Return the condition on the rows to keep next: those that kept rows refer to in columns of their `own` table."""
    of_record = f"kept_{table.name} k WHERE k.record_id = :record"
    referred = " UNION ALL ".join(f"SELECT k.{name} FROM {of_record} AND k.{name} IS NOT NULL" for name in own)
    return f"t.id IN ({referred}) AND NOT EXISTS (SELECT 1 FROM {of_record} AND k.id = t.id)"


def _of_record(table: Table) -> str:
    """Return SQL for the rows `t` of a table that the record has kept so far, found by the beginning of the key."""
    of_conference = table.name in OF_CONFERENCE and "conference_id" in table.c
    return f"{'t.conference_id = :conference AND ' if of_conference else ''}t.record_id = :record"


@cache
def _referring() -> dict[str, list[Column[object]]]:
    """Return the columns whose kept rows refer to another table, without those that repeat other kept rows.

    What a project's funding says of the project, its review says too.
    """
    found: dict[str, list[Column[object]]] = {}
    for name in (*OF_CONFERENCE, *STANDING):
        original = metadata.tables[name]
        for column in original.c:
            if column.name == "conference_id" and name in OF_CONFERENCE:
                continue  # the conference itself, which is kept with its series
            referred = {one.column.table.name for one in column.foreign_keys if one.column.name == "code"}
            if (row := target(column)) is not None:
                referred.add(row.name)
            for table in referred - {name}:
                # A part of the table's own rows is kept with these, and does not lead to them.
                others = set(TABLES[name].by_way_of.get(column.name, ())) - {table}
                others -= {part for part, (whole, _) in TOLD_WITH.items() if whole == table}
                if not others.intersection(KEPT):
                    found.setdefault(table, []).append(column)
    return found
