"""`tracker brief`: papers for a meeting with a donor or a beneficiary, and the fiche of a project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.briefs.papers import frame, paper, paper_form, paper_options, paper_tongue, write_paper
from tracker.cli.options import Group, InputFile, OutputFile, force_option
from tracker.errors import Usage
from tracker.output import show_card
from tracker.store.files.destinations import replaced

if TYPE_CHECKING:
    from tracker.cli.briefs.brief_language import Tongue
    from tracker.insight.briefs.setting import Setting

F = TypeVar("F", bound=Callable[..., Any])

TEXTS = "brief"


def brief_options(command: F) -> F:
    """Add the options of a brief: those of a paper, the conference and the template."""
    for option in (
        click.option(
            "--template", metavar="FILE", type=InputFile(), help="Use this Word document as the template; for .docx."
        ),
        click.option("--at", metavar="CONFERENCE", help="For this conference; by default the open one, else the last."),
    ):
        command = option(command)
    return paper_options(command)


@click.group(cls=Group)
def brief() -> None:
    """Briefs: what to carry into a meeting."""


@brief.command(
    "donor",
    example="tracker brief donor IDB --at 2013\ntracker brief donor IDB --at 2013 --language es -o idb.docx",
)
@click.argument("code")
@brief_options
@pass_app
def donor(app: App, /, code: str, **given: Any) -> None:
    """A donor: its portfolio, what changed since last time and why, pledges not kept, what was agreed, risks, outcomes,
    open questions.

    As reported to a conference, compared with the one before; or as last reported, if nothing was reported to the
    conference yet. On the terminal, or with -o as a Word document made of the styles of a template, or as a
    pdf to print.
    """
    _party(app, "donor", code, given)


@brief.command(
    "beneficiary",
    example="tracker brief beneficiary AR-GOV --at 2013\n"
    "tracker brief beneficiary AR-GOV --at 2013 --language fr -o argentina.docx",
)
@click.argument("code")
@brief_options
@pass_app
def beneficiary(app: App, /, code: str, **given: Any) -> None:
    """A beneficiary: the projects for it with their donors, what changed and why, pledges, what was agreed, risks, open
    questions."""
    _party(app, "beneficiary", code, given)


@brief.command(
    "project",
    example="tracker brief project AR-L1092 --at 2013\ntracker brief project AR-L1092 --at 2013 -o fiche.docx",
)
@click.argument("code")
@brief_options
@pass_app
def project(app: App, /, code: str, **given: Any) -> None:
    """The fiche of a project: objective, plan, expected outcomes, risk assessment, budget and gap, beneficiaries,
    milestones, history."""
    from tracker.cli.briefs import brief_json, fiche_paper
    from tracker.insight.briefs.fiche import project_fiche

    form = paper_form(app, given)
    with app.reader() as reader:
        fiche = project_fiche(reader, code, given["at"])
        style = app.style(reader)
        if form == "json":
            show_card(fiche.card.facts.title, *brief_json.fiche_card(fiche), style)
            return
        card = fiche.card
        people = {card.facts.lead, card.facts.implementer, *(row.donor for row in card.money)}
        people |= {row.code for row in card.beneficiaries}
        people |= {str(value) for row in fiche.fields for value in (row.old, row.new)}
        people |= {one for row in fiche.trainings for one in row.funders}
        projects = {card.facts.code, *(row.project for row in fiche.pledges), *(row.code for row in fiche.classes)}
        tongue = paper_tongue(reader, given["language"], people, projects)
        framed = frame(app, reader, fiche.setting.asked, tongue, form)
    facts = [*fiche_paper.facts(fiche, tongue), *_told(fiche.setting, tongue)]
    sheet = paper(framed, fiche_paper.title(fiche, tongue), facts, fiche_paper.parts(fiche, tongue), tongue)
    write_paper(app, sheet, form, style, framed.moment, given)


@brief.command("template", example="tracker brief template -o letterhead.docx")
@click.option("-o", "--output", metavar="FILE", type=OutputFile(), help="Write to this file: .docx")
@force_option
@pass_app
def template(app: App, /, output: str | None) -> None:
    """Write out the Word template, to put a letterhead into it and give it back with --template.

    Its styles may look as one likes, and keep their names. The brief takes the place of the paragraph {{brief}};
    {{title}}, {{conference}}, {{date}}, {{made}} and {{page}} are filled in wherever they stand.
    """
    from tracker.output.office.word import builtin_template

    if output is None or Path(output).suffix.lower() != ".docx":
        raise Usage("A template is a Word document.", "Name a file that ends with .docx: -o letterhead.docx")
    with replaced(app.target(output, "docx")) as file:
        file.write(builtin_template())
    say(f"Template written to {output}")
    say(f"Next: `tracker brief donor CODE --template {output} -o brief.docx`")


def _party(app: App, role: str, code: str, given: dict[str, Any]) -> None:
    from tracker.cli.briefs import brief_json, party_paper
    from tracker.insight.briefs.brief import party_brief

    form = paper_form(app, given)
    with app.reader() as reader:
        found = party_brief(reader, role, code, given["at"])
        style = app.style(reader)
        if form == "json":
            show_card(found.who.name, *brief_json.party_card(found), style)
            return
        people = {found.who.code, found.who.parent} | {str(v) for row in found.fields for v in (row.old, row.new)}
        people |= found.agreed.parties | {one for row in found.trainings for one in row.funders}
        projects = {line.project for line in found.lines} | {row.project for row in found.pledges}
        projects |= {row.code for row in found.classes} | found.agreed.projects
        tongue = paper_tongue(reader, given["language"], people, projects)
        framed = frame(app, reader, found.setting.asked, tongue, form)
    facts = [*party_paper.facts(found, tongue), *_told(found.setting, tongue)]
    sheet = paper(framed, party_paper.title(found, tongue), facts, party_paper.parts(found, tongue), tongue)
    write_paper(app, sheet, form, style, framed.moment, given)


def _told(setting: Setting, tongue: Tongue) -> list[tuple[str, str]]:
    """Return the facts on the conferences of a brief: the one whose reports it shows, and the one before."""
    told = [(tongue._("As reported at"), tongue.conference(setting.told))]
    if setting.before is not None:
        told.append((tongue._("Compared with"), tongue.conference(setting.before)))
    return told
