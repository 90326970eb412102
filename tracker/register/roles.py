"""The two roles of an organisation, given as it takes them up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker import tables

if TYPE_CHECKING:
    from tracker.register.register import Register


def give_role(register: Register, organisations: Iterable[int], role: str) -> None:
    """Give a role to organisations that do not have it yet."""
    wanted = set(organisations)
    held = tables.organisation_role
    have = set(register.connection.execute(select(held.c.organisation_id).where(held.c.role == role)).scalars())
    register.journal.insert(held, [{"organisation_id": one, "role": role} for one in sorted(wanted - have)])
