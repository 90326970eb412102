"""Read a returned workbook of a data request: whose it is, and which row is which, whatever was changed.

Sheets are recognised by their headings and rows by their codes, so that sheets may be renamed, columns moved and rows
sorted or inserted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.exchange.foreign.columns import REFUSED
from tracker.exchange.foreign.words_by_language import key
from tracker.exchange.grids import Grid, GridLine, NumberText, Unreadable
from tracker.exchange.requests.sheets import NEW, Form, forms
from tracker.exchange.requests.words import words_in
from tracker.exchange.requests.workbook import MARK, YES
from tracker.rules.cells import restore_cell
from tracker.rules.codes import code_key
from tracker.rules.text import fold
from tracker.rules.words import LANGUAGES, ROLES

_HEADER_WITHIN = 30  # rows
Texts = dict[str, str]


class SentSheet(NamedTuple):
    """A sheet as it was sent: the heading of each column by its name, and the rows."""

    form: Form
    headings: dict[str, str]
    rows: list[Texts]


class Sent(NamedTuple):
    """The content of a workbook's hidden sheet: its request, and everything that was sent in it."""

    request: int
    conference: str
    organisation: str
    role: str
    language: str
    decline: str
    sheets: dict[str, SentSheet]


class Back(NamedTuple):
    """A sheet as it came back: the position of each column, and the rows under the headings."""

    grid: Grid
    header: GridLine
    columns: dict[str, int]
    lines: list[GridLine]

    def cells(self, line: GridLine) -> Texts:
        """Return the texts of a row by column; a deleted column is missing."""
        found = {name: line.cells[place] if place < len(line.cells) else "" for name, place in self.columns.items()}
        return {name: text if isinstance(text, NumberText) else text.strip() for name, text in found.items()}

    @property
    def refused(self) -> bool:
        """Return whether the sheet is from a file of refused rows, which contains no others."""
        return any(key(heading) == REFUSED for heading in self.header.cells)

    def where(self, line: GridLine) -> str:
        """Return the name of a row for the user, as a table of the sheet gives it."""
        return f"{self.grid.source}, sheet {self.grid.sheet}, {self.grid.unit} {line.number}"


def clean(text: str) -> str:
    """Return a text without invisible characters, so that two that look the same are equal."""
    return unicodedata.normalize("NFC", restore_cell(" ".join(text.split())))


def sent_of(grids: Sequence[Grid]) -> Sent | None:
    """Return the content of a workbook's hidden sheet; None if there is none. Raises Unreadable if it is damaged."""
    for grid in grids:
        if is_marked(grid):
            try:
                return _sent(grid.lines[1:])
            except (KeyError, ValueError, IndexError) as error:
                why = "is a form of this program, but the sheet that identifies its rows was changed."
                raise Unreadable(
                    grid.source, why, "Import the file as it was returned, not a copy of its cells."
                ) from error
    return None


def _sent(lines: Sequence[GridLine]) -> Sent:
    facts: Texts = {}
    names: dict[str, list[str]] = {}
    sheets: dict[str, SentSheet] = {}
    for line in lines:
        what, second, *rest = (*line.cells, "")
        if what in ("sheet", "headings", "row"):
            if what == "sheet":
                names[second] = [name for name in rest if name]
            elif what == "headings":
                form = next(form for form in forms(facts["role"]) if form.kind == second)
                sheets[second] = SentSheet(form, dict(zip(names[second], rest, strict=False)), [])
            else:
                sheets[second].rows.append(dict(zip(names[second], rest, strict=False)))
        else:
            facts[what] = second
    if facts["role"] not in ROLES or facts["language"] not in LANGUAGES:
        raise ValueError
    return Sent(
        int(facts["request"]),
        facts["conference"],
        facts["organisation"],
        facts["role"],
        facts["language"],
        facts["decline"],
        sheets,
    )


def sheets_back(sent: Sent, grids: Sequence[Grid]) -> Iterator[tuple[SentSheet, Back]]:
    """Yield the sent sheets as they came back; a deleted one is missing. Raises Unreadable."""
    found: dict[str, Back] = {}
    for grid in _shown(grids):
        for kind, sheet in sent.sheets.items():
            back = _back(sheet, grid)
            if back is None:
                continue
            if kind in found:
                why = f"{found[kind].grid.sheet} and {grid.sheet} are two copies of the same sheet."
                raise Unreadable(grid.source, why, "Remove one of the two.")
            found[kind] = back
    for kind, back in found.items():
        yield sent.sheets[kind], back


def is_new(code: str) -> bool:
    """Return whether the text in place of a code marks a new project."""
    return not code or fold(clean(code)) in {fold(words_in(language)(NEW)) for language in LANGUAGES}


def declined(sent: Sent, grids: Sequence[Grid]) -> tuple[Grid, GridLine] | None:
    """Return where the first sheet says that nothing will be reported at all; None if it does not."""
    label = fold(clean(sent.decline))
    yes = {fold(words_in(language)(YES)) for language in LANGUAGES}
    for grid in _shown(grids):
        for line in grid.lines:
            cells = [fold(clean(cell)) for cell in line.cells]
            if label in cells:
                said = next((cell for cell in cells[cells.index(label) + 1 :] if cell), "")
                if said in yes or said == "x":
                    return grid, line
                if said:
                    where = f"{grid.source}, sheet {grid.sheet}, row {line.number}"
                    raise Unreadable(where, f"{said!r} is neither yes nor empty.", "Choose yes, or clear the cell.")
    return None


def added(sent: Sent, grids: Sequence[Grid]) -> Iterator[str]:
    """Yield what was written next to the columns of the sheets; it is not read."""
    for _, back in sheets_back(sent, grids):
        known = set(back.columns.values())
        for place, heading in enumerate(back.header.cells):
            if (
                place not in known
                and key(heading) != REFUSED
                and any(place < len(line.cells) and line.cells[place] for line in back.lines)
            ):
                name = f"column {heading!r}" if heading.strip() else f"column {place + 1}"
                yield f"{back.grid.source}, sheet {back.grid.sheet}: {name} does not belong to the form, and is skipped"


def is_marked(grid: Grid) -> bool:
    """Return whether a sheet is the hidden one, which identifies the rows of the others."""
    return bool(grid.lines and grid.lines[0].cells and grid.lines[0].cells[0].strip() == MARK)


def _shown(grids: Sequence[Grid]) -> Iterator[Grid]:
    """Return the visible sheets."""
    return (grid for grid in grids if not is_marked(grid))


def _back(sheet: SentSheet, grid: Grid) -> Back | None:
    wanted = {fold(clean(heading)): name for name, heading in sheet.headings.items()}
    # The keys that only this sheet has, besides the project that all have. One heading alone could be a cell elsewhere.
    keys = {*sheet.form.keys, "answer", "persons"} & set(sheet.headings)
    for line in grid.lines[:_HEADER_WITHIN]:
        columns: dict[str, int] = {}
        for place, cell in enumerate(line.cells):
            name = wanted.get(fold(clean(cell)))
            if name is not None and name in columns and keys <= set(columns):
                where = f"{grid.source}, sheet {grid.sheet}, row {line.number}"
                raise Unreadable(
                    where, f"the heading {cell.strip()!r} appears twice.", "Remove one of the two columns."
                )
            if name is not None:
                columns.setdefault(name, place)
        if keys <= set(columns):
            return Back(grid, line, columns, [row for row in grid.lines if row.number > line.number])
    return None


def key_of(form: Form, texts: Texts) -> tuple[str, ...]:
    """Return the key that identifies a row."""
    return tuple(code_key(clean(texts.get(name, ""))) for name in form.keys)
