"""Sums of the transactions of contributions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, select

from tracker import tables
from tracker.register.core import Session
from tracker.rules.words import MEASURE_OF_KIND
from tracker.store.many_keys import is_among


def transaction_sums(register: Session, cut_offs: Mapping[int, Any]) -> dict[int, dict[str, int]]:
    """Return the sums of each contribution's transactions by measure, up to its cut-off day; one query.

    A measure without any transaction is absent, not 0.
    """
    if not cut_offs:
        return {}
    moved, found = tables.transaction, dict[int, dict[str, int]]()
    measure = case(MEASURE_OF_KIND, value=moved.c.kind)
    wanted = sorted(cut_offs)
    for day in sorted(set(cut_offs.values())):
        ids = [identity for identity in wanted if cut_offs[identity] == day]
        among = is_among(moved.c.contribution_id, ids, register.connection.dialect.name)
        summed = register.connection.execute(
            select(moved.c.contribution_id, measure, func.sum(moved.c.amount))
            .where(among, moved.c.kind.in_(MEASURE_OF_KIND), moved.c.date <= day)
            .group_by(moved.c.contribution_id, measure)
        )
        for contribution, name, amount in summed:
            found.setdefault(contribution, {})[name] = int(amount)
    return found
