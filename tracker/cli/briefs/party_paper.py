"""A brief about a donor or a beneficiary, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.cli.briefs import agreed, changes, sections
from tracker.cli.briefs.brief_language import Tongue
from tracker.cli.briefs.brief_tables import Said, table
from tracker.output import UNKNOWN, Column
from tracker.output.paper import PaperSection
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.briefs.brief import PartyBrief
    from tracker.insight.briefs.questions import MoneyLine
    from tracker.insight.totals.portfolio import Total

TEXTS = "brief"


class TotalLine(NamedTuple):
    """A total on one line: its label and what it is the total of."""

    what: str
    total: Total


def title(brief: PartyBrief, tongue: Tongue) -> tuple[str, str]:
    """Return the title and the type of the paper."""
    _ = tongue._
    said = _("Donor brief for {conference}") if brief.role == "donor" else _("Beneficiary brief for {conference}")
    return tongue.organisation(brief.who.code), said.format(conference=tongue.conference(brief.setting.asked))


def facts(brief: PartyBrief, tongue: Tongue) -> list[tuple[str, str]]:
    """Return the facts about the organisation."""
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


def parts(brief: PartyBrief, tongue: Tongue) -> Iterator[PaperSection]:
    """Yield everything after the facts."""
    where = brief.setting
    said = tongue.not_told_yet(where)
    if said:
        yield PaperSection(text=said)
    yield from _portfolio(brief, tongue)
    yield from changes.changes(
        tongue, where, brief.moves, brief.classes, brief.fields, brief.results, whole=brief.whole_moves
    )
    yield sections.pledges(tongue, where, brief.pledges, donors=brief.role == "beneficiary")
    if brief.needs:
        yield sections.needs(tongue, brief.needs, of_donor=brief.role == "donor")
    if brief.offers:
        yield sections.offers(tongue, brief.offers)
    yield from agreed.agreements(tongue, brief.agreed, {brief.who.code, *brief.who.merged})
    yield from sections.lights(tongue, brief.lights)
    yield from sections.evaluations(tongue, brief.evaluations, by_project=True)
    yield from sections.trainings(tongue, brief.trainings, own=brief.role == "beneficiary")
    yield sections.dangers(tongue, where, brief.risks, brief.known)
    yield sections.lags(tongue, brief.lags, brief.known)
    yield sections.overdue(tongue, brief.overdue, brief.known)
    yield sections.questions(tongue, where, brief.questions)


def money_columns(tongue: Tongue, told: Sequence[str], of: Callable[[Any], Any]) -> list[Said]:
    """Return columns for the currency and for each reported measure; `of` gets the amounts from a row."""
    return [
        Said(Column("currency", "", "code"), lambda row: of(row).currency or ""),
        *(
            Said(
                Column(measure, tongue.measure(measure), "number", priority=5 - place),
                lambda row, measure=measure: tongue.figure(getattr(of(row), measure), of(row).currency),  # type: ignore[misc]
            )
            for place, measure in enumerate(MEASURES)
            if measure in told
        ),
    ]


def total_columns(tongue: Tongue, told: Sequence[str], field: str) -> list[Said]:
    """Return the columns of the lines of totals, with their label in the column of `field`."""
    amounts = money_columns(tongue, told, lambda line: line.total)
    return [Said(Column(field, ""), lambda line: line.what), *amounts]


def told_measures(rows: Sequence[object]) -> list[str]:
    """Return the measures for which any amount was reported."""
    return [measure for measure in MEASURES if any(getattr(row, measure) is not None for row in rows)]


def money_remarks(tongue: Tongue, told: Sequence[str], rates: Sequence[Any], totals: Sequence[Total]) -> list[str]:
    """Return remarks on amounts: which were not reported, by which rates they are converted, and which have none."""
    _ = tongue._
    remarks = []
    untold = [tongue._(measure) for measure in MEASURES if measure not in told]
    if untold:
        remarks.append(_("No amount was reported for: {measures}.").format(measures=", ".join(untold)))
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
            remarks.append(
                _("Without a rate, so not included in the converted total: {amounts}.").format(amounts=listed)
            )
        else:
            said = _("Left out of the totals as {reason}: {amounts}.")
            remarks.append(said.format(reason=total.remark, amounts=listed))
    return remarks


def total_lines(tongue: Tongue, totals: Sequence[Total]) -> list[TotalLine]:
    """Return totals by currency as reported, and in the reporting currency if that is different."""
    _ = tongue._
    plain = [total for total in totals if total.what == "told"]
    converted = [total for total in totals if total.what == "converted"]
    if {total.currency for total in plain if told_measures([total])} == {total.currency for total in converted}:
        converted = []
    lines = [TotalLine(_("Total"), total) for total in plain if told_measures([total])]
    return lines + [TotalLine(_("Converted"), total) for total in converted]


def _portfolio(brief: PartyBrief, tongue: Tongue) -> Iterator[PaperSection]:
    _ = tongue._
    where, donor = brief.setting, brief.role == "donor"
    heading = _("Portfolio as reported at {conference}").format(conference=where.told.code)
    if not brief.lines:
        yield PaperSection(
            heading, text=[_("No project was reported to {conference}.").format(conference=where.told.code)]
        )
        return
    told = told_measures(brief.lines)
    said = [
        Said(
            Column("project", _("Project"), flex=True),
            _once(lambda line: f"{line.project}  {tongue.names.text(line.project, 'title', line.title)}"),
        ),
        Said(Column("status", _("Status"), priority=6), _once(lambda line: tongue.status(line.status, line.progress))),
        Said(
            Column("donor", _("Donor"), "code", flex=True, priority=1), lambda row: row.line.donor or UNKNOWN, not donor
        ),
        Said(
            Column("share", _("Share"), "number", priority=2),
            _once(lambda line: tongue.share(line.share)),
            not donor and any(line.share is not None for line in brief.lines),
        ),
        *money_columns(tongue, told, lambda row: row.line),
    ]
    rows = list(_rows(brief.lines))
    totals = total_lines(tongue, brief.totals)
    remarks = money_remarks(tongue, told, brief.rates, brief.totals)
    if donor:
        below = total_columns(tongue, told, "project")
        yield table(heading, rows, said, remark=" ".join(remarks), totals=totals, total_said=below)
        return
    whole = _("The amounts are those of whole contributions.")
    yield table(heading, rows, said, remark=" ".join([whole, *remarks]))
    mine = _("Its part in them, by shares and earmarks")
    unshared = list(dict.fromkeys(line.project for line in brief.lines if line.share is None))
    remark = _("No share is given in {codes}.").format(codes=tongue.listed(unshared)) if unshared else ""
    if totals:
        yield table(mine, totals, total_columns(tongue, told, "what"), level=2, remark=remark)
    else:
        yield PaperSection(mine, 2, text=[_("The shares and amounts needed to calculate it are not given.")])


class PortfolioLine(NamedTuple):
    """A line of the portfolio; `again` if the previous line is about the same project."""

    line: MoneyLine
    again: bool


def _rows(lines: Sequence[MoneyLine]) -> Iterator[PortfolioLine]:
    last = None
    for line in lines:
        yield PortfolioLine(line, line.project == last)
        last = line.project


def _once(text: Callable[[MoneyLine], str]) -> Callable[[PortfolioLine], str]:
    """Show a text about a project only on the first of its lines."""
    return lambda row: "" if row.again else text(row.line)
