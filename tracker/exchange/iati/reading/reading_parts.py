"""Read the parts of an activity's elements: texts, parties, amounts, sectors and places; count what has no counterpart.

Texts of 1.0x are in the element itself, those of 2.0x in its narratives; both are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from tracker.exchange.iati import LANGUAGE
from tracker.exchange.iati.reading import versions
from tracker.exchange.iati.reading.activity import (
    Activity,
    ActivityParty,
    ActivityPlace,
    ActivitySector,
    Narrative,
    Noted,
    UnplacedAmount,
    Value,
)
from tracker.exchange.iati.reading.values import REMEMBERED, TITLE
from tracker.exchange.iati.reading.versions import modern
from tracker.rules.text import as_windows_1252

Element = Any  # lxml has no type annotations


def names(*names: str) -> frozenset[str]:
    return frozenset((*names, LANGUAGE))


VALUE = names("currency", "value-date")
VOCABULARY = names("code", "vocabulary")
COUNTRY = names("code", "percentage")
SHARED = names("code", "vocabulary", "percentage")
TYPED = names("type")
REFERENCE = names("ref")
MENDED = "had control characters (U+0080-009F): read as the windows-1252 characters that they represent"
SHORTENED = f"is longer than {TITLE:,} characters: only its beginning is kept"
SEVERAL = "lists several countries: each is kept, without a share"
_BETWEEN = re.compile(r"[\s,;/|+&]+")
_COUNTRY = re.compile("[A-Z]{2}")
# The elements that hold an amount.
AMOUNTS = frozenset(
    ("value", "forecast", "interest-received", "principal-outstanding", "principal-arrears", "interest-arrears")
)


def short_name(tag: str) -> str:
    """Return a name for the user; for another namespace, the last part of the namespace precedes it."""
    if not tag.startswith("{"):
        return tag
    namespace, _, name = tag[1:].rpartition("}")
    return f"{{{namespace.rstrip('/').rpartition('/')[2]}}}{name}"


def mend(activity: Element) -> list[Noted]:
    """Read the C1 control characters in an activity as windows-1252; return the texts that changed."""
    found: list[Noted] = []

    def note(element: Element, attribute: str, text: str) -> None:
        above = [short_name(one.tag) for one in element.iterancestors() if one in within]
        path = "/".join([*reversed(above), short_name(element.tag)])
        found.append(Noted(element.sourceline or 0, path + attribute, text.strip(), MENDED))

    within = set(activity.iterdescendants())
    for element in activity.iter():
        for name, text in element.items():
            if (mended := as_windows_1252(text)) != text:
                element.set(name, mended)
                note(element, f"/@{short_name(name)}", mended)
        text = element.text
        if text and (mended := as_windows_1252(text)) != text:
            element.text = mended
            note(element, "", mended)
    return found


class ElementReader:
    """Reads one activity's elements; `unkept` counts those without a counterpart, by their path."""

    def __init__(self, activity: Activity) -> None:
        self.unkept, self.amounts, self.noted = activity.unkept, activity.amounts, activity.noted

    def drop(self, element: Element, path: str) -> None:
        """Count an element without a counterpart, with all its content. Not recursive: it may be deep and vast."""
        pending = [(element, path)]
        while pending:
            one, above = pending.pop()
            mine = f"{above}/{short_name(one.tag)}" if above else short_name(one.tag)
            self.unkept[mine] += 1
            if one.tag in AMOUNTS or one.get("currency"):
                self._amount(one, mine)
            pending += [(child, mine) for child in one]

    def _amount(self, element: Element, path: str) -> None:
        text, above = (element.text or "").strip(), element.getparent()
        if text:
            currency = element.get("currency") or above.get("currency")
            self.amounts.append(
                UnplacedAmount(element.sourceline or 0, path, Value(text, currency, element.get("value-date")))
            )

    def rest(self, element: Element, path: str) -> None:
        for child in element:
            self.drop(child, path)

    def attributes(self, element: Element, path: str, known: frozenset[str]) -> None:
        names = element.keys()
        if known.issuperset(names):
            return
        for name in names:
            if name not in known:
                self.unkept[f"{path}/@{short_name(name)}" if path else f"@{short_name(name)}"] += 1

    def texts(self, element: Element, path: str) -> list[Narrative]:
        """Return the narratives of an element, or its own text."""
        found = []
        own = element.get(LANGUAGE)
        for child in element:
            if child.tag == "narrative":
                text = ("".join(child.itertext()) if len(child) else child.text or "").strip()
                if text:
                    found.append(Narrative(child.get(LANGUAGE) or own, text))
            else:
                self.drop(child, path)
        text = (element.text or "").strip()
        if text:
            if found:
                self.unkept[f"{path}/text()"] += 1
            else:
                found.append(Narrative(own, text))
        return found

    def titles(self, element: Element, path: str) -> list[Narrative]:
        """Return the narratives of a title; one that exceeds the length of a title is cut to its first words."""
        found = []
        for one in self.texts(element, path):
            text = one.text
            if len(text) > TITLE:
                head = text[: TITLE - 2]
                text = (head.rpartition(" ")[0] or head) + " …"
                self.noted.append(Noted(element.sourceline or 0, path, one.text, SHORTENED))
            found.append(one._replace(text=text))
        return found

    def one_text(self, element: Element, path: str) -> str | None:
        """Return the first narrative of an element."""
        if len(element) == 1:
            child = element[0]
            if child.tag == "narrative" and not len(child) and _blank(element):
                return stripped(child.text)
        return self.first(self.texts(element, path), path)

    def first(self, texts: Sequence[Narrative], path: str) -> str | None:
        """Return the first of several narratives, where only one can be kept."""
        if len(texts) > 1:
            self.unkept[f"{path}/narrative"] += len(texts) - 1
        return texts[0].text if texts else None

    def party(self, element: Element, path: str, known: frozenset[str], activity: str = "") -> ActivityParty:
        if len(element) == 1 and (child := element[0]).tag == "narrative" and not len(child) and _blank(element):
            found = _plain_party(tuple(element.items()), child.text, known, activity)
            if found is not None:
                return found
        self.attributes(element, path, known)
        return _party(element.get, self.one_text(element, path), activity)

    def value(self, element: Element, path: str) -> Value:
        self.attributes(element, path, VALUE)
        if len(element):
            self.rest(element, path)
        get = element.get
        return Value((element.text or "").strip(), stripped(get("currency")), stripped(get("value-date")))

    def sector(self, element: Element, path: str) -> ActivitySector:
        self.attributes(element, path, SHARED)
        get = element.get
        return ActivitySector(
            modern(get("vocabulary"), versions.SECTORS) or "1",
            (get("code") or "").strip(),
            self.one_text(element, path),
            stripped(get("percentage")),
        )

    def place(self, element: Element, path: str, kind: str) -> ActivityPlace:
        country = kind == "country"
        self.attributes(element, path, COUNTRY if country else SHARED)
        get = element.get
        return ActivityPlace(
            kind,
            "" if country else stripped(get("vocabulary")) or "1",
            (get("code") or "").strip(),
            self.one_text(element, path),
            stripped(get("percentage")),
        )

    def countries(self, element: Element, path: str) -> list[ActivityPlace]:
        """Return the recipient country of an element; several without shares if its code is a list: "HN,GT,SV"."""
        place = self.place(element, path, "country")
        codes = [code for code in _BETWEEN.split(place.code) if code]
        if len(codes) < 2 or not all(map(_COUNTRY.fullmatch, codes)):
            return [place]
        self.noted.append(Noted(element.sourceline or 0, path, place.code, SEVERAL))
        return [place._replace(code=code, name=None, percentage=None) for code in codes]

    def only_names(self, element: Element, path: str) -> None:
        """Accept the name next to a code: it adds no information."""
        for child in element:
            if child.tag != "narrative":
                self.drop(child, path)


def _party(get: Callable[[str], str | None], name: str | None, activity: str) -> ActivityParty:
    return ActivityParty(
        stripped(get("ref")),
        name,
        modern(get("type"), versions.ORGANISATIONS),
        stripped(get(activity)) if activity else None,
    )


@lru_cache(maxsize=REMEMBERED)
def _plain_party(
    attributes: tuple[tuple[str, str], ...], name: str | None, known: frozenset[str], activity: str
) -> ActivityParty | None:
    """Return a party with one narrative, as the same ones recur; None if an attribute cannot be kept."""
    given = dict(attributes)
    return _party(given.get, stripped(name), activity) if known.issuperset(given) else None


def _blank(element: Element) -> bool:
    """Return whether an element has no text of its own."""
    text = element.text
    return text is None or not text.strip()


def stripped(text: str | None) -> str | None:
    return (text.strip() or None) if text else None


def day_of(element: Element) -> str | None:
    return stripped(element.get("iso-date")) or stripped(element.text)
