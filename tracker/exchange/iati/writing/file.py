"""Write the IATI file: activities one after another, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import BinaryIO

from lxml import etree

from tracker.errors import TrackerError
from tracker.exchange.iati.writing.writing_activity import FileSettings, activity_element
from tracker.insight.codes import Conference
from tracker.insight.published.activities import ActivityRow, Batch, batches
from tracker.store.reader import Reader

VERSION = "2.03"


def write_activities(
    reader: Reader,
    publication: FileSettings,
    projects: Sequence[int],
    at: Conference | None,
    out: BinaryIO,
    now: datetime,
    advance: Callable[[int], None] = lambda count: None,
) -> list[str]:
    """Write an IATI file with these projects; return the codes of those without the date that the schema requires.

    Anything else that cannot be written is counted in the publication. If no project has a date, the file is not valid.
    """
    undated = []
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("iati-activities", {"version": VERSION, "generated-datetime": stamp}):
            file.write("\n")
            for batch in batches(reader, projects, at):
                for row in batch.projects:
                    element = _written(publication, batch, row)
                    if element is None:
                        undated.append(row.code)
                        continue
                    etree.indent(element, "  ", level=1)
                    file.write("  ")
                    file.write(element)
                    file.write("\n")
                advance(len(batch.projects))
    out.write(b"\n")
    return undated


def _written(publication: FileSettings, batch: Batch, row: ActivityRow) -> etree._Element | None:
    try:
        return activity_element(publication, batch, row)
    except ValueError as error:  # a text that was entered without the program
        raise TrackerError(f"Project {row.code} cannot be written as XML: {error}") from None
