"""Identify an activity: by its identifier, or by publisher and title; and propose codes for its project."""

from __future__ import annotations

from tracker.exchange.iati.importing.parties import named
from tracker.exchange.iati.reading.activity import Activity
from tracker.exchange.iati.reading.values import language, short
from tracker.register.published.publications import Identity, Named
from tracker.rules.codes import cleaned, joined_code, slug

LONGEST_IDENTIFIER = 200
FORMER = "B1"
ENGLISH = "en"


class RefusedActivity(Exception):
    """The reason why an activity as a whole cannot be imported."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def identify(activity: Activity) -> Identity:
    """Return what identifies an activity. Raises Refused if nothing distinguishes it from others."""
    publisher = named(activity.publisher) or _who_takes_part(activity)
    title = _title(activity)
    if not activity.identifier:
        if title is None:
            raise RefusedActivity("has neither an iati-identifier nor a title, so it could not be recognised later")
        if publisher is None:
            raise RefusedActivity("has neither an iati-identifier nor a publisher, so it could not be recognised later")
    if len(activity.identifier) > LONGEST_IDENTIFIER:
        raise RefusedActivity(f"its iati-identifier is {len(activity.identifier):,} characters long")
    former = [
        one.identifier[:LONGEST_IDENTIFIER] for one in activity.identifiers if one.type == FORMER and one.identifier
    ]
    return Identity(activity.identifier or None, former, publisher, title or activity.identifier)


def _who_takes_part(activity: Activity) -> Named | None:
    """Return the organisation used if no reporting one is named: one that extends, funds, implements or pays."""
    parties = [party for role in ("3", "1", "2", "4") for party in activity.parties if party.role == role]
    parties += [one.provider for one in activity.transactions if one.provider]
    return next((found for party in parties if (found := named(party))), None)


def _title(activity: Activity) -> str | None:
    """Return the title in the language of the activity, or the first title."""
    asked, first = language(activity.language) or ENGLISH, None
    for text in activity.titles:
        clean = short(text.text)
        if clean is not None and language(text.language) in (None, asked):
            return clean
        first = first or clean
    return first


def codes_of(identity: Identity) -> list[str]:
    """Return candidate codes for a project: its identifier without the publisher's prefix, and the whole identifier.

    Without an identifier, the code is made from the title.
    """
    identifier, publisher = identity.identifier, identity.publisher.ref if identity.publisher else None
    if identifier is None:
        return [slug(identity.title).upper() or "IATI"]
    found = []
    if publisher and identifier.upper().startswith(f"{publisher.upper()}-"):
        found.append(identifier[len(publisher) + 1 :])
    found.append(identifier)
    return [joined_code(code) for code in map(cleaned, found) if code] or ["IATI"]
