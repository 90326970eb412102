"""Trainings: who held and paid for them, who attended, and with what result. No names of officers."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from tracker.rules.words import APPROXIMATIONS, INDICATED, RESULT_LEVELS, TRAINING_KINDS, TRAINING_MODES, TRAINING_ROLES
from tracker.tables.base import (
    bounded,
    coded,
    dated,
    identity,
    money,
    one_of,
    ordered,
    ref,
    table,
    unique_where,
    version,
    whole,
    words,
)

training = table(
    "training",
    "A course, a workshop, a mission or a meeting that trains: it has dates and belongs to no conference",
    identity(),
    words("code", required=True),
    words("title", required=True),
    words("kind", "NULL if the source does not say"),
    words("mode", "where people take part: in person, online or both"),
    words("start_date"),
    words("end_date"),
    words("date_note", "what the dates cannot show"),
    words("place", "city or venue, in words"),
    money("cost"),
    ref("currency", "currency.code"),
    words("source", "who said it, in which mail, file or note"),
    words("note"),
    version(),
    coded(),
    one_of("kind", TRAINING_KINDS),
    one_of("mode", TRAINING_MODES),
    *dated("start_date", "end_date"),
    ordered("start_date", "end_date"),
    *bounded("cost"),
    CheckConstraint("cost IS NULL OR currency IS NOT NULL", name="cost_in_a_currency"),
    kept="standing",
    dated=("start_date", "end_date"),
)

training_country = table(
    "training_country",
    "A country in which a training is held",
    ref("training_id", "training.id", required=True),
    ref("country", "country.code", required=True),
    PrimaryKeyConstraint("training_id", "country"),
    kept="standing",
    goes_with="training",
)


def _named(*columns: SchemaItem, of: str) -> list[SchemaItem]:
    """One of the things that a training names: a row of the register, or words of the source."""
    return [
        ref("training_id", "training.id", required=True),
        whole("number", "its place among them, from 1", required=True),
        *columns,
        words("words", "as the source says it, if the register does not have it"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(f"({of} IS NULL) <> (words IS NULL)", name="named_once"),
    ]


training_theme = table(
    "training_theme",
    "A theme of a training, in words if the vocabulary lacks it",
    *_named(ref("theme", "theme.code"), of="theme"),
    PrimaryKeyConstraint("training_id", "number"),
    UniqueConstraint("training_id", "theme"),
    kept="standing",
    goes_with="training",
)

training_party = table(
    "training_party",
    "An organisation that holds a training, or pays for it",
    words("role", required=True),
    *_named(ref("organisation_id", "organisation.id", indexed=True), of="organisation_id"),
    PrimaryKeyConstraint("training_id", "role", "number"),
    UniqueConstraint("training_id", "role", "organisation_id"),
    one_of("role", TRAINING_ROLES),
    kept="standing",
    goes_with="training",
)

training_project = table(
    "training_project",
    "A project or a programme of which a training is a part",
    *_named(ref("project_id", "project.id", indexed=True), of="project_id"),
    PrimaryKeyConstraint("training_id", "number"),
    UniqueConstraint("training_id", "project_id"),
    kept="standing",
    goes_with="training",
)

attendance = table(
    "attendance",
    "Who attended a training: an administration, or everybody together if the source says no more",
    identity(),
    ref("training_id", "training.id", required=True),
    ref(
        "administration_id",
        "organisation.id",
        "NULL for everybody together, and for administrations in words",
        indexed=True,
    ),
    words("words", "administrations as the source says them, if the register does not have them"),
    whole("persons", "seats; NULL if the number was not stated"),
    words("stated", "how the number of persons was stated, if not exactly"),
    whole("women"),
    whole("completed", "persons who completed it"),
    whole("certified", "persons who received a certificate"),
    words("source", "who said it, in which mail, file or note"),
    words("note"),
    version(),
    UniqueConstraint("training_id", "administration_id"),
    UniqueConstraint("training_id", "words"),
    one_of("stated", APPROXIMATIONS),
    CheckConstraint("administration_id IS NULL OR words IS NULL", name="of_one"),
    CheckConstraint("stated IS NULL OR persons IS NOT NULL", name="stated_of_a_number"),
    *(
        CheckConstraint(f"{part} >= 0", name=f"{part}_not_negative")
        for part in ("persons", "women", "completed", "certified")
    ),
    *(
        CheckConstraint(
            f"{part} <= persons OR coalesce(stated, '') IN ('at least', 'over')", name=f"{part}_among_persons"
        )
        for part in ("women", "completed", "certified")
    ),
    CheckConstraint("certified <= completed", name="certified_among_completed"),
    kept="standing",
    goes_with="training",
)
unique_where("uq_attendance_one_whole", attendance.c.training_id, where="administration_id IS NULL AND words IS NULL")

training_result = table(
    "training_result",
    "A result of a training on one of Kirkpatrick's four levels; the third and the fourth point at an indicator",
    identity(),
    ref("training_id", "training.id", required=True),
    words("level", required=True),
    words("measured", "what was measured, and its unit: test, points"),
    words("before", "a decimal number"),
    words("after", "a decimal number"),
    whole("persons", "how many persons were measured"),
    words("date", "when it was measured"),
    ref("project_id", "project.id"),
    whole("indicator_id", "of that project"),
    words("source", "who said it, in which mail, file or note"),
    words("note"),
    version(),
    UniqueConstraint("training_id", "level", "measured"),
    UniqueConstraint("training_id", "level", "indicator_id"),
    ForeignKeyConstraint(["indicator_id", "project_id"], ["indicator.id", "indicator.project_id"]),
    one_of("level", RESULT_LEVELS),
    *dated("date"),
    CheckConstraint("persons > 0", name="persons_positive"),
    CheckConstraint(
        f"(level IN ({', '.join(map(repr, INDICATED))})) = (indicator_id IS NOT NULL)",
        name="higher_levels_by_indicator",
    ),
    CheckConstraint("(indicator_id IS NULL) = (project_id IS NULL)", name="indicator_of_a_project"),
    CheckConstraint("(indicator_id IS NULL) <> (measured IS NULL)", name="measured_once"),
    CheckConstraint(
        "indicator_id IS NULL OR (before IS NULL AND after IS NULL AND persons IS NULL)", name="indicator_not_repeated"
    ),
    kept="standing",
    goes_with="training",
)
Index("ix_training_result_indicator", training_result.c.indicator_id, training_result.c.project_id)
Index("ix_training_result_project_id", training_result.c.project_id)
