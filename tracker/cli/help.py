"""`tracker help`: the help of a command, and the words of the program in a sentence each; `tracker completion`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import say
from tracker.cli.options import Command

WORDS = (
    ("conference", "One meeting of a series. One of a series is open at a time; closing it seals what it was told."),
    ("series", "A line of conferences, such as the regional donor meetings of one region."),
    ("project", "What donors pay for and administrations benefit from; it can be reported to many conferences."),
    ("report", "What one conference was told: the status of a project, an amount, the score of a risk."),
    ("contribution", "What one donor brings to one project, in one currency."),
    ("interest", "A donor could give this much; it has promised nothing."),
    ("pledged", "A donor has promised this much."),
    ("committed", "A donor has signed for this much."),
    ("disbursed", "A donor has paid this much."),
    ("unconfirmed", "Money that its own donor has neither confirmed nor updated at this conference."),
    ("carried forward", "As it was told to an earlier conference, because nothing was reported since."),
    ("answer", "What an organisation said when it was asked: updated, confirmed unchanged, declined, or nothing."),
    ("source", "Who said it, in which mail, file, row or note."),
    ("pool", "Money promised to a series and not yet allocated to a project."),
    ("risk", "What may happen to a project: likelihood and impact from 1 to 5; the score is their product."),
    ("outcome", "What a project brings about; its indicators say how that is measured."),
    ("indicator", "What is measured of an outcome: baseline, target and the actual value."),
    ("milestone", "A step of the implementation plan: when it is planned, and when it was reached."),
    ("action", "An action point: who does what by when. It is open until somebody else verifies that it is done."),
    ("recommendation", "The same for what a conference recommends in its report."),
    ("partnership", "What organisations do together around a conference: a meeting, an agreement, a visit."),
    ("need", "What an administration asks for; donors reply would, does, no or unclear."),
    ("offer", "What a donor could give: a programme, where, for what, how much of what kind, and how to apply."),
    ("candidate", "What could answer a need, a proposal or an offer, by rule. A match is an agreement with a date."),
    ("overlap", "Two projects that people should look at together: one activity reported twice, or kindred work."),
    ("rating", "One word of a donor for the risk of a whole project, on a scale of its own, with its date."),
    ("evaluation", "What somebody rated of a project, by a criterion of a named set, as it was published."),
    ("training", "A course, workshop or mission for customs officers, with who attended and what came of it."),
    ("career path", "The stages of a customs officer's career, and what each asks for."),
    ("light", "How something is going: achieved, on track, behind, off or cannot tell; by rule, or set by a person."),
    ("scorecard", "How many projects of a conference, and how much of their money, have which light."),
    ("sealed record", "What a closed conference was told, whole, with a hash: 2012@1 is the first of 2012."),
    ("bridge", "Why one total differs from another: the terms between them add up to the cent."),
    ("note", "A minute of what was said, word for word, until a command records it."),
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
    """Print what makes Tab complete commands, flags and the codes of the register, and say where to put it."""
    file, lines = SHELLS[shell]
    click.echo(lines)
    say(f"Put this line into {file}, then open a new terminal window.")
