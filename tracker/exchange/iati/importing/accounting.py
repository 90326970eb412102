"""Account for every element and amount of a file: what is kept, what is left out and why, what has no column.

The entries are written to a file as they come, so that a million of them take no memory; the first of each kind are
kept for the terminal.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, NamedTuple

from tracker.rules.money import decimal_text

if TYPE_CHECKING:
    from tracker.exchange.iati.reading.activity import Activity, Value

COLUMNS = ("what", "activity", "line", "element", "value", "currency", "date", "count", "why")
REMEMBERED = 20
PATHS = 10_000  # more different elements than any genuine file has
# The kinds of entry.
REFUSED, PASSED_OVER, CHOSEN = "refused", "passed over", "chosen"
LEFT_OUT, CHANGED, CONFLICT, UNKEPT, KEPT = "left out", "changed", "conflict", "no column", "kept"


class AccountingLine(NamedTuple):
    """One line of the report: `what` happened to which element of which activity, and why."""

    what: str
    activity: str = ""
    line: int = 0
    element: str = ""
    value: str = ""
    currency: str = ""
    date: str = ""
    number: int = 1
    why: str = ""


def amount_entry(
    what: str, activity: Activity, line: int, element: str, value: Value | None, when: str | None, why: str
) -> AccountingLine:
    """Return the entry of an amount, in its own currency or the default one of its activity."""
    currency = (value.currency if value else None) or activity.currency or ""
    text = value.amount[:200] if value else ""
    return AccountingLine(what, activity.name, line, element, text, currency[:20], (when or "")[:40], why=why)


class Ledger:
    """The account of one file."""

    def __init__(self, out: IO[str] | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.first: defaultdict[str, list[AccountingLine]] = defaultdict(list)
        self.reasons: Counter[tuple[str, str, str]] = Counter()
        self.unkept: Counter[str] = Counter()
        self.kept: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        self._writer = csv.writer(out) if out is not None else None
        if self._writer:
            self._writer.writerow(COLUMNS)

    def note(self, entry: AccountingLine) -> None:
        self.counts[entry.what] += 1
        if len(self.reasons) < PATHS:
            self.reasons[entry.what, entry.element, entry.why] += 1
        first = self.first[entry.what]
        if len(first) < REMEMBERED:
            first.append(entry)
        self._write(entry)

    def keep(self, kind: str, currency: str, amount: int) -> None:
        """Record that an amount of this kind of element is in the register."""
        total = self.kept[kind, currency]
        total[0] += 1
        total[1] += amount

    def list_amount(self, entry: AccountingLine) -> None:
        """List an amount of an activity that is not kept as a whole; it is in the report, and not counted again."""
        self._write(entry)

    def has_no_column(self, paths: Counter[str]) -> None:
        if len(self.unkept) < PATHS:
            self.unkept.update(paths)
        else:
            self.unkept["others"] += sum(paths.values())

    def close(self, plain: Mapping[str, int]) -> None:
        """Write the sums; `plain` has the decimals of each currency."""
        for (kind, currency), (count, total) in sorted(self.kept.items()):
            value = decimal_text(total, plain[currency])
            self._write(AccountingLine(KEPT, element=kind, value=value, currency=currency, number=count))
        for path, count in sorted(self.unkept.items()):
            self._write(AccountingLine(UNKEPT, element=path, number=count))

    def _write(self, entry: AccountingLine) -> None:
        if self._writer:
            self._writer.writerow([entry[0], entry[1], entry[2] or "", *entry[3:]])
