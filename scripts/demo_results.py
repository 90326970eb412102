"""Outcomes and indicators: of two Argentine projects what was aimed at in a year, and what was reached; of two of the
World Bank what it told of them in its news."""

from collections import defaultdict
from pathlib import Path

from demo_iati import ARGENTINA, PREFIX
from demo_portfolio import Meeting
from demo_tables import Row, amount, one_line, read

OUTCOMES = "project,code,level,title"
INDICATORS = "project,outcome,code,title,measure,unit,direction,baseline,baseline_date,target,target_date"
MEASUREMENTS = "conference,project,indicator,actual,source,note"
SOURCE = "IDB, IATI data on Argentina"
LEVELS = {"1": "output", "2": "outcome", "3": "impact"}

# The results that are taken of each project, and the last conference at which one of their years had ended.
CHOSEN = {"AR-L1251": ("result_1", "result_3", "result_4"), "AR-L1092": ("result_2",)}
# Of the loan of P095314 only the part that was paid is published, which is money and no result.
NEWS = ("P111795", "P118026")
LAST = {"AR-L1251": "AMS-2019", "AR-L1092": "AMS-2013"}


class Results:
    """Rows for the tables of outcomes, indicators and measurements."""

    def __init__(self, source: Path, meetings: list[Meeting], reports: list[Row]) -> None:
        self.published = 0
        self.outcomes: list[Row] = []
        self.indicators: list[Row] = []
        self.measurements: list[Row] = []
        self._days = {meeting.code: meeting.last_day.isoformat() for meeting in meetings if len(meeting.start) == 10}
        self._presented: dict[str, list[str]] = defaultdict(list)
        for report in reports:
            self._presented[report["project"]].append(report["conference"])
        folder = source / ARGENTINA
        periods = {
            (row["activity_identifier"], row["indicator_ref"]): row for row in read(folder / "indicator_periods.csv")
        }
        for project in CHOSEN:
            self._take(folder, project, periods)
        for row in read(source / "field" / "outcomes.csv"):
            if row["project_id"] in NEWS and row["measure"] != "ordinal":
                self._told(row)
        self.measurements.sort(key=lambda row: self._days[row["conference"]])

    def _told(self, row: Row) -> None:
        """A value that was published at a date; the source names neither an outcome nor its level."""
        project, title = row["project_id"], row["indicator"]
        number = str(sum(one["project"] == project for one in self.outcomes) + 1)
        self.outcomes.append({"project": project, "code": f"O{number}", "level": "output", "title": title})
        words = {name: row[name] for name in ("measure", "unit", "direction", "target", "target_date")}
        self.indicators.append(
            {"project": project, "outcome": f"O{number}", "code": f"I{number}", "title": title, **words}
        )
        note = "; ".join(text for text in (f"as of {row['actual_date']}", row["note"]) if text)
        for conference in self._presented[project]:
            if row["actual_date"] <= self._days[conference]:
                told = {"conference": conference, "project": project, "indicator": f"I{number}"}
                self.measurements.append({**told, "actual": row["actual"], "source": row["source"], "note": note})

    def _take(self, folder: Path, project: str, periods: dict[tuple[str, str], Row]) -> None:
        identifier = PREFIX["IDB"] + project
        for row in read(folder / "results.csv"):
            if row["activity_identifier"] == identifier and row["result_ref"] in CHOSEN[project]:
                number = row["result_ref"].removeprefix("result_")
                outcome = {"project": project, "code": f"O{number}", "level": LEVELS[row["result_type"]]}
                self.outcomes.append({**outcome, "title": one_line(row["title"])})
        for row in read(folder / "indicators.csv"):
            if row["activity_identifier"] == identifier:
                self.published += 1
                period = periods[identifier, row["indicator_ref"]]
                if row["result_ref"] in CHOSEN[project] and period["period_end"] <= self._days[LAST[project]]:
                    self._add(project, row, period)

    def _add(self, project: str, row: Row, period: Row) -> None:
        """One indicator for each year, as published; the year is added to its title, which the years share."""
        number = row["indicator_ref"].split("_result_")[1].replace("_", "-")
        ended = period["period_end"]
        self.indicators.append(
            {
                "project": project,
                "outcome": f"O{number.split('-')[0]}",
                "code": f"I{number}",
                "title": f"{one_line(row['title'])}, {ended[:4]}",
                "measure": "number",
                "direction": "up",
                "target": amount(period["target_value"], 0),
                "target_date": ended,
            }
        )
        for conference in self._presented[project]:
            if ended <= self._days[conference]:
                told = {"conference": conference, "project": project, "indicator": f"I{number}"}
                self.measurements.append({**told, "actual": amount(period["actual_value"], 0), "source": SOURCE})
