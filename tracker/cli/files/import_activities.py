"""`tracker import` of IATI files: select, plan, confirm, import, and account for every amount."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tracker.cli.base import App, changed_meanwhile, say
from tracker.cli.double_counting import imported_said
from tracker.cli.files.import_files import STDIN
from tracker.cli.files.import_view import CHANGES_SHOWN, show_plan, talk
from tracker.errors import TrackerError, Usage
from tracker.output import Progress
from tracker.rules.text import counted, readable
from tracker.store.files.destinations import check, replaced

if TYPE_CHECKING:
    from tracker.exchange.iati.importing.accounting import AccountingLine, Ledger
    from tracker.exchange.iati.importing.asked import Asked
    from tracker.exchange.iati.importing.batches import ImportedActivities
    from tracker.exchange.iati.importing.files import SourceFile
    from tracker.insight.journal.readable_rows import RowChange
    from tracker.register.register import Register

SHOWN = 20
LARGEST = 4  # the number of kinds of elements that are named


class _ActivitiesPreviewed(Exception):
    """Rolls back an import that was only a preview."""


@contextmanager
def iati_files(files: Sequence[str], form: str | None) -> Iterator[list[tuple[SourceFile, int]] | None]:
    """Yield the files of a command with their sizes if they are IATI; None if none of them is.

    Raises Usage if only some of them are.
    """
    from tracker.exchange.iati.importing.files import source_of
    from tracker.exchange.iati.reading.heads import HEAD, is_iati

    with ExitStack() as held:
        found: list[tuple[SourceFile, int]] = []
        for name in files:
            path = None if name == STDIN else Path(name)
            if path is not None and path.is_dir():
                continue
            if path is None:
                stream: IO[bytes] = sys.stdin.buffer
                head = _looked_at(stream)
            else:
                stream = held.enter_context(path.open("rb"))
                head = stream.read(HEAD)
            if form == "iati" or (form is None and is_iati(head)):
                if path is None:
                    stream = held.enter_context(_spooled(stream))
                size = stream.seek(0, 2)
                found.append((source_of("standard input" if path is None else readable(path.name), stream, path), size))
        if found and len(found) < len(files):
            raise Usage("Some of these files are IATI, and some are not.", "Import each kind in a command of its own.")
        yield found or None


def asked_of(
    sectors: Sequence[str],
    texts: Sequence[str],
    countries: Sequence[str],
    regions: Sequence[str],
    since: str | None,
    *,
    new_only: bool,
    update_only: bool,
    keep_missing: bool | None,
) -> Asked:
    """Return the request that the options make. Raises Usage, and Invalid for an invalid date."""
    from tracker.exchange.iati.importing.asked import Asked, Chosen
    from tracker.rules.dates import parse_date

    if new_only and update_only:
        raise Usage("--new-only and --update-only leave nothing.", "Choose one of them.")
    day = parse_date("--since", since) if since else None
    about, where = (_split(sectors), _split(texts)), (_split(countries), _split(regions))
    return Asked(Chosen(*about, *where, day, new_only, update_only), keep_missing=keep_missing)


def check_only_tables(given: Mapping[str, object]) -> None:
    """Raise Usage for an option that applies only to tables."""
    for option, value in given.items():
        if value:
            raise Usage(f"{option} is for tables, and these files are IATI.", "Leave it out.")


def _split(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for text in texts for part in text.split(",") if (word := part.strip()))


def take_activities_in(app: App, files: Sequence[tuple[SourceFile, int]], asked: Asked, report: str | None) -> None:
    """Import IATI files. Raises TrackerError if activities were refused, after importing the others."""
    _ActivityImport(app, files, asked, report).run()


class _ActivityImport:
    def __init__(self, app: App, files: Sequence[tuple[SourceFile, int]], asked: Asked, report: str | None) -> None:
        self.app, self.files, self.asked, self.report = app, files, asked, report
        self.edits: list[RowChange] = []
        self.doubled: list[str] = []

    def run(self) -> None:
        app = self.app
        if self.report:
            check(app.target(self.report, "csv", option="--report"))
        looked = app.interactive and not app.yes and not app.dry_run
        asked = False
        planned: ImportedActivities | None = None
        if looked:
            planned, ledger = self._take(keep=False)
            asked = planned.written > 0
            if asked:
                show_plan(app, planned, self.edits)
                self._account(planned, ledger, "to be taken in")
                app.confirm(f"Take in {counted(planned.kept, 'activity')}?")
        taken, ledger = self._take(keep=True, agreed=planned)
        if not asked:
            if taken.counts:
                show_plan(app, taken, self.edits)
            self._account(taken, ledger, "would be taken in" if app.dry_run else "taken in")
        self._end(taken)

    def _take(self, *, keep: bool, agreed: ImportedActivities | None = None) -> tuple[ImportedActivities, Ledger]:
        """Take in the files; without `keep` this is only a preview.

        Raises Conflict, and writes nothing, if it comes out otherwise than the preview that the user agreed to.
        """
        from tracker.exchange.iati.importing.accounting import Ledger
        from tracker.exchange.iati.importing.batches import take_activities
        from tracker.insight.journal.log import first_edits

        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as noted:
            ledger = Ledger(noted if self.report else None)
            found: list[ImportedActivities] = []
            try:
                with self.app.register(create=True) as register:
                    with Progress("Taking in", sum(size for _, size in self.files)) as progress:
                        taken = take_activities(
                            register, [source for source, _ in self.files], self.asked, ledger, progress.advance
                        )
                    found.append(taken)
                    if taken.activities and taken.refused == taken.activities:
                        self._write_report(ledger, register, noted)
                        self._refuse_all(taken, ledger)
                    register.journal.flush()
                    if register.journal.id is not None and (self.app.dry_run or self.app.interactive):
                        self.edits = first_edits(register.reader, register.journal.id, CHANGES_SHOWN + 1)
                    if not keep:
                        raise _ActivitiesPreviewed
                    if agreed is not None and taken.counts != agreed.counts:
                        raise changed_meanwhile()
                    self.doubled = imported_said(register, self.asked.at)
                    self._write_report(ledger, register, noted)
            except _ActivitiesPreviewed:
                pass
            return found[0], ledger

    def _write_report(self, ledger: Ledger, register: Register, noted: IO[str]) -> None:
        """Write the report before the commit, so that nothing enters the register unaccounted for."""
        if not self.report:
            return
        ledger.close(register.reader.exponents)
        noted.flush()
        noted.seek(0)
        with replaced(self.app.target(self.report, "csv", option="--report")) as out:
            shutil.copyfileobj(noted.buffer, out)  # type: ignore[attr-defined]

    def _refuse_all(self, taken: ImportedActivities, ledger: Ledger) -> None:
        _list(ledger, "refused", "Refused:")
        hint = f"The report was written to {self.report}." if self.report else "--report FILE lists their amounts."
        raise TrackerError(
            f"None of the {counted(taken.activities, 'activity')} can be taken in; nothing was written.", hint
        )

    def _account(self, taken: ImportedActivities, ledger: Ledger, verb: str) -> None:
        """Print what happens to the contents of the file, and what the register stores differently from the file."""
        if not taken.activities:
            say("There is no activity, so there is nothing to take in.")
            return
        parts = [f"{taken.kept:,} {verb}"]
        parts += [f"{taken.passed_over:,} passed over"] if taken.passed_over else []
        parts += [f"{taken.refused:,} refused"] if taken.refused else []
        say(f"{counted(taken.activities, 'activity')}: {', '.join(parts)}.")
        _list(ledger, "refused", "Refused:")
        _groups(ledger, "chosen", "Chosen by")
        _groups(ledger, "passed over", "Passed over")
        _list(ledger, "left out", "Left out, because it could not be kept as it is:")
        _groups(ledger, "changed", "Kept otherwise than published")
        _list(ledger, "conflict", "Conflicts, of which nothing was written over:")
        if ledger.counts["conflict"]:
            say("--overwrite takes what is published.")
        if taken.removed:
            listed = ", ".join(counted(number, noun.removesuffix("s")) for noun, number in taken.removed.items())
            say(f"No longer published, and taken away: {listed}.")
            for amount in taken.lost:
                say(f"  {amount}")
            if taken.lost:
                say("If each file of this publisher covers one year, --keep-missing keeps the money of the others.")
        _no_column(ledger.unkept)
        if not self.report and (ledger.unkept or ledger.counts):
            say("--report FILE lists every one of these.")

    def _end(self, taken: ImportedActivities) -> None:
        """Print what was done. Raises TrackerError if activities were refused."""
        app = self.app
        if self.report:
            say(f"The report was written to {self.report}.")
        say(*self.doubled)
        if not taken.written and taken.kept:
            say("Nothing to change: the register has all of it already.")
        elif taken.written and not app.dry_run:
            say("`tracker undo` takes all of it back.")
        if taken.refused:
            raise TrackerError(
                f"{taken.refused:,} of {counted(taken.activities, 'activity')} "
                + ("would be refused." if app.dry_run else f"{'was' if taken.refused == 1 else 'were'} refused."),
                None if app.dry_run or not taken.kept else "The others are in the register.",
            )


def _list(ledger: Ledger, what: str, head: str) -> None:
    """Print the first entries of a kind, one per line."""
    number = ledger.counts[what]
    if not number:
        return
    talk(head)
    for entry in ledger.first[what][:SHOWN]:
        talk(f"  {_said(entry)}")
    if number > SHOWN:
        say(f"  ... and {number - SHOWN:,} more.")


def _said(entry: AccountingLine) -> str:
    where = f"line {entry.line:,}, " if entry.line else ""
    value = f" {entry.value[:60]!r}" if entry.value and entry.what != "conflict" else ""
    currency = f" {entry.currency}" if value and entry.currency else ""
    element = f"{entry.element}{value}{currency}: " if entry.element != "iati-activity" else ""
    return f"{where}{entry.activity or '(no identifier)'}: {element}{entry.why}"


def _groups(ledger: Ledger, what: str, head: str) -> None:
    """Print how many entries of a kind have each reason."""
    number = ledger.counts[what]
    if not number:
        return
    groups: Counter[str] = Counter()
    for (kind, element, why), count in ledger.reasons.items():
        if kind == what:
            groups[why if element == "iati-activity" else f"{element}: {why}"] += count
    talk(f"{head}:")
    for text, count in groups.most_common(SHOWN):
        talk(f"  {count:,} {text}")
    if len(groups) > SHOWN:
        say(f"  ... and {number - sum(count for _, count in groups.most_common(SHOWN)):,} for other reasons.")


def _no_column(unkept: Mapping[str, int]) -> None:
    if not unkept:
        return
    kinds: Counter[str] = Counter()
    for path, count in unkept.items():
        kinds[path.split("/@")[0].split("/")[0] if not path.startswith("@") else path] += count
    most = ", ".join(f"{kind} ({count:,})" for kind, count in kinds.most_common(LARGEST))
    more = len(kinds) - LARGEST
    others = f" and {more} other{'s' if more > 1 else ''}" if more > 0 else ""
    talk(f"The register has no column for {sum(unkept.values()):,} elements and attributes: in {most}{others}.")


def _looked_at(stream: Any) -> bytes:
    """Return the first bytes of the standard input without consuming them."""
    if hasattr(stream, "peek"):
        return bytes(stream.peek())
    head: bytes = stream.read()
    stream.seek(0)
    return head


@contextmanager
def _spooled(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Yield the standard input as a temporary file, because it is read twice."""
    with tempfile.TemporaryFile() as held:
        shutil.copyfileobj(stream, held)
        yield held
