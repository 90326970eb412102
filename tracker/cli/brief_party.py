"""A brief about a donor or a beneficiary, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.cli import brief_agreed, brief_changes, brief_parts
from tracker.cli.brief_words import Tongue
from tracker.output import Column
from tracker.output.paper import Part
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.brief import PartyBrief
    from tracker.insight.brief_questions import Line
    from tracker.insight.portfolio import Total

TEXTS = "brief"


class LineRow(NamedTuple):
    project: str
    status: str
    donor: str
    share: str
    currency: str
    interest: str
    pledged: str
    committed: str
    disbursed: str


class TotalRow(NamedTuple):
    what: str
    currency: str
    interest: str
    pledged: str
    committed: str
    disbursed: str


def title(brief: PartyBrief, tongue: Tongue) -> tuple[str, str]:
    """The title of the paper, and what it is."""
    _ = tongue._
    said = _("Donor brief for {conference}") if brief.role == "donor" else _("Beneficiary brief for {conference}")
    return tongue.organisation(brief.who.code), said.format(conference=tongue.conference(brief.setting.asked))


def facts(brief: PartyBrief, tongue: Tongue) -> list[tuple[str, str]]:
    """Who it is."""
    _ = tongue._
    who = brief.who
    known = [
        (_("Kind"), tongue.word(who.kind)),
        (_("Country"), tongue.names.word(who.country_name) if who.country_name else ""),
        (_("Part of"), tongue.organisation(who.parent) if who.parent else ""),
        (_("Also known as"), ", ".join(alias.partition("@")[0] for alias in who.aliases)),
        (_("Took over"), ", ".join(who.merged)),
        (_("WCO region"), who.wco_region or ""),
        (_("Note"), who.note or ""),
    ]
    people = [", ".join(filter(None, (one.name, one.role, one.email))) for one in brief.contacts]
    contacts = "\n".join(people) or _("none recorded")
    return [(label, value) for label, value in known if value] + [(_("Contacts"), contacts)]


def parts(brief: PartyBrief, tongue: Tongue) -> Iterator[Part]:
    """All that follows the facts."""
    where = brief.setting
    said = tongue.not_told_yet(where)
    if said:
        yield Part(text=said)
    yield from _portfolio(brief, tongue)
    yield from brief_changes.changes(
        tongue, where, brief.moves, brief.classes, brief.fields, brief.results, whole=brief.whole_moves
    )
    yield brief_parts.pledges(tongue, where, brief.pledges, donors=brief.role == "beneficiary")
    yield from brief_agreed.agreements(tongue, brief.agreed, {brief.who.code, *brief.who.merged})
    yield brief_parts.dangers(tongue, where, brief.risks, brief.known)
    yield brief_parts.lags(tongue, brief.lags, brief.known)
    yield brief_parts.overdue(tongue, brief.overdue, brief.known)
    yield brief_parts.questions(tongue, where, brief.questions)


def amounts(tongue: Tongue, line: Any) -> tuple[str, ...]:
    """The four amounts of a row, in its currency."""
    return tuple(tongue.figure(getattr(line, measure), line.currency) for measure in MEASURES)


def amount_columns(tongue: Tongue, told: Sequence[str]) -> list[Column]:
    return [
        Column(measure, tongue.measure(measure), "number", priority=5 - place)
        for place, measure in enumerate(MEASURES)
        if measure in told
    ]


def told_measures(rows: Sequence[Any]) -> list[str]:
    """The measures for which any amount was told."""
    return [measure for measure in MEASURES if any(getattr(row, measure) is not None for row in rows)]


def money_remarks(tongue: Tongue, told: Sequence[str], rates: Sequence[Any], totals: Sequence[Total]) -> list[str]:
    """What to know of amounts: which were not told, by which rates they are converted, and what has none."""
    _ = tongue._
    remarks = []
    untold = [tongue._(measure) for measure in MEASURES if measure not in told]
    if untold:
        remarks.append(_("No amount was told for: {measures}.").format(measures=", ".join(untold)))
    if rates:
        remarks.append(_("Rates: {rates}.").format(rates="; ".join(map(tongue.rate, rates))))
    for total in totals:
        if total.what not in ("no rate", "excluded"):
            continue
        sums = [
            f"{tongue._(measure)} {tongue.money(amount, total.currency or '')}"
            for measure in MEASURES
            if (amount := getattr(total, measure)) is not None
        ]
        listed = ", ".join(sums) or "–"
        if total.what == "no rate":
            remarks.append(_("Without a rate, and in no converted total: {amounts}.").format(amounts=listed))
        else:
            said = _("Left out of the totals as {reason}: {amounts}.")
            remarks.append(said.format(reason=total.remark, amounts=listed))
    return remarks


def total_rows(tongue: Tongue, totals: Sequence[Total]) -> list[TotalRow]:
    """Totals by currency as told; and in the reporting currency, where that is not the same."""
    _ = tongue._
    plain = [total for total in totals if total.what == "told"]
    converted = [total for total in totals if total.what == "converted"]
    if {total.currency for total in plain if told_measures([total])} == {total.currency for total in converted}:
        converted = []
    rows = [(_("Total"), total) for total in plain if told_measures([total])]
    rows += [(_("All, converted"), total) for total in converted]
    return [TotalRow(label, total.currency or "", *amounts(tongue, total)) for label, total in rows]


def _portfolio(brief: PartyBrief, tongue: Tongue) -> Iterator[Part]:
    _ = tongue._
    where, donor = brief.setting, brief.role == "donor"
    heading = _("Portfolio, as told at {conference}").format(conference=where.told.code)
    if not brief.lines:
        yield Part(heading, text=[_("{conference} was told of no project.").format(conference=where.told.code)])
        return
    told = told_measures(brief.lines)
    rows = list(_rows(brief.lines, tongue))
    columns = [
        Column("project", _("Project"), flex=True),
        Column("status", _("Status"), priority=6),
        Column("donor", _("Donor"), "code", flex=True, priority=1),
        Column("share", _("Share"), "number", priority=2),
        Column("currency", "", "code"),
        *amount_columns(tongue, told),
    ]
    hidden = {"donor", "share"} if donor else set()
    hidden |= {"share"} if all(line.share is None for line in brief.lines) else set()
    columns = [column for column in columns if column.field not in hidden]
    totals = total_rows(tongue, brief.totals)
    remarks = money_remarks(tongue, told, brief.rates, brief.totals)
    if donor:
        footer = [LineRow(row.what, "", "", "", *row[1:]) for row in totals]
        yield Part(heading, rows=rows, columns=columns, footer=footer, remark=" ".join(remarks))
        return
    whole = _("The amounts are those of whole contributions.")
    yield Part(heading, rows=rows, columns=columns, remark=" ".join([whole, *remarks]))
    mine = _("Its part in them, by shares and earmarks")
    unshared = list(dict.fromkeys(line.project for line in brief.lines if line.share is None))
    remark = _("No share is given in {codes}.").format(codes=tongue.listed(unshared)) if unshared else ""
    if totals:
        columns = [Column("what", ""), Column("currency", "", "code"), *amount_columns(tongue, told)]
        yield Part(mine, 2, rows=totals, columns=columns, remark=remark)
    else:
        yield Part(mine, 2, text=[_("No share and no amount is given by which it could be worked out.")])


def _rows(lines: Sequence[Line], tongue: Tongue) -> Iterator[LineRow]:
    """A line each; what is said of a project stands on the first of its lines."""
    last = None
    for line in lines:
        again = line.project == last
        last = line.project
        yield LineRow(
            "" if again else f"{line.project}  {tongue.names.text(line.project, 'title', line.title)}",
            "" if again else tongue.status(line.status, line.progress),
            line.donor or "–",
            "" if again else tongue.share(line.share),
            line.currency or "",
            *amounts(tongue, line),
        )
