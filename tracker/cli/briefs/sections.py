"""The sections that briefs about donors, beneficiaries and projects have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.cli.briefs.brief_language import MOVES, Tongue, capital
from tracker.cli.briefs.brief_tables import Said, table
from tracker.cli.columns import several_evaluators
from tracker.insight.comparing.bridge import UNEXPLAINED
from tracker.output import UNKNOWN, Column
from tracker.output.paper import PaperSection
from tracker.rules.languages import N_
from tracker.rules.words import BEHIND, LIT, OFF

if TYPE_CHECKING:
    from tracker.insight.briefs.brief import BriefCounts, Danger, Lag
    from tracker.insight.briefs.pledges import UnkeptPledge
    from tracker.insight.briefs.questions import PartnerQuestion
    from tracker.insight.briefs.setting import Setting
    from tracker.insight.coordination.needs import NeedRow
    from tracker.insight.coordination.offers import OfferRow
    from tracker.insight.lights.behind import ProjectLights
    from tracker.insight.people.trainings import AttendedRow
    from tracker.insight.projects.evaluations import BesideRow
    from tracker.insight.projects.milestones import MilestoneRow

TEXTS = "brief"

STATES = {"told": N_("still open"), "not presented": N_("not presented"), "ended": N_("ended: {reason}")}


def pledges(tongue: Tongue, where: Setting, found: Sequence[UnkeptPledge], *, donors: bool) -> PaperSection:
    """Return the section on the pledges that were not kept."""
    _ = tongue._
    heading = _("Pledges not kept")
    if not found:
        return PaperSection(heading, text=[_("No pledge of an earlier conference is outstanding.")])
    code = "{0.contribution}, {0.donor}  " if donors else "{0.contribution}  "
    said = [
        Said(
            Column("contribution", _("Contribution"), flex=True),
            lambda one: code.format(one) + tongue.names.text(one.project, "title", one.title),
        ),
        Said(Column("currency", "", "code"), lambda one: one.currency),
        Said(Column("pledged", _("Pledged"), "number"), lambda one: tongue.figure(one.pledged, one.currency)),
        Said(Column("committed", _("Committed"), "number"), lambda one: tongue.figure(one.committed, one.currency)),
        Said(
            Column("disbursed", _("Disbursed"), "number", priority=3),
            lambda one: tongue.figure(one.disbursed, one.currency),
            any(one.disbursed is not None for one in found),
        ),
        Said(
            Column("outstanding", _("Outstanding"), "number"), lambda one: tongue.figure(one.outstanding, one.currency)
        ),
        Said(Column("since", _("Since (age)"), priority=2), lambda one: f"{one.since} ({tongue.number(one.age)})"),
        Said(
            Column("state", _("State"), priority=1),
            lambda one: _(STATES[one.state]).format(reason=tongue.word(one.ended_reason)),
            any(one.state != "told" for one in found),
        ),
    ]
    sums: dict[str, int] = {}
    for one in found:
        sums[one.currency] = sums.get(one.currency, 0) + one.outstanding
    total = ", ".join(tongue.money(amount, currency) for currency, amount in sorted(sums.items()))
    remark = _(
        "Outstanding in total: {total}. Outstanding is the part of a pledge for which no commitment and no payment "
        "was reported. Age counts the conferences since the pledge was first reported, even if it was repeated."
    )
    return table(heading, found, said, remark=remark.format(total=total))


def needs(tongue: Tongue, found: Sequence[NeedRow], *, of_donor: bool) -> PaperSection:
    """Return the section on what a beneficiary asks for, or on what a donor was asked for."""
    _ = tongue._
    said = [
        Said(Column("need", _("Need"), "code"), lambda one: one.code),
        Said(
            Column("of", _("Of"), flex=True),
            lambda one: ", ".join(filter(None, (*one.beneficiaries, one.whose))),
            of_donor,
        ),
        Said(Column("text", _("What"), flex=True), lambda one: one.text or ", ".join(one.themes)),
        Said(Column("measures", _("TFA"), priority=3), lambda one: ", ".join(one.measures)),
        Said(Column("due", _("Due"), priority=2), lambda one: tongue.date(one.due)),
        Said(Column("status", _("Status")), lambda one: tongue.word(one.status)),
        Said(Column("replies", _("Replies"), flex=True), lambda one: _replies(tongue, one)),
        Said(
            Column("age", _("Conferences"), "number", priority=1),
            lambda one: tongue.number(one.carried),
            any(one.carried is not None for one in found),
        ),
    ]
    remark = ""
    if said[-1].shown:
        remark = _("Conferences: the number of conferences to which a need was carried forward since it was raised.")
    return table(_("Needs"), found, said, spare=["measures"], remark=remark)


def offers(tongue: Tongue, found: Sequence[OfferRow]) -> PaperSection:
    """Return the section on what a donor offers."""
    _ = tongue._
    said = [
        Said(Column("offer", _("Offer"), "code"), lambda one: one.code),
        Said(Column("programme", _("Programme"), flex=True), lambda one: one.programme),
        Said(Column("period", _("Period"), priority=2), lambda one: _period(tongue, one)),
        Said(
            Column("themes", _("Themes"), flex=True, priority=4),
            lambda one: ", ".join(filter(None, (*map(tongue.names.word, one.themes), one.theme_words))),
        ),
        Said(
            Column("places", _("Places"), flex=True, priority=3),
            lambda one: ", ".join(filter(None, (*map(tongue.names.word, one.place_names), one.place_words))),
        ),
        Said(
            Column("amount", _("Amount"), "number"),
            lambda one: tongue.money(one.amount, one.currency) if one.amount is not None else UNKNOWN,
        ),
        Said(Column("amount_is", _("Amount is"), flex=True, priority=5), lambda one: _amount_is(tongue, one)),
        Said(Column("status", _("Status")), lambda one: tongue.word(one.status) if one.status else UNKNOWN),
        Said(
            Column("left", _("Left"), "number", priority=1),
            lambda one: tongue.money(one.left, one.currency) if one.left is not None else "",
        ),
    ]
    spare = ["period", "themes", "places", "amount", "amount_is", "status", "left"]
    remark = _("An offer is not a pledge, and is not included in totals.")
    return table(_("Offers"), found, said, spare=spare, remark=remark)


def _period(tongue: Tongue, offer: OfferRow) -> str:
    """`2012 – 2015`; `2012 –` if the end is not known."""
    days = [tongue.date(day) if day else "" for day in (offer.start, offer.end)]
    return " – ".join(days).strip() if any(days) else ""


def _amount_is(tongue: Tongue, offer: OfferRow) -> str:
    return offer.amount_words or (tongue.word(offer.amount_is) if offer.amount_is else "")


def _replies(tongue: Tongue, row: NeedRow) -> str:
    """`EU would (8.2(b)); NORAD: asked, silent`."""
    _ = tongue._
    replied = []
    for one in row.replies:
        donor, _space, rest = one.partition(" ")
        answer, mark, part = rest.partition(" (")
        replied.append(f"{donor} {tongue.word(answer)}{mark}{part}")
    return (
        "; ".join([*replied, *(_("{donor}: asked, no answer").format(donor=donor) for donor in row.silent)]) or UNKNOWN
    )


def dangers(tongue: Tongue, where: Setting, found: Sequence[Danger], known: BriefCounts) -> PaperSection:
    """Return the section on the risks that rose, and those that are high or critical."""
    _ = tongue._
    heading = _("Risks that rose, or are high or critical")
    if not found:
        none = _("No risk rose, and none is high or critical.") if known.risks else _("No open risk was reported.")
        return PaperSection(heading, text=[none])
    since = where.before is not None
    said = [
        Said(Column("risk", _("Risk"), "code"), lambda one: one.code),
        Said(Column("event", _("Event"), flex=True), lambda one: one.event or ""),
        Said(Column("old", _("Was"), "number", priority=1), lambda one: tongue.number(one.old), since),
        Said(Column("score", _("Score"), "number"), lambda one: tongue.number(one.score)),
        Said(Column("level", _("Level")), lambda one: tongue.word(one.level)),
        Said(
            Column("change", _("Since last time"), priority=2), lambda one: _(MOVES[one.change or "unchanged"]), since
        ),
        Said(Column("owner", _("Owner"), flex=True, priority=3), lambda one: one.owner or ""),
    ]
    return table(heading, found, said, spare=["owner"])


def lights(tongue: Tongue, found: Sequence[ProjectLights]) -> Iterator[PaperSection]:
    """Yield the lights of projects in a word each, then the reasons of those that are behind or off."""
    _ = tongue._
    if not found:
        return
    said = [Said(Column("project", _("Project"), "code"), lambda one: one.project)]
    said += [
        Said(Column(of, capital(tongue.word(of))), lambda one, place=place: tongue.word(one.lights[place].light))  # type: ignore[misc]
        for place, of in enumerate(LIT)
    ]
    yield table(_("On track or behind"), found, said)
    late = [
        (one, of, light)
        for one in found
        for of, light in zip(LIT, one.lights, strict=True)
        if light.light in (BEHIND, OFF)
    ]
    if late:
        why = [
            Said(Column("project", _("Project"), "code"), lambda row: row[0].project),
            Said(Column("of", _("Aspect")), lambda row: tongue.word(row[1])),
            Said(Column("light", _("State")), lambda row: tongue.word(row[2].light)),
            Said(Column("why", _("Why"), flex=True), lambda row: tongue.reason(row[2])),
        ]
        yield table(_("Behind or off"), late, why, level=2)


def lights_of_project(tongue: Tongue, found: Sequence[ProjectLights]) -> Iterator[PaperSection]:
    """Yield the lights of one project, each with its reason."""
    _ = tongue._
    for one in found:
        said = [
            Said(Column("of", _("Aspect")), lambda row: capital(tongue.word(row[0]))),
            Said(Column("light", _("State")), lambda row: tongue.word(row[1].light)),
            Said(Column("why", _("Why"), flex=True), lambda row: tongue.reason(row[1])),
        ]
        yield table(_("On track or behind"), zip(LIT, one.lights, strict=True), said)


def evaluations(tongue: Tongue, found: Sequence[BesideRow], *, by_project: bool = False) -> Iterator[PaperSection]:
    """Yield the latest ratings of each kind side by side, as published; none where nothing was evaluated."""
    _ = tongue._
    if not found:
        return

    several = several_evaluators(found)

    def rated(rating: str | None, date: str | None, by: str | None) -> str:
        if rating is None:
            return ""
        day = "" if date is None else date if date.startswith("FY") else tongue.date(date)
        return ", ".join(filter(None, (rating, day, by if several else None)))

    said = [
        Said(Column("project", _("Project"), "code"), lambda row: row.project or "", by_project),
        Said(Column("criterion", _("Criterion"), flex=True), lambda row: row.criterion),
        Said(Column("own", _("Self"), flex=True), lambda row: rated(row.self_rating, row.self_date, row.self_by)),
        Said(
            Column("validated", _("Validated"), flex=True),
            lambda row: rated(row.validated_rating, row.validated_date, row.validated_by),
        ),
        Said(
            Column("independent", _("Independent"), flex=True),
            lambda row: rated(row.independent_rating, row.independent_date, row.independent_by),
        ),
        Said(
            Column("other", _("Kind not stated"), flex=True),
            lambda row: rated(row.other_rating, row.other_date, row.other_by),
        ),
    ]
    yield table(_("Evaluations"), found, said, spare=("own", "validated", "independent", "other"))


def trainings(tongue: Tongue, found: Sequence[AttendedRow], *, own: bool = False) -> Iterator[PaperSection]:
    """Yield trainings by date, with the seats of all who attended, or `own` ones; these are never added up."""
    _ = tongue._
    if not found:
        return

    def persons(row: AttendedRow) -> str:
        number = tongue.number(row.persons)
        return number if row.stated is None else f"{tongue.word(row.stated)} {number}"

    said = [
        Said(Column("training", _("Training"), "code"), lambda row: row.code),
        Said(Column("title", _("Title"), flex=True), lambda row: row.title),
        Said(Column("date", _("Date"), priority=1), lambda row: tongue.date(row.start)),
        Said(
            Column("funders", _("Funded by"), flex=True, priority=2),
            lambda row: ", ".join(map(tongue.names.organisation, row.funders)),
        ),
        Said(Column("persons", _("Its officers") if own else _("Participants"), "number"), persons),
        Said(Column("women", _("Women"), "number", priority=3), lambda row: tongue.number(row.women)),
    ]
    remark = _("Participants are not added up, because one person may attend several trainings.")
    yield table(_("Trainings"), found, said, remark=remark, spare=("funders", "women"))


def lags(tongue: Tongue, found: Sequence[Lag], known: BriefCounts) -> PaperSection:
    """Return the section on the outcomes that are behind or off."""
    _ = tongue._
    heading = _("Outcomes behind or off")
    if not found:
        if not known.indicators:
            none = _("No indicator was reported.")
        elif not known.judged:
            none = _("Indicators were reported, but without the values and dates by which they could be judged.")
        else:
            none = _("No indicator that can be judged is behind.")
        return PaperSection(heading, text=[none])
    return outcomes(tongue, heading, found)


def outcomes(tongue: Tongue, heading: str, found: Sequence[Lag]) -> PaperSection:
    """Return a table of indicators: where each began, is and shall be, and how much of the time has elapsed."""
    _ = tongue._
    said = [
        Said(Column("indicator", _("Indicator"), "code"), lambda one: one.code),
        Said(Column("title", _("Title"), flex=True, priority=1), lambda one: one.title or ""),
        Said(Column("baseline", _("Baseline"), "number", priority=3), lambda one: tongue.number(one.baseline)),
        Said(Column("target", _("Target"), "number"), lambda one: tongue.quantity(one.target, one.unit)),
        Said(Column("by", _("By"), priority=2), lambda one: tongue.date(one.target_date)),
        Said(Column("actual", _("Actual"), "number"), lambda one: tongue.number(one.actual)),
        Said(Column("way", _("Way"), "number"), lambda one: tongue.percent(one.way)),
        Said(Column("time", _("Time"), "number"), lambda one: tongue.percent(one.time)),
        Said(Column("light", _("State")), lambda one: tongue.word(one.light)),
    ]
    remark = _(
        "Progress is the part of the distance from baseline to target covered so far; time is the part of the time "
        "that has passed."
    )
    return table(heading, found, said, remark=remark)


def overdue(tongue: Tongue, found: Sequence[MilestoneRow], known: BriefCounts) -> PaperSection:
    """Return the section on the milestones that are overdue."""
    _ = tongue._
    heading = _("Milestones overdue")
    if not found:
        none = _("No milestone is overdue.") if known.milestones else _("No milestone was reported.")
        return PaperSection(heading, text=[none])
    said = [
        Said(Column("milestone", _("Milestone"), "code"), lambda one: one.code),
        Said(Column("title", _("Title"), flex=True), lambda one: one.title),
        Said(Column("first", _("First planned")), lambda one: tongue.date(one.first_planned)),
        Said(Column("planned", _("Planned now")), lambda one: tongue.date(one.planned)),
    ]
    return table(heading, found, said)


def questions(tongue: Tongue, where: Setting, found: Sequence[PartnerQuestion]) -> PaperSection:
    """Return the section on what to ask."""
    _ = tongue._
    points = list(asked(tongue, where, found))
    return PaperSection(_("Open questions"), text=[] if points else [_("None.")], points=points)


def asked(tongue: Tongue, where: Setting, found: Sequence[PartnerQuestion]) -> Iterator[str]:
    """Yield the questions in words, those of a kind together."""
    _ = tongue._

    def of(kind: str) -> list[PartnerQuestion]:
        return [one for one in found if one.kind == kind]

    def codes(rows: Iterable[PartnerQuestion]) -> str:
        return tongue.listed(one.contribution or one.project for one in rows)

    if rows := of("not presented"):
        yield _("Presented last time but not this time: {codes}. What became of them?").format(codes=codes(rows))
    for one in of(UNEXPLAINED):
        rose = (one.amount or 0) > 0
        said = (
            _("{code}: {measure} is up by {amount}, and no reason is given. Why?")
            if rose
            else _("{code}: {measure} is down by {amount}, and no reason is given. Why?")
        )
        amount = tongue.money(abs(one.amount or 0), one.currency or "")
        yield said.format(code=one.contribution, measure=tongue.measure(one.measure or ""), amount=amount)
    for one in of("paid beyond commitment"):
        said = _("{code}: {amount} more was disbursed than committed. Which of the two is right?")
        yield said.format(code=one.contribution, amount=tongue.money(one.amount or 0, one.currency or ""))
    unconfirmed = of("not confirmed")
    for answer, said in (
        ("not asked", _("No confirmation was requested for {codes}. Is the information still correct?")),
        ("asked", _("Asked, but not answered yet: {codes}.")),
        ("no answer", _("No answer was received about {codes}. Is the information still correct?")),
        ("declined", _("The donor declined to confirm {codes}. Is the information still correct?")),
    ):
        if rows := [one for one in unconfirmed if one.answer == answer]:
            since = sorted({one.since for one in rows if one.since})
            carried = " " + _("It was carried over from {conference}.").format(conference=", ".join(since))
            yield said.format(codes=codes(rows)) + (carried if since else "")
    if rows := of("amount unknown"):
        yield _("No amount was reported: {codes}. How much is it?").format(codes=codes(rows))
    for currency in sorted({one.currency or "" for one in of("no rate")}):
        said = _(
            "{conference} has no rate from {currency} to {reporting}, so {codes} is not included in totals in "
            "{reporting}."
        )
        listed = codes(one for one in of("no rate") if one.currency == currency)
        yield said.format(currency=currency, reporting=where.told.currency, conference=where.told.code, codes=listed)
    for kind, said in (
        ("no donor", _("No donor yet: {codes}. Who could pay?")),
        ("no beneficiary", _("No beneficiary is named: {codes}. Who is it for?")),
        ("shares not given", _("The shares of the beneficiaries are not given: {codes}.")),
    ):
        if rows := of(kind):
            yield said.format(codes=codes(rows))
    if rows := of("shares do not total 100"):
        each = tongue.listed(f"{one.project} ({tongue.share(one.share)})" for one in rows)
        yield _("The shares of the beneficiaries do not total 100: {codes}.").format(codes=each)
