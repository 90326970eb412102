"""`tracker overlap`: projects that may be one activity reported twice, and the decisions about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.columns import spoken
from tracker.cli.dated import say_younger
from tracker.cli.options import Group, format_options, write_options, yes_option
from tracker.output import Column, show
from tracker.rules.words import OVERLAP_DECISIONS, SAME, choose

if TYPE_CHECKING:
    from tracker.register.drafting.overlaps import Settled

PAIR = (
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=2),
    Column("other", "Other", "code"),
    Column("other_title", "Its title", flex=True, priority=3),
)
FOUND = [*PAIR, Column("why", "Why", flex=True)]
SETTLED = [
    *PAIR,
    Column("decision", "Decision"),
    Column("counting", "Counts", "code"),
    Column("date", "Date", "date", priority=4),
    Column("decided_by", "Decided by", flex=True, priority=5),
    Column("note", "Note", flex=True, priority=6),
]


@click.group(cls=Group)
def overlap() -> None:
    """Overlaps: pairs of projects that may be one activity reported twice, and what people decided of them.

    A parent and its part that both carry money, and activities that two publishers report, are named beside totals
    until somebody settles them. Nothing is left out of a total before that.
    """


@overlap.command(
    "settle",
    example="tracker overlap settle AMS-RM AMS-SW --as complementary\n"
    'tracker overlap settle AMS-RM AMS-SW --as same --counting AMS-RM --by WCO --note "IDB said so in Washington"',
)
@click.argument("project")
@click.argument("other_project", metavar="OTHER")
@click.option("--as", "decision", metavar="DECISION", help=", ".join(OVERLAP_DECISIONS) + ".")
@click.option("--counting", metavar="PROJECT", help="Of two that are the same, the one that totals count.")
@click.option("--by", metavar="TEXT", help="Who decided it: an organisation or a person; by default you.")
@click.option("--date", metavar="DATE", help="When it was decided; by default today.")
@click.option("--note", metavar="TEXT", help="Why.")
@write_options
@pass_app
def settle(
    app: App,
    project: str,
    other_project: str,
    decision: str | None,
    counting: str | None,
    by: str | None,
    date: str | None,
    note: str | None,
) -> None:
    """Record what was decided of two projects; a later decision takes the place of an earlier one.

    `same`: one activity reported twice. Totals count the one that --counting names, and leave out the other one at
    every conference that is open, reopened or to come. At closed conferences the decision is a remark beside the total.
    `duplicate`: two donors do the same work. `complementary`: their work adds up. `joint`: they finance it together.
    `unrelated`: they only look alike. In these four cases both projects count.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.projects.overlaps import two_projects
    from tracker.register.drafting.overlaps import Decision

    with app.reader() as reader:
        two_projects(Codes(reader), project, other_project)
    decision = choose("--as", decision or app.ask("--as", "Decision", OVERLAP_DECISIONS), OVERLAP_DECISIONS)
    if decision == SAME and not counting:
        counting = app.ask("--counting", "Which of the two totals count", (project, other_project))
    with app.register() as register:
        one, two = two_projects(register.codes, project, other_project)
        said = Decision(decision, by or register.journal.who, date or app.today(), counting, note)
        settled = register.overlaps.settle(one, two, said)
        project, other = (register.codes.code("project", identity) for identity in (one, two))
        after = settled.after or {}
        counts = after["counting_id"]
        counting, left_out = (project, other) if counts == one else (other, project)
    if counts is None:
        told(f"{project} and {other}: {after['decision']}. Totals count both.")
    else:
        told(f"{project} and {other}: the same. Totals count {counting} and leave out {left_out}.")
    _tell_reach(settled)


@overlap.command("list", example="tracker overlap list\ntracker overlap list --settled --json")
@click.option("--settled", is_flag=True, help="What was decided, instead of what is still to be settled.")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="Only pairs with this project.")
@click.option("--at", metavar="CONFERENCE", help="As this conference was told; decisions up to its cut-off date.")
@format_options
@pass_app
def list_(app: App, /, projects: Sequence[str], at: str | None, *, settled: bool) -> None:
    """List pairs of projects that may be one activity reported twice, with the reason; or the settled pairs.

    `tracker why MEASURE --twice` shows their amounts.
    """
    from tracker.insight.projects.overlaps import list_overlaps, settled_overlaps

    with app.reader() as reader:
        if settled:
            rows, younger = settled_overlaps(reader, projects, at)
            show(rows, spoken(SETTLED, rows, "counting", "note"), app.style(reader))
            say_younger(younger, at)
            if not rows:
                say("No settled pairs. `tracker overlap settle PROJECT OTHER --as DECISION` settles one.")
            return
        found = list_overlaps(reader, projects, at)
        show(found, FOUND, app.style(reader))
    if found:
        say(f"`tracker overlap settle {found[0].project} {found[0].other} --as DECISION` settles a pair.")
    else:
        say("No pairs to settle. `tracker overlap list --settled` shows what was decided.")


@overlap.command(
    "remove",
    example="tracker overlap settle AMS-RM AMS-SW --as joint\ntracker overlap remove AMS-RM AMS-SW --yes",
)
@click.argument("project")
@click.argument("other_project", metavar="OTHER")
@yes_option
@write_options
@pass_app
def remove(app: App, /, project: str, other_project: str) -> None:
    """Take back a decision that was recorded by mistake: totals count both projects again."""
    from tracker.insight.codes import Codes
    from tracker.insight.projects.overlaps import decision_on, two_projects

    with app.reader() as reader:
        codes = Codes(reader)
        one, two = two_projects(codes, project, other_project)
        project, other = (codes.code("project", identity) for identity in (one, two))
        decision = decision_on(codes, one, two)
    settled = app.confirmed(
        f"Take back what was decided of {project} and {other}: {decision}?",
        lambda register: register.overlaps.remove(one, two),
    )
    told(f"The decision on {project} and {other} was taken back: {(settled.before or {})['decision']}.")
    _tell_reach(settled)


def _tell_reach(settled: Settled) -> None:
    """Print at which conferences a decision changes the totals, and at which it does not."""
    if settled.reached:
        told(f"  Totals change at {', '.join(settled.reached)}.")
    if settled.remarked:
        was = "is" if len(settled.remarked) == 1 else "are"
        told(f"  {', '.join(settled.remarked)} {was} closed: the decision is a remark beside the total there.")
