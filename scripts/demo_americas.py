"""The series of the Americas and the Caribbean: its conferences, organisations, projects and reports."""

from pathlib import Path

import demo_organisations
from demo_banks import bank_projects
from demo_careers import CAREERS, STAGES, careers, stages
from demo_evaluations import EVALUATIONS, evaluations
from demo_needs import EXTENSIONS, NEEDS, REPLIES, extensions, needs, replies
from demo_offers import OFFERS, given, offers
from demo_organisations import code_of
from demo_portfolio import (
    ANSWERED,
    CONFERENCES,
    CONTRIBUTIONS,
    PINS,
    PROJECTS,
    RATES,
    SERIES_HEADER,
    TRANSACTIONS,
    Meeting,
)
from demo_rated import RATINGS, ratings, reviewed_projects
from demo_results import INDICATORS, MEASUREMENTS, OUTCOMES, Results
from demo_sourced import sourced_projects
from demo_sources_americas import SOURCES, counts
from demo_tables import Folder, Row, annual_averages, pinned, read
from demo_trainings import ATTENDANCES, RESULTS, TRAININGS, trainings

SERIES = [
    {
        "code": "AMS",
        "name": "Development Partners Coordination Meeting",
        "region": "Americas and the Caribbean",
        "names": "Regional Donor Meeting@2010..2015;Development Partners Coordination Meeting@2018..",
    },
    {"code": "AMS-CAR", "name": "Sub-Regional Donor Meeting", "region": "Caribbean"},
]

RECOMMENDATIONS = "conference,number,recommendation"
PARTNERSHIPS = "conference,kind,parties,people,subject,agreed,areas"
# The themes that a subject, or what was agreed, names in so many words.
AREAS = {
    "joint capacity building": "capacity building",
    "trade facilitation reforms": "trade facilitation",
    "cross-border crime": "cross-border crime",
    "risk management": "risk management",
}

# It was held long ago; in the demo it is going on, so that there is one to write to.
OPEN = "AMS-2019"
# Years are all that the sources give; the dates are said to be unknown or announced.
YEAR_ONLY = {"AMS-2010": "2010", "AMS-2014": "2014"}


def prepare(source: Path, target: Path) -> None:
    """Write the series into the folder `target`, numbered in the order in which the tables load."""
    conferences = _conferences(source)
    held = [row for row in conferences if row["state"] in ("closed", "open")]
    meetings = [Meeting(row["code"], row["start"], row["end"]) for row in held]
    dated = [meeting for meeting in meetings if len(meeting.start) == 10 and not meeting.code.startswith("AMS-CAR")]
    portfolio = (
        sourced_projects(source, meetings)
        | given(source)
        | reviewed_projects(source, dated)
        | bank_projects(source, dated)
    )
    order = {row["code"]: place for place, row in enumerate(conferences)}
    portfolio.reports.sort(key=lambda row: order[row["conference"]])
    results = Results(source, meetings, portfolio.reports)
    currencies = {row["code"]: row["currency"] for row in portfolio.contributions}
    foreign = sorted(set(currencies.values()) - {"USD", ""})

    folder = Folder(target)
    folder.write("01-series.csv", SERIES_HEADER, SERIES)
    organisations = demo_organisations.organisations(source)
    folder.write("02-organisations.csv", demo_organisations.HEADER, organisations)
    folder.write("03-conferences.csv", CONFERENCES, conferences)
    folder.write("04-participants.csv", "conference,organisation,capacity,source", _participants(source))
    folder.write("05-rates.csv", RATES, annual_averages(source, foreign, sorted({_year(row) for row in conferences})))
    folder.write("06-conference-rates.csv", PINS, _pins(conferences, portfolio.reports, currencies))
    folder.write("07-projects.csv", PROJECTS, portfolio.projects)
    folder.write("08-contributions.csv", CONTRIBUTIONS, portfolio.contributions)
    folder.write("09-transactions.csv", TRANSACTIONS, portfolio.transactions)
    folder.write("10-reports.csv", ANSWERED, portfolio.reports)
    folder.write("11-outcomes.csv", OUTCOMES, results.outcomes)
    folder.write("12-indicators.csv", INDICATORS, results.indicators)
    folder.write("13-measurements.csv", MEASUREMENTS, results.measurements)
    folder.write("14-recommendations.csv", RECOMMENDATIONS, _recommendations(source))
    folder.write("15-partnerships.csv", PARTNERSHIPS, _partnerships(source))
    folder.write("16-careers.csv", CAREERS, careers(source))
    folder.write("17-stages.csv", STAGES, stages(source))
    folder.write("18-offers.csv", OFFERS, offers(source))
    folder.write("19-ratings.csv", RATINGS, ratings(source, portfolio))
    trained = trainings(source, organisations)
    folder.write("20-trainings.csv", TRAININGS, trained.trainings)
    folder.write("21-attendances.csv", ATTENDANCES, trained.attendances)
    folder.write("22-training-results.csv", RESULTS, trained.results)
    folder.write("23-evaluations.csv", EVALUATIONS, evaluations(source, portfolio))
    folder.write("24-needs.csv", NEEDS, needs(source))
    folder.write("25-need-extensions.csv", EXTENSIONS, extensions(source))
    folder.write("26-need-replies.csv", REPLIES, replies(source))
    folder.explain(SOURCES, counts(source, portfolio, results))


