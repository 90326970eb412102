"""The fiche of a project, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracker.cli import brief_changes, brief_parts
from tracker.cli.brief_party import amount_columns, amounts, money_remarks, told_measures, total_rows
from tracker.cli.brief_words import MOVES, Tongue, capital
from tracker.output import Column
from tracker.output.paper import Part
from tracker.rules.figures import period_text
from tracker.rules.words import NOT_ASSESSED

if TYPE_CHECKING:
    from tracker.insight.brief_project import Fiche, Hazard
    from tracker.insight.presence import ClassedProject

TEXTS = "brief"


class MoneyRow(NamedTuple):
    contribution: str
    donor: str
    instrument: str
    currency: str
    interest: str
    pledged: str
    committed: str
    disbursed: str


class ResultRow(NamedTuple):
    indicator: str
    title: str
    baseline: str
    target: str
    by: str
    actual: str
    way: str
    track: str


class RiskRow(NamedTuple):
    risk: str
    event: str
    owner: str
    response: str
    level: str
    trend: str


class StepRow(NamedTuple):
    milestone: str
    title: str
    first: str
    planned: str
    reached: str


class BenefitRow(NamedTuple):
    code: str
    name: str
    share: str


class ToldRow(NamedTuple):
    conference: str
    status: str
    currency: str
    interest: str
    pledged: str
    committed: str
    disbursed: str


class PaperRow(NamedTuple):
    title: str
    location: str
    published: str


def title(fiche: Fiche, tongue: Tongue) -> tuple[str, str]:
    """The title of the paper, and what it is."""
    card = fiche.card.facts
    said = tongue._("Project fiche for {conference}").format(conference=tongue.conference(fiche.setting.asked))
    return f"{card.code}  {tongue.names.text(card.code, 'title', card.title)}", said


def facts(fiche: Fiche, tongue: Tongue) -> list[tuple[str, str]]:
    """What is known of the project in short."""
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


def parts(fiche: Fiche, tongue: Tongue) -> Iterator[Part]:
    """All that follows the facts, in the order of the field's fiches."""
    _ = tongue._
    card, where = fiche.card.facts, fiche.setting
    said = tongue.not_told_yet(where)
    if card.conference is None:
        said = [
            *said,
            _("{conference} was not told of it; this is what is recorded.").format(conference=where.told.code),
        ]
    if said:
        yield Part(text=said)
    yield _text(_("Objective"), card.objective, "objective", fiche, tongue)
    yield _text(_("Implementation plan"), card.plan, "implementation_plan", fiche, tongue)
    yield from _milestones(fiche, tongue)
    yield _text(_("Expected outcomes"), card.expected_outcomes, "expected_outcomes", fiche, tongue)
    yield from _indicators(fiche, tongue)
    yield _risks(fiche, tongue)
    yield from _budget(fiche, tongue)
    yield _beneficiaries(fiche, tongue)
    yield from brief_changes.changes(tongue, where, fiche.moves, _others(fiche), fiche.fields, fiche.results)
    if fiche.pledges:
        yield brief_parts.pledges(tongue, where, fiche.pledges, donors=True)
    yield _history(fiche, tongue)
    yield from _papers(fiche, tongue)
    decided = [text for text in (card.decision,) if text]
    yield Part(_("Decisions"), text=decided or [_("None recorded.")])
    if card.note:
        yield Part(_("Note"), text=[card.note])
    yield brief_parts.questions(tongue, where, fiche.questions)


def _actual(fiche: Fiche, tongue: Tongue) -> str:
    card = fiche.card.facts
    if card.actual_start and not card.actual_end:
        return tongue._("since {date}").format(date=tongue.date(card.actual_start))
    return period_text(card.actual_start, card.actual_end, tongue.language) or ""


def _others(fiche: Fiche) -> list[ClassedProject]:
    """That the project itself goes on is no news."""
    return [one for one in fiche.classes if one.code != fiche.card.facts.code or one.kind != "continuing"]


def _text(heading: str, text: str | None, field: str, fiche: Fiche, tongue: Tongue) -> Part:
    if not text:
        return Part(heading, text=[tongue._("Not recorded.")])
    return Part(heading, text=[tongue.names.text(fiche.card.facts.code, field, text)])


