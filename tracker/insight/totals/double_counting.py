"""Projects that may be one activity reported twice, and the part of a total that is perhaps counted twice.

They are a parent and a part of it, an activity that names another publisher's activity as its own under another
identifier, and two activities of different publishers with a payment of the same amount on the same day in one country
and similar titles. No total leaves out anything for that reason: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, groupby
from operator import itemgetter
from typing import NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.totals.latest_review import reviewed
from tracker.insight.totals.portfolio import MoneyQuestion
from tracker.insight.totals.rates import ConferenceRates, books, in_reporting_currency, pinned
from tracker.model.kinds import Minor
from tracker.rules.measured import NOTHING, Measured
from tracker.rules.overlaps.twice import counted_twice
from tracker.rules.text import fold
from tracker.rules.words import MEASURES, SAME
from tracker.store.reader import Reader

PART, IDENTIFIER, PAYMENT, SETTLED = "part", "identifier", "payment", "settled"
WHY = {
    PART: "{other} is a part of {one}",
    IDENTIFIER: "{other} names {one} as its other identifier",
    PAYMENT: "same country, day and amount; similar titles",
    SETTLED: "settled as the same",
}
# The part of the words of the shorter title that the longer one must contain.
ALIKE = 2 / 3
SHORTEST_WORD = 4


class Doubt(NamedTuple):
    """Two projects that may be one, by id, code and title; the reason; the decision, with the one that counts."""

    one_id: int
    other_id: int
    why: str
    one: str
    one_title: str
    other: str
    other_title: str
    decision: str | None
    counting_id: int | None

    @property
    def left_out_id(self) -> int | None:
        """Of two projects settled as the same, the one that totals must leave out."""
        return None if self.counting_id is None else self.one_id + self.other_id - self.counting_id

    @property
    def reason(self) -> str:
        """Why they may be one, in words."""
        return WHY[self.why].format(one=self.one, other=self.other)


class DoubledRow(NamedTuple):
    """Two projects that may be one, with their amounts of one measure, converted; `twice` is what they add to the
    amount perhaps counted twice, each amount once. `settled` is a decision made after a conference closed.
    """

    project: str
    title: str
    amount: Minor
    other: str
    other_title: str
    other_amount: int
    twice: int
    currency: str
    why: str
    settled: str | None


class Doubled(NamedTuple):
    """The pairs of projects behind the part of a total that is counted twice, and the sums of what they add to it."""

    rows: list[DoubledRow]
    currency: str
    perhaps: int
    settled: int


class Twice(NamedTuple):
    """The part of a total counted twice: `perhaps`, and `settled` as the same after its conference had closed."""

    perhaps: Measured
    settled: Measured


Paid = set[tuple[int, int]]
# A part of a part is a part too.
INSIDE = """inside(part, whole) AS (
  SELECT r.project_id, r.parent_id FROM reviewed v
  JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id WHERE r.parent_id IS NOT NULL
  UNION
  SELECT i.part, r.parent_id FROM inside i JOIN reviewed v ON v.project_id = i.whole
  JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id WHERE r.parent_id IS NOT NULL
)"""
OF_PARTS = f"SELECT whole AS one, part AS other, '{PART}' AS why FROM inside WHERE part <> whole"
OF_DECISIONS = f"SELECT project_id, other_id, '{SETTLED}' FROM overlap WHERE decision = '{SAME}'"
# Activities of two publishers; activities without a publisher in the file count as one publisher's.
OTHERS = "coalesce(a.publisher_id, 0) <> coalesce(b.publisher_id, 0)"
OF_IDENTIFIERS = f"""
SELECT p.id, i.project_id, '{IDENTIFIER}' FROM other_identifier i
JOIN identified p ON p.identifier = upper(i.identifier)
LEFT JOIN activity a ON a.project_id = p.id JOIN activity b ON b.project_id = i.project_id
WHERE p.id <> i.project_id AND {OTHERS}"""
IDENTIFIED = """identified AS MATERIALIZED (
  SELECT id, upper(iati_identifier) AS identifier FROM project WHERE iati_identifier IS NOT NULL
)"""
# A successor continues its predecessor and is not a duplicate report, unless somebody says so.
DOUBTS = """
{opening}, doubtful AS ({parts})
SELECT d.one, d.other, d.why, p.code, p.title, q.code, q.title, s.decision, s.counting_id
FROM doubtful d JOIN project p ON p.id = d.one JOIN project q ON q.id = d.other
LEFT JOIN overlap s ON s.project_id = CASE WHEN d.one < d.other THEN d.one ELSE d.other END
  AND s.other_id = CASE WHEN d.one < d.other THEN d.other ELSE d.one END
