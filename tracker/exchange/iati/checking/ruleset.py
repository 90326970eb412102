"""Check whether an activity keeps the rules of the standard, on its element, whatever program wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from tracker.exchange.iati import LANGUAGE
from tracker.exchange.iati.checking.coded import ASKS, code_findings
from tracker.exchange.iati.checking.rules import RULES, RuleBreach
from tracker.exchange.iati.checking.ruleset_results import result_findings
from tracker.exchange.iati.checking.ruleset_shares import share_findings

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

REGISTER = re.compile(r"[A-Z]{2,3}-[A-Z0-9_]+-.+", re.DOTALL)
FORBIDDEN = re.compile(r"[/&|?]")
# Path, attribute, and the numbers of the rules about spaces and about characters; 1.14.8 is the register's code.
IDENTIFIERS = (
    ("reporting-org", "ref", "1.14.1", "1.14.13"),
    ("participating-org", "ref", "1.8.1", "1.8.13"),
    ("participating-org", "activity-id", "1.9.1", None),
    ("other-identifier/owner-org", "ref", "1.11.1", "1.11.13"),
    ("other-identifier[@type='A3']", "ref", "1.6.1", None),
    ("other-identifier[@type='B1']", "ref", "1.16.1", None),
    ("related-activity", "ref", "1.7.1", None),
    ("transaction/provider-org", "ref", "1.10.1", "1.10.13"),
    ("transaction/provider-org", "provider-activity-id", "1.4.1", None),
    ("transaction/receiver-org", "ref", "1.15.1", "1.15.13"),
    ("transaction/receiver-org", "receiver-activity-id", "1.5.1", None),
    ("planned-disbursement/provider-org", "ref", "1.10.1", "1.10.13"),
    ("planned-disbursement/provider-org", "provider-activity-id", "1.4.1", None),
    ("planned-disbursement/receiver-org", "ref", "1.15.1", "1.15.13"),
    ("planned-disbursement/receiver-org", "receiver-activity-id", "1.5.1", None),
)
NAMED = (
    ("participating-org", "6.10.1"),
    ("other-identifier/owner-org", "6.8.1"),
    ("transaction/provider-org", "6.9.1"),
    ("transaction/receiver-org", "6.9.2"),
    ("planned-disbursement/provider-org", "6.9.1"),
    ("planned-disbursement/receiver-org", "6.9.2"),
)


def said(rule: str) -> str:
    """Return what a rule requires, by its number."""
    return RULES.get(rule) or ASKS[rule]


class Ruleset:
    """Checks the activities of one file against the rules, one after another."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._seen: set[str] = set()

    def findings(self, activity: Element) -> Iterator[RuleBreach]:
        """Yield the breaches of an activity. One checked before counts as another with the same identifier."""
        yield from self._identified(activity)
        yield from _identifiers(activity)
        yield from _texts(activity)
        yield from share_findings(activity)
        yield from self._dates(activity)
        yield from _money(activity)
        yield from result_findings(activity)
        yield from code_findings(activity, self.today)

    def _identified(self, activity: Element) -> Iterator[RuleBreach]:
        identifier = activity.findtext("iati-identifier") or ""
        reporting = activity.find("reporting-org")
        ref = "" if reporting is None else reporting.get("ref", "")
        if identifier.strip() in self._seen:
            yield RuleBreach("1.1.2", "iati-identifier", identifier)
        self._seen.add(identifier.strip())
        if identifier == ref:
            yield RuleBreach("1.1.3", "iati-identifier", identifier)
        former = [other.get("ref", "") for other in activity.iterfind("other-identifier[@type='B1']")]
        if not any(prefix and identifier.startswith(f"{prefix}-") for prefix in (ref, *former)):
            yield RuleBreach("1.1.21", "iati-identifier", identifier)
        if identifier != identifier.strip():
            yield RuleBreach("1.3.1", "iati-identifier", identifier)
        if FORBIDDEN.search(identifier):
            yield RuleBreach("1.3.13", "iati-identifier", identifier)
        if not REGISTER.fullmatch(ref.strip()):
            yield RuleBreach("1.14.8", "reporting-org/@ref", ref)

    def _dates(self, activity: Element) -> Iterator[RuleBreach]:
        today = self.today.isoformat()
        if (updated := activity.get("last-updated-datetime", ""))[:10] > today:
            yield RuleBreach("11.1.1", "@last-updated-datetime", updated)
        dates = {each.get("type"): each.get("iso-date", "") for each in activity.iterfind("activity-date")}
        if "1" not in dates and "2" not in dates:
            yield RuleBreach("6.11.1", "activity-date", "")
        for start, end, rule in (("1", "3", "11.1.2"), ("2", "4", "11.1.3")):
            if dates.get(start) and dates.get(end) and dates[start] > dates[end]:
                yield RuleBreach(rule, "activity-date", f"{dates[start]} to {dates[end]}")
        for kind, rule in (("2", "11.1.4"), ("4", "11.1.5")):
            if dates.get(kind, "") > today:
                yield RuleBreach(rule, "activity-date", dates[kind])
        for path, attribute, rule in (
            ("transaction/transaction-date", "iso-date", "11.2.1"),
            ("transaction/value", "value-date", "11.2.2"),
        ):
            for each in activity.iterfind(path):
                if (day := each.get(attribute, "")) > today:
                    yield RuleBreach(rule, f"{path}/@{attribute}", day)


