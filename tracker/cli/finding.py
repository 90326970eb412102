"""What to type instead, when a command line names no command, too many arguments, or a flag of another command."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.asking import shown_name
from tracker.errors import Usage
from tracker.rules.codes import nearest

# The names of the parameter that chooses the rows of a list by their project.
OF_PROJECTS = ("project", "projects")


def in_our_form(error: click.ClickException) -> Usage:
    """Return an error of click in the form of all others: what happened, and what to do."""
    ctx = getattr(error, "ctx", None)
    hint = f"`{ctx.command_path} -h` explains this command." if ctx is not None else None
    message = error.message
    if isinstance(error, click.MissingParameter) and error.param is not None:
        name = error.param.opts[0] if isinstance(error.param, click.Option) else shown_name(error.param)
        return Usage(missing(name, (getattr(error.param, "help", None) or "").rstrip(".")), hint)
    if isinstance(error, click.BadOptionUsage):
        message = f"Option {error.option_name} needs a value."
        if "does not take" in error.message:
            message = f"Option {error.option_name} takes no value."
    elif isinstance(error, click.NoSuchOption) and error.possibilities:
        message = f"{error.message.rstrip('.')}. Did you mean {' or '.join(error.possibilities)}?"
    return Usage(message if message.endswith(("?", ".")) else f"{message}.", None if "`" in message else hint)


def missing(name: str, what: str = "", example: str | None = None) -> str:
    """Return the message that an option or argument is missing: what it is, with an example."""
    kind = "option" if name.startswith("-") else "argument"
    said = f"{what[:1].lower()}{what[1:]}" if what else ""
    if example and said and "such as" not in said and "for example" not in said:
        said = f"{said}, for example {example}"
    return f"Missing {kind} {name}: {said}." if said else f"Missing {kind} {name}."


def no_such_command(group: click.Group, ctx: click.Context, name: str) -> click.UsageError:
    """Return the error for a word that is not a command, with the commands that are meant, if any look like it."""
    path, root = ctx.command_path, ctx.find_root().command
    known = group.list_commands(ctx)
    found = [f"{path} {one}" for one in nearest(name, known)]
    if not found and group is root and isinstance(root, click.Group):
        # `tracker list`: the verb of many nouns.
        found = [f"{path} {noun} {name}" for noun in ("project", "donor") if _has(root, ctx, noun, name)]
    hint = f" Did you mean {' or '.join(f'`{one}`' for one in found)}?" if found else f" `{path} -h` lists them all."
    return click.UsageError(f"No such command {name!r}.{hint}", ctx)


def too_many(command: click.Command, ctx: click.Context, rest: Sequence[str]) -> click.UsageError:
    """Return the error for too many arguments; in a list, with the flag that chooses rows or the command for one."""
    said = f"Unexpected argument{'s' if len(rest) > 1 else ''}: {' '.join(map(str, rest))}"
    path, _, verb = ctx.command_path.rpartition(" ")
    if verb != "list":
        return click.UsageError(said, ctx)
    if any(one.name in OF_PROJECTS for one in command.params):
        return click.UsageError(f"{said}. To choose rows, use a flag: `{ctx.command_path} --project {rest[0]}`", ctx)
    group = ctx.parent.command if ctx.parent else None
    one = group.get_command(ctx, "show") if isinstance(group, click.Group) else None
    return click.UsageError(said if one is None else f"{said}. To see one, run `{path} show {rest[0]}`", ctx)


def flag_elsewhere(command: click.Command, ctx: click.Context, error: click.NoSuchOption) -> click.UsageError:
    """Return the error for an unknown flag: if `report` has it, it is reported to a conference, not edited."""
    error = click.NoSuchOption(error.option_name, error.message, nearest(error.option_name, _flags(command)), ctx)
    root = ctx.find_root().command
    if not isinstance(root, click.Group) or ctx.info_name not in ("add", "edit", "show", "list"):
        return error
    noun = ctx.parent.info_name if ctx.parent else None
    of_project = noun in ("project", "contribution")
    report = root.get_command(ctx, "report") if of_project else _verb(root, ctx, noun, "report")
    if report is None or report is command:
        return error
    if error.option_name not in _flags(report):
        return error
    path = "tracker report PROJECT" if of_project else f"tracker {noun} report CODE"
    said = f"No such option {error.option_name!r}. This is reported to a conference: `{path} {error.option_name} ...`"
    return click.UsageError(said, ctx)


def _flags(command: click.Command) -> list[str]:
    return [flag for one in command.params if isinstance(one, click.Option) for flag in one.opts if flag[:2] == "--"]


def _has(root: click.Group, ctx: click.Context, noun: str, verb: str) -> bool:
    return _verb(root, ctx, noun, verb) is not None


def _verb(root: click.Group, ctx: click.Context, noun: str | None, verb: str) -> click.Command | None:
    group = root.get_command(ctx, noun) if noun else None
    return group.get_command(ctx, verb) if isinstance(group, click.Group) else None
