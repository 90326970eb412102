"""Writing an Excel workbook: its sheets, its one restrained design, and the headers and footers of printed pages.

Rows stream: a sheet is written from top to bottom and never held in memory. The same cells give the same bytes, because
the time in the file is that of the style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

from tracker.errors import TrackerError
from tracker.output.columns import Style
from tracker.output.files import binary_destination
from tracker.output.office.sheet import Look, SheetWriter
from tracker.output.talk import say

LONGEST_NAME = 31
_FILL = "#EDEDED"
_SHADES = ("", "#E2EFDA", "#C6E0B4", "#A9D08E", "#70AD47")  # from light to dark
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class WorkbookWriter:
    """A workbook being written, to which sheets are added in order."""

    def __init__(self, workbook: Any, style: Style, title: str) -> None:
        self.style = style
        self.title = title
        self.cut = self.as_text = 0
        self._workbook = workbook
        self._formats: dict[Look, Any] = {}
        self._names: set[str] = set()
        self._footed: list[tuple[Any, str]] = []

    def add(self, name: str, *, freeze: tuple[int, int] | None = None, repeat: int | None = None) -> SheetWriter:
        """Add a sheet; `freeze` is the first cell that scrolls, `repeat` the row repeated on every printed page."""
        worksheet = self._workbook.add_worksheet(self._free_name(name))
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        worksheet.hide_gridlines(1)
        worksheet.set_header(f"&L{_edge(self.title, 120)}&R{_edge(self.style.register, 100)}")
        self._footed.append((worksheet, "" if name == self.title else _edge(name, 60)))
        if freeze is not None:
            worksheet.freeze_panes(*freeze)
        if repeat is not None:
            worksheet.repeat_rows(repeat)
        return SheetWriter(self, worksheet)

    def chart(self, kind: Mapping[str, str]) -> Any:
        """Return a chart of Excel's own, to be inserted in a sheet."""
        return self._workbook.add_chart(dict(kind))

    def date(self) -> None:
        """Put the date on every page; call it after reading the rows, which may be of another day (a sealed record)."""
        moment = None if self.style.made is None else self.style.made()
        self._workbook.set_properties({"title": self.title, "created": moment or datetime(2000, 1, 1, tzinfo=UTC)})
        for worksheet, middle in self._footed:
            worksheet.set_footer(f"&L{f'{moment:%Y-%m-%d %H:%M} UTC' if moment else ''}&C{middle}&RPage &P of &N")

    def format(self, look: Look) -> Any:
        """Return the format of a look, created once."""
        found = self._formats.get(look)
        if found is None:
            wanted: dict[str, Any] = {"valign": "top", "num_format": look.number}
            wanted |= {"bold": True} if look.bold or look.head or look.total else {}
            wanted |= {"bg_color": _FILL, "bottom": 1, "text_wrap": True, "valign": "bottom"} if look.head else {}
            wanted |= {"top": 1} if look.total else {}
            wanted |= {"text_wrap": True} if look.wrap else {}
            wanted |= {"align": "right", "indent": 1} if look.right else {"align": "left"} if look.left else {}
            wanted |= {"italic": True, "font_color": "#595959"} if look.quiet else {}
            wanted |= {"font_size": 14} if look.large else {}
            wanted |= {"bg_color": _SHADES[look.shade]} if look.shade else {}
            found = self._formats[look] = self._workbook.add_format(wanted)
        return found

    def _free_name(self, name: str) -> str:
        """Return a legal sheet name that is not in use."""
        legal = " ".join(_NOT_IN_A_NAME.sub(" ", name).split()).strip("'") or "Sheet"
        legal = "Sheet" if legal.lower() == "history" else legal  # Excel reserves this name.
        number, free = 1, legal[:LONGEST_NAME]
        while free.lower() in self._names:
            number += 1
            free = f"{legal[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        self._names.add(free.lower())
        return free


@contextmanager
def workbook(style: Style, title: str | None = None, out: TextIO | None = None) -> Iterator[WorkbookWriter]:
    """Yield a workbook that is written to the file of `style`, or to stdout, when all its sheets are complete."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    about = title or style.about or "Donor tracker"
    with binary_destination(style, out) as target, _rows_held() as options:
        made = Workbook(target, options)
        book = WorkbookWriter(made, style, about)
        try:
            yield book
            book.date()
            made.close()
        except FileCreateError as error:
            raise TrackerError(f"The workbook was not written: {error}.") from error
        finally:
            _forget(made)
    if book.as_text:
        say(f"{book.as_text:,} amounts of more than 15 digits are written as text: a spreadsheet would round them.")
    if book.cut:
        say(
            f"{book.cut:,} texts of more than 32,767 characters were cut and end with […], because a cell holds no "
            "more; --json has the whole texts."
        )


@contextmanager
def _rows_held() -> Iterator[dict[str, Any]]:
    """Yield options for where XlsxWriter keeps the rows: a temporary folder, or memory if no disk has space."""
    from tempfile import TemporaryDirectory

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        except OSError:
            yield {"in_memory": True}
        else:
            yield {"constant_memory": True, "tmpdir": folder}


def _forget(made: Any) -> None:
    """Close the files that held the rows; nothing more is written to them."""
    made.fileclosed = True
    for worksheet in made.worksheets():
        if worksheet.row_data_fh is not None:
            worksheet._opt_close()


def _edge(text: str, longest: int) -> str:
    """Return text for the header or footer of a printed page, where & begins a command; Excel allows 255."""
    line = " ".join(text.split()).replace("&", "&&")
    if len(line) > longest:
        kept = line[: longest - 1]
        line = kept[: len(kept) - (len(kept) - len(kept.rstrip("&"))) % 2] + "…"
    return line
