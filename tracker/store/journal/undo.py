"""Undoing a command: its changes are reversed, provided every row still is as the command left it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Table, exc, select

from tracker.errors import Conflict, NotFound
from tracker.store.engine import broken_rule, reader_of
from tracker.store.journal.undo_obstacles import Key, children, current_rows, parents, refused
from tracker.store.soundness.answers import broken_rules
from tracker.tables import change, code, conference, journal, metadata, record, reopening

if TYPE_CHECKING:
    from tracker.store.journal.journal import Journal

Values = Mapping[str, Any]
STEPS_A_TIME = 10_000


class JournalEntry(NamedTuple):
    """One command in the journal."""

    id: int
    at: str
    who: str
    command: str
    undoes_id: int | None


class UndoStep(NamedTuple):
    """One row that a command added (no `before`), removed (no `after`) or changed (the columns that differ)."""

    ordinal: int
    table: Table
    key: Key
    before: Values | None
    after: Values | None

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "gone" if self.after is None else "changed"

    @property
    def likeness(self) -> tuple[str, str, Values]:
        """Return the key that is equal for steps which one statement can undo."""
        return self.table.name, self.kind, dict.fromkeys(self.after or {}) if self.kind == "changed" else {}

    def is_unchanged(self, row: Values | None) -> bool:
        """Return whether a row, as it is now, is as the command left it."""
        if row is None or self.after is None:
            return row is None and self.after is None
        # An image omits empty columns: in a whole row, a missing column was empty.
        names = row if self.before is None else self.after
        return all(row[name] == self.after.get(name) for name in names)


def take_back(writer: Journal, identity: int | None) -> JournalEntry:
    """Undo one command through `writer`, which records every change of it; see `Journal.undo`."""
    connection = writer.connection
    entry = _entry_to_undo(connection, identity)
    _check_seals(connection, entry)
    writer.open(undoes=entry.id)
    reader = reader_of(connection)
    before = set(broken_rules(reader))
    for run in _runs(connection, entry):
        _take_back_run(writer, entry, run)
    for broken in broken_rules(reader):
        if broken not in before:
            raise Conflict(
                f"Command {entry.id} cannot be undone: {broken.where}: {broken.what}.",
                "Nothing was written. First correct what was written after it.",
            )
    return entry


def _take_back_run(writer: Journal, entry: JournalEntry, run: Sequence[UndoStep]) -> None:
    table, kind, connection = run[0].table, run[0].kind, writer.connection
    current = current_rows(connection, table, [step.key for step in run])
    if table is code:
        # A trigger adds and removes codes with the row that they name, which may just have been undone.
        run = [step for step in run if current.get(step.key) != step.before]
    for step in run:
        if not step.is_unchanged(current.get(step.key)):
            raise refused(connection, entry.id, writer.id, _why_changed(step), [(table, step.key)])
    rows = [current.get(step.key, {}) for step in run]
    try:
        with connection.begin_nested():
            if kind == "added":
                writer.delete(table, rows)
            elif kind == "gone":
                writer.insert(table, [step.before or {} for step in run])
            else:
                writer.update(table, [(row, step.before or {}) for row, step in zip(rows, run, strict=True)])
    except exc.IntegrityError as error:
        if "the conference is closed" in str(error.orig):
            raise _closed_since(connection, entry, run) from error
        whole = [{**row, **(step.before or {})} for row, step in zip(rows, run, strict=True)]
        involved = list(children(connection, table, whole)) if kind == "added" else []
        involved = involved or list(parents(connection, table, whole))
        raise refused(connection, entry.id, writer.id, broken_rule(error), involved) from error


def _check_seals(connection: Connection, entry: JournalEntry) -> None:
    """Raises Conflict for a command that closed or reopened a conference: both are permanent."""
    for table, verb, doing, other in ((record, "closed", "a seal", "reopen"), (reopening, "opened", "that", "close")):
        wrote = select(change.c.after).where(change.c.journal_id == entry.id, change.c.table_name == table.name)
        image = connection.execute(wrote.limit(1)).scalar()
        if image is None:
            continue
        sealed = json.loads(image).get("record_id") or json.loads(image)["id"]
        named = select(conference.c.code).join(record, record.c.conference_id == conference.c.id)
        code = connection.execute(named.where(record.c.id == sealed)).scalar_one()
        again = "" if verb == "closed" else " again"
        how = f"`tracker conference {other} {code}{' --reason' if other == 'reopen' else ''}"
        raise Conflict(
            f"Command {entry.id} {verb} {code}{again}, and {doing} cannot be undone.",
            f'{how} "..."` opens it again and keeps the record.' if other == "reopen" else f"{how}` closes it again.",
        )


def _closed_since(connection: Connection, entry: JournalEntry, run: Sequence[UndoStep]) -> Conflict:
    """Return the conflict that names the conference which was closed after a command reported something to it."""
    place = [column.name for column in run[0].table.primary_key].index(
        "id" if run[0].table is conference else "conference_id"
    )
    named = select(conference.c.code).where(
        conference.c.id.in_({step.key[place] for step in run}), conference.c.state == "closed"
    )
    codes = connection.execute(named.order_by(conference.c.code)).scalars().all()
    return Conflict(
        f"Command {entry.id} cannot be undone: {' and '.join(codes)} was closed since, so its reports cannot change.",
        f'Nothing was written. `tracker conference reopen {codes[0]} --reason "..."` opens it again.',
    )


def _entry_to_undo(connection: Connection, identity: int | None) -> JournalEntry:
    """Return the command to undo. Raises NotFound, or Conflict where it was undone already."""
    taken_back = _taken_back(connection)
    columns = (journal.c.id, journal.c.at, journal.c.who, journal.c.command, journal.c.undoes_id)
    wanted = select(*columns).order_by(journal.c.id.desc()).limit(1)
    if identity is None:
        wanted = wanted.where(journal.c.undoes_id.is_(None), journal.c.id.not_in(taken_back))
    else:
        wanted = wanted.where(journal.c.id == identity)
    row = connection.execute(wanted).first()
    if row is None and identity is None:
        raise NotFound("command", "to undo", hint="`tracker log` shows all commands that wrote.")
    if row is None:
        raise NotFound("command", str(identity), hint="`tracker log` lists them with their numbers.")
    if row.id in taken_back:
        by = taken_back[row.id]
        raise Conflict(f"Command {row.id} was already undone, by command {by}.", f"`tracker undo {by}` restores it.")
    return JournalEntry(*row)


def _taken_back(connection: Connection) -> dict[int, int]:
    """Return the commands that are undone, each with the undo that did it and is itself in effect."""
    undos = select(journal.c.id, journal.c.undoes_id).where(journal.c.undoes_id.is_not(None))
    found: dict[int, int] = {}
    for number, undone in connection.execute(undos.order_by(journal.c.id.desc())):
        if number not in found:
            found[undone] = number
    return found


def _runs(connection: Connection, entry: JournalEntry) -> Iterator[list[UndoStep]]:
    """Yield the changes of a command, last first, in groups that one statement can undo."""
    wanted = select(change).where(change.c.journal_id == entry.id).order_by(change.c.ordinal.desc()).limit(STEPS_A_TIME)
    last = None
    while True:
        found = connection.execute(wanted if last is None else wanted.where(change.c.ordinal < last)).mappings()
        steps = [_step(row) for row in found]
        if not steps:
            return
        last = steps[-1].ordinal
        for _, alike in groupby(steps, key=lambda step: step.likeness):
            yield from _distinct(alike)


def _distinct(steps: Iterable[UndoStep]) -> Iterator[list[UndoStep]]:
    """Split steps wherever a row occurs again: it must be read between the two."""
    run: list[UndoStep] = []
    keys: set[Key] = set()
    for step in steps:
        if step.key in keys:
            yield run
            run, keys = [], set()
        run.append(step)
        keys.add(step.key)
    yield run


def _why_changed(step: UndoStep) -> str:
    if step.table is code:
        return f"the code {step.key[-1]} now belongs to something else."
    return "what it wrote has changed since."


def _step(row: Mapping[Any, Any]) -> UndoStep:
    table = metadata.tables[row["table_name"]]
    before, after = _values(table, row["before"]), _values(table, row["after"])
    return UndoStep(row["ordinal"], table, tuple(json.loads(row["key"])), before, after)


def _values(table: Table, image: str | None) -> dict[str, Any] | None:
    if image is None:
        return None
    values: dict[str, Any] = json.loads(image)
    for name in _days(table):
        if values.get(name) is not None:
            values[name] = date.fromisoformat(values[name])
    return values


@cache
def _days(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.type.python_type is date)
