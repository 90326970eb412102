"""Evaluations: ratings of projects, and of strategies for countries, as their evaluators published them."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint

from tracker.rules.words import EVALUATION_KINDS
from tracker.tables.base import dated, identity, one_of, ref, table, version, whole, words

evaluation = table(
    "evaluation",
    "A rating of a project, or of a strategy that belongs to no project, by one criterion",
    identity(),
    ref("project_id", "project.id", indexed=True),
    words("strategy", "the name of the strategy, if no project was evaluated"),
    ref("country", "country.code", "the country that it is about, if that was published"),
    ref("evaluator_id", "organisation.id", indexed=True),
    words("evaluator_name", "who evaluated, if that is not an organisation of the register"),
    words("kind", "self, validated by another, or independent; NULL if not stated"),
    words("published_as", "the kind of report that contains it, in the publisher's words: ICRR, PPAR"),
    words("date", "the last day of the fiscal year, if only that was published; NULL is unknown"),
    whole("fiscal_year", "the fiscal year that was published instead of a date"),
    ref("fiscal_year_of_id", "organisation.id", "whose fiscal year it is"),
    ref("criteria", "criteria.code", "the set to which the criterion belongs; NULL if it belongs to none"),
    words("criterion", "as published", required=True),
    ref("scale", "scale.code", "the scale of the rating; NULL if it is on no named scale"),
    words("rating", "as published", required=True),
    words("note"),
    words("source", "who said it, in which mail, file or note"),
    version(),
    ForeignKeyConstraint(["criteria", "criterion"], ["criterion.criteria", "criterion.name"]),
    ForeignKeyConstraint(["scale", "rating"], ["scale_point.scale", "scale_point.name"]),
    one_of("kind", EVALUATION_KINDS),
    *dated("date"),
    CheckConstraint("(project_id IS NULL) <> (strategy IS NULL)", name="of_a_project_or_a_strategy"),
    CheckConstraint("(evaluator_id IS NULL) <> (evaluator_name IS NULL)", name="by_one_evaluator"),
    CheckConstraint("(fiscal_year IS NULL) = (fiscal_year_of_id IS NULL)", name="fiscal_year_of_somebody"),
    CheckConstraint("fiscal_year IS NULL OR date IS NOT NULL", name="fiscal_year_has_a_day"),
    kept="standing",
    dated="date",
)