def _identifiers(activity: Element) -> Iterator[RuleBreach]:
    for path, attribute, spaces, characters in IDENTIFIERS:
        for each in activity.iterfind(path):
            text = each.get(attribute, "")
            if text != text.strip():
                yield RuleBreach(spaces, f"{path}/@{attribute}", text)
            if characters is not None and FORBIDDEN.search(text):
                yield RuleBreach(characters, f"{path}/@{attribute}", text)
    for path, rule in NAMED:
        for each in activity.iterfind(path):
            if not each.get("ref") and not any((text.text or "").strip() for text in each.iterfind("narrative")):
                yield RuleBreach(rule, path, "")


def _texts(activity: Element) -> Iterator[RuleBreach]:
    if not activity.get(LANGUAGE):
        bare = sum(not each.get(LANGUAGE) for each in activity.iter("narrative"))
        if bare:
            yield RuleBreach("4.1.1", "@xml:lang", f"{bare} texts without a language")
    for tag, rule in (("title", "4.3.1"), ("description", "4.4.1")):
        for each in activity.iter(tag):
            if not any((text.text or "").strip() for text in each.iterfind("narrative")):
                above = each.getparent()
                yield RuleBreach(rule, tag if above is activity or above is None else f"{above.tag}/{tag}", "")


def _money(activity: Element) -> Iterator[RuleBreach]:
    for path in ("budget", "planned-disbursement"):
        for each in activity.iterfind(path):
            start, end = _day(each, "period-start"), _day(each, "period-end")
            if start is None or end is None:
                continue
            if start > end:
                yield RuleBreach("8.6.3", path, f"{start} to {end}")
            elif path == "budget" and end > _a_year_after(start):
                yield RuleBreach("7.5.3", path, f"{start} to {end}")
    if not activity.get("default-currency"):
        for path in ("budget/value", "planned-disbursement/value", "transaction/value"):
            for each in activity.iterfind(path):
                if not each.get("currency"):
                    yield RuleBreach("7.8.1", path, each.text or "")
    for holder, rules in (
        (activity, ("107.1.1", "107.1.2")),
        *((t, ("107.2.1", "107.2.2")) for t in _transactions(activity)),
    ):
        tag = "default-aid-type" if holder is activity else "aid-type"
        vocabularies = Counter(each.get("vocabulary") or "1" for each in holder.iterfind(tag))
        if vocabularies and "1" not in vocabularies:
            yield RuleBreach(rules[0], tag, ", ".join(vocabularies))
        if any(count > 1 for count in vocabularies.values()):
            yield RuleBreach(rules[1], tag, ", ".join(name for name, count in vocabularies.items() if count > 1))


def _transactions(activity: Element) -> Iterator[Element]:
    return (each for each in activity.iterfind("transaction") if each.find("aid-type") is not None)


def _day(element: Element, tag: str) -> date | None:
    found = element.find(tag)
    try:
        return None if found is None else date.fromisoformat(found.get("iso-date", "")[:10])
    except ValueError:
        return None


def _a_year_after(start: date) -> date:
    try:
        return start.replace(year=start.year + 1)
    except ValueError:  # 29 February
        return start.replace(year=start.year + 1, day=28)
