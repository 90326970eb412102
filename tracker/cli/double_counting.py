"""Amounts that a total may count twice: the lines below a list, and the sentence that points to the pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.rules.money import human
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.totals.double_counting import Doubt, Twice
    from tracker.register.register import Register
    from tracker.rules.measured import Measured

NAMED = 3  # pairs that are named in a sentence
PERHAPS, SETTLED = "Perhaps twice", "Twice, settled"


def doubled_lines(found: Mapping[str, Twice]) -> Iterator[tuple[str, str, Measured]]:
    """Yield the lines below a list, each with its label, its currency and its amounts."""
    for label, which in ((PERHAPS, "perhaps"), (SETTLED, "settled")):
        for currency, twice in sorted(found.items()):
            amounts: Measured = getattr(twice, which)
            if any(amounts):
                yield label, currency, amounts


def doubled_said(
    found: Mapping[str, Twice], exponents: Mapping[str, int], at: str | None, whole: str = "the total"
) -> Iterator[str]:
    """Yield the remarks on a total, with the command that lists the pairs; `whole` is its name in the sentence."""
    when = f" --at {at}" if at else ""
    total = whole[:1].upper() + whole[1:]
    for label, currency, amounts in doubled_lines(found):
        said = said_amounts(amounts, currency, exponents)
        carried = [measure for measure in MEASURES if getattr(amounts, measure)]
        measure = "committed" if "committed" in carried else carried[-1]
        if label == PERHAPS:
            yield f"{total} may count twice: {said}. `tracker why {measure} --twice{when}` lists the pairs."
        else:
            how = "`tracker overlap list --settled` shows the pairs."
            yield f"{total} counts twice, as was settled later: {said}. {how}"


def imported_said(register: Register, at: str | None) -> list[str]:
    """Return the remarks on the pairs that an import created: that money may be counted twice, and which."""
    from tracker.insight.totals.double_counting import fresh_pairs

    register.journal.flush()
    if register.journal.id is None:
        return []
    conference = register.codes.conference(at) if at else None
    fresh = fresh_pairs(register.reader, register.journal.id, conference.id if conference else None)
    when = f" at {conference.code}" if conference else ""
    said = []
    for currency, amounts in sorted(fresh.perhaps.items()):
        money = said_amounts(amounts, currency, register.reader.exponents)
        said.append(f"Money{when} that may be counted twice: {money}: {_named(fresh.carrying)}.")
    if fresh.other:
        said.append(f"These may be in the register twice: {_named(fresh.other)}.")
    if said:
        said.append("`tracker overlap list` shows the pairs; `tracker overlap settle` settles them.")
    return [*said, *alike_said(register, {frozenset((one.one, one.other)) for one in (*fresh.carrying, *fresh.other)})]


def alike_said(register: Register, besides: Collection[frozenset[str]] = ()) -> list[str]:
    """Return a remark on the new projects that look like one in the register, without pairs that were named already."""
    from tracker.insight.coordination.overlaps import alike_to_new

    register.journal.flush()
    if register.journal.id is None:
        return []
    found = alike_to_new(register.reader, register.journal.id)
    found = [one for one in found if frozenset((one.new, one.known)) not in besides]
    if not found:
        return []
    named = "; ".join(f"{one.new} looks like {one.known} ({one.known_title})" for one in found[:NAMED])
    more = f"; and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
    how = f"tracker overlap show {found[0].known} {found[0].new}"
    return [f"These may be in the register already: {named}{more}. `{how}` compares them."]


def _named(pairs: Sequence[Doubt]) -> str:
    named = "; ".join(f"{doubt.one} and {doubt.other} ({doubt.reason})" for doubt in pairs[:NAMED])
    return named + (f"; and {len(pairs) - NAMED:,} more pairs" if len(pairs) > NAMED else "")


def said_amounts(amounts: Measured, currency: str, exponents: Mapping[str, int]) -> str:
    """`100,000.00 USD committed, 50,000.00 USD disbursed`."""
    parts = [
        f"{human(amount, exponents[currency])} {currency} {measure}"
        for measure, amount in amounts._asdict().items()
        if amount
    ]
    return ", ".join(parts)
