"""What `tracker action` and `tracker recommendation` share: each command is made once, for either group."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import click

from tracker.cli.base import pass_app
from tracker.cli.options import Group
from tracker.rules.action_codes import MARKS, with_article

NAME = "CODE"
SOURCE = ("--source", "TEXT", "Who said it, in which mail, file or note.")
Decorated = Callable[[Any], Any]


@click.group(cls=Group)
def action() -> None:
    """Action points: who does what by when.

    What a conference is told became of one is `report`. One that is open goes on to the next conference by itself.
    """


@click.group(cls=Group)
def recommendation() -> None:
    """Recommendations of a conference, followed up from conference to conference like action points."""


class Kind(NamedTuple):
    """One of the two: its name, the word of its group, and the group."""

    name: str
    word: str
    group: click.Group


KINDS = (
    Kind("action point", "action", action),
    Kind("recommendation", "recommendation", recommendation),
)


def both(
    name: str, example: str, said: str, *options: Decorated
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make `function(kind, app, ...)` a command of both groups.

    TITLE in what the help says is the kind, WORD in the examples the group, MARK the letters of its code.
    """

    def make(function: Callable[..., None]) -> Callable[..., None]:
        for kind in KINDS:
            wrapped: Any = pass_app(partial(function, kind))
            for option in reversed(options):
                wrapped = option(wrapped)
            words = {
                "a TITLE": with_article(kind.name),
                "TITLE": kind.name,
                "WORD": kind.word,
                "MARK": MARKS[kind.name],
            }
            text, shown = said, example
            for word, meaning in words.items():
                text, shown = text.replace(word, meaning), shown.replace(word, meaning)
            kind.group.command(name, help=text, example=shown)(wrapped)
        return function

    return make


def action_argument(command: Any) -> Any:
    """ACTION: the code of an action, 2012/A3."""
    return click.argument("action", metavar=NAME)(command)
