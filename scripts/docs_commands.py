"""The reference of all commands, made out of the help that the program itself shows."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from tracker.cli import SECTIONS, TITLE, main
from tracker.cli.options import EVERYWHERE, by_heading, common_options

PIPE = "&#124;"

INTRODUCTION = f"""\
# Commands

<!-- Made by scripts/write_docs.py out of the help of the program; edit that instead. -->

{TITLE}.

This page says what `-h` says after each command. Capitals stand for a word of yours; what is in brackets may be left
out; `...` means that it may come again. Most flags that choose rows may be repeated: the same flag twice means *or*,
different flags mean *and*. Where a required word is missing you are asked for it on a terminal; for a script it is an
error that names it, with exit status 2.

These flags are understood by every command, before or after its name:

{{common}}

Amounts, rates and dates are written as [money and dates](money-and-dates.md) says. How it ends:
[exit statuses](exit-statuses.md). The forms of `--json`: [the JSON promise](json.md).
"""


def leaves() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command that does something, by the words that call it, in the order of the overview."""
    root = click.Context(main, info_name="tracker")
    for _, commands in SECTIONS:
        for name, _, _ in commands:
            command = main.get_command(root, name)
            assert command is not None
            yield from _leaves(command, f"tracker {name}", click.Context(command, root, info_name=name))


def _leaves(
    command: click.Command, words: str, context: click.Context
) -> Iterator[tuple[str, click.Command, click.Context]]:
    if not isinstance(command, click.Group):
        yield words, command, context
        return
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from _leaves(below, f"{words} {name}", click.Context(below, context, info_name=name))


def example(command: click.Command) -> str:
    """The example that the help of a command ends with."""
    return str(getattr(command, "example", ""))


def page() -> str:
    """The text of docs/reference/commands.md."""
    parts = [INTRODUCTION.format(common=_table([_record(option) for option in _common()])), _contents()]
    described = None
    for words, command, context in leaves():
        parent = context.parent
        assert parent is not None
        noun = words.split()[1]
        if noun != described:
            described = noun
            parts.append(f"## tracker {noun}\n")
            if isinstance(parent.command, click.Group) and parent.parent is not None:
                parts.append(f"{_prose(parent.command)}\n")
        parts.append(_section(words, command, context))
    return "\n".join(parts)


def _contents() -> str:
    lines = []
    for title, commands in SECTIONS:
        lines += [f"**{title}**", ""]
        lines += [f"- [{name}](#tracker-{name}): {said}" for name, said, _ in commands]
        lines.append("")
    return "\n".join(lines)


def _section(words: str, command: click.Command, context: click.Context) -> str:
    usage = " ".join([words, *command.collect_usage_pieces(context)])
    heading = f"### {words}\n\n" if words.count(" ") > 1 else ""
    text = f"{heading}```text\n{usage}\n```\n\n{_prose(command)}\n"
    sections = {title: found for title, found in by_heading(command, context).items() if title != EVERYWHERE}
    for title, options in sections.items():
        text += f"\n**{title}**\n" if len(sections) > 1 else ""
        text += f"\n{_table([_record(option) for option in options])}\n"
    return text + f"\nFor example:\n\n```sh\n{example(command)}\n```\n"


def _common() -> list[click.Option]:
    return common_options()


def _prose(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "")


def _record(option: click.Option) -> tuple[str, str]:
    record = option.get_help_record(click.Context(click.Command("any")))
    assert record is not None
    return record


def _table(records: list[tuple[str, str]]) -> str:
    rows = [f"| {_code(flags)} | {said.replace('|', PIPE)} |" for flags, said in records]
    return "\n".join(["| flag | what it means |", "| --- | --- |", *rows])


def _code(flags: str) -> str:
    """Flags as code. Some readers of Markdown show the backslash before a bar in code; all of them read an entity."""
    return f"<code>{flags.replace('|', PIPE)}</code>" if "|" in flags else f"`{flags}`"
