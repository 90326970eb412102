"""Career paths of customs officers: the stages in order, and how many officers were reported at each."""

from sqlalchemy import CheckConstraint, Column, PrimaryKeyConstraint, UniqueConstraint

from tracker.tables.base import Words, coded, flag, identity, ref, table, version, whole, words

SOURCE = "who said it, in which mail, file or note"

career = table(
    "career",
    "A career path: the stages that officers of a region or of an administration go through",
    identity(),
    Column("code", Words, nullable=False),
    words("title", required=True),
    words("edition", "as published; officers reported under another edition are counted by another method"),
    words("applies_to", "whose officers it is for, in words, if no administration is named"),
    words("source", "who publishes it, and where"),
    words("note"),
    version(),
    coded(),
    kept="standing",
)

career_administration = table(
    "career_administration",
    "An administration whose officers follow a career path",
    ref("career_id", "career.id", required=True),
    ref("administration_id", "organisation.id", required=True, indexed=True),
    PrimaryKeyConstraint("career_id", "administration_id"),
    rowid=False,
    kept="standing",
    goes_with="career",
)

stage = table(
    "stage",
    "A stage of a career path: what it asks for, and what training leads there",
    identity(),
    ref("career_id", "career.id", required=True),
    whole("place", "its place in the order of the path, as published", required=True),
    words("title", required=True),
    words("core", "competencies that all officers need"),
    words("operational", "competencies for operations"),
    words("management", "competencies for leading others"),
    words("competencies", "those for which the source names no kind"),
    whole("years", "of experience"),
    words("degrees", "what must have been studied"),
    words("examinations", "what must have been passed"),
    words("requirement", "other requirements, or all of them in the words of the source"),
    words("trainings", "what leads there, in words"),
    words("source", "who publishes it, and where"),
    words("note"),
    version(),
    UniqueConstraint("career_id", "place"),
    CheckConstraint("place > 0", name="place_positive"),
    CheckConstraint("years >= 0", name="years_not_negative"),
    kept="standing",
    goes_with="career",
)

stage_training = table(
    "stage_training",
    "A training of the register that leads to a stage of a career path",
    ref("stage_id", "stage.id", required=True),
    ref("training_id", "training.id", required=True, indexed=True),
    PrimaryKeyConstraint("stage_id", "training_id"),
    rowid=False,
    kept="standing",
    goes_with="stage",
)

officers = table(
    "officers",
    "How many officers of an administration are at a stage of a career path, as reported to one conference",
    ref("conference_id", "conference.id", required=True),
    ref("stage_id", "stage.id", required=True, indexed=True),
    ref("administration_id", "organisation.id", required=True, indexed=True),
    words("edition", "of the path, as it was then"),
    whole("place", "of the stage, as it was then", required=True),
    words("title", "of the stage, as it was then", required=True),
    whole("officers", "how many; never their names", required=True),
    whole("women", "of these; NULL is unknown, never 0"),
    flag("estimated", "the number was estimated, not counted"),
    words("note"),
    words("source", SOURCE),
    version(),
    PrimaryKeyConstraint("conference_id", "stage_id", "administration_id"),
    CheckConstraint("officers >= 0", name="officers_not_negative"),
    CheckConstraint("women BETWEEN 0 AND officers", name="women_among_the_officers"),
    rowid=False,
)
