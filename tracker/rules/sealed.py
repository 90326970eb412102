"""What a sealed record keeps: the tables, by what of them belongs to it; and how a record is called.

Every table `x` that is named here has a `kept_x` beside it, with the rows of all records.
"""

from __future__ import annotations

from tracker.errors import Usage

# Rows of the conference itself: all that it was told, with the reasons and partnerships that were written down by then.
OF_CONFERENCE = (
    "review",
    "review_theme",
    "share",
    "funding",
    "earmark",
    "assessment",
    "measurement",
    "milestone_report",
    "follow_up",
    "participant",
    "pinned_rate",
    "reason",
    "partnership",
    "partnership_party",
    "partnership_area",
)
# Standing facts that what was told refers to, as they stood.
STANDING = (
    "series",
    "series_name",
    "conference",
    "organisation",
    "organisation_name",
    "organisation_role",
    "organisation_alias",
    "project",
    "project_text",
    "project_succession",
    "contribution",
    "risk",
    "outcome",
    "indicator",
    "milestone",
    "action",
    "evidence",
    "document",
)
# Of these a record keeps what it uses; the rest is read as it stands.
VOCABULARY = ("country", "currency", "theme")
KEPT = (*OF_CONFERENCE, *STANDING, *VOCABULARY)
# No record keeps these, and no answer out of one shows them: how to reach people is nobody's business for ever.
NEVER_KEPT = ("contact",)
# Standing facts that stay in the register for as long as a record knows them, for reports are about them.
NEVER_REMOVED = (
    "series",
    "organisation",
    "project",
    "contribution",
    "risk",
    "outcome",
    "indicator",
    "milestone",
    "action",
)


# Standing facts that are told with another one: where two records know that, the later one speaks.
TOLD_WITH = {
    "series_name": ("series", "series_id"),
    "organisation_name": ("organisation", "organisation_id"),
    "organisation_role": ("organisation", "organisation_id"),
    "organisation_alias": ("organisation", "organisation_id"),
    "project_text": ("project", "project_id"),
    "project_succession": ("project", "successor_id"),
    "evidence": ("action", "action_id"),
}


def record_name(conference: str, number: int) -> str:
    """How a record is called: `AMS-2012@1`."""
    return f"{conference}@{number}"


def parse_record(text: str) -> tuple[str, int | None]:
    """The conference and the number of a record such as `2012@1`; no number where the text names the conference only.

    Raises Usage for a number that is none.
    """
    conference, mark, number = text.strip().partition("@")
    if not mark:
        return text, None
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 10 and int(number)):
        raise Usage(f"{text!r} names no sealed record.", f"Its number follows the conference: {conference or '2012'}@1")
    return conference, int(number)


def nothing_told(record: str) -> Usage:
    """What whoever would write to a record is told: it is never changed, its conference can be."""
    conference = record.partition("@")[0]
    return Usage(
        f"{record} is a sealed record, to which nothing can be told.",
        f"What is wrong in it is mended at {conference}; where that is closed, `tracker conference reopen {conference}"
        ' --reason "..."` comes first.',
    )
