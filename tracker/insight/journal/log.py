"""The journal in readable form: which commands wrote, when, by whom, and what each of them changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from tracker.errors import NotFound
from tracker.insight.codes import Codes
from tracker.insight.journal.readable_rows import RowChange, image, readable
from tracker.model.nouns import CONTRIBUTION, NOUNS, PROJECT
from tracker.rules.codes import code_key
from tracker.rules.dates import first_day, last_day, parse_date
from tracker.rules.structure import TABLES, TOLD_TABLES, going_with
from tracker.rules.text import fold
from tracker.rules.words import choose
from tracker.store.reader import Reader

CHANGES_A_TIME = 2_000

# What a command for a noun writes besides its table, the tables that go with it, and its reports.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "career": ("officers",),
    "conference": ("record", "reopening"),
    "contribution": ("transaction",),
    "need": ("need_reply",),
    "note": ("note_dealt",),
    "outcome": ("indicator", "indicator_period", "measurement"),
    "rate": ("pinned_rate",),
    "risk": ("delay",),
}
# The reports of nouns with commands of their own for them; those on projects and their money are made by `report`.
REPORTS = {noun.name: noun.report for noun in NOUNS.values() if noun.report and noun not in (PROJECT, CONTRIBUTION)}
# What commands of their own set at a conference, in place of what is computed.
SET = ("set_light",)
# What a report writes: the reports on projects and actions, with the reasons.
REPORT = (*(name for name in TOLD_TABLES if TABLES[name].goes_with is None and name not in SET), "reason")


def _nouns() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The nouns that a user can ask for, each with the tables that its commands write."""
    others = {*REPORT, *(name for names in BESIDE.values() for name in names), "journal"}
    for noun, facts in TABLES.items():
        if facts.numbered and facts.goes_with is None and noun not in others:
            reports = (REPORTS[noun],) if noun in REPORTS else ()
            parts = [name for name, _ in going_with(noun)]
            below = (name for part in parts for name, _ in going_with(part))
            yield noun, (noun, *parts, *below, *reports, *BESIDE.get(noun, ()))
    yield "theme", ("theme", "theme_measure")
    yield "scale", ("scale", "scale_point")
    yield "criteria", ("criteria", "criterion")
    yield "overlap", ("overlap",)
    yield "light", SET
    yield "report", REPORT


WRITTEN = dict(_nouns())


class CommandRow(NamedTuple):
    """A command that wrote, and how many rows; `at` is UTC. `taken_back_by` is the undo that is in force.

    `role` is the PostgreSQL role that wrote it, where its name differs from `who`.
    """

    number: int
    at: str
    who: str
    command: str
    rows: int
    reason: str | None
    undoes: int | None
    taken_back_by: int | None
    role: str | None


class LogFilters(NamedTuple):
    """Which commands: dates are partial dates, `grep` searches the command line and the reason; None is all."""

    project: str | None = None
    who: str | None = None
    since: str | None = None
    until: str | None = None
    noun: str | None = None
    grep: str | None = None


# A trigger writes the codes of rows, not the command. The changes of a command are numbered from 1.
COUNT = """(SELECT coalesce(max(h.ordinal), 0) FROM change h WHERE h.journal_id = j.id)
  - (SELECT count(*) FROM change h WHERE h.journal_id = j.id AND h.table_name = 'code')"""
LIST = f"""
SELECT j.id, j.at, j.who, j.command, {COUNT}, j.reason, j.undoes_id, nullif(j.role, j.who)
FROM journal j WHERE {{where}} ORDER BY j.id DESC
"""
CHANGES = """
SELECT table_name, "key", before, after, ordinal FROM change
WHERE journal_id = :number AND table_name <> 'code' AND ordinal > :after ORDER BY ordinal LIMIT :limit
"""


EDITS = """
SELECT table_name, "key", before, after FROM change
WHERE journal_id = :number AND before IS NOT NULL AND after IS NOT NULL ORDER BY ordinal LIMIT :limit
"""


