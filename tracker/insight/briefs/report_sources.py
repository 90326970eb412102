"""Where the reports of a conference come from: in which mail, file, sheet and row, or note."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.store.reader import Reader

FUNDING = """
SELECT c.code, t.source FROM funding t JOIN contribution c ON c.id = t.contribution_id
WHERE t.conference_id = :at AND t.source IS NOT NULL
"""
ASSESSMENT = """
SELECT p.code || '/' || k.code, t.source FROM assessment t JOIN risk k ON k.id = t.risk_id
JOIN project p ON p.id = k.project_id WHERE t.conference_id = :at AND t.source IS NOT NULL
"""
REVIEW = """
SELECT p.code, t.source FROM review t JOIN project p ON p.id = t.project_id
WHERE t.conference_id = :at AND t.source IS NOT NULL
"""


def sources_of_projects(reader: Reader, conference: Conference) -> dict[str, str]:
    """Return the sources of the reports of projects at a conference, by code; those without one are left out."""
    return dict(reader.rows(REVIEW, {"at": conference.id}))


def sources_of_money(reader: Reader, conference: Conference) -> dict[str, str]:
    """Return the sources of the money reported to a conference, by contribution; those without one are left out."""
    return dict(reader.rows(FUNDING, {"at": conference.id}))


def sources_of_risks(reader: Reader, conference: Conference) -> dict[str, str]:
    """Return the sources of the risks reported to a conference, by code; those without one are left out."""
    return dict(reader.rows(ASSESSMENT, {"at": conference.id}))
