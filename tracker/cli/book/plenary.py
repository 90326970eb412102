"""The pages of a pack for the screen of the meeting: ten, each with a finding as its title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tracker.cli.book.agenda_paper import HEADINGS
from tracker.cli.book.book import figures
from tracker.cli.book.material import Material
from tracker.cli.book.picture_request import draw
from tracker.cli.briefs.brief_tables import Said, table
from tracker.cli.briefs.papers import printed_frame
from tracker.errors import Usage
from tracker.insight.briefs.agenda import conference_agenda
from tracker.insight.coordination.coverage import find_coverage
from tracker.insight.coordination.needs import needs_at
from tracker.insight.coordination.served import ServedPlace, served_places
from tracker.output import UNKNOWN, Column
from tracker.output.pages.charts import shortened
from tracker.output.pages.deck import Deck, Slide
from tracker.output.paper import PaperSection
from tracker.rules.figures import short_amount_text
from tracker.rules.languages import N_, translator
from tracker.rules.words import OPEN_NEEDS

if TYPE_CHECKING:
    from tracker.insight.briefs.agenda import OpenDecision
    from tracker.insight.coordination.needs import NeedRow

TEXTS = "plenary"
# How many lines a table may have so that the back row can read it, and how many codes a line.
MOST, CODES = 7, 3
LONGEST = 80  # of a name

# Each picture, and what its page says where there is nothing to draw.
PICTURES = {
    "bridge": N_("No money can be compared with an earlier conference"),
    "portfolio": N_("No amount of money was reported"),
    "tiles": N_("The register has no beneficiary"),
    "coverage": N_("No project has a beneficiary"),
    "risk": N_("No open risk was reported"),
    "scorecard": N_("No project was reported"),
    "pledges": N_("No pledge of an earlier conference is known"),
}
# Pictures that show what changed since the conference before, if there is one.
COMPARED = ("coverage", "risk")


def plenary_pdf(material: Material) -> bytes:
    """Return the pages as pdf."""
    from tracker.output.pages.typst import deck_document

    framed = printed_frame(material.reader, material.conference, material.tongue)
    return deck_document(material.once(deck), framed.moment)


def plenary_html(material: Material) -> bytes:
    """Return the same pages as one html page."""
    from tracker.output.pages.deck_html import deck_page

    return deck_page(material.once(deck))


def deck(material: Material) -> Deck:
    """Return the pages: totals, pictures, needs, decisions to take."""
    conference, tongue = material.conference, material.tongue
    framed = printed_frame(material.reader, conference, tongue)
    return Deck(
        conference.title or conference.code,
        framed.date,
        [*_slides(material)],
        material.language,
        framed.conference,
        framed.made,
        tongue._("Page {number} of {total}"),
        framed.author,
        framed.record,
        framed.draft,
    )


def _slides(material: Material) -> Iterator[Slide]:
    yield _totals(material)
    for kind, nothing in PICTURES.items():
        yield _picture(material, kind, nothing)
    yield _needs(material)
    yield _decisions(material)


def _totals(material: Material) -> Slide:
    _ = translator(TEXTS, material.language)
    tongue, code = material.tongue, material.conference.code
    known = list(figures(material))
    said = _("{conference}: {count} projects").format(conference=code, count=tongue.number(len(material.fiches)))
    main = [one for row in material.money if (one := getattr(row.counted, material.main)) is not None]
    if main:
        currency = material.conference.currency
        short = short_amount_text(sum(main), tongue.exponents[currency], material.language)
        amount = f"{short}\xa0{currency}"
        told = _("{projects}, {amount} {measure}")
        said = told.format(projects=said, amount=amount, measure=tongue._(material.main))
    return Slide(said, figures=known)


def _picture(material: Material, kind: str, nothing: str) -> Slide:
    before = material.where.before
    compare = before.code if before is not None and kind in COMPARED else None
    try:
        picture = draw(material.reader, kind, at=material.code, compare=compare, language=material.language)
    except Usage:
        return Slide(translator(TEXTS, material.language)(nothing))
    # The squares of a region and the cells of a table of coverage may be too small for the back row.
    beside = {"tiles": _served, "coverage": _themes}.get(kind)
    return Slide(picture.title, picture, part=beside(material) if beside else None)


class ThemeLine(NamedTuple):
    """A theme, the administrations that have projects of it, and how many projects these are."""

    theme: str
    administrations: int
    projects: int


def _themes(material: Material) -> PaperSection | None:
    _ = translator(TEXTS, material.language)
    tongue = material.tongue
    found = find_coverage(material.reader, material.code, None, "theme", "count")
    projects: dict[str, set[str]] = {}
    for cell in found.cells:
        projects.setdefault(cell.group, set()).update(filter(None, cell.which.split(";")))
    served = Counter(cell.group for cell in found.cells if cell.now)
    lines = [ThemeLine(theme, served[theme], len(codes)) for theme, codes in projects.items() if codes]
    if not lines:
        return None
    lines.sort(key=lambda line: (-line.projects, -line.administrations, line.theme))
    without = _("no theme")
    said = [
        Said(
            Column("theme", _("Most projects"), flex=True),
            lambda line: tongue.names.word(line.theme) if line.theme else without,
        ),
        Said(
            Column("administrations", _("Administrations"), "number"), lambda line: tongue.number(line.administrations)
        ),
        Said(Column("projects", _("Projects"), "number"), lambda line: tongue.number(line.projects)),
    ]
    return table("", lines[:MOST], said, remark=_more(material, len(lines)))


def _served(material: Material) -> PaperSection | None:
    _ = translator(TEXTS, material.language)
    tongue = material.tongue
    places = [place for place in served_places(material.reader, material.code) if place.projects]
    if not places:
        return None
    countries: dict[str, str] = dict(material.reader.rows("SELECT code, name FROM country"))
    places.sort(key=lambda place: (-len(place.projects), place.country is None, place.country, place.administrations))

    def named(place: ServedPlace) -> str:
        known = countries.get(place.country or "")
        name = tongue.names.word(known) if known else tongue.names.organisation(place.administrations[0])
        return shortened(name, LONGEST)

    said = [
        Said(Column("place", _("Most projects"), flex=True), named),
        Said(Column("projects", _("Projects"), "number"), lambda place: tongue.number(len(place.projects))),
    ]
    return table("", places[:MOST], said, remark=_more(material, len(places)))


class OpenNeeds(NamedTuple):
    """The open needs of the same beneficiaries."""

    whose: str
    needs: int
    waiting: int


def _needs(material: Material) -> Slide:
    _ = translator(TEXTS, material.language)
    tongue = material.tongue
    needs = [need for need in needs_at(material.reader, material.conference) if need.status in OPEN_NEEDS]
    if not needs:
        return Slide(_("No open needs"))
    waiting = [need for need in needs if need.agreed != "whole"]
    title = _("Open needs: {count}; not agreed, or agreed only in part: {waiting}").format(
        count=tongue.number(len(needs)), waiting=tongue.number(len(waiting))
    )
    total, open_ones = Counter(_whose(material, needs)), Counter(_whose(material, waiting))
    lines = [OpenNeeds(whose, count, open_ones[whose]) for whose, count in total.items()]
    lines.sort(key=lambda line: (-line.waiting, -line.needs, line.whose.lower()))
    said = [
        Said(Column("whose", _("Of"), flex=True), lambda line: line.whose),
        Said(Column("needs", _("Open needs"), "number"), lambda line: tongue.number(line.needs)),
        Said(Column("waiting", _("Not agreed"), "number"), lambda line: tongue.number(line.waiting)),
    ]
    return Slide(title, part=table("", lines[:MOST], said, remark=_more(material, len(lines))))


def _whose(material: Material, needs: Iterable[NeedRow]) -> list[str]:
    names = material.tongue.names
    named = (", ".join(map(names.organisation, need.beneficiaries)) or need.whose or UNKNOWN for need in needs)
    return [shortened(whose, LONGEST) for whose in named]


def _more(material: Material, count: int) -> str:
    """Return how many lines are left out."""
    if count <= MOST:
        return ""
    _ = translator(TEXTS, material.language)
    return _("and {count} more").format(count=material.tongue.number(count - MOST))


def _decisions(material: Material) -> Slide:
    _ = translator(TEXTS, material.language)
    tongue = material.tongue
    found = conference_agenda(material.reader, material.code, date.fromisoformat(material.day)).decisions
    if not found:
        return Slide(_("No open decisions"))
    kinds: dict[str, list[OpenDecision]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    headings = translator("agenda", material.language)
    said = [
        Said(Column("count", _("To decide"), "number"), lambda kind: tongue.number(len(kinds[kind]))),
        Said(Column("kind", _("About"), flex=True), lambda kind: headings(HEADINGS[kind])),
        Said(Column("codes", _("Among them"), flex=True), lambda kind: _among(material, kinds[kind])),
    ]
    title = _("Decisions to take: {count}").format(count=tongue.number(len(found)))
    return Slide(title, part=table("", kinds, said, remark=_("The agenda lists them all, with space for notes.")))


def _among(material: Material, decisions: list[OpenDecision]) -> str:
    _ = translator(TEXTS, material.language)
    codes = [code for one in decisions for code in one.about.split(";")]
    more = len(codes) - CODES
    shown = ", ".join(codes[:CODES])
    return shown + (", " + _("and {count} more").format(count=material.tongue.number(more)) if more > 0 else "")
