"""The lines of money of two conferences, summed in the database where they fall into the same terms of the bridge.

One statement: the funding of A with that of B beside it, and the funding that only B has. (A FULL OUTER JOIN is
quadratic in SQLite.) Both sides are found by the primary key of funding, conference first, so the time is linear. Lines
whose change has reasons, and lines that replace each other, are returned one by one. The result is a few rows for any
number of projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.insight.comparing.bridge import LineAmounts
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.step_reasons import BETWEEN, CORRECTION, METHOD, PUBLISHED, REASONED, REBASED, REPAID
from tracker.insight.totals.rates import converted
from tracker.model.kinds import Minor
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader
from tracker.store.told_last import up_to, value_told_last

BOTH = "both"
PARTS = len(LineAmounts._fields)

# A contribution is replaced by its successor, over any number of steps.
REPLACING = """
WITH RECURSIVE chain(new, old) AS (
  SELECT id, replaces_id FROM contribution WHERE replaces_id IS NOT NULL
  UNION SELECT chain.new, c.replaces_id FROM chain JOIN contribution c ON c.id = chain.old
  WHERE c.replaces_id IS NOT NULL
)
SELECT chain.old, chain.new, fa.project_id, fb.project_id FROM chain
JOIN funding fa ON fa.conference_id = :a AND fa.contribution_id = chain.old
JOIN funding fb ON fb.conference_id = :b AND fb.contribution_id = chain.new
WHERE NOT EXISTS (SELECT 1 FROM funding f WHERE f.conference_id = :b AND f.contribution_id = chain.old)
  AND NOT EXISTS (SELECT 1 FROM funding f WHERE f.conference_id = :a AND f.contribution_id = chain.new)
  AND EXISTS (SELECT 1 FROM review r WHERE r.conference_id = :b AND r.project_id = fa.project_id)
  AND EXISTS (SELECT 1 FROM review r WHERE r.conference_id = :a AND r.project_id = fb.project_id)
"""

# What the latest review up to B says about a project that was not reported at B.
LAST_STATUS = value_told_last(
    "CASE WHEN t.status IN ('completed', 'cancelled') THEN t.status ELSE 'not_presented' END",
    "review",
    "project_id",
    thing="{project}",
    within=up_to(":b_sequence", ":a"),
)

# Whether an amount reported at B and not at A is a first report: none earlier, and no reason says that it is old.
FIRST = f"""fa.basis = fb.basis AND NOT EXISTS (
  SELECT 1 FROM funding e JOIN conference c ON c.id = e.conference_id
  WHERE e.contribution_id = fa.contribution_id AND e.{{measure}} IS NOT NULL AND {up_to(":a_sequence")})
 AND NOT EXISTS (SELECT 1 FROM reason r WHERE r.contribution_id = fa.contribution_id AND r.measure = '{{measure}}'
  AND r.reason IN ('{CORRECTION}', '{METHOD}', '{PUBLISHED}') AND r.conference_id IN ({BETWEEN}))"""

REPLACED = "SELECT replaces_id FROM contribution WHERE replaces_id IS NOT NULL"
SUCCESSION = "SELECT successor_id FROM project_succession UNION SELECT predecessor_id FROM project_succession"

# The funding of A with that of B beside it, and the funding that only B has (under the condition `among_second`).
FROM_FIRST = """FROM funding fa
LEFT JOIN funding fb ON fb.conference_id = :b AND fb.contribution_id = fa.contribution_id"""
FROM_SECOND = "FROM funding fb"


class BridgeLine(NamedTuple):
    """A line, or the sum of many: what determines its term, its owner on either side, and its amounts by measure.

    `contribution_id` and `project_id` are None for a sum. `kind` is BOTH, or the term by which a line of one conference
    leaves or arrives. `paid` says whether B reported a higher disbursed amount. `ours_a` and `ours_b` say whether the
    side belongs to the donors asked for.
    """

    contribution_id: int | None
    project_id: int | None
    kind: str
    currency_a: str | None
    currency_b: str | None
    excluded_a: int
    excluded_b: int
    rebased: int
    paid: Minor
    group_a: int | str | None
    group_b: int | str | None
    ours_a: int
    ours_b: int
    amounts: tuple[LineAmounts, ...]


def lines(
    reader: Reader, pair: ConferencePair, by: str = "donor", measures: Sequence[str] = MEASURES
) -> Iterator[BridgeLine]:
    """The lines of a pair, summed by the donor, theme, project or contribution of either side.

    For `beneficiary`, only those returned one by one; the sums of the others are in `divided`.
    """
    for row in reader.rows(statement(reader, pair, by, measures), pair.params):
        amounts = tuple(LineAmounts._make(row[start : start + PARTS]) for start in range(13, len(row), PARTS))
        yield BridgeLine._make((*row[:13], amounts))


def statement(reader: Reader, pair: ConferencePair, by: str = "donor", measures: Sequence[str] = MEASURES) -> str:
    """The single statement behind `lines`."""
    one_by_one, succession = singly(pair)

    def keys(side: str) -> str:
        if by == "beneficiary":
            return f"{side}.contribution_id, {side}.project_id"
        return (
            f"CASE WHEN {side}.contribution_id IN ({one_by_one}) THEN {side}.contribution_id END,"
            f" CASE WHEN {side}.project_id IN ({succession}) THEN {side}.project_id END"
        )

    def which(side: str) -> str:
        if by != "beneficiary":
            return "1 = 1"
        return f"({side}.contribution_id IN ({one_by_one}) OR {side}.project_id IN ({succession}))"

    def sums(amounts: Iterable[str]) -> str:
        return ", ".join(f"SUM({amount})" for amount in amounts)

    return f"""
