"""The command line: turns arguments into calls and passes rows to `show()`; it contains no other logic."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from tracker import __version__, signals
from tracker.cli.base import App, command_line, is_missing, say, tell_error
from tracker.cli.options import EVERYWHERE, Group, HeadedOption, write_headed
from tracker.errors import TrackerError

TITLE = "tracker - who pays for what in customs reform, from one conference to the next"

# Name, what it does, and where it is, so that the help does not have to import the modules of the commands.
SECTIONS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Before the conference",
        (
            ("conference", "add, open, close, reopen; rates and participants", "conferences.conference:conference"),
            ("request", "ask donors and beneficiaries; who has not answered", "conferences.request:request"),
            ("import", "import workbooks, csv, Word tables, IATI, returned forms", "files.importing:import_"),
            ("need", "what administrations ask for; what donors replied", "coordination.need:need"),
            ("offer", "what a donor could give: programmes, amounts, how to apply", "coordination.offer:offer"),
            ("coverage", "which administration is served with what", "coordination.coverage:coverage"),
            ("gaps", "needs without an answer, administrations without a project", "coordination.gaps:gaps"),
            ("overlap", "who else does this; what people decided about it", "coordination.overlap:overlap"),
            ("agenda", "who presents what, what is asked, decisions to take", "book.agenda:agenda"),
        ),
    ),
    (
        "During the conference",
        (
            ("note", "write down what was said; sort it out later", "minutes.note:note"),
            ("report", "report money, status and facts to a conference", "projects.report:report"),
            ("pool", "money promised but not yet allocated", "projects.pool:pool"),
            ("allocate", "move a donor's money from the pool to a project", "projects.pool:allocate"),
            ("action", "action points: who does what by when, and what became of it", "minutes.action:action"),
            (
                "recommendation",
                "recommendations of a conference, and what became of them",
                "minutes.action:recommendation",
            ),
            (
                "partnership",
                "bilateral meetings, agreements, visits, mechanisms",
                "parties.partnership:partnership",
            ),
            ("shell", "many commands in one session, with completion and history", "shell.shell:shell"),
        ),
    ),
    (
        "After the conference",
        (
            ("compare", "two or more conferences, to the cent", "comparing.compare:compare"),
            (
                "scorecard",
                "which projects, and how much money, are on track or behind",
                "comparing.scorecard:scorecard",
            ),
            ("why", "the rows and rates behind a total, or behind a difference", "comparing.why:why"),
            ("followup", "what became of pledges, proposals, recommendations, actions", "comparing.followup:followup"),
            ("brief", "what to carry into a meeting", "briefs.brief:brief"),
            ("chart", "pictures: money, coverage, risks, pledges, outcomes", "book.chart:chart"),
            ("pack", "the book of a conference: to look at, print and carry", "book.pack:pack"),
        ),
    ),
    (
        "Look up and record",
        (
            ("search", "find words anywhere in the register", "search:search"),
            ("project", "add, list, show, edit, succeed, remove", "coordination.project_candidates:project"),
            ("contribution", "what one donor brings to one project", "projects.contribution:contribution"),
            ("risk", "what may happen to a project; the risk matrix", "parts.risk:risk"),
            ("rating", "the risk of a whole project in one word, as donors publish it", "projects.rating:rating"),
            ("outcome", "the results of a project, and their indicators", "parts.outcome:outcome"),
            ("indicator", "how an outcome is measured, and its values", "parts.indicator:reported"),
            ("milestone", "the steps of an implementation plan", "parts.milestone:milestone"),
            ("light", "set by hand whether a project is on track", "comparing.light:light"),
            ("career", "career paths: what each stage requires, officers at each", "people.career:career"),
            ("theme", "what projects are about: the themes, and new ones", "projects.theme:theme"),
            (
                "evaluation",
                "ratings of projects as published; the share that is good",
                "projects.evaluation:evaluation",
            ),
            ("criteria", "the criteria by which projects are evaluated", "projects.criteria:group"),
            ("scale", "the scales on which donors rate projects and risks", "projects.scale:scale"),
            ("document", "documents about projects, conferences, organisations", "minutes.document:document"),
            ("donor", "who pays, and what they pledged and paid", "parties.party_roles:donor"),
            ("beneficiary", "who benefits, and from which projects", "parties.party_roles:beneficiary"),
            ("organisation", "names, aliases, contacts, roles; merge", "parties.organisation:organisation"),
            ("training", "courses and workshops: who attended, and with what result", "people.training_parts:training"),
            ("series", "lines of conferences", "conferences.series:series"),
        ),
    ),
    (
        "Housekeeping",
        (
            ("log", "every change: when, who, what, why", "maintenance.log:log"),
            ("undo", "undo the last command, or one by its number", "maintenance.log:undo"),
            ("export", "the whole register as one document or csv; projects as IATI", "files.exporting:export"),
            ("codes", "what the codes of IATI mean: sectors, countries, kinds", "maintenance.codes:codes"),
            ("db", "path, init, upgrade, check, backup, restore", "maintenance.db:db"),
            ("completion", "set up Tab completion in your shell", "help:completion"),
            ("help", "help on a command, or on the words: tracker help words", "help:help_"),
            ("demo", "try the program on real conferences of the Americas", "maintenance.demo:demo"),
        ),
    ),
)

BEGINNING = """\
  tracker demo               real conferences to try, in a register of their own
  tracker db init            a new register, empty
  tracker import FILE.xlsx   a new register with a list of projects

