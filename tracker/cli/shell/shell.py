"""`tracker shell`: many commands in one process, for an afternoon of data entry or for a script."""

from __future__ import annotations

import io
import shlex
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from tracker.cli.base import App, pass_app, say, tell_error
from tracker.cli.options import Command
from tracker.cli.shell_place import ShellPlace
from tracker.cli.values import TEXT
from tracker.errors import TrackerError, Usage
from tracker.signals import is_ending, listen_again

ENDS = ("exit", "quit")
LONGEST_LINE = 1_000_000
HELP = """\
A command is typed as outside, without `tracker`: project list --donor IDB

  use 2013 P1    select a conference and a project; they fill in what a command leaves out
  use            show what is selected; `use -` selects nothing
  help [NOUN]    the commands, or one of them
  exit           leave; so does Ctrl-D

Tab completes commands, flags, codes and words. Ctrl-C drops the line. A line that ends with \\ goes on in the next one.
Where --at is left out, the selected conference is used; where the first word is a project's code and is left out,
the selected project is. What is added, removed or put in the place of another is always named, and `edit` takes no
conference.
"""


class _Leave(Exception):
    """The user wants to leave the shell."""


class Shell:
    """Runs the commands of one user or one script in turn; holds nothing open between two commands."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.place = ShellPlace()

    @property
    def prompt(self) -> str:
        return f"{str(self.place) or 'tracker'}> "

    def run(self, line: str) -> int:
        """Run one line and return its exit status, as outside the shell. Raises _Leave to end the shell."""
        if not line.strip() or line.lstrip().startswith("#"):
            return 0
        try:
            words = _words(line)
        except Usage as error:
            return _told(error)
        if words[0] in ENDS and len(words) == 1:
            raise _Leave
        if words[0] == "help" and len(words) == 1:
            return self._help()
        if words[0] == "use":
            return self._use(words[1:])
        return self._command([*words[1:], "--help"] if words[0] == "help" else words)

    def begun(self) -> App:
        """Return the initial state of a command: the flags of the shell, and the conference and project in use."""
        app = App()
        app.db, app.no_input, app.color, app.debug = self.app.db, self.app.no_input, self.app.color, self.app.debug
        app.place, app.wrote = self.place, self.app.wrote
        return app

    def _command(self, words: list[str]) -> int:
        from tracker.cli import main

        app = self.begun()
        try:
            main.main(words, obj=app)
        except SystemExit as end:
            if is_ending():
                raise
            listen_again()
            return end.code if isinstance(end.code, int) else 1
        except Exception:  # a bug of ours must not end the shell; earlier commands are already saved
            traceback.print_exc()
            return 1
        finally:
            self.app.wrote = self.app.wrote or app.wrote
        return 0

    def _use(self, words: list[str]) -> int:
        try:
            self.place = self.place.moved(self.begun(), [TEXT.convert(word, None, None) for word in words])
        except TrackerError as error:
            return _told(error)
        say(f"At {self.place}." if str(self.place) else "At no conference and no project.")
        return 0

    def _help(self) -> int:
        from tracker.cli import write_overview

        formatter = click.HelpFormatter(width=80)
        write_overview(formatter)
        click.echo(f"{HELP}\n{formatter.getvalue()}", nl=False)
        return 0


def _words(line: str) -> list[str]:
    """Split a line into words, quoted as in any shell. Raises Usage for an unclosed quote."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise Usage(
            f"{str(error).rstrip('.')}: {line.strip()}", "Put a value that contains spaces in quotes."
        ) from error
    # Examples in the manual and suggested next commands begin with the program's name.
    return words[1:] if words[0] == "tracker" and len(words) > 1 else words


def _told(error: TrackerError) -> int:
    tell_error(error)
    return error.exit_status


@click.command(cls=Command, example="tracker shell < afternoon.txt")
@click.option("--keep-going", is_flag=True, help="In a script, go on after an error.")
@pass_app
def shell(app: App, /, keep_going: bool) -> int:
    """Many commands in one process: a prompt on a terminal, a script elsewhere.

    `use 2013` and `use P1` choose where you are; a command that leaves out --at or its project means these. Each
    command is one entry in the log, as outside. A script has one command in a line, with # before a comment, and stops
    at the first error with its exit status; with --keep-going it ends with that of the first error.
    """
    if app.place is not None:
        raise Usage("This is the shell already.", "`exit` leaves it.")
    return _talk(Shell(app)) if app.interactive else _script(Shell(app), keep_going)


def _talk(shell: Shell) -> int:
    from tracker.cli.shell.shell_line import line_reader

    say("`help` explains, Tab completes, Ctrl-D leaves.")
    ask = line_reader(shell)
    while True:
        try:
            line = ask(shell.prompt)
            while line.endswith("\\"):
                line = line[:-1] + ask("... ")
            shell.run(line)
        except KeyboardInterrupt:
            if is_ending():
                raise
            listen_again()
            say("")
        except (EOFError, click.Abort):
            say("")
            return 0
        except _Leave:
            return 0


def _script(shell: Shell, keep_going: bool) -> int:
    status = 0
    source = sys.stdin
    for number, line in _lines(source):
        try:
            with _no_input():
                ended = shell.run(line)
        except _Leave:
            break
        if ended:
            status = status or ended
            say(f"That was line {number}: {line.strip()}")
            if not keep_going or ended == 130:
                return ended
    return status


def _lines(source: TextIO) -> Iterator[tuple[int, str]]:
    """Yield the commands of a script as they arrive, each with the number of its first line."""
    number, begun, held = 0, 0, ""
    while True:
        try:
            line = source.readline(LONGEST_LINE)
        except UnicodeDecodeError:
            raise Usage(f"Line {number + 1} is not UTF-8 text.", "Save the script as UTF-8.") from None
        if len(line) + len(held) >= LONGEST_LINE:
            raise Usage(f"Line {begun or number + 1} is longer than {LONGEST_LINE:,} characters.", "Is this a script?")
        if not line:
            break
        number += 1
        begun = begun or number
        text = line.rstrip("\r\n").removeprefix("\ufeff" if number == 1 else "")
        if text.endswith("\\"):
            held += text[:-1]
            continue
        yield begun, held + text
        begun, held = 0, ""
    if held:
        yield begun, held


@contextmanager
def _no_input() -> Iterator[None]:
    """Keep a command from reading the rest of the script as its input."""
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before
