"""The fields of each noun, in the order in which a comparison lists them."""

from __future__ import annotations

from tracker.model.fields import (
    CODE,
    COPIED,
    COUNT,
    COUNTRY,
    CURRENCY,
    DATE,
    DAY,
    DUE,
    EACH,
    FACTOR,
    FLAG,
    IDENTIFIER,
    LINE,
    MONEY,
    NOTED,
    NUMBER,
    ORDINAL,
    PEOPLE,
    PERCENT,
    PROSE,
    REFERENCE,
    REFERENCES,
    REVISED,
    SCALE,
    SHARES,
    STANDING,
    TEXTS,
    TITLE,
    TOLD,
    VALUE,
    WORD,
    Field,
    noun,
)
from tracker.rules import words

# The source of the report: who said it, in which mail, file or note.
SOURCE = Field("source", LINE, TOLD)

PROJECT = noun(
    "project",
    "review",
    Field("title", TITLE, REVISED, compared=True, required=True),
    Field("objective", PROSE, REVISED, compared=True),
    Field("plan", PROSE, REVISED, column="implementation_plan", compared=True),
    Field("expected_outcomes", PROSE, REVISED, compared=True),
    Field("status", WORD, TOLD, words.STATUSES, compared=True, required=True),
    Field("progress", PERCENT, TOLD, compared=True),
    Field("scope", WORD, REVISED, words.SCOPES, compared=True),
    Field("parent", REFERENCE, REVISED, of="project", compared=True),
    Field("lead", REFERENCE, REVISED, of="organisation", compared=True),
    Field("implementer", REFERENCE, REVISED, of="organisation", compared=True),
    Field("start", DATE, REVISED, column="planned_start", compared=True),
    Field("end", DATE, REVISED, column="planned_end", compared=True),
    Field("actual_start", DATE, REVISED, compared=True),
    Field("actual_end", DATE, REVISED, compared=True),
    Field("answer", WORD, TOLD, words.ANSWERS, required=True, begins="not asked"),
    Field("decision", PROSE, TOLD, compared=True),
    Field("note", PROSE, EACH, compared=True),
    Field("reason", LINE, TOLD),
    SOURCE,
    Field("iati_identifier", IDENTIFIER, said="IATI identifier"),
    Field("themes", REFERENCES, REVISED, of="theme", flag="theme"),
    Field("beneficiaries", SHARES, REVISED, of="organisation", flag="beneficiary"),
    Field("succeeds", REFERENCES, of="project"),
)
CONTRIBUTION = noun(
    "contribution",
    "funding",
    Field("project", REFERENCE, of="project", required=True),
    Field("donor", REFERENCE, COPIED, of="organisation", compared=True, required=True),
    Field("instrument", WORD, COPIED, words.INSTRUMENTS, compared=True),
    Field("role", WORD, COPIED, words.CONTRIBUTION_ROLES, compared=True, required=True),
    Field("currency", CURRENCY, COPIED),
    *(Field(measure, MONEY, TOLD) for measure in words.MEASURES),
    Field("basis", WORD, TOLD, words.BASES, compared=True, required=True, begins="told"),
    Field("excluded_as", LINE, TOLD, compared=True, flag="exclude"),
    Field("answer", WORD, TOLD, words.ANSWERS, begins="not asked", flag="donor_answer"),
    SOURCE,
    Field("replaces", REFERENCE, of="contribution"),
    Field("note", PROSE),
)
RISK = noun(
    "risk",
    "assessment",
    Field("category", WORD, COPIED, words.RISK_CATEGORIES, compared=True, required=True),
    Field("event", PROSE, COPIED, compared=True, required=True),
    Field("owner", LINE, COPIED, compared=True),
    Field("response", WORD, COPIED, words.RESPONSES, compared=True),
    Field("mitigation", PROSE, COPIED, compared=True),
    Field("inherent_likelihood", SCALE, COPIED, compared=True),
    Field("inherent_impact", SCALE, COPIED, compared=True),
    Field("cause", PROSE),
    Field("consequence", PROSE),
    Field("likelihood", SCALE, TOLD, compared=True),
    Field("impact", SCALE, TOLD, compared=True),
    Field("status", WORD, TOLD, words.RISK_STATUSES, compared=True, begins="open", flag="risk_status"),
    Field("note", PROSE, TOLD, flag="risk_note"),
    SOURCE,
)
OUTCOME = noun(
    "outcome",
    "",
    Field("title", TITLE, required=True),
    Field("level", WORD, words=words.OUTCOME_LEVELS, required=True),
    Field("description", PROSE),
)
# A comparison lists target and actual among the outcomes.
INDICATOR = noun(
    "indicator",
    "measurement",
    Field("outcome", REFERENCE, of="outcome", required=True),
    Field("title", TITLE, COPIED, compared=True, required=True),
    Field("measure", WORD, COPIED, words.INDICATOR_MEASURES, compared=True, required=True),
    Field("unit", LINE, COPIED, compared=True),
    Field("direction", WORD, COPIED, words.DIRECTIONS, compared=True, required=True),
    Field("baseline", VALUE, COPIED, compared=True),
    Field("baseline_date", DATE, COPIED, compared=True),
    Field("target", VALUE, COPIED),
    Field("target_date", DATE, COPIED, compared=True),
    Field("actual", VALUE, TOLD),
    Field("target_reason", LINE, NOTED),
    Field("note", PROSE, TOLD, flag="measurement_note"),
    SOURCE,
)
# A comparison lists their dates among the milestones.
MILESTONE = noun(
    "milestone",
    "milestone_report",
    Field("title", TITLE, COPIED, compared=True, required=True),
    Field("reached", DATE, TOLD),
    Field("planned", DATE, REVISED, column="planned_date"),
    Field("first_planned", DATE),
    Field("note", PROSE, TOLD, flag="milestone_note"),
    SOURCE,
)
ACTION = noun(
    "action",
    "follow_up",
    Field("kind", WORD, words=words.ACTION_KINDS, required=True),
    Field("number", NUMBER, required=True),
    Field("text", PROSE, COPIED, required=True),
    Field("owner", REFERENCE, COPIED, of="organisation"),
    Field("owner_name", LINE, COPIED),
    Field("due", DUE, REVISED),
    Field("due_next", FLAG, REVISED),
    Field("status", WORD, TOLD, words.FOLLOW_UP_STATUSES, required=True),
    Field("note", PROSE, TOLD),
    Field("reason", PROSE, TOLD),
    Field("verified_by", REFERENCE, TOLD, of="organisation"),
    Field("verified_by_name", LINE, TOLD),
    Field("superseded_by", REFERENCE, of="action"),
    Field("merged", FLAG),
    Field("partnership", REFERENCE, of="partnership"),
    Field("source", LINE, EACH),
)
PARTNERSHIP = noun(
    "partnership",
    "",
    Field("subject", LINE, required=True),
    Field("kind", WORD, words=words.PARTNERSHIP_KINDS, required=True),
    Field("date", DATE),
    Field("agreed", PROSE),
    Field("source", LINE),
    Field("parties", REFERENCES, of="organisation"),
    Field("people", PEOPLE),
    Field("areas", REFERENCES, of="theme"),
    Field("projects", REFERENCES, of="project"),
)
CAREER = noun(
    "career",
    "",
    Field("title", TITLE, required=True),
    Field("edition", LINE),
    Field("applies_to", LINE),
    Field("source", PROSE),
    Field("note", PROSE),
    Field("administrations", REFERENCES, of="organisation"),
)
STAGE = noun(
    "stage",
    "officers",
    Field("career", REFERENCE, of="career", required=True),
    Field("place", COUNT, COPIED, required=True),
    Field("title", TITLE, COPIED, required=True),
    Field("core", PROSE),
    Field("operational", PROSE),
    Field("management", PROSE),
    Field("competencies", PROSE),
    Field("years", COUNT),
    Field("degrees", PROSE),
    Field("examinations", PROSE),
    Field("requirement", PROSE),
    Field("trainings", PROSE),
    Field("source", PROSE, EACH),
    Field("note", PROSE, EACH),
    Field("administration", REFERENCE, TOLD, of="organisation", required=True),
    Field("officers", COUNT, TOLD, required=True),
    Field("women", COUNT, TOLD),
    Field("estimated", FLAG, TOLD),
)

