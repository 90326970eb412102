"""Open risks by likelihood and impact: the 5 x 5 of one conference, and what moved in it since an earlier one.

A risk is in one cell, or among those that are not assessed: likelihood or impact is not known. Risks that are closed or
have occurred are in no cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.exposure import ASSESSED
from tracker.insight.comparing.pair import ConferencePair, last_met, make_pair
from tracker.insight.comparing.rated_projects import RatedComparison, RatingCount, compare_rated, rating_counts
from tracker.insight.projects.parts import PartFilter
from tracker.insight.projects.ratings import current_ratings, younger
from tracker.insight.projects.risks import RiskFilters, RiskRow, level_of, list_risks
from tracker.rules.text import fold
from tracker.rules.words import NOT_ASSESSED, RISK_CATEGORIES, choose
from tracker.store.reader import Reader

SIDE = range(1, 6)
# From the most to the least likely, and each row from the least to the greatest impact.
CELLS = tuple(f"{likelihood}x{impact}" for likelihood in reversed(SIDE) for impact in SIDE)
STATES = (*CELLS, NOT_ASSESSED)
TERMS = ("new", "moved_in", "moved_out", "closed", "occurred", "not_reported")


class MatrixFilters(NamedTuple):
    """Which risks, and by which scores: residual, after the response, or `inherent`, before it."""

    projects: Sequence[str] = ()
    categories: Sequence[str] = ()
    owners: Sequence[str] = ()
    inherent: bool = False

    @property
    def of_scored(self) -> bool:
        """Whether a rating of a whole project cannot fit, because it has no category and no owner."""
        return bool(self.categories or self.owners)


class MatrixCell(NamedTuple):
    """The open risks in one cell, `4x5` (likelihood x impact), or those that are not assessed."""

    cell: str
    likelihood: int | None
    impact: int | None
    score: int | None
    level: str | None
    total: int
    risks: str


class MatrixBridge(NamedTuple):
    """One cell from a conference to a later one: `from_total` and the terms sum to `to_total`; what leaves is negative.

    `not_reported`: the later conference has no report on the risk, or none on its project.
    """

    cell: str
    likelihood: int | None
    impact: int | None
    score: int | None
    level: str | None
    from_total: int
    new: int
    moved_in: int
    moved_out: int
    closed: int
    occurred: int
    not_reported: int
    to_total: int


class MatrixMove(NamedTuple):
    """A risk that was open at one of two conferences at least: its cells, None where it was not open or not chosen."""

    code: str
    event: str
    old: str | None
    new: str | None
    change: str


class Matrix(NamedTuple):
    """The risks of a conference by cell; `risks` are the open ones, `occurred` and `closed` how many are in no cell.

    `ratings` are those of whole projects; None where the filters are about scored risks. `younger` is how many of them
    the record of the conference does not have.
    """

    conference: Conference | None
    cells: list[MatrixCell]
    risks: dict[str, list[RiskRow]]
    occurred: int
    closed: int
    ratings: list[RatingCount] | None
    younger: int


class MatrixComparison(NamedTuple):
    """Two conferences, cell by cell, with the risks behind it; `moves` includes those that did not move.

    `ratings` are those of whole projects; None where the filters are about scored risks.
    """

    pair: ConferencePair
    cells: list[MatrixBridge]
    moves: list[MatrixMove]
    ratings: RatedComparison | None


def check_cell(text: str) -> str:
    """A cell, from `4x5` or `not assessed`. Raises Invalid."""
    plain = "".join(text.lower().replace("×", "x").split())
    if plain in CELLS:
        return plain
    if plain and NOT_ASSESSED.replace(" ", "").startswith(plain.replace("-", "")):
        return NOT_ASSESSED
    expected = f"likelihood x impact, such as 4x5, or {NOT_ASSESSED}"
    raise Invalid("cell", text, "is not in the matrix", expected)


def risk_matrix(reader: Reader, at: str | None, filters: MatrixFilters) -> Matrix:
    """The open risks of a conference, or as reported last, by cell.

    Raises Invalid for a word that is not in the vocabulary, NotFound for an unknown project or conference.
    """
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    found: dict[str, list[RiskRow]] = {state: [] for state in STATES}
    gone = {"occurred": 0, "closed": 0}
    chosen = RiskFilters(categories=filters.categories, owners=filters.owners)
    for row in list_risks(reader, PartFilter(at, filters.projects), chosen):
        if row.status in gone:
            gone[row.status] += 1
            continue
        scale = (row.inherent_likelihood, row.inherent_impact) if filters.inherent else (row.likelihood, row.impact)
        found[state_of(*scale)].append(row)
    cells = [
        MatrixCell(*place_of(state), len(rows), ";".join(row.code for row in rows)) for state, rows in found.items()
    ]
    among = ", ".join(map(str, codes.ids("project", filters.projects)))
    current = None
    if not filters.of_scored:
        current = current_ratings(reader, conference, f"r.project_id IN ({among})" if among else "1 = 1")
    rated = None if current is None else rating_counts(current)
    return Matrix(conference, cells, found, **gone, ratings=rated, younger=younger(reader, conference, current or ()))


def compare_matrix(reader: Reader, first: str, at: str | None, filters: MatrixFilters) -> MatrixComparison:
    """Two conferences cell by cell; without `at` the later one is the last that met or is open.

    The filters apply to each conference as it was told: a risk that changes its category moves in or out.

    Raises Usage where the two cannot be compared; otherwise as `risk_matrix`.
    """
    codes = Codes(reader)
    earlier = codes.conference(first)
    later = codes.conference(at) if at else last_met(codes, earlier)
    pair = make_pair(reader, earlier, later)
    if filters.projects:
        pair = pair._replace(projects=tuple(Codes(reader).ids("project", filters.projects)))
    return compare_matrices(reader, pair, filters)


def compare_matrices(reader: Reader, pair: ConferencePair, filters: MatrixFilters) -> MatrixComparison:
    """The same for a pair, of whose projects the filters name none."""
    moves = list(_moves(reader, pair, filters))
    rated = None if filters.of_scored else compare_rated(reader, pair)
    return MatrixComparison(pair, bridges(moves), moves, rated)


def bridges(moves: Iterable[MatrixMove]) -> list[MatrixBridge]:
    """The moves added up for each cell."""
    sums = {state: dict.fromkeys(("from_total", *TERMS, "to_total"), 0) for state in STATES}
    for move in moves:
        if move.old is not None:
            sums[move.old]["from_total"] += 1
        if move.new is not None:
            sums[move.new]["to_total"] += 1
        if move.change == "unchanged":
            continue
        if move.old is not None:
            sums[move.old]["moved_out" if move.change == "moved" else move.change] -= 1
        if move.new is not None:
            sums[move.new]["moved_in" if move.change == "moved" else move.change] += 1
    return [MatrixBridge._make((*place_of(state), *terms.values())) for state, terms in sums.items()]


def state_of(likelihood: int | None, impact: int | None) -> str:
    """The cell of a risk, or that it is not assessed."""
    return NOT_ASSESSED if likelihood is None or impact is None else f"{likelihood}x{impact}"


def place_of(state: str) -> tuple[str, int | None, int | None, int | None, str | None]:
    """A cell with its likelihood, impact, score and level, which are None for risks that are not assessed."""
    if state == NOT_ASSESSED:
        return state, None, None, None, None
    likelihood, impact = map(int, state.split("x"))
    score = likelihood * impact
    return state, likelihood, impact, score, level_of(score)


MOVES = f"""{ASSESSED}
SELECT p.code || '/' || n.code, m.event, m.move, {{sides}}
FROM moved m JOIN project p ON p.id = m.project_id JOIN risk n ON n.id = m.risk_id
LEFT JOIN assessment ta ON ta.conference_id = :a AND ta.risk_id = m.risk_id
LEFT JOIN assessment tb ON tb.conference_id = :b AND tb.risk_id = m.risk_id
WHERE m.move IS NOT NULL AND {{projects}} ORDER BY p.code, n.code
"""


def _moves(reader: Reader, pair: ConferencePair, filters: MatrixFilters) -> Iterable[MatrixMove]:
    """Every risk that was open at one of the conferences, with its cells and the name of what happened to it."""
    is_chosen = _chooser(filters)
    before = "inherent_" if filters.inherent else ""
    columns = ("status", "category", "owner", f"{before}likelihood", f"{before}impact")
    sides = ", ".join(f"{side}.{column}" for side in ("ta", "tb") for column in columns)
    sql = MOVES.format(sides=sides, projects=pair.of_projects("m.project_id"))
    for code, event, move, *both in reader.rows(sql, pair.params):
        old, new = (
            state_of(likelihood, impact) if status == "open" and is_chosen(category, owner) else None
            for status, category, owner, likelihood, impact in (both[:5], both[5:])
        )
        if old is None and new is None:
            continue
        yield MatrixMove(code, event, old, new, "unchanged" if old == new else _CHANGES.get(move, "moved"))


# Of a risk that is open at one conference only; a risk that is open at both moved, into or out of the chosen ones too.
_CHANGES = {
    "new": "new",
    "projects_in": "new",
    "closed": "closed",
    "occurred": "occurred",
    "not_reported": "not_reported",
    "projects_out": "not_reported",
}


def _chooser(filters: MatrixFilters) -> Callable[[str | None, str | None], bool]:
    categories = {choose("category", word, RISK_CATEGORIES) for word in filters.categories}
    owners = [fold(word) for word in filters.owners]

    def chosen(category: str | None, owner: str | None) -> bool:
        return (not categories or category in categories) and (
            not owners or any(one in fold(owner or "") for one in owners)
        )

    return chosen
