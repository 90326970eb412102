"""From the element of one activity to an `Activity`: all that has a place is taken, and the rest is counted.

Texts of 1.0x stand in the element itself, those of 2.0x in its narratives; both are read alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tracker.exchange.iati import versions
from tracker.exchange.iati.activity import (
    Activity,
    Budget,
    Condition,
    Document,
    Indicator,
    OtherIdentifier,
    Party,
    Period,
    Place,
    Related,
    Result,
    Sector,
    Text,
    Transaction,
    Value,
)
from tracker.exchange.iati.values import REMEMBERED, said_of
from tracker.exchange.iati.versions import modern

Element = Any  # lxml brings no types
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _names(*names: str) -> frozenset[str]:
    return frozenset((*names, LANGUAGE))


ACTIVITY = _names("default-currency", "last-updated-datetime", "hierarchy", "humanitarian", "version")
VALUE = _names("currency", "value-date")
CODED = _names("code")
VOCABULARY = _names("code", "vocabulary")
COUNTRY = _names("code", "percentage")
SHARED = _names("code", "vocabulary", "percentage")
REFERRED = _names("ref", "type")
PARTICIPATING = _names("ref", "type", "role", "activity-id")
PROVIDER = _names("ref", "type", "provider-activity-id")
RECEIVER = _names("ref", "receiver-activity-id")
OTHER = _names("ref", "type", "owner-ref", "owner-name")
TYPED = _names("type")
DATED = _names("type", "iso-date")
BUDGET = _names("type", "status")
REFERENCE = _names("ref")
URL = _names("url")
ATTACHED = _names("attached")
MEASURED = _names("measure", "ascending")
BASELINE = _names("value", "year", "iso-date")
VALUED = _names("value")
TRANSACTION_CODES = frozenset(
    ("transaction-type", "disbursement-channel", "flow-type", "finance-type", "aid-type", "tied-status")
)


def read_activity(element: Element) -> Activity:
    """What an activity says; nothing in it is an error yet."""
    return _Reading(element).activity()


def short_name(tag: str) -> str:
    """A name for a person: of another namespace, the last part of that stands before it."""
    if not tag.startswith("{"):
        return tag
    namespace, _, name = tag[1:].rpartition("}")
    return f"{{{namespace.rstrip('/').rpartition('/')[2]}}}{name}"


class _Reading:
    """One activity on its way."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.unkept: Counter[str] = Counter()
        self.codes: dict[str, str | None] = {}
        self.titles: list[Text] = []
        self.descriptions: list[tuple[str | None, list[Text]]] = []
        self.parties: list[Party] = []
        self.publisher: Party | None = None
        self.identifier = ""
        self.identifiers: list[OtherIdentifier] = []
        self.dates: list[tuple[str | None, str | None]] = []
        self.places: list[Place] = []
        self.sectors: list[Sector] = []
        self.budgets: list[Budget] = []
        self.transactions: list[Transaction] = []
        self.documents: list[Document] = []
        self.related: list[Related] = []
        self.conditions_attached: str | None = None
        self.conditions: list[Condition] = []
        self.results: list[Result] = []

    def activity(self) -> Activity:
        element = self.element
        self._attributes(element, "", ACTIVITY)
        for child in element:
            handler = CHILDREN.get(child.tag)
            if handler is None:
                self._drop(child, "")
            else:
                handler(self, child)
        codes, attribute = self.codes, element.get
        return Activity(
            line=element.sourceline or 0,
            identifier=self.identifier,
            language=attribute(LANGUAGE),
            currency=attribute("default-currency"),
            updated=attribute("last-updated-datetime"),
            hierarchy=attribute("hierarchy"),
            humanitarian=attribute("humanitarian"),
            publisher=self.publisher,
            titles=self.titles,
            descriptions=self.descriptions,
            parties=self.parties,
            identifiers=self.identifiers,
            status=codes.get("activity-status"),
            dates=self.dates,
            scope=codes.get("activity-scope"),
            places=self.places,
            sectors=self.sectors,
            collaboration_type=codes.get("collaboration-type"),
            flow_type=codes.get("default-flow-type"),
            finance_type=codes.get("default-finance-type"),
            aid_type=codes.get("default-aid-type"),
            tied_status=codes.get("default-tied-status"),
            budgets=self.budgets,
            transactions=self.transactions,
            documents=self.documents,
            related=self.related,
            conditions_attached=self.conditions_attached,
            conditions=self.conditions,
            results=self.results,
            unkept=self.unkept,
        )

    # What is not kept.

    def _drop(self, element: Element, path: str) -> None:
        """Count an element that has no place, with all that is in it. By hand, for it may be deep and vast."""
        pending = [(element, path)]
        while pending:
            one, above = pending.pop()
            mine = f"{above}/{short_name(one.tag)}" if above else short_name(one.tag)
            self.unkept[mine] += 1
            pending += [(child, mine) for child in one]

    def _rest(self, element: Element, path: str) -> None:
        for child in element:
            self._drop(child, path)

    def _attributes(self, element: Element, path: str, known: frozenset[str]) -> None:
        names = element.keys()
        if known.issuperset(names):
            return
        for name in names:
            if name not in known:
                self.unkept[f"{path}/@{short_name(name)}" if path else f"@{short_name(name)}"] += 1

    # What stands in an element.

    def _texts(self, element: Element, path: str) -> list[Text]:
        """The narratives of an element, or its own text."""
        found = []
        own = element.get(LANGUAGE)
        for child in element:
            if child.tag == "narrative":
                text = ("".join(child.itertext()) if len(child) else child.text or "").strip()
                if text:
                    found.append(Text(child.get(LANGUAGE) or own, text))
            else:
                self._drop(child, path)
        text = (element.text or "").strip()
        if text:
            if found:
                self.unkept[f"{path}/text()"] += 1
            else:
                found.append(Text(own, text))
        return found

    def _one_text(self, element: Element, path: str) -> str | None:
        """The first narrative, where only one has a place."""
        if len(element) == 1:
            child = element[0]
            if child.tag == "narrative" and not len(child) and _blank(element):
                return _stripped(child.text)
        texts = self._texts(element, path)
        if len(texts) > 1:
            self.unkept[f"{path}/narrative"] += len(texts) - 1
        return texts[0].text if texts else None

    def _party(self, element: Element, path: str, known: frozenset[str], activity: str = "") -> Party:
        if len(element) == 1 and (child := element[0]).tag == "narrative" and not len(child) and _blank(element):
            found = _plain_party(tuple(element.items()), child.text, known, activity)
            if found is not None:
                return found
        self._attributes(element, path, known)
        return _party(element.get, self._one_text(element, path), activity)

    def _value(self, element: Element, path: str) -> Value:
        self._attributes(element, path, VALUE)
        if len(element):
            self._rest(element, path)
        get = element.get
        return Value((element.text or "").strip(), _stripped(get("currency")), _stripped(get("value-date")))

    def _sector(self, element: Element, path: str) -> Sector:
        self._attributes(element, path, SHARED)
        get = element.get
        return Sector(
            modern(get("vocabulary"), versions.SECTORS) or "1",
            (get("code") or "").strip(),
            self._one_text(element, path),
            _stripped(get("percentage")),
        )

    def _place(self, element: Element, path: str, kind: str) -> Place:
        country = kind == "country"
        self._attributes(element, path, COUNTRY if country else SHARED)
        get = element.get
        return Place(
            kind,
            "" if country else _stripped(get("vocabulary")) or "1",
            (get("code") or "").strip(),
            self._one_text(element, path),
            _stripped(get("percentage")),
        )

    def _only_names(self, element: Element, path: str) -> None:
        """The name of a code may stand beside it: that says nothing more."""
        for child in element:
            if child.tag != "narrative":
                self._drop(child, path)

    # The children of an activity.

    def _identifier(self, element: Element) -> None:
        self._rest(element, "iati-identifier")
        if self.identifier:
            self.unkept["iati-identifier"] += 1
        else:
            self.identifier = " ".join((element.text or "").split())

    def _reporting(self, element: Element) -> None:
        party = self._party(element, "reporting-org", REFERRED)
        if self.publisher is None:
            self.publisher = party
        else:
            self.unkept["reporting-org"] += 1

    def _title(self, element: Element) -> None:
        self.titles += self._texts(element, "title")

    def _description(self, element: Element) -> None:
        self._attributes(element, "description", TYPED)
        kind = modern(element.get("type"), versions.TYPES)
        self.descriptions.append((kind, self._texts(element, "description")))

    def _participating(self, element: Element) -> None:
        party = self._party(element, "participating-org", PARTICIPATING, "activity-id")
        self.parties.append(party._replace(role=modern(element.get("role"), versions.ROLES)))

    def _other_identifier(self, element: Element) -> None:
        self._attributes(element, "other-identifier", OTHER)
        get, owner = element.get, None
        for child in element:
            if child.tag == "owner-org" and owner is None:
                owner = self._party(child, "other-identifier/owner-org", REFERENCE)
            else:
                self._drop(child, "other-identifier")
        if owner is None and (get("owner-ref") or get("owner-name")):  # as it was in 1.0x
            owner = Party(_stripped(get("owner-ref")), _stripped(get("owner-name")))
        identifier = _stripped(get("ref")) or _stripped(element.text)
        self.identifiers.append(OtherIdentifier(identifier, _stripped(get("type")), owner))

    def _code(self, element: Element) -> None:
        tag = element.tag
        aid = tag == "default-aid-type"
        self._attributes(element, tag, VOCABULARY if aid else CODED)
        self._only_names(element, tag)
        if tag in self.codes or (aid and element.get("vocabulary", "1") != "1"):
            self.unkept[tag] += 1
        else:
            self.codes[tag] = _stripped(element.get("code"))

    def _date(self, element: Element) -> None:
        self._attributes(element, "activity-date", DATED)
        get = element.get
        texts = self._texts(element, "activity-date")
        day = get("iso-date")
        if day and texts and texts[0].text != day:
            part = said_of(day, texts[0].text)
            day = part or day
            if more := len(texts) - (part is not None):
                self.unkept["activity-date/narrative"] += more
        if not day and texts:  # in 1.0x the day may stand in the text only
            day = texts[0].text
        self.dates.append((modern(get("type"), versions.DATES), _stripped(day)))

    def _country(self, element: Element) -> None:
        self.places.append(self._place(element, "recipient-country", "country"))

    def _region(self, element: Element) -> None:
        self.places.append(self._place(element, "recipient-region", "region"))

    def _activity_sector(self, element: Element) -> None:
        self.sectors.append(self._sector(element, "sector"))

    def _budget(self, element: Element) -> None:
        tag = element.tag
        planned = tag != "budget"
        self._attributes(element, tag, BUDGET)
        start = end = value = provider = receiver = None
        for child in element:
            name = child.tag
            if name == "value" and value is None:
                value = self._value(child, f"{tag}/value")
            elif name == "period-start" and start is None:
                start = _day(child)
            elif name == "period-end" and end is None:
                end = _day(child)
            elif planned and name == "provider-org" and provider is None:
                provider = self._party(child, f"{tag}/provider-org", REFERENCE)
            elif planned and name == "receiver-org" and receiver is None:
                receiver = self._party(child, f"{tag}/receiver-org", REFERENCE)
            else:
                self._drop(child, tag)
        self.budgets.append(
            Budget(
                element.sourceline or 0,
                "planned disbursement" if planned else "budget",
                modern(element.get("type"), versions.BUDGETS),
                _stripped(element.get("status")),
                start,
                end,
                value,
                provider,
                receiver,
            )
        )

    def _transaction(self, element: Element) -> None:
        path = "transaction"
        self._attributes(element, path, REFERENCE)
        found: dict[str, str | None] = {}
        sectors: list[Sector] = []
        places: list[Place] = []
        description: list[Element] = []
        provider = receiver = value = None
        for child in element:
            tag = child.tag
            if tag in TRANSACTION_CODES and tag not in found and child.get("vocabulary", "1") == "1":
                found[tag] = _stripped(child.get("code"))
                if len(child.keys()) > 1:
                    self._attributes(child, f"{path}/{tag}", VOCABULARY)
                if len(child):
                    self._only_names(child, f"{path}/{tag}")
            elif tag == "value" and value is None:
                value = self._value(child, "transaction/value")
            elif tag == "transaction-date" and tag not in found:
                found[tag] = _day(child)
            elif tag == "description":
                description.append(child)
            elif tag == "provider-org" and provider is None:
                provider = self._party(child, "transaction/provider-org", PROVIDER, "provider-activity-id")
            elif tag == "receiver-org" and receiver is None:
                receiver = self._party(child, "transaction/receiver-org", RECEIVER, "receiver-activity-id")
            elif tag == "sector":
                sectors.append(self._sector(child, "transaction/sector"))
            elif tag == "recipient-country":
                places.append(self._place(child, "transaction/recipient-country", "country"))
            elif tag == "recipient-region":
                places.append(self._place(child, "transaction/recipient-region", "region"))
            else:
                self._drop(child, path)
        texts = [text for one in description if (text := self._one_text(one, "transaction/description"))]
        if len(texts) > 1:
            self.unkept["transaction/description"] += len(texts) - 1
        self.transactions.append(
            Transaction(
                element.sourceline or 0,
                _stripped(element.get("ref")),
                modern(found.get("transaction-type"), versions.TRANSACTIONS),
                found.get("transaction-date"),
                value,
                texts[0] if texts else None,
                provider,
                receiver,
                sectors,
                places,
                found.get("disbursement-channel"),
                found.get("flow-type"),
                found.get("finance-type"),
                found.get("aid-type"),
                found.get("tied-status"),
            )
        )

    def _document(self, element: Element) -> None:
        path = "document-link"
        self._attributes(element, path, URL)
        titles: list[Text] = []
        language = day = None
        for child in element:
            if child.tag == "title":
                titles += self._texts(child, f"{path}/title")
            elif child.tag == "language" and language is None:
                language = _stripped(child.get("code"))
            elif child.tag == "document-date" and day is None:
                day = _day(child)
            else:
                self._drop(child, path)
        if len(titles) > 1:
            self.unkept["document-link/title/narrative"] += len(titles) - 1
        title = titles[0].text if titles else None
        self.documents.append(Document(element.sourceline or 0, _stripped(element.get("url")), title, language, day))

    def _related(self, element: Element) -> None:
        self._attributes(element, "related-activity", REFERRED)
        self._only_names(element, "related-activity")
        kind = modern(element.get("type"), versions.RELATIONS)
        self.related.append(Related(_stripped(element.get("ref")), kind))

    def _conditions(self, element: Element) -> None:
        self._attributes(element, "conditions", ATTACHED)
        self.conditions_attached = element.get("attached") or self.conditions_attached
        for child in element:
            if child.tag == "condition":
                self._attributes(child, "conditions/condition", TYPED)
                texts = self._texts(child, "conditions/condition")
                self.conditions.append(Condition(_stripped(child.get("type")), texts))
            else:
                self._drop(child, "conditions")

    def _result(self, element: Element) -> None:
        self._attributes(element, "result", TYPED)
        titles: list[Text] = []
        descriptions: list[Text] = []
        indicators: list[Indicator] = []
        for child in element:
            if child.tag == "title":
                titles += self._texts(child, "result/title")
            elif child.tag == "description":
                descriptions += self._texts(child, "result/description")
            elif child.tag == "indicator":
                indicators.append(self._indicator(child))
            else:
                self._drop(child, "result")
        for path, texts in (("result/title", titles), ("result/description", descriptions)):
            if len(texts) > 1:
                self.unkept[f"{path}/narrative"] += len(texts) - 1
        self.results.append(
            Result(
                element.sourceline or 0,
                modern(element.get("type"), versions.RESULTS),
                titles[0].text if titles else None,
                descriptions[0].text if descriptions else None,
                indicators,
            )
        )

    def _indicator(self, element: Element) -> Indicator:
        path = "result/indicator"
        self._attributes(element, path, MEASURED)
        titles: list[Text] = []
        periods: list[Period] = []
        baseline = day = None
        based = False
        for child in element:
            if child.tag == "title":
                titles += self._texts(child, f"{path}/title")
            elif child.tag == "period":
                periods.append(self._period(child))
            elif child.tag == "baseline" and not based:
                based = True
                self._attributes(child, f"{path}/baseline", BASELINE)
                self._rest(child, f"{path}/baseline")
                baseline = _stripped(child.get("value"))
                day = _stripped(child.get("iso-date")) or _stripped(child.get("year"))
            else:
                self._drop(child, path)
        if len(titles) > 1:
            self.unkept[f"{path}/title/narrative"] += len(titles) - 1
        return Indicator(
            element.sourceline or 0,
            titles[0].text if titles else None,
            modern(element.get("measure"), versions.MEASURES),
            element.get("ascending"),
            baseline,
            day,
            periods,
        )

    def _period(self, element: Element) -> Period:
        path = "result/indicator/period"
        values: dict[str, str | None] = {}
        start = end = comment = None
        for child in element:
            tag = child.tag
            if tag == "period-start" and start is None:
                start = _day(child)
            elif tag == "period-end" and end is None:
                end = _day(child)
            elif tag in ("target", "actual") and tag not in values:
                self._attributes(child, f"{path}/{tag}", VALUED)
                values[tag] = _stripped(child.get("value"))
                for below in child:
                    if tag == "actual" and below.tag == "comment" and comment is None:
                        comment = self._one_text(below, f"{path}/actual/comment")
                    else:
                        self._drop(below, f"{path}/{tag}")
            else:
                self._drop(child, path)
        return Period(element.sourceline or 0, start, end, values.get("target"), values.get("actual"), comment)


