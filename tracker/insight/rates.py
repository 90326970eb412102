"""The exchange rates that a conference pinned."""

from __future__ import annotations

from collections import defaultdict

from tracker.rules.rates import Rate, Rates
from tracker.store.reader import Reader

PINNED = """
SELECT currency, per_currency, value, date, method, source FROM pinned_rate WHERE conference_id = :conference
"""
# PostgreSQL sums no NULL that has no type.
UNKNOWN = "CAST(NULL AS bigint)"


def pinned(reader: Reader, conference_id: int) -> Rates:
    """The rate set by which the totals of a conference are converted."""
    return Rates(reader.rows(PINNED, {"conference": conference_id}, Rate), reader.exponents)


def in_reporting_currency(reader: Reader, amount: str, at: int | None) -> str:
    """SQL of an amount of the funding row `f`, each line by itself, in the reporting currency of its conference.

    NULL where the conference pinned no rate. `at` narrows it to one conference.
    """
    where = "" if at is None else f"WHERE id = {at}"
    reporting = dict(reader.rows(f"SELECT id, currency FROM conference {where}"))
    rows: defaultdict[int, list[Rate]] = defaultdict(list)
    for conference, *rate in reader.rows(PINNED.replace("SELECT", "SELECT conference_id,").partition("WHERE")[0]):
        rows[conference].append(Rate(*rate))
    cases = []
    for conference, target in sorted(reporting.items()):
        rates = Rates(rows[conference], reader.exponents)
        known = {target} | {code for rate in rows[conference] for code in (rate.currency, rate.per_currency)}
        whens = " ".join(
            f"WHEN '{source}' THEN {reader.converted(amount, rates.factor(source, target))}" for source in sorted(known)
        )
        cases.append(f"WHEN {conference} THEN CASE f.currency {whens} END")
    return f"CASE f.conference_id {' '.join(cases)} END" if cases else UNKNOWN
