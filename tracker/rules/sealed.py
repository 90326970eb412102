"""The contents of a sealed record: its tables, by which of their rows it keeps; and the names of records.

Every table `x` that is named here has a `kept_x` beside it, with the rows of all records.
"""

from __future__ import annotations

from tracker.errors import Usage
from tracker.rules.structure import TABLES, TOLD_TABLES, part_of

# Rows of the conference itself: all its reports, with the reasons and partnerships recorded by then.
OF_CONFERENCE = (*TOLD_TABLES, *(name for name, facts in TABLES.items() if facts.kept == "conference"))
# Standing facts that the reports refer to, as they were.
STANDING = tuple(name for name, facts in TABLES.items() if facts.kept == "standing")
# A record keeps the rows of these that it uses; the others are read in their current form.
VOCABULARY = tuple(
    name
    for name, facts in TABLES.items()
    if facts.seeded
    and facts.kept is None
    and any(name in TABLES[one].references.values() for one in (*OF_CONFERENCE, *STANDING))
)
KEPT = (*OF_CONFERENCE, *STANDING, *VOCABULARY)
# No record keeps these, and no answer from a record shows them: contact details must not be kept for ever.
NEVER_KEPT = ("contact",)


def _reported() -> set[str]:
    """The tables that reports are about, directly or by way of another one."""
    found, ahead = set[str](), set(TOLD_TABLES)
    while ahead:
        ahead = {target for one in ahead for target in TABLES[one].references.values()} - found
        found |= ahead
    return found


# Standing facts that stay in the register as long as a record knows them, because reports refer to them. A conference
# has its own guards.
NEVER_REMOVED = tuple(name for name in STANDING if name in _reported() and name != "conference")
# Standing facts that are reported with another one: if two records contain that one, the later record counts.
TOLD_WITH = {name: (whole, part_of(name)) for name in STANDING if (whole := TABLES[name].goes_with)}


def key_of(name: str) -> str:
    """The column by which other tables name a row: its code in a vocabulary, else its number."""
    return "code" if name in VOCABULARY else "id"


def record_name(conference: str, number: int) -> str:
    """The name of a record: `AMS-2012@1`."""
    return f"{conference}@{number}"


def parse_record(text: str) -> tuple[str, int | None]:
    """The conference and the number of a record such as `2012@1`; no number where the text names only the conference.

    Raises Usage for an invalid number.
    """
    conference, mark, number = text.strip().partition("@")
    if not mark:
        return text, None
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 10 and int(number)):
        raise Usage(
            f"{text!r} is not a sealed record.",
            f"Write the conference and the number of the record: {conference or '2012'}@1",
        )
    return conference, int(number)


def nothing_told(record: str) -> Usage:
    """The message to a user who would write to a record: a record never changes, its conference can."""
    conference = record.partition("@")[0]
    return Usage(
        f"{record} is a sealed record, so nothing can be reported to it.",
        f"Correct it at {conference}. If that is closed, reopen it first: `tracker conference reopen {conference} "
        '--reason "..."`.',
    )
