"""Columns of our own lists that only repeat in words what a code beside them says, such as `donor_name` of `donor`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tracker.exchange.foreign.columns import OWN, Heading, meaning
from tracker.rules.units import NO_UNIT

_REPEATED = re.compile(r"(\w+)_(?:name|title)s?")  # as csv and json have it
_IN_WORDS = re.compile(r"(?:name|title)s? of (.+)", re.IGNORECASE)  # as workbooks have it


def repeats(heading: str, others: Collection[str]) -> bool:
    """Whether a heading of csv or json is that of a name whose code stands beside it."""
    match = _REPEATED.fullmatch(heading.strip().lower())
    if match is None or heading.strip().lower() in OWN:
        return False
    beside = {other.strip().lower() for other in others}
    one = match[1]
    return bool(beside & {one, f"{one}s", f"{one.removesuffix('y')}ies"})


def without_repeats(headings: Sequence[Heading], currencies: Collection[str]) -> tuple[list[Heading], list[str]]:
    """The headings, with those left out that repeat another one; and of those in words, the text, to be said."""
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