SELECT {keys("fa")}, {", ".join(kinds_of_first(pair))}, {_group(by, "fa")}, {_group(by, "fb")}, {ours(pair)},
  {sums(amounts_of_first(reader, pair, measures))}
{FROM_FIRST} WHERE {among_first(pair)} AND {which("fa")}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11{", 12, 13" if pair.donors else ""}
UNION ALL
SELECT {keys("fb")}, {", ".join(kinds_of_second())},
  CAST(NULL AS {"text" if by == "theme" else "integer"}), {_group(by, "fb")}, 0, 1,
  {sums(amounts_of_second(reader, pair, measures))}
{FROM_SECOND} WHERE {among_second(pair)} AND {which("fb")}
GROUP BY 1, 2, 3, 5, 7, 11
"""


def singly(pair: ConferencePair) -> tuple[str, str]:
    """Queries of the contributions, and of the projects, whose lines are returned one by one."""
    contributions = f"SELECT id FROM contribution WHERE replaces_id IS NOT NULL UNION {REPLACED} UNION {REASONED}"
    if not pair.neighbours:
        contributions += f" UNION {REBASED} UNION {REPAID}"
    return contributions, SUCCESSION


def among_first(pair: ConferencePair) -> str:
    """The condition on FROM_FIRST."""
    donors = f"({pair.of_donors('fa.donor_id')} OR {pair.of_donors('fb.donor_id')})"
    return f"fa.conference_id = :a AND {donors} AND {pair.among_projects('fa.project_id')}"


def among_second(pair: ConferencePair) -> str:
    """The condition on FROM_SECOND."""
    there = "SELECT 1 FROM funding fa WHERE fa.conference_id = :a AND fa.contribution_id = fb.contribution_id"
    donors, projects = pair.of_donors("fb.donor_id"), pair.among_projects("fb.project_id")
    return f"fb.conference_id = :b AND {donors} AND {projects} AND NOT EXISTS ({there})"


def kinds_of_first(pair: ConferencePair) -> tuple[str, ...]:
    """What determines the term of a line of FROM_FIRST: the columns of a `BridgeLine` from `kind` to `paid`."""
    gone = "'not_presented'" if pair.correction else LAST_STATUS.format(project="fa.project_id")
    kind = f"""CASE WHEN fb.contribution_id IS NOT NULL THEN '{BOTH}'
    WHEN EXISTS (SELECT 1 FROM review r WHERE r.conference_id = :b AND r.project_id = fa.project_id)
    THEN 'ended_contributions' ELSE {gone} END"""
    rebased = "CASE WHEN fa.basis <> fb.basis THEN 1 ELSE 0 END"
    paid = "CASE WHEN fb.disbursed > fa.disbursed THEN 1 ELSE 0 END"
    return kind, "fa.currency", "fb.currency", _excluded("fa"), _excluded("fb"), rebased, paid


def kinds_of_second() -> tuple[str, ...]:
    """The same for a line of FROM_SECOND."""
    kind = """CASE WHEN EXISTS (SELECT 1 FROM review r WHERE r.conference_id = :a AND r.project_id = fb.project_id)
    THEN 'new_contributions' ELSE 'new_projects' END"""
    return kind, "CAST(NULL AS text)", "fb.currency", "0", _excluded("fb"), "0", "0"


def ours(pair: ConferencePair) -> str:
    """Whether either side of a line of FROM_FIRST belongs to the donors asked for."""
    if pair.donors is None:
        return "1, 1"
    return ", ".join(f"CASE WHEN {pair.of_donors(f'{side}.donor_id')} THEN 1 ELSE 0 END" for side in ("fa", "fb"))


def amounts_of_first(reader: Reader, pair: ConferencePair, measures: Sequence[str]) -> Iterator[str]:
    """The `LineAmounts` of each measure, for a line of FROM_FIRST."""
    for measure in measures:
        a, b = f"fa.{measure}", f"fb.{measure}"
        conv_a = converted(reader, pair.first_rates, pair.currency, a, "fa.currency")
        conv_x = converted(reader, pair.first_rates, pair.currency, b, "fb.currency")
        conv_b = converted(reader, pair.second_rates, pair.currency, b, "fb.currency")
        # Later knowledge of what was reported at the same conference is a correction and not new.
        first = "1 = 0" if pair.correction else FIRST.format(measure=measure)
        yield f"CASE WHEN {b} IS NOT NULL THEN {conv_a} END"
        yield f"CASE WHEN {a} IS NOT NULL THEN {conv_x} END"
        yield f"CASE WHEN {a} IS NOT NULL THEN {conv_b} END"
        yield f"CASE WHEN {b} IS NULL THEN {conv_a} END"
        yield f"CASE WHEN {a} IS NULL THEN {conv_b} END"
        yield f"CASE WHEN {a} IS NULL AND {b} IS NOT NULL AND {first} THEN {conv_b} END"


def amounts_of_second(reader: Reader, pair: ConferencePair, measures: Sequence[str]) -> Iterator[str]:
    """The same for a line of FROM_SECOND."""
    for measure in measures:
        none = "CAST(NULL AS bigint)"
        conv_b = converted(reader, pair.second_rates, pair.currency, f"fb.{measure}", "fb.currency")
        yield from (none, none, none, none, conv_b, none)


def replaced_pairs(reader: Reader, pair: ConferencePair) -> list[tuple[int, int, int, int]]:
    """Contributions of A that continue in another currency at B, on projects presented at both.

    Each as (old contribution, new contribution, old project, new project).
    """
    return reader.all(REPLACING, pair.params)


def _excluded(side: str) -> str:
    return f"CASE WHEN {side}.excluded_as IS NULL THEN 0 ELSE 1 END"


def _group(by: str, side: str) -> str:
    if by == "theme":
        # Uses the partial index on the one primary theme of a review.
        return (
            f"(SELECT t.theme FROM review_theme t WHERE t.conference_id = {side}.conference_id"
            f" AND t.project_id = {side}.project_id AND t.is_primary)"
        )
    column = {"donor": "donor_id", "project": "project_id", "contribution": "contribution_id"}.get(by)
    return f"{side}.{column}" if column else "CAST(NULL AS integer)"
