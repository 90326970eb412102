"""Cards as Python programs get them: all of a project, an organisation or a conference, in rows."""

from __future__ import annotations

from typing import NamedTuple

from tracker.api.rows import Action, Factor, Money, Percent
from tracker.insight.conferences import Participant, StatusCount
from tracker.insight.documents import PaperRow
from tracker.insight.organisations import Contact
from tracker.insight.project_card import Result, RiskLine
from tracker.insight.project_card import Step as Milestone
from tracker.insight.published_card import (
    IndicatorPeriod,
    OtherIdentifier,
    ParticipatingOrganisation,
    PublishedText,
    RelatedActivity,
)
from tracker.insight.records import RecordRow


class Facts(NamedTuple):
    """What is known of a project, as a conference was told or else as told last."""

    code: str
    title: str
    conference: str | None
    status: str | None
    progress: int | None
    answer: str | None
    objective: str | None
    plan: str | None
    expected_outcomes: str | None
    scope: str | None
    parent: str | None
    lead: str | None
    implementer: str | None
    start: str | None
    end: str | None
    actual_start: str | None
    actual_end: str | None
    iati_identifier: str | None
    decision: str | None
    note: str | None
    source: str | None
    carried_from: str | None


class Contribution(NamedTuple):
    """The money of one contribution to a project; `answer` is its donor's."""

    code: str
    donor: str
    name: str
    instrument: str | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    basis: str | None
    remark: str | None
    answer: str | None
    source: str | None
    carried_from: str | None


class Share(NamedTuple):
    """Who benefits from a project, with its share in percent; None where nobody gave one."""

    code: str
    name: str
    share: Percent | None


class ProjectTold(NamedTuple):
    """What one conference was told of a project: a row for each currency."""

    conference: str
    status: str
    progress: int | None
    answer: str
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None


class UnattributedAmount(NamedTuple):
    """Money of a project that is of no one donor; `donors` are those that it was reported of together."""

    kind: str
    currency: str
    amount: Money
    date: str
    donors: str | None
    source: str | None


class ProjectCard(NamedTuple):
    """All of a project."""

    facts: Facts
    themes: list[str]
    succeeds: list[str]
    succeeded_by: list[str]
    parts: list[str]
    money: list[Contribution]
    beneficiaries: list[Share]
    risks: list[RiskLine]
    results: list[Result]
    milestones: list[Milestone]
    documents: list[PaperRow]
    history: list[ProjectTold]
    unattributed: list[UnattributedAmount]


class PublishedFacts(NamedTuple):
    """What a publisher's IATI file says of a project as a whole; codes are those of the IATI code lists."""

    code: str
    title: str
    iati_identifier: str | None
    publisher: str | None
    publisher_name: str | None
    status: str | None
    updated: str | None
    hierarchy: int | None
    currency: str | None
    language: str | None
    activity_scope: str | None
    collaboration_type: str | None
    flow_type: str | None
    finance_type: str | None
    aid_type: str | None
    tied_status: str | None
    humanitarian: bool | None
    conditions_attached: bool | None


class Moved(NamedTuple):
    """The published transactions of a contribution and kind: how many, their sum, the first day and the last."""

    contribution: str
    donor: str
    kind: str
    currency: str
    amount: Money
    number: int
    first: str
    last: str


class Budget(NamedTuple):
    """A budget, or a planned disbursement."""

    kind: str
    type: str
    status: str | None
    period_start: str
    period_end: str | None
    currency: str
    amount: Money
    value_date: str | None
    provider: str | None
    receiver: str | None


class Sector(NamedTuple):
    """A sector, with its share of its vocabulary in percent; computed where it stands on the transactions."""

    vocabulary: str
    code: str
    name: str | None
    share: Percent | None
    from_transactions: bool


class Recipient(NamedTuple):
    """A recipient country or region, likewise."""

    kind: str
    vocabulary: str | None
    code: str
    name: str | None
    share: Percent | None
    from_transactions: bool


class PublishedCard(NamedTuple):
    """All that a publisher's IATI file says of a project."""

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


class Organisation(NamedTuple):
    """What is known of an organisation."""

    code: str
    name: str
    kind: str
    roles: tuple[str, ...]
    country: str | None
    parent: str | None
    wco_region: str | None
    member_from: str | None
    member_until: str | None
    iati_identifier: str | None
    aliases: tuple[str, ...]
    names: tuple[str, ...]
    merged: tuple[str, ...]
    note: str | None


class Total(NamedTuple):
    """A line of totals. `what`: told, converted, no rate, or excluded."""

    what: str
    currency: str | None
    lines: int
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    remark: str | None


class PartyTold(NamedTuple):
    """The money of a donor or beneficiary at one conference, in its reporting currency."""

    conference: str
    projects: int
    currency: str
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    unconverted: str
    excluded: str


class Donation(NamedTuple):
    """What one conference was told of one contribution of a donor."""

    conference: str
    project: str
    title: str
    status: str
    contribution: str
    instrument: str | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    excluded_as: str | None
    answer: str | None
    source: str | None
    carried_from: str | None


class DonorCard(NamedTuple):
    """All of a donor; `untold` are the codes of contributions that no conference was told of."""

    organisation: Organisation
    contacts: list[Contact]
    donations: list[Donation]
    totals: list[Total]
    history: list[PartyTold]
    untold: list[str]
    documents: list[PaperRow]


class Benefit(NamedTuple):
    """A project that benefits somebody, with its share in percent; None where nobody gave one."""

    conference: str
    project: str
    title: str
    status: str
    share: Percent | None
    donors: str | None


class BeneficiaryCard(NamedTuple):
    """All of a beneficiary; amounts are its parts alone."""

    organisation: Organisation
    contacts: list[Contact]
    projects: list[Benefit]
    totals: list[Total]
    history: list[PartyTold]
    documents: list[PaperRow]


class Meeting(NamedTuple):
    """What is known of a conference; `themes` are the names of those on its agenda."""

    code: str
    series: str
    title: str | None
    ordinal: int | None
    start: str | None
    end: str | None
    tentative: bool
    date_note: str | None
    state: str
    host: str | None
    venue: str | None
    city: str | None
    country: str | None
    currency: str
    cut_off: str | None
    source: str | None
    note: str | None
    themes: tuple[str, ...]


class Presented(NamedTuple):
    """A project that was presented at a conference, and the money of one donor in one currency."""

    code: str
    title: str
    status: str
    donor: str | None
    donor_name: str | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None


class Partnership(NamedTuple):
    """What organisations do together around a conference; `projects` are the codes of those that follow from it."""

    number: int
    conference: str
    kind: str
    date: str | None
    parties: tuple[str, ...]
    people: tuple[str, ...]
    subject: str
    agreed: str | None
    areas: tuple[str, ...]
    projects: tuple[str, ...]
    source: str | None


class Rate(NamedTuple):
    """A rate that a conference pinned: one `per` is `value` of `currency`."""

    per: str
    value: Factor
    currency: str
    date: str
    method: str
    source: str


class ConferenceCard(NamedTuple):
    """All of a conference; `unconfirmed` are totals of money that its donors did not confirm, `declined` a part.

    `actions` are the action points and recommendations that it raised or was told of; `next` is the following
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
