"""Read the rows of new projects in a returned data request: their new codes, and their content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.formats.cell_texts import broken
from tracker.exchange.grids import GridLine
from tracker.exchange.numbering import highest_number
from tracker.exchange.requests.compared import Words, to_tell, told_since
from tracker.exchange.requests.returned import SentSheet, Texts, clean
from tracker.exchange.requests.sheets import FormRow, rows_of
from tracker.insight.codes import Conference
from tracker.register.core import Row
from tracker.register.register import Register
from tracker.rules.codes import code_key, joined_code
from tracker.rules.text import fold

OF_PROJECT = ("title", "start", "end", "objective", "themes", "beneficiaries")
ROOM = "9999"
OF_CONTRIBUTION = ("instrument", "currency")


class NewProjectRow(NamedTuple):
    """A row that adds a project: its code, and what the register does not have yet.

    `is_new` if the register has no project of that title from the same organisation and conference yet; a form that is
    imported twice finds its own projects.
    """

    line: GridLine
    code: str
    title: str
    is_new: bool
    facts: Texts
    contribution: Texts
    report: Texts
    told: Texts
    faults: Sequence[tuple[str, TrackerError]]


def newcomers(
    register: Register,
    words: Words,
    sheet: SentSheet,
    rows: Sequence[tuple[GridLine, Texts]],
    organisation: str,
    request: Row,
    conference: Conference,
) -> list[NewProjectRow]:
    """Return the new projects in rows; their codes are numbered by presenting organisation and conference."""
    year = conference.code.removeprefix(f"{conference.series}-")
    # The same prefix for all of them, with space for the number.
    prefix = joined_code(organisation, year, ROOM).removesuffix(ROOM)
    known = _known(register, prefix)
    number = highest_number(register, prefix)
    role = request["role"]
    found = rows_of(
        register.reader, conference.id, request["organisation_id"], role, [one for one, _ in known.values()]
    )
    by_project = {row.project: row for row in found["projects"]}
    titles = {fold(clean(row["title"])): row["project"] for row in sheet.rows}
    seen: dict[str, int] = {}
    made = []
    for line, cells in rows:
        title = clean(cells.get("title", ""))
        key = fold(title)
        faults = list(_faults(sheet, cells, titles, seen))
        seen.setdefault(key, line.number)
        identity, code = known.get(key, (0, ""))
        if not code:
            number += 1
            code = f"{prefix}{number}"
        now = by_project.get(identity)
        told = _told(words, sheet, cells, now if identity else None, faults)
        facts = {name: told[name] for name in OF_PROJECT if name in told}
        if role == "beneficiary" and not identity:
            facts["beneficiaries"] = organisation
        if facts or not identity:
            facts |= {"title": title}
        contribution: Texts = {}
        named = now.texts["contribution"] if now and "contribution" in now.texts else joined_code(code, organisation)
        if role == "donor":
            contribution = {name: told[name] for name in OF_CONTRIBUTION if name in told}
            if contribution or not identity:
                contribution["contribution"] = named
        report = {name: text for name, text in told.items() if name not in (*OF_PROJECT, *OF_CONTRIBUTION)}
        if role == "donor" and report:
            report["contribution"] = named
        shown = {name: text for name, text in cells.items() if text and name != "project"}
        made.append(NewProjectRow(line, code, title, not identity, facts, contribution, report, shown, faults))
    return made


def _known(register: Register, prefix: str) -> dict[str, tuple[int, str]]:
    """Return the projects created from such rows before, by title."""
    rows = register.reader.rows(
        "SELECT id, code, title FROM project WHERE lower(code) LIKE :prefix", {"prefix": f"{code_key(prefix)}%"}
    )
    shape = re.compile(re.escape(code_key(prefix)) + "[0-9]+")
    return {fold(clean(title)): (identity, code) for identity, code, title in rows if shape.fullmatch(code_key(code))}


def _faults(
    sheet: SentSheet, cells: Texts, titles: dict[str, str], seen: dict[str, int]
) -> list[tuple[str, TrackerError]]:
    """Return what is wrong with a row apart from its words."""
    title = clean(cells.get("title", ""))
    faults: list[tuple[str, TrackerError]] = []
    if not title:
        why = "is empty, as is the code, so the row cannot be identified"
        faults.append(("title", Invalid("title", "", why, "a title, for a new project; or the code that was sent")))
    elif fold(title) in titles:
        right = f"the row of {titles[fold(title)]}; report a new contribution to it in a note"
        faults.append(("title", Invalid("title", title, f"is the title of {titles[fold(title)]}", right)))
    elif fold(title) in seen:
        faults.append(("title", Invalid("title", title, f"is already in row {seen[fold(title)]}", "one row for each")))
    for name, text in cells.items():
        field = sheet.form.by_name[name]
        if text and not field.new and name != "project":
            faults.append((name, Invalid(name, text, "cannot be entered in the row of a new project", "an empty cell")))
        elif fault := broken(text):
            faults.append((name, Invalid(name, text, *fault)))
    return faults


def _told(
    words: Words, sheet: SentSheet, cells: Texts, now: FormRow | None, faults: list[tuple[str, TrackerError]]
) -> Texts:
    """Return the cells that are new to the register; if they contradict an existing project, refuse them."""
    exponent = words.exponents.get(clean(cells.get("currency", "")).upper())
    told: Texts = {}
    for field in sheet.form.fields:
        if not field.new or not cells.get(field.name):
            continue
        text = words.plain(field, cells[field.name], exponent)
        current = words.plain(field, now.texts[field.name], exponent) if now else ""
        if not current:
            told[field.name] = to_tell(field, cells[field.name], text)
        elif text != current and field.name != "title":
            faults.append((field.name, told_since(sheet.form, field.name, text, "", current)))
    return told
