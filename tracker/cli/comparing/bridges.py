"""The money of a comparison for people: a bridge for each measure, and the remarks on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tracker.cli.comparing.why_words import FIRST_WORDS
from tracker.cli.double_counting import said_amounts
from tracker.insight.comparing.bridge import TERMS, UNEXPLAINED, Bridge
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.total_causes import moved_rates
from tracker.output import CardFact, Column, Section
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
    "first_told": "first pledged, committed or paid",
    "now_known": "amount now known",
    "no_longer_known": "amount no longer known",
    "reclassified": "reclassified",
    "exchange": "exchange rates",
}


class BridgeRow(NamedTuple):
    """One term, with the amount by which it moved each measure, signed and formatted."""

    term: str
    interest: str
    pledged: str
    committed: str
    disbursed: str


class GroupRow(NamedTuple):
    """The bridge of one group and one measure, on one line."""

    group: str
    start: str
    came: str
    went: str
    first: str
    aside: str
    changed: str
    unexplained: str
    reclassified: str
    exchange: str
    end: str


def signed(amount: int, exponent: int) -> str:
    """Return an amount with its sign, plus included."""
    return ("+" if amount > 0 else "") + human(amount, exponent)


def money_facts(comparison: Comparison) -> Iterator[CardFact]:
    """Yield remarks on the totals: rates that moved, and what is unexplained, unconfirmed, possibly
    counted twice, or without a rate."""
    pair, money = comparison.pair, comparison.money
    exponent = comparison.reader.exponents[pair.currency]
    if rates := moved_rates(pair, money.currencies):
        yield CardFact("rates", "Rates", "; ".join(rates))
    yield CardFact("explained", "Explained", explained(comparison))
    for field, label, by_measure in (
        ("unconfirmed", "Unconfirmed", money.unconfirmed),
        ("declined", "Of it declined", money.declined),
    ):
        listed = [
            f"{human(amount, exponent)} {pair.currency} {measure} at {conference.code}"
            for measure, amounts in by_measure.items()
            for conference, amount in zip((pair.first, pair.second), amounts, strict=True)
            if amount
        ]
        if listed:
            yield CardFact(field, label, "; ".join(listed))
    for field, heading, which, what in (
        ("perhaps_twice", "Perhaps twice", "perhaps", "of the total; tracker why MEASURE --twice lists the pairs"),
        ("settled_twice", "Counted twice", "settled", "of the total, as was settled after the conference had closed"),
    ):
        doubled = [
            f"{said_amounts(getattr(twice, which), pair.currency, comparison.reader.exponents)} at {conference.code}"
            for conference, twice in zip((pair.first, pair.second), comparison.twice, strict=True)
            if any(getattr(twice, which))
        ]
        if doubled:
            yield CardFact(field, heading, f"{'; '.join(doubled)}: {what}")
    missing = Counter((row.conference, row.currency) for rows in money.no_rate.values() for row in rows)
    if missing:
        lines = ", ".join(f"{count} in {currency} at {code}" for (code, currency), count in sorted(missing.items()))
        yield CardFact("no_rate", "No rate", f"amounts left out of their total: {lines}; --json lists them")


def explained(comparison: Comparison) -> str:
    """Return how much of the difference is explained, how much is not, and how much has no rate."""
    currency, money = comparison.pair.currency, comparison.money
    exponents = comparison.reader.exponents

    def amounts(of: Callable[[Bridge], int]) -> list[str]:
        found = {measure: of(bridge) for measure, bridge in money.total.items()}
        return [
            f"{signed(amount, exponents[currency])} {currency} {measure}" for measure, amount in found.items() if amount
        ]

    left = amounts(lambda bridge: bridge.unexplained)
    missing: Counter[tuple[str, str, str]] = Counter()
    for measure, rows in money.no_rate.items():
        for row in rows:
            missing[row.conference, measure, row.currency] += row.amount
    if not missing:
        return f"all but {'; '.join(left)}" if left else "every cent"
    known = amounts(lambda bridge: bridge.to_total - bridge.from_total - bridge.unexplained - bridge.terms["no_rate"])
    without = [
        f"{human(amount, exponents[code])} {code} {measure} at {conference}"
        for (conference, measure, code), amount in missing.items()
    ]
    said = {"": known or ["nothing"], "unexplained ": left, "without a rate ": without}
    return "; ".join(what + ", ".join(parts) for what, parts in said.items() if parts)


def money_sections(comparison: Comparison) -> Iterator[Section]:
    """Yield the bridge of every measure that was reported; then, if the money is grouped, a table for each."""
    pair, total = comparison.pair, comparison.money.total
    told = [measure for measure in MEASURES if total[measure].told]
    exponent = comparison.reader.exponents[pair.currency]
    reasons = sorted({reason for bridge in total.values() for reason in bridge.changed} - {UNEXPLAINED})
    moves = {measure: _moves(measure, bridge, reasons) for measure, bridge in total.items()}
    rows = []
    for label in moves[MEASURES[0]]:
        amounts = [moves[measure][label] for measure in MEASURES]
        if any(amounts):
            rows.append(BridgeRow(label, *(signed(amount, exponent) if amount else "" for amount in amounts)))
    starts = BridgeRow(pair.first.code, *(human(total[measure].from_total, exponent) for measure in MEASURES))
    ends = BridgeRow(pair.second.code, *(human(total[measure].to_total, exponent) for measure in MEASURES))
    columns = [Column("term", "Money")] + [
        Column(measure, measure.capitalize(), "number", amount=True) for measure in told
    ]
    shown = [starts, *rows] if told else []
    yield Section(f"Money, in {pair.currency}", shown, columns, "No amounts were reported.", footer=[ends])
    if comparison.by:
        for measure in told:
            yield _groups(comparison, measure, exponent)


def _moves(measure: str, bridge: Bridge, reasons: Sequence[str]) -> dict[str, int]:
    """Return what moved the total of a measure, in everyday words."""
    terms: dict[str, int] = {}
    for term in TERMS:
        if term == "first_told":
            terms |= {words: bridge.terms[term] if of == measure else 0 for of, words in FIRST_WORDS.items()}
        else:
            terms[TERM_WORDS[term]] = bridge.terms[term]
    changed = {f"changed: {reason}": bridge.changed.get(reason, 0) for reason in reasons}
    return terms | changed | {UNEXPLAINED: bridge.unexplained, TERM_WORDS["exchange"]: bridge.exchange}


def _groups(comparison: Comparison, measure: str, exponent: int) -> Section:
    pair = comparison.pair

    def line(label: str, bridge: Bridge) -> tuple[Any, ...]:
        terms = bridge.terms
        came = terms["new_projects"] + terms["new_contributions"]
        gone = ("completed", "cancelled", "not_presented", "ended_contributions")
        went = sum(terms[term] for term in gone)
        aside = sum(terms.values()) - came - went - terms["first_told"] - terms["reclassified"]
        changed = sum(bridge.changed.values()) - bridge.unexplained
        moved = (
            came,
            went,
            terms["first_told"],
            aside,
            changed,
            bridge.unexplained,
            terms["reclassified"],
            bridge.exchange,
        )
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
        "first": FIRST_WORDS[measure].capitalize(),
        "aside": "Other",
        "changed": "Changed",
        "unexplained": "Unexplained",
        "reclassified": "Reclassified",
        "exchange": "Exchange",
        "end": pair.second.code,
    }
    columns = [
        Column(field, heading, "number" if place else "code", amount=bool(place))
        for place, (field, heading) in enumerate(headings.items())
        if place in (0, 1, len(headings) - 1) or any(values[place] for values in found)
    ]
    title = f"{measure.capitalize()} by {comparison.by}, in {pair.currency}"
    return Section(title, [read(values) for values in found], columns, footer=[read(total)])