`tracker help` lists all commands, and `tracker help words` says what their words mean."""

MODULES = {name: module for _, commands in SECTIONS for name, _, module in commands}


class Root(Group):
    """The root of all commands: loads each one only when it is called, and turns errors into exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = MODULES.get(cmd_name)
        if where is None:
            return None
        module, _, attribute = where.partition(":")
        found: click.Command = getattr(import_module(f"tracker.cli.{module}"), attribute)
        return found

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"{TITLE}\n\nUsage: tracker COMMAND [ARGUMENTS] [FLAGS]\n\n")
        write_overview(formatter)
        formatter.write("\n`tracker COMMAND -h` explains a command and ends with an example.\n")
        write_headed(self, ctx, formatter)

    def invoke(self, ctx: click.Context) -> object:
        app = ctx.ensure_object(App)
        app.command_line = command_line(ctx.meta.get("tracker.arguments", sys.argv[1:]))
        with _told_past_click():
            return super().invoke(ctx)

    def main(self, args: Any = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        arguments = list(sys.argv[1:] if args is None else args)
        extra.pop("standalone_mode", None)
        if os.environ.get("_TRACKER_COMPLETE", "").startswith("powershell"):
            import_module("tracker.cli.powershell")
        app = extra.pop("obj", None) or App()
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if getattr(sys, name) is None:  # closed by the shell, or a Windows program without a console
                setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
        try:
            with _interruption_first():
                status = super().main(args=arguments, prog_name="tracker", standalone_mode=False, obj=app, **extra)
                sys.stdout.flush()
        except TrackerError as error:
            if app.debug:
                _tell_traceback(app)
            tell_error(error)
            sys.exit(error.exit_status)
        except click.ClickException as error:
            _tell_usage(error)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            number = signals.received() or signal.SIGINT
            what = "Interrupted" if number == signal.SIGINT else f"Stopped by {signal.Signals(number).name}"
            with suppress(OSError):  # a terminal that was closed
                say(f"{what}. {'`tracker log` shows what was written.' if app.wrote else 'Nothing was written.'}")
            sys.exit(128 + number)
        except (BrokenPipeError, _NobodyReads):
            if app.place is None:  # in the shell it may have been the pager, and the shell continues
                _close_quietly()
            sys.exit(0)
        except OSError as error:
            try:
                sys.stdout.flush()
            except OSError:
                _close_quietly()
            if app.debug:
                _tell_traceback(app)
            from tracker.store.failures import reason_of

            reason = reason_of(error)
            say(f"Error: {reason[:1].upper()}{reason[1:]}" + (f": {error.filename}" if error.filename else ""))
            if app.wrote:
                say("`tracker log` shows what was written before the error.")
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> click.Context:
        given = list(args)
        with _told_past_click():
            context = super().make_context(info_name, args, parent, **extra)
        context.meta["tracker.arguments"] = given
        return context


def write_overview(formatter: click.HelpFormatter) -> None:
    """Write the commands, grouped by when they are used."""
    for title, commands in SECTIONS:
        formatter.write(f"{title}\n")
        for name, said, _ in commands:
            formatter.write(f"  {name:<15}{said}\n")


class _NobodyReads(Exception):
    """A closed pipe."""


class _ToldToEnd(Exception):
    """A signal to end."""


@contextmanager
def _told_past_click() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # Left alone, click would turn it into exit status 1.
        raise _NobodyReads from None
    except signals.Terminated:
        # Left alone, click would print an empty line.
        raise _ToldToEnd from None


@contextmanager
def _interruption_first() -> Iterator[None]:
    """Let a signal win over any other error: a library callback can lose the signal and raise another error instead."""
    try:
        yield
    except Exception as error:
        if signals.received():
            raise KeyboardInterrupt from error
        raise


def _tell_usage(error: click.ClickException) -> None:
    """Print click's usage error in the form of every other error, or the help of a noun without a verb."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(*error.message.expandtabs().rstrip("\n").split("\n"))
        return
    from tracker.cli.finding import in_our_form

    tell_error(in_our_form(error))


def _tell_traceback(app: App) -> None:
    """Print the traceback of the current error, without the passwords in the register's address."""
    from traceback import format_exception

    from tracker.store.location import without_passwords

    lines: list[str] = []
    for part in format_exception(sys.exception()):
        # A message is always one line, whatever it contains; a frame has two, and the text linking two errors several.
        lines += part.split("\n")[:-1] if part.startswith((" ", "\n", "Traceback")) else [part.rstrip("\n")]
    for secret in app.secrets:
        lines = [line.replace(secret, "***") for line in lines]
    say(*map(without_passwords, lines))


def _close_quietly() -> None:
    # The reader has gone, or the disk is full: without this, Python would report the error again at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(
    __version__, prog_name="tracker", message="%(prog)s %(version)s", cls=HeadedOption, heading=EVERYWHERE
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Who pays for what in customs reform, from one conference to the next."""
    if ctx.invoked_subcommand is None:
        app = ctx.ensure_object(App)
        if app.file is not None and is_missing(app.file):
            click.echo(f"{TITLE}\n\nNo register found at {app.file}. To begin, run one of these:\n\n{BEGINNING}")
            return
        formatter = ctx.make_formatter()
        formatter.write(f"{TITLE}\n{_where(app)}\n\n")
        write_overview(formatter)
        click.echo(formatter.getvalue().rstrip("\n"))


def _where(app: App) -> str:
    """Return the register and its open conference, in one line."""
    from tracker.insight.codes import CONFERENCES, Conference

    try:
        with app.reader() as reader:
            sql = CONFERENCES + " WHERE c.state IN ('open', 'reopened') ORDER BY s.code, c.sequence"
            found = reader.all(sql, {}, Conference)
    except TrackerError as error:
        return f"Register: {error.message}"
    dated = {one: f"{one.code} ({one.start_date})" if one.start_date else one.code for one in found}
    opened = ", ".join(said for one, said in dated.items() if one.state == "open") or "no conference"
    mended = ", ".join(said for one, said in dated.items() if one.state == "reopened")
    return f"Register: {app.location.name}   Open: {opened}{f'   Reopened: {mended}' if mended else ''}"
