"""Publish projects as a checked IATI file: select, write, validate, and report the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import BinaryIO, NamedTuple

from tracker.errors import Invalid, TrackerError, Usage
from tracker.exchange.iati.checking.rules import order
from tracker.exchange.iati.checking.ruleset import REGISTER, said
from tracker.exchange.iati.checking.validating import check_activities
from tracker.exchange.iati.writing.file import write_activities
from tracker.exchange.iati.writing.writing_activity import FileSettings, Publisher
from tracker.insight.codes import Codes
from tracker.insight.published.activities import chosen_projects, parties
from tracker.insight.published.unpublishable import LeftOut, left_out
from tracker.rules.codelists import find_term, search
from tracker.store.reader import Reader

SHOWN = 5


class Selection(NamedTuple):
    """The projects, all if none are named; `at` gives them the status reported at this conference."""

    projects: Sequence[str] = ()
    donors: Sequence[str] = ()
    at: str | None = None


class Broken(NamedTuple):
    """A rule of the standard, by its number, that an activity does not keep."""

    activity: str
    rule: str
    asks: str
    where: str
    value: str


class BrokenRule(NamedTuple):
    """A rule, with the number of activities that do not keep it."""

    rule: str
    asks: str
    activities: int


class Published(NamedTuple):
    """A file: how many activities it has, which rules are not kept, and what IATI cannot represent.

    `undated` are the codes of the projects left out because they lack the date that IATI requires.
    """

    activities: int
    undated: list[str]
    rules: list[BrokenRule]
    left_out: list[LeftOut]


def choose(reader: Reader, selection: Selection) -> list[int]:
    """Return the ids of the selected projects. Raises NotFound, and TrackerError if there is none."""
    chosen = chosen_projects(reader, selection.projects, selection.donors)
    if not chosen:
        raise TrackerError("No matching projects to export.", "`tracker project list` shows all projects.")
    return chosen


def find_publisher(reader: Reader, text: str) -> Publisher:
    """Return the organisation with a code or an IATI identifier; or an identifier that no organisation has.

    Raises NotFound for a text that is neither, and Usage for an organisation without an identifier.
    """
    text = text.strip()
    known = parties(reader)
    for party in known.values():
        if party.identifier is not None and party.identifier.lower() == text.lower():
            return Publisher(party.identifier, party)
    codes = Codes(reader)
    if codes.find("organisation", text) is None and REGISTER.fullmatch(text):
        return Publisher(text, None)
    party = known[codes.id("organisation", text)]
    if party.identifier is None:
        raise Usage(
            f"{party.code} has no IATI identifier.",
            f"`tracker organisation edit {party.code} --iati-identifier XI-IATI-...` records it.",
        )
    return Publisher(party.identifier, party)


def check_language(text: str) -> str:
    """Return a code of the list Language. Raises Invalid with the nearest one."""
    code = text.strip().lower()
    if find_term("Language", code) is None:
        near = search("Language", [code])
        right = " or ".join(f"{term.code} ({term.name})" for term in near[:3]) or "a code of ISO 639-1, such as es"
        raise Invalid("--language", text, "is not a code of the list Language", right)
    return code


def publish(
    reader: Reader,
    projects: Sequence[int],
    selection: Selection,
    publisher: Publisher | None,
    language: str | None,
    out: BinaryIO,
    now: datetime,
    note: Callable[[Broken], None] = lambda broken: None,
    advance: Callable[[int], None] = lambda count: None,
) -> Published:
    """Write these projects to `out`, which must be readable, and check the result; `note` is called with each breach.

    Without a publisher, each project is reported by the organisation that published it before. Raises TrackerError if
    the file is not valid by the official schema, or if nothing can be written: `out` must then be discarded.
    """
    at = Codes(reader).conference(selection.at) if selection.at else None
    counted: Counter[str] = Counter()
    publication = FileSettings(parties(reader), reader.exponents, publisher, language, at is not None, counted)
    undated = write_activities(reader, publication, projects, at, out, now, advance)
    if len(undated) == len(projects):
        hint = "`tracker project edit CODE --start DATE` adds one."
        raise TrackerError("None of the projects has a date, but IATI requires one.", hint)
    out.seek(0)
    rules = _checked(out, now, note, advance)
    here = [LeftOut(number, what) for what, number in sorted(counted.items()) if number]
    whole = not (selection.projects or selection.donors)
    return Published(len(projects) - len(undated), undated, rules, here + left_out(reader, projects, whole=whole))


def _checked(
    out: BinaryIO, now: datetime, note: Callable[[Broken], None], advance: Callable[[int], None]
) -> list[BrokenRule]:
    problems: list[str] = []
    counts: Counter[str] = Counter()
    for each in check_activities(out, now.date(), advance):
        problems += [f"{each.identifier}: {text}" if each.identifier else text for text in each.problems]
        for finding in each.findings:
            note(Broken(each.identifier, finding.rule, said(finding.rule), finding.where, finding.value))
        counts.update({finding.rule for finding in each.findings})
    if problems:
        shown = "; ".join(problems[:SHOWN])
        raise TrackerError(f"The file would not be valid IATI 2.03: {shown}", "Nothing was written.")
    return [BrokenRule(rule, said(rule), counts[rule]) for rule in sorted(counts, key=order)]
