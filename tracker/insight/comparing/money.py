"""The money of two conferences as bridges: each measure separately, in total and by group, to the minor unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from tracker.insight.comparing.bridge import Bridge, Group, Side, Spread, book_line
from tracker.insight.comparing.divided import divided_lines
from tracker.insight.comparing.lines import BOTH, BridgeLine, lines, replaced_pairs, singly
from tracker.insight.comparing.pair import ConferencePair, label_of
from tracker.insight.comparing.presence import succession
from tracker.insight.comparing.step_reasons import CORRECTION, METHOD, allocated, causes
from tracker.insight.totals.allocation import BenefitShares
from tracker.insight.totals.latest_review import DECLINED, UNCONFIRMED
from tracker.insight.totals.rates import converted
from tracker.model.kinds import Minor
from tracker.rules.rates import convert
from tracker.rules.words import MEASURES, PAYMENTS
from tracker.store.reader import Reader

NO_THEME = "no theme"

# Possible sources of an amount reported only at B, if it was allocated: None is a contribution known at A.
COMING = ("new_projects", "new_contributions", None)

Book = Callable[[str, Group, str, int], None]
"""Takes (measure, group, term, amount): the group is an id, or the code of a theme or beneficiary."""

# The part that its own donor has not confirmed, and within it the part that the donor declined to confirm.
UNCONFIRMED_SUMS = f"""
SELECT {{key}}, {{sums}} FROM funding f
WHERE f.conference_id = :conference AND f.excluded_as IS NULL AND {UNCONFIRMED} AND {{ours}} GROUP BY 1
"""
NO_RATE = """
SELECT p.code, c.code, o.code, f.currency, {measures}
FROM funding f JOIN contribution c ON c.id = f.contribution_id JOIN project p ON p.id = f.project_id
JOIN organisation o ON o.id = f.donor_id
WHERE f.conference_id = :conference AND f.excluded_as IS NULL AND f.currency IN ({currencies}) AND {ours}
ORDER BY p.code, c.code
"""


class NoRate(NamedTuple):
    """An amount that no total includes, because its conference pinned no rate for its currency."""

    conference: str
    project: str
    contribution: str
    donor: str
    amount: Minor
    currency: str


class MoneyBridges(NamedTuple):
    """The bridges of every measure: `total`, and `groups` by label; they sum to the total, term by term.

    `no_rate` lists the amounts without a rate on their side; `unconfirmed` is, by measure, the part of A's and B's
    totals that its own donors have not confirmed, and `declined` the part that they declined to confirm; `currencies`
    are the currencies of all amounts.
    """

    total: dict[str, Bridge]
    groups: dict[str, dict[str, Bridge]]
    no_rate: dict[str, list[NoRate]]
    unconfirmed: dict[str, tuple[int, int]]
    declined: dict[str, tuple[int, int]]
    currencies: set[str]


def compare_money(reader: Reader, pair: ConferencePair, by: str = "donor") -> MoneyBridges:
    """Bridge A to B, by one of COMPARED_BY."""
    total = {measure: Bridge() for measure in MEASURES}
    groups: dict[Group, dict[str, Bridge]] = {}

    def book(measure: str, group: Group, term: str, amount: int) -> None:
        bridges = groups.get(group)
        if bridges is None:
            bridges = groups[group] = {each: Bridge() for each in MEASURES}
        total[measure].add(term, amount)
        bridges[measure].add(term, amount)

    used = book_lines(reader, pair, by, book)
    labelled = _labelled(reader, by, groups)
    return MoneyBridges(total, labelled, without_rate(reader, pair, used), *unconfirmed(reader, pair), used)


def book_lines(
    reader: Reader, pair: ConferencePair, by: str, book: Book, measures: Sequence[str] = MEASURES
) -> set[str]:
    """Book every line of a pair, for the given measures; returns the currencies found."""
    measures = _told(reader, pair, measures)
    booking = Booking(reader, pair, by, book, measures)
    used: set[str] = set()
    every = lines(reader, pair, by, measures)
    if by == "beneficiary":
        every = chain(every, divided_lines(reader, pair, measures))
    for line in every:
        booking.line(line)
        used.update(currency for currency in (line.currency_a, line.currency_b) if currency)
    return used


def _told(reader: Reader, pair: ConferencePair, measures: Sequence[str]) -> Sequence[str]:
    """The given measures with an amount reported at either conference, or the first of them if there is none."""
    counts = ", ".join(f"count({measure})" for measure in measures)
    found = reader.one(f"SELECT {counts} FROM funding WHERE conference_id IN (:a, :b)", pair.params)
    return [measure for measure, count in zip(measures, found, strict=True) if count] or measures[:1]


class Booking:
    """Everything that decides under which term a line is booked, read once."""

    def __init__(self, reader: Reader, pair: ConferencePair, by: str, book: Book, measures: Sequence[str]) -> None:
        self.pair = pair
        self.books = [(measure, partial(book, measure)) for measure in measures]
        self.succeeding = succession(reader, pair)
        self.causes = causes(reader, pair)
        self.allocated = allocated(reader, pair)
        self.replaced = {
            contribution
            for old, new, *projects in replaced_pairs(reader, pair)
            if self.succeeding.keys().isdisjoint(projects)
            for contribution in (old, new)
        }
        self.first = self._allocation(reader, pair.first.id) if by == "beneficiary" else None
        self.second = self._allocation(reader, pair.second.id) if by == "beneficiary" else None
        self.unnamed = NO_THEME if by == "theme" else ""

    def _allocation(self, reader: Reader, conference_id: int) -> BenefitShares:
        contributions, projects = singly(self.pair)
        told = (
            f"SELECT project_id FROM funding WHERE conference_id IN (:a, :b) AND contribution_id IN ({contributions})"
        )
        of = f"{told} UNION {projects}"
        return BenefitShares(reader, conference_id, of, self.pair.params)

    def line(self, line: BridgeLine) -> None:
        pair = self.pair
        first = Side(
            line.currency_a is not None,
            bool(line.excluded_a),
            line.currency_a is not None and pair.first_rates.factor(line.currency_a, pair.currency) is not None,
            self._spread(line, self.first, line.group_a, line.ours_a),
        )
        second = Side(
            line.currency_b is not None,
            bool(line.excluded_b),
            line.currency_b is not None and pair.second_rates.factor(line.currency_b, pair.currency) is not None,
            self._spread(line, self.second, line.group_b, line.ours_b),
        )
        term = self._term(line)
        for (measure, book), amounts in zip(self.books, line.amounts, strict=True):
            if any(amount is not None for amount in amounts):
                steps = self._steps(line, measure, amounts.both_x) if term is None else ()
                moved = self._allocated(line, measure) if amounts.only_b is not None and term in COMING else (0, 0)
                book_line(amounts, first, second, book, term=term, steps=steps, allocated=moved)

    def _term(self, line: BridgeLine) -> str | None:
        """The term of the whole line, by its project or its contribution; None for a contribution reported at both."""
        if line.project_id in self.succeeding:
            return "succeeded"
        if line.kind == BOTH:
            # The currency of a contribution does not change; if it ever did, that would not be a change of an amount.
            return None if line.currency_a == line.currency_b else "redenominated"
        if line.contribution_id in self.replaced and line.kind in ("ended_contributions", "new_contributions"):
            return "redenominated"
        return line.kind

    def _steps(self, line: BridgeLine, measure: str, reached: int | None) -> Sequence[tuple[str, int]]:
        """The parts of a change that have a reason, as amounts reached at A's rates."""
        if reached is None:
            return ()
        if self.pair.correction:
            return ((CORRECTION, reached),)
        explained = None if line.contribution_id is None else self.causes.get((line.contribution_id, measure))
        if explained is None:
            if line.rebased:
                return ((METHOD, reached),)
            return ((PAYMENTS, reached),) if line.paid and measure == "disbursed" else ()
        factor = self.pair.first_rates.factor(line.currency_a or "", self.pair.currency)
        if factor is None:
            return ()
        steps = []
        amount = explained.amount
        for reason, part in explained.parts:
            amount += part
            steps.append((reason, convert(amount, factor)))
        return steps

    def _allocated(self, line: BridgeLine, measure: str) -> tuple[int, int]:
        """The part of an amount reported only at B that came from or went out of the pool, at A's rates and at B's."""
        part = 0 if line.contribution_id is None else self.allocated.get((line.contribution_id, measure), 0)
        at_b = self.pair.second_rates.factor(line.currency_b or "", self.pair.currency)
        if not part or at_b is None:
            return 0, 0
        at_a = self.pair.first_rates.factor(line.currency_b or "", self.pair.currency)
        return convert(part, at_b if at_a is None else at_a), convert(part, at_b)

    def _spread(self, line: BridgeLine, allocation: BenefitShares | None, group: Group | None, ours: int) -> Spread:
        if not ours:
            return lambda amount: ()
        if allocation is not None and line.contribution_id is not None and line.project_id is not None:
            return partial(allocation.divide, line.contribution_id, line.project_id)
        label = self.unnamed if group is None else group
        return lambda amount: ((label, amount),)


