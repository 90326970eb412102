"""Pictures of where projects are: the scorecard, risks, outcomes, and what administrations are served with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli.book.pictures import TOP, Speech, described, light_keys, sentences
from tracker.cli.briefs.brief_language import Tongue, capital
from tracker.output.paper import Picture
from tracker.rules.words import LIT

if TYPE_CHECKING:
    from tracker.insight.lights.scorecard import GoodShare, LightCount, Scorecard
    from tracker.output.charts import Segment

TEXTS = "pictures"


def scorecard_picture(
    card: Scorecard, tongue: Tongue, origin: str, of: str | None = None, by: str | None = None
) -> Picture | None:
    """Return how many projects have which light, in each of LIT, or in `of` one of them `by` group; None without any.

    The shares to the right are of the projects that can be judged, and of their money.
    """
    from tracker.output.charts import stacked

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
        title = _("{what} at {conference}: achieved or on track are {good} of {rated} projects that can be judged")
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
        _("Money is what is {measure}, in {currency}.").format(
            measure=tongue.word(card.measure), currency=card.currency
        ),
        _("Projects without an amount: {count}.").format(count=tongue.number(card.silent)) if card.silent else "",
        _("Amounts left out because they have no rate: {count}.").format(
            count=tongue.number(sum(row.contributions for row in card.without_rate))
        )
        if card.without_rate
        else "",
    )
    desc = described(
        (label, ", ".join(f"{one.key} {one.text}" for one in bar if one.size))
        for label, bar in zip(labels, bars, strict=True)
    )
    notes = [_note(share, speech) for share in good]
    svg = stacked(labels, bars, light_keys(tongue), notes, title=title, desc=desc)
    return Picture(title, svg, source)


def _segment(row: LightCount, tongue: Tongue) -> Segment:
    from tracker.output.charts import Segment

    return Segment(tongue.word(row.light), row.projects, tongue.number(row.projects))


def _good(label: str, share: GoodShare, speech: Speech) -> str:
    number = speech.tongue.number
    return speech._("{label} {good} of {rated}").format(label=label, good=number(share.good), rated=number(share.rated))


def _note(share: GoodShare, speech: Speech) -> str:
    """Return how much of what can be judged is good: `50% of 4, 18% of the money`."""
    percent = speech.tongue.percent
    if not share.rated:
        return "–"
    said = speech._("{share} of {rated}").format(share=percent(share.percent), rated=speech.tongue.number(share.rated))
    if share.percent_money is None:
        return said
    return said + ", " + speech._("{share} of the money").format(share=percent(share.percent_money))
