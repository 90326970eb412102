"""`tracker gaps`: needs without an answer, administrations without a project, offers without a use."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.columns import spoken
from tracker.cli.options import Command, format_options, told_at_option
from tracker.insight.codes import Codes
from tracker.output import CardFact, Column, Section, show, show_card

LIST = [
    Column("gap", "Gap"),
    Column("code", "Code", "code"),
    Column("subject", "What", flex=True),
    Column("who", "Who", flex=True, priority=2),
    Column("age", "Age", "number", priority=1),
    Column("detail", "More", flex=True, priority=3),
]


@click.command("gaps", cls=Command, example="tracker gaps --at 2019\ntracker gaps --only 'offer without a project'")
@told_at_option
@click.option("--only", "kinds", multiple=True, metavar="GAP", help="Only these; `need` means all gaps of needs.")
@format_options
@pass_app
def gaps(app: App, /, at: str | None, kinds: Sequence[str]) -> None:
    """Show what has no answer, no money or no use.

    Open needs without a reply, without an agreement, or agreed in part; donors that replied `would` and have named no
    project since; proposals that seek funding; administrations without a project; themes without funding; offers
    whose donor has no project for their themes and places. The age is the number of conferences that were held since.
    """
    from tracker.insight.coordination.gaps import GAPS, list_gaps

    with app.reader() as reader:
        rows = list_gaps(reader, at, kinds, app.today())
        at = Codes(reader).conference(at).code if at else None
        style = app.style(reader)
    if style.quiet or style.form in ("csv", "tsv"):
        show(rows, LIST, style)
        return
    sections, pairs = [], [CardFact("at", "As of", at)]
    for kind in GAPS:
        found = [row for row in rows if row.gap == kind]
        key = kind.replace(",", "").replace(" ", "_")
        pairs.append(CardFact(f"{key}_count", _title(kind), len(found), "number"))
        sections.append(Section(_title(kind), found, spoken(LIST[1:], found, "who", "age", "detail"), None, key))
    if style.form in ("table", "md"):
        pairs = [pair for pair in pairs if pair.value]
    show_card(f"Gaps{f' at {at}' if at else ', as reported last'}", pairs, sections, style)
    if not rows:
        say("There are no gaps. `tracker coverage` shows who is served with what.")
    elif any(row.gap.startswith(("need", "would")) for row in rows):
        code = next(row.code for row in rows if row.gap.startswith(("need", "would")))
        say(f"Next: `tracker need candidates {code}` shows which offers could answer it")


def _title(kind: str) -> str:
    """Return the plural of a gap, as a heading."""
    if kind.startswith("would"):
        return "Donors that would help, without a project since"
    noun, _, rest = kind.partition(" ")
    return f"{noun.capitalize()}s {rest}".replace("that seeks", "that seek")
