"""The summary of a comparison, before its tables: what moved, by how much, whose money, and risks up and down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.cli.comparing.bridges import signed
from tracker.cli.comparing.why_words import headline
from tracker.insight.comparing.bridge import Bridge
from tracker.insight.comparing.compare import Comparison
from tracker.output import CardFact
from tracker.rules.words import MEASURES

DONORS = 5
STATUSES = 5


def answer(comparison: Comparison, parts: Sequence[str]) -> Iterator[CardFact]:
    """Yield what a reader wants to know first about the parts that are shown."""
    if comparison.pair.planned:
        yield CardFact(
            "planned", "Not met yet", f"{comparison.pair.second.code} is planned; this is what it knows so far"
        )
    if "money" in parts:
        yield from _money(comparison)
    if "projects" in parts and (moves := comparison.status_moves()):
        said = [f"{move.projects:,} {move.old} -> {move.new}" for move in moves[:STATUSES]]
        more = len(moves) - len(said)
        yield CardFact("statuses", "Status", "; ".join(said) + (f"; and {more} other moves" if more else ""))
    if "risks" in parts:
        counts = comparison.exposure.counts
        said = [f"{counts[move]:,} {move}" for move in ("up", "down") if counts[move]]
        if said:
            yield CardFact("risks", "Risks", ", ".join(said))


def _money(comparison: Comparison) -> Iterator[CardFact]:
    currency, total = comparison.pair.currency, comparison.money.total
    exponent = comparison.reader.exponents[currency]
    told = [measure for measure in MEASURES if total[measure].told]
    if not told:
        return
    # Commitments come first; without them, the most advanced measure.
    main = "committed" if "committed" in told else told[-1]
    bridge = total[main]
    caused = bridge.moved or bool(bridge.exchange) or any(bridge.changed.values())
    yield CardFact(
        "answer", "Answer", headline(main, currency, bridge.from_total, bridge.to_total, exponent, caused=caused)
    )
    changes = (f"{measure} {_change(total[measure], exponent)}" for measure in told)
    yield CardFact("change", "Change", "; ".join(changes))
    moved = [
        (bridges[main].movement, donor)
        for donor, bridges in comparison.by_donor.groups.items()
        if bridges[main].movement
    ]
    moved.sort(key=lambda one: (-abs(one[0]), one[1]))
    if moved:
        named = ", ".join(f"{donor} {signed(amount, exponent)}" for amount, donor in moved[:DONORS])
        more = f", and {len(moved) - DONORS:,} more" if len(moved) > DONORS else ""
        yield CardFact("donors", "Moved most", f"{named}{more} {main}")


def _change(bridge: Bridge, exponent: int) -> str:
    """`+305,000.00 (+16.8%)`; without the percentage if there was nothing before."""
    difference = bridge.to_total - bridge.from_total
    if not difference:
        return "unchanged"
    if bridge.from_total <= 0:
        return signed(difference, exponent)
    permille = (abs(difference) * 2000 + bridge.from_total) // (2 * bridge.from_total)
    sign = "+" if difference > 0 else "-"
    return f"{signed(difference, exponent)} ({sign}{permille // 10:,}.{permille % 10}%)"
