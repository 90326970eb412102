"""The schema. What the rules of the domain ask of the database stands here, beside the columns they are about."""

from tracker.tables.base import metadata
from tracker.tables.conferences import conference, participant, pinned_rate, rate, series, series_name
from tracker.tables.exchange import file, imported_file, mapped_heading, mapping, request, request_project
from tracker.tables.funding import contribution, earmark, funding, reason, transaction
from tracker.tables.journal import change, journal
from tracker.tables.organisations import (
    contact,
    organisation,
    organisation_alias,
    organisation_name,
    organisation_role,
)
from tracker.tables.projects import (
    beneficiary,
    document,
    project,
    project_succession,
    project_text,
    project_theme,
    review,
    review_theme,
    share,
)
from tracker.tables.results import (
    assessment,
    indicator,
    measurement,
    milestone,
    milestone_report,
    outcome,
    risk,
)
from tracker.tables.vocabulary import code, country, currency, tfa_measure, theme, theme_measure

__all__ = [
    "assessment",
    "beneficiary",
    "change",
    "code",
    "conference",
    "contact",
    "contribution",
    "country",
    "currency",
    "document",
    "earmark",
    "file",
    "funding",
    "imported_file",
    "indicator",
    "journal",
    "mapped_heading",
    "mapping",
    "measurement",
    "metadata",
    "milestone",
    "milestone_report",
    "organisation",
    "organisation_alias",
    "organisation_name",
    "organisation_role",
    "outcome",
    "participant",
    "pinned_rate",
    "project",
    "project_succession",
    "project_text",
    "project_theme",
    "rate",
    "reason",
    "request",
    "request_project",
    "review",
    "review_theme",
    "risk",
    "series",
    "series_name",
    "share",
    "tfa_measure",
    "theme",
    "theme_measure",
    "transaction",
]
