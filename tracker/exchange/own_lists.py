"""Our own lists on their way back: what of them was edited, as rows of the tables that can be taken in.

A list shows more than can be told: totals, counts, names beside codes. So its rows are held against the same list of
today, and only the cells that differ are planned, with what names their row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError, Usage
from tracker.exchange.foreign.columns import REFUSED
from tracker.exchange.foreign.tongues import key
from tracker.exchange.grids import Grid, Line, Origin, Table
from tracker.exchange.nouns import NOUNS, ORDER, Counted
from tracker.insight.codes import Codes, Conference
from tracker.rules.codes import code_key
from tracker.rules.words import PAST_STATES
from tracker.store.reader import Reader

Words = dict[str, str]
_TRUTH = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}
_SAID = 10  # rows that are named
_TRIED = 20  # conferences of a file as of which it may have been asked


class Part(NamedTuple):
    """What of a list is told by one table: its columns by the fields of the list.

    `known_by` are the fields that say which thing is meant. `when` says which rows it is for: those that an open
    conference was told ("told") or all others ("standing"), those of the register ("known") or all others ("new"), or
    any ("").
    """

    noun: str
    known_by: tuple[str, ...]
    columns: Mapping[str, str]
    when: str = ""


class OwnField(NamedTuple):
    """A column of a list: its name in json, csv and tsv, its heading in a workbook, and of which kind it is."""

    name: str
    heading: str
    kind: str


class OwnList(NamedTuple):
    """A list that a command writes. `today` are its rows as the register has them, as of a conference or as told last.

    `key` are the fields that tell its rows apart, `told_at` that of the conference that was told them; `within` says
    that its codes come after that of a project, as in P1/R1. `all_are` is a field and what all rows have there. Without
    parts it cannot be taken in.
    """

    name: str
    fields: tuple[OwnField, ...]
    today: Callable[[Reader, str | None], Sequence[Words]]
    key: tuple[str, ...] = ("code",)
    parts: tuple[Part, ...] = ()
    within: bool = False
    told_at: str = "conference"
    all_are: tuple[str, str] | None = None

    def told(self) -> set[str]:
        """The fields that some table tells."""
        return {field for part in self.parts for field in (*part.known_by, *part.columns)}

    def places(self, headings: Sequence[str]) -> dict[str, int] | None:
        """Where each field stands under these headings; None where they are not those of the list."""
        kept = [(place, text) for place, text in enumerate(headings) if key(text) != REFUSED]
        for texts in ([one.name for one in self.fields], [one.heading for one in self.fields]):
            if sorted(texts) == sorted(text for _, text in kept):
                free = list(kept)
                found = {}
                for field, text in zip(self.fields, texts, strict=True):
                    place = next(one for one in free if one[1] == text)
                    free.remove(place)
                    found[field.name] = place[0]
                return found
        return None


class Returned(NamedTuple):
    """What a list says that came back: the tables of what was edited, and how many rows are as they were.

    `said` is what a person should know.
    """

    tables: list[Table]
    unchanged: Counted
    said: list[str]


class _Edited(NamedTuple):
    """A row that says something else than the list of today, or that is new there."""

    line: Line
    words: Words
    today: Words | None
    differing: frozenset[str]


class _Compared(NamedTuple):
    """A list beside that of today: the rows that were edited, and where fields differ that are only shown."""

    edited: list[_Edited]
    shown: dict[str, list[int]]
    strange: int

    @property
    def weight(self) -> tuple[int, int, int]:
        """How unlike they are: rows of another list, cells that were edited, and fields that differ otherwise."""
        return self.strange, sum(len(one.differing) for one in self.edited), len(self.shown)


def fitting(grid: Grid, known: Sequence[OwnList]) -> list[OwnList]:
    """The lists that have the columns of a sheet. Raises Usage where none of them can be taken in."""
    headings = headings_of(grid)
    found = [one for one in known if one.places(headings) is not None]
    if found and not any(one.parts for one in found):
        listed = ", ".join(dict.fromkeys(one.name for one in known if one.parts))
        raise Usage(
            f"{grid.source} is what `tracker {found[0].name}` writes, and that cannot be taken in.",
            f"These lists can: {listed}.",
        )
    return found


def headings_of(grid: Grid) -> list[str]:
    """The first row of a sheet, without the empty cells at its end."""
    headings = [cell.strip() for cell in grid.lines[0].cells] if grid.lines else []
    while headings and not headings[-1]:
        headings.pop()
    return headings


def list_table(grid: Grid, said: list[str]) -> Table:
    """The rows of a list as they stand; of a sheet those above its first empty row, below which its totals are."""
    lines = list(grid.lines[1:])
    first = grid.lines[0].number
    kept = [line for place, line in enumerate(lines, start=1) if grid.unit != "row" or line.number == first + place]
    if left := [str(line.number) for line in lines[len(kept) :]]:
        said.append(f"{grid.source}: row {', '.join(left)} below an empty row left out: totals")
    return Table(grid.source, Line(first, headings_of(grid)), kept, grid.sheet, grid.unit)


def returned(reader: Reader, table: Table, known: Sequence[OwnList], at: str | None) -> Returned:
    """What was edited in a list, which is one of those known."""
    codes = Codes(reader)
    conferences = {one.code: one for one in codes.conferences()}
    # Two lists may have the same columns, and one may have been asked for as of any conference: the likest is meant.
    best: tuple[OwnList, dict[str, int], _Compared] | None = None
    for own in known:
        places = own.places(table.header.cells)
        for asked in _asked(own, places or {}, table.rows, at, conferences):
            compared = _compared(own, places or {}, table.rows, own.today(reader, asked))
            if best is None or compared.weight < best[2].weight:
                best = own, places or {}, compared
            if not any(compared.weight):
                break
    assert best is not None
    own, places, (edited, shown, _) = best
    tables = _tables(conferences, table, own, places, edited)
    changed = {row.number for one in tables for row in one.rows}
    said = []
    if table.rows:
        told = own.told()
        passed = ", ".join(one.name for one in own.fields if one.name not in told)
        said.append(f"{table.source}: only shown in a list, and passed over: {passed}")
    for name, numbers in shown.items():
        listed = ", ".join(map(str, numbers[:_SAID])) + (" ..." if len(numbers) > _SAID else "")
        said.append(f"{table.source}: {name} is passed over, and differs from the register in {table.unit} {listed}")
    same = len(table.rows) - len(changed)
    return Returned(tables, Counted(own.parts[0].noun, 0, 0, same, 0), said)


def _asked(
    own: OwnList,
    places: Mapping[str, int],
    lines: Sequence[Line],
    at: str | None,
    conferences: Mapping[str, Conference],
) -> Sequence[str | None]:
    """The conferences as of which the list may have been asked for."""
    if at is not None or own.told_at not in places:
        return [at]
    place = places[own.told_at]
    named = dict.fromkeys(line.cells[place].strip() for line in lines if place < len(line.cells))
    return [None, *[code for code in named if code in conferences][:_TRIED]]


def _compared(own: OwnList, places: Mapping[str, int], lines: Sequence[Line], today: Sequence[Words]) -> _Compared:
    by_key: dict[tuple[str, ...], list[Words]] = {}
    for row in today:
        by_key.setdefault(_key(own, row), []).append(row)
    told = own.told()
    kinds = {field.name: field.kind for field in own.fields}
    edited, shown = list[_Edited](), dict[str, list[int]]()
    for line in lines:
        words = {name: line.cells[n].strip() if n < len(line.cells) else "" for name, n in places.items()}
        standing = by_key.get(_key(own, words), [])
        if not standing:
            if filled := frozenset(name for name in told if words[name]):
                edited.append(_Edited(line, words, None, filled))
            continue
        # A project with money in two currencies has two lines, which differ in what is only shown.
        differing = [
            frozenset(name for name, text in words.items() if text and not _same(kinds[name], text, row[name]))
            for row in standing
        ]
        likest = min(range(len(standing)), key=lambda n: len(differing[n]))
        if mine := differing[likest] & told:
            edited.append(_Edited(line, words, standing[likest], mine))
        for name in sorted(differing[likest] - told):
            shown.setdefault(name, []).append(line.number)
    strange = 0
    if own.all_are is not None:
        field, text = own.all_are
        place = places[field]
        strange = sum(place < len(line.cells) and line.cells[place].strip() not in ("", text) for line in lines)
    return _Compared(edited, shown, strange)


def _key(own: OwnList, row: Words) -> tuple[str, ...]:
    return tuple(code_key(row[name].strip()) for name in own.key)


def _same(kind: str, text: str, today: str) -> bool:
    """Whether a cell says what the list says, however its file writes it."""
    if text == today or (text == "–" and not today):
        return True
    if kind in ("money", "number", "percent"):
        try:
            return Decimal(text.replace(",", "")) == Decimal(today)
        except InvalidOperation:
            return False
    if kind == "flag":
        return _TRUTH.get(text.strip().lower()) == today
    return _flat(text) == _flat(today)


def _flat(text: str) -> str:
    return " ".join(re.sub(r"\s*;\s*", ", ", text).split())


def _tables(
    conferences: Mapping[str, Conference],
    table: Table,
    own: OwnList,
    places: Mapping[str, int],
    edited: Sequence[_Edited],
) -> list[Table]:
    found = []
    for part in own.parts:
        required = set(NOUNS[ORDER[part.noun]].required)
        columns = {field: part.columns.get(field, field) for field in (*part.known_by, *part.columns)}
        rows, faults, seen = [], list[tuple[int, str, TrackerError]](), set[tuple[str, ...]]()
        for one in edited:
            if not _concerns(part, one, conferences.get((one.today or one.words).get(own.told_at, ""))):
                continue
            words = _words(own, part, columns, required, one)
            if (cells := tuple(words.values())) in seen:
                continue
            seen.add(cells)
            rows.append(Line(one.line.number, list(cells)))
            for field in sorted(one.differing & set(part.known_by)):
                # What no conference was told of yet may name the one that is told now.
                if one.today is not None and (one.today[field] or field != own.told_at):
                    why = "is what the row is known by, and cannot be changed in a list"
                    faults.append(
                        (one.line.number, columns[field], Invalid(field, "", why, one.today[field] or "an empty cell"))
                    )
        if rows:
            headings = table.header.cells
            header = Line(table.header.number, [headings[places[field]] for field in columns])
            origin = Origin(headings, table.rows, [places[field] for field in columns])
            meant = (part.noun, list(columns.values()))
            found.append(Table(table.source, header, rows, table.sheet, table.unit, meant, faults, origin))
    return found


def _concerns(part: Part, one: _Edited, conference: Conference | None) -> bool:
    """Whether a row has something to say in the table of a part."""
    new = one.today is None
    settled = new or conference is None or conference.state in PAST_STATES
    if part.when and part.when not in ("new" if new else "known", "standing" if settled else "told"):
        return False
    others = set(part.columns) - set(part.known_by)
    return bool(one.differing & (others if new else {*others, *part.known_by}))


def _words(own: OwnList, part: Part, columns: Mapping[str, str], required: set[str], one: _Edited) -> Words:
    """The cells of a row: what names it, what its table must have, and what was edited."""
    today = one.today or {}
    found = dict.fromkeys(columns, "")
    for field, column in columns.items():
        if field in part.known_by:
            found[field] = today.get(field) or (one.words[field] if not today or field == own.told_at else "")
        elif field in one.differing:
            found[field] = one.words[field]
        elif column in required:
            found[field] = today.get(field, one.words[field])
        if own.within and field == "code":
            found[field] = found[field].rpartition("/")[2]
    return found
