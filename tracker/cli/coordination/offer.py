"""`tracker offer`: what a donor could give, and its reports to each conference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import OFFER_DETAILS, OFFERS, spoken
from tracker.cli.coordination.candidates import candidates_command
from tracker.cli.coordination.offer_view import show_offer
from tracker.cli.dated import say_younger
from tracker.cli.editing import edit_command
from tracker.cli.options import (
    Group,
    at_option,
    format_options,
    told_at_option,
    word_options,
    write_options,
    yes_option,
)
from tracker.errors import Usage
from tracker.insight.codes import Codes
from tracker.output import show
from tracker.rules.money import human
from tracker.rules.words import AMOUNT_KINDS, INSTRUMENTS

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.register.core import Row
    from tracker.register.register import Register

FIELDS = (
    *("programme", "donor", "start", "end", "themes", "theme_words", "places", "place_words", "instruments"),
    *("amount", "amount_is", "amount_words", "how_to_apply", "note", "source"),
)
ADDED = (
    'tracker offer add "Customs reform fund" --donor EU --start 2013 --theme "risk management" --place JM \\\n'
    '    --instrument grant --amount "1.5m EUR" --amount-is "ceiling of one request"\n'
)

offer_options = word_options(
    ("--start", "DATE", "When it opened or opens: 2013, 2013-06 or 2013-06-30."),
    ("--end", "DATE", "When it ends."),
    ("--theme-words", "TEXT", "What it is for, in words, where no theme says it."),
    ("--place-words", "TEXT", "Where, in words, if no place says it: developing countries of the Commonwealth."),
    ("--amount", "AMOUNT", '"1.5m EUR"; its currency comes with it.'),
    ("--amount-is", "WORD", ", ".join(AMOUNT_KINDS) + "."),
    ("--amount-words", "TEXT", "What the source says that the amount is."),
    ("--how-to-apply", "TEXT", "How to apply, and until when."),
    ("--note", "TEXT", "What else is to be known."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
)


def _lists(command: Any) -> Any:
    for flags, metavar, said in reversed(
        (
            (("--theme", "themes"), "THEME", "What it is for, by code or by name in any language."),
            (("--place", "places"), "PLACE", "A country, an administration, or a regional body for its members."),
            (("--instrument", "instruments"), "WORD", ", ".join(INSTRUMENTS) + "."),
        )
    ):
        command = click.option(*flags, multiple=True, metavar=metavar, help=said)(command)
    return command


@click.group(cls=Group)
def offer() -> None:
    """Offers: what a donor could give, for what, where, how much, and how to apply.

    `report` records the status of an offer at a conference: open, exhausted or closed, and what is left. At later
    conferences the last report holds until there is another one.
    """


@offer.command("add", example=ADDED + "tracker offer list --donor EU")
@click.argument("programme", required=False)
@click.option("--donor", metavar="CODE", help="The donor.")
@_lists
@offer_options
@click.option("--code", metavar="CODE", help="By default the next free one: O1, O2 ...")
@write_options
@pass_app
def add(app: App, /, programme: str | None, **given: Any) -> None:
    """Record an offer; PROGRAMME is its name, as the donor calls it."""
    from tracker.register.coordination.offers import OfferFacts

    programme = programme or app.ask("PROGRAMME", "Name of the programme")
    given["donor"] = given["donor"] or app.ask("--donor", "Code of the donor")
    app.ask_more(given, "--theme", "--amount", "--how-to-apply")
    with app.register(create=True) as register:
        (identity,) = register.offers.add([OfferFacts(programme=programme, **given)])
        known = register.offers.known(identity)
    told(f"Offer {known['code']} added: {known['programme']}, of {known['donor']}")
    say(f"Next: `tracker offer report {known['code']} --status open` reports it to a conference")


@offer.command("list", example='tracker offer list --theme "risk management" --place JM')
@click.option("--donor", "donors", multiple=True, metavar="CODE", help="Of this donor.")
@click.option("--theme", "themes", multiple=True, metavar="THEME", help="For this theme.")
@click.option(
    "--place", "places", multiple=True, metavar="PLACE", help="For this country or organisation, or its region."
)
@click.option("--instrument", "instruments", multiple=True, metavar="WORD", help="In this form: grant, loan ...")
@click.option("--status", "statuses", multiple=True, metavar="WORD", help="With this status: open, exhausted, closed.")
@told_at_option
@format_options
@pass_app
def list_(app: App, /, **given: Any) -> None:
    """List offers by donor: as last reported; with --at, as known and reported at this conference."""
    from tracker.insight.coordination.offers import OfferFilters, list_offers, younger_offers

    with app.reader() as reader:
        rows = list_offers(reader, OfferFilters(**given))
        count = show(rows, spoken(OFFERS, rows, *OFFER_DETAILS), app.style(reader))
        say_younger(younger_offers(reader, rows, given["at"]), given["at"])
    if not count:
        say_none("offers", "tracker offer add")


@offer.command("show", example=ADDED + "tracker offer show O1")
@click.argument("code")
@told_at_option
@format_options
@pass_app
def show_(app: App, /, code: str, at: str | None) -> None:
    """Show an offer, and its reports to each conference."""
    from tracker.insight.coordination.offers import offer_card

    with app.reader() as reader:
        codes = Codes(reader)
        conference = codes.conference(at) if at else None
        card = offer_card(reader, codes.id("offer", code), conference)
        style = app.style(reader)
    show_offer(card, style)


@offer.command("report", example=ADDED + 'tracker offer report O1 --status open --left "900,000 CHF" --at 2014')
@click.argument("code")
@word_options(
    ("--status", "WORD", "open, exhausted or closed."),
    ("--left", "AMOUNT", "What is left of the amount."),
    ("--note", "TEXT", "What was said of it."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
)
@at_option
@write_options
@pass_app
def report(app: App, /, code: str, at: str | None, **given: str | None) -> None:
    """Report on an offer to a conference: the open one, unless --at names another.

    Without --status it is as it was reported last.
    """
    if not any(value is not None for name, value in given.items() if name != "source"):
        raise Usage("Nothing was reported.", "Give --status, --left or --note.")

    def write(register: Register) -> tuple[Conference, Row | None, Row, Row, Mapping[str, int]]:
        conference = register.codes.conference_or_open(at)
        identity = register.codes.id("offer", code)
        before, after = register.offers.tell(identity, conference, given)
        return conference, before, after, register.offers.row(identity), register.reader.exponents

    conference, before, after, row, exponents = app.written(write)
    told(f"Offer {row['code']} at {conference.code}:")
    changed = False
    for name, label in (("status", "status"), ("amount_left", "left"), ("note", "note"), ("source", "source")):
        was, now = (_said(name, one, exponents) for one in (before or {}, after))
        if was != now:
            changed = True
            told(f"  {label}: {was} -> {now}")
    if not changed:
        told("  nothing changed: this was reported already")
    say(f"Next: `tracker offer show {row['code']}`")


@offer.command("edit", example=ADDED + 'tracker offer edit O1 --end 2025 --amount "6m CHF"')
@click.argument("code")
@click.option("--programme", metavar="TEXT", help="Its name.")
@click.option("--donor", metavar="CODE", help="The donor.")
@_lists
@offer_options
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change an offer; an empty text makes a field unknown. What was reported to closed conferences stays.

    --theme, --place and --instrument name all that apply from now on. Without flags on a terminal the record opens in
    an editor.
    """
    from tracker.insight.coordination.offers import record

    edit_command(app, "offer", code, given | {"code": new_code}, FIELDS, record)


@offer.command("remove", example=ADDED + "tracker offer remove O1 --yes")
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Remove an offer that was entered by mistake; an offer that was reported to a conference stays."""
    from tracker.insight.coordination.offers import offer_card

    with app.reader() as reader:
        facts = offer_card(reader, Codes(reader).id("offer", code)).facts
    app.confirmed(
        f"Remove offer {facts.code}, {facts.programme!r} of {facts.donor}?",
        lambda register: register.offers.remove(facts.id),
    )
    told(f"Offer {facts.code} removed: {facts.programme}")


candidates_command(
    offer,
    "offer",
    "Show which open needs and which projects that seek funding an offer could answer.",
    ADDED + "tracker offer candidates O1 --at 2013",
)


def _said(name: str, row: Any, exponents: Any) -> str:
    value = row.get(name)
    if value is None:
        return "unknown"
    if name != "amount_left":
        return str(value)
    return f"{human(value, exponents[row['currency']])} {row['currency']}"
