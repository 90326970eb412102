"""One `tracker import`, from the files read to the rows in the register: plan, confirm, apply, and report."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tracker.cli.base import App, Doubted, changed_meanwhile, say, say_doubts
from tracker.cli.double_counting import imported_said
from tracker.cli.files.import_view import (
    CHANGES_SHOWN,
    left_out,
    nothing_taken,
    show_counts,
    show_plan,
    talk,
    tell_faults,
)
from tracker.output import Progress, terminal_safe
from tracker.rules.text import counted

if TYPE_CHECKING:
    from tracker.exchange.intake import File, ImportResult, Wanted
    from tracker.insight.journal.readable_rows import RowChange
    from tracker.register.register import Register


class _FilesPreviewed(Exception):
    """Rolls back an import that was only a preview."""


class _Refused(Exception):
    """Rolls back an attempt in which rows were refused."""

    def __init__(self, taken: ImportResult) -> None:
        self.taken = taken


class Import:
    """The import of the files of one command."""

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
        self._edits: list[RowChange] = []
        self._written: list[str] = []
        self._doubled: list[str] = []
        self._doubts: list[str] = []

    def run(self) -> None:
        """Plan, ask the user, apply, and print what was done. Raises TrackerError if rows were refused."""
        app = self.app
        if app.interactive and not app.yes:
            self._propose_all()
        asked = app.interactive and not app.yes and not app.dry_run
        planned = self._understood(keep=False) if asked else None
        if planned is not None and (planned.written or planned.answered):
            show_plan(app, planned, self._edits)
            planned = self._agreed(planned)
        taken = self._understood(keep=True, agreed=planned)
        if planned is None and (taken.written or taken.left_out):
            show_plan(app, taken, self._edits)
        say(*self._doubled)
        rows = taken.rows - taken.left_out
        if taken.answered and not app.dry_run:
            say(f"The request was marked for {counted(taken.answered, 'project')}: `tracker request status` shows it.")
        if not taken.written and taken.answered:
            say("Nothing else changed. `tracker undo` takes it back.")
        elif (nothing := self._nothing_to_do(taken)) is not None:
            if not app.dry_run:
                say(nothing)
        elif taken.written and not app.dry_run:
            say(f"{counted(rows, 'row')} taken in. `tracker undo` takes all of it back.")
        for text in taken.passed_over:
            talk(text)
        if taken.remembered and not app.dry_run:
            say(f"How the headings were read is remembered as {taken.remembered}.")
        if taken.left_out:
            raise left_out(app, taken, self._written)

    def _agreed(self, planned: ImportResult) -> ImportResult:
        """Return the plan that the user accepts, with the kinds of new organisations as the user corrected them."""
        from tracker.cli.files.import_questions import corrected

        say_doubts(self._doubts)
        question = f"Take in {counted(planned.rows - planned.left_out, 'row')}?"
        while any(one.guessed for one in planned.newcomers):
            rules = corrected(self.app, question, planned.newcomers, self.wanted.rules)
            if rules is None:
                return planned
            self.wanted = self.wanted._replace(rules=rules)
            planned = self._understood(keep=False)
            show_plan(self.app, planned, self._edits)
        self.app.confirm(question)
        return planned

    def _propose_all(self) -> None:
        """Include everything new in the plan, for the user to review before anything is imported."""
        from tracker.exchange.lists.asked import NEW

        rules = self.wanted.rules
        if not rules.create:
            self.wanted = self.wanted._replace(rules=rules._replace(create=frozenset(NEW)))

    def _understood(self, *, keep: bool, agreed: ImportResult | None = None) -> ImportResult:
        """Import everything, asking the user about what is not understood; without `keep` this is only a preview.

        Raises Conflict, and writes nothing, if it comes out otherwise than the preview that the user agreed to.
        """
        from tracker.cli.files.import_questions import ask_for_headings, ask_for_names
        from tracker.exchange.foreign.columns import NotUnderstood
        from tracker.exchange.lists.asked import AlikeNames

        while True:
            try:
                return self._without_refused(keep=keep, agreed=agreed)
            except NotUnderstood as error:
                if not self.app.interactive:
                    raise
                self.wanted = ask_for_headings(self.app, error, self.wanted)
            except AlikeNames as error:
                if not self.app.interactive:
                    raise
                self.wanted = ask_for_names(self.app, error, self.wanted)

    def _without_refused(self, *, keep: bool, agreed: ImportResult | None) -> ImportResult:
        """Import the valid rows; if refused rows may be left out, repeat without them until none is refused."""
        from tracker.exchange.intake import together

        edits_agreed = self._edits
        while True:
            looked: list[ImportResult] = []
            try:
                with ExitStack() as undone:
                    with self.app.register(create=True, meant=self._doubts) as register:
                        taken = self._attempt(register)
                        if taken.faults:
                            raise _Refused(taken)
                        if not keep:
                            looked.append(taken)
                            self._doubts = register.doubts
                            raise _FilesPreviewed
                        if agreed is not None and (taken.counts, self._edits) != (agreed.counts, edits_agreed):
                            raise changed_meanwhile()
                        self._doubled = imported_said(register, self.wanted.at)
                        # Before the commit, so that a row is always in the register or in a file.
                        self._write_refused(taken, undone)
                    undone.pop_all()
                return taken
            except _FilesPreviewed:
                return looked[0]
            except Doubted as doubted:
                raise changed_meanwhile() from doubted
            except _Refused as refused:
                self._tell_faults(refused.taken)
                self._left_out = together(self._left_out, refused.taken.found)

    def _attempt(self, register: Register) -> ImportResult:
        from tracker.exchange.intake import take_files

        total = sum(len(grid.lines) for file in self.files for grid in file.grids)
        with Progress("Taking in", total) as progress:
            taken = take_files(register, self.files, self.wanted, self._left_out, progress.advance)
        for text in [*taken.said, *(() if taken.faults else taken.planned)]:
            if text not in self._said:
                talk(text)
                self._said.add(text)
        if not taken.faults and (self.app.dry_run or self.app.interactive):
            self._note_edits(register)
        if self.app.dry_run and not taken.faults and (nothing := self._nothing_to_do(taken)) is not None:
            say(nothing)
        return taken

    @staticmethod
    def _nothing_to_do(taken: ImportResult) -> str | None:
        """Return why there is nothing to import, if that is not an error; else None."""
        rows = taken.rows - taken.left_out
        if taken.written or taken.answered:
            return None
        if rows:
            verb = "says" if rows == 1 else "say"
            return f"Nothing to change: {counted(rows, 'row')} {verb} what the register says already."
        if not taken.rows and not taken.said:
            return "Nothing to change: there is no row below the header."
        return None

    def _write_refused(self, taken: ImportResult, undone: ExitStack) -> None:
        """Write the refused rows next to their files; `undone` removes these files on failure."""
        from tracker.cli.files.import_refused import write_refused_files

        if not self.app.dry_run:
            written = write_refused_files(self.paths, self.files, taken.refused, self.app, self.refused_file, undone)
            self._written = [terminal_safe(str(path)) for path in written]

    def _note_edits(self, register: Register) -> None:
        """Remember what would change in existing rows, for the user to review."""
        from tracker.insight.journal.log import first_edits

        register.journal.flush()
        if register.journal.id is not None:
            self._edits = first_edits(register.reader, register.journal.id, CHANGES_SHOWN + 1)

    def _tell_faults(self, taken: ImportResult) -> None:
        """Print what is wrong with which row. Raises TrackerError unless refused rows may be left out."""
        tell_faults(taken)
        if not self.skip:
            if self.app.dry_run:
                show_counts(self.app, taken)
            raise nothing_taken(taken)
