"""Why a total moved between two conferences: its causes, the largest first, each with the contributions behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tracker.insight.comparing.bridge import Group
from tracker.insight.comparing.money import book_lines, unconfirmed, without_rate
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.total_rows import plain_rate
from tracker.model.kinds import Minor
from tracker.store.reader import Reader

CONTRIBUTIONS = """
SELECT c.id, p.code, c.code, o.code FROM contribution c JOIN project p ON p.id = c.project_id
JOIN organisation o ON o.id = c.donor_id WHERE c.id IN ({ids})
"""


class Mover(NamedTuple):
    """A contribution's part of a cause, in minor units of the reporting currency."""

    project: str
    contribution: str
    donor: str
    amount: Minor


class Cause(NamedTuple):
    """A cause of the difference: a term of the bridge, for changes with its reason; the largest movers first.

    `movers` names some, `contributions` counts them all. `rates` says, for exchange, what each rate was and is.
    """

    term: str
    reason: str | None
    amount: Minor
    contributions: int
    movers: list[Mover]
    rates: list[str]


class Move(NamedTuple):
    """A total at A and at B, in minor units, and the causes that make up the difference exactly.

    `without_rate` counts the amounts left out of their total because they have no rate; `unconfirmed` is the part of
    the total at B that its own donors have not confirmed, and `declined` the part that they declined to confirm.
    """

    measure: str
    currency: str
    from_total: int
    to_total: int
    causes: list[Cause]
    without_rate: int
    unconfirmed: int
    declined: int


def why_moved(reader: Reader, pair: ConferencePair, measure: str, *, named: int = 5) -> Move:
    """The causes of the difference between A's and B's total of a measure; at most `named` movers for each."""
    return moves(reader, pair, [measure], named=named)[0]


def moves(
    reader: Reader,
    pair: ConferencePair,
    measures: Sequence[str],
    *,
    beneficiaries: Collection[str] | None = None,
    named: int = 5,
) -> list[Move]:
    """The same for several measures, read once; or only for the parts of some beneficiaries (codes), without movers."""
    totals = {measure: {"from_total": 0, "to_total": 0} for measure in measures}
    found: dict[str, dict[str, dict[Group, int]]] = {measure: {} for measure in measures}

    def book(measure: str, group: Group, term: str, amount: int) -> None:
        if beneficiaries is not None and group not in beneficiaries:
            return
        if term in totals[measure]:
            totals[measure][term] += amount
        else:
            parts = found[measure].setdefault(term, {})
            parts[group] = parts.get(group, 0) + amount

    used = book_lines(reader, pair, "contribution" if beneficiaries is None else "beneficiary", book, measures)
    missing, (silent, declined) = without_rate(reader, pair, used), unconfirmed(reader, pair)
    told = []
    for measure in measures:
        causes = []
        for term, parts in found[measure].items():
            moved = {group: amount for group, amount in parts.items() if amount}
            if moved:
                largest = sorted(moved, key=lambda group: (-abs(moved[group]), str(group)))[:named]
                movers = _movers(reader, largest, moved) if beneficiaries is None else []
                name, _, reason = term.partition(":")
                rates = moved_rates(pair, used) if name == "exchange" else []
                counted = len(moved) if beneficiaries is None else 0
                causes.append(Cause(name, reason or None, sum(moved.values()), counted, movers, rates))
        causes.sort(key=lambda cause: (-abs(cause.amount), cause.term, cause.reason or ""))
        ends = totals[measure]["from_total"], totals[measure]["to_total"]
        memo = silent[measure][1], declined[measure][1]
        told.append(Move(measure, pair.currency, *ends, causes, len(missing[measure]), *memo))
    return told


def _movers(reader: Reader, ids: list[Group], amounts: dict[Group, int]) -> list[Mover]:
    rows = reader.rows(CONTRIBUTIONS.format(ids=", ".join(map(str, ids))))
    named: dict[Group, tuple[str, str, str]] = {row[0]: row[1:] for row in rows}
    return [Mover(*named[identity], amounts[identity]) for identity in ids]


def moved_rates(pair: ConferencePair, used: set[str]) -> list[str]:
    """The rates of these currencies at A and at B, where they differ."""
    said = []
    for currency in sorted(used):
        before, after = (
            tuple(map(plain_rate, rates.path(currency, pair.currency)))
            for rates in (pair.first_rates, pair.second_rates)
        )
        if before and after and before != after:
            said.append(f"{' x '.join(before)}, then {' x '.join(after)}")
    return said
