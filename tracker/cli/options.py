"""The flags that commands share, and the command class that has them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from tracker.cli.asking import question_of
from tracker.cli.base import FORMS, App, in_place, pass_app, say, with_words
from tracker.cli.values import FILE, NUMBER, FileName, shown_as, type_of
from tracker.errors import Invalid, TrackerError

if TYPE_CHECKING:
    from pathlib import Path

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[Any], Any]

# Headings in the help: for options without a heading of their own, and for the common options.
OPTIONS, EVERYWHERE = "Options", "Flags everywhere"
# Where a context keeps the arguments that were typed.
ARGUMENTS = "tracker.typed"


def _store(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
    def store(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            setattr(context.ensure_object(App), name, value)

    return store


def _store_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(App).asked_form = "json"


def _store_no_color(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(App).color = False


class HeadedOption(click.Option):
    """An option that the help lists under a heading."""

    def __init__(self, *args: Any, heading: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading = heading


def headed(heading: str) -> Callable[..., Callable[[F], F]]:
    """Return a `click.option` for options that the help lists under a heading."""
    return partial(click.option, cls=HeadedOption, heading=heading)


def word_options(*options: tuple[str, str, str], heading: str = OPTIONS, multiple: bool = False) -> Callable[[F], F]:
    """Add options that take a text, each given as (flag, metavar, help)."""

    def decorate(command: F) -> F:
        for flag, metavar, said in reversed(options):
            command = headed(heading)(flag, metavar=metavar, multiple=multiple, help=said)(command)
        return command

    return decorate


def by_heading(command: click.Command, ctx: click.Context) -> dict[str, list[click.Option]]:
    """Return the visible options of a command by heading, in the order in which the headings first occur."""
    found: dict[str, list[click.Option]] = {}
    for parameter in command.get_params(ctx):
        if isinstance(parameter, click.Option) and not parameter.hidden:
            usual = EVERYWHERE if "--help" in parameter.opts else OPTIONS
            found.setdefault(getattr(parameter, "heading", usual), []).append(parameter)
    return found


def write_headed(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the part of the help that explains the options."""
    for heading, options in by_heading(command, ctx).items():
        with formatter.section(heading):
            formatter.write_dl([record for option in options if (record := option.get_help_record(ctx))])


def common_options() -> list[click.Option]:
    """Return the flags that every command accepts, before or after its name."""
    flag = partial(HeadedOption, heading=EVERYWHERE, expose_value=False)
    return [
        flag(["--db"], metavar="FILE|URL", type=FILE, callback=_store("db"), help="The register to use."),
        flag(["--no-input"], is_flag=True, callback=_store("no_input"), help="Never ask questions."),
        flag(["--no-color"], is_flag=True, callback=_store_no_color, help="No colour."),
        flag(["--debug"], is_flag=True, callback=_store("debug"), help="Show the traceback of an error."),
    ]