def _labelled(reader: Reader, by: str, groups: dict[Group, dict[str, Bridge]]) -> dict[str, dict[str, Bridge]]:
    """The groups under their current codes, in alphabetical order."""
    table = {"donor": "organisation", "project": "project"}.get(by)
    codes: dict[Any, str] = label_of(table, groups, reader) if table else {}
    return dict(sorted((codes.get(group, str(group)), bridges) for group, bridges in groups.items()))


def without_rate(reader: Reader, pair: ConferencePair, used: set[str]) -> dict[str, list[NoRate]]:
    """The amounts, by measure, in one of the currencies `used` for which their conference has no rate."""
    found: dict[str, list[NoRate]] = {measure: [] for measure in MEASURES}
    for conference, rates in ((pair.first, pair.first_rates), (pair.second, pair.second_rates)):
        missing = [code for code in sorted(used) if rates.factor(code, pair.currency) is None]
        if not missing:
            continue
        sql = NO_RATE.format(
            measures=", ".join(f"f.{measure}" for measure in MEASURES),
            currencies=", ".join(f"'{code}'" for code in missing),
            ours=_ours(pair),
        )
        rows: Iterator[Any] = reader.rows(sql, {"conference": conference.id})
        for project, contribution, donor, currency, *amounts in rows:
            for measure, amount in zip(MEASURES, amounts, strict=True):
                if amount is not None:
                    found[measure].append(NoRate(conference.code, project, contribution, donor, amount, currency))
    return found


