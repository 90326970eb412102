"""Which review of each project a question is about: that of one conference, or the latest one."""

from __future__ import annotations

from tracker.rules.words import UNANSWERED
from tracker.store.told_last import told_last

# Silence is not consent: a report `r` carried over from an earlier conference that nobody confirmed, and its money `f`.
SILENT = f"r.carried_from_id IS NOT NULL AND r.answer IN ({', '.join(repr(answer) for answer in UNANSWERED)})"
UNCONFIRMED = f"""EXISTS (SELECT 1 FROM review r WHERE r.conference_id = f.conference_id AND r.project_id = f.project_id
  AND {SILENT})"""

AT = "reviewed AS (SELECT conference_id, project_id FROM review WHERE conference_id = :at)"

LATEST = f"reviewed AS {told_last('review', 'project_id')}"


def reviewed(at: int | None) -> str:
    """SQL of the common table `reviewed` (conference_id, project_id); with a conference, the parameter is `:at`."""
    return LATEST if at is None else AT
