"""Risks, outcomes with their indicators, and milestones; each with what was reported of it to one conference."""

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from tracker.rules.words import (
    DIRECTIONS,
    INDICATOR_MEASURES,
    LIGHTS,
    LIT,
    OUTCOME_LEVELS,
    RESPONSES,
    RISK_CATEGORIES,
    RISK_STATUSES,
)
from tracker.tables.base import (
    Words,
    carried,
    coded,
    dated,
    identity,
    one_of,
    one_to_five,
    ref,
    table,
    version,
    whole,
    words,
)


def _part_of_review(child: str) -> list[SchemaItem]:
    """The keys of a report about a part of a project: it refers to the review and to the part itself."""
    return [
        whole("conference_id", required=True),
        whole(f"{child}_id", required=True),
        whole("project_id", required=True),
        PrimaryKeyConstraint("conference_id", f"{child}_id"),
        ForeignKeyConstraint(["conference_id", "project_id"], ["review.conference_id", "review.project_id"]),
        ForeignKeyConstraint([f"{child}_id", "project_id"], [f"{child}.id", f"{child}.project_id"]),
    ]


def _part_of_project() -> list[SchemaItem]:
    return [
        identity(),
        ref("project_id", "project.id", required=True, indexed=True),
        Column("code", Words, nullable=False, comment="unique within the project", info={"within": "project_id"}),
        version(),
        UniqueConstraint("id", "project_id"),
        coded(),
    ]


def _risk_told() -> list[SchemaItem]:
    return [
        words("category", required=True),
        words("event", "what may happen", required=True),
        words("owner", "who is responsible for it"),
        words("response", "avoid, reduce, transfer or accept"),
        words("mitigation"),
        whole("inherent_likelihood", "1-5, before the response"),
        whole("inherent_impact", "1-5, before the response"),
        one_of("category", RISK_CATEGORIES),
        one_of("response", RESPONSES),
        *one_to_five("inherent_likelihood", "inherent_impact"),
    ]


risk = table(
    "risk",
    "A risk of a project, in the words of ISO 31000",
    *_part_of_project(),
    *_risk_told(),
    words("cause"),
    words("consequence"),
    kept="standing",
)

assessment = table(
    "assessment",
    "A risk as reported to one conference; likelihood and impact are residual, after the response",
    *_part_of_review("risk"),
    *_risk_told(),
    whole("likelihood", "1-5"),
    whole("impact", "1-5"),
    words("status", required=True),
    words("note"),
    words("source"),
    version(),
    carried(),
    words("occurred", "when the event happened"),
    one_of("status", RISK_STATUSES),
    *one_to_five("likelihood", "impact"),
    *dated("occurred"),
    CheckConstraint("occurred IS NULL OR status <> 'open'", name="open_has_not_occurred"),
    rowid=False,
)

outcome = table(
    "outcome",
    "What a project is to bring about: output, outcome or impact",
    *_part_of_project(),
    words("level", required=True),
    words("title", required=True),
    words("description"),
    one_of("level", OUTCOME_LEVELS),
    kept="standing",
    published=True,
)


def _indicator_told() -> list[SchemaItem]:
    return [
        words("title", required=True),
        words("measure", required=True),
        words("unit"),
        words("direction", "up is good, or down is good: clearance time falls", required=True),
        words("baseline", "decimal text, yes/no or words, by the measure"),
        words("baseline_date"),
        words("target"),
        words("target_date"),
        one_of("measure", INDICATOR_MEASURES),
        one_of("direction", DIRECTIONS),
        *dated("baseline_date", "target_date"),
    ]


indicator = table(
    "indicator",
    "How an outcome is measured",
    *_part_of_project(),
    whole("outcome_id", required=True),
    *_indicator_told(),
    ForeignKeyConstraint(["outcome_id", "project_id"], ["outcome.id", "outcome.project_id"]),
    kept="standing",
    published=True,
)

measurement = table(
    "measurement",
    "An indicator as reported to one conference: the actual value, beside baseline and target at that time",
    *_part_of_review("indicator"),
    *_indicator_told(),
    words("actual"),
    words("target_reason", "why the target was revised"),
    words("note"),
    words("source"),
    version(),
    carried(),
    rowid=False,
)

milestone = table(
    "milestone",
    "A step of a project's implementation plan",
    *_part_of_project(),
    words("title", required=True),
    words("planned_date"),
    words("first_planned", "the date that was planned first; slips are counted from it"),
    *dated("planned_date", "first_planned"),
    kept="standing",
)

milestone_report = table(
    "milestone_report",
    "A milestone as reported to one conference: the planned date at that time, and the date reached",
    *_part_of_review("milestone"),
    words("title", required=True),
    words("planned_date"),
    words("reached"),
    words("note"),
    words("source"),
    version(),
    carried(),
    *dated("planned_date", "reached"),
    rowid=False,
)

delay = table(
    "delay",
    "A milestone that a risk has delayed, as reported to one conference",
    whole("conference_id", required=True),
    whole("risk_id", required=True),
    whole("milestone_id", required=True),
    whole("project_id", required=True),
    PrimaryKeyConstraint("conference_id", "risk_id", "milestone_id"),
    ForeignKeyConstraint(["conference_id", "risk_id"], ["assessment.conference_id", "assessment.risk_id"]),
    ForeignKeyConstraint(["risk_id", "project_id"], ["risk.id", "risk.project_id"]),
    ForeignKeyConstraint(["milestone_id", "project_id"], ["milestone.id", "milestone.project_id"]),
    rowid=False,
)

set_light = table(
    "set_light",
    "A light of a project that a person set at a conference: it counts, and the computed one is shown beside it",
    whole("conference_id", required=True),
    whole("project_id", required=True),
    words("of", "which part of the project it is about", required=True),
    words("light", required=True),
    words("reason", "why, in the words of the person who set it", required=True),
    words("source", "who set it, in which mail, file or note"),
    version(),
    PrimaryKeyConstraint("conference_id", "project_id", "of"),
    ForeignKeyConstraint(["conference_id", "project_id"], ["review.conference_id", "review.project_id"]),
    one_of("of", LIT),
    one_of("light", LIGHTS),
    rowid=False,
)