WHERE s.decision IS NOT NULL OR NOT EXISTS (SELECT 1 FROM project_succession n
  WHERE n.successor_id IN (d.one, d.other) AND n.predecessor_id IN (d.one, d.other))
ORDER BY p.code, q.code, d.why
"""
# An index alone finds the payments to compare, and leaves few for the other conditions.
PAYMENTS = """
SELECT DISTINCT t.date, t.amount, t.kind, c.currency, x.code, a.publisher_id, p.id, p.title FROM (
  SELECT date, amount FROM "transaction" WHERE publisher IS NOT NULL AND amount > 0
  GROUP BY date, amount HAVING min(publisher) <> max(publisher)) paid
JOIN "transaction" t ON t.publisher IS NOT NULL AND t.date = paid.date AND t.amount = paid.amount
JOIN contribution c ON c.id = t.contribution_id
JOIN activity a ON a.project_id = c.project_id
JOIN project_place x ON x.project_id = c.project_id AND x.kind = 'country'
JOIN project p ON p.id = c.project_id
ORDER BY 1, 2, 3, 4, 5, p.id
"""
TOUCHED = "SELECT project_id FROM journal_project WHERE journal_id = :command"
PUBLISHED = """
SELECT 1 FROM journal_project j JOIN activity a ON a.project_id = j.project_id WHERE j.journal_id = :command LIMIT 1
"""
# Whether a command changed a part of a project, or a project that has parts.
RELATED = tuple(
    f"SELECT 1 FROM journal_project j JOIN review r ON r.{column} = j.project_id"
    " WHERE j.journal_id = :command AND r.parent_id IS NOT NULL LIMIT 1"
    for column in ("project_id", "parent_id")
)
# Up to this number of projects, money is queried by their ids, else for all projects.
NAMED = 2_000


def doubts(reader: Reader, at: int | None = None, paid: Paid | None = None) -> list[Doubt]:
    """Projects that may be one, as reported at a conference or in the latest report; with the decisions on them.

    The contents of a record do not depend on what publishers say now. `paid` is the result of `paid_alike`, if it was
    computed already.
    """
    named, parts = [reviewed(at), INSIDE], [OF_PARTS, OF_DECISIONS]
    if not reader.asked:
        named.append(IDENTIFIED)
        parts.append(OF_IDENTIFIERS)
        alike = paid_alike(reader) if paid is None else paid
        if listed := ", ".join(f"({one}, {other}, '{PAYMENT}')" for one, other in sorted(alike)):
            parts.append(f"SELECT * FROM (VALUES {listed}) AS paid")
    sql = DOUBTS.format(opening=f"WITH RECURSIVE {', '.join(named)}", parts=" UNION ALL ".join(parts))
    # Each pair once, for the first reason.
    found: dict[frozenset[int], Doubt] = {}
    for row in reader.rows(sql, {} if at is None else {"at": at}):
        found.setdefault(frozenset(row[:2]), Doubt._make(row))
    return list(found.values())


def paid_alike(reader: Reader) -> Paid:
    """Projects of different publishers with the same payment in one country and similar titles, the older one first."""
    words: dict[int, set[str]] = {}
    found = set()
    for _, group in groupby(reader.rows(PAYMENTS), key=itemgetter(slice(5))):
        for (*_, publisher, one, title), (*_, other_publisher, other, other_title) in combinations(group, 2):
            if publisher != other_publisher and one != other and (one, other) not in found:
                for project, text in ((one, title), (other, other_title)):
                    if project not in words:
                        words[project] = _words(text)
                if _alike(words[one], words[other]):
                    found.add((one, other))
    return found


def doubled_money(
    reader: Reader, question: MoneyQuestion, known: Mapping[int, ConferenceRates], paid: Paid | None = None
) -> dict[str, tuple[list[Doubt], dict[int, Measured]]]:
    """The projects that may be one, and their amounts in a question's total, by reporting currency."""
    found = doubts(reader, question.at, paid)
    return {currency: (found, amounts) for currency, amounts in money_of(reader, question, known, found).items()}