def _milestones(fiche: Fiche, tongue: Tongue) -> Iterator[Part]:
    _ = tongue._
    if not fiche.milestones:
        return
    late = {row.code for row in fiche.overdue}
    rows = [
        StepRow(
            _own(row.code),
            row.title,
            tongue.date(row.first_planned),
            tongue.date(row.planned),
            _("overdue") if row.code in late else tongue.date(row.reached),
        )
        for row in fiche.milestones
    ]
    columns = [
        Column("milestone", _("Milestone"), "code"),
        Column("title", _("Title"), flex=True),
        Column("first", _("First planned"), priority=1),
        Column("planned", _("Planned now")),
        Column("reached", _("Reached")),
    ]
    yield Part(_("Milestones"), 2, rows=rows, columns=columns)


def _indicators(fiche: Fiche, tongue: Tongue) -> Iterator[Part]:
    _ = tongue._
    if not fiche.indicators:
        yield Part(_("Indicators"), 2, text=[_("No indicator was reported.")])
        return
    track = {True: _("on track"), False: _("off track"), None: ""}
    rows = [
        ResultRow(
            _own(row.code) if row.code else row.outcome,
            row.title or row.outcome_title,
            tongue.number(row.baseline),
            tongue.number(row.target) + (f" {row.unit}" if row.unit and row.target else ""),
            tongue.date(row.target_date),
            tongue.number(row.actual),
            tongue.percent(row.progress),
            _("not measured") if row.actual is None else track[row.on_track],
        )
        for row in fiche.indicators
    ]
    columns = [
        Column("indicator", _("Indicator"), "code"),
        Column("title", _("Title"), flex=True),
        Column("baseline", _("Baseline"), "number", priority=2),
        Column("target", _("Target"), "number"),
        Column("by", _("By"), priority=1),
        Column("actual", _("Actual"), "number"),
        Column("way", _("Way"), "number", priority=3),
        Column("track", _("State"), priority=4),
    ]
    empty = {field for field in ("way", "track") if all(getattr(row, field) in ("", "–") for row in rows)}
    columns = [column for column in columns if column.field not in empty]
    yield Part(_("Indicators"), 2, rows=rows, columns=columns)


def _risks(fiche: Fiche, tongue: Tongue) -> Part:
    _ = tongue._
    if not fiche.risks:
        return Part(_("Risk assessment"), text=[_("No risk was reported.")])
    rows = [_risk(one, tongue) for one in fiche.risks]
    columns = [
        Column("risk", _("Risk"), "code"),
        Column("event", _("Cause, event, consequence"), flex=True),
        Column("response", _("Response"), flex=True, priority=2),
        Column("owner", _("Owner"), flex=True, priority=3),
        Column("level", _("L × I, level")),
        Column("trend", _("Since last time"), flex=True, priority=1),
    ]
    shown = {"trend": fiche.setting.before is not None, "owner": any(row.owner for row in rows)}
    remark = _("L × I is likelihood times impact, each from 1 to 5, after the response.")
    columns = [column for column in columns if shown.get(column.field, True)]
    return Part(_("Risk assessment"), rows=rows, columns=columns, remark=remark)


def _risk(one: Hazard, tongue: Tongue) -> RiskRow:
    _ = tongue._
    danger = one.danger
    chain = [
        _("Cause: {text}").format(text=one.cause) if one.cause else "",
        danger.event or "",
        _("Consequence: {text}").format(text=one.consequence) if one.consequence else "",
    ]
    trend = _(MOVES[danger.change]) if danger.change else ""
    if danger.old is not None and danger.old != danger.score:
        trend = _("{trend} from {score}").format(trend=trend, score=tongue.number(danger.old))
    if danger.score is not None:
        scale = f"{one.likelihood} × {one.impact} = {danger.score}, {tongue.word(danger.level)}"
    else:
        scale = tongue.word(NOT_ASSESSED) if danger.status == NOT_ASSESSED else "–"
    status = "" if danger.status in ("open", NOT_ASSESSED) else f" ({tongue.word(danger.status)})"
    return RiskRow(
        _own(danger.code),
        ". ".join(text.rstrip(".") for text in chain if text),
        danger.owner or "",
        _response(danger.response, one.mitigation, tongue),
        scale + status,
        trend,
    )


