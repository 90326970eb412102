"""Money as reported at conferences: by original currency, and in the reporting currency of each conference.

A question is about one conference, or about the latest report on each project. Each amount is converted by the rates
that its own conference pinned, line by line; amounts without a rate, and amounts that totals exclude, are listed
separately and never dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.insight.totals.allocation import BenefitShares
from tracker.insight.totals.latest_review import reviewed
from tracker.insight.totals.rates import ConferenceRates, books, in_reporting_currency
from tracker.model.kinds import Minor
from tracker.rules.measured import NOTHING, Measured, measured, plus
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader
from tracker.store.told_last import counts


class CurrencySum(NamedTuple):
    """Money reported at one conference in one currency, `told` as reported and `converted` into its reporting currency.

    `key` is what the question groups by. `excluded_as` is the reason why totals leave it out, if they do.
    """

    key: Any
    conference_id: int
    currency: str | None
    excluded_as: str | None
    lines: int
    told: Measured
    converted: Measured


class Total(NamedTuple):
    """A line of totals. `what`: told (in the currency of the contributions), converted (all that has a rate, into the
    reporting currency), no rate, or excluded (with the reason in `remark`)."""

    what: str
    currency: str | None
    lines: int
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    remark: str | None


class MoneyQuestion(NamedTuple):
    """Which money: of the conference `at`, else of the latest report on each project, or `ever` of every conference.

    `where` is an SQL condition on `f`, the funding, with its parameters.
    """

    at: int | None = None
    ever: bool = False
    where: str = "1 = 1"
    params: Mapping[str, Any] = {}

    @property
    def opening(self) -> str:
        """The WITH clause of a query about this money."""
        return "" if self.at is not None or self.ever else f"WITH {reviewed(None)}"

    @property
    def source(self) -> str:
        """FROM and WHERE of a query about this money."""
        if self.at is not None:
            return f"FROM funding f WHERE f.conference_id = :at AND {self.where}"
        if self.ever:
            counting = f"SELECT c.id FROM conference c WHERE {counts()}"
            return f"FROM funding f WHERE f.conference_id IN ({counting}) AND {self.where}"
        return (
            "FROM reviewed v JOIN funding f ON f.conference_id = v.conference_id AND f.project_id = v.project_id"
            f" WHERE {self.where}"
        )

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.params) | ({"at": self.at} if self.at is not None else {})


def sums(
    reader: Reader, question: MoneyQuestion, known: Mapping[int, ConferenceRates], key: str = "0"
) -> Iterator[CurrencySum]:
    """The money of a question by `key` (SQL on `f`), conference, currency and exclusion."""
    told = ", ".join(f"sum(f.{measure})" for measure in MEASURES)
    counted = ", ".join(f"sum({in_reporting_currency(reader, known, f'f.{measure}')})" for measure in MEASURES)
    sql = f"""
{question.opening}
SELECT {key}, f.conference_id, f.currency, f.excluded_as, count(*), {told}, {counted}
{question.source}
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
"""
    for row in reader.rows(sql, question.parameters):
        group, conference, currency, excluded_as, lines, *amounts = row
        yield CurrencySum(
            group, conference, currency, excluded_as, lines, Measured(*amounts[:4]), Measured(*amounts[4:])
        )


def shared_sums(
    reader: Reader, question: MoneyQuestion, known: Mapping[int, ConferenceRates], within: str | None = None
) -> dict[tuple[Any, ...], CurrencySum]:
    """The money of a question by beneficiary (its code, or NOT_ALLOCATED), as earmarks and shares divide each line.

    By (beneficiary, conference, currency, exclusion). The parts of a line sum to it exactly, both as reported and
    converted. With `within`, SQL on `f`, the key of each is the beneficiary and what that says.
    """
    allocations = {conference: BenefitShares(reader, conference) for conference in known}
    told = ", ".join(f"f.{measure}" for measure in MEASURES)
    counted = ", ".join(in_reporting_currency(reader, known, f"f.{measure}") for measure in MEASURES)
    sql = f"""
{question.opening}
SELECT f.contribution_id, f.project_id, f.conference_id, f.currency, f.excluded_as, {within or "NULL"}, {told},
  {counted}
{question.source}
"""
    found: dict[tuple[Any, ...], CurrencySum] = {}
    for contribution, project, conference, currency, excluded_as, group, *amounts in reader.rows(
        sql, question.parameters, stream=True
    ):
        divide = allocations[conference].divide
        parts: dict[Any, list[int | None]] = {}
        for place, amount in enumerate(amounts):
            for whose, part in divide(contribution, project, amount) if amount is not None else ():
                mine = parts.setdefault(whose, [None] * len(amounts))
                mine[place] = plus(mine[place], part)
        for whose, mine in parts.items():
            named = whose if within is None else (whose, group)
            key = named, conference, currency, excluded_as
            one = CurrencySum(named, conference, currency, excluded_as, 1, Measured(*mine[:4]), Measured(*mine[4:]))
            found[key] = merged(found[key], one) if key in found else one
    return found


def totals(reader: Reader, question: MoneyQuestion) -> list[Total]:
    """The totals of a question: by original currency, converted by reporting currency, without a rate, and excluded."""
    known = books(reader, question.at)
    return as_totals(list(sums(reader, question, known)), known)


def as_totals(found: Sequence[CurrencySum], known: Mapping[int, ConferenceRates]) -> list[Total]:
    """The lines of totals that result from sums."""
    lines: dict[tuple[int, str, str, str], Total] = {}

    def add(
        place: int, what: str, currency: str | None, one: CurrencySum, amounts: Measured, remark: str | None = None
    ) -> None:
        key = place, currency or "", what, remark or ""
        before = lines.get(key, Total(what, currency, 0, None, None, None, None, remark))
        sums = measured(before).plus(amounts)
        lines[key] = before._replace(lines=before.lines + one.lines, **sums._asdict())

    for one in found:
        book = known[one.conference_id]
        if one.excluded_as is not None:
            add(3, "excluded", one.currency, one, one.told, one.excluded_as)
            continue
        add(0, "told", one.currency, one, one.told)
        if book.has_rate(one.currency):
            add(1, "converted", book.currency, one, one.converted)
        elif one.told != NOTHING:
            add(2, "no rate", one.currency, one, one.told, f"into {book.currency} at {book.conference}")
    return [line for _, line in sorted(lines.items(), key=lambda item: item[0])]


def merged(one: CurrencySum, other: CurrencySum) -> CurrencySum:
    """Two sums of the same key as one."""
    told, converted = one.told.plus(other.told), one.converted.plus(other.converted)
    return one._replace(lines=one.lines + other.lines, told=told, converted=converted)
