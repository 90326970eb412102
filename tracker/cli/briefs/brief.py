"""`tracker brief`: papers for a meeting with a donor or a beneficiary, and the fiche of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.options import Group, InputFile, OutputFile, force_option
from tracker.errors import Usage
from tracker.output import show_card
from tracker.rules.words import LANGUAGES
from tracker.store.files.destinations import check, replaced

if TYPE_CHECKING:
    from tracker.cli.briefs.brief_language import Tongue
    from tracker.insight.briefs.setting import Setting
    from tracker.output import Style
    from tracker.output.paper import PaperDocument, PaperSection
    from tracker.store.reader import Reader

F = TypeVar("F", bound=Callable[..., Any])

TEXTS = "brief"
FORMS = ("table", "json", "md")
ENDINGS = {".docx": "docx", ".md": "md", ".json": "json"}


def brief_options(command: F) -> F:
    """Add the options of a brief: the conference, the language, the template, the format and the destination."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Short for --format json."),
        click.option("--format", "form", type=click.Choice(FORMS), help="How it is shown."),
        click.option("-o", "--output", metavar="FILE", type=OutputFile(), help="Write to this file: .docx .md .json"),
        force_option,
        click.option("--template", metavar="FILE", type=InputFile(), help="A Word document of one's own; for .docx."),
        click.option("--language", type=click.Choice(LANGUAGES), default="en", help="Of what a person reads."),
        click.option("--at", metavar="CONFERENCE", help="For this conference; by default the open one, else the last."),
    ):
        command = option(command)
    return command


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

    As a conference was told, compared with the one before. Where the conference has not been told anything yet, what
    the last one was told. On the terminal, or with -o as a Word document made of the styles of a template.
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
    from tracker.insight.briefs.translated_names import names

    form = _form(app, given)
    with app.reader() as reader:
        fiche = project_fiche(reader, code, given["at"])
        style, made = app.style(reader), app.moment(reader)
        if form == "json":
            show_card(fiche.card.facts.title, *brief_json.fiche_card(fiche), style)
            return
        card = fiche.card
        people = {card.facts.lead, card.facts.implementer, *(row.donor for row in card.money)}
        people |= {row.code for row in card.beneficiaries}
        people |= {str(value) for row in fiche.fields for value in (row.old, row.new)}
        projects = {card.facts.code, *(row.project for row in fiche.pledges), *(row.code for row in fiche.classes)}
        tongue = _tongue(reader, names(reader, given["language"], filter(None, people), projects), given)
        host = _host(reader, fiche.setting, tongue)
    sheet = _sheet(
        made,
        tongue,
        fiche.setting,
        fiche_paper.title(fiche, tongue),
        fiche_paper.facts(fiche, tongue),
        fiche_paper.parts(fiche, tongue),
        host,
    )
    _write(app, sheet, form, style, made, given)


@brief.command("template", example="tracker brief template -o letterhead.docx")
@click.option("-o", "--output", metavar="FILE", type=OutputFile(), help="Where to write it: .docx")
@force_option
@pass_app
def template(app: App, /, output: str | None) -> None:
    """Write out the Word template, to put a letterhead into it and give it back with --template.

    Its styles may look as one likes, and keep their names. The brief takes the place of the paragraph {{brief}};
    {{title}}, {{conference}}, {{date}}, {{made}} and {{page}} are filled in wherever they stand.
    """
    from tracker.output.word import builtin_template

    if output is None or Path(output).suffix.lower() != ".docx":
        raise Usage("A template is a Word document.", "Name it: -o letterhead.docx")
    with replaced(app.target(output, "docx")) as file:
        file.write(builtin_template())
    say(f"Template written to {output}")
    say(f"Next: `tracker brief donor CODE --template {output} -o brief.docx`")


