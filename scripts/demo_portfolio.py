"""What both series share: the headers of their tables, and projects with their money and their reports."""

from datetime import date
from typing import NamedTuple

from demo_tables import Row

SERIES_HEADER = "code,name,region,names"
CONFERENCES = (
    "code,series,title,ordinal,start,end,tentative,date_note,state,host,venue,city,country,currency,cut_off,source,note"
)
RATES = "currency,per,date,method,value,source"
PINS = "conference,currency,per,date,method"
PROJECTS = (
    "code,title,objective,themes,scope,parent,lead,implementer,start,end,actual_start,actual_end,iati_identifier,"
    "succeeds,beneficiaries,note"
)
CONTRIBUTIONS = "code,project,donor,instrument,currency,role,note"
TRANSACTIONS = "contribution,kind,date,amount,reference,description,source"
REPORTS = (
    "conference,project,status,progress,actual_start,actual_end,contribution,interest,pledged,committed,disbursed,"
    "basis,reason,answer,source,note"
)
# Where donors say themselves, in what they publish, what they give.
ANSWERED = REPORTS.replace("answer,", "answer,donor_answer,")


class Portfolio(NamedTuple):
    """Rows for the tables of projects, contributions, transactions and reports."""

    projects: list[Row]
    contributions: list[Row]
    transactions: list[Row]
    reports: list[Row]

    def __or__(self, other: "Portfolio") -> "Portfolio":
        return Portfolio(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Meeting(NamedTuple):
    """A conference, by the days that its sources give it: a year may be all that is known."""

    code: str
    start: str
    end: str

    @property
    def last_day(self) -> date:
        """The day up to which transactions count, and at which statuses are told."""
        return date.fromisoformat(self.end or self.start)
