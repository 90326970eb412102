"""Which revision of the schema this release requires, and how a register's own revision compares.

The newest revision is kept as text, so that reading commands need not load alembic to know that the schema is current;
a test compares it with the migrations.
"""

from __future__ import annotations

# Every revision that this release can upgrade from, oldest first; the last is its own.
KNOWN = (
    "2026_11_23_register",
    "2026_11_24_exchange",
    "2026_11_25_cycle",
    "2026_11_26_sealing",
    "2026_11_27_iati",
    "2026_11_28_nobody",
    "2026_11_29_role",
    "2026_11_29_unattributed",
    "2026_11_29_refund",
    "2026_11_29_touched",
    "2026_11_30_agreed",
    "2026_11_30_first_planned",
    "2026_11_30_valued",
    "2026_11_30_whose_answer",
    "2026_11_30_overlap",
    "2026_12_01_scales",
    "2026_12_02_careers",
    "2026_12_02_ratings",
    "2026_12_02_needs",
    "2026_12_03_offers",
    "2026_12_04_trainings",
    "2026_12_04_evaluations",
    "2026_12_05_set_light",
    "2026_12_06_search",
    "2026_12_07_comments",
)
HEAD = KNOWN[-1]


def state_of(revision: str | None) -> str:
    """Return `current`, `behind`, `newer` (made by a later release) or `foreign` (not a register)."""
    if revision is None:
        return "foreign"
    if revision == HEAD:
        return "current"
    return "behind" if revision in KNOWN else "newer"
