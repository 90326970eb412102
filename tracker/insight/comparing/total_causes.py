"""Why a total moved between two conferences: its causes, the largest first, each with the contributions behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tracker.insight.comparing.bridge import Group
from tracker.insight.comparing.money import (
    NO_SIDES,
    Sides,
    book_lines,
    unconfirmed,
    unconfirmed_by_project,
    without_rate,
)
from tracker.insight.comparing.pair import ConferencePair, label_of
from tracker.insight.comparing.total_rows import plain_rate
from tracker.model.kinds import Minor
from tracker.rules.words import MEASURES
from tracker.store.id_lists import id_lists
from tracker.store.reader import Reader

CONTRIBUTIONS = """
SELECT c.id, p.code, c.code, o.code FROM contribution c JOIN project p ON p.id = c.project_id
JOIN organisation o ON o.id = c.donor_id WHERE c.id IN ({ids})
"""
OWNERS = "SELECT DISTINCT contribution_id, project_id FROM funding WHERE conference_id IN (:a, :b)"
CURRENCIES = """
SELECT DISTINCT project_id, currency FROM funding WHERE conference_id IN (:a, :b) AND currency IS NOT NULL
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
    booked = _Booked(measures)

    def book(measure: str, group: Group, term: str, amount: int) -> None:
        if beneficiaries is None or group in beneficiaries:
            booked.add(measure, group, term, amount)

    used = book_lines(reader, pair, "contribution" if beneficiaries is None else "beneficiary", book, measures)
    missing, memo = without_rate(reader, pair, used), unconfirmed(reader, pair)
    names = _names(reader, booked.largest(named)) if beneficiaries is None else None
    counts = {measure: len(rows) for measure, rows in missing.items()}
    return booked.moves(pair, names, named, counts, memo, moved_rates(pair, used))


def moves_with_projects(
    reader: Reader, pair: ConferencePair, measures: Sequence[str], *, named: int = 5
) -> tuple[list[Move], dict[int, list[Move]]]:
    """The same for several measures, and for each project of the pair by its id, read once; projects without any money
    are left out."""
    of = dict(reader.rows(OWNERS, pair.params))
    whole = _Booked(measures)
    booked: dict[int, _Booked] = defaultdict(lambda: _Booked(measures))

    def book(measure: str, group: Group, term: str, amount: int) -> None:
        whole.add(measure, group, term, amount)
        booked[of[group]].add(measure, group, term, amount)

    used = book_lines(reader, pair, "contribution", book, measures)
    currencies: dict[int, set[str]] = {}
    for project, currency in reader.rows(CURRENCIES, pair.params):
        currencies.setdefault(project, set()).add(currency)
    missing: dict[str, dict[str, int]] = {}
    silent = without_rate(reader, pair, used)
    for measure, rows in silent.items():
        for row in rows:
            mine = missing.setdefault(row.project, dict.fromkeys(MEASURES, 0))
            mine[measure] += 1
    memos = unconfirmed_by_project(reader, pair)
    codes = label_of("project", {*booked, *currencies}, reader)
    names = _names(reader, {one for each in (whole, *booked.values()) for one in each.largest(named)})
    counts = {measure: len(rows) for measure, rows in silent.items()}
    return whole.moves(pair, names, named, counts, unconfirmed(reader, pair), moved_rates(pair, used)), {
        project: booked[project].moves(
            pair,
            names,
            named,
            missing.get(codes[project], {}),
            memos.get(project, (NO_SIDES, NO_SIDES)),
            moved_rates(pair, currencies.get(project, set())),
        )
        for project in codes
    }


class _Booked:
    """What was booked, by measure: both totals, and the amounts of each term by group."""

    def __init__(self, measures: Sequence[str]) -> None:
        self.totals = {measure: {"from_total": 0, "to_total": 0} for measure in measures}
        self.found: dict[str, dict[str, dict[Group, int]]] = {measure: {} for measure in measures}

    def add(self, measure: str, group: Group, term: str, amount: int) -> None:
        if term in self.totals[measure]:
            self.totals[measure][term] += amount
        else:
            parts = self.found[measure].setdefault(term, {})
            parts[group] = parts.get(group, 0) + amount

    def largest(self, named: int) -> set[Group]:
        """The groups that are named as movers."""
        return {group for terms in self.found.values() for parts in terms.values() for group in _order(parts)[:named]}

    def moves(
        self,
        pair: ConferencePair,
        names: Mapping[Group, tuple[str, str, str]] | None,
        named: int,
        without_rate: Mapping[str, int],
        memo: tuple[Sides, Sides],
        rates: list[str],
    ) -> list[Move]:
        """The move of each measure; `names` are those of contributions, None where groups are no contributions."""
        silent, declined = memo
        told = []
        for measure, terms in self.found.items():
            causes = []
            for term, parts in terms.items():
                order = _order(parts)
                if not order:
                    continue
                movers = [Mover(*names[group], parts[group]) for group in order[:named]] if names is not None else []
                name, _, reason = term.partition(":")
                amount, counted = sum(parts.values()), len(order) if names is not None else 0
                causes.append(Cause(name, reason or None, amount, counted, movers, rates if name == "exchange" else []))
            causes.sort(key=lambda cause: (-abs(cause.amount), cause.term, cause.reason or ""))
            ends = self.totals[measure]["from_total"], self.totals[measure]["to_total"]
            sides = silent[measure][1], declined[measure][1]
            told.append(Move(measure, pair.currency, *ends, causes, without_rate.get(measure, 0), *sides))
        return told


def _order(parts: Mapping[Group, int]) -> list[Group]:
    """The groups that moved, the largest first."""
    return sorted((group for group, amount in parts.items() if amount), key=lambda one: (-abs(parts[one]), str(one)))


def _names(reader: Reader, ids: Collection[Group]) -> dict[Group, tuple[str, str, str]]:
    """The codes of the project, contribution and donor of contributions."""
    named: dict[Group, tuple[str, str, str]] = {}
    for listed in id_lists(map(int, ids)):
        named |= {row[0]: row[1:] for row in reader.rows(CONTRIBUTIONS.format(ids=listed))}
    return named


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