def _party(app: App, role: str, code: str, given: dict[str, Any]) -> None:
    from tracker.cli.briefs import brief_json, party_paper
    from tracker.insight.briefs.brief import party_brief
    from tracker.insight.briefs.translated_names import names

    form = _form(app, given)
    with app.reader() as reader:
        found = party_brief(reader, role, code, given["at"])
        style, made = app.style(reader), app.moment(reader)
        if form == "json":
            show_card(found.who.name, *brief_json.party_card(found), style)
            return
        people = {found.who.code, found.who.parent} | {str(v) for row in found.fields for v in (row.old, row.new)}
        people |= found.agreed.parties
        projects = {line.project for line in found.lines} | {row.project for row in found.pledges}
        projects |= {row.code for row in found.classes} | found.agreed.projects
        tongue = _tongue(reader, names(reader, given["language"], filter(None, people), projects), given)
        host = _host(reader, found.setting, tongue)
    sheet = _sheet(
        made,
        tongue,
        found.setting,
        party_paper.title(found, tongue),
        party_paper.facts(found, tongue),
        party_paper.parts(found, tongue),
        host,
    )
    _write(app, sheet, form, style, made, given)


def _form(app: App, given: dict[str, Any]) -> str:
    """Return the format from --format or the ending of -o. Raises Usage if they contradict each other."""
    output = given["output"]
    asked = "json" if given["as_json"] else given["form"]
    by_name = None if output is None else ENDINGS.get(Path(output).suffix.lower())
    if output is not None and by_name is None:
        raise Usage(f"-o {output} does not say in which form.", "Let it end with .docx, .md or .json.")
    if asked and by_name and asked != by_name:
        raise Usage(f"--format {asked} and -o {output} contradict each other.", "Leave one of them out.")
    form = by_name or asked or "table"
    if given["template"] and form != "docx":
        raise Usage("--template is for a Word document.", "Name it as well: -o brief.docx")
    if output is not None:
        check(app.target(output, form))
    app.asked_form, app.output = (None, None) if form == "docx" else (form, output)
    return form


def _tongue(reader: Reader, names: Any, given: dict[str, Any]) -> Tongue:
    from tracker.cli.briefs.brief_language import Tongue

    return Tongue(given["language"], names, reader.exponents)


def _host(reader: Reader, setting: Setting, tongue: Tongue) -> str:
    """Return the author of the paper: the organisation that hosts the conference."""
    from tracker.insight.briefs.translated_names import names

    code = reader.value(
        "SELECT o.code FROM conference c JOIN organisation o ON o.id = c.host_id WHERE c.id = :id",
        {"id": setting.asked.id},
    )
    return names(reader, tongue.language, [code], []).organisation(code) if code else ""


def _sheet(
    made: datetime,
    tongue: Tongue,
    setting: Setting,
    heads: tuple[str, str],
    facts: list[tuple[str, str]],
    parts: Iterable[PaperSection],
    host: str,
) -> PaperDocument:
    from tracker.output.paper import PaperDocument

    _ = tongue._
    asked = setting.asked
    told = [(_("As told at"), tongue.conference(setting.told))]
    if setting.before is not None:
        told.append((_("Compared with"), tongue.conference(setting.before)))
    return PaperDocument(
        *heads,
        [*facts, *told],
        list(parts),
        tongue.language,
        f"{asked.code}: {asked.title}" if asked.title else asked.code,
        tongue.period(asked),
        _("prepared on {date}").format(date=tongue.date(made.date().isoformat())),
        _("Page {number} of {total}"),
        host,
    )


def _write(app: App, sheet: PaperDocument, form: str, style: Style, made: datetime, given: dict[str, Any]) -> None:
    if form != "docx":
        from tracker.output.paper import show_sheet

        show_sheet(sheet, style)
        return
    from tracker.output.word import word_document

    template = Path(given["template"]) if given["template"] else None
    document = word_document(sheet, made, template)
    with replaced(app.target(given["output"], "docx")) as file:
        file.write(document)
    say(f"{sheet.title} written to {given['output']}")
