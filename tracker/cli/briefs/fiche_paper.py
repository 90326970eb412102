"""The fiche of a project, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.cli.briefs import changes, sections
from tracker.cli.briefs.brief_language import MOVES, Tongue, capital
from tracker.cli.briefs.brief_tables import Said, table
from tracker.cli.briefs.party_paper import money_columns, money_remarks, told_measures, total_columns, total_lines
from tracker.output import UNKNOWN, Column
from tracker.output.paper import PaperSection
from tracker.rules.figures import period_text
from tracker.rules.text import fold
from tracker.rules.words import NOT_ASSESSED, OVERALL

if TYPE_CHECKING:
    from tracker.insight.briefs.brief import Danger
    from tracker.insight.briefs.fiche import Fiche, Hazard
    from tracker.insight.comparing.presence import ClassedProject
    from tracker.insight.projects.ratings import RatingRow

TEXTS = "brief"


def title(fiche: Fiche, tongue: Tongue) -> tuple[str, str]:
    """Return the title and the type of the paper."""
    card = fiche.card.facts
    said = tongue._("Project fiche for {conference}").format(conference=tongue.conference(fiche.setting.asked))
    return f"{card.code}  {tongue.names.text(card.code, 'title', card.title)}", said


def facts(fiche: Fiche, tongue: Tongue) -> list[tuple[str, str]]:
    """Return the key facts of the project."""
    _ = tongue._
    card = fiche.card.facts
    status = tongue.status(card.status, card.progress)
    if fiche.seeking:
        status = _("{status}, seeking funding").format(status=status)
    known = [
        (_("Status"), status),
        (_("Themes"), ", ".join(map(tongue.names.word, fiche.card.themes))),
        (_("Scope"), tongue._(card.scope) if card.scope else ""),
        (_("Lead organisation"), tongue.organisation(card.lead) if card.lead else ""),
        (_("Implementing organisation"), tongue.organisation(card.implementer) if card.implementer else ""),
        (_("Planned dates"), period_text(card.start, card.end, tongue.language) or ""),
        (_("Actual dates"), _actual(fiche, tongue)),
        (_("Part of"), card.parent or ""),
        (_("Parts"), ", ".join(fiche.card.parts)),
        (_("Follows on from"), ", ".join(fiche.card.succeeds)),
        (_("Continued by"), ", ".join(fiche.card.succeeded_by)),
        (_("IATI identifier"), card.iati_identifier or ""),
    ]
    return [(label, value) for label, value in known if value]


def parts(fiche: Fiche, tongue: Tongue) -> Iterator[PaperSection]:
    """Yield everything after the facts, in the usual order of project fiches."""
    _ = tongue._
    card, where = fiche.card.facts, fiche.setting
    said = tongue.not_told_yet(where)
    if card.conference is None:
        said = [
            *said,
            _("It was not reported to {conference}. This is what the register contains.").format(
                conference=where.told.code
            ),
        ]
    if said:
        yield PaperSection(text=said)
    yield from sections.lights_of_project(tongue, fiche.lights)
    yield _text(_("Objective"), card.objective, "objective", fiche, tongue)
    yield _text(_("Implementation plan"), card.plan, "implementation_plan", fiche, tongue)
    yield from _milestones(fiche, tongue)
    yield _text(_("Expected outcomes"), card.expected_outcomes, "expected_outcomes", fiche, tongue)
    yield from _indicators(fiche, tongue)
    yield _risks(fiche, tongue)
    yield from sections.evaluations(tongue, fiche.card.evaluations)
    yield from sections.trainings(tongue, fiche.trainings)
    yield from _budget(fiche, tongue)
    yield _beneficiaries(fiche, tongue)
    yield from changes.changes(tongue, where, fiche.moves, _others(fiche), fiche.fields, fiche.results)
    if fiche.pledges:
        yield sections.pledges(tongue, where, fiche.pledges, donors=True)
    yield _history(fiche, tongue)
    yield from _papers(fiche, tongue)
    decided = [text for text in (card.decision,) if text]
    yield PaperSection(_("Decisions"), text=decided or [_("None recorded.")])
    if card.note:
        yield PaperSection(_("Note"), text=[card.note])
    yield sections.questions(tongue, where, fiche.questions)


def _actual(fiche: Fiche, tongue: Tongue) -> str:
    card = fiche.card.facts
    if card.actual_start and not card.actual_end:
        return tongue._("since {date}").format(date=tongue.date(card.actual_start))
    return period_text(card.actual_start, card.actual_end, tongue.language) or ""


def _others(fiche: Fiche) -> list[ClassedProject]:
    """Return the projects with their classes, without this one if it only continues, which is no news."""
    return [one for one in fiche.classes if one.code != fiche.card.facts.code or one.kind != "continuing"]


def _text(heading: str, text: str | None, field: str, fiche: Fiche, tongue: Tongue) -> PaperSection:
    if not text:
        return PaperSection(heading, text=[tongue._("Not recorded.")])
    return PaperSection(heading, text=[tongue.names.text(fiche.card.facts.code, field, text)])


def _milestones(fiche: Fiche, tongue: Tongue) -> Iterator[PaperSection]:
    _ = tongue._
    if not fiche.milestones:
        return
    late = {row.code for row in fiche.overdue}
    said = [
        Said(Column("milestone", _("Milestone"), "code"), lambda row: _own(row.code)),
        Said(Column("title", _("Title"), flex=True), lambda row: row.title),
        Said(Column("first", _("First planned"), priority=1), lambda row: tongue.date(row.first_planned)),
        Said(Column("planned", _("Planned now")), lambda row: tongue.date(row.planned)),
        Said(
            Column("reached", _("Reached")),
            lambda row: _("overdue") if row.code in late else tongue.date(row.reached),
        ),
    ]
    yield table(_("Milestones"), fiche.milestones, said, level=2)


def _indicators(fiche: Fiche, tongue: Tongue) -> Iterator[PaperSection]:
    _ = tongue._
    if not fiche.indicators:
        yield PaperSection(_("Indicators"), 2, text=[_("No indicator was reported.")])
        return
    said = [
        Said(Column("indicator", _("Indicator"), "code"), lambda row: _own(row.code) if row.code else row.outcome),
        Said(Column("title", _("Title"), flex=True), lambda row: row.title or row.outcome_title),
        Said(Column("baseline", _("Baseline"), "number", priority=2), lambda row: tongue.number(row.baseline)),
        Said(Column("target", _("Target"), "number"), lambda row: tongue.quantity(row.target, row.unit)),
        Said(Column("by", _("By"), priority=1), lambda row: tongue.date(row.target_date)),
        Said(Column("actual", _("Actual"), "number"), lambda row: tongue.number(row.actual)),
        Said(Column("way", _("Way"), "number", priority=3), lambda row: tongue.percent(row.progress)),
        Said(
            Column("light", _("State"), priority=4),
            lambda row: _("not measured") if row.actual is None else tongue.word(row.light),
        ),
    ]
    yield table(_("Indicators"), fiche.indicators, said, level=2, spare=("way", "light"))


def _risks(fiche: Fiche, tongue: Tongue) -> PaperSection:
    _ = tongue._
    ratings = [_rating(one, tongue) for one in fiche.card.ratings if one.current]
    if not fiche.risks:
        return PaperSection(_("Risk assessment"), text=[*ratings, _("No risk was reported.")])
    said = [
        Said(Column("risk", _("Risk"), "code"), lambda one: _own(one.danger.code)),
        Said(Column("event", _("Cause, event, consequence"), flex=True), lambda one: _chain(one, tongue)),
        Said(
            Column("response", _("Response"), flex=True, priority=2),
            lambda one: _response(one.danger.response, one.mitigation, tongue),
        ),
        Said(Column("owner", _("Owner"), flex=True, priority=3), lambda one: one.danger.owner or ""),
        Said(Column("level", _("L × I, level")), lambda one: _scale(one, tongue)),
        Said(
            Column("trend", _("Since last time"), flex=True, priority=1),
            lambda one: _trend(one.danger, tongue),
            fiche.setting.before is not None,
        ),
    ]
    remark = _("L × I is likelihood times impact, each from 1 to 5, after the response.")
    return table(_("Risk assessment"), fiche.risks, said, remark=remark, spare=["owner"])._replace(text=ratings)


def _rating(one: RatingRow, tongue: Tongue) -> str:
    """Return a rating of the whole project, in the words of its publisher."""
    said = tongue._("Rating as published, {date}: {level} ({scale})")
    text = said.format(date=tongue.date(one.date), level=one.level, scale=one.scale_name)
    return text if fold(one.aspect) == OVERALL else f"{text}: {one.aspect}"


def _chain(one: Hazard, tongue: Tongue) -> str:
    """Return cause, event and consequence, as far as they were reported."""
    said = [
        tongue._("Cause: {text}").format(text=one.cause) if one.cause else "",
        one.danger.event or "",
        tongue._("Consequence: {text}").format(text=one.consequence) if one.consequence else "",
    ]
    return ". ".join(text.rstrip(".") for text in said if text)


def _trend(danger: Danger, tongue: Tongue) -> str:
    trend = tongue._(MOVES[danger.change]) if danger.change else ""
    if danger.old is not None and danger.change in ("up", "down"):
        trend = tongue._("{trend} from {score}").format(trend=trend, score=tongue.number(danger.old))
    return trend


def _scale(one: Hazard, tongue: Tongue) -> str:
    """Return likelihood, impact and level, and the status of a risk if it is not simply open."""
    danger = one.danger
    if danger.score is not None:
        scale = f"{one.likelihood} × {one.impact} = {danger.score}, {tongue.word(danger.level)}"
    else:
        scale = tongue.word(NOT_ASSESSED) if danger.status == NOT_ASSESSED else UNKNOWN
    if danger.status in ("open", NOT_ASSESSED):
        return scale
    status = tongue.word(danger.status) + (f" {tongue.date(one.occurred)}" if one.occurred else "")
    if one.delayed:
        status += "; " + tongue._("delayed {milestones}").format(milestones=one.delayed.replace(";", ", "))
    return f"{scale} ({status})"


def _response(response: str | None, mitigation: str | None, tongue: Tongue) -> str:
    said = capital(tongue._(response)) if response else ""
    if said and mitigation:
        return tongue._("{response}: {mitigation}").format(response=said, mitigation=mitigation)
    return said or mitigation or ""


def _budget(fiche: Fiche, tongue: Tongue) -> Iterator[PaperSection]:
    _ = tongue._
    heading = _("Budget and financing gap")
    told = [row for row in fiche.card.money if row.basis is not None]
    gap = list(_gap(fiche, tongue))
    if not told:
        yield PaperSection(heading, text=[_("No donor yet."), *gap])
        return
    measures = told_measures(told)
    said = [
        Said(Column("contribution", _("Contribution"), "code", priority=6), lambda row: row.code),
        Said(Column("donor", _("Donor"), flex=True), lambda row: tongue.names.organisation(row.donor)),
        Said(Column("instrument", _("Instrument"), priority=7), lambda row: tongue.word(row.instrument)),
        *money_columns(tongue, measures, lambda row: row),
    ]
    totals = total_lines(tongue, fiche.totals) if len(told) > 1 else []
    # The first column may be left out on a narrow screen, the second never.
    below = total_columns(tongue, measures, "donor")
    remarks = money_remarks(tongue, measures, fiche.rates if len(told) > 1 else [], fiche.totals)
    yield table(heading, told, said, remark=" ".join(remarks), totals=totals, total_said=below)
    yield PaperSection(text=gap)


def _gap(fiche: Fiche, tongue: Tongue) -> Iterator[str]:
    _ = tongue._
    if fiche.seeking:
        yield _("Seeking funding: it is proposed, and no commitment was reported.")
    for measure, said in (
        ("to_commit", _("Pledged and not committed yet: {amounts}.")),
        ("to_pay", _("Committed and not disbursed yet: {amounts}.")),
    ):
        known = [(gap.currency, amount) for gap in fiche.gaps if (amount := getattr(gap, measure))]
        if known:
            yield said.format(amounts=", ".join(tongue.money(amount, currency) for currency, amount in known))
    yield _("The total cost of the project is not recorded, so the financing gap is unknown.")


def _beneficiaries(fiche: Fiche, tongue: Tongue) -> PaperSection:
    _ = tongue._
    if not fiche.card.beneficiaries:
        return PaperSection(_("Beneficiaries"), text=[_("No beneficiary is named.")])
    said = [
        Said(Column("code", _("Code"), "code"), lambda one: one.code),
        Said(Column("name", _("Name"), flex=True), lambda one: tongue.names.organisation(one.code)),
        Said(Column("share", _("Share"), "number"), lambda one: tongue.share(one.share)),
    ]
    return table(_("Beneficiaries"), fiche.card.beneficiaries, said)


def _history(fiche: Fiche, tongue: Tongue) -> PaperSection:
    _ = tongue._
    history = fiche.history
    if not history:
        return PaperSection(_("History"), text=[_("It has not been reported to a conference yet.")])
    said = [
        Said(Column("conference", _("Conference"), "code"), lambda row: row.conference),
        Said(Column("status", _("Status")), lambda row: tongue.status(row.status, row.progress)),
        *money_columns(tongue, told_measures(history), lambda row: row),
    ]
    return table(_("History"), history, said)


def _papers(fiche: Fiche, tongue: Tongue) -> Iterator[PaperSection]:
    _ = tongue._
    if not fiche.card.documents:
        return
    said = [
        Said(Column("title", _("Title"), flex=True), lambda one: one.title),
        Said(Column("location", _("Where"), flex=True), lambda one: one.location),
        Said(Column("published", _("Published")), lambda one: tongue.date(one.published)),
    ]
    yield table(_("Documents"), fiche.card.documents, said)


def _own(code: str) -> str:
    """Return the code of a part without the code of its project."""
    return code.partition("/")[2]
