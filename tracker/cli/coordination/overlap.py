"""`tracker overlap`: who else does this, what may be reported twice, and what was decided of such pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.columns import spoken
from tracker.cli.dated import say_younger
from tracker.cli.options import Group, format_options, word_options, write_options, yes_option
from tracker.errors import Usage
from tracker.output import Column, show
from tracker.output.cards import CardFact, Section, show_card
from tracker.rules.words import OVERLAP_DECISIONS, SAME, choose

if TYPE_CHECKING:
    from tracker.register.drafting.overlaps import Settled
    from tracker.register.register import Register

PAIR = (
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=2),
    Column("other", "Other", "code"),
    Column("other_title", "Its title", flex=True, priority=3),
)
FOUND = [
    *PAIR,
    Column("kind", "May be"),
    Column("same", "Same", "number"),
    Column("kindred", "Kindred", "number"),
    Column("why", "Why", flex=True, priority=4),
    Column("decision", "Decision"),
]
SCORES = [Column("score", "May be"), Column("percent", "Score", "number"), Column("parts", "Parts", flex=True)]
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
    """Overlaps: pairs of projects that may be one activity reported twice or do kindred work, and what was decided.

    Totals count both projects of a pair until you settle it as the same.
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
    """Record what was decided about two projects; a later decision takes the place of an earlier one.

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
    decision = choose(
        "--as", decision or app.ask("--as", "Decision on the two projects", OVERLAP_DECISIONS), OVERLAP_DECISIONS
    )
    if decision == SAME and not counting:
        counting = app.ask("--counting", "Which of the two projects totals count", (project, other_project))

    def write(register: Register) -> tuple[Settled, str, str]:
        one, two = two_projects(register.codes, project, other_project)
        said = Decision(decision, by or register.journal.who, date or app.today(), counting, note)
        settled = register.overlaps.settle(one, two, said)
        counted = (settled.after or {})["counting_id"]
        first, second = (two, one) if counted == two else (one, two)
        return settled, register.codes.code("project", first), register.codes.code("project", second)

    settled, first, second = app.written(write)
    after = settled.after or {}
    if after["counting_id"] is None:
        told(f"{first} and {second}: {after['decision']}. Totals count both.")
    else:
        told(f"{first} and {second}: the same. Totals count {first} and leave out {second}.")
    _tell_reach(settled)


@overlap.command(
    "list",
    example="tracker overlap list --kindred\ntracker overlap list --donor IDB --at 2012\n"
    "tracker overlap list --settled --json",
)
@click.option("--same", is_flag=True, help="Only pairs that may be one activity reported twice.")
@click.option("--kindred", is_flag=True, help="Only kindred work: similar texts, whoever pays and whenever.")
@click.option("--all", "everything", is_flag=True, help="Also low scores, and settled pairs with their decision.")
@click.option("--settled", is_flag=True, help="What was decided, instead of what is still to be settled.")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="Only pairs with this project.")
@word_options(
    ("--donor", "CODE", "Only pairs with a project of this donor."),
    ("--beneficiary", "CODE", "Only pairs with a project for this beneficiary."),
    ("--theme", "THEME", "Only pairs with a project on this theme."),
    multiple=True,
)
@click.option(
    "--at",
    metavar="CONFERENCE",
    help="As reported to this conference; of a closed one with decisions up to its cut-off date.",
)
@format_options
@pass_app
def list_(
    app: App,
    /,
    projects: Sequence[str],
    donor: Sequence[str],
    beneficiary: Sequence[str],
    theme: Sequence[str],
    at: str | None,
    *,
    same: bool,
    kindred: bool,
    everything: bool,
    settled: bool,
) -> None:
    """List pairs of projects to look at together, the most likely first; or the settled pairs.

    First come pairs that may be one activity reported twice: a part and its parent that both carry money, an activity
    that names another as its own, equal payments, or similar texts, amounts and starts (Same, in percent). Then come
    pairs of different donors or sources that do kindred work in one country: similar texts, in English, Spanish, French
    or Portuguese (Kindred, in percent). `tracker overlap show` explains the scores of a pair.
    """
    from tracker.insight.coordination.overlaps import KINDRED, SAME_WORK, OverlapFilters, list_overlaps
    from tracker.insight.projects.overlaps import settled_overlaps

    if same and kindred:
        raise Usage("--same and --kindred exclude each other.", "Leave out both to list all pairs.")
    if settled and (same or kindred or everything or donor or beneficiary or theme):
        raise Usage(
            "--settled lists decisions, and takes only --project and --at.", "Use --all to list settled pairs too."
        )
    with app.reader() as reader:
        if settled:
            rows, younger = settled_overlaps(reader, projects, at)
            show(rows, spoken(SETTLED, rows, "counting", "note"), app.style(reader))
            say_younger(younger, at)
            if not rows:
                say("No settled pairs. `tracker overlap settle PROJECT OTHER --as DECISION` settles one.")
            return
        only = SAME_WORK if same else KINDRED if kindred else None
        found = list_overlaps(reader, OverlapFilters(at, projects, donor, beneficiary, theme, only, everything))
        show(found, spoken(FOUND, found, "decision"), app.style(reader))
    if found:
        first = next((row for row in found if row.decision is None), found[0])
        pair = f"{first.project} {first.other}"
        settle = "" if first.decision else f"; `tracker overlap settle {pair} --as DECISION` settles the pair"
        say(f"`tracker overlap show {pair}` explains the scores{settle}.")
    elif everything:
        say("No matching pairs of projects. Remove a filter.")
    else:
        say("No pairs to settle. `--all` shows low scores and settled pairs too, `--settled` what was decided.")


@overlap.command("show", example="tracker overlap show AMS-RM AMS-SW")
@click.argument("project")
@click.argument("other_project", metavar="OTHER")
@click.option("--at", metavar="CONFERENCE", help="As reported to this conference.")
@format_options
@pass_app
def show_(app: App, /, project: str, other_project: str, at: str | None) -> None:
    """Show why two projects are alike or not: both scores with their parts, and what was decided."""
    from tracker.insight.coordination.overlaps import overlap_card

    with app.reader() as reader:
        card = overlap_card(reader, project, other_project, at)
        style = app.style(reader)
    facts = [
        CardFact("project", "Project", card.project, "code"),
        CardFact("title", "Title", card.title),
        CardFact("other", "Other", card.other, "code"),
        CardFact("other_title", "Its title", card.other_title),
        CardFact("shared", "In common", ", ".join(card.shared) or None),
        CardFact("reason", "May be one", card.reason),
        CardFact("candidates", "Searched for", card.candidates, "flag"),
        CardFact("decision", "Decision", card.decision),
    ]
    show_card(f"{card.project} and {card.other}", facts, [Section("Scores", card.scores, SCORES)], style)
    if not card.candidates:
        say(
            "`tracker overlap list` leaves them out: of one donor and source, related, without a common country, or "
            "money that is not allocated yet."
        )


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
