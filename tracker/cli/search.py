"""`tracker search`: find a text wherever in the register it is."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.columns import spoken
from tracker.cli.options import Command, format_options
from tracker.cli.values import NUMBER
from tracker.output import Column, show

LIST = [
    Column("command", "Shown by"),
    Column("noun", "Noun", hidden=True),
    Column("code", "Code", "code", hidden=True),
    Column("field", "Field", priority=1),
    Column("conference", "At", "code", priority=2),
    Column("excerpt", "Text", flex=True, personal=True),
]


def _nouns(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the last of the nouns in `projects,no`."""
    from tracker.insight.search import NOUNS
    from tracker.rules.text import plural

    before, comma, begun = incomplete.rpartition(",")
    return [before + comma + plural(noun) for noun in NOUNS if plural(noun).startswith(begun.lower())]


@click.command("search", cls=Command, example='tracker search "single window" --in projects,documents')
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option(
    "--in",
    "nouns",
    multiple=True,
    metavar="NOUN,...",
    shell_complete=_nouns,
    help="Only in these: projects, notes, documents ...",
)
@click.option("--at", metavar="CONFERENCE", help="Only what was reported or recorded at this conference.")
@click.option("--limit", type=NUMBER, default=20, show_default=True, help="At most this many hits.")
@click.option("--all", "everything", is_flag=True, help="All hits.")
@format_options
@pass_app
def search(
    app: App, /, words: Sequence[str], nouns: Sequence[str], at: str | None, limit: int, everything: bool
) -> None:
    """Find every text of the register that has all of these words, and the command that shows it.

    It looks in titles, names and codes, objectives, notes, reasons, risks, outcomes, action points, partnerships,
    needs, offers, trainings, careers and documents. Case, accents and the order of the words do not matter, and a word
    of three letters or more is also found as the beginning of a longer one. What has all the words in its title or name
    comes first.

    With --at, it finds the words of the reports, notes and action points of that conference, and of the projects, risks
    and so on that were reported there. Texts are as they are now, also for a closed conference: `tracker compare` shows
    how they changed.
    """
    from tracker.insight.search import find_texts, found_instead

    text = " ".join(words)
    listed = [noun for given in nouns for noun in given.split(",") if noun.strip()]
    with app.reader() as reader:
        found = find_texts(reader, text, listed, at, None if everything else limit)
        hits = [*{(hit.noun, hit.code): hit for hit in found.hits}.values()] if app.quiet else found.hits
        show(hits, spoken(LIST, hits, "conference"), app.style(reader))
        instead = None if hits else found_instead(reader, text, listed, at)
    if not hits:
        hint = f"Try `tracker search {shlex.quote(instead)}`." if instead else "Try fewer words, or other ones."
        say(f"No text contains {'all of these words' if len(text.split()) > 1 else 'this word'}. {hint}")
    elif found.more:
        say("There are more hits: --all shows them.")
