"""A comparison for people: the bridge of each measure, then what became of projects, risks, outcomes and parties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tracker.cli.comparing.answer import answer
from tracker.cli.comparing.bridges import money_facts, money_sections, signed
from tracker.cli.comparing.flat_rows import PARTS, RISK_MOVES, RISKS, counted, in_words
from tracker.insight.codes import Conference
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.presence import CLASSES
from tracker.insight.records import corrections
from tracker.output import CardFact, Column, Section, Style, show_card

SOME = 12
CODES_OF_A_CLASS = 8


class ClassRow(NamedTuple):
    """A class of projects."""

    kind: str
    projects: int
    which: str


class PartyChangeRow(NamedTuple):
    """A party that joined, left, gained or lost."""

    what: str
    who: str


def show_report(comparison: Comparison, parts: Sequence[str], style: Style) -> None:
    """Show the parts of a comparison, with long lists shortened."""
    pair = comparison.pair
    facts = [
        *answer(comparison, parts),
        CardFact("from", "From", _named(pair.first) + (", as known then" if pair.first.record else "")),
        CardFact("to", "To", _named(pair.second) + (_as_known(pair.second) if pair.first.record else "")),
    ]
    if pair.correction:
        why = corrections(comparison.reader, pair.first, pair.second)
        facts.append(CardFact("because", "Corrected because", "; ".join(why)))
    sections: list[Section] = []
    if "money" in parts:
        facts += money_facts(comparison)
    for part in parts:
        sections += SECTIONS[part](comparison) if part in SECTIONS else [_listed(comparison, part)]
    show_card(f"{pair.first.code} to {pair.second.code}, in {pair.currency}", facts, sections, style)


def _as_known(conference: Conference) -> str:
    return ", as known then" if conference.record else ", as known now"


def _named(conference: Conference) -> str:
    date = conference.start_date or "date unknown"
    return f"{conference.code}, {date}" + (f": {conference.title}" if conference.title else "")


def _projects(comparison: Comparison) -> Iterator[Section]:
    found: dict[str, ClassRow] = {}
    planned = comparison.pair.planned
    for kind, group in groupby(comparison.projects(), key=lambda project: project.kind):
        most = 0 if kind == "continuing" else CODES_OF_A_CLASS
        kept, count = counted(group, most)
        named = "; ".join(f"{project.code} {project.title}" for project in kept)
        more = f"; and {count - most:,} more" if kept and count > most else ""
        words = kind.replace("_", " ") + (" yet" if planned and kind == "not_presented" else "")
        found[kind] = ClassRow(words, count, named + more)
    rows = [found[kind] for kind in CLASSES if kind in found]
    columns = [Column("kind", "Class"), Column("projects", "How many", "number"), Column("which", "Which", flex=True)]
    yield Section("Projects", rows, columns, "No projects were reported to either conference.")
    donors, beneficiaries = comparison.donors(), comparison.beneficiaries()
    exponent = comparison.reader.exponents[comparison.pair.currency]
    money = [f"{row.donor} {signed(row.amount, exponent)} {row.measure}" for row in [*donors.grew, *donors.shrank]]
    projects = [
        f"{row.beneficiary} {row.new - row.old:+} projects" for row in [*beneficiaries.grew, *beneficiaries.shrank]
    ]
    parties = [
        PartyChangeRow("donors that came", _some(donors.came)),
        PartyChangeRow("donors not reported yet" if planned else "donors that left", _some(donors.left)),
        PartyChangeRow("donors whose portfolio moved", _some(money)),
        PartyChangeRow("beneficiaries that came", _some(beneficiaries.came)),
        PartyChangeRow(
            "beneficiaries not reported yet" if planned else "beneficiaries that left", _some(beneficiaries.left)
        ),
        PartyChangeRow("beneficiaries whose portfolio moved", _some(projects)),
    ]
    columns = [Column("what", ""), Column("who", "Who", flex=True)]
    yield Section("Donors and beneficiaries", [row for row in parties if row.who], columns)


def _risks(comparison: Comparison) -> Iterator[Section]:
    exposure = comparison.exposure
    moves = ", ".join(f"{RISK_MOVES.get(move, move)} {amount:+}" for move, amount in exposure.moves.items() if amount)
    total = f"sum of scores {exposure.from_total}, {moves or 'no changes'}, now {exposure.to_total}"
    kept, count = counted(in_words(comparison.risks()), SOME)
    empty = "No risk moved." if exposure.unchanged else None
    yield Section(_heading(f"Risks: {total}", count, "risks"), kept, _of_use(RISKS, kept), empty)


def _listed(comparison: Comparison, part: str) -> Section:
    listed = PARTS[part]
    kept, count = counted(listed.in_words(comparison.rows(part)), SOME)
    # The name of what a field belongs to includes the project.
    columns = [column for column in _of_use(listed.columns, kept) if column.field != "project" or part != "fields"]
    return Section(_heading(listed.heading, count, part), kept, columns)


def _of_use(columns: Sequence[Column], rows: Sequence[Any]) -> list[Column]:
    """Return the columns that are not empty in every row."""
    return [column for column in columns if any(getattr(row, column.field) is not None for row in rows)]


def _heading(what: str, count: int, part: str) -> str:
    return f"{what} (the first {SOME} of {count:,}; all: --only {part})" if count > SOME else what


def _some(names: Sequence[str]) -> str:
    more = f", and {len(names) - SOME:,} more" if len(names) > SOME else ""
    return ", ".join(names[:SOME]) + more


# The parts that are more than a list.
SECTIONS: dict[str, Callable[[Comparison], Iterator[Section]]] = {
    "money": money_sections,
    "projects": _projects,
    "risks": _risks,
}
