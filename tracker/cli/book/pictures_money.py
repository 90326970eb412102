"""Pictures of money: the bridge from one conference to the next, the portfolio, pledges and their fate, the trend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.cli.book.pictures import (
    TOP,
    Speech,
    figures_text,
    main_measure,
    measure_colours,
    sentences,
)
from tracker.cli.briefs.brief_language import CAUSES, FIRST_TOLD, Tongue, capital
from tracker.insight.comparing.bridge import TERMS, UNEXPLAINED, Bridge
from tracker.insight.conferences.followup import PLEDGE_OUTCOMES
from tracker.output.paper import Picture
from tracker.rules.decimals import rounded
from tracker.rules.languages import N_
from tracker.rules.rates import convert
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.insight.comparing.compare import Comparison
    from tracker.insight.comparing.trend import TrendRow
    from tracker.insight.conferences.followup import PledgeRow
    from tracker.rules.measured import Measured
    from tracker.rules.rates import Rates

TEXTS = "pictures"

PORTFOLIO_TITLES = {
    "donor": N_("{measure} at {conference}: {amount}; donors: {count}; largest: {first}, {share}"),
    "beneficiary": N_("{measure} at {conference}: {amount}; beneficiaries: {count}; largest: {first}, {share}"),
    "theme": N_("{measure} at {conference}: {amount}; themes: {count}; largest: {first}, {share}"),
    "project": N_("{measure} at {conference}: {amount}; projects: {count}; largest: {first}, {share}"),
}
BECAME = {
    "kept": N_("kept"),
    "partly": N_("partly kept"),
    "redenominated": N_("in another currency"),
    "allocated": N_("allocated to projects"),
    "dropped": N_("dropped"),
    "reduced": N_("reduced"),
    "re-dated": N_("re-dated"),
    "open": N_("still open"),
    "not told": N_("not reported since"),
}
# How many groups have a line of their own in a trend.
LINES = 5


def bridge_picture(
    comparison: Comparison, tongue: Tongue, origin: str, measure: str | None = None, by: str | None = None
) -> Picture | None:
    """Return how one measure moved between two conferences, cause by cause, or `by` group; None without any amount.

    Without a measure it is what is committed, else the most advanced measure that was reported.
    """
    from tracker.output.pages.charts import WaterfallStep, waterfall, waterfall_start

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
        WaterfallStep(
            pair.first.code,
            speech.length(bridge.from_total, currency),
            tongue.figure(bridge.from_total, currency),
            True,
        ),
        *(
            WaterfallStep(label, speech.length(amount, currency), tongue.signed(amount, currency))
            for label, amount in moves
        ),
        WaterfallStep(
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
    title = said.format(measure=tongue.measure(measure), amount=amount, first=pair.first.code, second=pair.second.code)
    start = waterfall_start(steps)
    begins = speech.short(round(start * 10 ** tongue.exponents[currency]), currency)
    codes = pair.first.code, pair.second.code
    unconfirmed = zip(codes, money.unconfirmed[measure], strict=True)
    twice = [(code, getattr(one.perhaps, measure) or 0) for code, one in zip(codes, comparison.twice, strict=True)]
    missing = len(money.no_rate[measure])
    source = sentences(
        _("The scale begins at {amount}, not at zero.").format(amount=begins) if start else "",
        origin,
        _("Amounts in {currency}, each by the rates of its own conference.").format(currency=currency),
        speech.not_confirmed(unconfirmed, currency),
        speech.counted_twice(twice, currency),
        _("Amounts left out because they have no rate: {count}.").format(count=tongue.number(missing))
        if missing
        else "",
    )
    desc = figures_text((step.label, step.text) for step in steps)
    svg = waterfall(steps, (_("total"), _("rise"), _("fall")), title=title, desc=desc, start=start)
    return Picture(title, svg, source)


def bridge_moves(bridge: Bridge, measure: str, tongue: Tongue) -> list[tuple[str, int]]:
    """Return what moved the total of a measure, in the order of a comparison; the amounts sum to the difference."""
    brief = tongue._  # these messages are in the catalogs of briefs
    moves = [
        (brief(FIRST_TOLD[measure] if term == "first_told" else CAUSES[term]), bridge.terms[term]) for term in TERMS
    ]
    changed = sorted((reason, amount) for reason, amount in bridge.changed.items() if reason != UNEXPLAINED)
    moves += [(brief("changed: {reason}").format(reason=tongue.word(reason)), amount) for reason, amount in changed]
    moves += [(brief("changed without a reason"), bridge.unexplained), (brief(CAUSES["exchange"]), bridge.exchange)]
    return [(capital(label), amount) for label, amount in moves if amount]


def portfolio_picture(
    rows: Sequence[TrendRow],
    by: str,
    tongue: Tongue,
    origin: str,
    unconfirmed: Mapping[str, tuple[int, int]] | None = None,
    twice: Measured | None = None,
) -> Picture | None:
    """Return the money of one conference by donor, beneficiary, theme or project; None without any amount.

    Each measure is apart, because they are never summed. `unconfirmed` is, by measure, what donors have not confirmed;
    `twice` is what may be counted twice.
    """
    from tracker.output.pages.charts import BarColumn, TableBar, bar_table

    speech = Speech(tongue)
    _ = speech._
    told = [measure for measure in MEASURES if any(getattr(row, measure) is not None for row in rows)]
    if not told:
        return None
    main, currency = main_measure(told), rows[0].currency
    known = [row for row in rows if any(getattr(row, measure) is not None for measure in told)]
    known.sort(key=lambda row: (-(getattr(row, main) or 0), row.group or ""))
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
                TableBar(speech.size(amounts[measure], currency), speech.short(amounts[measure], currency))
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
        speech.counted_twice([(tongue.word(one), getattr(twice, one) or 0) for one in told], currency) if twice else "",
        _("Contributions left out because they have no rate: {count}.").format(count=tongue.number(without))
        if without
        else "",
    )
    desc = figures_text(
        (label, ", ".join(f"{tongue.word(one)} {tongue.figure(amount, currency)}" for one, amount in amounts.items()))
        for label, amounts in lines
    )
    svg = bar_table([label for label, _amounts in lines], columns, title=title, desc=desc)
    return Picture(title, svg, source)


def pledges_picture(
    rows: Sequence[PledgeRow], first: Conference, second: Conference, rates: Rates, tongue: Tongue, origin: str
) -> Picture | None:
    """Return what became of the pledges of a conference by a later one; None without any pledge.

    `rates` are those of the earlier conference, by which the pledges are converted into the later one's currency.
    """
    from tracker.output.pages.charts import GREY, PALE_BLUE, BarColumn, TableBar, bar_table

    if not rows:
        return None
    speech = Speech(tongue)
    _ = speech._
    currency = second.currency
    factors = {row.currency: rates.factor(row.currency, currency) for row in rows}
    amounts = [None if (factor := factors[row.currency]) is None else convert(row.pledged, factor) for row in rows]
    lines = []
    for outcome in PLEDGE_OUTCOMES:
        mine = [amount for row, amount in zip(rows, amounts, strict=True) if row.outcome == outcome]
        if mine:
            lines.append((outcome, len(mine), _sum(mine)))
    whole = _sum(amounts) or 0
    kept = sum(count for outcome, count, _amount in lines if outcome == "kept")
    money = sum(amount or 0 for outcome, _count, amount in lines if outcome == "kept")
    title = _("Pledges of {conference}: {kept} of {count} kept, {share} of the money").format(
        conference=first.code,
        kept=tongue.number(kept),
        count=tongue.number(len(rows)),
        share=tongue.percent(_percent(money, whole)),
    )
    columns = [
        BarColumn(
            _("Pledges"), GREY, [TableBar(count, tongue.number(count)) for _outcome, count, _amount in lines], "count"
        ),
        BarColumn(
            tongue.measure("pledged"),
            PALE_BLUE,
            [
                TableBar(speech.size(amount, currency), tongue.figure(amount, currency))
                for _outcome, _count, amount in lines
            ],
        ),
    ]
    labels = [capital(_(BECAME[outcome])) for outcome, _count, _amount in lines]
    missing = sum(amount is None for amount in amounts)
    source = sentences(
        origin,
        _("Amounts in {currency}, by the rates of {conference}.").format(currency=currency, conference=first.code),
        _("Pledges whose last report has not been confirmed by the donor: {count}.").format(
            count=tongue.number(sum(row.unconfirmed for row in rows))
        )
        if any(row.unconfirmed for row in rows)
        else "",
        _("Amounts left out because they have no rate: {count}.").format(count=tongue.number(missing))
        if missing
        else "",
    )
    desc = figures_text(
        (label, f"{tongue.number(count)}, {tongue.figure(amount, currency)}")
        for label, (_outcome, count, amount) in zip(labels, lines, strict=True)
    )
    return Picture(title, bar_table(labels, columns, title=title, desc=desc), source)


def trend_picture(
    rows: Sequence[TrendRow], tongue: Tongue, origin: str, by: str | None = None, measure: str | None = None
) -> Picture | None:
    """Return the money of several conferences, in the order of the rows: each measure, or one `by` group.

    None where fewer than two conferences have an amount.
    """
    from tracker.output.pages.charts import (
        BLUE,
        GREY,
        ORANGE,
        PALE_BLUE,
        PALE_ORANGE,
        ChartLine,
        line_chart,
        nice_ticks,
        shortened,
    )

    speech = Speech(tongue)
    _ = speech._
    told = [one for one in MEASURES if any(getattr(row, one) is not None for row in rows)]
    told = told if measure is None else [one for one in told if one == measure]
    listed = list(dict.fromkeys(row.conference for row in rows if any(getattr(row, one) is not None for one in told)))
    if len(listed) < 2:
        return None
    often = [one for one in told if len({row.conference for row in rows if getattr(row, one) is not None}) > 1]
    main, currency = main_measure(often or told), rows[-1].currency
    totals = {code: _sum(getattr(row, main) for row in rows if row.conference == code) for code in listed}
    if by is None:
        colours = measure_colours()
        found = [
            (tongue.measure(one), colours[one], {row.conference: getattr(row, one) for row in rows}) for one in told
        ]
    else:
        groups: dict[str | None, dict[str, int | None]] = {}
        for row in rows:
            if getattr(row, main) is not None:
                groups.setdefault(row.group, {})[row.conference] = getattr(row, main)
        order = sorted(groups, key=lambda group: (-max([0, *filter(None, groups[group].values())]), group or ""))
        rest = order[LINES:] if len(order) > LINES + 1 else []
        palette = (BLUE, ORANGE, PALE_BLUE, PALE_ORANGE, GREY, BLUE)
        shown = order[: len(order) - len(rest)]
        found = [
            (shortened(speech.group(by, group).partition(" · ")[0], 20), palette[place], groups[group])
            for place, group in enumerate(shown)
        ]
        if rest:
            summed = {code: _sum(groups[group].get(code) for group in rest) for code in listed}
            found.append((speech.others(len(rest)), palette[-1], summed))
    made, texts = [], []
    for place, (label, colour, amounts) in enumerate(found):
        values = [amounts.get(code) for code in listed]
        last = next((value for value in reversed(values) if value is not None), None)
        sizes = [speech.size(value, currency) for value in values]
        made.append(ChartLine(f"{label} {speech.short(last, currency)}", colour, sizes, dashed=place >= LINES))
        texts.append((label, ", ".join(f"{code} {tongue.figure(amounts.get(code), currency)}" for code in listed)))
    known = [value for line in made for value in line.values if value is not None]
    unit = 10 ** tongue.exponents[currency]
    ticks = [
        (at, speech.short(round(at * unit), currency)) for at in nice_ticks(min([0.0, *known]), max([0.0, *known]))
    ]
    ends = [(code, total) for code in listed if (total := totals[code]) is not None]
    amounts_said = [tongue.money(amount, currency) for _code, amount in ends]
    if len(ends) == 1:
        title = _("{measure}: {amount} at {conference}").format(
            measure=tongue.measure(main), amount=amounts_said[0], conference=ends[0][0]
        )
    else:
        title = _("{measure}: {first} at {first_conference}, {last} at {last_conference}").format(
            measure=tongue.measure(main),
            first=amounts_said[0],
            first_conference=ends[0][0],
            last=amounts_said[-1],
            last_conference=ends[-1][0],
        )
    without = sum(row.without_rate for row in rows)
    source = sentences(
        origin,
        _("Amounts in {currency}, each by the rates of its own conference.").format(currency=currency),
        _("Contributions left out because they have no rate: {count}.").format(count=tongue.number(without))
        if without
        else "",
    )
    return Picture(title, line_chart(listed, made, ticks, title=title, desc=figures_text(texts)), source)


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


def _percent(part: int, whole: int) -> int | None:
    return rounded(100 * part, whole) if whole > 0 else None
