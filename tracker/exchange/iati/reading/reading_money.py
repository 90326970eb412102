"""Read the budgets, planned disbursements and transactions of an activity from their elements."""

from __future__ import annotations

from tracker.exchange.iati.reading import versions
from tracker.exchange.iati.reading.activity import ActivityBudget, ActivityPlace, ActivitySector, Transaction
from tracker.exchange.iati.reading.reading_parts import (
    REFERENCE,
    VOCABULARY,
    Element,
    ElementReader,
    day_of,
    names,
    stripped,
)
from tracker.exchange.iati.reading.versions import modern

PROVIDER = names("ref", "type", "provider-activity-id")
RECEIVER = names("ref", "receiver-activity-id")
BUDGET = names("type", "status")
TRANSACTION_CODES = frozenset(
    ("transaction-type", "disbursement-channel", "flow-type", "finance-type", "aid-type", "tied-status")
)


def budget_of(element: Element, parts: ElementReader) -> ActivityBudget:
    """Return a budget or a planned disbursement."""
    tag = element.tag
    planned = tag != "budget"
    parts.attributes(element, tag, BUDGET)
    start = end = value = provider = receiver = None
    for child in element:
        name = child.tag
        if name == "value" and value is None:
            value = parts.value(child, f"{tag}/value")
        elif name == "period-start" and start is None:
            start = day_of(child)
        elif name == "period-end" and end is None:
            end = day_of(child)
        elif planned and name == "provider-org" and provider is None:
            provider = parts.party(child, f"{tag}/provider-org", REFERENCE)
        elif planned and name == "receiver-org" and receiver is None:
            receiver = parts.party(child, f"{tag}/receiver-org", REFERENCE)
        else:
            parts.drop(child, tag)
    return ActivityBudget(
        element.sourceline or 0,
        "planned disbursement" if planned else "budget",
        modern(element.get("type"), versions.BUDGETS),
        stripped(element.get("status")),
        start,
        end,
        value,
        provider,
        receiver,
    )


def transaction_of(element: Element, parts: ElementReader) -> Transaction:
    path = "transaction"
    parts.attributes(element, path, REFERENCE)
    found: dict[str, str | None] = {}
    sectors: list[ActivitySector] = []
    places: list[ActivityPlace] = []
    description: list[Element] = []
    provider = receiver = value = None
    for child in element:
        tag = child.tag
        if tag in TRANSACTION_CODES and tag not in found and child.get("vocabulary", "1") == "1":
            found[tag] = stripped(child.get("code"))
            if len(child.keys()) > 1:
                parts.attributes(child, f"{path}/{tag}", VOCABULARY)
            if len(child):
                parts.only_names(child, f"{path}/{tag}")
        elif tag == "value" and value is None:
            value = parts.value(child, "transaction/value")
        elif tag == "transaction-date" and tag not in found:
            found[tag] = day_of(child)
        elif tag == "description":
            description.append(child)
        elif tag == "provider-org" and provider is None:
            provider = parts.party(child, "transaction/provider-org", PROVIDER, "provider-activity-id")
        elif tag == "receiver-org" and receiver is None:
            receiver = parts.party(child, "transaction/receiver-org", RECEIVER, "receiver-activity-id")
        elif tag == "sector":
            sectors.append(parts.sector(child, "transaction/sector"))
        elif tag == "recipient-country":
            places += parts.countries(child, "transaction/recipient-country")
        elif tag == "recipient-region":
            places.append(parts.place(child, "transaction/recipient-region", "region"))
        else:
            parts.drop(child, path)
    texts = [text for one in description if (text := parts.one_text(one, "transaction/description"))]
    if len(texts) > 1:
        parts.unkept["transaction/description"] += len(texts) - 1
    return Transaction(
        element.sourceline or 0,
        stripped(element.get("ref")),
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
