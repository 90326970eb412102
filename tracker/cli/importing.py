"""`tracker import`: take files into the register, all of them or nothing, or all but the rows that are refused."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, Command, at_option, pass_app, say, told, write_options, yes_option
from tracker.errors import Conflict, TrackerError, Usage
from tracker.output import Column, Progress, Style, show, terminal_safe
from tracker.store.garbage import uncollected

if TYPE_CHECKING:
    from tracker.exchange.applying import Counted
    from tracker.exchange.intake import File, Taken, Wanted
    from tracker.exchange.sheets import Fault
    from tracker.register.register import Register

SHOWN = 100
CHANGES_SHOWN = 20
STDIN = "-"
FORMS = ("csv", "tsv", "xlsx", "xls", "ods", "docx", "json")
COUNTS = [
    Column("noun", "Table"),
    Column("created", "New", "number"),
    Column("updated", "Changed", "number"),
    Column("unchanged", "As it was", "number"),
]
REFUSED = Column("refused", "Refused", "number")


class _Looked(Exception):
    """Nothing of what was only looked at is kept."""


class _Refused(Exception):
    """Rows were refused: nothing of this attempt is kept."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken


@click.command(
    "import",
    cls=Command,
    example="tracker import projects.csv contributions.csv --dry-run\n"
    "tracker import reports.csv --at AMS-2014 --yes\n"
    "tracker import - --format tsv < rates.txt\n"
    "tracker import --list",
)
@click.argument(
    "files",
    nargs=-1,
    metavar="FILE...",
    type=click.Path(exists=True, allow_dash=True),
)
@at_option
@click.option("--sheet", "sheets", multiple=True, metavar="NAME|NUMBER", help="Only this sheet of a workbook.")
@click.option(
    "--map", "maps", multiple=True, metavar="HEADING=COLUMN", help="What a heading means; HEADING= leaves it out."
)
@click.option(
    "--set", "sets", multiple=True, metavar="COLUMN=VALUE", help="What all rows have in a column of no heading."
)
@click.option("--as", "noun", metavar="TABLE", help="What the rows are, such as reports; else the headings tell.")
@click.option("--currency", metavar="CODE", help="Of amounts that do not say their own.")
@click.option("--decimal", type=click.Choice(["comma", "point"]), help="What stands before the decimals of amounts.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="In which order dates have day, month and year.")
@click.option("--use", metavar="NAME", help="Read the headings as those remembered under this name.")
@click.option("--remember", metavar="NAME", help="Remember how the headings were read, for the next time.")
@click.option("--skip-refused", is_flag=True, help="Take in the sound rows; write the others into a file, to mend.")
@click.option("--refused", "refused_file", metavar="FILE", type=click.Path(), help="That file; else beside the input.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="How the files are written; else they tell. With --list: how it is shown.",
)
@click.option("--encoding", metavar="NAME", help="Of a text that is not UTF-8, such as latin-1.")
@click.option("--list", "listed", is_flag=True, help="Show past imports, and take nothing in.")
@click.option("--mappings", is_flag=True, help="Show the mappings that are remembered, and take nothing in.")
@click.option("--forget", metavar="NAME", help="Forget a mapping, and take nothing in.")
@click.option("--json", "as_json", is_flag=True, help="With --list or --mappings: as json.")
@write_options
@yes_option
@pass_app
def import_(
    app: App,
    files: Sequence[str],
    at: str | None,
    sheets: Sequence[str],
    maps: Sequence[str],
    sets: Sequence[str],
    noun: str | None,
    currency: str | None,
    decimal: str | None,
    dates: str | None,
    use: str | None,
    remember: str | None,
    skip_refused: bool,
    refused_file: str | None,
    form: str | None,
    encoding: str | None,
    listed: bool,
    mappings: bool,
    forget: str | None,
    as_json: bool,
) -> None:
    """Take in tables from csv, tsv, xlsx, xls, ods, docx and json: of series, organisations, donors, beneficiaries,
    contacts, conferences, participants, rates, conference rates, projects, contributions, transactions, risks,
    outcomes, indicators, milestones, documents, reports, assessments, measurements and milestone reports; the workbook
    of a data request that somebody filled in; or a whole register, as `tracker export --all` writes it.

    A table is known by its header; `-` is the standard input. Other headings are understood in English, Spanish and
    French, or as --map says, and how they were read is said. Everything is taken in, or nothing where a row is wrong.
    An empty cell leaves what stands, and the same file twice changes nothing. On a terminal the plan is shown first,
    and you are asked; a script's files are taken in at once.
    """
    from tracker.cli.import_history import forget_mapping, show_imports, show_mappings
    from tracker.cli.import_wishes import wanted_of

    if listed or mappings:
        app.asked_form = "json" if as_json else form
    if listed:
        show_imports(app)
    elif mappings:
        show_mappings(app)
    elif forget is not None:
        forget_mapping(app, forget)
    elif not files:
        raise Usage("Missing argument 'FILE...'.", "`tracker import -h` shows examples.")
    elif not _whole_register(app, files):
        _check_folders(files)
        skip = skip_refused or refused_file is not None
        wanted = wanted_of(maps, sets, sheets, noun, currency, decimal, dates)
        wanted = wanted._replace(at=at, use=use, remember=remember)
        with uncollected():
            _Import(app, files, read_files(files, form, encoding), wanted, refused_file, skip=skip).run()


def read_files(files: Sequence[str], form: str | None = None, encoding: str | None = None) -> list[File]:
    """The sheets of some files. Raises Unreadable, and Usage where the standard input is named twice."""
    from hashlib import sha256

    from tracker.exchange.formats.reading import form_of, read_grids
    from tracker.exchange.intake import File

    if files.count(STDIN) > 1:
        raise Usage("The standard input can be read only once.", "Name `-` once.")
    found = []
    sizes = [0 if file == STDIN else Path(file).stat().st_size for file in files]
    with Progress("Reading", sum(sizes)) as progress:
        for file, size in zip(files, sizes, strict=True):
            data = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
            name = "standard input" if file == STDIN else Path(file).name
            grids = read_grids(name, data, form, encoding)
            found.append(File(name, sha256(data).hexdigest(), form or form_of(data, encoding), grids))
            progress.advance(size)
    return found


def show_counts(counts: Iterable[Counted], style: Style) -> None:
    """What became, or would become, of the rows of each table."""
    rows = list(counts)
    show(rows, [*COUNTS, REFUSED] if any(row.refused for row in rows) else COUNTS, style)


class _Import:
    """One command's files on their way into the register."""

    def __init__(
        self,
        app: App,
        paths: Sequence[str],
        files: Sequence[File],
        wanted: Wanted,
        refused_file: str | None,
        *,
        skip: bool,
    ) -> None:
        self.app, self.paths, self.files, self.wanted = app, paths, files, wanted
        self.refused_file, self.skip = refused_file, skip
        self._left_out: dict[int, dict[int, str]] = {}
        self._said: set[str] = set()
        self._edits: list[str] = []
        self._written: list[str] = []

    def run(self) -> None:
        """Plan, ask a person, apply, and say what was done. Raises TrackerError where rows were refused."""
        app = self.app
        asked = app.interactive and not app.yes and not app.dry_run
        planned = self._understood(keep=False) if asked else None
        if planned is not None and (planned.written or planned.answered):
            self._show(planned)
            app.confirm(f"Take in {_rows(planned.rows - planned.left_out)}?")
        taken = self._understood(keep=True)
        if planned is not None and taken.counts != planned.counts:
            raise Conflict("The register was changed meanwhile, and the plan with it.", "Look at it with --dry-run.")
        if planned is None and (taken.written or taken.left_out):
            self._show(taken)
        rows = taken.rows - taken.left_out
        if taken.answered and not app.dry_run:
            say(f"The request was marked for {_counted(taken.answered, 'project')}: `tracker request status` shows it.")
        if not taken.written and taken.answered:
            say("Nothing else changed. `tracker undo` takes it back.")
        elif not taken.written:
            say(f"Nothing to change: {_rows(rows)} say what the register says already.")
        elif not app.dry_run:
            say(f"{_rows(rows)} taken in. `tracker undo` takes all of it back.")
        if taken.remembered and not app.dry_run:
            say(f"How the headings were read is remembered as {taken.remembered}.")
        if taken.left_out:
            raise self._refusal(taken)

    def _understood(self, *, keep: bool) -> Taken:
        """Take everything in, asking a person for what is not understood; without `keep` it is only looked at."""
        from tracker.cli.import_wishes import ask_for_headings
        from tracker.exchange.foreign.columns import NotUnderstood

        while True:
            try:
                return self._without_refused(keep=keep)
            except NotUnderstood as error:
                if not self.app.interactive:
                    raise
                self.wanted = ask_for_headings(self.app, error, self.wanted)

    def _without_refused(self, *, keep: bool) -> Taken:
        """Take in what is sound: again and again without what was refused, as long as that is wanted."""
        from tracker.exchange.intake import together

        while True:
            looked: list[Taken] = []
            try:
                with ExitStack() as undone:
                    with self.app.register(create=True) as register:
                        taken = self._attempt(register)
                        if taken.faults:
                            raise _Refused(taken)
                        if not keep:
                            looked.append(taken)
                            raise _Looked
                        # Before the commit: a row is in the register or in a file, whatever happens in between.
                        self._write_refused(taken, undone)
                    undone.pop_all()
                return taken
            except _Looked:
                return looked[0]
            except _Refused as refused:
                self._tell_faults(refused.taken)
                self._left_out = together(self._left_out, refused.taken.found)

    def _attempt(self, register: Register) -> Taken:
        from tracker.exchange.intake import take_files

        total = sum(len(grid.lines) for file in self.files for grid in file.grids)
        with Progress("Taking in", total) as progress:
            taken = take_files(register, self.files, self.wanted, self._left_out, progress.advance)
        for text in taken.said:
            if text not in self._said:
                say(terminal_safe(text))
                self._said.add(text)
        if not taken.faults and (self.app.dry_run or self.app.interactive):
            self._note_edits(register)
        return taken

    def _write_refused(self, taken: Taken, undone: ExitStack) -> None:
        """Write the rows that were refused beside their files; `undone` takes those away again."""
        from tracker.cli.import_refused import write_refused_files

        if not self.app.dry_run:
            written = write_refused_files(self.paths, self.files, taken.refused, self.refused_file, undone)
            self._written = [terminal_safe(str(path)) for path in written]

    def _note_edits(self, register: Register) -> None:
        """Remember what would change in rows that stand already, for a person to look at."""
        from tracker.cli.log import sentence
        from tracker.insight.log import first_edits

        register.journal.flush()
        if register.journal.id is not None:
            changes = first_edits(register.reader, register.journal.id, CHANGES_SHOWN + 1)
            self._edits = [sentence(change) for change in changes]

    def _show(self, taken: Taken) -> None:
        show_counts(taken.counts, self.app.style())
        if self._edits:
            told("\nChanges:" if len(self._edits) <= CHANGES_SHOWN else f"\nThe first {CHANGES_SHOWN} changes:")
            for edit in self._edits[:CHANGES_SHOWN]:
                told(f"  {edit}")

    def _tell_faults(self, taken: Taken) -> None:
        """Say what is wrong with which row. Raises TrackerError unless refused rows are to be left out."""
        for fault in taken.faults[:SHOWN]:
            say(terminal_safe(_said(fault)))
        if len(taken.faults) > SHOWN:
            say(f"... and {len(taken.faults) - SHOWN:,} more.")
        if self.skip:
            return
        if self.app.dry_run:
            show_counts(taken.counts, self.app.style())
        refused = sum(count.refused for count in taken.counts)
        raise TrackerError(
            f"{_rows(refused)} of {taken.rows:,} cannot be taken in; nothing was written.",
            "Correct them and import again: what is right already is not entered twice."
            " --skip-refused takes in the others.",
        )

    def _refusal(self, taken: Taken) -> TrackerError:
        """What became of the rows that were left out."""
        refused = f"{_rows(taken.left_out)} of {taken.rows:,}"
        if self.app.dry_run:
            return TrackerError(f"{refused} would be refused.", "They would be written into a file, to mend.")
        return TrackerError(
            f"{refused} {'was' if taken.left_out == 1 else 'were'} refused: see {' and '.join(self._written)}.",
            "Mend what is wrong there, and import that file.",
        )


def _whole_register(app: App, files: Sequence[str]) -> bool:
    """Take a whole register in, where the files are one."""
    from tracker.exchange.whole.document import is_register

    if len(files) != 1 or files[0] == STDIN:
        return False
    path = Path(files[0])
    looked_at = path / "register.json" if path.is_dir() else path
    if not looked_at.is_file():
        return False
    with looked_at.open("rb") as stream:
        if not is_register(stream.read(4096)):
            return False
    from tracker.cli.whole import import_register

    import_register(app, path)
    return True


def _check_folders(files: Sequence[str]) -> None:
    for file in files:
        if file != STDIN and Path(file).is_dir():
            raise Usage(f"{file} is a folder.", f"Name its files: {file}/*.xlsx, for instance.")


def _said(fault: Fault) -> str:
    value = f" {fault.value!r}" if fault.value else ""
    right = f" ({fault.right.removesuffix('.')})" if fault.right else ""
    return f"{fault.where}, {fault.column}{value}: {fault.why}{right}"


def _rows(count: int) -> str:
    return _counted(count, "row")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
