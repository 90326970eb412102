"""Read the parts of an Office Open XML workbook that give sheets their meaning: names and number formats."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from tracker.exchange.formats.archives import DAMAGED, Archive
from tracker.exchange.formats.number_formats import Format, built_in, format_of
from tracker.exchange.grids import Unreadable

_WORKBOOK = "xl/workbook.xml"
# The library allocates as much memory as a part claims to have entries.
_BOASTING = re.compile(rb"""ount\s*=\s*["']\s*[0-9]{8}""").search
_LONGEST_BOAST = 64


def parsed(source: str, name: str, content: bytes) -> object:
    """Return the root of an XML part, without entities and without the network. Raises Unreadable."""
    from lxml import etree

    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise Unreadable(source, f"its part {name!r} is not valid XML: {error}.", DAMAGED) from error


class Package:
    """A workbook, before its cells are read."""

    def __init__(self, source: str, archive: Archive) -> None:
        self._source = source
        self._archive = archive
        self._parts = self._sheet_parts()

    @property
    def has_macros(self) -> bool:
        return any(name.lower().endswith("vbaproject.bin") for name in self._archive.names)

    @cached_property
    def computed(self) -> bool:
        """Return False if the program that wrote it left the formulas for the next one to compute."""
        found = self._workbook.iterfind("{*}calcPr")
        return not any(one.get("fullCalcOnLoad") in {"1", "true"} for one in found)

    @property
    def title(self) -> str:
        """Return the title of the workbook if no author is named, as in those that we write; otherwise nothing."""
        try:
            about = self._xml("docProps/core.xml") if "docProps/core.xml" in self._archive.names else None
        except Unreadable:  # no cell depends on it
            about = None
        if about is None:
            return ""
        return "" if about.findtext("{*}creator") else about.findtext("{*}title") or ""

    @cached_property
    def formats(self) -> dict[int, Format]:
        """Return the cell styles whose number format has a meaning."""
        styles = next((part for part in self._archive.names if part.lower() == "xl/styles.xml"), None)
        if styles is None:
            return {}
        root = self._xml(styles)
        codes = {one.get("numFmtId"): format_of(one.get("formatCode", "")) for one in root.iterfind(".//{*}numFmt")}
        found = {}
        for style, cell in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            number = cell.get("numFmtId", "0")
            form = codes[number] if number in codes else built_in(int(number)) if number.isdecimal() else None
            if form:
                found[style] = form
        return found

    def verify(self) -> None:
        """Check that no part is larger than it claims; sheets are excepted, because they are read in full anyway."""
        for name in set(self._archive.names) - set(self._parts.values()):
            if "/media/" not in name:
                for _ in self._pieces(name):
                    pass

    def sheet(self, name: str) -> Iterator[bytes]:
        """Yield the XML of a sheet in pieces."""
        part = self._parts.get(name)
        if part is None:
            raise Unreadable(f"{self._source}, sheet {name}", "is named in the workbook, but missing.", DAMAGED)
        return self._pieces(part)

    def _pieces(self, part: str) -> Iterator[bytes]:
        before = b""
        for piece in self._archive.chunks(part):
            if _BOASTING(before + piece[:_LONGEST_BOAST]) or _BOASTING(piece):
                raise Unreadable(self._source, f"its part {part!r} claims more entries than are possible.", DAMAGED)
            before = piece[-_LONGEST_BOAST:]
            yield piece

    @cached_property
    def _workbook(self) -> Any:
        return self._xml(_WORKBOOK)

    def _sheet_parts(self) -> dict[str, str]:
        relations = self._xml("xl/_rels/workbook.xml.rels")
        targets = {one.get("Id"): one.get("Target", "") for one in relations.iterfind("{*}Relationship")}
        by_small_letters = {name.lower(): name for name in self._archive.names}
        parts = {}
        for sheet in self._workbook.iterfind("{*}sheets/{*}sheet"):
            number = next((value for key, value in sheet.attrib.items() if re.search(r"relationships\}id$", key)), None)
            path = posixpath.normpath(posixpath.join("/xl", targets.get(number, ""))).lstrip("/")
            if path.lower() in by_small_letters:
                parts[sheet.get("name", "")] = by_small_letters[path.lower()]
        return parts

    def _xml(self, name: str) -> Any:
        return parsed(self._source, name, self._archive.read(name))
