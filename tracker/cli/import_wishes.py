"""What --map, --set and their like say of the files, and the questions for what nobody said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.cli.base import App
from tracker.cli.import_shown import talk
from tracker.errors import Usage
from tracker.output import terminal_safe
from tracker.rules.codes import nearest

if TYPE_CHECKING:
    from tracker.exchange.foreign.columns import Meant, NotUnderstood
    from tracker.exchange.intake import Wanted

LEAVE_OUT = "-"


def wanted_of(
    maps: Sequence[str],
    sets: Sequence[str],
    sheets: Sequence[str],
    noun: str | None,
    currency: str | None,
    decimal: str | None,
    dates: str | None,
) -> Wanted:
    """What the flags say. Raises Usage for what makes no sense."""
    from tracker.exchange.foreign.columns import Meant, heading_key
    from tracker.exchange.foreign.wishes import Manner, Wishes, check_noun
    from tracker.exchange.intake import Wanted

    columns = {}
    for text in maps:
        heading, mark, meant = text.rpartition("=")
        if not mark or not heading.strip():
            raise Usage(f"--map {text!r} is not understood.", 'It is --map "HEADING=COLUMN", or "HEADING=".')
        columns[heading_key(heading)] = _meant(meant) if meant.strip() else Meant(None)
    constants = {}
    for text in sets:
        name, mark, value = text.partition("=")
        if not mark or not value.strip():
            raise Usage(f"--set {text!r} is not understood.", "It is --set COLUMN=VALUE, such as --set donor=NORAD.")
        constants[_column("--set", name)] = value.strip()
    manner = Manner(currency.strip().upper() if currency else None, decimal, dates)
    return Wanted(
        Wishes(columns, frozenset(columns), constants, tuple(sheets), check_noun(noun) if noun else None, manner)
    )


def ask_for_headings(app: App, unknown: NotUnderstood, wanted: Wanted) -> Wanted:
    """Ask a person what each heading means, offering what is likeliest."""
    from tracker.exchange.foreign.columns import Meant, heading_key

    talk(f"{unknown.where}: what do these headings mean? Enter accepts, {LEAVE_OUT} leaves one out.")
    columns = dict(wanted.wishes.columns)
    for one in unknown.unknown:
        shown = terminal_safe(f"  {one.heading}" + (f", as in {'; '.join(one.examples)}" if one.examples else ""))
        offer = unknown.offers.get(one.heading, LEAVE_OUT)
        answer = app.ask("--map", shown, default=offer, check=_check)
        columns[heading_key(one.heading)] = Meant(None) if answer == LEAVE_OUT else _meant(answer)
    return wanted._replace(wishes=wanted.wishes._replace(columns=columns))


def _check(answer: str) -> None:
    if answer != LEAVE_OUT:
        _meant(answer)


def _meant(text: str) -> Meant:
    """A column, with the unit of its amounts where one is said: `committed (kNOK)`."""
    from tracker.exchange.foreign.columns import Meant
    from tracker.exchange.foreign.units import split_heading

    codes = {word[-3:] for word in re.findall(r"[A-Za-z]{3,4}", text) if word[-3:].isupper()}
    name, unit = split_heading(text.strip(), codes)
    return Meant(_column("--map", name), unit)


def _column(flag: str, text: str) -> str:
    from tracker.exchange.foreign.columns import OWN

    plain = text.strip().lower().replace(" ", "_").replace("-", "_")
    if plain not in OWN:
        close = nearest(plain, sorted(OWN))
        raise Usage(
            f"{flag}: there is no column {text.strip()!r}.",
            f"Did you mean {' or '.join(close)}?" if close else "Columns are project, donor, status, committed ...",
        )
    return plain
