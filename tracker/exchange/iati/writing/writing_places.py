"""Write the recipients and the purpose of an activity: recipient countries and regions, and sectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lxml import etree

from tracker.exchange.iati.writing.writing_parts import narrative, put, share


def put_places(root: etree._Element, places: Any, beneficiaries: Any, left_out: Counter[str]) -> None:
    """Write the recipients as published; if none were, the countries of the beneficiaries."""
    for kind, vocabulary, code, name, part, on_transactions in places:
        if on_transactions:
            continue
        element = put(root, f"recipient-{kind}", code=code)
        if vocabulary:
            element.set("vocabulary", vocabulary)
        share(element, part)
        if name:
            narrative(element, name)
    if not places:
        for country, part in _countries(beneficiaries, left_out).items():
            share(put(root, "recipient-country", code=country), part)


def put_sectors(root: etree._Element, sectors: Any, themes: Iterable[tuple[str]]) -> None:
    """Write the sectors as published; if none were, the DAC sectors of the themes."""
    for vocabulary, code, name, part, on_transactions in sectors:
        if on_transactions:
            continue
        element = put(root, "sector", vocabulary=vocabulary, code=code)
        share(element, part)
        if name:
            narrative(element, name)
    if not sectors:
        for (sector,) in themes:
            put(root, "sector", vocabulary="1", code=sector)


def _countries(beneficiaries: Any, left_out: Counter[str]) -> dict[str, int | None]:
    """Return the share of each country; None if that of one of its beneficiaries is unknown."""
    shares: dict[str, int | None] = {}
    for country, part in beneficiaries:
        if country is None:
            left_out["beneficiaries without a country"] += 1
        elif country in shares:
            before = shares[country]
            shares[country] = None if before is None or part is None else before + part
        else:
            shares[country] = part
    return shares
