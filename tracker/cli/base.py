"""What the commands share: the open register, the destination of the output, and questions to the user."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from tracker.cli.asking import (
    Answer,
    Dialogue,
    check_answer,
    parameter_of,
    parts_of,
    question_of,
    read_line,
    words_for,
)
from tracker.errors import Conflict, Invalid, NotFound, StoreError, TrackerError, Usage

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tracker.cli.shell_place import ShellPlace
    from tracker.output import Style
    from tracker.register.register import Register
    from tracker.store.files.destinations import Target
    from tracker.store.location import Location
    from tracker.store.reader import Reader

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

SHORT_LIST = 12
FORMS = ("table", "json", "csv", "tsv", "md", "xlsx")
ENDINGS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".md": "md", ".xlsx": "xlsx"}
HOW_SHOWN = ("--format", "--output", "-o", "--db")


class App:
    """The values of the common flags, and the one way for a command to reach the register and the screen."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.no_input = False
        self.color: bool | None = None
        self.debug = False
        self.dry_run = False
        self.from_note: int | None = None
        self.yes = False
        self.force = False
        self.inputs: tuple[Path, ...] = ()  # the files that the command was given to read
        self.asked_form: str | None = None
        self.output: str | None = None
        self.quiet = False
        self.exact = False
        self.bars = False
        self.command_line = ""
        self.dialogue = Dialogue()
        self.wrote = False
        self.saved = False
        self.place: ShellPlace | None = None  # in the shell: the conference and project in use

    def now(self) -> datetime:
        """Return the current time; TRACKER_NOW sets it, for tests and for documents that must be reproducible.

        A time without a time zone is in UTC. Raises Invalid if TRACKER_NOW is not a time.
        """
        from datetime import UTC, datetime

        from tracker.rules.dates import FIRST_YEAR, LAST_YEAR
        from tracker.rules.text import readable

        fixed = os.environ.get("TRACKER_NOW", "").strip()
        if not fixed:
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(fixed)
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise Invalid(
                "TRACKER_NOW",
                readable(fixed),
                f"is not a date and time of the years {FIRST_YEAR} to {LAST_YEAR}",
                "a form such as 2013-01-28T09:30:00+00:00, or unset it",
            )
        return moment

    def today(self) -> str:
        return self.now().date().isoformat()

    @property
    def form(self) -> str:
        """Return the output format: --format, else the ending of the -o file. Raises Usage if neither gives one."""
        if self.asked_form is not None or self.output is None:
            return self.asked_form or "table"
        ending = os.path.splitext(self.output)[1].lower()  # noqa: PTH122
        if ending not in ENDINGS and not self.quiet:
            raise Usage(
                f"The format of --output {self.output} is not known from its ending.",
                f"Use a name that ends with {', '.join(list(ENDINGS)[:-1])} or {list(ENDINGS)[-1]}, or give --format.",
            )
        return ENDINGS.get(ending, "table")

    def check_outputs(self, outputs: Sequence[Path]) -> None:
        """Check all files that the command will write, -o and `outputs`, before anything is read.

        Raises Usage if --format, -q and -o contradict each other, and what `check` and `check_apart` raise.
        """
        if outputs or self.output is not None:
            from pathlib import Path

            from tracker.store.files.destinations import check_apart, is_same

            files = [*outputs, *([Path(self.output)] if self.output is not None else [])]
            for number, path in enumerate(files):
                check_apart(path, self.file, self.inputs)
                if any(is_same(path, other) for other in files[:number]):
                    raise Usage(f"{path} is named for two outputs of this command.", "Use two different files.")
        form = self.form
        if form == "xlsx" and self.quiet:
            raise Usage("-q writes only codes, which cannot be a workbook.", "Remove -q, or write to a text file.")
        if self.output is not None:
            from tracker.store.files.destinations import check

            check(self.target(self.output, form))
        elif form == "xlsx" and sys.stdout.isatty():
            raise Usage("A workbook cannot be shown on a terminal.", "Write it to a file: -o FILE.xlsx")

    @cached_property
    def location(self) -> Location:
        from tracker.config import choose_location

        return choose_location(self.db)

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Open the register for reading. First back up and upgrade a file of an earlier release, with a message."""
        from tracker.store.reader import OutOfDate, open_reader

        try:
            with open_reader(self.location) as reader:
                yield reader
            return
        except OutOfDate:
            if self.location.is_postgresql:
                raise
        self._upgrade()
        with open_reader(self.location) as reader:
            yield reader

    @contextmanager
    def register(self, *, create: bool = False, trial: bool = False, meant: Sequence[str] = ()) -> Iterator[Register]:
        """Open the register for writing, in one transaction; `create` makes a missing one, with a message.

        The note of --from-note is marked as done in the same transaction. A `trial` keeps nothing and prints
        nothing. Raises NotFound if there is no such note, and Doubted for what looks like a mistake, if there is a
        user to ask who has not said that it is `meant`.
        """
        from tracker.store.garbage_collection import load

        if "tracker.register.register" not in sys.modules:
            load()  # as at the start, because a command that reads first has ended that
        from tracker.register.register import open_register
        from tracker.store.reader import OutOfDate, open_reader

        path = self.location.path
        if create and path is not None and is_missing(path):
            if self.dry_run:
                from tracker.store.sqlite_file import MAKE_ONE

                raise StoreError(f"No register found at {path}.", MAKE_ONE)
            self._create()
        if path is not None:
            if not trial:
                warn_of_network_share(self.location)
            try:
                with open_reader(self.location):
                    pass
            except OutOfDate:
                self._upgrade()
        opened: Register | None = None
        try:
            with open_register(
                self.location,
                who=os.environ.get("TRACKER_USER"),
                command=self.line,
                now=self.now,
                dry_run=self.dry_run or trial,
            ) as opened:
                if self.from_note is not None:
                    opened.notes.row(self.from_note)
                yield opened
                if trial:
                    return
                self._check_doubts(opened, meant)
                if self.from_note is not None:
                    opened.notes.deal(self.from_note)
        finally:
            self.saved = self.saved or (opened is not None and opened.saving)
            self.wrote = self.wrote or self.saved
        if self.dry_run:
            say("Dry run: nothing was written.")
        elif self.from_note is not None:
            say(f"Note {self.from_note} is marked as done.")

    def style(self, reader: Reader | None = None) -> Style:
        """Return how and where to show rows, from the flags, with the decimals of every currency."""
        from tracker.output import Style

        exponents = reader.exponents if reader is not None else {}
        style = Style(
            form=self.form,
            quiet=self.quiet,
            color=self.color,
            exponents=exponents,
            exact=self.exact,
            bars=self.bars,
        )
        if self.output is not None:
            style = style._replace(file=self.target(self.output, style.form))
        if style.form == "xlsx":
            path = self.location.path
            register = self.location.name if path is None else path.name
            style = style._replace(
                about=_question(self.command_line), register=register, made=lambda: self.moment(reader)
            )
        return style

    def target(self, path: str, form: str, *, private: bool = False, option: str = "--output") -> Target:
        """Return a file to write: never the register or an input; replaces another format only with --force."""
        from pathlib import Path

        from tracker.store.files.destinations import Target

        form = "text" if form == "table" else form
        return Target(Path(path), form, self.file, self.inputs, self.force, private, option)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the passwords in the address of the register, which must never be shown."""
        try:
            return self.location.secrets
        except TrackerError:
            return ()

    @property
    def file(self) -> Path | None:
        """Return the file of the register; None on PostgreSQL, and if the address is invalid."""
        try:
            return self.location.path
        except TrackerError:
            return None

    def moment(self, reader: Reader | None) -> datetime:
        """Return the date of a paper: now, or when the newest sealed record shown was sealed, so that it is stable."""
        from tracker.insight.records import sealed_last

        return (sealed_last(reader) if reader is not None else None) or self.now()

    @property
    def interactive(self) -> bool:
        """Whether there is a user to ask."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    def ask(
        self,
        flag: str,
        question: str,
        choices: Sequence[str] = (),
        default: str | None = None,
        *,
        optional: bool = False,
        last: str | None = None,
        check: Callable[[str], object] | None = None,
        words: Callable[[str], Sequence[str]] | None = None,
    ) -> str:
        """Ask the user and return the answer, with completion of the choices; `optional` accepts an empty answer.

        `last` is the value that the register has: it is shown, and an empty answer keeps it and is returned as empty.
        An answer that cannot be right, for the flag or for `check`, is asked again with the reason. Where the command
        runs once more after an error, the answers that were right are taken again. `words` are the arguments that say
        an answer, where it is not the value of the flag. Without a terminal, or with --no-input, raises Usage naming
        the flag.
        """
        if not self.interactive:
            from tracker.cli.finding import missing

            example = default or next(iter(choices), None)
            raise Usage(missing(flag, question, example), "Without a terminal, pass every value as a flag.")
        from tracker.cli.completion import complete
        from tracker.output.stream import spelled_out

        context = click.get_current_context()
        parameter = parameter_of(context, flag)
        earlier, again = self.dialogue.earlier(flag, question)
        shown = spelled_out(question)
        if 0 < len(choices) <= SHORT_LIST:
            shown = f"{shown} ({', '.join(choices)})"
        offered = choices or (complete(context, parameter, "") if parameter is not None else ())
        while again:
            answer = read_line(shown, offered, shown=None if earlier else default or last, draft=earlier or "")
            answer = "" if answer == last else answer or default or ""
            try:
                if answer and check is not None:
                    check(answer)
                elif answer and parameter is not None:
                    check_answer(self, context, parameter, answer)
                elif not answer and not optional:
                    continue
            except TrackerError as error:
                tell_error(error)
                earlier = answer
                continue
            break
        else:
            answer = earlier or ""
        said = None if parameter is None else words(answer) if words else words_for(parameter, flag, answer)
        self.dialogue.answers.append(Answer(flag, question, answer, said))
        return answer

    def ask_more(self, given: dict[str, Any], *flags: str) -> None:
        """While the user is being asked, ask for these flags too, if they are not given; an empty answer gives none."""
        if not self.dialogue.answers:
            return
        context = click.get_current_context()
        for flag in flags:
            parameter = parameter_of(context, flag)
            if parameter is not None and not given[parameter.name or ""]:
                answer = self.ask(*question_of(context, parameter), optional=True)
                several = tuple(parts_of(parameter, answer)) if parameter.multiple else answer or None
                given[parameter.name or ""] = several

    @property
    def line(self) -> str:
        """The command line that says what was typed and what was answered."""
        return with_words(self.command_line, self.dialogue.words) if self.dialogue.words else self.command_line

    def tell_line(self, said: str) -> None:
        """Print the command line that does the same without a question, where there is one."""
        if words := self.dialogue.one_line:
            say(f"{said}: {with_words(self.command_line, words)}")

    def goes_back(self, error: BaseException) -> bool:
        """Print an error, and return whether the command shall run again to ask for what was wrong.

        It does where a user answers, and where nothing was written. Where the user breaks off, or no other answer would
        help, what was answered so far is printed as one command.
        """
        if not self.dialogue.begun or self.saved or self.debug:
            return False
        if not isinstance(error, TrackerError) or isinstance(error, Declined | StoreError):
            say("")
            self.tell_line("So far")
            return False
        tell_error(error)
        self.dialogue.go_back(error, click.get_current_context())
        return True

    def confirm(self, question: str) -> None:
        """Continue only after a yes, or with --yes. Raises TrackerError when declined, Usage without a terminal."""
        if self.yes or self.dry_run:
            return
        if not self.interactive:
            why = "You cannot be asked without a terminal or with --no-input."
            raise Usage(f"{question} {why}", "Pass --yes to confirm.")
        from tracker.output.stream import spelled_out

        if not click.confirm(spelled_out(question), err=True):
            raise Declined

    def confirmed(self, question: str, act: Callable[[Register], T]) -> T:
        """Run `act` after a yes, or with --yes. If `act` is impossible, fail before asking.

        No lock is held during the question. Raises what `act` and `confirm` raise, and Conflict if somebody else
        has meanwhile edited or removed a row that `act` is about.
        """
        tried: list[tuple[str, str, str]] | None = None
        if not (self.yes or self.dry_run):
            with self.register(trial=True) as register:
                act(register)
                tried = register.journal.replaced()
            self.confirm(question)
        with self.register() as register:
            if tried is None:
                return act(register)
            try:
                done = act(register)
            except NotFound as error:
                raise changed_meanwhile() from error
            if register.journal.replaced() != tried:
                raise changed_meanwhile()
            return done

    def written(self, act: Callable[[Register], T], *, create: bool = False) -> T:
        """Run `act` in one transaction; ask the user whether what looks like a mistake is meant.

        With `create` the register is made if there is none. No lock is held during the question: `act` is rolled back
        before it, and runs again after a yes. Raises what `act` and `confirm` raise, and Conflict if something else
        looks like a mistake the second time.
        """
        try:
            with self.register(create=create) as register:
                return act(register)
        except Doubted as doubted:
            self.confirm("Is this correct?")
            meant = doubted.doubts
        try:
            with self.register(create=create, meant=meant) as register:
                return act(register)
        except Doubted as doubted:
            raise changed_meanwhile() from doubted

    def _check_doubts(self, register: Register, meant: Sequence[str]) -> None:
        """Print what looks like a mistake in the pending changes. Raises Doubted if the user is to be asked."""
        if not register.doubts or register.doubts == list(meant):
            return
        say_doubts(register.doubts)
        if self.interactive and not (self.yes or self.dry_run):
            raise Doubted(register.doubts)

    def _create(self) -> None:
        from tracker.store.schema import create

        self.wrote = True
        try:
            create(self.location)
        except Conflict:
            return  # another process has just created it
        say(f"Created a new register at {self.location.name}")

    def _upgrade(self) -> None:
        from tracker.store.schema import upgrade_schema

        self.wrote = True
        backup = upgrade_schema(self.location, self.now(), say)
        say(f"Upgraded the register to this version; the old file is kept as {backup}")


def say(*lines: str) -> None:
    """Print messages on stderr; stdout is for data."""
    from tracker.output import talk

    talk.say(*lines)


def told(*lines: str) -> None:
    """Print the result of a command that wrote, on stdout."""
    from tracker.output import talk

    talk.told(*lines)


def tell_error(error: TrackerError) -> None:
    """Print what happened, why, and what to do."""
    from tracker.store.location import without_passwords

    lines = (f"Error: {error.message}", *error.details, *([error.hint] if error.hint else []))
    say(*map(without_passwords, lines))


def say_none(nouns: str, command: str) -> None:
    """Say that a list is empty, whether because of its filters, and which command records what it would show."""
    context = click.get_current_context()
    given = [name for name in context.params if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
    if set(given) - {"sort"}:
        say(f"No matching {nouns}. Remove a filter, or record one with `{command}`.")
    else:
        say(f"No {nouns} yet. Record one with `{command}`.")


def say_doubts(doubts: Sequence[str]) -> None:
    for doubt in doubts[:SHORT_LIST]:
        say(f"Please check: {doubt}")
    if (more := len(doubts) - SHORT_LIST) > 0:
        say(f"Please check: {more:,} more like these.")


class Declined(TrackerError):
    """The user did not want this."""

    def __init__(self) -> None:
        super().__init__("Cancelled. Nothing was written.")


class Doubted(TrackerError):
    """What is to be written looks like a mistake; `App.written` asks the user whether it is meant."""

    def __init__(self, doubts: Sequence[str]) -> None:
        super().__init__("This looks like a mistake. Nothing was written.")
        self.doubts = doubts


def changed_meanwhile() -> Conflict:
    """Return the error that what a user agreed to is no longer what would be written."""
    return Conflict(
        "Another user changed the register while you were asked, so your answer no longer applies.",
        "Nothing was written. Run the command again to see what it would do now.",
    )


def is_missing(path: Path) -> bool:
    """Whether the file does not exist or is empty; a file that may not be read is not missing."""
    from tracker.store.sqlite_file import rolled_back

    try:
        return not path.stat().st_size or (rolled_back(path) and not path.stat().st_size)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def warn_of_network_share(location: Location) -> None:
    """Print a warning if the register is a file on a network share."""
    from tracker.store.location import on_network_share

    if location.path is not None and on_network_share(location.path):
        say(
            "Warning: the register is on a network share, where SQLite cannot lock its file reliably."
            " Move it to a local disk, or use PostgreSQL."
        )


pass_app = click.make_pass_decorator(App, ensure=True)


def command_line(arguments: Sequence[str]) -> str:
    """Return the command as typed, for the journal, without the register's address and without passwords."""
    from tracker.rules.text import readable
    from tracker.store.location import without_passwords

    kept: list[str] = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument == "--db":
            skip = True
        elif not argument.startswith("--db="):
            kept.append(without_passwords(argument))
    return readable(shlex.join(["tracker", *kept]))


def _question(line: str) -> str:
    """Return a command line without its output options: `project list --donor IDB`."""
    kept: list[str] = []
    tokens = iter(shlex.split(line)[1:])
    for token in tokens:
        if token in HOW_SHOWN:
            next(tokens, None)
        elif not token.startswith((*(f"{flag}=" for flag in HOW_SHOWN), "-o")) and token != "--no-input":
            kept.append(token)
    return shlex.join(kept)


def with_words(line: str, words: Sequence[str]) -> str:
    """Return a command line with more arguments; what follows `--` stays last."""
    return shlex.join(in_place(shlex.split(line), words))


def in_place(typed: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return arguments with more of them; what follows `--` is last, with each of the new ones that has it before."""
    place = typed.index("--") if "--" in typed else len(typed)
    before: list[str] = []
    last = [*typed[place + 1 :]]
    rest = iter(words)
    for word in rest:
        if word == "--":
            last.append(next(rest))
        else:
            before.append(word)
    return [*typed[:place], *before, *(["--", *last] if last else typed[place:])]
