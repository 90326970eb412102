"""Evaluations of the World Bank's projects and country strategies, as they were published."""

from pathlib import Path

from demo_portfolio import Portfolio
from demo_tables import Row, read

EVALUATIONS = (
    "project,strategy,country,evaluator,published_as,date,fiscal_year_of,criteria,criterion,scale,rating,note,source"
)
BANK, SIX_POINTS = "WB", "wb-outcome"
STRATEGY, PROGRESS = "CPS-", "progress towards the development objective"
# The scale of the list, by the beginning of its points; it is named where it is repeated.
SCALES = {"Highly Satisfactory >": SIX_POINTS, "the same six": SIX_POINTS, "High >": "wb-monitoring"}
SCALES |= {"Superior >": "wb-strategy"}


def evaluations(source: Path, portfolio: Portfolio) -> list[Row]:
    """The ratings of projects that the portfolio has, and of the strategies."""
    known = {row["code"] for row in portfolio.projects}
    given = read(source / "field" / "evaluations.csv")
    found = [_published(row) for row in given if row["project_id"] in known or row["project_id"].startswith(STRATEGY)]
    return found + [
        _status(row)
        for row in read(source / "field" / "outcomes.csv")
        if row["project_id"] in known and row["measure"] == "ordinal"
    ]


def _published(row: Row) -> Row:
    strategy = row["project_id"].startswith(STRATEGY)
    return {
        "project": "" if strategy else row["project_id"],
        "strategy": row["title"] if strategy else "",
        "country": row["country"] if strategy else "",
        "evaluator": row["evaluator"],
        "published_as": row["evaluation_type"],
        "date": row["date"],
        "fiscal_year_of": BANK if row["date"].startswith("FY") else "",
        "criteria": "wb-strategy" if strategy else "wb-project",
        "criterion": row["criterion"],
        "scale": next((code for points, code in SCALES.items() if row["scale"].startswith(points)), ""),
        "rating": row["rating"],
        "source": row["source"],
    }


def _status(row: Row) -> Row:
    """The Bank's own rating of progress in a status report."""
    return {
        "project": row["project_id"],
        "evaluator": BANK,
        "published_as": "ISR",
        "date": row["actual_date"],
        "criteria": "wb-status",
        "criterion": PROGRESS,
        "scale": SIX_POINTS,
        "rating": row["actual"],
        "note": row["note"],
        "source": row["source"],
    }
