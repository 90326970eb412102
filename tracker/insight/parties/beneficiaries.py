"""Beneficiaries: what benefits each, with the money divided by the earmarks and shares reported at conferences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.family import family, survivors
from tracker.insight.parties.organisations import listed
from tracker.insight.parties.parties import (
    ConferenceMoney,
    PartyFilters,
    PartyRow,
    Who,
    grouped,
    in_order,
    people,
    where,
)
from tracker.insight.totals.allocation import NOT_ALLOCATED, PART
from tracker.insight.totals.portfolio import CurrencySum, MoneyQuestion, Total, as_totals, merged, shared_sums
from tracker.insight.totals.rates import books
from tracker.model.kinds import Share
from tracker.rules.measured import NOTHING
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN, counts


class Benefit(NamedTuple):
    """A project of a beneficiary, as reported at one conference; `share` in parts per million, None is unknown.

    A sole beneficiary has all of it where no share was reported.
    """

    conference: str
    project: str
    title: str
    status: str
    share: Share | None
    donors: str | None


class BenefitCard(NamedTuple):
    """What benefits an organisation; `at` is the conference asked about, else None. Amounts are only its own parts."""

    at: str | None
    projects: list[Benefit]
    totals: list[Total]
    history: list[ConferenceMoney]


def list_beneficiaries(reader: Reader, filters: PartyFilters) -> list[PartyRow]:
    """The beneficiaries with the parts of the money that earmarks and shares give them, sorted.

    A row without a code is money that no share allocates. With `at`, names are those used at the conference, else the
    current ones. Without filters on projects, the list includes beneficiaries without any report, and those whose share
    among several is unknown. Raises NotFound and Invalid for a filter that names nothing.
    """
    codes = Codes(reader)
    at = codes.conference(filters.at).id if filters.at else None
    question = MoneyQuestion(at, where=where(codes, filters))
    known = books(reader, at)
    names = {} if at is not None else _today(reader)
    groups = grouped(_under(shared_sums(reader, question, known), names), known)
    about: dict[Any, Who] = people(reader, "o.code", "beneficiary", filters)
    counts = _projects(reader, codes, at, filters, names)
    rows = [
        PartyRow(*about[who][:4], counts.get(who, 0), currency, *group.amounts, *group.remarks)
        for (who, currency), group in groups.items()
        if who in about
    ]
    listed_already = {who for who, _ in groups}
    narrowed = bool(at or filters.theme or filters.donor)
    rows += [
        PartyRow(*who[:4], counts.get(code, 0), None, *NOTHING, "", "")
        for code, who in about.items()
        if code not in listed_already and (code in counts or (who.has_role and not who.merged and not narrowed))
    ]
    rows = in_order(reader, rows, filters.sort)
    if not (filters.kind or filters.country):
        rows += [
            PartyRow(None, NOT_ALLOCATED, None, None, None, currency, *group.amounts, *group.remarks)
            for (who, currency), group in sorted(groups.items())
            if who == NOT_ALLOCATED
        ]
    return rows


def benefits(reader: Reader, beneficiary: int, at: str | None = None) -> BenefitCard:
    """What benefits one organisation, including reports under the names of organisations merged into it."""
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    ours = family(reader, beneficiary)
    mine = {codes.code("organisation", one) for one in ours}
    theirs = benefiting(ours)
    question = MoneyQuestion(conference.id if conference else None, where=theirs)
    known = books(reader, question.at)
    found = parts_of(reader, question, mine)
    projects = reader.all(_projects_of(reader, question, ours), question.parameters, Benefit)
    steps = _history(reader, MoneyQuestion(ever=True, where=theirs), mine, ours)
    return BenefitCard(conference.code if conference else None, projects, as_totals(found, known), steps)


def benefiting(ours: Sequence[int]) -> str:
    """SQL condition on the funding `f`: its project benefits, wholly or partly, one of these organisations."""
    told = (
        "EXISTS (SELECT 1 FROM {0} g WHERE g.conference_id = f.conference_id AND g.project_id = f.project_id"
        f" AND g.organisation_id IN ({listed(ours)}))"
    )
    return f"({told.format('share')} OR {told.format('earmark')})"


def parts_of(reader: Reader, question: MoneyQuestion, codes: Collection[str]) -> list[CurrencySum]:
    """The parts of a question's money that earmarks and shares give to some beneficiaries."""
    return [one for one in shared_sums(reader, question, books(reader, question.at)).values() if one.key in codes]