def money_of(
    reader: Reader, question: MoneyQuestion, known: Mapping[int, ConferenceRates], found: Iterable[Doubt]
) -> dict[str, dict[int, Measured]]:
    """The amounts of projects in a question's total, by reporting currency."""
    ids = {one for doubt in found for one in (doubt.one_id, doubt.other_id)}
    if not ids:
        return {}
    among = f"f.project_id IN ({', '.join(map(str, ids))})" if len(ids) <= NAMED else "1 = 1"
    told = ", ".join(f"sum({in_reporting_currency(reader, known, f'f.{measure}')})" for measure in MEASURES)
    sql = f"""
{question.opening}
SELECT f.conference_id, f.project_id, {told} {question.source} AND f.excluded_as IS NULL AND {among} GROUP BY 1, 2
"""
    amounts: dict[str, dict[int, Measured]] = {}
    for conference, project, *mine in reader.rows(sql, question.parameters):
        if project in ids:
            amounts.setdefault(known[conference].currency, {})[project] = Measured(*mine)
    return amounts


def unsettled(found: Iterable[Doubt]) -> list[Doubt]:
    """The pairs without a decision."""
    return [doubt for doubt in found if doubt.decision is None]


def twice(reader: Reader, question: MoneyQuestion, known: Mapping[int, ConferenceRates]) -> dict[str, Twice]:
    """The part of a question's money that is counted twice, by currency; empty where there is none."""
    return _said({currency: reckon(*told) for currency, told in doubled_money(reader, question, known).items()})


def doubled(reader: Reader, question: MoneyQuestion, known: Mapping[int, ConferenceRates], measure: str) -> Doubled:
    """The pairs of projects behind the double counting in one conference's total of a measure, largest first."""
    (book,) = known.values()
    found, amounts = doubled_money(reader, question, known).get(book.currency, ([], {}))
    mine = {one: getattr(told, measure) or 0 for one, told in amounts.items()}
    both = _both_carry(found, mine)
    open_ones = unsettled(both)
    pairs = [(doubt.one_id, doubt.other_id) for doubt in open_ones]
    adds = dict(zip(pairs, (getattr(row, measure) or 0 for row in counted_twice(pairs, amounts)), strict=True))
    settled_ids = set[int]()
    rows = []
    for doubt in both:
        left_out = doubt.left_out_id
        if doubt.decision is not None and left_out is None:
            continue
        if left_out is None:
            added_by = adds[doubt.one_id, doubt.other_id]
        else:
            added_by = 0 if left_out in settled_ids else mine[left_out]
            settled_ids.add(left_out)
        settled = None if left_out is None else f"{doubt.decision}, counting {_counting(doubt)}"
        one = doubt.one, doubt.one_title, mine[doubt.one_id]
        other = doubt.other, doubt.other_title, mine[doubt.other_id]
        rows.append(DoubledRow(*one, *other, added_by, book.currency, doubt.reason, settled))
    rows.sort(key=lambda row: (row.settled is not None, -row.twice, row.project, row.other))
    return Doubled(rows, book.currency, sum(adds.values()), sum(mine[one] for one in settled_ids))


def _both_carry(found: Iterable[Doubt], amounts: Mapping[int, int]) -> list[Doubt]:
    return [doubt for doubt in found if min(amounts.get(doubt.one_id, 0), amounts.get(doubt.other_id, 0)) > 0]


def _counting(doubt: Doubt) -> str:
    return doubt.one if doubt.counting_id == doubt.one_id else doubt.other


def doubled_pairs(
    reader: Reader, question: MoneyQuestion, known: Mapping[int, ConferenceRates]
) -> list[tuple[Doubt, Measured]]:
    """The undecided pairs that both carry money, each with what it adds to the amount perhaps counted twice."""
    return [pair for told in doubled_money(reader, question, known).values() for pair in adding(*told)]


def adding(found: Sequence[Doubt], amounts: Mapping[int, Measured]) -> list[tuple[Doubt, Measured]]:
    """The same, from pairs and amounts in one currency."""
    pairs = unsettled(found)
    adds = counted_twice([(doubt.one_id, doubt.other_id) for doubt in pairs], amounts)
    return [(doubt, row) for doubt, row in zip(pairs, adds, strict=True) if row != NOTHING]


class Fresh(NamedTuple):
    """Pairs that a command created: `carrying` pairs, where both projects carry money, with what they add to the amount
    perhaps counted twice, by currency; and `other` pairs, whose money has not been reported yet.
    """

    carrying: list[Doubt]
    perhaps: dict[str, Measured]
    other: list[Doubt]


