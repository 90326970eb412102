"""Organisations as IATI names them."""

from __future__ import annotations

from functools import lru_cache

from tracker.errors import Invalid
from tracker.exchange.iati.reading.activity import ActivityParty
from tracker.exchange.iati.reading.values import REMEMBERED, one_line
from tracker.register.published.publications import Named

# The code list OrganisationType in the words of the register.
KINDS = {
    "10": "government",
    "11": "government",
    "15": "government",
    "21": "non-governmental organisation",
    "22": "non-governmental organisation",
    "23": "non-governmental organisation",
    "24": "non-governmental organisation",
    "40": "international organisation",
    "70": "private sector",
    "71": "private sector",
    "72": "private sector",
    "73": "private sector",
    "80": "academic",
}


@lru_cache(maxsize=REMEMBERED)
def named(party: ActivityParty | None) -> Named | None:
    """Return an organisation by its identifier and name; without a name, the identifier is its name."""
    if party is None:
        return None
    ref = " ".join((party.ref or "").split())[:200] or None
    try:
        name = one_line(party.name, 500)
    except Invalid:
        name = None
    if name is None and ref is None:
        return None
    return Named(ref, name or ref or "", KINDS.get(party.type or ""))
