"""What `tracker import` shows: the plan, what would change, and what is wrong with which row."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TextIO

from tracker.cli.base import App, say, told
from tracker.errors import TrackerError, fault_text
from tracker.output import Column, show
from tracker.output.stream import spelled_out
from tracker.rules.text import counted

if TYPE_CHECKING:
    from tracker.exchange.intake import ImportResult
    from tracker.exchange.nouns import RowCounts
    from tracker.exchange.sheets import Fault
    from tracker.insight.journal.readable_rows import RowChange

SHOWN = 100
CHANGES_SHOWN = 20
COUNTS = [
    Column("noun", "Table"),
    Column("created", "New", "number"),
    Column("updated", "Changed", "number"),
    Column("unchanged", "As it was", "number"),
]
REFUSED = Column("refused", "Refused", "number")


class HasCounts(Protocol):
    """An import result that counts its rows by noun and outcome."""

    @property
    def counts(self) -> list[RowCounts]: ...


def show_counts(app: App, taken: HasCounts) -> None:
    """Print what happened, or would happen, to the rows of each table."""
    columns = [*COUNTS, REFUSED] if any(row.refused for row in taken.counts) else COUNTS
    show(taken.counts, columns, app.style())


def show_plan(app: App, taken: HasCounts, edits: Sequence[RowChange]) -> None:
    """Print the counts and the first changes to existing rows: each field of a row on its own line."""
    from tracker.cli.maintenance.log import parts

    show_counts(app, taken)
    if not edits:
        return
    told("", "Changes:" if len(edits) <= CHANGES_SHOWN else f"The first {CHANGES_SHOWN} changes:")
    for edit in edits[:CHANGES_SHOWN]:
        head, fields = parts(edit)
        if len(fields) == 1:
            told(*_filled(f"  {head}: {fields[0]}", sys.stdout))
            continue
        told(*_filled(f"  {head}" + (":" if fields else ""), sys.stdout))
        for field in fields:
            told(*_filled(f"    {field}", sys.stdout))


def talk(text: str) -> None:
    """Print a message about a file, wrapped to the width of the terminal."""
    say(*_filled(text, sys.stderr))


def _filled(line: str, stream: TextIO) -> list[str]:
    """Return a line unchanged, or on a terminal wrapped between words."""
    line = spelled_out(line)
    width = shutil.get_terminal_size().columns
    if not stream.isatty() or len(line) <= width:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return textwrap.wrap(
        line,
        width,
        subsequent_indent=indent,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )


def tell_faults(taken: ImportResult) -> None:
    """Print what is wrong with which row."""
    for fault in taken.faults[:SHOWN]:
        talk(_said(fault))
    if len(taken.faults) > SHOWN:
        say(f"... and {len(taken.faults) - SHOWN:,} more.")


def nothing_taken(taken: ImportResult) -> TrackerError:
    """Return the error that nothing was written because rows were refused."""
    if taken.wrong == taken.rows:
        none = "1 row cannot" if taken.rows == 1 else f"None of the {taken.rows:,} rows can"
        return TrackerError(
            f"{none} be taken in; nothing was written.", "Correct what is wrong, and import the file again."
        )
    return TrackerError(
        f"{counted(taken.wrong, 'row')} of {taken.rows:,} cannot be taken in; nothing was written.",
        "Correct them and import again: what is right already is not entered twice."
        " --skip-refused takes in the others.",
    )


def left_out(app: App, taken: ImportResult, written: Sequence[str]) -> TrackerError:
    """Return the error about the rows that were left out; `written` are the files that contain them."""
    refused = f"{counted(taken.left_out, 'row')} of {taken.rows:,}"
    if taken.left_out == taken.rows:
        refused = "1 row" if taken.rows == 1 else f"All {taken.rows:,} rows"
    if app.dry_run:
        return TrackerError(f"{refused} would be refused.", "They would be written to a file, to correct.")
    return TrackerError(
        f"{refused} {'was' if taken.left_out == 1 else 'were'} refused: see {' and '.join(written)}.",
        f"Correct what is wrong there, and import {'that file' if len(written) == 1 else 'those files'}.",
    )


def _said(fault: Fault) -> str:
    said = f"{fault.where}, {fault_text(fault.column, fault.value, fault.why)}"
    return f"{said}. {fault.right}" if fault.right else f"{said}."
