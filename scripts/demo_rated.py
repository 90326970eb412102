"""World Bank projects of which the status reports are read, and what these say of the risk of a whole project."""

from pathlib import Path
from typing import NamedTuple

from demo_portfolio import Meeting, Portfolio
from demo_tables import Row, read

RATINGS = "project,date,level,scale,aspect,previous_level,rated_by,note,mitigation,source"
SCALE = "wb-risk"
BANK = "WB"
# Of the six projects in El Salvador that were evaluated, all but one are chosen for that alone.
EVALUATED = frozenset(("P095314", "P117157", "P117440", "P118026", "P122640", "P126364"))
OF_NICARAGUA = "https://www.worldbank.org/en/news/press-release/2014/12/09/"
OF_NICARAGUA += "wbnicaragua-progress-in-government-financial-management-and-accountability"


class Reviewed(NamedTuple):
    """A project of which no IATI data is read; dates and donors as its sources say."""

    code: str
    start: str
    end: str
    status: str
    beneficiaries: str
    donors: tuple[str, ...]
    note: str

    def runs_at(self, meeting: Meeting) -> bool:
        """Whether it was approved or under way at a conference, by its dates."""
        return self.start <= meeting.start[: len(self.start)] and meeting.start[: len(self.end)] <= self.end


REVIEWED = (
    Reviewed(
        *("P111795", "2010", "2020", "active", "", (BANK, "IDB", "EU")),
        f"IDB and EU co-finance it, as the World Bank says on 9 December 2014; source: {OF_NICARAGUA}",
    ),
    Reviewed(
        *("P146688", "2014-10", "2021-12-31", "active", "JM-CUSTOMS", (BANK,)),
        "with a trade facilitation component of the Jamaica Customs Agency; the loan is effective since October 2014,"
        " and its closing date moved from 2020-01-31 to 2021-12-31 in 2019",
    ),
    Reviewed(
        *("P153366", "2017-01-17", "9999", "proposed", "", (BANK,)),
        "approved by the Bank on 17 January 2017; almost two years later the approval of the national Congress was"
        " still awaited",
    ),
)


def reviewed_projects(source: Path, meetings: list[Meeting]) -> Portfolio:
    """The projects, with their donors and no amounts; a report at each conference that met while they ran."""
    rows = {row["project_id"]: row for row in _of_projects(source)}
    found = Portfolio([], [], [], [])
    for one in REVIEWED:
        row = rows[one.code]
        found.projects.append(
            {
                "code": one.code,
                "title": row["title"].partition(" (")[0],
                "scope": "national",
                # The Bank approved that of Guatemala, which is no start; of that of Jamaica the end is the planned one.
                "start": "" if one.status == "proposed" else one.start,
                "end": "" if one.status == "proposed" else one.end,
                "beneficiaries": f"{one.beneficiaries}:100" if one.beneficiaries else "",
                "note": f"country: {row['country']}; {one.note}",
            }
        )
        for donor in one.donors:
            found.contributions.append(
                {
                    "code": f"{one.code}-{donor}",
                    "project": one.code,
                    "donor": donor,
                    "currency": "",
                    "role": "funding",
                    "note": "no amount published",
                }
            )
        for meeting in meetings:
            if one.runs_at(meeting):
                found.reports.append(
                    {
                        "conference": meeting.code,
                        "project": one.code,
                        "status": one.status,
                        "answer": "not asked",
                        "source": row["source"],
                        "note": "under way by its dates; the source does not say that it was presented"
                        if one.status == "active"
                        else "approved by the Bank and not by Congress; the source does not say that it was presented",
                    }
                )
    return found


def ratings(source: Path, portfolio: Portfolio) -> list[Row]:
    """The ratings of projects that the portfolio has; a report without a value too."""
    known = {row["code"] for row in portfolio.projects}
    return [
        {
            "project": row["project_id"],
            "date": row["rated_on"],
            "level": row["level"],
            "scale": SCALE if row["level"] else "",
            "aspect": row["category"],
            "previous_level": row["previous_level"],
            "rated_by": BANK,
            "note": row["description"],
            "mitigation": row["mitigation"],
            "source": row["source"],
        }
        for row in _of_projects(source)
        if row["project_id"] in known
    ]


def _of_projects(source: Path) -> list[Row]:
    """The rows about projects of the Bank; the others are about needs."""
    return [row for row in read(source / "field" / "risks.csv") if row["lender"] == "World Bank"]
