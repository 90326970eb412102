"""`tracker codes`: the code lists of IATI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.options import Command, format_options
from tracker.errors import Usage
from tracker.output import Column, show

LISTS = [
    Column("list", "List", "code"),
    Column("codes", "Codes", "number"),
    Column("withdrawn", "Withdrawn", "number"),
]
TERMS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("name_fr", "French", flex=True, priority=3),
    Column("category", "Category", priority=4),
    Column("status", "Status", priority=5),
    Column("withdrawal_date", "Withdrawn", "date", priority=2),
    Column("also", "Also", hidden=True),
    Column("list", "List", hidden=True),
]


class CodeListSize(NamedTuple):
    """A code list and its number of codes."""

    list: str
    codes: int
    withdrawn: int


def _lists(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of a list."""
    from tracker.rules.codelists import code_lists

    return [name for name in code_lists() if name.lower().startswith(incomplete.lower())]


@click.command(
    "codes",
    cls=Command,
    example="tracker codes\n"
    "tracker codes sector customs\n"
    "tracker codes sector 331 --on 2012\n"
    "tracker codes transaction-type",
)
@click.argument("name", metavar="[LIST]", required=False, shell_complete=_lists)
@click.argument("words", metavar="[WORDS]...", nargs=-1)
@click.option("--on", metavar="DATE", help="Only codes that a record of this day, month or year may have.")
@format_options
@pass_app
def codes(app: App, name: str | None, words: Sequence[str], on: str | None) -> None:
    """Look up the codes that IATI data are written in: sectors, countries, kinds of transactions and the rest.

    Without a list, the lists themselves. Words find a code by its beginning, by its English or French name, or by what
    conferences call it, whatever their case and accents. A withdrawn code stays legal on a record that is older than
    its withdrawal.
    """
    from tracker.rules import codelists
    from tracker.rules.dates import parse_date

    if name is None:
        if on is not None:
            raise Usage("--on asks about the codes of one list.", "Name the list: tracker codes sector --on 2012")
        show((_counted(each) for each in codelists.code_lists()), LISTS, app.style())
        return
    chosen = codelists.choose_list(name)
    day = None if on is None else parse_date("--on", on)
    found = codelists.search(chosen, words, day)
    show(found, TERMS, app.style(), title=chosen)
    if not found:
        say(f"No code of {chosen} goes by this. `tracker codes {chosen}` lists them all.")


def _counted(name: str) -> CodeListSize:
    from tracker.rules import codelists

    terms = codelists.terms(name)
    gone = sum(term.withdrawal_date is not None or term.status == "withdrawn" for term in terms)
    return CodeListSize(name, len(terms), gone)
