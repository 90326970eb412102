"""`tracker project`: record projects, list them, and show one on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.columns import footer_row
from tracker.cli.double_counting import alike_said, doubled_lines, doubled_said
from tracker.cli.editing import say_themes_replaced, several, show_changes
from tracker.cli.options import Group, at_option, format_options, headed, told_at_option, write_options, yes_option
from tracker.cli.projects.filters import project_filters
from tracker.cli.projects.project_card import pairs_of, sections_of
from tracker.cli.projects.project_dialogue import ask_for_project
from tracker.cli.projects.report_options import PROJECT, PROJECT_WORDS, STATUS, money_options, project_options
from tracker.errors import Usage
from tracker.output import FOR_PEOPLE, Column, show, show_card
from tracker.rules.measured import NOTHING, CurrencySums, Measured, by_currency, measured
from tracker.rules.text import counted
from tracker.rules.words import STATUSES, SUCCESSION_KINDS

if TYPE_CHECKING:
    from tracker.cli.editing import Changes
    from tracker.insight.projects.projects import ProjectRow
    from tracker.insight.totals.double_counting import Gathered, Twice
    from tracker.store.reader import Reader

LIST = [
    Column("code", "Code", "code"),
    Column("title", "Title", flex=True),
    Column("status", "Status", priority=3),
    Column("conference", "Reported at", "code", priority=6),
    Column("conference_title", "Title of conference", hidden=True),
    Column("theme", "Theme", priority=9, flex=True),
    Column("donors", "Donors", "codes", priority=7),
    Column("donor_names", "Names of donors", "codes", hidden=True),
    Column("beneficiaries", "Beneficiaries", "codes", priority=10, flex=True),
    Column("beneficiary_names", "Names of beneficiaries", "codes", hidden=True),
    Column("start", "Start", "date", priority=8),
    Column("end", "End", "date", priority=8),
    Column("currency", "", "code"),
    Column("interest", "Interest", "money", priority=5),
    Column("pledged", "Pledged", "money", priority=4),
    Column("committed", "Committed", "money"),
    Column("disbursed", "Disbursed", "money"),
]


@click.group(cls=Group)
def project() -> None:
    """Projects: who does what for whom, and with whose money."""


@project.command(
    "add",
    example='tracker project add P1 --title "Regional risk management" --theme "risk management" --donor IDB \\\n'
    '    --committed "1,000,000 USD" --beneficiary JM-CUSTOMS:60 --status active --start 2012-03 --at AMS-2014',
)
@click.argument("code", required=False)
@project_options
@headed(PROJECT)("--succeeds", multiple=True, metavar="PROJECT", help="A project that this one continues or merges.")
@headed(PROJECT)("--iati-identifier", metavar="TEXT", help="Its identifier in IATI data.")
@headed(STATUS)("--status", metavar="STATUS", help="proposed, active, finalising, completed, cancelled, suspended.")
@headed(STATUS)("--progress", metavar="PERCENT", help="Percent of the work done.")
@money_options
@click.option("--source", metavar="TEXT", help="Who said it, in which mail, file or note.")
@at_option
@write_options
@pass_app
def add(
    app: App,
    /,
    code: str | None,
    succeeds: Sequence[str],
    iati_identifier: str | None,
    status: str | None,
    progress: str | None,
    source: str | None,
    at: str | None,
    theme: Sequence[str],
    beneficiary: Sequence[str],
    **given: Any,
) -> None:
    """Record a project, and report it to a conference.

    Without flags on a terminal it asks. With --at, or when one conference is open, the project is presented there, with
    its money and its status; without any conference it is only recorded.
    """
    from tracker.register.projects.projects import ProjectFacts
    from tracker.register.reporting.new_projects import add_project

    words = {name: given.pop(name) for name in PROJECT_WORDS}
    asked = app.interactive and not words["title"]
    code = code or app.ask("CODE", "Code of the project")
    words["title"] = words["title"] or app.ask("--title", "Title of the project")
    if asked:
        theme, beneficiary, status, at = ask_for_project(app, words, given, theme, beneficiary, status, at)
    facts = ProjectFacts(
        code, themes=theme, beneficiaries=beneficiary, succeeds=succeeds, iati_identifier=iati_identifier, **words
    )
    given |= {"status": status, "progress": progress, "source": source}
    with app.register(create=True) as register:
        code, presented = add_project(
            register,
            facts,
            given,
            at,
            lambda: app.ask("--status", "The project's status, for example active", STATUSES),
        )
        alike = alike_said(register)
    told(f"Project {code} added: {words['title']}")
    for one in presented:
        told(f"Reported to {one.conference}:")
        show_changes(one.changes)
    say(*alike)
    say(f"Next: `tracker project show {code}`")


@project.command("list", example="tracker project list --donor IDB --at 2012")
@project_filters
@click.option("--unconfirmed", is_flag=True, help="Only what is unconfirmed: reports, and money of donors.")
@format_options
@pass_app
def list_(app: App, /, **given: Any) -> None:
    """List projects with their money, each in its own currency, as reported to a conference.

    A project with money in two currencies has two lines. Totals by currency are below, with how much of them its own
    donors have not confirmed, what they declined to confirm, and how much is perhaps counted twice. With --unconfirmed
    the amounts are only those that are not confirmed.
    """
    from tracker.insight.projects.projects import filters_of, list_projects

    with app.reader() as reader:
        given |= {name: given.pop(f"{name}_") for name in ("min", "max")}
        filters, style = filters_of(reader, given), app.style(reader)
        totals = Totals(list_projects(reader, filters), summed=style.for_people)
        if style.for_people:
            totals.gathered = _gathered(reader, filters.at)
            totals.memo = lambda declined: list_projects(reader, filters._replace(unconfirmed=True, declined=declined))
        count = show(once(totals) if style.quiet else totals, LIST, style, footer=totals.footer)
        every = 0 if count else reader.value("SELECT count(*) FROM project")
    for currency, lines in sorted(totals.without_rate.items()):
        say(
            f"The total leaves out {counted(lines, 'row')} with money in {currency}: the conference has no rate for it."
        )
    say(*doubled_said(totals.doubled, style.exponents, filters.at))
    if not count:
        say(_none_found(every))


def _none_found(every: int) -> str:
    if not every:
        return "No projects yet. Record one with `tracker project add`."
    return f"No matching projects. Remove a filter, or run `tracker project list` to see all {every:,}."


def _gathered(reader: Reader, at: str | None) -> Gathered:
    from tracker.insight.codes import Codes
    from tracker.insight.totals.double_counting import Gathered, doubts

    return Gathered(doubts(reader, Codes(reader).conference(at).id if at else None))


class Totals:
    """Passes rows through and adds up their money, for the lines below the list: by currency, and in the reporting one.

    Adds up nothing unless `summed`: not every output format has lines below the list.
    """

    def __init__(self, rows: Iterator[ProjectRow], *, summed: bool) -> None:
        self.rows = rows
        self.summed = summed
        self.memo: Callable[[bool], Iterable[ProjectRow]] = lambda declined: ()
        self.gathered: Gathered | None = None
        self.doubled: dict[str, Twice] = {}
        self.footer: list[ProjectRow] = []
        self.without_rate: Counter[str] = Counter()

    def __iter__(self) -> Iterator[ProjectRow]:
        own, reporting = CurrencySums(), CurrencySums()
        for row in self.rows:
            amounts, converted = measured(row), row.converted
            if row.currency != row.reporting and converted.count(None) > amounts.count(None):
                self.without_rate[row.currency or ""] += 1
            if self.summed and row.currency is not None:
                own.add(row.currency, amounts)
            if self.summed and row.reporting is not None:
                reporting.add(row.reporting, converted)
                if self.gathered is not None:
                    self.gathered.add(row.code, row.reporting, converted)
            yield row
        self.footer += [_footer("Total", currency, amounts) for currency, amounts in own.found.items()]
        if own.found.keys() != reporting.found.keys():
            self.footer += [_footer("Converted", currency, amounts) for currency, amounts in reporting.found.items()]
        for label, declined in (("Unconfirmed", False), ("Of it declined", True)):
            silent = {code: sums for code, sums in by_currency(self.memo(declined)).items() if sums != NOTHING}
            if not silent:
                break
            self.footer += [_footer(label, currency, amounts) for currency, amounts in silent.items()]
        if self.gathered is not None:
            self.doubled = self.gathered.twice()
            self.footer += [_footer(*line) for line in doubled_lines(self.doubled)]


def once(rows: Iterable[ProjectRow]) -> Iterator[ProjectRow]:
    """Yield each project once, regardless of how many currencies its money is in."""
    seen = set()
    for row in rows:
        if row.code not in seen:
            yield row
        seen.add(row.code)


def _footer(label: str, currency: str, amounts: Measured) -> ProjectRow:
    from tracker.insight.projects.projects import ProjectRow

    return footer_row(ProjectRow, code=label, currency=currency, **amounts._asdict())


@project.command("show", example="tracker project show AMS-RM")
@click.argument("code")
@click.option("--published", is_flag=True, help="What its publisher's IATI file says: money moved, budgets, sectors.")
@told_at_option
@format_options
@pass_app
def show_(app: App, /, code: str, at: str | None, *, published: bool) -> None:
    """Show all of a project on one screen, and its history across the conferences.

    With --published it is what was imported of a publisher's IATI file, whether or not a conference received a report.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.lights.behind import project_lights
    from tracker.insight.projects.project_card import project_card, publisher_of

    data = app.form not in FOR_PEOPLE
    if published:
        if at is not None:
            raise Usage("--published shows what the file says, not what was reported.", "Leave --at out.")
        _show_published(app, code, data=data)
        return
    with app.reader() as reader:
        card = project_card(reader, code, at)
        meeting = at or card.facts.conference
        lights = project_lights(reader, Codes(reader).conference(meeting), [card.facts.id]) if meeting else []
        publisher = None if data or reader.asked else publisher_of(reader, card.facts.id)
        style = app.style(reader)
    title = f"{card.facts.code}  {card.facts.title}"
    show_card(title, pairs_of(card, data=data), sections_of(card, lights, style), style)
    if publisher is not None:
        who, status = publisher
        say(f"Published by {who or 'an unnamed publisher'}{f' as {status}' if status else ''}: --published shows what.")