def fresh_pairs(reader: Reader, command: int, at: int | None) -> Fresh:
    """The undecided pairs with a project that a command (by its number in the journal) changed."""
    touched = {row[0] for row in reader.rows(TOUCHED, {"command": command})}
    published = reader.value(PUBLISHED, {"command": command})
    # Most commands change nothing relevant, and then the register need not be searched.
    if not published and not any(reader.value(sql, {"command": command}) for sql in RELATED):
        return Fresh([], {}, [])
    paid = None if published else set[tuple[int, int]]()
    found = [doubt for doubt in doubts(reader, at, paid) if touched & {doubt.one_id, doubt.other_id}]
    carrying: dict[Doubt, None] = {}
    perhaps: dict[str, Measured] = {}
    for currency, amounts in money_of(reader, MoneyQuestion(at), books(reader, at), found).items():
        for doubt, row in adding(found, amounts):
            carrying[doubt] = None
            perhaps[currency] = perhaps.get(currency, NOTHING).plus(row)
    other = [doubt for doubt in unsettled(found) if doubt.why != PART and doubt not in carrying]
    return Fresh(list(carrying), perhaps, other)


def to_settle(reader: Reader, at: int | None) -> list[Doubt]:
    """The undecided pairs: projects reported by two publishers, and parts that carry money as their parents do."""
    found = unsettled(doubts(reader, at))
    carried = money_of(reader, MoneyQuestion(at), books(reader, at), found)
    carrying = {doubt for amounts in carried.values() for doubt, _ in adding(found, amounts)}
    return [doubt for doubt in found if doubt.why != PART or doubt in carrying]


def twice_of_each(reader: Reader, conferences: Sequence[Conference], currency: str, where: str) -> list[Twice]:
    """The part of each conference's total that is counted twice, in one currency by the rates of each."""
    # What publishers say is the same for all conferences; it does not apply to records.
    paid, found = None if reader.asked else paid_alike(reader), []
    for conference in conferences:
        known = {conference.id: ConferenceRates(conference.code, currency, pinned(reader, conference.id))}
        told = doubled_money(reader, MoneyQuestion(conference.id, where=where), known, paid)
        found.append(reckon(*told.get(currency, ([], {}))))
    return found


class Gathered:
    """The amounts of the projects that may be one, collected from the rows of a list as they pass."""

    def __init__(self, found: Sequence[Doubt]) -> None:
        self.found = found
        self._ids = {doubt.one: doubt.one_id for doubt in found} | {doubt.other: doubt.other_id for doubt in found}
        self._amounts: dict[str, dict[int, Measured]] = {}

    def add(self, project: str, currency: str, amounts: Measured) -> None:
        """Add the amounts of a project (by its code) in a list, converted into a reporting currency."""
        one = self._ids.get(project)
        if one is not None:
            mine = self._amounts.setdefault(currency, {})
            mine[one] = mine.get(one, NOTHING).plus(amounts)

    def twice(self) -> dict[str, Twice]:
        """The part of the list's total that is counted twice, by currency; empty where there is none."""
        return _said({currency: reckon(self.found, amounts) for currency, amounts in self._amounts.items()})


def reckon(found: Sequence[Doubt], amounts: Mapping[int, Measured]) -> Twice:
    """The part of some amounts of projects, in one currency, that is counted twice."""
    pairs = [(doubt.one_id, doubt.other_id) for doubt in unsettled(found)]
    perhaps = settled = NOTHING
    for row in counted_twice(pairs, amounts):
        perhaps = perhaps.plus(row)
    for measure in MEASURES:
        mine = {one: getattr(told, measure) or 0 for one, told in amounts.items()}
        left_out = {one for doubt in _both_carry(found, mine) if (one := doubt.left_out_id) is not None}
        settled = settled._replace(**{measure: sum(mine[one] for one in left_out) or None})
    return Twice(perhaps, settled)


def _said(reckoned: Mapping[str, Twice]) -> dict[str, Twice]:
    return {currency: each for currency, each in reckoned.items() if any(each.perhaps) or any(each.settled)}


def alike(one: str, other: str) -> bool:
    """Whether the longer of two titles contains most words of the shorter one, ignoring case and accents."""
    return _alike(_words(one), _words(other))


def _alike(one: set[str], other: set[str]) -> bool:
    fewer = min(len(one), len(other))
    return bool(fewer) and len(one & other) >= ALIKE * fewer


def _words(title: str) -> set[str]:
    words = {word.strip(".,;:()[]\"'") for word in fold(title).replace("-", " ").replace("/", " ").split()}
    return {word for word in words if len(word) >= SHORTEST_WORD} or words
