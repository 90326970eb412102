"""Ratings of the risk of a whole project, as donors publish them: a word on a named scale, with its own date."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint

from tracker.tables.base import dated, identity, ref, table, version, words

rating = table(
    "rating",
    "A rating of the risk of a whole project, as its donor published it: one word on a named scale. It is never turned"
    " into a number",
    identity(),
    ref("project_id", "project.id", required=True, indexed=True),
    words("date", "of the rating, as the report says", required=True),
    words("aspect", "what is rated: overall, or a part of the risk as published", required=True),
    words("scale"),
    words("level", "as published; NULL if the report prints no value"),
    words("previous_level", "the rating before this one, as the same report prints it; its date is not known"),
    ref("rated_by_id", "organisation.id", "who published it", indexed=True),
    words("note"),
    words("mitigation"),
    words("source"),
    version(),
    UniqueConstraint("project_id", "aspect", "date", "rated_by_id"),
    ForeignKeyConstraint(["scale"], ["scale.code"]),
    ForeignKeyConstraint(["scale", "level"], ["scale_point.scale", "scale_point.name"]),
    ForeignKeyConstraint(["scale", "previous_level"], ["scale_point.scale", "scale_point.name"]),
    CheckConstraint("scale IS NOT NULL OR coalesce(level, previous_level) IS NULL", name="levels_have_a_scale"),
    *dated("date"),
    kept="standing",
    dated="date",
)