def _conferences(source: Path) -> list[Row]:
    found = []
    for row in read(source / "ams" / "conferences.csv"):
        title, _, contradiction = row["title_as_published"].partition(" (")
        year = YEAR_ONLY.get(row["code"])
        found.append(
            {
                "code": row["code"],
                "series": row["series"],
                "title": title,
                "ordinal": row["ordinal_as_published"],
                "start": year or row["start_date"],
                "end": row["end_date"],
                "tentative": "true" if year else "false",
                "date_note": row["date_note"],
                "state": "open" if row["code"] == OPEN else row["state"],
                "host": row["host"],
                "venue": row["venue"],
                "city": row["city"],
                "country": row["country"],
                "currency": "USD",
                "source": row["source"],
                "note": contradiction.removesuffix(")"),
            }
        )
    return found


def _participants(source: Path) -> list[Row]:
    found = []
    for row in read(source / "ams" / "participants.csv"):
        code = code_of(row["organisation"])
        named = "" if code == row["organisation"] else f" (as {row['organisation']})"
        found.append({**row, "organisation": code, "source": row["source"] + named})
    return found


def _recommendations(source: Path) -> list[Row]:
    rows = read(source / "ams" / "recommendations-2012.csv")
    return [{"conference": row["conference"], "number": row["number"], "recommendation": row["text"]} for row in rows]


def _partnerships(source: Path) -> list[Row]:
    """The first person named is of the organisation, the others are of its counterpart."""
    found = []
    for row in read(source / "ams" / "partnerships-2012.csv"):
        codes = code_of(row["organisation"]), code_of(row["counterpart"])
        first, *others = [person.strip() for person in row["people"].split(";")]
        people = [f"{codes[0]}: {first}"] + ([f"{codes[1]}: {'; '.join(others)}"] if others else [])
        told = {name: row[name] for name in ("conference", "kind", "subject", "agreed")}
        said = f"{row['subject']}; {row['agreed']}"
        areas = [theme for words, theme in AREAS.items() if words in said]
        found.append({**told, "parties": ";".join(codes), "people": ";".join(people), "areas": ";".join(areas)})
    return found


def _year(conference: Row) -> int:
    """The last full year before a conference: the average of the conference's own year was not known yet."""
    return int(conference["start"][:4]) - 1


def _pins(conferences: list[Row], reports: list[Row], currencies: dict[str, str]) -> list[Row]:
    used = {
        (report["conference"], currencies[report["contribution"]]) for report in reports if report.get("contribution")
    }
    return [
        pinned(row["code"], currency, _year(row))
        for row in conferences
        for conference, currency in sorted(used)
        if conference == row["code"] and currency not in ("USD", "")
    ]
