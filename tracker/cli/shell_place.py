"""The conference and project in use in the shell, which fill in what a command leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from tracker.cli.base import App
from tracker.cli.completion import noun_of
from tracker.errors import NotFound

# These commands must name their record; for `edit`, a filled-in --at would move the record to the conference.
NAMED = ("add", "remove", "succeed")
NO_CONFERENCE = ("edit",)


class ShellPlace(NamedTuple):
    """A conference (or a sealed record of it) and a project: their codes, or None."""

    conference: str | None = None
    project: str | None = None

    def __str__(self) -> str:
        return " ".join(code for code in self if code)

    def moved(self, app: App, words: Sequence[str]) -> ShellPlace:
        """Return the place that `use WORD...` selects; `-` clears it. Raises NotFound for a code of neither kind."""
        from tracker.insight.codes import Codes

        place = self
        with app.reader() as reader:
            for word in words:
                # A sealed record hides the tables of its reader, so each word needs its own Codes.
                place = ShellPlace() if word == "-" else _at(Codes(reader), place, word)
        return place

    def defaults(self, context: click.Context) -> dict[str, object]:
        """Return the defaults for what the line omits: --at, and the project if the first argument takes one.

        --at is not filled in if the line names conferences, as in `why committed 2012 2013`, or if it asks for
        published data, which do not depend on a conference.
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

    def _conference_of(self, context: click.Context, parameter: click.Parameter) -> object:
        def value() -> Any:
            named = context.params.get("conferences") and parameter.name != "conferences"
            if named or context.params.get("published"):
                return None
            return (self.conference,) if parameter.multiple else self.conference

        return value

    def filled_in(self, context: click.Context) -> list[str]:
        """Return the words that were filled in, as the user would have typed them."""
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
