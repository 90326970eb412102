"""The agenda of a conference: who presents what, what is asked of each project, who is silent, what is to be decided.

The register has no order of presentation. Donors follow each other by their codes; each presents the projects to which
it commits most (else pledges, else is interested in most), by their codes. Projects without a donor come last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from tracker.insight.briefs.brief import LINES
from tracker.insight.briefs.pledges import not_kept
from tracker.insight.briefs.questions import MoneyLine, PartnerQuestion, questions
from tracker.insight.briefs.setting import Setting, compared, conference_setting
from tracker.insight.comparing.presence import ClassedProject, classified
from tracker.insight.conferences.actions import actions_open
from tracker.insight.conferences.conferences import ConferenceRecord, conference_record
from tracker.insight.conferences.requests import RequestRow, list_requests
from tracker.insight.coordination.gaps import WorkRow, projects_at
from tracker.insight.coordination.needs import NeedRow, needs_at
from tracker.insight.totals.double_counting import doubled_pairs
from tracker.insight.totals.portfolio import MoneyQuestion
from tracker.insight.totals.rates import ConferenceRates, books
from tracker.model.kinds import Codes
from tracker.rules.measured import NOTHING
from tracker.rules.rates import convert
from tracker.rules.words import OPEN_NEEDS
from tracker.store.reader import Reader

DECISIONS = ("not presented", "proposal", "pledges", "needs", "twice", "action point", "recommendation")
RANKS = ("committed", "pledged", "interest", "disbursed")


class AgendaItem(NamedTuple):
    """A project in order of presentation; `presenter` is the donor that presents it."""

    position: int
    presenter: str | None
    project: str
    title: str
    status: str
    progress: int | None
    donors: Codes | None
    beneficiaries: Codes | None


class OpenDecision(NamedTuple):
    """Something to decide: a word of DECISIONS, what it is `about`, and whose it is.

    `since` is the conference where it was first reported or raised; `outstanding` are the sums of pledges that are not
    kept, each in minor units with its currency; `detail` says more: why two projects may be one, or a date.
    """

    kind: str
    about: Codes
    subject: str | None = None
    who: str | None = None
    since: str | None = None
    overdue: bool = False
    outstanding: tuple[tuple[int, str], ...] = ()
    detail: str | None = None


class Agenda(NamedTuple):
    """The agenda; `country` is the name of the conference's, `requests` are all its data requests, answered or not."""

    setting: Setting
    conference: ConferenceRecord
    country: str | None
    items: list[AgendaItem]
    questions: list[PartnerQuestion]
    requests: list[RequestRow]
    decisions: list[OpenDecision]


def conference_agenda(reader: Reader, at: str, today: date) -> Agenda:
    """The agenda of a conference. Raises NotFound for an unknown one."""
    where = conference_setting(reader, at)
    told = where.told
    reviews = "SELECT project_id FROM review WHERE conference_id = :told ORDER BY project_id"
    here = [row[0] for row in reader.rows(reviews, {"told": told.id})]
    lines = _lines(reader, told.id, here)
    rates = books(reader, told.id)
    work = projects_at(reader, told) if here else []
    pair = compared(reader, where)
    classes: list[ClassedProject] = list(classified(reader, pair)) if pair else []
    unrated = {line.currency for line in lines if line.currency and not rates[told.id].has_rate(line.currency)}
    asked = questions(reader, told.id, pair, here, lines, classes, unrated)
    facts = conference_record(reader, told.id)
    return Agenda(
        where,
        facts,
        reader.value("SELECT name FROM country WHERE code = :code", {"code": facts.country}),
        _items(lines, {one.code: one for one in work}, rates[told.id]),
        asked,
        list_requests(reader, told, today),
        [*_decisions(reader, where, classes, work, rates)],
    )


def _lines(reader: Reader, told: int, projects: Sequence[int]) -> list[MoneyLine]:
    if not projects:
        return []
    sql = LINES.format(share="NULL", ours="1 = 1", projects=", ".join(map(str, projects)))
    return reader.all(sql, {"told": told}, MoneyLine)


