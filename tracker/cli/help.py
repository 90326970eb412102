"""`tracker help`: the help of a command, and the words of the program in a sentence each; `tracker completion`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import say
from tracker.cli.options import Command

WORDS = (
    ("conference", "One meeting of a series. Only one of a series is open at a time; closing seals its reports."),
    ("series", "A line of conferences, such as the regional donor meetings of one region."),
    ("project", "What donors pay for and administrations benefit from. It can be reported to many conferences."),
    ("report", "What was reported to one conference: the status of a project, an amount, the score of a risk."),
    ("contribution", "What one donor brings to one project, in one currency."),
    ("interest", "An amount that a donor could give but has not promised."),
    ("pledged", "An amount that a donor has promised."),
    ("committed", "An amount that a donor has agreed to pay in a signed agreement."),
    ("disbursed", "An amount that a donor has paid."),
    ("unconfirmed", "Money that its own donor has neither confirmed nor updated at this conference."),
    ("carried forward", "Taken from the report to an earlier conference, because there is no newer report."),
    ("answer", "What an organisation said when it was asked: updated, confirmed unchanged, declined, or nothing."),
    ("source", "Who reported it, and in which mail, file, row or note."),
    ("pool", "Money promised to a series and not yet allocated to a project."),
    ("risk", "What may happen to a project. Likelihood and impact are from 1 to 5; the score is their product."),
    ("outcome", "A result of a project. Its indicators say how it is measured."),
    ("indicator", "A measure of an outcome, with its baseline, its target and the actual value."),
    ("milestone", "A step of the implementation plan: when it is planned, and when it was reached."),
    ("action", "An action point: who does what by when. It is open until somebody else verifies that it is done."),
    ("recommendation", "What a conference recommends in its report; it is followed up like an action point."),
    ("partnership", "What organisations do together around a conference: a meeting, an agreement, a visit."),
    ("need", "What an administration asks for. Donors reply: would, does, no or unclear."),
    ("offer", "What a donor could give: a programme, where, for what, how much of what kind, and how to apply."),
    ("candidate", "What could answer a need, a proposal or an offer, by rules. A match is an agreement with a date."),
    ("overlap", "Two projects to compare: they may be one activity reported twice, or similar work."),
    ("rating", "The risk of a whole project in one word, as its donor publishes it on its own scale, with a date."),
    ("evaluation", "A published rating of a project by one criterion of a named set."),
    ("training", "A course, workshop or mission for customs officers, with who attended and what came of it."),
    ("career path", "The stages of a customs officer's career, and what each stage requires."),
    ("light", "How something is going: achieved, on track, behind, off or cannot tell; computed, or set by a person."),
    ("scorecard", "How many projects of a conference have each light, and how much of the money."),
    ("sealed record", "All that was reported to a closed conference, with a hash. 2012@1 is the first record of 2012."),
    ("bridge", "The explanation of the difference between two totals; its terms add up to the cent."),
    ("note", "What was said, word for word, kept until a command records it."),
)


@click.command("help", cls=Command, example="tracker help project list\ntracker help words")
@click.argument("command", nargs=-1)
@click.pass_context
def help_(ctx: click.Context, command: Sequence[str]) -> None:
    """Show the help of a command, or what the words of the program mean.

    `tracker help words` explains conference, contribution, pledged and the other words, each in a sentence.
    """
    if tuple(command) == ("words",):
        width = max(len(word) for word, _ in WORDS)
        formatter = ctx.make_formatter()
        formatter.write_dl([(word, said) for word, said in WORDS], col_max=width + 2)
        click.echo(formatter.getvalue().rstrip("\n"))
        return
    root = ctx.find_root()
    root.command.main([*command, "--help"], obj=root.obj)


SHELLS = {
    "bash": ("~/.bashrc", 'eval "$(_TRACKER_COMPLETE=bash_source tracker)"'),
    "zsh": ("~/.zshrc", 'eval "$(_TRACKER_COMPLETE=zsh_source tracker)"'),
    "fish": ("~/.config/fish/completions/tracker.fish", "_TRACKER_COMPLETE=fish_source tracker | source"),
    "powershell": (
        "the file that $PROFILE names",
        '$env:_TRACKER_COMPLETE = "powershell_source"; tracker | Out-String | Invoke-Expression;'
        " Remove-Item Env:_TRACKER_COMPLETE",
    ),
}


@click.command(cls=Command, example="tracker completion bash")
@click.argument("shell", type=click.Choice(tuple(SHELLS)))
def completion(shell: str) -> None:
    """Print the line that sets up Tab completion of commands, flags and codes, and say where to put it."""
    file, lines = SHELLS[shell]
    click.echo(lines)
    say(f"Put this line into {file}, then open a new terminal window.")
