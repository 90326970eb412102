"""What `tracker action` and `tracker recommendation` share: each command is defined once for both groups."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import click

from tracker.cli.options import Group, for_both
from tracker.rules.action_codes import MARKS
from tracker.rules.words import with_article

NAME = "CODE"
SOURCE = ("--source", "TEXT", "Who said it, in which mail, file or note.")


@click.group(cls=Group)
def action() -> None:
    """Action points: who does what by when.

    `report` records for a conference what became of one. An open one is carried forward to the next conference.
    """


@click.group(cls=Group)
def recommendation() -> None:
    """Recommendations of a conference, followed up from conference to conference like action points."""


class Kind(NamedTuple):
    """One of the two kinds: its name, the name of its group, and the group."""

    name: str
    word: str
    group: click.Group

    @property
    def words(self) -> Mapping[str, str]:
        """Return the placeholders of the help: TITLE is the kind, WORD the group, MARK the letters of its codes."""
        return {"a TITLE": with_article(self.name), "TITLE": self.name, "WORD": self.word, "MARK": MARKS[self.name]}


KINDS = (
    Kind("action point", "action", action),
    Kind("recommendation", "recommendation", recommendation),
)
both = partial(for_both, KINDS)


def action_argument(command: Any) -> Any:
    """ACTION: the code of an action, 2012/A3."""
    return click.argument("action", metavar=NAME)(command)
