"""Which review of each project a question is about: that of one conference, or the latest one."""

from __future__ import annotations

from tracker.rules.words import CONFIRMED, UNANSWERED
from tracker.store.told_last import told_last

# Silence is not consent: a report `r` carried over from an earlier conference without a confirmation.
SILENT = f"r.carried_from_id IS NOT NULL AND r.answer IN ({', '.join(repr(answer) for answer in UNANSWERED)})"
# Money `f` that its own donor has neither confirmed nor updated. For conferences before answers were recorded on
# funding, the answer of the review counts, as it did then.
_REVIEW = f"""EXISTS (SELECT 1 FROM review r WHERE r.conference_id = f.conference_id AND r.project_id = f.project_id
  AND {SILENT})"""
UNCONFIRMED = f"""CASE WHEN f.answer IS NULL THEN {_REVIEW}
  ELSE f.answer NOT IN ({", ".join(repr(answer) for answer in CONFIRMED)}) END"""
# A subset: the money that its own donor declined to confirm.
DECLINED = "f.answer = 'declined'"
# A project `r` with an unconfirmed report, or with such money.
IN_QUESTION = f"""(({SILENT}) OR EXISTS (SELECT 1 FROM funding f WHERE f.conference_id = r.conference_id
  AND f.project_id = r.project_id AND f.excluded_as IS NULL AND {UNCONFIRMED}))"""

AT = "reviewed AS (SELECT conference_id, project_id FROM review WHERE conference_id = :at)"

LATEST = f"reviewed AS {told_last('review', 'project_id')}"


def reviewed(at: int | None) -> str:
    """SQL of the common table `reviewed` (conference_id, project_id); for one conference, the parameter is `:at`."""
    return LATEST if at is None else AT
