"""The money of a comparison for a person: a bridge for each measure, and what it leaves to be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tracker.insight.bridge import TERMS, UNEXPLAINED, Bridge
from tracker.insight.compare import Comparison
from tracker.insight.moves import moved_rates
from tracker.output import Column, Pair, Section
from tracker.rules.money import human
from tracker.rules.words import MEASURES

TERM_WORDS = {
    "no_rate": "rate missing at one of them",
    "exclusions": "left out at one of them",
    "succeeded": "merged, split, continued",
    "new_projects": "new projects",
    "completed": "projects completed",
    "cancelled": "projects cancelled",
    "not_presented": "projects not presented",
    "redenominated": "redenominated",
    "new_contributions": "new contributions",
    "ended_contributions": "contributions ended",
    "now_known": "amount now known",
    "no_longer_known": "amount no longer known",
    "reclassified": "reclassified",
    "exchange": "exchange rates",
}


class BridgeRow(NamedTuple):
    """One term, with the amount that each measure moved by it, signed and ready to read."""

    term: str
    interest: str
    pledged: str
    committed: str
    disbursed: str


class GroupRow(NamedTuple):
    """One group's bridge of one measure on a line."""

    group: str
    start: str
    came: str
    went: str
    aside: str
    changed: str
    unexplained: str
    reclassified: str
    exchange: str
    end: str


def signed(amount: int, exponent: int) -> str:
    """An amount with its sign, also a plus."""
    return ("+" if amount > 0 else "") + human(amount, exponent)


def money_facts(comparison: Comparison) -> Iterator[Pair]:
    """What to know of the totals: rates that moved, what has no explanation, what is unconfirmed or without a rate."""
    pair, money = comparison.pair, comparison.money
    exponent = comparison.reader.exponents[pair.currency]
    if rates := moved_rates(pair, money.currencies):
        yield Pair("rates", "Rates", "; ".join(rates))
    left = [
        f"{signed(bridge.unexplained, exponent)} {pair.currency} {measure}"
        for measure, bridge in money.total.items()
        if bridge.unexplained
    ]
    yield Pair("explained", "Explained", f"all but {'; '.join(left)}" if left else "every cent")
    carried = [
        f"{human(amount, exponent)} {pair.currency} {measure} at {conference.code}"
        for measure, amounts in money.unconfirmed.items()
        for conference, amount in zip((pair.first, pair.second), amounts, strict=True)
        if amount
    ]
    if carried:
        yield Pair("unconfirmed", "Carried over", "; ".join(carried) + ": confirmed by nobody")
    missing = Counter((row.conference, row.currency) for rows in money.no_rate.values() for row in rows)
    if missing:
        listed = ", ".join(f"{count} in {currency} at {code}" for (code, currency), count in sorted(missing.items()))
        yield Pair("no_rate", "No rate", f"amounts left out of their total: {listed}; --json lists them")


def money_sections(comparison: Comparison) -> Iterator[Section]:
    """The bridge of every measure that anything was told of; then, where the money is grouped, a table for each."""
    pair, total = comparison.pair, comparison.money.total
    told = [measure for measure in MEASURES if total[measure].told]
    exponent = comparison.reader.exponents[pair.currency]
    reasons = sorted({reason for bridge in total.values() for reason in bridge.changed} - {UNEXPLAINED})
    moves = {measure: _moves(bridge, reasons) for measure, bridge in total.items()}
    rows = []
    for label in moves[MEASURES[0]]:
        amounts = [moves[measure][label] for measure in MEASURES]
        if any(amounts):
            rows.append(BridgeRow(label, *(signed(amount, exponent) if amount else "" for amount in amounts)))
    starts = BridgeRow(pair.first.code, *(human(total[measure].from_total, exponent) for measure in MEASURES))
    ends = BridgeRow(pair.second.code, *(human(total[measure].to_total, exponent) for measure in MEASURES))
    columns = [Column("term", "Money")] + [Column(measure, measure.capitalize(), "number") for measure in told]
    shown = [starts, *rows] if told else []
    yield Section(f"Money, in {pair.currency}", shown, columns, "No amounts were told.", footer=[ends])
    if comparison.by:
        for measure in told:
            yield _groups(comparison, measure, exponent)


def _moves(bridge: Bridge, reasons: Sequence[str]) -> dict[str, int]:
    """What moved a total, in the words of a person."""
    terms = {TERM_WORDS[term]: bridge.terms[term] for term in TERMS}
    changed = {f"changed: {reason}": bridge.changed.get(reason, 0) for reason in reasons}
    return terms | changed | {UNEXPLAINED: bridge.unexplained, TERM_WORDS["exchange"]: bridge.exchange}


def _groups(comparison: Comparison, measure: str, exponent: int) -> Section:
    pair = comparison.pair

    def line(label: str, bridge: Bridge) -> tuple[Any, ...]:
        terms = bridge.terms
        came = terms["new_projects"] + terms["new_contributions"]
        gone = ("completed", "cancelled", "not_presented", "ended_contributions")
        went = sum(terms[term] for term in gone)
        aside = sum(terms.values()) - came - went - terms["reclassified"]
        changed = sum(bridge.changed.values()) - bridge.unexplained
        moved = (came, went, aside, changed, bridge.unexplained, terms["reclassified"], bridge.exchange)
        return (label, bridge.from_total, *moved, bridge.to_total)

    found = [
        line(group, bridges[measure]) for group, bridges in comparison.money.groups.items() if bridges[measure].told
    ]
    total = line("total", comparison.money.total[measure])

    def read(values: Sequence[Any]) -> GroupRow:
        label, start, *moved, end = values
        cells = (signed(amount, exponent) if amount else "" for amount in moved)
        return GroupRow._make((label, human(start, exponent), *cells, human(end, exponent)))

    headings = {
        "group": (comparison.by or "").capitalize(),
        "start": pair.first.code,
        "came": "New",
        "went": "Gone",
        "aside": "Other",
        "changed": "Changed",
        "unexplained": "Unexplained",
        "reclassified": "Reclassified",
        "exchange": "Exchange",
        "end": pair.second.code,
    }
    columns = [
        Column(field, heading, "number" if place else "code")
        for place, (field, heading) in enumerate(headings.items())
        if place in (0, 1, 9) or any(values[place] for values in found)
    ]
    title = f"{measure.capitalize()} by {comparison.by}, in {pair.currency}"
    return Section(title, [read(values) for values in found], columns, footer=[read(total)])