class InputFile(FileName):
    """The name of a file that a command reads."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if self.exists and value != "-" and not os.path.lexists(value):
            # Handled here, because click's message cannot show bytes that are not UTF-8.
            raise Invalid(shown_as(param), value, "does not exist", "Check its name and its folder.")
        return super().convert(value, param, ctx)


class OutputFile(FileName):
    """The name of a file or folder that a command writes."""

    def __init__(self) -> None:
        super().__init__(readable=False)


def _named(command: click.Command, ctx: click.Context, kind: type[InputFile | OutputFile]) -> list[Path]:
    """Return the files that a command was given in parameters of a type."""
    from pathlib import Path

    given = [ctx.params.get(one.name or "") for one in command.params if isinstance(one.type, kind)]
    names = [name for value in given for name in (value if isinstance(value, tuple) else (value,)) if name]
    return [Path(name) for name in names if str(name) != "-"]


class Command(click.Command):
    """A command with the common flags, whose help ends with an example that runs."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        for parameter in self.params:
            parameter.type = type_of(parameter)
        self.params += common_options()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        place = ctx.ensure_object(App).place
        if place is not None:
            ctx.default_map = place.defaults(ctx)
        allowed, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            rest = self._parsed(ctx, args)
        except (click.Abort, KeyboardInterrupt) as error:
            ctx.ensure_object(App).goes_back(error)
            raise
        except click.NoSuchOption as error:
            from tracker.cli.finding import flag_elsewhere

            raise flag_elsewhere(self, ctx, error) from None
        if rest and not allowed and not ctx.resilient_parsing:
            from tracker.cli.finding import too_many

            raise too_many(self, ctx, rest)
        return rest

    def _parsed(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; on a terminal, ask for those that are missing."""
        app, asked = ctx.ensure_object(App), [*args]
        ctx.meta[ARGUMENTS] = args
        for parameter in app.dialogue.lacking:
            app.ask(*question_of(ctx, parameter))
            asked = in_place(args, app.dialogue.words)
        while True:
            try:
                return super().parse_args(ctx, [*asked])
            except click.MissingParameter as error:
                if error.param is None or not app.interactive or ctx.resilient_parsing:
                    raise
                app.ask(*question_of(ctx, error.param))
                asked = in_place(args, app.dialogue.words)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; while it asks a user, an error goes back to the question that it is about."""
        app = ctx.ensure_object(App)
        if app.place is not None and (words := app.place.filled_in(ctx)):
            app.command_line = with_words(app.command_line, words)
            say(f"Run as: {app.command_line}")
        again = False
        while True:
            try:
                if again:  # from what was typed: a question may have been about a missing argument
                    self._parsed(ctx, ctx.meta[ARGUMENTS])
                done = self._run(app, ctx)
            except (click.Abort, KeyboardInterrupt, TrackerError) as error:
                if not app.goes_back(error):
                    raise
                again = True
            else:
                app.tell_line("In one line")
                return done

    def _run(self, app: App, ctx: click.Context) -> object:
        app.inputs = tuple(_named(self, ctx, InputFile))
        app.check_outputs(_named(self, ctx, OutputFile))
        note = app.from_note
        if note is not None and "source" in ctx.params and ctx.params["source"] is None:
            ctx.params["source"] = f"note {note}"
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_headed(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        if self.example:
            formatter.write_paragraph()
            formatter.write("Example:\n")
            for line in self.example.splitlines():
                formatter.write(f"  {line}\n")


class Group(click.Group):
    """A noun, whose subcommands are `Command`s."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += common_options()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_headed(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from tracker.cli.finding import no_such_command

            raise no_such_command(self, ctx, args[0])
        return super().resolve_command(ctx, args)


def force_option(command: F) -> F:
    """Add --force, for commands that replace a file."""
    return click.option(
        "--force",
        is_flag=True,
        expose_value=False,
        callback=_store("force"),
        help="Overwrite an existing file of another format; never a register.",
    )(command)


def format_options(command: F) -> F:
    """Add --format, --json, -o, --force, -q, --bars and --exact, for commands that show rows."""
    for option in (
        click.option(
            "--exact",
            is_flag=True,
            expose_value=False,
            callback=_store("exact"),
            help="Amounts to the cent on a terminal, never in thousands.",
        ),
        click.option(
            "--bars",
            is_flag=True,
            expose_value=False,
            callback=_store("bars"),
            help="Draw a bar beside amounts; the largest of a currency is full.",
        ),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=_store("quiet"), help="Codes only."),
        click.option(
            "-o",
            "--output",
            metavar="FILE",
            expose_value=False,
            callback=_store("output"),
            type=OutputFile(),
            help="Write to this file, in the format of its ending: .csv .tsv .json .md .xlsx",
        ),
        force_option,
        click.option("--json", is_flag=True, expose_value=False, callback=_store_json, help="Short for --format json."),
        click.option(
            "--format",
            type=click.Choice(FORMS),
            expose_value=False,
            callback=_store("asked_form"),
            help="Format of the rows.",
        ),
    ):
        command = option(command)
    return command


def write_options(command: F) -> F:
    """Add -n/--dry-run and --from-note, for commands that write."""
    return dry_run_option(
        click.option(
            "--from-note",
            type=NUMBER,
            metavar="NUMBER",
            expose_value=False,
            callback=_store("from_note"),
            help="Number of the note that says this. It becomes the source, and the note is marked as done.",
        )(command)
    )


def dry_run_option(command: F) -> F:
    """Add only -n/--dry-run, for commands that cannot follow from a note."""
    return click.option(
        "-n",
        "--dry-run",
        is_flag=True,
        expose_value=False,
        callback=_store("dry_run"),
        help="Show what would change, without changing anything.",
    )(command)


def yes_option(command: F) -> F:
    return click.option(
        "-y", "--yes", is_flag=True, expose_value=False, callback=_store("yes"), help="Do not ask for confirmation."
    )(command)


def at_option(command: F) -> F:
    return click.option("--at", metavar="CONFERENCE", help="The conference; by default the open one.")(command)


def told_at_option(command: F) -> F:
    """Add --at, for commands that show the latest report by default."""
    return click.option(
        "--at", metavar="CONFERENCE", help="As reported to this conference; by default as last reported."
    )(command)


class PairedGroup(Protocol):
    """One of two groups with the same commands; `words` replace the words in capitals in their help and examples."""

    @property
    def group(self) -> click.Group: ...

    @property
    def words(self) -> Mapping[str, str]: ...


S = TypeVar("S", bound=PairedGroup)


def for_both(
    pair: Sequence[S],
    name: str,
    example: str,
    said: str,
    *options: Decorator,
    own: Callable[[S], Decorator] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make `function(one, app, ...)` a command of both groups; `own` is an option that differs between them."""

    def make(function: Callable[..., None]) -> Callable[..., None]:
        for one in pair:
            wrapped: Any = pass_app(partial(function, one))
            for option in reversed((*options, own(one)) if own else options):
                wrapped = option(wrapped)
            one.group.command(name, help=_filled(said, one), example=_filled(example, one))(wrapped)
        return function

    return make


def _filled(text: str, one: PairedGroup) -> str:
    for word, meaning in one.words.items():
        text = text.replace(word, meaning)
    return text
