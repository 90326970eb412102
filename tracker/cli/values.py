"""The types of command-line values: a text, a file name or a number, with their completion in the shell."""

from __future__ import annotations

import os
import re
from typing import Any

import click
from click.shell_completion import CompletionItem

from tracker.cli.completion import complete
from tracker.rules.decimals import whole_number

# The largest number that a row of PostgreSQL can have.
LARGEST = 2**31 - 1
LONGEST_SHOWN = 80


class _Completed(click.ParamType[Any]):
    """A value that is completed from the register."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(found) for found in complete(ctx, param, incomplete)]

    def check(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> None:
        """Fail for what no text may contain: NUL, and bytes or surrogates that are not valid UTF-8."""
        if value.isascii() and "\0" not in value:
            return
        if "\0" in value:
            self.fail(f"{_shown(value)} contains a NUL character. Type it again without.", param, ctx)
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            self.fail(f"{_shown(value)} is not UTF-8 text. Set the terminal or the script to UTF-8.", param, ctx)


class TextType(_Completed):
    """A text in UTF-8."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str):
            self.check(value, param, ctx)
            if not value.strip() and isinstance(param, click.Option) and not _may_be_empty(param, ctx):
                self.fail(f"it is empty. Give a value, or leave out {param.opts[0]}.", param, ctx)
        return value


class FileName(_Completed, click.Path):
    """The name of a file or folder; on Linux it may be any bytes, not only UTF-8."""

    name = "text"

    def check(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> None:
        try:
            os.fsencode(value)
        except UnicodeEncodeError:
            super().check(value, param, ctx)
        if "\0" in value:
            super().check(value, param, ctx)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str):
            self.check(value, param, ctx)
        return super().convert(value, param, ctx)


class NumberType(_Completed):
    """The number of something in the register, or a count: from 1 to the largest that a row can have."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = whole_number(str(value), LARGEST)
        if not number:
            self.fail(f"{_shown(str(value))} is not a whole number from 1 to {LARGEST:,}.", param, ctx)
        return number


# The code that opens a file reports problems with its permissions.
TEXT, FILE, NUMBER = TextType(), FileName(readable=False), NumberType()


def type_of(parameter: click.Parameter) -> click.ParamType[Any]:
    """Return the type of a parameter without one: a file name if its metavar says so, else a text."""
    if parameter.type is not click.STRING:
        return parameter.type
    return FILE if "FILE" in (parameter.metavar or "") else TEXT


def _may_be_empty(option: click.Option, ctx: click.Context | None) -> bool:
    """Whether an empty text means something: what a command writes may be empty, what it reads by may not."""
    writes = ctx is not None and any("--dry-run" in one.opts for one in ctx.command.params)
    return writes and option.name != "at"


def _shown(value: str) -> str:
    shown = repr(value if len(value) <= LONGEST_SHOWN else f"{value[: LONGEST_SHOWN - 3]}...")
    # Python decodes each invalid byte as one of these surrogates.
    return re.sub(r"\\udc([89a-f][0-9a-f])", r"\\x\1", shown)
