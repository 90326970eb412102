"""The IATI file: activities one after the other, so that memory does not grow with their number."""

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
    """Write an IATI file with these projects; the codes of those that have no date, which the schema demands.

    What else cannot be written is counted in the publication. Where all of them have no date the file is none.
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
    except ValueError as error:  # a text that came in past the program
        raise TrackerError(f"Project {row.code} cannot be written as XML: {error}") from None