def _show_published(app: App, code: str, *, data: bool) -> None:
    from tracker.cli.projects.published_card import pairs_of, sections_of
    from tracker.insight.published.published_card import published_card

    with app.reader() as reader:
        card = published_card(reader, code)
        style = app.style(reader)
    title = f"{card.facts.code}  {card.facts.title}"
    show_card(title, pairs_of(card, data=data), sections_of(card, data=data), style)


@project.command("edit", example='tracker project edit AMS-RM --title "Regional risk management"')
@click.argument("code")
@project_options
@headed(PROJECT)("--iati-identifier", metavar="TEXT", help="Its identifier in IATI data.")
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@write_options
@pass_app
def edit(
    app: App,
    /,
    code: str,
    theme: Sequence[str],
    beneficiary: Sequence[str],
    iati_identifier: str | None,
    new_code: str | None,
    **given: Any,
) -> None:
    """Change a project, also in the report to an open conference.

    An empty text makes a field unknown. --theme and --beneficiary replace the whole list. Without flags on a terminal
    the record opens in an editor. What was reported to conferences that are not open stays.
    """
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    changes |= {"themes": theme} if theme else {}
    changes |= {"beneficiaries": beneficiary} if beneficiary else {}
    changes |= {"iati_identifier": iati_identifier} if iati_identifier is not None else {}
    changes |= {"code": new_code} if new_code else {}
    if changes:
        _write_changes(app, code, changes)
    elif not _edited(app, code):
        say("Nothing changed.")


