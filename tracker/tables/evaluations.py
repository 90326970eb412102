"""Evaluations: ratings of projects, and of strategies for countries, as their evaluators published them."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint

from tracker.rules.words import EVALUATION_KINDS
from tracker.tables.base import dated, identity, one_of, ref, table, version, whole, words

evaluation = table(
    "evaluation",
    "A rating of a project, or of a strategy that belongs to no project, by one criterion",
    identity(),
    ref("project_id", "project.id", indexed=True),
    words("strategy", "the name of the strategy, where it is not of a project"),
    ref("country", "country.code", "the country that it is about, where that was published"),
    ref("evaluator_id", "organisation.id", indexed=True),
    words("evaluator_name", "who evaluated, where that is no organisation of the register"),
    words("kind", "self, validated by another, or independent; NULL where nobody said"),
    words("published_as", "the kind of report that has it, in the publisher's words: ICRR, PPAR"),
    words("date", "of a fiscal year its last day; NULL is unknown"),
    whole("fiscal_year", "the fiscal year that was published in the place of a date"),
    ref("fiscal_year_of_id", "organisation.id", "whose fiscal year it is"),
    ref("criteria", "criteria.code", "the set of the criterion; NULL where it is of none"),
    words("criterion", "as published", required=True),
    ref("scale", "scale.code", "the scale of the rating; NULL where it is on none"),
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
