"""Turn the element of one activity into an `Activity`: what has a counterpart is kept, and the rest is counted."""

from __future__ import annotations

from collections.abc import Callable

from tracker.exchange.iati import LANGUAGE
from tracker.exchange.iati.reading import versions
from tracker.exchange.iati.reading.activity import Activity, ActivityIdentifier, ActivityParty, Condition, Related
from tracker.exchange.iati.reading.reading_money import budget_of, transaction_of
from tracker.exchange.iati.reading.reading_parts import (
    REFERENCE,
    TYPED,
    VOCABULARY,
    Element,
    ElementReader,
    names,
    stripped,
)
from tracker.exchange.iati.reading.reading_results import document_of, result_of
from tracker.exchange.iati.reading.values import said_of, truth
from tracker.exchange.iati.reading.versions import modern

ACTIVITY = names("default-currency", "last-updated-datetime", "hierarchy", "humanitarian", "version")
CODED = names("code")
REFERRED = names("ref", "type")
REPORTING = names("ref", "type", "secondary-reporter")
PARTICIPATING = names("ref", "type", "role", "activity-id")
OTHER = names("ref", "type", "owner-ref", "owner-name")
DATED = names("type", "iso-date")
ATTACHED = names("attached")


def read_activity(element: Element) -> Activity:
    """Return the content of an activity; nothing in it is an error yet."""
    attribute = element.get
    activity = Activity(
        line=element.sourceline or 0,
        language=attribute(LANGUAGE),
        currency=attribute("default-currency"),
        updated=attribute("last-updated-datetime"),
        hierarchy=attribute("hierarchy"),
        humanitarian=attribute("humanitarian"),
    )
    parts = ElementReader(activity)
    parts.attributes(element, "", ACTIVITY)
    for child in element:
        handler = CHILDREN.get(child.tag)
        if handler is None:
            parts.drop(child, "")
        else:
            handler(activity, child, parts)
    return activity


def _identifier(activity: Activity, element: Element, parts: ElementReader) -> None:
    parts.rest(element, "iati-identifier")
    if activity.identifier:
        activity.unkept["iati-identifier"] += 1
    else:
        activity.identifier = " ".join((element.text or "").split())


def _reporting(activity: Activity, element: Element, parts: ElementReader) -> None:
    party = parts.party(element, "reporting-org", REPORTING)
    if activity.publisher is None:
        activity.publisher = party
        activity.secondary = truth(element.get("secondary-reporter")) or False
    else:
        activity.unkept["reporting-org"] += 1


def _title(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.titles += parts.titles(element, "title")


def _description(activity: Activity, element: Element, parts: ElementReader) -> None:
    parts.attributes(element, "description", TYPED)
    kind = modern(element.get("type"), versions.TYPES)
    activity.descriptions.append((kind, parts.texts(element, "description")))


def _participating(activity: Activity, element: Element, parts: ElementReader) -> None:
    party = parts.party(element, "participating-org", PARTICIPATING, "activity-id")
    activity.parties.append(party._replace(role=modern(element.get("role"), versions.ROLES)))


def _other_identifier(activity: Activity, element: Element, parts: ElementReader) -> None:
    parts.attributes(element, "other-identifier", OTHER)
    get, owner = element.get, None
    for child in element:
        if child.tag == "owner-org" and owner is None:
            owner = parts.party(child, "other-identifier/owner-org", REFERENCE)
        else:
            parts.drop(child, "other-identifier")
    if owner is None and (get("owner-ref") or get("owner-name")):  # as it was in 1.0x
        owner = ActivityParty(stripped(get("owner-ref")), stripped(get("owner-name")))
    identifier = stripped(get("ref")) or stripped(element.text)
    activity.identifiers.append(ActivityIdentifier(identifier, stripped(get("type")), owner))


def _code(activity: Activity, element: Element, parts: ElementReader) -> None:
    tag = element.tag
    aid = tag == "default-aid-type"
    parts.attributes(element, tag, VOCABULARY if aid else CODED)
    parts.only_names(element, tag)
    if tag in activity.codes or (aid and element.get("vocabulary", "1") != "1"):
        activity.unkept[tag] += 1
    else:
        activity.codes[tag] = stripped(element.get("code"))


def _date(activity: Activity, element: Element, parts: ElementReader) -> None:
    parts.attributes(element, "activity-date", DATED)
    get = element.get
    texts = parts.texts(element, "activity-date")
    day = get("iso-date")
    if day and texts and texts[0].text != day:
        part = said_of(day, texts[0].text)
        day = part or day
        if more := len(texts) - (part is not None):
            activity.unkept["activity-date/narrative"] += more
    if not day and texts:  # in 1.0x the day may be in the text only
        day = texts[0].text
    activity.dates.append((modern(get("type"), versions.DATES), stripped(day)))


def _country(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.places += parts.countries(element, "recipient-country")


def _region(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.places.append(parts.place(element, "recipient-region", "region"))


def _sector(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.sectors.append(parts.sector(element, "sector"))


def _related(activity: Activity, element: Element, parts: ElementReader) -> None:
    parts.attributes(element, "related-activity", REFERRED)
    parts.only_names(element, "related-activity")
    kind = modern(element.get("type"), versions.RELATIONS)
    activity.related.append(Related(stripped(element.get("ref")), kind))


def _conditions(activity: Activity, element: Element, parts: ElementReader) -> None:
    parts.attributes(element, "conditions", ATTACHED)
    activity.conditions_attached = element.get("attached") or activity.conditions_attached
    for child in element:
        if child.tag == "condition":
            parts.attributes(child, "conditions/condition", TYPED)
            texts = parts.texts(child, "conditions/condition")
            activity.conditions.append(Condition(stripped(child.get("type")), texts))
        else:
            parts.drop(child, "conditions")


def _budget(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.budgets.append(budget_of(element, parts))


def _transaction(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.transactions.append(transaction_of(element, parts))


def _document(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.documents.append(document_of(element, parts))


def _result(activity: Activity, element: Element, parts: ElementReader) -> None:
    activity.results.append(result_of(element, parts))


CHILDREN: dict[str, Callable[[Activity, Element, ElementReader], None]] = {
    "iati-identifier": _identifier,
    "reporting-org": _reporting,
    "title": _title,
    "description": _description,
    "participating-org": _participating,
    "other-identifier": _other_identifier,
    "activity-status": _code,
    "activity-date": _date,
    "activity-scope": _code,
    "recipient-country": _country,
    "recipient-region": _region,
    "sector": _sector,
    "collaboration-type": _code,
    "default-flow-type": _code,
    "default-finance-type": _code,
    "default-aid-type": _code,
    "default-tied-status": _code,
    "budget": _budget,
    "planned-disbursement": _budget,
    "transaction": _transaction,
    "document-link": _document,
    "related-activity": _related,
    "conditions": _conditions,
    "result": _result,
}
