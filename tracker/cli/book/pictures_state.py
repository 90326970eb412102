"""Pictures of where projects are: the scorecard, risks, outcomes, and what administrations are served with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tracker.cli.book.pictures import LONGEST, TOP, Speech, figures_text, light_keys, sentences
from tracker.cli.briefs.brief_language import Tongue, capital
from tracker.insight.comparing.risk_matrix import SIDE, MatrixBridge, MatrixComparison, place_of
from tracker.output.paper import Picture
from tracker.rules.dates import last_day
from tracker.rules.words import (
    ACHIEVED,
    BEHIND,
    CANNOT_TELL,
    GOOD_LIGHTS,
    LIT,
    NOT_ASSESSED,
    OFF,
    ON_TRACK,
    RISK_LEVELS,
)

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.insight.comparing.risk_matrix import Matrix
    from tracker.insight.coordination.coverage import Coverage
    from tracker.insight.coordination.served import ServedPlace
    from tracker.insight.lights.scorecard import GoodShare, LightCount, Scorecard
    from tracker.insight.projects.outcomes import IndicatorRow
    from tracker.output.pages.charts import BarSegment

TEXTS = "pictures"

# The most rows and columns of a table of coverage, and the order of lights, with what needs attention first.
ROWS, COLUMNS = 30, 16
URGENT = (OFF, BEHIND, ON_TRACK, ACHIEVED, CANNOT_TELL)


def scorecard_picture(
    card: Scorecard, tongue: Tongue, origin: str, of: str | None = None, by: str | None = None
) -> Picture | None:
    """Return how many projects have which light, in each of LIT, or in `of` one of them `by` group; None without any.

    The shares to the right are of the projects that can be judged, and of their money.
    """
    from tracker.output.pages.charts import stacked

    if not card.projects:
        return None
    speech = Speech(tongue)
    _ = speech._
    code = card.conference.code
    if by is None:
        listed = [one for one in LIT if of in (None, one)]
        labels, whole, shares = [capital(tongue.word(one)) for one in listed], card.whole, card.good
        counts = [[row for row in whole if row.of == one] for one in listed]
        good = [next(share for share in shares if share.of == one) for one in listed]
        said = ", ".join(_good(tongue.word(share.of), share, speech) for share in good if share.rated)
        title = _("Projects at {conference}: {count}; achieved or on track: {listed}")
        title = title.format(conference=code, count=tongue.number(card.projects), listed=said or _("cannot be judged"))
    else:
        of = of or LIT[0]
        good = [share for share in card.good_by_group if share.of == of]
        good.sort(key=lambda share: (-share.good - share.rated - share.cannot_tell, share.group or ""))
        groups = [share.group for share in good]
        hidden = len(groups) - TOP if len(groups) > TOP + 1 else 0
        good, groups = good[: len(good) - hidden], groups[: len(groups) - hidden]
        labels = [speech.group(by, group) for group in groups]
        counts = [[row for row in card.groups if row.of == of and row.group == group] for group in groups]
        share = next(share for share in card.good if share.of == of)
        title = _("{what} at {conference}: {good} of {rated} projects that can be judged are achieved or on track")
        title = title.format(
            what=capital(tongue.word(of)),
            conference=code,
            good=tongue.number(share.good),
            rated=tongue.number(share.rated),
        )
        more = _("Not shown, with fewer projects: {count}.").format(count=tongue.number(hidden)) if hidden else ""
        origin = sentences(_("A project counts in each group that it belongs to."), more, origin)
    bars = [[_segment(row, tongue) for row in mine] for mine in counts]
    source = sentences(
        origin,
        _("Money: amounts {measure}, in {currency}.").format(measure=tongue.word(card.measure), currency=card.currency),
        _("Projects without an amount: {count}.").format(count=tongue.number(card.silent)) if card.silent else "",
        _("Amounts left out because they have no rate: {count}.").format(
            count=tongue.number(sum(row.contributions for row in card.without_rate))
        )
        if card.without_rate
        else "",
    )
    desc = figures_text(
        (label, ", ".join(f"{one.key} {one.text}" for one in bar if one.size))
        for label, bar in zip(labels, bars, strict=True)
    )
    notes = [_note(share, speech) for share in good]
    svg = stacked(labels, bars, light_keys(tongue), notes, title=title, desc=desc)
    return Picture(title, svg, source)


def _segment(row: LightCount, tongue: Tongue) -> BarSegment:
    from tracker.output.pages.charts import BarSegment

    return BarSegment(tongue.word(row.light), row.projects, tongue.number(row.projects))


def _good(label: str, share: GoodShare, speech: Speech) -> str:
    number = speech.tongue.number
    return speech._("{label} {good} of {rated}").format(label=label, good=number(share.good), rated=number(share.rated))


def _note(share: GoodShare, speech: Speech) -> str:
    """Return how much of what can be judged is good: `50% of 4 (before: 40%), 18% of the money`."""
    percent = speech.tongue.percent
    if not share.rated:
        return "–"
    said = speech._("{share} of {rated}").format(share=percent(share.percent), rated=speech.tongue.number(share.rated))
    if share.percent_before is not None:
        said += " (" + speech._("before: {share}").format(share=percent(share.percent_before)) + ")"
    if share.percent_money is not None:
        said += ", " + speech._("{share} of the money").format(share=percent(share.percent_money))
    return said


def risk_picture(found: Matrix | MatrixComparison, tongue: Tongue, origin: str) -> Picture | None:
    """Return the open risks by likelihood and impact, with what moved between two conferences; None without any."""
    from tracker.output.pages.charts import BLUE, ORANGE, HeatCell, heat

    speech = Speech(tongue)
    _ = speech._
    compared = isinstance(found, MatrixComparison)
    totals = {cell.cell: cell.to_total if isinstance(cell, MatrixBridge) else cell.total for cell in found.cells}
    before = {cell.cell: cell.from_total for cell in found.cells if isinstance(cell, MatrixBridge)}
    if not any(totals.values()) and not any(before.values()):
        return None
    looks = dict(zip(RISK_LEVELS, ((BLUE, 0.2), (ORANGE, 0.18), (ORANGE, 0.4), (ORANGE, 0.65)), strict=True))
    rows = []
    for likelihood in reversed(SIDE):
        line = []
        for impact in SIDE:
            cell, _likelihood, _impact, _score, level = place_of(f"{likelihood}x{impact}")
            colour, shade = looks[level or RISK_LEVELS[0]]
            moved = totals[cell] - before.get(cell, totals[cell])
            said = tongue.number(totals[cell]) if totals[cell] or moved else ""
            line.append(HeatCell(shade, said, _signed(moved, tongue) if moved else "", colour))
        rows.append(line)
    grave = sum(total for cell, total in totals.items() if place_of(cell)[4] in RISK_LEVELS[2:])
    code = found.pair.second.code if isinstance(found, MatrixComparison) else found.conference and found.conference.code
    title = _("Open risks at {conference}: {count}; high or critical: {grave}").format(
        conference=code or "–", count=tongue.number(sum(totals.values())), grave=tongue.number(grave)
    )
    if isinstance(found, MatrixComparison):
        title += "; " + _moves(found, speech)
    unknown = totals[NOT_ASSESSED]
    source = sentences(
        _("In small print: changes since {conference}.").format(conference=found.pair.first.code)
        if isinstance(found, MatrixComparison) and any(totals[cell] != before[cell] for cell in totals)
        else "",
        _("Not assessed, so not in the matrix: {count}.").format(count=tongue.number(unknown)) if unknown else "",
        origin,
    )
    sides = [tongue.number(one) for one in SIDE]
    desc = figures_text(
        (f"{_('likelihood')} {cell.partition('x')[0]}, {_('impact')} {cell.partition('x')[2]}", tongue.number(total))
        for cell, total in totals.items()
        if total and cell != NOT_ASSESSED
    )
    svg = heat(
        [*reversed(sides)],
        sides,
        rows,
        title=title,
        desc=desc,
        across=capital(_("impact")),
        down=capital(_("likelihood")),
        width=74,
        height=46 if compared else 40,
    )
    return Picture(title, svg, source)


def _moves(found: MatrixComparison, speech: Speech) -> str:
    """Return how many risks rose, fell, are new or gone since the earlier conference."""
    number, _ = speech.tongue.number, speech._
    scores = [(place_of(move.old)[3], place_of(move.new)[3]) for move in found.moves if move.old and move.new]
    counts = (
        (_("rose: {count}"), sum(old is not None and new is not None and new > old for old, new in scores)),
        (_("fell: {count}"), sum(old is not None and new is not None and new < old for old, new in scores)),
        (_("new: {count}"), sum(move.old is None for move in found.moves)),
        (_("no longer open: {count}"), sum(move.new is None for move in found.moves)),
    )
    said = ", ".join(text.format(count=number(count)) for text, count in counts if count) or _("none moved")
    return _("since {conference} {moves}").format(conference=found.pair.first.code, moves=said)


def coverage_picture(found: Coverage, conference: str, by: str, tongue: Tongue, origin: str) -> Picture | None:
    """Return which administration is served on which theme or measure; None where nothing is.

    Administrations and groups that have nothing are counted and not drawn.
    """
    from tracker.output.pages.charts import HeatCell, heat, shortened

    speech = Speech(tongue)
    _ = speech._
    now: dict[str, dict[str, int]] = {}
    was: dict[str, dict[str, int]] = {}
    for cell in found.cells:
        if cell.now:
            now.setdefault(cell.administration, {})[cell.group] = cell.now
        if cell.now or cell.was:
            was.setdefault(cell.administration, {})[cell.group] = cell.was if cell.was is not None else cell.now
    if not was:
        return None
    names = dict(found.groups)
    used = [code for code, _name in found.groups if any(code in cells for cells in was.values())]
    served = [code for code, _name in found.administrations if code in was]
    columns, rest = (
        (used, [])
        if len(used) <= COLUMNS + 1
        else _busiest(used, lambda one: sum(c.get(one, 0) for c in now.values()), COLUMNS)
    )
    rows, more = (
        (served, []) if len(served) <= ROWS + 1 else _busiest(served, lambda one: sum(now.get(one, {}).values()), ROWS)
    )

    def cells_of(administrations: Sequence[str]) -> list[HeatCell]:
        counts = [
            [sum(side.get(one, {}).get(group, 0) for one in administrations for group in groups) for side in (now, was)]
            for groups in [*([one] for one in columns), *([rest] if rest else [])]
        ]
        return [
            HeatCell(
                0.1 + 0.5 * min(1.0, new / most) if new else 0,
                tongue.number(new) if new or old else "",
                _signed(new - old, tongue) if new != old else "",
            )
            for new, old in counts
        ]

    most = max((max(cells.values()) for cells in now.values()), default=1)
    lines = [cells_of([one]) for one in rows] + ([cells_of(more)] if more else [])
    labels = [speech.group("beneficiary", one) for one in rows] + ([speech.others(len(more))] if more else [])
    named = {code: code or _("none") if by == "tfa" else speech.group("theme", code or "no theme") for code in names}
    heads = [shortened(named[code], 26) for code in columns]
    heads += [f"+{len(rest)}" if by == "tfa" else speech.others(len(rest))] if rest else []
    real = sum(1 for code, _name in found.groups if code)
    have = {code for cells in now.values() for code in cells if code}
    title = (
        _("Coverage at {conference}: {served} of {all} administrations, {groups} of {themes} measures of the TFA")
        if by == "tfa"
        else _("Coverage at {conference}: {served} of {all} administrations, {groups} of {themes} themes")
    )
    title = title.format(
        conference=conference,
        served=tongue.number(len(now)),
        all=tongue.number(len(found.administrations)),
        groups=tongue.number(len(have)),
        themes=tongue.number(real),
    )
    none = [
        speech.group("theme", code) if by == "theme" else code
        for code, _name in found.groups
        if code and code not in have
    ]
    source = sentences(
        _("Projects that are neither completed nor cancelled, each for all of its themes."),
        _("In small print: changes since {conference}.").format(conference=found.since) if found.since else "",
        _("No projects for: {themes}.").format(themes=tongue.listed(none)) if none else "",
        origin,
    )
    desc = figures_text(
        (one, ", ".join(f"{named[group]} {tongue.number(count)}" for group, count in now.get(one, {}).items()))
        for one in served
    )
    svg = heat(labels, heads, lines, title=title, desc=desc, slanted=by == "theme", height=38 if found.since else 26)
    return Picture(title, svg, source)


def _busiest(codes: Sequence[str], weight: Callable[[str], int], most: int) -> tuple[list[str], list[str]]:
    """Return those with the most, in their order, and all others."""
    chosen = set(sorted(codes, key=lambda code: (-weight(code), code))[:most])
    return [code for code in codes if code in chosen], [code for code in codes if code not in chosen]


def tiles_picture(places: Sequence[ServedPlace], conference: str, tongue: Tongue, origin: str) -> Picture | None:
    """Return a square for each country, and for each administration without one; None where there is none at all."""
    from tracker.output.pages.tiles import RegionTile, tile_grid

    if not places:
        return None
    _ = Speech(tongue)._
    most = max(len(place.projects) for place in places)
    tiles = [
        RegionTile(
            place.country,
            place.country or place.administrations[0],
            tongue.number(len(place.projects)),
            0.08 + 0.52 * len(place.projects) / most if place.projects else 0,
        )
        for place in places
    ]
    title = _("Countries and bodies with a project at {conference}: {served} of {all}").format(
        conference=conference,
        served=tongue.number(sum(bool(place.projects) for place in places)),
        all=tongue.number(len(places)),
    )
    source = sentences(_("Projects that are neither completed nor cancelled."), origin)
    desc = figures_text((tile.label, tile.text) for tile in tiles)
    return Picture(title, tile_grid(tiles, title=title, desc=desc), source)


def outcomes_picture(
    rows: Sequence[IndicatorRow], conference: Conference, tongue: Tongue, origin: str
) -> Picture | None:
    """Return how far each indicator is between its baseline and its target; None without any indicator.

    Those that need attention come first.
    """
    from tracker.output.pages.charts import BulletBar, bullets, shortened

    speech = Speech(tongue)
    _ = speech._
    known = [row for row in rows if row.code is not None and row.light is not None]
    if not known:
        return None
    known.sort(key=lambda row: (URGENT.index(row.light or CANNOT_TELL), row.code or ""))
    good = sum(row.light in GOOD_LIGHTS for row in known)
    judged = sum(row.light != CANNOT_TELL for row in known)
    title = _(
        "Indicators at {conference}: {count}; achieved or on track: {good} of {judged} that can be judged"
    ).format(
        conference=conference.code,
        count=tongue.number(len(known)),
        good=tongue.number(good),
        judged=tongue.number(judged),
    )
    hidden = known[TOP:] if len(known) > TOP + 1 else []
    shown = known[: len(known) - len(hidden)]
    made = [
        BulletBar(
            shortened(row.title or row.code or "", LONGEST + 6),
            None if row.progress is None else float(row.progress) / 100,
            _elapsed(row, conference),
            _values(row, speech),
            tongue.word(row.light),
        )
        for row in shown
    ]
    source = sentences(
        _("The bar shows the progress from the baseline to the target; ▲ shows the time that has passed."),
        _("Not shown: {count}.").format(count=tongue.number(len(hidden))) if hidden else "",
        origin,
    )
    desc = figures_text((row.code or "", f"{one.text}, {one.light}") for row, one in zip(shown, made, strict=True))
    words = _("baseline"), _("target"), _("time")
    return Picture(title, bullets(made, light_keys(tongue), words, title=title, desc=desc), source)


def _values(row: IndicatorRow, speech: Speech) -> str:
    """Return the values of an indicator: `21 → 14, target 10 days`."""
    from tracker.output.pages.charts import shortened

    number = speech.tongue.number
    unit = f" {row.unit}" if row.unit else ""
    start = "" if row.baseline is None else f"{number(row.baseline)} → "
    said = f"{start}{number(row.actual)}, " + speech._("target {target}").format(target=number(row.target))
    return shortened(said + unit, LONGEST)


def _elapsed(row: IndicatorRow, conference: Conference) -> float | None:
    """Return how much of the time until the target has passed, from 0 to 1; None where a date is unknown."""
    if row.baseline_date is None or row.target_date is None or conference.day is None:
        return None
    start, end, now = (last_day(day).toordinal() for day in (row.baseline_date, row.target_date, conference.day))
    return min(1.0, max(0.0, (now - start) / (end - start))) if end > start else None


def _signed(number: int, tongue: Tongue) -> str:
    return ("+" if number > 0 else "") + tongue.number(number)
