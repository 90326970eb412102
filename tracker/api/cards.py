"""Cards for Python programs: everything about a project, an organisation or a conference, as rows."""

from __future__ import annotations

from typing import NamedTuple

from tracker.api.rows import (
    Action,
    Benefit,
    Budget,
    Contribution,
    Donation,
    Facts,
    Meeting,
    Moved,
    Offer,
    Organisation,
    Partnership,
    PartyTold,
    Presented,
    ProjectTold,
    PublishedFacts,
    Rate,
    Rating,
    Recipient,
    Sector,
    Share,
    Total,
    UnattributedAmount,
)
from tracker.insight.conferences.conferences import Participant, StatusCount
from tracker.insight.parties.organisations import Contact
from tracker.insight.projects.documents import PaperRow
from tracker.insight.projects.evaluations import BesideRow
from tracker.insight.projects.project_card import Milestone, ProjectResult, RiskLine
from tracker.insight.published.published_card import (
    IndicatorPeriod,
    OtherIdentifier,
    ParticipatingOrganisation,
    PublishedText,
    RelatedActivity,
)
from tracker.insight.records import RecordRow


class ProjectCard(NamedTuple):
    """Everything about a project."""

    facts: Facts
    themes: list[str]
    succeeds: list[str]
    succeeded_by: list[str]
    parts: list[str]
    money: list[Contribution]
    beneficiaries: list[Share]
    risks: list[RiskLine]
    results: list[ProjectResult]
    milestones: list[Milestone]
    documents: list[PaperRow]
    history: list[ProjectTold]
    unattributed: list[UnattributedAmount]
    ratings: list[Rating]
    evaluations: list[BesideRow]


class PublishedCard(NamedTuple):
    """Everything that a publisher's IATI file says about a project."""

    facts: PublishedFacts
    moved: list[Moved]
    sectors: list[Sector]
    recipients: list[Recipient]
    participants: list[ParticipatingOrganisation]
    budgets: list[Budget]
    periods: list[IndicatorPeriod]
    descriptions: list[PublishedText]
    conditions: list[PublishedText]
    related: list[RelatedActivity]
    identifiers: list[OtherIdentifier]


class DonorCard(NamedTuple):
    """Everything about a donor; `untold` has the codes of contributions not reported at any conference."""

    organisation: Organisation
    contacts: list[Contact]
    donations: list[Donation]
    totals: list[Total]
    history: list[PartyTold]
    untold: list[str]
    documents: list[PaperRow]
    offers: list[Offer]


class BeneficiaryCard(NamedTuple):
    """Everything about a beneficiary; amounts are only its parts."""

    organisation: Organisation
    contacts: list[Contact]
    projects: list[Benefit]
    totals: list[Total]
    history: list[PartyTold]
    documents: list[PaperRow]


class ConferenceCard(NamedTuple):
    """Everything about a conference; `unconfirmed` has totals of money that donors did not confirm, `declined` a part.

    `actions` are the action points and recommendations raised or reported at it; `next` is the following
    conference of its series.
    """

    facts: Meeting
    participants: list[Participant]
    statuses: list[StatusCount]
    totals: list[Total]
    unconfirmed: list[Total]
    declined: list[Total]
    rates: list[Rate]
    documents: list[PaperRow]
    records: list[RecordRow]
    projects: list[Presented]
    partnerships: list[Partnership]
    actions: list[Action]
    next: Meeting | None