def _projects_of(reader: Reader, question: MoneyQuestion, ours: list[int]) -> str:
    donor = "FROM funding f JOIN organisation o ON o.id = f.donor_id WHERE f.conference_id = r.conference_id"
    reviews = (
        "review r WHERE r.conference_id = :at"
        if question.at is not None
        else "reviewed v JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id WHERE 1 = 1"
    )
    return f"""
{question.opening}
SELECT c.code, p.code, m.title, m.status, m.share, m.donors
FROM (
  SELECT r.conference_id, r.project_id, r.title, r.status,
    (SELECT sum({PART}) FROM share g WHERE g.conference_id = r.conference_id AND g.project_id = r.project_id
      AND g.organisation_id IN ({listed(ours)})) AS share,
    {reader.gathered("o.code", f"{donor} AND f.project_id = r.project_id")} AS donors
  FROM {reviews} AND EXISTS (SELECT 1 FROM share g WHERE g.conference_id = r.conference_id
    AND g.project_id = r.project_id AND g.organisation_id IN ({listed(ours)}))
) m
JOIN conference c ON c.id = m.conference_id
JOIN project p ON p.id = m.project_id
ORDER BY lower(p.code)
"""


def _history(reader: Reader, question: MoneyQuestion, mine: set[str], ours: list[int]) -> list[ConferenceMoney]:
    known = books(reader)
    parts = shared_sums(reader, question, known).values()
    groups = grouped([one._replace(key=one.conference_id) for one in parts if one.key in mine], known)
    sql = f"""
SELECT c.id, c.code, c.currency, count(DISTINCT g.project_id)
FROM share g JOIN {IN_TURN} c ON c.id = g.conference_id
WHERE g.organisation_id IN ({listed(ours)}) AND {counts()}
GROUP BY c.id, c.code, c.currency, c.turn
ORDER BY c.turn
"""
    steps = []
    for one, code, currency, projects in reader.rows(sql):
        group = groups.get((one, currency))
        amounts, remarks = (group.amounts, group.remarks) if group else (NOTHING, ("", ""))
        steps.append(ConferenceMoney(code, projects, currency, *amounts, *remarks))
    return steps


def _projects(
    reader: Reader, codes: Codes, at: int | None, filters: PartyFilters, names: Mapping[str, str]
) -> dict[str, int]:
    """How many projects benefit each, by its code, whether or not a share was reported."""
    question = MoneyQuestion(at)
    source = (
        "share f WHERE f.conference_id = :at"
        if at is not None
        else "reviewed v JOIN share f ON f.conference_id = v.conference_id AND f.project_id = v.project_id WHERE 1 = 1"
    )
    about_project = where(codes, filters._replace(donor=(), unconfirmed=False, declined=False))
    if filters.donor or filters.unconfirmed or filters.declined:
        money = where(codes, filters._replace(theme=(), beneficiary=()))
        funded = MoneyQuestion(at, ever=True, where=money).source
        about_project += f" AND (f.conference_id, f.project_id) IN (SELECT f.conference_id, f.project_id {funded})"
    sql = f"""
{question.opening}
SELECT o.code, count(DISTINCT m.project_id) FROM (SELECT f.* FROM {source} AND {about_project}) m
JOIN organisation o ON o.id = m.organisation_id GROUP BY o.code
"""
    counts: dict[str, int] = {}
    for code, count in reader.rows(sql, question.parameters):
        counts[names.get(code, code)] = counts.get(names.get(code, code), 0) + count
    return counts


def _today(reader: Reader) -> dict[str, str]:
    """For the code of each merged organisation, the code of the one that replaces it now."""
    codes = Codes(reader)
    return {
        codes.code("organisation", one): codes.code("organisation", last) for one, last in survivors(reader).items()
    }


def _under(found: Mapping[tuple[object, ...], CurrencySum], names: Mapping[str, str]) -> list[CurrencySum]:
    if not names:
        return list(found.values())
    again: dict[tuple[Any, ...], CurrencySum] = {}
    for one in found.values():
        mine = one._replace(key=names.get(one.key, one.key))
        again[mine[:4]] = merged(again[mine[:4]], mine) if mine[:4] in again else mine
    return list(again.values())
