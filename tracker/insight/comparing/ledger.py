"""Each line of money of two conferences separately, with the amounts by which it moved each term of the bridge.

Lines are booked in the same way as in `money`, so that their terms add up to the bridge to the minor unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tracker.insight.comparing.bridge import Group, LineAmounts
from tracker.insight.comparing.lines import PARTS, BridgeLine, statement
from tracker.insight.comparing.money import Booking
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.total_rows import plain_rate
from tracker.model.kinds import Minor
from tracker.rules.rates import Rates
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader

LINE = (
    *BridgeLine._fields[:-1],
    *(f"{measure}_{part}" for measure in MEASURES for part in LineAmounts._fields),
)
TOLD = ", ".join(f"{side}.{measure}" for measure in MEASURES for side in ("fa", "fb"))
ENTRIES = """
WITH line ({names}) AS ({statement})
SELECT line.*, p.code, p.title, c.code, o.code, o.name, fa.excluded_as, fb.excluded_as, {told}
FROM line JOIN contribution c ON c.id = coalesce(line.group_a, line.group_b) JOIN project p ON p.id = c.project_id
LEFT JOIN funding fa ON fa.conference_id = :a AND fa.contribution_id = c.id
LEFT JOIN funding fb ON fb.conference_id = :b AND fb.contribution_id = c.id
JOIN organisation o ON o.id = coalesce(fb.donor_id, fa.donor_id)
ORDER BY p.code, c.code
"""


class LedgerSide(NamedTuple):
    """One conference's side of a line: the reported amount, its rate, and the part that the total counts.

    `counted` is in minor units of the reporting currency; None where nothing was reported or the total excludes it.
    """

    amount: Minor | None
    currency: str | None
    rate: str | None
    counted: int | None
    excluded_as: str | None


class LedgerEntry(NamedTuple):
    """A contribution and a measure at A (`old`) and at B (`new`); `terms` sum to the difference of the counted amounts.

    A term is one of the bridge; for changes it includes the reason (`changed:inflation`).
    """

    project: str
    title: str
    contribution: str
    donor: str
    donor_name: str
    measure: str
    old: LedgerSide
    new: LedgerSide
    terms: dict[str, int]


def entries(reader: Reader, pair: ConferencePair) -> Iterator[LedgerEntry]:
    """The lines with an amount reported at either conference, in the order of their codes; streamed."""
    booked: dict[str, dict[str, int]] = {}

    def book(measure: str, _group: Group, term: str, amount: int) -> None:
        terms = booked.setdefault(measure, {})
        terms[term] = terms.get(term, 0) + amount

    booking = Booking(reader, pair, "contribution", book, MEASURES)
    sql = ENTRIES.format(names=", ".join(LINE), statement=statement(reader, pair, "contribution"), told=TOLD)
    head = len(BridgeLine._fields) - 1
    for row in reader.rows(sql, pair.params, stream=True):
        booked.clear()
        line = _line(row, head)
        booking.line(line)
        project, title, contribution, donor, name, excluded_a, excluded_b, *told = row[len(LINE) :]
        for measure, old, new in zip(MEASURES, told[::2], told[1::2], strict=True):
            if old is None and new is None:
                continue
            terms = booked.get(measure, {})
            first = _told(old, line.currency_a, excluded_a, pair.first_rates, pair.currency)
            second = _told(new, line.currency_b, excluded_b, pair.second_rates, pair.currency)
            yield LedgerEntry(
                project,
                title,
                contribution,
                donor,
                name,
                measure,
                first._replace(counted=terms.pop("from_total", 0) if first.counted and line.ours_a else None),
                second._replace(counted=terms.pop("to_total", 0) if second.counted and line.ours_b else None),
                terms,
            )


def _line(row: Any, head: int) -> BridgeLine:
    amounts = tuple(LineAmounts._make(row[start : start + PARTS]) for start in range(head, len(LINE), PARTS))
    return BridgeLine._make((*row[:head], amounts))


def _told(amount: int | None, currency: str | None, excluded: str | None, rates: Rates, target: str) -> LedgerSide:
    """One side; `counted` only says whether the total counts anything of it."""
    if amount is None or currency is None:
        return LedgerSide(None, None, None, None, None)
    path = " x ".join(map(plain_rate, rates.path(currency, target))) or None
    rated = rates.factor(currency, target) is not None
    return LedgerSide(amount, currency, path, int(rated and excluded is None), excluded)