def _write_changes(app: App, code: str, changes: dict[str, object], version: int | None = None) -> None:
    with app.register() as register:
        identity = register.codes.id("project", code)
        before, after = register.projects.edit(identity, changes, version)
    told(f"Project {after['code']} changed.")
    for name, was in before.items():
        if was != after[name] and name != "version":
            told(f"  {name.removesuffix('_id').replace('_', ' ')}: {was or 'unknown'} -> {after[name] or 'unknown'}")
    say_themes_replaced(before["themes"], after["themes"])


@project.command("succeed", example="tracker project succeed GTFP-II GTFP-I --kind continues")
@click.argument("successor")
@click.argument("predecessor", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(SUCCESSION_KINDS), help="Found out from the projects when not given.")
@write_options
@pass_app
def succeed(app: App, /, successor: str, predecessor: Sequence[str], kind: str | None) -> None:
    """Say that a project continues, merges or splits others, so that a merge is not read as one dropped and one new."""
    with app.register() as register:
        identity = register.codes.id("project", successor)
        register.projects.succeed({identity: register.codes.ids("project", predecessor)}, kind)
        successor = register.codes.code("project", identity)
        before = [register.codes.code("project", one) for one in register.codes.ids("project", predecessor)]
    told(f"Project {successor} succeeds {', '.join(before)}.")


@project.command(
    "remove",
    example='tracker project add P9 --title "Entered by mistake" --status proposed\n'
    "tracker project remove P9 --dry-run --yes\ntracker project remove P9 --yes",
)
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Take back a project that was entered wrongly, with all that belongs to it. Its code stays taken.

    A project that was reported to a conference that is not open stays. So does one that a sealed record keeps, about
    which an organisation was asked, or to which something else refers.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.projects.belongings import hanging

    with app.reader() as reader:
        codes = Codes(reader)
        identity = codes.id("project", code)
        code = codes.code("project", identity)
        listed = ", ".join(f"{what} ({count})" for what, count in hanging(reader, identity).items())
    row = app.confirmed(
        f"Remove project {code}{f', with {listed}' if listed else ''}?",
        lambda register: register.projects.remove(identity),
    )
    told(f"Project {row['code']} removed: {row['title']}")
    if listed:
        told(f"  with {listed}")


def _edited(app: App, code: str) -> bool:
    """Let the user edit a project; return whether anything changed."""
    from tracker.cli.editing import edit_record
    from tracker.insight.projects.project_card import project_card
    from tracker.rules.shares import percent

    if not app.interactive:
        raise Usage(
            "No changes were given.", "Give flags such as --title. Without flags on a terminal, an editor opens."
        )
    with app.reader() as reader:
        card = project_card(reader, code)
    fields: dict[str, str | None] = {name: getattr(card.facts, name) for name in PROJECT_WORDS}
    fields["themes"] = "; ".join(card.themes)
    fields["beneficiaries"] = "; ".join(
        one.code if one.share is None else f"{one.code}:{percent(one.share)}" for one in card.beneficiaries
    )

    def save(edited: Changes) -> None:
        changes: dict[str, Any] = {name: text or "" for name, text in edited.items()}
        for name in ("themes", "beneficiaries"):
            if name in changes:
                changes[name] = several(changes[name])
        _write_changes(app, code, changes, card.facts.version)

    return edit_record(app, f"project {card.facts.code}", fields, save) is not None
