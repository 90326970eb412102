"""Rows as Python programs get them: amounts are decimals beside their currency, shares are percent.

A whole number of minor units would be exact too, but pandas makes a float of a whole number as soon as one beside it is
unknown, and money is never a float. Written by `python scripts/write_docs.py` out of the rows of tracker/insight.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeAlias

# By names of their own: polars makes columns by the names of annotations, and refuses `Decimal` without a precision.
Money: TypeAlias = Decimal
Percent: TypeAlias = Decimal
Counted: TypeAlias = int | Decimal
Factor: TypeAlias = Decimal


class Project(NamedTuple):
    """A project and the currency of its money: a row for each; never converted, but in the `_reporting` fields.

    Codes of donors and beneficiaries are joined by semicolons. None is unknown.
    """

    code: str
    title: str
    status: str | None
    conference: str | None
    theme: str | None
    donors: str | None
    beneficiaries: str | None
    start: str | None
    end: str | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    reporting: str | None
    interest_reporting: Money | None
    pledged_reporting: Money | None
    committed_reporting: Money | None
    disbursed_reporting: Money | None


class Party(NamedTuple):
    """A donor or a beneficiary, and its money in one reporting currency: a row for each.

    `unconverted` says what has no rate into it, `excluded` what totals leave out. Of beneficiaries, the row without a
    code is what is not allocated by a share.
    """

    code: str | None
    name: str
    kind: str | None
    country: str | None
    projects: int | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    unconverted: str
    excluded: str


class Conference(NamedTuple):
    """A conference in a list; `tentative`: its dates are announced, not fixed. A closed one has its sealed `record`."""

    code: str
    series: str
    title: str | None
    start: str | None
    end: str | None
    tentative: bool
    state: str
    city: str | None
    country: str | None
    participants: int
    projects: int
    currency: str
    record: str | None


class Theme(NamedTuple):
    """A theme, with the purpose code of the DAC and the measures of the TFA; `projects` counts those that have it."""

    code: str
    name: str
    name_es: str | None
    name_fr: str | None
    dac_sector: str | None
    tfa_measures: tuple[str, ...]
    projects: int


class Rating(NamedTuple):
    """A rating of the risk of a whole project, as published; without a `level` the report prints no value."""

    number: int
    project: str
    date: str
    aspect: str
    level: str | None
    scale: str | None
    scale_name: str | None
    current: bool
    previous_level: str | None
    rated_by: str | None
    note: str | None
    mitigation: str | None
    source: str | None


class Evaluation(NamedTuple):
    """A rating as published; it counts from `day`, and `good` is whether it is on the good part of its scale."""

    number: int
    project: str | None
    project_title: str | None
    strategy: str | None
    country: str | None
    date: str | None
    fiscal_year_of: str | None
    day: str | None
    evaluator: str
    evaluator_name: str
    kind: str | None
    published_as: str | None
    criteria: str | None
    criterion: str
    scale: str | None
    rating: str
    good: bool | None
    note: str | None
    source: str | None


class Scale(NamedTuple):
    """A scale of ratings: its points in the order as published, the good ones, and those where nothing was rated."""

    code: str
    name: str
    edition: str
    points: tuple[str, ...]
    good: tuple[str, ...]
    not_rated: tuple[str, ...]
    source: str | None


class Term(NamedTuple):
    """One term of the bridge between two conferences: `reason` for changes, `group` where the money is divided."""

    measure: str
    group: str | None
    term: str
    reason: str | None
    amount: Money
    currency: str


class ComparedProject(NamedTuple):
    """A project in the one class that it falls into: new, continuing, completed, not_presented ..."""

    kind: str
    code: str
    title: str


class FieldChange(NamedTuple):
    """A reported field that differs: `item` is what it belongs to, the project or a part of it."""

    project: str
    item: str
    field: str
    old: str | None
    new: str | None
    reason: str | None


class OutcomeChange(NamedTuple):
    """What was measured: `progress` is percent of the way from baseline to target."""

    indicator: str
    title: str
    unit: str | None
    change: str
    actual_old: str | None
    actual_new: str | None
    progress_old: Percent | None
    progress_new: Percent | None
    target_old: str | None
    target_new: str | None
    target_reason: str | None
    light_old: str | None
    light_new: str | None
    reason: str | None


class LightCount(NamedTuple):
    """How many projects have a light, and their money; with a comparison, what moved since the conference before."""

    group: str | None
    of: str
    light: str
    projects: int
    amount: Money | None
    currency: str
    projects_before: int | None
    projects_new: int | None
    projects_gone: int | None
    projects_moved_in: int | None
    projects_moved_out: int | None
    projects_regrouped: int | None
    amount_before: Money | None
    amount_new: Money | None
    amount_gone: Money | None
    amount_moved_in: Money | None
    amount_moved_out: Money | None
    amount_changed: Money | None
    amount_no_rate: Money | None
    amount_exchange: Money | None


class ProjectLight(NamedTuple):
    """A light of a project with its reason: `of` is time, money, results, risk or evaluation."""

    project: str
    title: str
    of: str
    light: str
    reason: str
    amount: Money | None
    currency: str
    computed: str | None


class SetLight(NamedTuple):
    """A light that a person set at a conference, with the reason; `computed` and its reason are by the rules."""

    project: str
    title: str
    conference: str
    of: str
    light: str
    reason: str
    computed: str
    computed_reason: str
    source: str | None


class Trend(NamedTuple):
    """What was reported to one conference, in total or about one group; `without_rate` counts what is left out."""

    conference: str
    group: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    currency: str
    without_rate: int


class Pledge(NamedTuple):
    """What became of a pledge by a later conference; `age` counts the conferences held since it was first reported."""

    contribution: str
    project: str
    title: str
    donor: str
    outcome: str
    pledged: Money
    pledged_now: Money | None
    committed: Money | None
    disbursed: Money | None
    currency: str
    ended: str | None
    ends: str | None
    age: int
    told_at: str
    unconfirmed: bool


class Proposal(NamedTuple):
    """What became of a project that sought funding; codes in `donors` and `into` are joined by semicolons."""

    project: str
    title: str
    outcome: str
    status: str
    donors: str | None
    into: str | None
    age: int
    told_at: str
    unconfirmed: bool


class Note(NamedTuple):
    """What was said at a conference; `command` marked it as done, with these `words`."""

    number: int
    conference: str
    said_at: str
    speaker: str | None
    text: str
    open: bool
    command: int | None
    words: str | None


class Action(NamedTuple):
    """An action point or recommendation, and what was last reported about it, at `told_at`."""

    code: str
    kind: str
    conference: str
    number: int
    text: str
    owner: str | None
    owner_name: str | None
    due: str | None
    status: str
    told_at: str | None
    carried: int
    overdue: bool
    note: str | None
    reason: str | None
    verified_by: str | None
    verified_by_name: str | None
    superseded_by: str | None
    merged: bool


class Offer(NamedTuple):
    """What a donor could give, and what was reported of it last, at `told_at`.

    `places` are codes of countries and of organisations.
    """

    code: str
    donor: str
    programme: str
    start: str | None
    end: str | None
    themes: tuple[str, ...]
    theme_words: str | None
    places: tuple[str, ...]
    place_words: str | None
    instruments: tuple[str, ...]
    currency: str | None
    amount: Money | None
    amount_is: str | None
    amount_words: str | None
    how_to_apply: str | None
    status: str | None
    left: Money | None
    told_at: str | None
    note: str | None
    source: str | None


class Need(NamedTuple):
    """A need, and how it was reported last, at `told_at`.

    `replies` are those in force, `silent` the donors that were asked and did not reply; `agreed`
    is none, part or whole.
    """

    code: str
    beneficiaries: tuple[str, ...]
    whose: str | None
    text: str | None
    themes: tuple[str, ...]
    measures: tuple[str, ...]
    category: str | None
    indicative: str | None
    definitive: str | None
    extended_to: str | None
    due: str | None
    due_is: str | None
    done: str | None
    status: str
    told_at: str | None
    carried: int | None
    conference: str | None
    replies: tuple[str, ...]
    silent: tuple[str, ...]
    agreed: str
    matched: str | None
    document: str | None
    document_date: str | None
    note: str | None
    source: str | None


class Gap(NamedTuple):
    """Something without an answer, money or use; `age` counts the conferences that were held since."""

    gap: str
    code: str
    subject: str
    who: tuple[str, ...]
    age: int | None
    detail: str | None


class Candidate(NamedTuple):
    """A candidate with its `points` and the reasons for and against it; one that `fell_out` has neither.

    `who` is the donor of an offer, or the beneficiaries of a need or proposal.
    """

    rank: int | None
    kind: str
    code: str
    subject: str
    who: tuple[str, ...]
    points: int | None
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    fell_out: str | None


class CoverageCell(NamedTuple):
    """What an administration has of a theme or measure: a number, or an amount if it has a currency.

    `which` are the codes of the projects or needs, joined by semicolons.
    """

    administration: str
    administration_name: str
    group: str
    group_name: str
    currency: str | None
    was: Counted | None
    now: Counted
    which: str


class Overlap(NamedTuple):
    """Two projects to look at together: what they may be (`kind`: same or kindred), both scores in percent, why, and
    what was decided.
    """

    project: str
    title: str
    other: str
    other_title: str
    kind: str
    same: int | None
    kindred: int | None
    why: str
    decision: str | None


class SettledOverlap(NamedTuple):
    """A decision on two projects; of two that are the same, `counting` is the one that totals count."""

    project: str
    title: str
    other: str
    other_title: str
    decision: str
    counting: str | None
    date: str
    decided_by: str
    note: str | None


class Hit(NamedTuple):
    """A text with the words of a search: the command that shows it, the noun and code of what it belongs to, the
    field, the conference that it is of, if any, and the part with the words.
    """

    command: str
    noun: str
    code: str
    field: str
    conference: str | None
    excerpt: str


class Command(NamedTuple):
    """A command in the log, and how many rows it wrote; `at` is UTC. `taken_back_by` is the undo in force."""

    number: int
    at: str
    who: str
    command: str
    rows: int
    reason: str | None
    undoes: int | None
    taken_back_by: int | None


class Facts(NamedTuple):
    """What is known of a project, as reported to a conference or else as last reported."""

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
    """Who benefits from a project, with its share in percent; None if not given."""

    code: str
    name: str
    share: Percent | None


class ProjectTold(NamedTuple):
    """What was reported about a project to one conference, by currency."""

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

    contribution: str | None
    donor: str | None
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
    """A sector, with its share of its vocabulary in percent; computed if it is given on the transactions."""

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
    fiscal_year_ends: str | None


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
    """What was reported to one conference about one contribution of a donor."""

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


class Benefit(NamedTuple):
    """A project that benefits an organisation, with its share in percent; None if not given."""

    conference: str
    project: str
    title: str
    status: str
    share: Percent | None
    donors: str | None


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


class Career(NamedTuple):
    """A career path of customs officers; `administrations` are the codes of those that follow it."""

    code: str
    title: str
    edition: str | None
    applies_to: str | None
    administrations: tuple[str, ...]
    stages: int
    source: str | None
    note: str | None


class Stage(NamedTuple):
    """A stage of a career path; `competencies` are those for which the source names no kind."""

    code: str
    career: str
    place: int
    title: str
    core: str | None
    operational: str | None
    management: str | None
    competencies: str | None
    years: int | None
    degrees: str | None
    examinations: str | None
    requirement: str | None
    trainings: str | None
    training_codes: tuple[str, ...]
    source: str | None
    note: str | None


class Officers(NamedTuple):
    """How many officers of an administration were at a stage, as reported to one conference.

    `moved` is the difference from the report to `since`; None where `method` says that they do not compare.
    """

    stage: str
    career: str
    place: int
    title: str
    administration: str
    conference: str
    officers: int
    women: int | None
    estimated: bool
    edition: str | None
    moved: int | None
    since: str | None
    method: str | None
    note: str | None
    source: str | None


class Training(NamedTuple):
    """A training. What it names are codes, or the words of the source.

    `persons` are its seats, as reported in total or added up over its administrations; `stated` says how the number
    was stated, if not exactly.
    """

    code: str
    title: str
    kind: str | None
    mode: str | None
    start: str | None
    end: str | None
    date_note: str | None
    place: str | None
    countries: tuple[str, ...]
    themes: tuple[str, ...]
    organisers: tuple[str, ...]
    funders: tuple[str, ...]
    projects: tuple[str, ...]
    administrations: tuple[str, ...]
    persons: int | None
    stated: str | None
    women: int | None
    completed: int | None
    certified: int | None
    cost: Money | None
    currency: str | None
    source: str | None
    note: str | None


class Attendance(NamedTuple):
    """Who attended a training: an administration by its code or in words, or the whole if it is None."""

    training: str
    title: str
    start: str | None
    administration: str | None
    persons: int | None
    stated: str | None
    women: int | None
    completed: int | None
    certified: int | None
    source: str | None
    note: str | None


class TrainingResult(NamedTuple):
    """A result of a training; on the levels behaviour and results it is that of an indicator, by its full code."""

    training: str
    level: str
    measured: str | None
    before: str | None
    after: str | None
    persons: int | None
    date: str | None
    indicator: str | None
    source: str | None
    note: str | None


class Rate(NamedTuple):
    """A rate that a conference pinned: one `per` is `value` of `currency`."""

    per: str
    value: Factor
    currency: str
    date: str
    method: str
    source: str
    conference: str
