"""Pictures of money: the bridge from one conference to the next, the portfolio, pledges and their fate, the trend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.cli.book.pictures import (
    TOP,
    Speech,
    described,
    main_measure,
    measure_colours,
    sentences,
)
from tracker.cli.briefs.brief_language import CAUSES, FIRST_TOLD, Tongue, capital
from tracker.insight.comparing.bridge import TERMS, UNEXPLAINED, Bridge
from tracker.output.paper import Picture
from tracker.rules.decimals import rounded
from tracker.rules.languages import N_
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.comparing.compare import Comparison
    from tracker.insight.comparing.trend import TrendRow

TEXTS = "pictures"

PORTFOLIO_TITLES = {
    "donor": N_("{measure} at {conference}: {amount}; donors: {count}; most: {first}, {share}"),
    "beneficiary": N_("{measure} at {conference}: {amount}; beneficiaries: {count}; most: {first}, {share}"),
    "theme": N_("{measure} at {conference}: {amount}; themes: {count}; most: {first}, {share}"),
    "project": N_("{measure} at {conference}: {amount}; projects: {count}; most: {first}, {share}"),
}


def bridge_picture(
    comparison: Comparison, tongue: Tongue, origin: str, measure: str | None = None, by: str | None = None
) -> Picture | None:
    """Return how one measure moved between two conferences, cause by cause, or `by` group; None without any amount.

    Without a measure it is what is committed, else the most advanced measure that was reported.
    """
    from tracker.output.charts import Step, waterfall

    speech = Speech(tongue)
    _ = speech._
    pair, money = comparison.pair, comparison.money
    told = [one for one in MEASURES if money.total[one].told]
    if not told or (measure is not None and measure not in told):
        return None
    measure = measure or main_measure(told)
    bridge, currency = money.total[measure], pair.currency
    if by is None:
        moves = bridge_moves(bridge, measure, tongue)
    else:
        moved = [(code, one[measure].to_total - one[measure].from_total) for code, one in money.groups.items()]
        moves = _most([(speech.group(by, code), amount) for code, amount in moved if amount], speech)
    steps = [
        Step(
            pair.first.code,
            speech.length(bridge.from_total, currency),
            tongue.figure(bridge.from_total, currency),
            True,
        ),
        *(Step(label, speech.length(amount, currency), tongue.signed(amount, currency)) for label, amount in moves),
        Step(
            pair.second.code, speech.length(bridge.to_total, currency), tongue.figure(bridge.to_total, currency), True
        ),
    ]
    difference = bridge.to_total - bridge.from_total
    said = (
        _("{measure}: {amount} more at {second} than at {first}")
        if difference > 0
        else _("{measure}: {amount} less at {second} than at {first}")
        if difference
        else _("{measure}: the same at {second} as at {first}, {amount}")
    )
    amount = tongue.money(abs(difference) or bridge.to_total, currency)
    codes = {"first": pair.first.code, "second": pair.second.code}
    title = said.format(measure=tongue.measure(measure), amount=amount, **codes)
    unconfirmed = zip((pair.first.code, pair.second.code), money.unconfirmed[measure], strict=True)
    missing = len(money.no_rate[measure])
    source = sentences(
        origin,
        _("Amounts in {currency}, each by the rates of its own conference.").format(currency=currency),
        speech.not_confirmed(unconfirmed, currency),
        _("Amounts left out because they have no rate: {count}.").format(count=tongue.number(missing))
        if missing
        else "",
    )
    desc = described((step.label, step.text) for step in steps)
    svg = waterfall(steps, (_("total"), _("rise"), _("fall")), title=title, desc=desc)
    return Picture(title, svg, source)


def bridge_moves(bridge: Bridge, measure: str, tongue: Tongue) -> list[tuple[str, int]]:
    """Return what moved the total of a measure, in the order of a comparison; the amounts sum to the difference."""
    moves = [
        (tongue._(FIRST_TOLD[measure] if term == "first_told" else CAUSES[term]), bridge.terms[term]) for term in TERMS
    ]
    changed = sorted((reason, amount) for reason, amount in bridge.changed.items() if reason != UNEXPLAINED)
    moves += [(tongue._("changed: {reason}").format(reason=tongue.word(reason)), amount) for reason, amount in changed]
    moves += [
        (tongue._("changed without a reason"), bridge.unexplained),
        (tongue._(CAUSES["exchange"]), bridge.exchange),
    ]
    return [(capital(label), amount) for label, amount in moves if amount]


def portfolio_picture(
    rows: Sequence[TrendRow],
    by: str,
    tongue: Tongue,
    origin: str,
    unconfirmed: Mapping[str, tuple[int, int]] | None = None,
) -> Picture | None:
    """Return the money of one conference by donor, beneficiary, theme or project; None without any amount.

    Each measure is apart, because they are never summed. `unconfirmed` is, by measure, what donors have not confirmed.
    """
    from tracker.output.charts import Bar, BarColumn, bar_table

    speech = Speech(tongue)
    _ = speech._
    told = [measure for measure in MEASURES if any(getattr(row, measure) is not None for row in rows)]
    if not told:
        return None
    main, currency = main_measure(told), rows[0].currency
    known = [row for row in rows if any(getattr(row, measure) is not None for measure in told)]
    known.sort(key=lambda row: (-max(getattr(row, main) or 0, 0), row.group or ""))
    shown, rest = (known, []) if len(known) <= TOP + 1 else (known[:TOP], known[TOP:])
    lines = [(speech.group(by, row.group), {one: getattr(row, one) for one in told}) for row in shown]
    if rest:
        lines.append((speech.others(len(rest)), {one: _sum(getattr(row, one) for row in rest) for one in told}))
    colours, found = measure_colours(), [amounts for _label, amounts in lines]
    columns = [
        BarColumn(
            tongue.measure(measure),
            colours[measure],
            [
                Bar(speech.size(amounts[measure], currency), speech.short(amounts[measure], currency))
                for amounts in found
            ],
        )
        for measure in told
    ]
    total = _sum(getattr(row, main) for row in known) or 0
    first = getattr(known[0], main) or 0
    title = _(PORTFOLIO_TITLES[by]).format(
        measure=tongue.measure(main),
        conference=rows[0].conference,
        amount=tongue.money(total, currency),
        count=tongue.number(len(known)),
        first=speech.group(by, known[0].group).partition(" · ")[0],
        share=tongue.percent(_percent(first, total)),
    )
    without = sum(row.without_rate for row in rows)
    sides = [(tongue.word(measure), both[1]) for measure, both in (unconfirmed or {}).items()]
    source = sentences(
        origin,
        _("Amounts in {currency}.").format(currency=currency),
        speech.not_confirmed(sides, currency),
        _("Contributions left out because they have no rate: {count}.").format(count=tongue.number(without))
        if without
        else "",
    )
    desc = described(
        (label, ", ".join(f"{tongue.word(one)} {tongue.figure(amount, currency)}" for one, amount in amounts.items()))
        for label, amounts in lines
    )
    svg = bar_table([label for label, _amounts in lines], columns, title=title, desc=desc)
    return Picture(title, svg, source)


def _most(moves: list[tuple[str, int]], speech: Speech) -> list[tuple[str, int]]:
    """Return the largest moves, and the sum of all others."""
    moves.sort(key=lambda move: (-abs(move[1]), move[0]))
    if len(moves) <= TOP + 1:
        return moves
    rest = moves[TOP:]
    return [*moves[:TOP], (speech.others(len(rest)), sum(amount for _, amount in rest))]


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _percent(part: int, whole: int) -> int:
    return rounded(100 * part, whole) if whole > 0 else 0
