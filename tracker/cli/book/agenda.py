"""`tracker agenda`: projects in order of presentation, what is asked of each, who is silent, decisions to take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracker.cli.base import App, pass_app
from tracker.cli.briefs.papers import frame, paper_form, paper_options, paper_tongue, write_paper
from tracker.cli.options import Command
from tracker.model.kinds import Codes, Minor
from tracker.output import CardFact, Section, show_card

if TYPE_CHECKING:
    from tracker.insight.briefs.agenda import Agenda


@click.command(
    cls=Command,
    example="tracker agenda 2013\ntracker agenda 2013 --language es -o agenda.pdf",
)
@click.argument("conference", metavar="CONFERENCE")
@paper_options
@pass_app
def agenda(app: App, /, conference: str, **given: Any) -> None:
    """The agenda of a conference: its projects in order of presentation with what is asked of each, who has not
    answered, and the decisions to take, with room to write.

    Donors follow each other by their codes; each presents the projects to which it commits most. Decisions are about
    projects that were not presented again, proposals that seek funding, pledges that are not kept, needs without an
    agreement, projects that may be counted twice, and what is open of earlier action points and recommendations.

    On the terminal, or with -o as a Word document or a pdf to print.
    """
    from tracker.cli.book import agenda_paper
    from tracker.insight.briefs.agenda import conference_agenda

    form = paper_form(app, given)
    with app.reader() as reader:
        found = conference_agenda(reader, conference, app.moment(reader).date())
        style = app.style(reader)
        if form == "json":
            show_card(found.conference.title or found.conference.code, *_card(found), style)
            return
        tongue = paper_tongue(reader, given["language"], *_named(found))
        framed = frame(app, reader, found.setting.asked, tongue, form)
    write_paper(app, agenda_paper.sheet(found, framed, tongue), form, style, framed.moment, given)


def _named(found: Agenda) -> tuple[set[str], set[str]]:
    """Return the codes of the organisations and of the projects whose names occur."""
    items, decisions = found.items, found.decisions
    people = {
        code for item in items for codes in (item.donors, item.beneficiaries) if codes for code in codes.split(";")
    }
    people |= {code for one in decisions if one.who for code in one.who.split(";")}
    people |= {row.organisation for row in found.requests} | {found.conference.host or ""}
    projects = {item.project for item in items}
    projects |= {one.about for one in decisions if one.kind in ("not presented", "proposal")}
    return people, projects


class DecisionRow(NamedTuple):
    """A decision; an amount outstanding has a row of its own for each currency."""

    kind: str
    about: Codes
    subject: str | None
    who: Codes | None
    since: str | None
    overdue: bool
    outstanding: Minor | None
    currency: str | None
    detail: str | None


def _card(found: Agenda) -> tuple[list[CardFact], list[Section]]:
    from tracker.cli.briefs.brief_json import columns
    from tracker.insight.briefs.agenda import AgendaItem
    from tracker.insight.briefs.questions import PartnerQuestion
    from tracker.insight.conferences.requests import RequestRow

    setting, facts = found.setting, found.conference
    pairs = [
        CardFact("conference", "Conference", setting.asked.code, "code"),
        CardFact("title", "Title", facts.title),
        CardFact("start", "Start", facts.start),
        CardFact("end", "End", facts.end),
        CardFact("compared_with", "Compared with", setting.before.code if setting.before else None, "code"),
        CardFact("themes", "Themes", facts.themes),
    ]
    decisions = [
        DecisionRow(*one[:6], amount, currency, one.detail)
        for one in found.decisions
        for amount, currency in one.outstanding or ((None, None),)
    ]
    silent = [row for row in found.requests if row.waiting]
    return pairs, [
        Section("projects", found.items, columns(AgendaItem), key="projects"),
        Section("questions", found.questions, columns(PartnerQuestion), key="questions"),
        # Days depend on the day, and an agenda does not.
        Section("silent", silent, columns(RequestRow, leave=("days_to_go", "days_overdue", "workbook")), key="silent"),
        Section("decisions", decisions, columns(DecisionRow), key="decisions"),
    ]