SERIES = noun("series", "", Field("name", TITLE), Field("region", LINE), Field("names", LINE))
THEME = noun(
    "theme",
    "",
    *(Field(name, LINE) for name in ("name", "name_es", "name_fr", "dac_sector")),
    Field("tfa_measures", REFERENCES, of="tfa_measure"),
)
RATING_SCALE = noun(
    "scale",
    "",
    Field("name", LINE, required=True),
    Field("edition", LINE, required=True),
    Field("source", LINE),
    *(Field(name, TEXTS) for name in ("points", "good", "not_rated")),
)
ORGANISATION = noun(
    "organisation",
    "",
    Field("name", LINE, required=True),
    Field("kind", WORD, words=words.ORGANISATION_KINDS, required=True),
    Field("country", COUNTRY),
    Field("parent", REFERENCE, of="organisation"),
    Field("wco_region", LINE, said="WCO region"),
    Field("member_from", DATE),
    Field("member_until", DATE),
    Field("iati_identifier", IDENTIFIER, said="IATI identifier"),
    Field("note", PROSE),
    *(Field(name, TEXTS) for name in ("roles", "aliases", "name_es", "name_fr")),
)
CONTACT = noun(
    "contact",
    "",
    Field("organisation", REFERENCE, of="organisation"),
    *(Field(name, LINE) for name in ("name", "role", "email", "language")),
)
CONFERENCE = noun(
    "conference",
    "",
    Field("series", REFERENCE, of="series", required=True),
    Field("title", TITLE),
    Field("ordinal", ORDINAL),
    Field("start", DATE, column="start_date"),
    Field("end", DATE, column="end_date"),
    Field("tentative", FLAG),
    Field("date_note", LINE),
    Field("state", WORD, words=words.CONFERENCE_STATES, required=True),
    Field("host", REFERENCE, of="organisation", role="host organisation"),
    Field("venue", LINE),
    Field("city", LINE),
    Field("country", COUNTRY),
    Field("currency", CURRENCY, required=True),
    Field("cut_off", DAY, said="cut-off"),
    SOURCE._replace(place=STANDING),
    Field("note", PROSE),
    Field("themes", REFERENCES, of="theme"),
)
PARTICIPANT = noun(
    "participant",
    "",
    Field("organisation", REFERENCE, of="organisation"),
    Field("capacity", LINE),
    Field("people", PEOPLE),
    SOURCE._replace(place=STANDING),
)
RATE = noun(
    "rate",
    "",
    Field("currency", CURRENCY),
    Field("per", CURRENCY),
    Field("date", DATE),
    Field("method", WORD, words=words.RATE_METHODS),
    Field("value", FACTOR),
    SOURCE._replace(place=STANDING),
)
TRANSACTION = noun(
    "transaction",
    "",
    Field("kind", WORD, words=tuple(words.TRANSACTION_KINDS)),
    Field("date", DAY),
    Field("amount", MONEY),
    Field("currency", CURRENCY),
    Field("reference", CODE),
    Field("description", PROSE),
    SOURCE._replace(place=STANDING),
)
DOCUMENT = noun(
    "document",
    "",
    Field("title", TITLE),
    Field("location", LINE),
    Field("organisation", REFERENCE, of="organisation"),
    Field("language", LINE),
    Field("published", DATE),
    Field("note", PROSE),
)
OVERLAP = noun("overlap", "", Field("decision", WORD, words=words.OVERLAP_DECISIONS))

# The reports at a conference other than those on the project and its money, each by its code within the project.
TOLD_PARTS = (RISK, INDICATOR, MILESTONE)
NOUNS = {
    one.name: one
    for one in (
        *(PROJECT, CONTRIBUTION, *TOLD_PARTS, OUTCOME, ACTION, PARTNERSHIP, SERIES, THEME, RATING_SCALE),
        *(CAREER, STAGE, ORGANISATION, CONTACT),
        *(CONFERENCE, PARTICIPANT, RATE, TRANSACTION, DOCUMENT, OVERLAP),
    )
}