def _response(response: str | None, mitigation: str | None, tongue: Tongue) -> str:
    said = capital(tongue._(response)) if response else ""
    if said and mitigation:
        return tongue._("{response}: {mitigation}").format(response=said, mitigation=mitigation)
    return said or mitigation or ""


def _budget(fiche: Fiche, tongue: Tongue) -> Iterator[Part]:
    _ = tongue._
    heading = _("Budget and financing gap")
    told = [row for row in fiche.card.money if row.basis is not None]
    said = list(_gap(fiche, tongue))
    if not told:
        yield Part(heading, text=[_("No donor yet."), *said])
        return
    measures = told_measures(told)
    rows = [
        MoneyRow(
            row.code,
            tongue.names.organisation(row.donor),
            tongue.word(row.instrument),
            row.currency or "",
            *amounts(tongue, row),
        )
        for row in told
    ]
    columns = [
        Column("contribution", _("Contribution"), "code", priority=6),
        Column("donor", _("Donor"), flex=True),
        Column("instrument", _("Instrument"), priority=7),
        Column("currency", "", "code"),
        *amount_columns(tongue, measures),
    ]
    totals = total_rows(tongue, fiche.totals) if len(told) > 1 else []
    # The first column may be left out on a narrow screen; the second never is.
    footer = [MoneyRow("", row.what, "", *row[1:]) for row in totals]
    remarks = money_remarks(tongue, measures, fiche.rates if len(told) > 1 else [], fiche.totals)
    yield Part(heading, rows=rows, columns=columns, footer=footer, remark=" ".join(remarks))
    yield Part(text=said)


def _gap(fiche: Fiche, tongue: Tongue) -> Iterator[str]:
    _ = tongue._
    if fiche.seeking:
        yield _("Seeking funding: it is proposed, and no commitment to it was told.")
    for measure, said in (
        ("to_commit", _("Pledged and not committed yet: {amounts}.")),
        ("to_pay", _("Committed and not disbursed yet: {amounts}.")),
    ):
        known = [(gap.currency, amount) for gap in fiche.gaps if (amount := getattr(gap, measure))]
        if known:
            yield said.format(amounts=", ".join(tongue.money(amount, currency) for currency, amount in known))
    yield _("What the whole project costs is not recorded, so what is missing to it is unknown.")


def _beneficiaries(fiche: Fiche, tongue: Tongue) -> Part:
    _ = tongue._
    if not fiche.card.beneficiaries:
        return Part(_("Beneficiaries"), text=[_("No beneficiary is named.")])
    rows = [
        BenefitRow(one.code, tongue.names.organisation(one.code), tongue.share(one.share))
        for one in fiche.card.beneficiaries
    ]
    columns = [
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), flex=True),
        Column("share", _("Share"), "number"),
    ]
    return Part(_("Beneficiaries"), rows=rows, columns=columns)


def _history(fiche: Fiche, tongue: Tongue) -> Part:
    _ = tongue._
    history = fiche.history
    if not history:
        return Part(_("History"), text=[_("No conference has heard of it.")])
    measures = told_measures(history)
    rows = [
        ToldRow(
            row.conference,
            tongue.status(row.status, row.progress),
            row.currency or "",
            *amounts(tongue, row),
        )
        for row in history
    ]
    columns = [
        Column("conference", _("Conference"), "code"),
        Column("status", _("Status")),
        Column("currency", "", "code"),
        *amount_columns(tongue, measures),
    ]
    return Part(_("History"), rows=rows, columns=columns)


def _papers(fiche: Fiche, tongue: Tongue) -> Iterator[Part]:
    _ = tongue._
    if not fiche.card.documents:
        return
    rows = [PaperRow(one.title, one.location, tongue.date(one.published)) for one in fiche.card.documents]
    columns = [
        Column("title", _("Title"), flex=True),
        Column("location", _("Where"), flex=True),
        Column("published", _("Published")),
    ]
    yield Part(_("Documents"), rows=rows, columns=columns)


def _own(code: str) -> str:
    """The code of a part without that of its project."""
    return code.partition("/")[2]
