"""The rules about sectors, recipient countries and regions, and their percentages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from tracker.exchange.iati.checking.rules import RuleBreach

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The tolerance of IATI's own validator, for shares such as three thirds.
TOLERANCE = Decimal("0.0101")
OWN_VOCABULARIES = ("98", "99")
RANGES = (
    ("recipient-country", "12.1.1"),
    ("recipient-region", "12.1.1"),
    ("capital-spend", "12.2.1"),
    ("country-budget-items/budget-item", "12.2.1"),
    ("sector", "12.3.1"),
)


def share_findings(activity: Element) -> Iterator[RuleBreach]:
    """Yield the breaches in the sectors and recipients of an activity."""
    transactions = activity.findall("transaction")
    yield from _sectors(activity, transactions)
    yield from _recipients(activity, transactions)
    for path, rule in RANGES:
        for each in activity.iterfind(path):
            share = _share(each)
            if share is not None and not 0 <= share <= 100:
                yield RuleBreach(rule, f"{path}/@percentage", str(share))
    for items in activity.iterfind("country-budget-items"):
        if group := items.findall("budget-item"):
            yield from _hundred(group, "country-budget-items/budget-item", ("7.9.1", "7.9.2", "7.9.4"))
    for marker in activity.iterfind("policy-marker"):
        vocabulary = marker.get("vocabulary") or "1"
        if vocabulary == "99" and not _narrated(marker):
            yield RuleBreach("6.13.1", "policy-marker", marker.get("code", ""))
        if vocabulary == "1" and not marker.get("significance"):
            yield RuleBreach("6.14.1", "policy-marker", marker.get("code", ""))


def _sectors(activity: Element, transactions: Sequence[Element]) -> Iterator[RuleBreach]:
    sectors = activity.findall("sector")
    with_sector = [each for each in transactions if each.find("sector") is not None]
    if sectors and with_sector:
        yield RuleBreach("6.6.2", "transaction/sector", _some(with_sector, transactions))
    if not sectors and not with_sector:
        yield RuleBreach("6.2.2", "sector", "")
    if not sectors and with_sector and len(with_sector) < len(transactions):
        yield RuleBreach("6.7.2", "transaction/sector", _some(with_sector, transactions))
    for holder in (activity, *with_sector):
        own = holder.findall("sector")
        if own and not any((each.get("vocabulary") or "1") == "1" for each in own):
            yield RuleBreach("102.1.1", _path(holder, activity, "sector"), ", ".join(_codes(own)))
        for each in own:
            if each.get("vocabulary") in OWN_VOCABULARIES and not _narrated(each):
                yield RuleBreach("2.2.1", _path(holder, activity, "sector"), each.get("code", ""))
    groups = defaultdict(list)
    for each in sectors:
        groups[each.get("vocabulary") or "1"].append(each)
    for vocabulary, group in groups.items():
        yield from _hundred(group, f"sector[@vocabulary='{vocabulary}']", ("2.1.1", "2.1.2", "2.1.4"))


def _recipients(activity: Element, transactions: Sequence[Element]) -> Iterator[RuleBreach]:
    countries, regions = activity.findall("recipient-country"), activity.findall("recipient-region")
    with_one = [
        each
        for each in transactions
        if each.find("recipient-country") is not None or each.find("recipient-region") is not None
    ]
    if countries or regions:
        if with_one:
            yield RuleBreach("3.6.2", "transaction", _some(with_one, transactions))
    elif not with_one:
        yield RuleBreach("3.7.1", "recipient-country", "")
    elif len(with_one) < len(transactions):
        yield RuleBreach("3.7.2", "transaction", _some(with_one, transactions))
    groups = defaultdict(list)
    for each in regions:
        groups[each.get("vocabulary") or "1"].append(each)
    if countries and not groups:
        yield from _hundred(countries, "recipient-country", ("3.1.1", "3.1.2", "3.1.4"))
    for group in groups.values():
        yield from _hundred([*countries, *group], "recipient-region", ("3.4.1", "3.4.2", "3.4.4"))


def _hundred(group: Sequence[Element], where: str, rules: tuple[str, str, str]) -> Iterator[RuleBreach]:
    shares = [share for each in group if (share := _share(each)) is not None]
    total = sum(shares, Decimal(0))
    if len(group) == 1:
        if shares and total != 100:
            yield RuleBreach(rules[2], where, str(total))
    elif len(shares) < len(group):
        yield RuleBreach(rules[0], where, f"{len(group) - len(shares)} of {len(group)} without")
    elif abs(total - 100) > TOLERANCE:
        yield RuleBreach(rules[1], where, str(total))


def _share(element: Element) -> Decimal | None:
    try:
        return Decimal(element.get("percentage", ""))
    except InvalidOperation:
        return None


def _narrated(element: Element) -> bool:
    return any((text.text or "").strip() for text in element.iterfind("narrative"))


def _codes(elements: Sequence[Element]) -> list[str]:
    return [each.get("code", "") for each in elements]


def _path(holder: Element, activity: Element, tag: str) -> str:
    return tag if holder is activity else f"transaction/{tag}"


def _some(few: Sequence[Element], many: Sequence[Element]) -> str:
    return f"{len(few)} of {len(many)} transactions"