def _items(lines: Sequence[MoneyLine], work: dict[str, WorkRow], rates: ConferenceRates) -> list[AgendaItem]:
    found = []
    for project, group in groupby(lines, key=lambda line: line.project):
        mine = list(group)
        first, known = mine[0], work.get(project)
        donors = [line.donor for line in sorted(mine, key=lambda line: _rank(line, rates)) if line.donor]
        found.append(
            AgendaItem(
                0,
                donors[0] if donors else None,
                project,
                first.title,
                first.status,
                first.progress,
                ";".join(dict.fromkeys(donors)) or None,
                ";".join(known.beneficiaries) or None if known else None,
            )
        )
    found.sort(key=lambda item: (item.presenter is None, (item.presenter or "").lower(), item.project.lower()))
    return [item._replace(position=position) for position, item in enumerate(found, 1)]


def _rank(line: MoneyLine, rates: ConferenceRates) -> tuple[tuple[int, ...], str]:
    """Sort the donor that commits most first; an amount without a rate counts nothing."""
    factor = rates.rates.factor(line.currency, rates.currency) if line.currency else None
    amounts = (getattr(line, measure) for measure in RANKS)
    counted = [convert(amount, factor) if amount and factor and line.excluded_as is None else 0 for amount in amounts]
    return tuple(-amount for amount in counted), (line.donor or "").lower()


def _decisions(
    reader: Reader,
    where: Setting,
    classes: Sequence[ClassedProject],
    work: Sequence[WorkRow],
    rates: dict[int, ConferenceRates],
) -> Iterator[OpenDecision]:
    told = where.told
    before = where.before.code if where.before else None
    for one in classes:
        if one.kind == "not_presented":
            yield OpenDecision("not presented", one.code, one.title, since=before)
    for project in work:
        if project.seeking:
            yield OpenDecision("proposal", project.code, project.title, ";".join(project.beneficiaries) or None)
    yield from _pledges(reader, where)
    yield from _needs(reader, where)
    for doubt, amounts in doubled_pairs(reader, MoneyQuestion(told.id), rates):
        if amounts != NOTHING:
            yield OpenDecision("twice", f"{doubt.one};{doubt.other}", doubt.one_title, detail=doubt.why)
    for row in actions_open(reader, told):
        due = row.due
        yield OpenDecision(
            row.kind, row.code, row.text, row.owner or row.owner_name, row.conference, row.overdue, detail=due
        )


def _pledges(reader: Reader, where: Setting) -> Iterator[OpenDecision]:
    """The pledges of earlier conferences that are not kept, a decision for each donor."""
    found = sorted(not_kept(reader, where.told, "1 = 1"), key=lambda one: one.donor.lower())
    for donor, group in groupby(found, key=lambda one: one.donor):
        mine = list(group)
        sums: dict[str, int] = {}
        for one in mine:
            sums[one.currency] = sums.get(one.currency, 0) + one.outstanding
        oldest = max(mine, key=lambda one: one.age)
        codes = ";".join(one.contribution for one in mine)
        amounts = tuple((amount, currency) for currency, amount in sorted(sums.items()))
        yield OpenDecision("pledges", codes, who=donor, since=oldest.since, outstanding=amounts)


def _needs(reader: Reader, where: Setting) -> Iterator[OpenDecision]:
    """The open needs to which no donor has agreed, or only in part, a decision for those of the same beneficiaries."""
    mine: dict[str, list[NeedRow]] = {}
    for need in needs_at(reader, where.told):
        if need.status in OPEN_NEEDS and need.agreed != "whole":
            mine.setdefault(";".join(need.beneficiaries) or need.whose or "", []).append(need)
    for who, needs in sorted(mine.items(), key=lambda each: each[0].lower()):
        subject = needs[0].text if len(needs) == 1 else None
        yield OpenDecision("needs", ";".join(need.code for need in needs), subject, who or None)
