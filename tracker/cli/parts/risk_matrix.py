"""`tracker risk matrix`: how many open risks there are at each likelihood and impact, and what moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.columns import footer_row, spoken
from tracker.cli.dated import say_younger
from tracker.cli.options import Command, format_options, told_at_option
from tracker.output import PAGES, CardFact, Column, Section, Style, show, show_card

if TYPE_CHECKING:
    from tracker.insight.comparing.rated_projects import RatedComparison, RatedMove
    from tracker.insight.comparing.risk_matrix import Matrix, MatrixBridge, MatrixCell, MatrixComparison, MatrixMove

_PLACE = [
    Column("cell", "Cell", "code"),
    Column("likelihood", "Likelihood", "number", hidden=True),
    Column("impact", "Impact", "number", hidden=True),
    Column("score", "Score", "number", hidden=True),
    Column("level", "Level"),
]
CELLS = [*_PLACE, Column("total", "Risks", "number"), Column("risks", "Which", "codes")]
BRIDGE = [
    *_PLACE,
    Column("from_total", "Was", "number"),
    Column("new", "New", "number"),
    Column("moved_in", "In", "number"),
    Column("moved_out", "Out", "number"),
    Column("closed", "Closed", "number"),
    Column("occurred", "Occurred", "number"),
    Column("not_reported", "Not reported", "number"),
    Column("to_total", "Is", "number"),
]
MOVES = [
    Column("code", "Risk", "code"),
    Column("event", "Event", flex=True),
    Column("old", "Was", "code"),
    Column("new", "Is", "code"),
    Column("change", "Change"),
]
_RATED = [Column("scale", "Scale"), Column("aspect", "Of"), Column("level", "Rating", "code")]
RATED = [*_RATED, Column("total", "Projects", "number"), Column("projects", "Which", "codes")]
RATED_BRIDGE = [*_RATED, *(column for column in BRIDGE[5:] if column.field not in ("closed", "occurred"))]
RATED_MOVES = [
    Column("project", "Project", "code"),
    Column("aspect", "Of"),
    Column("rated_by", "By", "code"),
    Column("old", "Was"),
    Column("new", "Is"),
    Column("change", "Change"),
]
GRID = [
    Column("likelihood", "Likelihood"),
    Column("impact_1", "Impact 1"),
    *(Column(f"impact_{impact}", str(impact)) for impact in range(2, 6)),
    Column("total", "All", "number"),
]


RATINGS = "Ratings of whole projects, as published"
NO_RATINGS = "No project has a rating. `tracker rating add` records one."
Move = TypeVar("Move", "MatrixMove", "RatedMove")


class GridRow(NamedTuple):
    """The cells of one likelihood, as people read them."""

    likelihood: str
    impact_1: str
    impact_2: str
    impact_3: str
    impact_4: str
    impact_5: str
    total: int


@click.command(
    cls=Command,
    example="tracker risk matrix --at 2012\ntracker risk matrix --at 2013 --compare 2012 --inherent --json",
)
@told_at_option
@click.option("--compare", "compared", metavar="CONFERENCE", help="Show what moved since this earlier conference.")
@click.option("--inherent", is_flag=True, help="By the scores before the response.")
@click.option("--cell", metavar="4x5", help="List the risks in this cell: likelihood x impact, or not assessed.")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="Of this project.")
@click.option("--category", "categories", multiple=True, metavar="WORD", help="Of this category.")
@click.option("--owner", "owners", multiple=True, metavar="TEXT", help="Whose owner contains this.")
@format_options
@pass_app
def matrix(
    app: App,
    /,
    at: str | None,
    compared: str | None,
    inherent: bool,
    cell: str | None,
    projects: Sequence[str],
    categories: Sequence[str],
    owners: Sequence[str],
) -> None:
    """Count the open risks at each likelihood and impact, as reported to a conference.

    The scores are those after the response; --inherent takes those before it. --cell lists the risks behind a cell.
    Ratings of whole projects, which donors publish as one word, are rows of their own below the matrix.

    With --compare, the terms of each cell add up: what it held at the earlier conference, plus new risks and those that
    moved in, less those that moved out, closed, occurred or were not reported, is what it holds now. --json has every
    cell with its risks.
    """
    from tracker.insight.comparing.risk_matrix import MatrixFilters, check_cell, compare_matrix, risk_matrix

    only = check_cell(cell) if cell is not None else None
    filters = MatrixFilters(projects, categories, owners, inherent)
    with app.reader() as reader:
        style = app.style(reader)
        if compared:
            _show_comparison(compare_matrix(reader, compared, at, filters), only, style, inherent=inherent)
        else:
            _show_matrix(risk_matrix(reader, at, filters), only, style, inherent=inherent)


def _show_matrix(found: Matrix, only: str | None, style: Style, *, inherent: bool) -> None:
    from tracker.cli.parts.risk import LIST

    where = f"at {found.conference.code}" if found.conference else "as reported last"
    scores = "before" if inherent else "after"
    if only is not None or style.quiet:
        rows = [row for state, rows in found.risks.items() if only in (None, state) for row in rows]
        if not show(rows, spoken(LIST, rows, "occurred", "delayed"), style):
            say("No open risk is there. `tracker risk matrix` shows how many there are in each cell.")
        return
    if style.form in ("csv", "tsv"):
        show(found.cells, CELLS, style)
        return
    pairs = [CardFact("conference", "Conference", found.conference and found.conference.code, "code")]
    if found.conference is None and style.form in PAGES:
        pairs.clear()
    pairs += [
        CardFact("scores", "Scores", f"{scores} the response"),
        CardFact("open", "Open risks", sum(cell.total for cell in found.cells), "number"),
        CardFact("occurred", "Occurred", found.occurred, "number"),
        CardFact("closed", "Closed", found.closed, "number"),
    ]
    sections = [*_grid({cell.cell: cell.total for cell in found.cells}, style), _behind(found.cells, style)]
    if found.ratings is not None:
        levels = [one._replace(projects=_spaced(one.projects, style)) for one in found.ratings]
        columns = [column._replace(flex=column.field == "projects") for column in RATED]
        sections.append(Section(RATINGS, levels, columns, NO_RATINGS, "ratings"))
    show_card(f"Risks {where}, by likelihood and impact {scores} the response", pairs, sections, style)
    say_younger(found.younger, found.conference and found.conference.code, "the ratings")


def _show_comparison(found: MatrixComparison, only: str | None, style: Style, *, inherent: bool) -> None:
    first, second = found.pair.first.code, found.pair.second.code
    moves = [_in_words(move) if style.for_people else move for move in found.moves]
    if only is not None:
        if not show([move for move in moves if only in (move.old, move.new)], MOVES, style):
            say("No open risk was there at either conference.")
        return
    if style.quiet:
        show([move for move in moves if move.change != "unchanged"], MOVES, style)
        return
    if style.form in ("csv", "tsv"):
        show(found.cells, BRIDGE, style)
        return
    scores = "before" if inherent else "after"
    pairs = [
        CardFact("from", "From", first, "code"),
        CardFact("to", "To", second, "code"),
        CardFact("scores", "Scores", f"{scores} the response"),
    ]
    sections = [*_grid({cell.cell: cell.to_total for cell in found.cells}, style), _bridge(found.cells, style)]
    moved = [move for move in moves if move.change != "unchanged"]
    sections.append(
        Section("What moved", moved, MOVES, "No risk moved.", "moves")
        if style.for_people
        else Section("moves", moves, MOVES)
    )
    sections += _rated(found.ratings, style) if found.ratings is not None else []
    show_card(f"Risks from {first} to {second}, by likelihood and impact {scores} the response", pairs, sections, style)


def _grid(counts: dict[str, int], style: Style) -> list[Section]:
    """Return the 5 x 5 for people: how many, and at which level. Programs have the cells."""
    if not style.for_people:
        return []
    from tracker.insight.comparing.risk_matrix import SIDE, place_of

    lines = []
    for likelihood in reversed(SIDE):
        row = [place_of(f"{likelihood}x{impact}") for impact in SIDE]
        texts = [f"{counts[cell]} {level}" if counts[cell] else "·" for cell, _, _, _, level in row]
        lines.append(GridRow._make((str(likelihood), *texts, sum(counts[cell] for cell, *_ in row))))
    columns = [sum(counts[f"{likelihood}x{impact}"] for likelihood in SIDE) for impact in SIDE]
    total = GridRow._make(("All", *map(str, columns), sum(columns)))
    return [Section("Open risks", lines, GRID, footer=[total])]


def _behind(cells: Sequence[MatrixCell], style: Style) -> Section:
    """Return the cells with their risks; for people those that have any."""
    if not style.for_people:
        return Section("cells", cells, CELLS)
    filled = [cell._replace(risks=_spaced(cell.risks, style)) for cell in cells if cell.total]
    columns = [column._replace(flex=column.field == "risks") for column in CELLS]
    return Section("Risks in each cell", filled, columns, "There are no open risks.")


def _bridge(cells: Sequence[MatrixBridge], style: Style) -> Section:
    if not style.for_people:
        return Section("cells", cells, BRIDGE)
    names = [column.field for column in BRIDGE if column not in _PLACE]
    filled = [cell for cell in cells if any(getattr(cell, name) for name in names)]
    columns = spoken(BRIDGE, filled, *names[1:-1])
    footer = [footer_row(type(cells[0]), cell="All", **_sums(cells, names))] if filled else []
    return Section("Cell by cell", filled, columns, "There are no open risks at either conference.", footer=footer)


def _sums(cells: Iterable[MatrixBridge], names: Sequence[str]) -> dict[str, int]:
    rows = list(cells)
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def _rated(found: RatedComparison, style: Style) -> list[Section]:
    """Return the ratings level by level and those that moved; programs get those that did not move too."""
    levels, moves = found
    if not style.for_people:
        return [
            Section(RATINGS, levels, RATED_BRIDGE, None, "ratings"),
            Section(RATINGS, moves, RATED_MOVES, None, "rating_moves"),
        ]
    columns = spoken(RATED_BRIDGE, levels, *(column.field for column in RATED_BRIDGE[4:-1]))
    moved = [_in_words(move) for move in moves if move.change != "unchanged"]
    return [
        Section(RATINGS, levels, columns, NO_RATINGS),
        Section("Ratings that moved", moved, spoken(RATED_MOVES, moved, "rated_by")),
    ]


def _in_words(move: Move) -> Move:
    return move._replace(change=move.change.replace("_", " "))


def _spaced(codes: str, style: Style) -> str:
    """Return codes as people read them."""
    return codes.replace(";", ", ") if style.for_people else codes
