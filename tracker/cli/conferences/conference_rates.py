"""`tracker conference rates`: the pinned exchange rates of a conference, which convert its totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.options import Command, format_options, write_options
from tracker.errors import Invalid, NotFound, Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.conferences.conferences import PinnedRate, pinned_rates, without_rate
from tracker.output import Column, show
from tracker.rules.dates import parse_date
from tracker.rules.words import RATE_METHODS, choose

if TYPE_CHECKING:
    from tracker.register.conferences.rates import RateFacts
    from tracker.register.register import Register

RATES = [
    Column("per", "One", "code"),
    Column("value", "Is", "number"),
    Column("currency", "", "code"),
    Column("date", "Date", "date"),
    Column("method", "Method", priority=2),
    Column("source", "Source", flex=True, priority=3),
]
LIST = [*RATES, Column("conference", "Conference", "code", hidden=True)]
STATED = re.compile(r"\s*(?:1\s*)?([A-Za-z]{3})\s*=\s*([^\sA-Za-z]+)\s*([A-Za-z]{3})?\s*")
# The default method for a date of this precision.
METHOD_OF = {4: "annual average", 7: "monthly average", 10: "spot"}


@click.command(
    "rates", cls=Command, example='tracker conference rates 2014 --set "EUR=1.35 USD" --date 2013 --source ECB'
)
@click.argument("code")
@click.option("--set", "stated", multiple=True, metavar='"EUR=1.30 USD"', help="1 EUR is 1.30 USD: enter and pin it.")
@click.option("--pin", "pinned", multiple=True, metavar="CURRENCY", help="Pin a rate that the register knows.")
@click.option("--latest", is_flag=True, help="Pin the latest rates known before the conference, for all contributions.")
@click.option("--from", "other", metavar="CONFERENCE", help="Pin what this conference pinned.")
@click.option("--drop", "dropped", multiple=True, metavar="CURRENCY", help="Take back what is pinned for a currency.")
@click.option(
    "--date", metavar="DATE", help="Of the rate: a year, a month or a day. By default the conference's start."
)
@click.option("--method", metavar="METHOD", help=f"{', '.join(RATE_METHODS)}; by default as the date says.")
@click.option("--source", metavar="TEXT", help="Who publishes it.")
@write_options
@format_options
@pass_app
def rates(
    app: App,
    code: str,
    stated: Sequence[str],
    pinned: Sequence[str],
    latest: bool,
    other: str | None,
    dropped: Sequence[str],
    date: str | None,
    method: str | None,
    source: str | None,
) -> None:
    """List the rates that a conference pins, or pin others.

    Totals are converted by these and no others: what has no rate is listed, never guessed. A rate takes the place of
    the one that was pinned for the same two currencies.
    """
    if not (stated or pinned or latest or other or dropped):
        with app.reader() as reader:
            conference = Codes(reader).conference(code)
            count = show(pinned_rates(reader, conference.id), LIST, app.style(reader))
            _say_missing(without_rate(reader, conference.id), conference)
        if not count:
            say(f"No rate is pinned. `tracker conference rates {conference.code} --latest` pins what was known.")
        return
    date = parse_date("--date", date) if date else None
    method = choose("--method", method, RATE_METHODS) if method else None
    with app.register() as register:
        conference = register.codes.conference(code)
        before = _by_pair(pinned_rates(register.reader, conference.id))
        for currency in dropped:
            register.rates.unpin(conference.id, register.codes.currency(currency))
        if other:
            register.rates.pin_as(conference.id, register.codes.conference(other).id)
        if latest:
            register.rates.pin_latest(conference.id, register.rates.currencies(), date, method)
        _pin(register, conference, pinned, date, method)
        facts = [_stated(text, conference, date, method, source) for text in stated]
        register.rates.pin_ids(conference.id, register.rates.add(facts, correct=True))
        after = _by_pair(pinned_rates(register.reader, conference.id))
        missing = without_rate(register.reader, conference.id)
    _tell(conference, before, after)
    _say_missing(missing, conference)


def _pin(
    register: Register, conference: Conference, currencies: Sequence[str], date: str | None, method: str | None
) -> None:
    wanted = [register.codes.currency(text) for text in currencies]
    if not wanted:
        return
    for currency, path in register.rates.pin_latest(conference.id, wanted, date, method).items():
        if not path and currency != conference.currency:
            when = date or f"before {conference.start_date}"
            enter = (
                f'`tracker conference rates {conference.code} --set "{currency}=... {conference.currency}"` enters one.'
            )
            raise NotFound("rate", f"{currency} into {conference.currency}, {when}", hint=enter)


def _stated(text: str, conference: Conference, date: str | None, method: str | None, source: str | None) -> RateFacts:
    """Parse "EUR=1.30 USD"; without the second currency, the reporting currency is meant."""
    from tracker.register.conferences.rates import RateFacts

    match = STATED.fullmatch(text)
    if match is None:
        raise Invalid("--set", text, "is no rate", "EUR=1.30 USD, which says that 1 EUR is 1.30 USD")
    per, value, currency = match.groups()
    date = date or conference.start_date
    if date is None:
        raise Usage(f"{conference.code} has no date, so the rate needs one.", "Give --date.")
    return RateFacts(
        currency or conference.currency, per, date, method or METHOD_OF.get(len(date), "spot"), value, source
    )


def _by_pair(found: Sequence[PinnedRate]) -> dict[tuple[str, ...], PinnedRate]:
    return {tuple(sorted((one.per, one.currency))): one for one in found}


def _tell(
    conference: Conference, before: dict[tuple[str, ...], PinnedRate], after: dict[tuple[str, ...], PinnedRate]
) -> None:
    changed = [pair for pair in sorted({*before, *after}) if before.get(pair) != after.get(pair)]
    if not changed:
        told(f"The rates of {conference.code} are as they were.")
        return
    told(f"The rates of {conference.code} changed.")
    for pair in changed:
        told(f"  {_said(before.get(pair))} -> {_said(after.get(pair))}")


def _said(rate: PinnedRate | None) -> str:
    if rate is None:
        return "none"
    return f"1 {rate.per} = {rate.value} {rate.currency} ({rate.method} {rate.date}, {rate.source})"


def _say_missing(missing: Sequence[object], conference: Conference) -> None:
    currencies = ", ".join(sorted({getattr(one, "currency", None) or "" for one in missing}))
    if currencies:
        say(f"No rate into {conference.currency} for {currencies}: totals list these amounts separately.")
