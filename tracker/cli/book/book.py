"""The book of a conference: its cover, its chapters and the fiches of its projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tracker.cli.book import chapters_followup, chapters_money, chapters_projects, chapters_state
from tracker.cli.book.material import Material
from tracker.output import UNKNOWN
from tracker.output.pages.book import Book, Chapter, Figure
from tracker.output.paper import PaperSection
from tracker.rules.decimals import rounded
from tracker.rules.figures import months, number_text
from tracker.rules.languages import N_
from tracker.rules.money import decimal_text
from tracker.rules.words import MEASURES

TEXTS = "book"


class PlannedChapter(NamedTuple):
    """A chapter to be: its address, its title, and what makes its sections."""

    key: str
    title: str
    parts: Callable[[Material], Iterable[PaperSection]]


CHAPTERS = (
    PlannedChapter("changes", N_("What changed"), chapters_money.changed),
    PlannedChapter("portfolio", N_("Whose money"), chapters_money.portfolio),
    PlannedChapter("coverage", N_("Who is served"), chapters_state.covered),
    PlannedChapter("risks", N_("Risks"), chapters_state.risks),
    PlannedChapter("scorecard", N_("Scorecard"), chapters_state.lights),
    PlannedChapter("outcomes", N_("Outcomes"), chapters_state.outcomes),
    PlannedChapter("pledges", N_("Pledges and what became of them"), chapters_followup.pledges),
    PlannedChapter("needs", N_("Needs, offers and gaps"), chapters_followup.needs),
    PlannedChapter("people", N_("Trainings and careers"), chapters_followup.people),
    PlannedChapter("actions", N_("Recommendations and action points"), chapters_followup.actions),
    PlannedChapter("projects", N_("Projects"), chapters_projects.projects),
)

# The labels of the page itself.
WORDS = {
    "skip": N_("Skip to the text"),
    "contents": N_("Contents"),
    "table": N_("Table"),
    "search": N_("Search chapters and projects"),
    "found": N_("Found"),
    "nothing": N_("Nothing found"),
    "more": N_("and {count} more"),
    "filter": N_("Filter"),
    "shown": N_("{count} of {all} rows"),
    "sort": N_("Sort by this column"),
    "behind": N_("Rows behind this total"),
    "rows_behind": N_("Rows behind this total: {count}"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "no_script": N_("Without scripts, this page can be read but not sorted, filtered or searched."),
    "packed": N_("Choose a project in the list or in the search to open its fiche here."),
    "printed": N_("Only the fiches that are open are printed from this page. The pdf of the book has all of them."),
}


def book_html(material: Material) -> bytes:
    """Return the book as a page."""
    from tracker.output.pages.html import book_page

    return book_page(material.once(book))


def book(material: Material) -> Book:
    """Return the book."""
    _ = material._
    conference = material.conference
    return Book(
        conference.title or conference.code,
        " · ".join(filter(None, (conference.code, material.tongue.period(conference), _place(material)))),
        material.language,
        state(material),
        list(_facts(material)),
        list(figures(material)),
        [Chapter(one.key, _(one.title), list(one.parts(material))) for one in CHAPTERS],
        _("Fiches"),
        chapters_projects.articles(material),
        {
            **chapters_money.ledgers(material),
            **chapters_state.ledgers(material),
            **chapters_followup.ledgers(material),
        },
        words(material),
        months(material.language),
    )


def words(material: Material) -> Mapping[str, str]:
    """Return the labels of a page in the language of the book."""
    return {key: material._(text) for key, text in WORDS.items()}


def state(material: Material) -> str:
    """Return on what the book rests: a sealed record with its hash, or the draft of an open conference."""
    _, known = material._, material.provenance
    if known.record is not None:
        return _("Sealed record {record}, SHA-256 {hash}").format(record=known.record, hash=known.sha256)
    drafts = {"open": _("Draft of an open conference"), "planned": _("Draft of a planned conference")}
    return drafts.get(material.conference.state, _("Without a sealed record"))


def _place(material: Material) -> str:
    record = material.record
    return ", ".join(filter(None, (record.venue, record.city)))


def _facts(material: Material) -> Iterator[tuple[str, str]]:
    tongue, _ = material.tongue, material._
    record, known = material.record, material.provenance
    if record.host:
        yield _("Host"), tongue.organisation(record.host)
    if material.where.before is not None:
        yield _("Compared with"), tongue.conference(material.where.before)
    if known.moment is not None:
        yield _("Date of the data"), tongue.date(known.moment.date().isoformat())
    yield _("Reporting currency"), material.conference.currency
    rates = "\n".join(
        f"1\xa0{rate.per} = {tongue.number(rate.value)}\xa0{rate.currency} ({tongue.date(rate.date)},"
        f" {tongue.word(rate.method)}, {rate.source})"
        for rate in material.rates
    )
    yield _("Rates"), rates or _("No rate is recorded.")
    if record.source:
        yield _("Source"), record.source


def figures(material: Material) -> Iterator[Figure]:
    tongue, _ = material.tongue, material._
    before = {move.measure: move for move in material.moves}
    count = len(material.fiches)
    new = sum(one.kind == "new" for one in material.classes)
    yield Figure(
        _("Projects"),
        tongue.number(count),
        _("{count} new since {conference}").format(count=tongue.number(new), conference=material.where.before.code)
        if material.where.before is not None
        else "",
    )
    for measure in MEASURES:
        if measure not in material.told:
            continue
        known = [amount for row in material.money if (amount := getattr(row.counted, measure)) is not None]
        move = before.get(measure)
        remark = ""
        if move is not None and material.where.before is not None:
            difference = move.to_total - move.from_total
            change = ("+" if difference > 0 else "") + _in_millions(material, difference)
            remark = _("{amount} since {conference}").format(amount=change, conference=material.where.before.code)
        heading = _("{measure}, million {currency}").format(
            measure=tongue.measure(measure), currency=material.conference.currency
        )
        yield Figure(heading, _in_millions(material, sum(known)) if known else UNKNOWN, remark)


def _in_millions(material: Material, minor: int) -> str:
    """Return an amount in millions with one decimal, rounded; the tables have the exact one."""
    tenths = rounded(minor, 10 ** (material.tongue.exponents[material.conference.currency] + 5))
    return number_text(decimal_text(tenths, 1), material.language)
