"""`tracker need`: what administrations ask for, with lists and cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import spoken
from tracker.cli.coordination import need_reports
from tracker.cli.coordination.candidates import candidates_command
from tracker.cli.coordination.need_group import need
from tracker.cli.coordination.need_view import NEED_LIST, RARE, show_need
from tracker.cli.editing import edit_command
from tracker.cli.options import format_options, told_at_option, word_options, write_options, yes_option
from tracker.output import show

if TYPE_CHECKING:
    from tracker.register.register import Register

# Importing `need_reports` registers the commands for reports, replies and requests for more time.
__all__ = ["need", "need_reports"]

F = TypeVar("F", bound=Callable[..., Any])
FIELDS = (
    *("text", "beneficiaries", "whose", "themes", "measures", "category", "indicative", "definitive", "extended_to"),
    *("done", "conference", "document", "document_date", "source"),
)
need_options = word_options(
    ("--whose", "TEXT", "The beneficiaries in words, where the source says no more: members of CCLEC."),
    ("--category", "WORD", "Of a commitment under the TFA, as notified: B, C, or B and C."),
    ("--indicative", "DATE", "The date that was notified first, to be confirmed."),
    ("--definitive", "DATE", "The date that was confirmed."),
    ("--extended-to", "DATE", "The date that was granted in place of the definitive one."),
    ("--done", "TEXT", "What is already done about it."),
    ("--document", "TEXT", "The document that says so: G/TFA/N/LCA/5."),
    ("--document-date", "DATE", "Its date."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
)


def list_options(command: F) -> F:
    """Add --beneficiary, --theme and --measure, each of which may be given several times."""
    for flags, metavar, said in reversed(
        (
            (
                ("--beneficiary", "beneficiaries"),
                "CODE",
                "Whose need it is: an administration, a country, a regional body.",
            ),
            (("--theme", "themes"), "THEME", "A theme of it, by code or by name in any language."),
            (("--measure", "measures"), "PART", "A measure of the TFA or a part of one: 7.7, 7.7.1-7.7.6, 8.2(b)."),
        )
    ):
        command = click.option(*flags, multiple=True, metavar=metavar, help=said)(command)
    return command


@need.command(
    "add",
    example='tracker need add "Training in risk management" --beneficiary JM --theme "risk management" --at 2012\n'
    'tracker need add "A mutual recognition agreement" --beneficiary JM --measure 7.7.1-7.7.6 --category C \\\n'
    "    --indicative 2020-02-22 --definitive 2020-04-30",
)
@click.argument("text", required=False)
@list_options
@need_options
@click.option("--code", metavar="CODE", help="By default the next free one: N1, N2 ...")
@click.option(
    "--at",
    "conference",
    metavar="CONFERENCE",
    help="Where it was raised; by default the open conference. Empty for none.",
)
@write_options
@pass_app
def add(app: App, /, text: str | None, conference: str | None, **given: Any) -> None:
    """Record what one or several beneficiaries ask for. TEXT says what; it may be unknown where a measure is named.

    A need is raised at a conference, or known from a document with its date. The three dates are kept apart, and none
    of them replaces another.
    """
    from tracker.register.coordination.needs import NeedFacts

    if not (text or given["measures"] or given["themes"]):
        text = app.ask("TEXT", "What is asked for")
    if not given["beneficiaries"] and not given["whose"]:
        given["beneficiaries"] = (app.ask("--beneficiary", "Code of the beneficiary whose need it is"),)

    def write(register: Register) -> dict[str, Any]:
        at = _open(register) if conference is None else conference
        (identity,) = register.needs.add([NeedFacts(text=text, conference=at, **given)])
        return register.needs.known(identity)

    known = app.written(write, create=True)
    told(f"Need {known['code']} added: {known['text'] or '; '.join((*known['measures'], *known['themes']))}")
    whose = "; ".join(filter(None, (*known["beneficiaries"], known["whose"])))
    told(f"  of: {whose}; raised at: {known['conference'] or 'no conference'}")
    say(f"Next: `tracker need reply {known['code']} --donor ... --as would` when a donor answers")


@need.command(
    "list",
    example="tracker need list --open\ntracker need list --beneficiary JM --at 2012",
)
@click.option("--beneficiary", "beneficiaries", multiple=True, metavar="CODE", help="Of this beneficiary.")
@click.option("--theme", "themes", multiple=True, metavar="THEME", help="With this theme.")
@click.option(
    "--measure", "measures", multiple=True, metavar="PART", help="About this measure of the TFA or part of one."
)
@click.option("--donor", "donors", multiple=True, metavar="CODE", help="To which this donor replied.")
@click.option("--status", "statuses", multiple=True, metavar="WORD", help="With this status, as last reported.")
@click.option("--category", "categories", multiple=True, metavar="WORD", help="Of this category of the TFA.")
@click.option("--open", "undone", is_flag=True, help="Only what is open or partly met.")
@click.option("--unanswered", is_flag=True, help="Only those to which no donor replied.")
@told_at_option
@format_options
@pass_app
def list_(app: App, /, undone: bool, **given: Any) -> None:
    """List needs, with their date in force, the replies of donors, and how many conferences each was carried to.

    As of a conference with --at: needs raised or reported by then, needs whose document is dated up to its cut-off, and
    replies up to its cut-off. Silent are donors that were asked about a need and did not reply.
    """
    from tracker.insight.coordination.needs import NeedFilters, beside_list, list_needs

    with app.reader() as reader:
        rows = list_needs(reader, NeedFilters(open=undone, **given))
        count = show(rows, spoken(NEED_LIST, rows, *RARE), app.style(reader))
        missing, younger = beside_list(reader, given["at"], rows) if given["at"] else (0, 0)
    if missing:
        have = "1 need has" if missing == 1 else f"{missing} needs have"
        say(f"{have} neither a conference nor a dated document, and cannot be placed before or after {given['at']}.")
    if younger:
        were = "1 reply to these needs was" if younger == 1 else f"{younger} replies to these needs were"
        say(f"{were} recorded after {given['at']} was sealed.")
    if not count:
        say_none("needs", "tracker need add")


@need.command(
    "show",
    example='tracker need add "Training in risk management" --beneficiary JM --code N9\ntracker need show N9',
)
@click.argument("code")
@told_at_option
@format_options
@pass_app
def show_(app: App, /, code: str, at: str | None) -> None:
    """Show a need, its reports to each conference, the requests for more time, and the replies of donors."""
    from tracker.insight.coordination.needs import need_card

    with app.reader() as reader:
        card = need_card(reader, code, at)
        style = app.style(reader)
    show_need(card, style)


@need.command(
    "edit",
    example='tracker need add "Training in risk management" --beneficiary JM --code N9\n'
    "tracker need edit N9 --measure 7.4 --indicative 2020-04-30",
)
@click.argument("code")
@click.option("--text", metavar="TEXT", help="What is asked for.")
@list_options
@need_options
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@click.option("--at", "conference", metavar="CONFERENCE", help="Where it was raised; empty for no conference.")
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change a need, also in the report to an open conference; an empty text makes a field unknown.

    --beneficiary, --theme and --measure replace all that were recorded. What was reported to closed conferences stays.
    Without flags on a terminal the record opens in an editor.
    """
    edit_command(app, "need", code, given | {"code": new_code}, FIELDS, _record)


@need.command(
    "remove",
    example='tracker need add "Training in risk management" --beneficiary JM --code N9\ntracker need remove N9 --yes',
)
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Take back a need that was entered wrongly; one that was reported to a conference or has a reply stays."""
    from tracker.insight.codes import Codes

    with app.reader() as reader:
        codes = Codes(reader)
        identity = codes.id("need", code)
        code = codes.code("need", identity)
    row = app.confirmed(f"Remove need {code}?", lambda register: register.needs.remove(identity))
    told(f"Need {code} removed{': ' + row['text'] if row['text'] else ''}")


def _open(register: Register) -> str | None:
    """Return the open conference, if there is exactly one."""
    found = [one.code for one in register.codes.conferences() if one.state == "open"]
    return found[0] if len(found) == 1 else None


def _record(reader: Any, identity: Any) -> Any:
    from tracker.insight.coordination.needs import known_need

    return known_need(reader, identity)


candidates_command(
    need,
    "need",
    "Show which offers could answer an open need, with the reasons for and against each.",
    'tracker need add "Training in risk management" --beneficiary JM --theme "risk management" --code N9\n'
    "tracker need candidates N9",
)