def list_commands(reader: Reader, filters: LogFilters, limit: int) -> list[CommandRow]:
    """The latest commands that match, newest first, at most `limit`.

    Raises Invalid for an invalid date or noun, NotFound for an unknown project.
    """
    where, params = ["1 = 1"], dict[str, Any]()
    if filters.project:
        codes = Codes(reader)
        project = codes.find("project", filters.project) or _once_called(reader, filters.project)
        params["project"] = project or codes.id("project", filters.project)
        where.append("j.id IN (SELECT journal_id FROM journal_project WHERE project_id = :project)")
    if filters.since:
        params["since"] = first_day(parse_date("--since", filters.since)).isoformat()
        where.append("j.at >= :since")
    if filters.until:
        params["until"] = (last_day(parse_date("--until", filters.until)) + timedelta(days=1)).isoformat()
        where.append("j.at < :until")
    if filters.noun:
        tables = WRITTEN[choose("noun", filters.noun, WRITTEN)]
        listed = ", ".join(f"'{table}'" for table in tables)
        where.append(f"EXISTS (SELECT 1 FROM change h WHERE h.journal_id = j.id AND h.table_name IN ({listed}))")
    found: list[CommandRow] = []
    undone = taken_back(reader)
    for number, at, who, command, rows, reason, undoes, role in reader.rows(
        LIST.format(where=" AND ".join(where)), params
    ):
        if len(found) == limit:
            break
        if filters.who and fold(filters.who) not in fold(f"{who}\n{role or ''}"):
            continue
        if filters.grep and fold(filters.grep) not in fold(f"{command}\n{reason or ''}"):
            continue
        found.append(CommandRow(number, at, who, command, rows, reason, undoes, undone.get(number), role))
    return found


def one_command(reader: Reader, number: int) -> CommandRow:
    """A command by its number. Raises NotFound."""
    found = reader.one(LIST.format(where="j.id = :number"), {"number": number}, lambda *known: known)
    if found is None:
        raise NotFound("command", str(number), hint="`tracker log` lists them with their numbers.")
    *known, role = found
    return CommandRow._make((*known, taken_back(reader).get(number), role))


def first_changes(reader: Reader, numbers: Sequence[int], limit: int) -> dict[int, list[RowChange]]:
    """The first `limit` changes of each command."""
    raw = [
        (number, image(*texts))
        for number in numbers
        for *texts, _ in reader.rows(CHANGES, {"number": number, "after": 0, "limit": limit})
    ]
    found: dict[int, list[RowChange]] = {number: [] for number in numbers}
    for (number, _), change in zip(raw, readable(reader, [one for _, one in raw]), strict=True):
        found[number].append(change)
    return found


def first_edits(reader: Reader, number: int, limit: int) -> list[RowChange]:
    """The first `limit` rows that a command edited, without those that it added or removed."""
    return readable(reader, [image(*texts) for texts in reader.all(EDITS, {"number": number, "limit": limit})])


def all_changes(reader: Reader, number: int) -> Iterator[RowChange]:
    """Every change of a command; memory use does not grow with their number."""
    after = 0
    while raw := reader.all(CHANGES, {"number": number, "after": after, "limit": CHANGES_A_TIME}):
        yield from readable(reader, [image(*texts) for *texts, _ in raw])
        after = raw[-1][-1]


def taken_back(reader: Reader) -> dict[int, int]:
    """The commands that are undone, each with the undo that took it back and is itself in force."""
    found: dict[int, int] = {}
    undos = "SELECT id, undoes_id FROM journal WHERE undoes_id IS NOT NULL"  # sorted here, else SQLite reads all
    for number, undone in sorted(reader.rows(undos), reverse=True):
        if number not in found:
            found[undone] = number
    return found


def _once_called(reader: Reader, code: str) -> int | None:
    """The project that had a code and has been removed since; the last one, if there were several."""
    if set(code) & set('%_\\"'):
        return None  # wildcards of LIKE, never part of a code
    said = " OR ".join(f"lower({side}) LIKE :pattern" for side in ("before", "after"))
    sql = f"""SELECT "key" FROM change WHERE table_name = 'project' AND ({said}) ORDER BY journal_id DESC"""
    found = reader.value(sql, {"pattern": f'%"code":"{code_key(code.strip())}"%'})
    return None if found is None else int(json.loads(found)[0])
