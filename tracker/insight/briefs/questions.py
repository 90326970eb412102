"""What to ask a partner: whatever is unexplained, unconfirmed, unknown or inconsistent in its projects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.insight.comparing.bridge import UNEXPLAINED
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.presence import ClassedProject
from tracker.insight.comparing.step_reasons import causes, pays
from tracker.insight.totals.unconfirmed import unconfirmed_money
from tracker.model.kinds import Minor, Share
from tracker.rules.measured import NOTHING, measured
from tracker.rules.shares import FULL_SHARE
from tracker.rules.words import MEASURES, UNANSWERED
from tracker.store.reader import Reader

KINDS = (
    "not presented",
    UNEXPLAINED,
    "not confirmed",
    "amount unknown",
    "paid beyond commitment",
    "no rate",
    "no donor",
    "no beneficiary",
    "shares not given",
    "shares do not total 100",
)


class PartnerQuestion(NamedTuple):
    """A question to ask: a word of KINDS, about a project and perhaps its contribution.

    `measure`, `amount` and `currency` say how much is unexplained, or paid beyond the commitment; `answer` is the
    answer on an unconfirmed report, and `since` the conference from which it was carried over; `share` is the total of
    the shares, in parts per million.
    """

    kind: str
    project: str
    contribution: str | None = None
    measure: str | None = None
    amount: Minor | None = None
    currency: str | None = None
    answer: str | None = None
    since: str | None = None
    share: Share | None = None


class MoneyLine(NamedTuple):
    """What was reported on one contribution to a project of the party; on the project alone if it has no contribution.

    `share` is that of a beneficiary, in parts per million. Amounts are those of the whole contribution.
    """

    project: str
    title: str
    status: str
    progress: int | None
    end: str | None
    contribution: str | None
    donor: str | None
    instrument: str | None
    share: Share | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    excluded_as: str | None


# For each project: its answer, and its donors, beneficiaries and shares.
STATE = """
SELECT p.code, r.answer, c.code,
  (SELECT count(*) FROM funding f WHERE f.conference_id = r.conference_id AND f.project_id = r.project_id),
  count(s.organisation_id), count(s.share), coalesce(sum(s.share), 0)
FROM review r JOIN project p ON p.id = r.project_id LEFT JOIN conference c ON c.id = r.carried_from_id
LEFT JOIN share s ON s.conference_id = r.conference_id AND s.project_id = r.project_id
WHERE r.conference_id = :told AND r.project_id IN ({projects})
GROUP BY p.code, r.answer, c.code, r.conference_id, r.project_id ORDER BY p.code
"""
CHANGED = """
SELECT fa.contribution_id, p.code, k.code, fb.currency, CASE WHEN fa.basis <> fb.basis THEN 1 ELSE 0 END, {amounts}
FROM funding fa JOIN funding fb ON fb.conference_id = :b AND fb.contribution_id = fa.contribution_id
JOIN contribution k ON k.id = fa.contribution_id JOIN project p ON p.id = fb.project_id
WHERE fa.conference_id = :a AND {ours} AND fa.currency = fb.currency
  AND fa.excluded_as IS NULL AND fb.excluded_as IS NULL AND ({differ})
ORDER BY p.code, k.code
"""


def questions(
    reader: Reader,
    told: int,
    pair: ConferencePair | None,
    projects: Sequence[int],
    lines: Sequence[MoneyLine],
    classes: Iterable[ClassedProject],
    no_rate: set[str],
) -> list[PartnerQuestion]:
    """All questions to ask, by KINDS and project; `no_rate` are the currencies that have no rate."""
    found = [PartnerQuestion("not presented", one.code) for one in classes if one.kind == "not_presented"]
    if pair is not None:
        found += unexplained(reader, pair)
    if projects:
        found += _of_projects(reader, told, projects)
        found += _of_money(reader, told, projects, {line.contribution for line in lines})
    found += _of_lines(lines, no_rate)
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.project, one.contribution or ""))


def unexplained(reader: Reader, pair: ConferencePair) -> Iterator[PartnerQuestion]:
    """The part of each step from A to B that no reason explains, in the currency of each contribution."""
    sql = CHANGED.format(
        amounts=", ".join(f"fa.{measure}, fb.{measure}" for measure in MEASURES),
        ours=f"{pair.of_donors('fb.donor_id')} AND {pair.among_projects('fb.project_id')}",
        differ=" OR ".join(f"fa.{measure} <> fb.{measure}" for measure in MEASURES),
    )
    reasons = causes(reader, pair)
    for contribution, project, code, currency, rebased, *amounts in reader.rows(sql, pair.params):
        for measure, before, after in zip(MEASURES, amounts[::2], amounts[1::2], strict=True):
            if before is None or after is None:
                continue
            known = reasons.get((contribution, measure))
            left = after - before - sum(part for _, part in known.parts) if known else after - before
            if left and not (known is None and (rebased or pays(measure, left))):
                yield PartnerQuestion(UNEXPLAINED, project, code, measure, left, currency)


def _of_projects(reader: Reader, told: int, projects: Sequence[int]) -> Iterator[PartnerQuestion]:
    sql = STATE.format(projects=", ".join(map(str, projects)))
    for code, answer, carried, donors, beneficiaries, given, total in reader.rows(sql, {"told": told}):
        if answer in UNANSWERED:
            yield PartnerQuestion("not confirmed", code, answer=answer, since=carried)
        if not donors:
            yield PartnerQuestion("no donor", code)
        if not beneficiaries:
            yield PartnerQuestion("no beneficiary", code)
        elif not given:
            # A sole beneficiary has all of it.
            if beneficiaries > 1:
                yield PartnerQuestion("shares not given", code)
        elif total != FULL_SHARE:
            yield PartnerQuestion("shares do not total 100", code, share=int(total))


def _of_money(
    reader: Reader, told: int, projects: Sequence[int], contributions: Collection[str | None]
) -> Iterator[PartnerQuestion]:
    """Money that its donor has not confirmed; if the project is not confirmed either, that alone is asked about."""
    among = f"f.project_id IN ({', '.join(map(str, projects))})"
    for one in unconfirmed_money(reader, told, among):
        asked = one.of_review in UNANSWERED and one.answer in UNANSWERED
        if not asked and one.contribution in contributions:
            yield PartnerQuestion(
                "not confirmed", one.project, one.contribution, answer=one.answer, since=one.carried_from
            )


def _of_lines(lines: Sequence[MoneyLine], no_rate: set[str]) -> Iterator[PartnerQuestion]:
    for line in lines:
        if line.contribution is None or line.excluded_as is not None:
            continue
        of = line.project, line.contribution
        # In-kind experts may have no amount at all.
        if measured(line) == NOTHING:
            if line.instrument != "in-kind experts":
                yield PartnerQuestion("amount unknown", *of)
        elif line.currency in no_rate:
            yield PartnerQuestion("no rate", *of, currency=line.currency)
        if line.committed is not None and line.disbursed is not None and line.disbursed > line.committed:
            beyond = line.disbursed - line.committed
            yield PartnerQuestion("paid beyond commitment", *of, "disbursed", beyond, line.currency)
