"""The chapters on how projects are doing: coverage, risks, the scorecard, outcomes and milestones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.cli.book import book_pictures
from tracker.cli.book.material import Material
from tracker.cli.briefs import sections
from tracker.cli.briefs.brief_language import MOVES, capital
from tracker.cli.briefs.brief_tables import Said, table
from tracker.insight.briefs.brief import changed_risks, dangers, overdue, timed
from tracker.insight.briefs.report_sources import sources_of_projects, sources_of_risks
from tracker.insight.comparing.risk_matrix import SIDE, STATES, MatrixFilters, risk_matrix
from tracker.insight.coordination.coverage import CoverageCell
from tracker.insight.lights.scorecard import LightCount, make_scorecard
from tracker.output import UNKNOWN, Column
from tracker.output.pages.book import BookLedger
from tracker.output.paper import PaperSection, RowsBehind
from tracker.rules.words import LIGHTS, LIT, NOT_ASSESSED

if TYPE_CHECKING:
    from tracker.insight.comparing.risk_matrix import MatrixMove

TEXTS = "book"

COVERED_LEDGER, LIT_LEDGER, RISK_LEDGER = "covered", "lights", "risks"


class CoverageLine(NamedTuple):
    """What an administration has, by theme."""

    code: str
    cells: dict[str, CoverageCell]


def covered(material: Material) -> Iterator[PaperSection]:
    """Yield which administration is served on which theme, in numbers of projects, and who is not served at all."""
    tongue, _ = material.tongue, material._
    before = material.where.before
    tiles = book_pictures.tiles(material)
    if tiles is not None:
        yield PaperSection(_("Projects by country"), picture=tiles)
    found = material.coverage
    used = {cell.group for cell in found.cells if cell.now or cell.was}
    lines: dict[str, CoverageLine] = {}
    for cell in found.cells:
        lines.setdefault(cell.administration, CoverageLine(cell.administration, {})).cells[cell.group] = cell
    served = [line for line in lines.values() if any(cell.now or cell.was for cell in line.cells.values())]
    if not served:
        yield PaperSection(text=[_("No project with an administration and a theme was reported.")])
    else:
        groups = [(code, tongue.names.word(code) if code else _("no theme")) for code, _name in found.groups]

        def text(line: CoverageLine, group: str) -> str:
            cell = line.cells[group]
            if not cell.now and not cell.was:
                return ""
            moved = cell.now - cell.was if cell.was is not None else 0
            return tongue.number(cell.now) + (f" ({moved:+d})" if moved else "")

        said = [
            Said(Column("code", _("Code"), "code"), lambda line: line.code),
            Said(Column("name", _("Administration"), flex=True), lambda line: tongue.names.organisation(line.code)),
            *(
                Said(Column(f"g{place}", name, "number"), lambda line, code=code: text(line, code))  # type: ignore[misc]
                for place, (code, name) in enumerate(groups)
                if code in used
            ),
        ]
        remark = _("A project that is neither completed nor cancelled counts in each of its themes.")
        if before is not None:
            remark += " " + _("In brackets: more or fewer than at {conference}.").format(conference=before.code)
        made = table(_("Projects by administration and theme"), served, said, remark=remark)
        places = _places(material)
        behind = RowsBehind(COVERED_LEDGER, [places.get(line.code, []) for line in served])
        yield made._replace(picture=book_pictures.coverage(material, found), behind=behind)
    without = [code for code, line in lines.items() if line not in served]
    if without:
        names = sorted(f"{tongue.names.organisation(code)} ({code})" for code in without)
        yield PaperSection(_("Administrations without a project"), points=names)


def _covered(material: Material) -> Iterator[tuple[str, str, str]]:
    """Yield each project of an administration on a theme: the codes of the three."""
    for cell in material.coverage.cells:
        if cell.now:
            for project in filter(None, cell.which.split(";")):
                yield cell.administration, cell.group, project


def _places(material: Material) -> dict[str, list[int]]:
    """Return the places in the ledger of the rows of each administration."""
    found: dict[str, list[int]] = {}
    for place, (administration, _theme, _project) in enumerate(_covered(material)):
        found.setdefault(administration, []).append(place)
    return found


class RisksAtLikelihood(NamedTuple):
    """The open risks of one likelihood, by impact."""

    likelihood: str
    counts: tuple[int, ...]
    behind: list[int]


def risks(material: Material) -> Iterator[PaperSection]:
    """Yield the matrix of open risks, what moved in it, and the risks that rose or are high or critical."""
    tongue, _ = material.tongue, material._
    found = risk_matrix(material.reader, material.code, MatrixFilters())
    picture = book_pictures.risks(material, found)
    places = {risk.code: place for place, risk in enumerate(material.risks)}
    if any(found.risks[state] for state in STATES):
        lines = [
            RisksAtLikelihood(
                tongue.number(likelihood),
                tuple(len(found.risks[f"{likelihood}x{impact}"]) for impact in SIDE),
                [places[one.code] for impact in SIDE for one in found.risks[f"{likelihood}x{impact}"]],
            )
            for likelihood in reversed(SIDE)
        ]
        unknown = found.risks[NOT_ASSESSED]
        if unknown:
            lines.append(
                RisksAtLikelihood(tongue.word(NOT_ASSESSED), (0,) * len(SIDE), [places[one.code] for one in unknown])
            )
        said = [
            Said(Column("likelihood", _("Likelihood")), lambda line: line.likelihood),
            *(
                Said(
                    Column(f"impact{impact}", _("Impact {number}").format(number=impact), "number"),
                    lambda line, impact=impact: (  # type: ignore[misc]
                        tongue.number(line.counts[impact - 1]) if line.counts[impact - 1] else ""
                    ),
                )
                for impact in SIDE
            ),
            Said(Column("all", _("All"), "number"), lambda line: tongue.number(len(line.behind))),
        ]
        made = table(_("Open risks by likelihood and impact"), lines, said)
        yield made._replace(picture=picture, behind=RowsBehind(RISK_LEDGER, [line.behind for line in lines]))
    if material.matrices is not None:
        moved = [move for move in material.matrices.moves if move.change != "unchanged"]
        if moved:
            yield _moved(material, moved)
    where, seen = material.where, material.watched
    compared = material.pair is not None
    rows = list(dangers(seen.risks, changed_risks(material.reader, material.pair), compared=compared))
    yield sections.dangers(tongue, where, rows, seen.known)


def _moved(material: Material, moves: Sequence[MatrixMove]) -> PaperSection:
    tongue, _ = material.tongue, material._

    def cell(text: str | None) -> str:
        return "" if text is None else tongue.word(text) if text == NOT_ASSESSED else text.replace("x", " × ")

    said = [
        Said(Column("risk", _("Risk"), "code"), lambda one: one.code),
        Said(Column("event", _("Event"), flex=True), lambda one: one.event),
        Said(Column("old", _("Was")), lambda one: cell(one.old)),
        Said(Column("new", _("Is")), lambda one: cell(one.new)),
        Said(
            Column("change", _("Change")),
            lambda one: _("moved") if one.change == "moved" else tongue._(MOVES[one.change]),
        ),
    ]
    remark = _("Likelihood × impact, each from 1 to 5, after the response.")
    return table(_("Risks that moved"), moves, said, remark=remark)


def lights(material: Material) -> Iterator[PaperSection]:
    """Yield the scorecard: how many projects and how much money is achieved, on track, behind or off."""
    tongue, _ = material.tongue, material._
    card = make_scorecard(material.reader, material.conference, material.main, None, material.pair)
    if not card.projects:
        yield PaperSection(text=[_("No project was reported.")])
        return
    cells: dict[str, dict[str, LightCount]] = {}
    for count in card.whole:
        cells.setdefault(count.of, {})[count.light] = count
    shares = {share.of: share for share in card.good}
    behind = [
        list(range(LIT.index(of) * len(material.lit), (LIT.index(of) + 1) * len(material.lit)))
        for of in LIT
        if of in cells
    ]

    def counts(of: str, light: str) -> str:
        count = cells[of][light].projects
        return tongue.number(count) if count else ""

    def amounts(of: str, light: str) -> str:
        cell = cells[of][light]
        return (
            tongue.figure(cell.amount, card.currency) if cell.amount is not None else UNKNOWN if cell.projects else ""
        )

    picture = book_pictures.scorecard(material, card)
    for heading, text, percent in (
        (_("Projects"), counts, "percent"),
        (f"{tongue.measure(card.measure)}, {card.currency}", amounts, "percent_money"),
    ):
        said = [
            Said(Column("of", _("Aspect")), lambda of: capital(tongue.word(of))),
            *(
                Said(
                    Column(light.replace(" ", "_"), capital(tongue.word(light)), "number"),
                    lambda of, light=light, text=text: text(of, light),  # type: ignore[misc]
                )
                for light in LIGHTS
            ),
            Said(
                Column("good", _("Good"), "number"),
                lambda of, percent=percent: tongue.percent(getattr(shares[of], percent)) if of in shares else UNKNOWN,  # type: ignore[misc]
            ),
            Said(
                Column("before", _("Before"), "number"),
                lambda of, percent=percent: (  # type: ignore[misc]
                    tongue.percent(getattr(shares[of], f"{percent}_before")) if of in shares else UNKNOWN
                ),
                card.before is not None,
            ),
        ]
        made = table(heading, list(cells), said)
        yield made._replace(picture=picture, behind=RowsBehind(LIT_LEDGER, behind))
        picture = None
    yield PaperSection(
        text=[
            _(
                "Good means achieved or on track, among what can be judged. What cannot be judged is never counted "
                "as off track."
            )
        ]
    )


def outcomes(material: Material) -> Iterator[PaperSection]:
    """Yield the indicators, and the milestones that are overdue."""
    tongue, _ = material.tongue, material._
    seen = material.watched
    rows = timed(seen.indicators, material.where)
    if rows:
        made = sections.outcomes(tongue, _("Indicators"), rows)
        yield made._replace(picture=book_pictures.outcomes(material, seen.indicators))
    else:
        yield PaperSection(_("Indicators"), text=[tongue._("No indicator was reported.")])
    cancelled = {fiche.card.facts.code for fiche in material.fiches if fiche.card.facts.status == "cancelled"}
    yield sections.overdue(tongue, overdue(seen.milestones, material.where, cancelled), seen.known)


def ledgers(material: Material) -> dict[str, BookLedger]:
    """Return the rows behind the coverage, the matrix of risks and the scorecard."""
    tongue, _ = material.tongue, material._
    told = sources_of_projects(material.reader, material.conference)
    covered = [
        (project, tongue.names.word(theme) if theme else _("no theme"), told.get(project, ""))
        for _administration, theme, project in _covered(material)
    ]
    covered_heads = [
        Column("project", _("Project"), "code"),
        Column("theme", _("Theme")),
        Column("source", _("Source")),
    ]
    lit = [
        (
            one.project,
            capital(tongue.word(of)),
            tongue.word(light.light),
            tongue.reason(light),
            told.get(one.project, ""),
        )
        for place, of in enumerate(LIT)
        for one in material.lit
        for light in (one.lights[place],)
    ]
    lit_heads = [
        Column("project", _("Project"), "code"),
        Column("of", _("Aspect")),
        Column("light", _("State")),
        Column("why", _("Why"), flex=True),
        Column("source", _("Source")),
    ]
    sources = sources_of_risks(material.reader, material.conference)
    dangers_ = [
        (
            one.project,
            one.code,
            one.event or "",
            tongue.number(one.likelihood),
            tongue.number(one.impact),
            tongue.word(one.level) if one.level else UNKNOWN,
            one.owner or "",
            sources.get(one.code, ""),
        )
        for one in material.risks
    ]
    risk_heads = [
        Column("project", _("Project"), "code"),
        Column("risk", _("Risk"), "code"),
        Column("event", _("Event"), flex=True),
        Column("likelihood", _("Likelihood"), "number"),
        Column("impact", _("Impact"), "number"),
        Column("level", _("Level")),
        Column("owner", _("Owner"), flex=True),
        Column("source", _("Source")),
    ]
    return {
        COVERED_LEDGER: BookLedger(covered_heads, covered),
        LIT_LEDGER: BookLedger(lit_heads, lit),
        RISK_LEDGER: BookLedger(risk_heads, dangers_),
    }
