"""Projects, and the review: what was reported to one conference about one project."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, PrimaryKeyConstraint
from sqlalchemy.schema import SchemaItem

from tracker.rules.words import ANSWERS, OVERLAP_DECISIONS, SCOPES, STATUSES, SUCCESSION_KINDS
from tracker.tables.base import (
    coded,
    dated,
    flag,
    identity,
    one_of,
    ordered,
    per_million,
    percent_share,
    ref,
    table,
    unique_where,
    version,
    whole,
    words,
)


def _told() -> list[SchemaItem]:
    """The columns that a project has and every review copies."""
    return [
        words("title", required=True),
        words("objective"),
        words("implementation_plan"),
        words("expected_outcomes"),
        words("scope"),
        ref("parent_id", "project.id", "the regional umbrella that this project is a part of", indexed=True),
        ref("lead_id", "organisation.id"),
        ref("implementer_id", "organisation.id"),
        words("planned_start"),
        words("planned_end"),
        words("actual_start"),
        words("actual_end"),
        one_of("scope", SCOPES),
        *dated("planned_start", "planned_end", "actual_start", "actual_end"),
        ordered("planned_start", "planned_end"),
        ordered("actual_start", "actual_end"),
    ]


project = table(
    "project",
    "A project, as it is known now",
    identity(),
    words("code", required=True),
    ref("pool_of_id", "series.id", "set for the pool of a series: money promised but not yet allocated"),
    *_told(),
    words("iati_identifier"),
    words("note"),
    version(),
    coded(),
    CheckConstraint("parent_id <> id", name="not_its_own_part"),
    kept="standing",
    published=True,
)
Index("uq_project_one_pool", project.c.pool_of_id, unique=True)

project_text = table(
    "project_text",
    "Title and long texts in further languages",
    ref("project_id", "project.id", required=True),
    words("field", "title, objective, implementation_plan or expected_outcomes", required=True),
    words("language", "ISO 639-1", required=True),
    words("text", required=True),
    PrimaryKeyConstraint("project_id", "field", "language"),
    one_of("field", ("title", "objective", "implementation_plan", "expected_outcomes")),
    kept="standing",
    goes_with="project",
    published=True,
)

project_theme = table(
    "project_theme",
    "The themes of a project, one of them primary",
    ref("project_id", "project.id", required=True),
    ref("theme", "theme.code", required=True),
    flag("is_primary"),
    PrimaryKeyConstraint("project_id", "theme"),
    goes_with="project",
    published=True,
)
unique_where(
    "uq_project_theme_one_primary",
    project_theme.c.project_id,
    where="is_primary",
)

project_succession = table(
    "project_succession",
    "Which projects a project continues, merges or splits",
    ref("successor_id", "project.id", required=True),
    ref("predecessor_id", "project.id", required=True, indexed=True),
    words("kind", required=True),
    PrimaryKeyConstraint("successor_id", "predecessor_id"),
    one_of("kind", SUCCESSION_KINDS),
    CheckConstraint("successor_id <> predecessor_id", name="not_its_own_successor"),
    kept="standing",
    goes_with="project",
)

overlap = table(
    "overlap",
    "What people decided about two projects that may be one activity reported twice, or similar work",
    ref("project_id", "project.id", "the one that was entered first", required=True),
    ref("other_id", "project.id", required=True, indexed=True),
    words("decision", required=True),
    ref("counting_id", "project.id", "of two that are the same, the one that totals count", indexed=True),
    words("date", "when it was decided", required=True),
    words("decided_by", "the code of an organisation, or a name", required=True),
    words("note"),
    version(),
    PrimaryKeyConstraint("project_id", "other_id"),
    one_of("decision", OVERLAP_DECISIONS),
    *dated("date"),
    CheckConstraint("project_id < other_id", name="named_once"),
    CheckConstraint("(decision = 'same') = (counting_id IS NOT NULL)", name="one_of_the_same_counts"),
    CheckConstraint("counting_id IN (project_id, other_id)", name="counting_is_one_of_them"),
    kept="standing",
    dated="date",
    goes_with="project",
)

beneficiary = table(
    "beneficiary",
    "Whom a project benefits, and with what share, as known now",
    ref("project_id", "project.id", required=True),
    ref("organisation_id", "organisation.id", required=True),
    per_million("share", "parts per million; NULL if none is given"),
    flag("former", "no longer benefits; the row stays because it was reported to conferences"),
    PrimaryKeyConstraint("project_id", "organisation_id"),
    percent_share(),
    goes_with="project",
    published=True,
)

document = table(
    "document",
    "A document about a project, a conference or an organisation, and where to find it",
    identity(),
    words("title", required=True),
    words("location", "web address or path of the file", required=True),
    ref("sha256", "file.sha256", "the document itself, if the register stores it", indexed=True),
    words("language", "ISO 639-1"),
    words("published"),
    ref("project_id", "project.id", indexed=True),
    ref("conference_id", "conference.id"),
    ref("organisation_id", "organisation.id"),
    words("note"),
    version(),
    *dated("published"),
    CheckConstraint(
        "project_id IS NOT NULL OR conference_id IS NOT NULL OR organisation_id IS NOT NULL", name="about_something"
    ),
    kept="standing",
    published=True,
)

review = table(
    "review",
    "What was reported to one conference about one project, with a copy of every standing field as it was then",
    ref("conference_id", "conference.id", required=True),
    ref("project_id", "project.id", required=True),
    *_told(),
    words("status", required=True),
    whole("progress", "percent of the work done"),
    words("answer", "what was answered about the project itself; silence is not consent", required=True),
    words("decision", "what the conference decided about it"),
    words("note"),
    words("reason", "why its fields changed"),
    ref("carried_from_id", "conference.id", "the conference whose report was carried forward, until it is confirmed"),
    words("source", "who said it, in which mail, file or note"),
    version(),
    PrimaryKeyConstraint("conference_id", "project_id"),
    one_of("status", STATUSES),
    one_of("answer", ANSWERS),
    CheckConstraint("progress BETWEEN 0 AND 100", name="progress_0_to_100"),
    rowid=False,
    published=True,
)
Index("ix_review_project", review.c.project_id)

review_theme = table(
    "review_theme",
    "The themes of a project as reported to the conference",
    whole("conference_id", required=True),
    whole("project_id", required=True),
    ref("theme", "theme.code", required=True),
    flag("is_primary"),
    PrimaryKeyConstraint("conference_id", "project_id", "theme"),
    ForeignKeyConstraint(["conference_id", "project_id"], ["review.conference_id", "review.project_id"]),
    rowid=False,
)
unique_where(
    "uq_review_theme_one_primary",
    review_theme.c.conference_id,
    review_theme.c.project_id,
    where="is_primary",
)

share = table(
    "share",
    "The share of a beneficiary in a project as reported to the conference; if all are given they total 100 percent",
    whole("conference_id", required=True),
    whole("project_id", required=True),
    whole("organisation_id", required=True),
    per_million("share", "parts per million; NULL if none is given"),
    PrimaryKeyConstraint("conference_id", "project_id", "organisation_id"),
    ForeignKeyConstraint(["conference_id", "project_id"], ["review.conference_id", "review.project_id"]),
    ForeignKeyConstraint(["project_id", "organisation_id"], ["beneficiary.project_id", "beneficiary.organisation_id"]),
    percent_share(),
    rowid=False,
)
Index("ix_share_organisation", share.c.organisation_id, share.c.conference_id)
