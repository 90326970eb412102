"""What the shell stands at: a conference and a project, which fill in what a command leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from tracker.cli.base import App
from tracker.cli.completion import noun_of
from tracker.errors import NotFound

# What is made, removed or put in the place of another is named; `edit --at` would move it to the conference.
NAMED = ("add", "remove", "succeed")
NO_CONFERENCE = ("edit",)


class ShellPlace(NamedTuple):
    """A conference (or a sealed record of it) and a project, each by its code, or None."""

    conference: str | None = None
    project: str | None = None

    def __str__(self) -> str:
        return " ".join(code for code in self if code)

    def moved(self, app: App, words: Sequence[str]) -> ShellPlace:
        """Where `use WORD...` leads; `-` is nowhere. Raises NotFound for what is neither conference nor project."""
        from tracker.insight.codes import Codes

        place = self
        with app.reader() as reader:
            for word in words:
                # A sealed record covers the tables of its reader, so each word has its own way of asking them.
                place = ShellPlace() if word == "-" else _at(Codes(reader), place, word)
        return place

    def defaults(self, context: click.Context) -> dict[str, Any]:
        """What stands for what is not on the line: --at, and a project where the first argument is one.

        --at stays out where the line names conferences, as in `why committed 2012 2013`, and where it asks for what is
        published, whatever a conference was told.
        """
        command, verb = context.command, context.info_name
        found: dict[str, Any] = {}
        for parameter in command.params:
            if parameter.opts[0] == "--at" and self.conference and verb not in NO_CONFERENCE:
                found[str(parameter.name)] = self._conference_of(context, parameter)
        first = next((each for each in command.params if isinstance(each, click.Argument)), None)
        group = (context.parent.info_name if context.parent else None) or ""
        named = group == "project" and verb in NAMED
        if first is not None and self.project and noun_of(group, first) == "project" and not named:
            found[str(first.name)] = (self.project,) if first.nargs == -1 else self.project
        return found

    def _conference_of(self, context: click.Context, parameter: click.Parameter) -> Any:
        def value() -> Any:
            named = context.params.get("conferences") and parameter.name != "conferences"
            if named or context.params.get("published"):
                return None
            return (self.conference,) if parameter.multiple else self.conference

        return value

    def filled_in(self, context: click.Context) -> list[str]:
        """The words that were filled in, as they would have been typed."""
        words: list[str] = []
        for parameter in context.command.params:
            if context.get_parameter_source(str(parameter.name)) is not ParameterSource.DEFAULT_MAP:
                continue
            value = context.params.get(str(parameter.name))
            for each in value if isinstance(value, tuple) else [value] if value is not None else []:
                words += [parameter.opts[0], str(each)] if isinstance(parameter, click.Option) else [str(each)]
        return words


def _at(codes: Any, place: ShellPlace, word: str) -> ShellPlace:
    try:
        found = codes.conference(word)
    except NotFound as no_conference:
        identity = codes.find("project", word)
        if identity is None:
            near = [*no_conference.nearest, *_near(word, codes.all("project"))]
            raise NotFound("conference or project", word, near[:3]) from None
        return place._replace(project=codes.code("project", identity))
    return place._replace(conference=found.code)


def _near(word: str, codes: Sequence[str]) -> list[str]:
    from tracker.rules.codes import nearest

    return nearest(word, codes)