def _party(get: Callable[[str], str | None], name: str | None, activity: str) -> Party:
    return Party(
        _stripped(get("ref")),
        name,
        modern(get("type"), versions.ORGANISATIONS),
        _stripped(get(activity)) if activity else None,
    )


@lru_cache(maxsize=REMEMBERED)
def _plain_party(
    attributes: tuple[tuple[str, str], ...], name: str | None, known: frozenset[str], activity: str
) -> Party | None:
    """A party with one narrative, for the same ones come again and again; None where an attribute has no place."""
    given = dict(attributes)
    return _party(given.get, _stripped(name), activity) if known.issuperset(given) else None


def _blank(element: Element) -> bool:
    """Whether an element has no text of its own."""
    text = element.text
    return text is None or not text.strip()


def _stripped(text: str | None) -> str | None:
    return text and (text.strip() or None)


def _day(element: Element) -> str | None:
    return _stripped(element.get("iso-date")) or _stripped(element.text)


CHILDREN: dict[str, Callable[[_Reading, Element], None]] = {
    "iati-identifier": _Reading._identifier,
    "reporting-org": _Reading._reporting,
    "title": _Reading._title,
    "description": _Reading._description,
    "participating-org": _Reading._participating,
    "other-identifier": _Reading._other_identifier,
    "activity-status": _Reading._code,
    "activity-date": _Reading._date,
    "activity-scope": _Reading._code,
    "recipient-country": _Reading._country,
    "recipient-region": _Reading._region,
    "sector": _Reading._activity_sector,
    "collaboration-type": _Reading._code,
    "default-flow-type": _Reading._code,
    "default-finance-type": _Reading._code,
    "default-aid-type": _Reading._code,
    "default-tied-status": _Reading._code,
    "budget": _Reading._budget,
    "planned-disbursement": _Reading._budget,
    "transaction": _Reading._transaction,
    "document-link": _Reading._document,
    "related-activity": _Reading._related,
    "conditions": _Reading._conditions,
    "result": _Reading._result,
}
