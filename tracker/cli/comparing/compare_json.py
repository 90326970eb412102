"""A comparison as one JSON object, written row by row: none of its lists is held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from tracker.insight.comparing.bridge import UNEXPLAINED, Bridge
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.presence import CLASSES
from tracker.output import Style, destination, say_written
from tracker.output.data import json_text, json_value
from tracker.output.stream import JsonSink
from tracker.rules.money import decimal_text
from tracker.rules.words import MEASURES

CODES_A_LINE = 200


def write_comparison(comparison: Comparison, sections: Sequence[str], style: Style) -> None:
    """Write the given sections, each one of COMPARED."""
    pair = comparison.pair
    with destination(style) as out:
        sink = JsonSink(out)
        sink.write(f'{{"from": {json_text(pair.first.code)}, "to": {json_text(pair.second.code)},')
        sink.write(f' "currency": {json_text(pair.currency)}')
        for section in sections:
            written = SECTIONS[section](comparison) if section in SECTIONS else _listed(comparison, section)
            for text in written:
                sink.write(text)
        sink.write("}\n")
        sink.flush()
    say_written(style, f"{pair.first.code} to {pair.second.code}")


def bridge_json(bridge: Bridge, exponent: int) -> dict[str, object]:
    """Return a bridge with every term in order, amounts as decimal strings."""
    changed = {UNEXPLAINED: 0} | {reason: amount for reason, amount in sorted(bridge.changed.items()) if amount}
    # Unexplained amounts come last.
    changed[UNEXPLAINED] = changed.pop(UNEXPLAINED)
    return {
        "from_total": decimal_text(bridge.from_total, exponent),
        **{term: decimal_text(amount, exponent) for term, amount in bridge.terms.items()},
        "changed": {reason: decimal_text(amount, exponent) for reason, amount in changed.items()},
        "exchange": decimal_text(bridge.exchange, exponent),
        "to_total": decimal_text(bridge.to_total, exponent),
    }


def _money(comparison: Comparison) -> Iterator[str]:
    exponents = comparison.reader.exponents
    exponent = exponents[comparison.pair.currency]
    money = comparison.money
    yield ',\n "money": {'
    for number, (measure, bridge) in enumerate(money.total.items()):
        no_rate = [
            row._asdict() | {"amount": decimal_text(row.amount, exponents[row.currency])}
            for row in money.no_rate[measure]
        ]
        memo = {
            name: {end: decimal_text(amount, exponent) for end, amount in zip(("from", "to"), sides, strict=True)}
            for name, sides in (("unconfirmed", money.unconfirmed[measure]), ("declined", money.declined[measure]))
        }
        whole = bridge_json(bridge, exponent) | {"no_rate_lines": no_rate} | memo
        yield f"{',' if number else ''}\n  {json_text(measure)}: {json_text(whole)}"
    yield "}"
    for key, which in (("perhaps_twice", "perhaps"), ("settled_twice", "settled")):
        sides = {side: getattr(twice, which) for side, twice in zip(("from", "to"), comparison.twice, strict=True)}
        told = {
            measure: {side: decimal_text(getattr(sides[side], measure) or 0, exponent) for side in sides}
            for measure in MEASURES
        }
        yield f",\n {json_text(key)}: {json_text(told)}"
    if comparison.by:
        yield f',\n "by": {json_text(comparison.by)}, "groups": {{'
        for number, (group, bridges) in enumerate(money.groups.items()):
            whole = {measure: bridge_json(bridge, exponent) for measure, bridge in bridges.items()}
            yield f"{',' if number else ''}\n  {json_text(group)}: {json_text(whole)}"
        yield "}"


def _projects(comparison: Comparison) -> Iterator[str]:
    yield ',\n "projects": {'
    written: list[str] = []
    for kind, group in groupby(comparison.projects(), key=lambda project: project.kind):
        yield f"{',' if written else ''}\n  {json_text(kind)}: ["
        written.append(kind)
        codes = (project.code for project in group)
        before = ""
        while batch := list(islice(codes, CODES_A_LINE)):
            yield before + json_text(batch)[1:-1]
            before = ",\n   "
        yield "]"
    for kind in CLASSES:
        if kind not in written:
            yield f"{',' if written else ''}\n  {json_text(kind)}: []"
            written.append(kind)
    yield "}"
    donors = comparison.donors()
    exponent = comparison.reader.exponents[comparison.pair.currency]
    growth = {
        name: [row._asdict() | {"amount": decimal_text(row.amount, exponent)} for row in rows]
        for name, rows in (("grew", donors.grew), ("shrank", donors.shrank))
    }
    yield f',\n "donors": {json_text({"came": donors.came, "left": donors.left, **growth})}'
    found = comparison.beneficiaries()
    counted = {name: [row._asdict() for row in getattr(found, name)] for name in ("grew", "shrank")}
    yield f',\n "beneficiaries": {json_text({"came": found.came, "left": found.left, **counted})}'


def _risks(comparison: Comparison) -> Iterator[str]:
    found = comparison.exposure
    exposure = {"from_total": found.from_total, **found.moves, "to_total": found.to_total}
    yield f',\n "risks": {{"exposure": {json_text(exposure)}, "unchanged": {found.unchanged}, "changes": '
    yield from _array(comparison.risks())
    yield "}"


def _listed(comparison: Comparison, part: str) -> Iterator[str]:
    yield f",\n {json_text(part)}: "
    yield from _array(comparison.rows(part))


def _array(rows: Iterable[Any]) -> Iterator[str]:
    before, template = "[\n  ", ""
    for row in rows:
        if not template:
            pairs = (json_text(name).replace("%", "%%") + ": %s" for name in row._fields)
            template = "{" + ", ".join(pairs) + "}"
        yield before + template % tuple(map(json_value, row))
        before = ",\n  "
    yield "]" if template else "[]"


# The parts that are more than a list.
SECTIONS = {"money": _money, "projects": _projects, "risks": _risks}