Sides = dict[str, tuple[int, int]]
NO_SIDES: Sides = dict.fromkeys(MEASURES, (0, 0))


def unconfirmed(reader: Reader, pair: ConferencePair) -> tuple[Sides, Sides]:
    """By measure, the part of either total that its own donors did not confirm, and the part they declined."""
    return _unconfirmed(reader, pair, "0").get(0, (NO_SIDES, NO_SIDES))


def unconfirmed_by_project(reader: Reader, pair: ConferencePair) -> dict[int, tuple[Sides, Sides]]:
    """The same for each project that has any, by its id."""
    return _unconfirmed(reader, pair, "f.project_id")


def _unconfirmed(reader: Reader, pair: ConferencePair, key: str) -> dict[int, tuple[Sides, Sides]]:
    sides: list[dict[int, Sequence[int | None]]] = []
    for conference, rates in ((pair.first, pair.first_rates), (pair.second, pair.second_rates)):
        amounts = [converted(reader, rates, pair.currency, f"f.{m}", "f.currency") for m in MEASURES]
        sums = [f"SUM({amount})" for amount in amounts]
        sums += [f"SUM(CASE WHEN {DECLINED} THEN {amount} END)" for amount in amounts]
        sql = UNCONFIRMED_SUMS.format(key=key, sums=", ".join(sums), ours=_ours(pair))
        sides.append({row[0]: row[1:] for row in reader.rows(sql, {"conference": conference.id})})
    first, second = sides
    none: Sequence[int | None] = (None,) * 2 * len(MEASURES)
    found = {}
    for one in first.keys() | second.keys():
        both = [(a or 0, b or 0) for a, b in zip(first.get(one, none), second.get(one, none), strict=True)]
        count = len(MEASURES)
        found[one] = (
            dict(zip(MEASURES, both[:count], strict=True)),
            dict(zip(MEASURES, both[count:], strict=True)),
        )
    return found


def _ours(pair: ConferencePair) -> str:
    return f"{pair.of_donors('f.donor_id')} AND {pair.among_projects('f.project_id')}"
