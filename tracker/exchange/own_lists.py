"""Read our own lists when they come back: edits become rows of the tables that can be imported.

A list shows more than can be imported: totals, counts, names next to codes. So its rows are compared with the same list
of today, and only the cells that differ are planned, with the fields that identify their row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError, Usage
from tracker.exchange.foreign.columns import REFUSED, meaning
from tracker.exchange.foreign.words_by_language import key
from tracker.exchange.grids import Grid, GridLine, Origin, Table
from tracker.exchange.nouns import LIST, NOUNS, ORDER, RowCounts
from tracker.insight.codes import Codes, Conference
from tracker.rules.codes import code_key
from tracker.rules.words import PAST_STATES, plain_word
from tracker.store.reader import Reader

Words = dict[str, str]
_TRUTH = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}
_SAID = 10  # how many rows a message names
_TRIED = 20  # conferences in a file for which the list may have been written
_ABOVE = 10  # rows that may have been added above the header


class ListPart(NamedTuple):
    """The part of a list that one table imports: the table's columns by the fields of the list.

    `known_by` are the fields that identify the record. `when` selects the rows: those reported to an open conference
    ("told") or all others ("standing"), those of the register ("known") or all others ("new"), or any ("").
    """

    noun: str
    known_by: tuple[str, ...]
    columns: Mapping[str, str]
    when: str = ""


# What workbooks that were written before have for some headings.
_EARLIER = {
    "Based on": "Basis",
    "Better when": "Direction",
    "Carried forward": "Carried",
    "Done by command": "Dealt with by",
    "Reported": "Told",
    "Reported at": "Told at",
    "Reported by": "Told by",
}


class OwnField(NamedTuple):
    """A column of a list: its name in json, csv and tsv, its heading in a workbook, and its kind."""

    name: str
    heading: str
    kind: str


class Places(NamedTuple):
    """The positions of a list's fields among the headings of a sheet, and the headings that are not of the list.

    `whole` if no field is missing and no heading was added.
    """

    fields: dict[str, int]
    added: list[str]
    whole: bool


class OwnList(NamedTuple):
    """A list that a command writes. `today` are its current rows, as of a conference or as last reported.

    `key` are the fields that distinguish its rows, `told_at` is the field with the conference that received the report;
    `within` says that its codes follow that of a project, as in P1/R1. `all_are` is a field and the value that all rows
    have there. A list without parts cannot be imported, and `why` says why; without `today` it cannot even be compared.

    `kept` are the fields that are shown as reported to a closed conference: an edit of today's facts would not appear
    there. `silent` has, by field, the word that means not reported.
    """

    name: str
    fields: tuple[OwnField, ...]
    today: Callable[[Reader, str | None], Sequence[Words]] | None
    key: tuple[str, ...] = ("code",)
    parts: tuple[ListPart, ...] = ()
    within: bool = False
    told_at: str = "conference"
    all_are: tuple[str, str] | None = None
    why: str = ""
    kept: frozenset[str] = frozenset()
    silent: Mapping[str, str] = {}

    def told(self) -> set[str]:
        """Return the fields that some table imports."""
        return {field for part in self.parts for field in (*part.known_by, *part.columns)}

    def places(self, headings: Sequence[str]) -> Places | None:
        """Return where each field is under these headings; None if they are not those of the list.

        Columns may have been added and deleted: three in four fields make a list, or half of them with one that no
        other table has. A list that cannot be imported is recognised only without added headings, and one that cannot
        be compared either, only if no table has all of its headings.
        """
        as_named = self._places(headings, [one.name for one in self.fields])
        found = max(as_named, self._places(headings, [one.heading for one in self.fields]), key=lambda one: len(one[0]))
        if found.whole and (self.today is not None or not _of_one_table(headings)):
            return found
        share = len(found.fields) / len(self.fields)
        strange = any(meaning(headings[place], place, {}, ()).how == "unknown" for place in found.fields.values())
        if strange and share >= 1 / 2:
            return found if self.parts or not found.added else None
        return found if self.parts and share >= 3 / 4 else None

    def _places(self, headings: Sequence[str], texts: Sequence[str]) -> Places:
        free = {place: text for place, text in enumerate(headings) if key(text) != REFUSED}
        found: dict[str, int] = {}
        for field, text in zip(self.fields, texts, strict=True):
            known = (text, _EARLIER.get(text))
            place = next((one for one, heading in free.items() if heading in known), None)
            if place is not None:
                del free[place]
                found[field.name] = place
        added = [text or f"column {place + 1}" for place, text in free.items()]
        return Places(found, added, len(found) == len(self.fields) and not added)


def _of_one_table(headings: Sequence[str]) -> bool:
    """Return whether some table that can be imported has all these headings."""
    meant = {meaning(heading, place, {}, ()).column for place, heading in enumerate(headings)}
    return any(meant <= {*kind.columns} for kind in (*NOUNS, LIST))


class Returned(NamedTuple):
    """The result for a returned list: the tables of its edits, and how many rows are unchanged.

    `said` are messages for the user.
    """

    tables: list[Table]
    unchanged: RowCounts
    said: list[str]


class _Edited(NamedTuple):
    """A row that differs from the list of today, or that is new."""

    line: GridLine
    words: Words
    today: Words | None
    differing: frozenset[str]


class _Compared(NamedTuple):
    """A list compared with that of today: the edited rows, and the differences in fields that are for display only."""

    edited: list[_Edited]
    shown: dict[str, list[int]]
    strange: int

    @property
    def weight(self) -> tuple[int, int, int]:
        """Return how much they differ: rows of another list, edited cells, and other differing fields."""
        return self.strange, sum(len(one.differing) for one in self.edited), len(self.shown)


def fitting(grid: Grid, known: Sequence[OwnList]) -> tuple[Grid, list[OwnList]]:
    """Return the lists that have the columns of a sheet, and the sheet from its header on.

    Raises Usage if none of them can be imported, and if nothing identifies the rows.
    """
    for number, line in enumerate(grid.lines[: _ABOVE + 1]):
        headings = _headings(line)
        fits = [(one, places) for one in known if (places := one.places(headings)) is not None]
        if not fits:
            continue
        most = max(len(places.fields) for _, places in fits)
        found = [one for one, places in fits if len(places.fields) == most]
        own, places = next((one, places) for one, places in fits if one is found[0])
        if own.parts and (lacking := [name for name in own.key if name not in places.fields]):
            if number:
                continue  # a part of a card, which has a list like this
            raise Usage(
                f"{grid.source} was written by `tracker {own.name}`, but its column {lacking[0]} is missing.",
                "That column identifies the rows: restore it, or write the list again.",
            )
        if all(one.today is None for one in found):
            raise _not_taken(grid.source, own, known)
        return grid._replace(lines=grid.lines[number:]), found
    return grid, []


def _not_taken(what: str, own: OwnList, known: Sequence[OwnList] = ()) -> Usage:
    listed = ", ".join(dict.fromkeys(one.name for one in known if one.parts))
    return Usage(
        f"{what} was written by `tracker {own.name}`, which cannot be imported: {own.why}.",
        f"Lists that can be imported: {listed}." if listed else None,
    )


def _headings(line: GridLine) -> list[str]:
    """Return the cells of a header, without the empty ones at its end."""
    headings = [cell.strip() for cell in line.cells]
    while headings and not headings[-1]:
        headings.pop()
    return headings


def list_table(grid: Grid, said: list[str]) -> Table:
    """Return the rows of a list below its header, the first line; in a sheet, those above its first empty row."""
    lines = list(grid.lines[1:])
    first = grid.lines[0].number
    kept = [line for place, line in enumerate(lines, start=1) if grid.unit != "row" or line.number == first + place]
    if left := [str(line.number) for line in lines[len(kept) :]]:
        said.append(f"{grid.source}: row {', '.join(left)} below an empty row left out: totals")
    return Table(grid.source, GridLine(first, _headings(grid.lines[0])), kept, grid.sheet, grid.unit)


def returned(reader: Reader, table: Table, known: Sequence[OwnList], at: str | None) -> Returned:
    """Return the edits in a list, one of those known. Raises Usage for an edit of one that is only compared."""
    codes = Codes(reader)
    conferences = {one.code: one for one in codes.conferences()}
    # Two lists may have the same columns, and one may be as of any conference: use the most similar one.
    best: tuple[OwnList, Places, _Compared] | None = None
    for own in known:
        places = own.places(table.header.cells)
        if own.today is None or places is None:
            continue
        for asked in _asked(own, places.fields, table.rows, at, conferences):
            compared = _compared(own, places.fields, table.rows, own.today(reader, asked))
            if best is None or compared.weight < best[2].weight:
                best = own, places, compared
            if not any(compared.weight):
                break
    assert best is not None
    own, places, (edited, shown, _) = best
    if not own.parts and (edited or shown):
        names = list(shown) or sorted(edited[0].differing)
        number = shown[names[0]][0] if shown else edited[0].line.number
        raise _not_taken(f"{table.where(number)}: {names[0]} was edited, but {table.source}", own)
    tables = _tables(conferences, table, own, places.fields, edited)
    changed = {row.number for one in tables for row in one.rows}
    said = []
    if places.added:
        said.append(
            f"{table.source}: skipped because they are not columns of `tracker {own.name}`: {', '.join(places.added)}"
        )
    if table.rows and own.parts:
        told = own.told()
        passed = ", ".join(name for name in _in_order(own, places.fields) if name not in told)
        said += [f"{table.source}: skipped because they are only shown in the list: {passed}"] if passed else []
    for name, numbers in shown.items():
        listed = ", ".join(map(str, numbers[:_SAID])) + (" ..." if len(numbers) > _SAID else "")
        said.append(
            f"{table.source}: {name} is skipped, although it differs from the register in {table.unit} {listed}"
        )
    same = len(table.rows) - len(changed)
    return Returned(tables, RowCounts(own.parts[0].noun if own.parts else own.name, 0, 0, same, 0), said)


def _in_order(own: OwnList, places: Mapping[str, int]) -> list[str]:
    return [one.name for one in own.fields if one.name in places]


def _asked(
    own: OwnList,
    places: Mapping[str, int],
    lines: Sequence[GridLine],
    at: str | None,
    conferences: Mapping[str, Conference],
) -> Sequence[str | None]:
    """Return the conferences for which the list may have been written."""
    if at is not None or own.told_at not in places:
        return [at]
    place = places[own.told_at]
    named = dict.fromkeys(line.cells[place].strip() for line in lines if place < len(line.cells))
    return [None, *[code for code in named if code in conferences][:_TRIED]]


def _compared(own: OwnList, places: Mapping[str, int], lines: Sequence[GridLine], today: Sequence[Words]) -> _Compared:
    by_key: dict[tuple[str, ...], list[Words]] = {}
    for row in today:
        by_key.setdefault(_key(own, row), []).append(row)
    kinds = {field.name: field.kind for field in own.fields}
    told = own.told() or set(kinds)
    edited, shown = list[_Edited](), dict[str, list[int]]()
    for line in lines:
        words = _words_of(own, places, line)
        standing = by_key.get(_key(own, words), [])
        if not standing:
            if filled := frozenset(name for name in told if words.get(name)):
                edited.append(_Edited(line, words, None, filled))
            continue
        # A project with money in two currencies has two lines, which differ only in columns for display.
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
    if own.all_are is not None and own.all_are[0] in places:
        field, text = own.all_are
        place = places[field]
        strange = sum(place < len(line.cells) and line.cells[place].strip() not in ("", text) for line in lines)
    return _Compared(edited, shown, strange)


def _words_of(own: OwnList, places: Mapping[str, int], line: GridLine) -> Words:
    words = {name: line.cells[n].strip() if n < len(line.cells) else "" for name, n in places.items()}
    return words | {name: "" for name, text in own.silent.items() if words.get(name) == text}


def _key(own: OwnList, row: Words) -> tuple[str, ...]:
    return tuple(code_key(row[name].strip()) for name in own.key)


def _same(kind: str, text: str, today: str) -> bool:
    """Return whether a cell equals the value in the list, however its file writes it."""
    if text == today or (text == "–" and not today):
        return True
    if kind in ("money", "number", "percent"):
        try:
            return Decimal(text.replace(",", "")) == Decimal(today)
        except InvalidOperation:
            return False
    if kind == "word":
        return text.strip() == plain_word(today)
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
    for part in own.parts if edited else ():
        required = set(NOUNS[ORDER[part.noun]].required)
        columns = {field: part.columns.get(field, field) for field in (*part.known_by, *part.columns)}
        others = _Others(table, own, part, places)
        rows, faults, seen = [], list[tuple[int, str, TrackerError]](), set[tuple[str, ...]]()
        for one in edited:
            conference = conferences.get((one.today or one.words).get(own.told_at, ""))
            if not _concerns(part, one, conference):
                continue
            words = _words(own, part, columns, required, one)
            if (cells := tuple(words.values())) in seen:
                continue
            seen.add(cells)
            rows.append(GridLine(one.line.number, list(cells)))
            faults += [
                (one.line.number, columns[field], fault)
                for field, fault in (*_unchangeable(own, part, one, conference), *others.differing(one))
            ]
        if rows:
            headings = table.header.cells
            at = [places.get(field) for field in columns]
            named = [field if place is None else headings[place] for field, place in zip(columns, at, strict=True)]
            header = GridLine(table.header.number, named)
            origin = Origin(headings, table.rows, at)
            meant = (part.noun, list(columns.values()))
            found.append(Table(table.source, header, rows, table.sheet, table.unit, meant, faults, origin))
    return found


def _unchangeable(
    own: OwnList, part: ListPart, one: _Edited, conference: Conference | None
) -> Iterator[tuple[str, TrackerError]]:
    """Yield the fields of a row that no list can change, and why."""
    if one.today is None:
        return
    for field in sorted(one.differing & set(part.known_by)):
        # A row that was not reported to any conference yet may name the one it is now reported to.
        if one.today[field] or field != own.told_at:
            why = "identifies the row, and cannot be changed in a list"
            yield field, Invalid(field, "", why, one.today[field] or "an empty cell")
    if conference is not None and conference.state in PAST_STATES and own.told_at not in part.known_by:
        for field in sorted(one.differing & set(part.columns) & own.kept):
            why = f"cannot change: the list shows what was reported at {conference.code}, which is {conference.state}"
            hint = f"`tracker {own.name.split()[0]} edit` to change what is known today"
            yield field, Invalid(field, one.words[field], why, hint)


class _Others:
    """The other rows of a list about the same record: an outcome is in the row of each of its indicators."""

    def __init__(self, table: Table, own: OwnList, part: ListPart, places: Mapping[str, int]) -> None:
        self._unit, self._part = table.unit, part
        self._kinds = {field.name: field.kind for field in own.fields}
        self._rows: dict[tuple[str, ...], list[tuple[int, Words]]] = {}
        if set(part.known_by) <= set(places):
            for line in table.rows:
                words = _words_of(own, places, line)
                self._rows.setdefault(self._thing(words), []).append((line.number, words))

    def _thing(self, words: Words) -> tuple[str, ...]:
        return tuple(code_key(words.get(field, "")) for field in self._part.known_by)

    def differing(self, one: _Edited) -> Iterator[tuple[str, TrackerError]]:
        """Yield the fields edited in one row that differ in another one, so that neither value can be used."""
        rows = self._rows.get(self._thing(one.words), [])
        for field in sorted(one.differing & (set(self._part.columns) - set(self._part.known_by))) if rows[1:] else ():
            for number, words in rows:
                text = words[field]
                if text and not _same(self._kinds[field], one.words[field], text):
                    why = f"is {text!r} in {self._unit} {number}, for the same record"
                    yield field, Invalid(field, one.words[field], why, "the same in every row")
                    break


def _concerns(part: ListPart, one: _Edited, conference: Conference | None) -> bool:
    """Return whether a row has content for the table of a part."""
    new = one.today is None
    settled = new or conference is None or conference.state in PAST_STATES
    if part.when and part.when not in ("new" if new else "known", "standing" if settled else "told"):
        return False
    others = set(part.columns) - set(part.known_by)
    return bool(one.differing & (others if new else {*others, *part.known_by}))


def _words(own: OwnList, part: ListPart, columns: Mapping[str, str], required: set[str], one: _Edited) -> Words:
    """Return the cells of a row: those that identify it, those its table requires, and the edited ones."""
    today = one.today or {}
    found = dict.fromkeys(columns, "")
    for field, column in columns.items():
        if field in part.known_by:
            found[field] = today.get(field) or (one.words.get(field, "") if not today or field == own.told_at else "")
        elif field in one.differing:
            found[field] = one.words[field]
        elif column in required:
            found[field] = today.get(field) or one.words.get(field, "")
        if own.within and field == "code":
            found[field] = found[field].rpartition("/")[2]
    return found
