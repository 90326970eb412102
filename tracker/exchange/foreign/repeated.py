"""Columns of our own lists that only repeat a code in words, such as `donor_name` next to `donor`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tracker.exchange.foreign.columns import OWN, Heading, meaning
from tracker.rules.units import NO_UNIT

_REPEATED = re.compile(r"(\w+)_(?:name|title)s?")  # as in csv and json
_IN_WORDS = re.compile(r"(?:name|title)s? of (.+)", re.IGNORECASE)  # as in workbooks


def repeats(heading: str, others: Collection[str]) -> bool:
    """Return whether a csv or json heading is a name whose code has its own column."""
    match = _REPEATED.fullmatch(heading.strip().lower())
    if match is None or heading.strip().lower() in OWN:
        return False
    beside = {other.strip().lower() for other in others}
    one = match[1]
    return bool(beside & {one, f"{one}s", f"{one.removesuffix('y')}ies"})


def without_repeats(headings: Sequence[Heading], currencies: Collection[str]) -> tuple[list[Heading], list[str]]:
    """Return the headings without those that repeat another one, and the texts of those repeated in words."""
    texts = [one.text for one in headings]
    plain = {text.strip().lower() for text in texts}
    meant = {one.column for one in headings if one.column is not None}
    found, told = [], []
    for one in headings:
        repeated = one.how != "said" and repeats(one.text, texts)
        match = _IN_WORDS.fullmatch(one.text.strip()) if one.how == "unknown" else None
        if match is not None:
            column = meaning(match[1], 0, {}, currencies).column
            if match[1].lower() in plain or (column is not None and column in meant):
                repeated = True
                told.append(one.text)
        found.append(one._replace(column=None, unit=NO_UNIT, how="left out") if repeated else one)
    return found, told
