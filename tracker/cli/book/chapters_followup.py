"""The chapters on what was promised and asked for: pledges, needs and offers, action points, people."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.cli.book import book_pictures
from tracker.cli.book.material import Material
from tracker.cli.book.pictures_money import BECAME
from tracker.cli.briefs import agreed, sections
from tracker.cli.briefs.brief_tables import Said, table
from tracker.insight.briefs.pledges import not_kept
from tracker.insight.briefs.report_sources import sources_of_money
from tracker.insight.conferences.actions import ActionFilters, list_actions
from tracker.insight.conferences.followup import PledgeRow, summed, without_rate
from tracker.insight.coordination.gaps import GAPS, list_gaps
from tracker.insight.coordination.needs import needs_at
from tracker.insight.coordination.offers import offers
from tracker.insight.coordination.overlaps import OverlapFilters, list_overlaps
from tracker.insight.people.careers import OfficersFilter, list_officers
from tracker.insight.people.trainings import TrainingFilters, list_trainings
from tracker.output import UNKNOWN, Column
from tracker.output.pages.book import BookLedger
from tracker.output.paper import PaperSection, RowsBehind
from tracker.rules.figures import period_text
from tracker.rules.languages import N_
from tracker.rules.words import ACTION_KINDS, OPEN_STATUSES

TEXTS = "book"

PLEDGES = "pledges"
# Here of one pledge, on a picture of several: the catalogs of both have the words.
VOCABULARY = tuple(BECAME.values())
GAP_TITLES = {
    "need without a reply": N_("Needs without a reply"),
    "need without an agreement": N_("Needs without an agreement"),
    "need agreed in part": N_("Needs agreed in part"),
    "would, and nothing since": N_("Donors that would help, without a project since"),
    "proposal that seeks funding": N_("Proposals seeking funding"),
    "administration without a project": N_("Administrations without a project"),
    "theme without funding": N_("Themes without funding"),
    "offer without a project": N_("Offers without a project"),
}
# The chapter on coverage names these.
ELSEWHERE = ("administration without a project",)
# So many pairs of projects that look alike, the most alike first.
MOST = 60
OVERLAP_KINDS = {"same": N_("may be one project reported twice"), "kindred": N_("similar work")}


def pledges(material: Material) -> Iterator[PaperSection]:
    """Yield what became of the pledges of the conference before, and the pledges that are still not kept."""
    tongue, _ = material.tongue, material._
    before, rows = material.where.before, material.pledges
    if before is not None and not rows:
        yield PaperSection(text=[_("No pledge was reported to {conference}.").format(conference=before.code)])
    elif before is not None:
        sums = summed(material.reader, rows, before, material.conference)
        said = [
            Said(Column("outcome", _("What became of it")), lambda one: _(BECAME[one.outcome])),
            Said(Column("pledges", _("Pledges"), "number"), lambda one: tongue.number(one.pledges)),
            Said(Column("currency", "", "code"), lambda one: one.currency),
            Said(Column("pledged", _("Pledged"), "number"), lambda one: tongue.figure(one.pledged, one.currency)),
            Said(Column("now", _("Pledged now"), "number"), lambda one: tongue.figure(one.pledged_now, one.currency)),
            Said(
                Column("paid", _("Committed or disbursed"), "number"), lambda one: tongue.figure(one.paid, one.currency)
            ),
        ]
        own = [one for one in sums if one.outcome in BECAME]
        whole = [one for one in sums if one.outcome not in BECAME]
        below = [Said(said[0].column, lambda _one: _("Converted")), *said[1:]]
        heading = _("What the pledges of {conference} came to").format(conference=before.code)
        behind = [
            [place for place, row in enumerate(rows) if (row.outcome, row.currency) == (one.outcome, one.currency)]
            for one in own
        ]
        made = table(heading, own, said, totals=whole, total_said=below)
        lost = without_rate(material.reader, rows, before, material.conference)
        whose = [[place for place, row in enumerate(rows) if row.currency not in lost] for _one in whole]
        yield made._replace(picture=book_pictures.pledges(material), behind=RowsBehind(PLEDGES, behind, whose))
    yield sections.pledges(tongue, material.where, not_kept(material.reader, material.conference, "1 = 1"), donors=True)


def ledgers(material: Material) -> dict[str, BookLedger]:
    """Return the rows behind what became of the pledges."""
    tongue, _, before = material.tongue, material._, material.where.before
    made = sources_of_money(material.reader, before) if before is not None else {}
    now = {row.contribution: row.source for row in material.money}

    def line(one: PledgeRow) -> tuple[str, ...]:
        amounts = (one.pledged, one.pledged_now, one.committed, one.disbursed, one.toward)
        return (
            one.project,
            material.title(one.project, one.title),
            one.donor,
            one.currency,
            *(tongue.figure(amount, one.currency) for amount in amounts),
            tongue.number(one.age),
            made.get(one.contribution, ""),
            now.get(one.contribution) or "",
        )

    heads = [
        Column("project", _("Project"), "code"),
        Column("title", _("Title"), flex=True),
        Column("donor", _("Donor"), "code"),
        Column("currency", _("Currency"), "code"),
        Column("pledged", _("Pledged"), "number"),
        Column("now", _("Pledged now"), "number"),
        Column("committed", _("Committed"), "number"),
        Column("disbursed", _("Disbursed"), "number"),
        Column("toward", _("Of which for the pledge"), "number"),
        Column("age", _("Conferences since"), "number"),
        Column("source", _("Source of the pledge")),
        Column("source_now", _("Source now")),
    ]
    return {PLEDGES: BookLedger(heads, list(map(line, material.pledges)))}


def needs(material: Material) -> Iterator[PaperSection]:
    """Yield needs, offers, gaps, and projects that may overlap."""
    tongue, _, reader = material.tongue, material._, material.reader
    asked = needs_at(reader, material.conference)
    if asked:
        yield sections.needs(tongue, asked, of_donor=True)
    else:
        yield PaperSection(_("Needs"), text=[_("No need was reported.")])
    yield _offers(material)
    yield from _gaps(material)
    yield _overlaps(material)


def _offers(material: Material) -> PaperSection:
    tongue, _ = material.tongue, material._
    rows = offers(material.reader, ["1 = 1"], material.conference)
    if not rows:
        return PaperSection(_("Offers"), text=[_("No offer was reported.")])
    said = [
        Said(Column("code", _("Code"), "code"), lambda one: one.code),
        Said(Column("donor", _("Donor"), "code"), lambda one: one.donor),
        Said(Column("programme", _("Programme"), flex=True), lambda one: one.programme),
        Said(Column("period", _("Period")), lambda one: period_text(one.start, one.end, tongue.language) or ""),
        Said(
            Column("themes", _("Themes"), flex=True),
            lambda one: ", ".join([*map(tongue.names.word, one.themes), *filter(None, [one.theme_words])]),
        ),
        Said(
            Column("places", _("Where"), flex=True),
            lambda one: ", ".join([*map(tongue.names.word, one.place_names), *filter(None, [one.place_words])]),
        ),
        Said(
            Column("amount", _("Amount"), "number"),
            lambda one: tongue.money(one.amount, one.currency) if one.amount is not None else UNKNOWN,
        ),
        Said(
            Column("left", _("Left"), "number"),
            lambda one: tongue.money(one.left, one.currency) if one.left is not None else UNKNOWN,
        ),
        Said(Column("status", _("Status")), lambda one: _(one.status) if one.status else UNKNOWN),
    ]
    return table(_("Offers"), rows, said, spare=("period", "themes", "places", "amount", "left", "status"))


def _gaps(material: Material) -> Iterator[PaperSection]:
    tongue, _ = material.tongue, material._
    rows = [row for row in list_gaps(material.reader, material.code, (), material.day) if row.gap not in ELSEWHERE]
    if not rows:
        yield PaperSection(_("Gaps"), text=[_("No gap is known.")])
        return
    yield PaperSection(_("Gaps"), text=[_("What still lacks an answer, funding or a project.")])
    for gap in GAPS:
        found = [row for row in rows if row.gap == gap]
        if found and gap == "theme without funding":
            names = sorted(tongue.names.word(row.code) for row in found)
            yield PaperSection(_(GAP_TITLES[gap]), 2, points=names)
            continue
        said = [
            Said(Column("code", _("Code"), "code"), lambda one: one.code),
            Said(Column("subject", _("What"), flex=True), lambda one: one.subject),
            Said(Column("who", _("Who"), "codes"), lambda one: ", ".join(one.who)),
            Said(Column("age", _("Conferences"), "number"), lambda one: tongue.number(one.age)),
        ]
        if found:
            yield table(_(GAP_TITLES[gap]), found, said, level=2, spare=("who", "age"))


def _overlaps(material: Material) -> PaperSection:
    tongue, _ = material.tongue, material._
    rows = list_overlaps(material.reader, OverlapFilters(at=material.code), MOST)
    heading = _("Projects to look at together")
    if not rows:
        return PaperSection(heading, text=[_("No two projects look alike.")])
    said = [
        Said(Column("project", _("Project"), "code"), lambda one: one.project),
        Said(Column("title", _("Title"), flex=True), lambda one: material.title(one.project, one.title)),
        Said(Column("other", _("Other"), "code"), lambda one: one.other),
        Said(Column("other_title", _("Its title"), flex=True), lambda one: material.title(one.other, one.other_title)),
        Said(Column("kind", _("Kind")), lambda one: _(OVERLAP_KINDS.get(one.kind, one.kind))),
        Said(Column("same", _("One project"), "number"), lambda one: tongue.percent(one.same)),
        Said(Column("kindred", _("Similar"), "number"), lambda one: tongue.percent(one.kindred)),
    ]
    remark = _("The {count} that look most alike.").format(count=tongue.number(MOST)) if len(rows) == MOST else ""
    return table(heading, rows, said, remark=remark)


def people(material: Material) -> Iterator[PaperSection]:
    """Yield the trainings up to the conference, and the officers at each stage of a career path."""
    tongue, _, reader = material.tongue, material._, material.reader
    held = list_trainings(reader, TrainingFilters(at=material.code)).rows
    said = [
        Said(Column("code", _("Code"), "code"), lambda one: one.code),
        Said(Column("title", _("Title"), flex=True), lambda one: one.title),
        Said(
            Column("dates", _("Dates")),
            lambda one: period_text(one.start, one.end, tongue.language) or one.date_note or "",
        ),
        Said(Column("place", _("Place"), flex=True), lambda one: one.place or ""),
        Said(Column("funders", _("Funders"), "codes"), lambda one: ", ".join(one.funders)),
        Said(Column("seats", _("Persons"), "number"), lambda one: tongue.number(one.persons)),
        Said(Column("women", _("Women"), "number"), lambda one: tongue.number(one.women)),
    ]
    if held:
        yield table(_("Trainings"), held, said, spare=("place", "funders", "seats", "women"))
    else:
        yield PaperSection(_("Trainings"), text=[_("No training is recorded.")])
    officers = list_officers(reader, OfficersFilter(at=material.code))
    if not officers:
        yield PaperSection(_("Careers"), text=[_("No officers at stages of a career path were reported.")])
        return
    stages = [
        Said(Column("stage", _("Stage"), "code"), lambda one: one.stage),
        Said(Column("title", _("Title"), flex=True), lambda one: one.title),
        Said(Column("administration", _("Administration"), "code"), lambda one: one.administration),
        Said(Column("officers", _("Officers"), "number"), lambda one: tongue.number(one.officers)),
        Said(Column("women", _("Women"), "number"), lambda one: tongue.number(one.women)),
        Said(
            Column("moved", _("Since last time"), "number"),
            lambda one: UNKNOWN if one.moved is None else f"{one.moved:+d}",
        ),
        Said(Column("estimated", _("Counted")), lambda one: _("estimated") if one.estimated else _("counted")),
    ]
    yield table(_("Careers"), officers, stages, spare=("women", "moved"))


def actions(material: Material) -> Iterator[PaperSection]:
    """Yield recommendations and action points: those raised or reported at the conference, and those still open."""
    tongue, _ = material.tongue, material._
    headings = {"recommendation": tongue._("Recommendations"), "action point": tongue._("Action points")}
    for kind in reversed(ACTION_KINDS):
        rows = [
            row
            for row in list_actions(material.reader, kind, ActionFilters(at=material.code), material.day)
            if row.status in OPEN_STATUSES or material.conference.code in (row.conference, row.told_at)
        ]
        if rows:
            yield agreed.actions(tongue, headings[kind], rows)._replace(level=1)
        else:
            yield PaperSection(headings[kind], text=[_("None.")])
