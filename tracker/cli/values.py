"""The types of command-line values: a text, a file name or a number, with their completion in the shell."""

from __future__ import annotations

import os
from typing import Any

import click
from click.shell_completion import CompletionItem

from tracker.cli.asking import shown_name
from tracker.cli.completion import complete
from tracker.errors import Invalid
from tracker.rules.decimals import check_whole

# The largest number that a row of PostgreSQL can have.
LARGEST = 2**31 - 1


class _Completed(click.ParamType[Any]):
    """A value that is completed from the register."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(found) for found in complete(ctx, param, incomplete)]

    def check(self, value: str, param: click.Parameter | None) -> None:
        """Raise Invalid for what no text may contain: NUL, and bytes or surrogates that are not valid UTF-8."""
        if value.isascii() and "\0" not in value:
            return
        if "\0" in value:
            raise Invalid(shown_as(param), value, "contains a NUL character", "the same text without it")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            hint = "Set the terminal or the script to UTF-8."
            raise Invalid(shown_as(param), value, "is not UTF-8 text", hint) from None


class TextType(_Completed):
    """A text in UTF-8."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str):
            self.check(value, param)
            if not value.strip() and isinstance(param, click.Option) and not _may_be_empty(param, ctx):
                name = shown_as(param)
                raise Invalid(name, value.strip(), "is empty", f"Give a value, or remove {name}.")
        return value


class FileName(_Completed, click.Path):
    """The name of a file or folder; on Linux it may be any bytes, not only UTF-8."""

    name = "text"

    def check(self, value: str, param: click.Parameter | None) -> None:
        try:
            os.fsencode(value)
        except UnicodeEncodeError:
            super().check(value, param)
        if "\0" in value:
            super().check(value, param)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str):
            self.check(value, param)
        return super().convert(value, param, ctx)


class NumberType(_Completed):
    """The number of something in the register, or a count: from 1 to the largest that a row can have."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        return check_whole(shown_as(param), str(value), 1, LARGEST)


class ChoiceType(click.Choice[str]):
    """One of a few words; the beginning of a word is enough, as in every vocabulary of the register."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from tracker.rules.words import choose

        return value if value in self.choices else choose(shown_as(param), value, self.choices)


# The code that opens a file reports problems with its permissions.
TEXT, FILE, NUMBER = TextType(), FileName(readable=False), NumberType()


def type_of(parameter: click.Parameter) -> click.ParamType[object]:
    """Return the type of a parameter without one: a file name if its metavar says so, else a text."""
    if isinstance(parameter.type, click.Choice):
        return ChoiceType(parameter.type.choices)
    if parameter.type is not click.STRING:
        return parameter.type
    return FILE if "FILE" in (parameter.metavar or "") else TEXT


def _may_be_empty(option: click.Option, ctx: click.Context | None) -> bool:
    """Whether an empty text means something: what a command writes may be empty, what it reads by may not."""
    writes = ctx is not None and any("--dry-run" in one.opts for one in ctx.command.params)
    return writes and option.name != "at"


def shown_as(parameter: click.Parameter | None) -> str:
    """Return the name of a parameter in an error: `--output`, `FILE`."""
    if parameter is None:
        return "value"
    return max(parameter.opts, key=len) if isinstance(parameter, click.Option) else shown_name(parameter)
