"""Why a total moved, in sentences: the largest cause first, with the projects concerned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.insight.comparing.bridge import UNEXPLAINED
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.total_causes import Cause, Move
from tracker.output import Column, Style, destination, say_written, show
from tracker.output.data import json_text
from tracker.output.stream import JsonSink
from tracker.output.tables import TableTarget
from tracker.rules.money import decimal_text, human

CAUSES = {
    "no_rate": "a rate that is missing at one of the conferences",
    "exclusions": "left out of the total at one of them",
    "succeeded": "projects merged, split or continued under another code",
    "new_projects": "new projects",
    "completed": "projects that were completed",
    "cancelled": "projects that were cancelled",
    "not_presented": "projects that were not presented again",
    "redenominated": "contributions that go on in another currency",
    "new_contributions": "new contributions to projects that go on",
    "ended_contributions": "contributions that ended, on projects that go on",
    "now_known": "amounts that are now known",
    "no_longer_known": "amounts that are no longer known",
    "reclassified": "counted for another donor",
    "exchange": "exchange rates",
}
# The cause "first amount reported", by measure.
FIRST_WORDS = {
    "interest": "first interest",
    "pledged": "first pledged",
    "committed": "first committed",
    "disbursed": "first paid",
}
COLUMNS = [
    Column("term", "Term"),
    Column("reason", "Reason"),
    Column("amount", "Amount", "money"),
    Column("currency", ""),
    Column("contributions", "Contributions", "number"),
    Column("projects", "Projects", "code"),
]


class CauseRow(NamedTuple):
    """A cause on one line; the projects that moved most, joined by semicolons."""

    term: str
    reason: str | None
    amount: int
    currency: str
    contributions: int
    projects: str


def show_move(move: Move, pair: ConferencePair, style: Style) -> None:
    """Show why a total moved, in any output format."""
    exponent = style.exponents[move.currency]
    if style.form == "json" and not style.quiet:
        with destination(style) as out:
            JsonSink(out).write(json_text(_as_json(move, pair, exponent)) + "\n")
        say_written(style, f"Why {move.measure} moved")
    elif style.quiet or style.form in ("csv", "tsv", "xlsx"):
        rows = [
            CauseRow(c.term, c.reason, c.amount, move.currency, c.contributions, ";".join(m.project for m in c.movers))
            for c in move.causes
        ]
        show(rows, COLUMNS, style)
    else:
        with destination(style) as out:
            screen = TableTarget(style, out)
            screen.text(f"{_headline(move, exponent)}\n")
            for cause in move.causes:
                screen.text(sentence(move, cause, exponent), *(("- ",) if style.form == "md" else ("  ", 4)))
            for text in _afterwards(move, pair, exponent):
                screen.text(f"\n{text}")
        say_written(style, f"Why {move.measure} moved")


def sentence(move: Move, cause: Cause, exponent: int) -> str:
    """`+250,000.00 USD new money: P1 (IDB).`"""
    amount = f"{'+' if cause.amount > 0 else ''}{human(cause.amount, exponent)} {move.currency}"
    if cause.term == "first_told":
        what: str | None = FIRST_WORDS[move.measure]
    else:
        what = CAUSES.get(cause.term) or ("without a reason" if cause.reason == UNEXPLAINED else cause.reason)
    several = len(cause.movers) > 1 or cause.contributions > 1
    named = ", ".join(
        f"{mover.project} ({mover.donor}{f' {human(mover.amount, exponent)}' if several else ''})"
        for mover in cause.movers
    )
    more = cause.contributions - len(cause.movers)
    others = f" and {more:,} more" if more else ""
    rates = f"; {'; '.join(cause.rates)}" if cause.rates else ""
    return f"{amount} {what}: {named}{others}{rates}."


def headline(measure: str, currency: str, from_total: int, to_total: int, exponent: int, *, caused: bool) -> str:
    """`Committed rose by 305,000.00 USD, from 1,820,000.00 to 2,125,000.00.`; `caused`: something moved within it."""
    name = measure.capitalize()
    before, after = human(from_total, exponent), human(to_total, exponent)
    difference = to_total - from_total
    if not difference:
        return f"{name} did not move: {after} {currency}" + (", for what came in went out." if caused else ".")
    verb = "rose" if difference > 0 else "fell"
    return f"{name} {verb} by {human(abs(difference), exponent)} {currency}, from {before} to {after}."


def _headline(move: Move, exponent: int) -> str:
    return headline(move.measure, move.currency, move.from_total, move.to_total, exponent, caused=bool(move.causes))


def _afterwards(move: Move, pair: ConferencePair, exponent: int) -> Iterator[str]:
    unexplained = next((cause for cause in move.causes if cause.reason == UNEXPLAINED), None)
    if unexplained:
        mover = unexplained.movers[0]
        yield (
            f"A reason can still be given: tracker contribution explain {mover.contribution} REASON"
            f" --at {pair.second.code} --measure {move.measure}"
        )
    if move.unconfirmed:
        silent = f"{human(move.unconfirmed, exponent)} {move.currency} at {pair.second.code}"
        declined = f"; of this they declined {human(move.declined, exponent)}" if move.declined else ""
        yield f"The donors have not confirmed {silent}{declined}."
    if move.without_rate:
        left_out = f"{move.without_rate:,} amounts have no rate and are left out of their total"
        yield f"{left_out}: tracker compare --json lists them."


def _as_json(move: Move, pair: ConferencePair, exponent: int) -> dict[str, object]:
    def text(amount: int) -> str:
        return decimal_text(amount, exponent)

    return {
        "measure": move.measure,
        "from": pair.first.code,
        "to": pair.second.code,
        "currency": move.currency,
        "from_total": text(move.from_total),
        "to_total": text(move.to_total),
        "causes": [
            {
                "term": cause.term,
                "reason": cause.reason,
                "amount": text(cause.amount),
                "contributions": cause.contributions,
                "largest": [mover._asdict() | {"amount": text(mover.amount)} for mover in cause.movers],
                "rates": cause.rates,
                "sentence": sentence(move, cause, exponent),
            }
            for cause in move.causes
        ],
        "without_rate": move.without_rate,
        "unconfirmed": text(move.unconfirmed),
        "declined": text(move.declined),
    }
