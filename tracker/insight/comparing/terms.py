"""The bridges of a comparison as flat rows, one for each term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracker.insight.comparing.bridge import Bridge
from tracker.model.kinds import Minor

if TYPE_CHECKING:
    from tracker.insight.comparing.compare import Comparison


class TermRow(NamedTuple):
    """One term of one bridge; `reason` for changes, `group` where the money is grouped."""

    measure: str
    group: str | None
    term: str
    reason: str | None
    amount: Minor
    currency: str


def money_rows(comparison: Comparison) -> Iterator[TermRow]:
    """Every term of every bridge, in total and by group."""
    yield from _terms(comparison, None, comparison.money.total)
    if comparison.by:
        for group, bridges in comparison.money.groups.items():
            yield from _terms(comparison, group, bridges)


def _terms(comparison: Comparison, group: str | None, bridges: dict[str, Bridge]) -> Iterator[TermRow]:
    currency = comparison.pair.currency

    def rows(bridge: Bridge) -> Iterable[tuple[str, str | None, int]]:
        yield "from_total", None, bridge.from_total
        for term, amount in bridge.terms.items():
            yield term, None, amount
        for reason, amount in sorted(bridge.changed.items()):
            yield "changed", reason, amount
        yield "exchange", None, bridge.exchange
        yield "to_total", None, bridge.to_total

    for measure, bridge in bridges.items():
        for term, reason, amount in rows(bridge):
            yield TermRow(measure, group, term, reason, amount, currency)
