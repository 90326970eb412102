"""The two roles of an organisation, given when it first acts in them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from tracker import tables
from tracker.register.core import Session


def give_role(register: Session, organisations: Iterable[int], role: str) -> None:
    """Give a role to organisations that do not have it yet."""
    wanted = set(organisations)
    held = tables.organisation_role
    have = set(register.connection.execute(select(held.c.organisation_id).where(held.c.role == role)).scalars())
    register.journal.insert(held, [{"organisation_id": one, "role": role} for one in sorted(wanted - have)])
