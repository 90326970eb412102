"""Define the sheets of the workbook of a data request: their columns, headings, explanations and contents.

The contents of a sheet are used twice: to be sent, and to be compared with what came back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.conferences.requests import (
    funding_lines,
    indicator_lines,
    milestone_lines,
    review_lines,
    risk_lines,
)
from tracker.insight.coordination.asking import need_lines
from tracker.model.nouns import NOUNS, TOLD_PARTS
from tracker.rules.languages import N_
from tracker.rules.money import decimal_text
from tracker.rules.structure import several
from tracker.rules.words import (
    DIRECTIONS,
    INDICATOR_MEASURES,
    INSTRUMENTS,
    MEASURES,
    REASONS,
    REPLIES,
    RISK_CATEGORIES,
    RISK_STATUSES,
    STATUSES,
)
from tracker.store.reader import Reader

TEXTS = "request"
UNCHANGED, NOT_REPORTED = "unchanged", "not reported on"
TICKS = (UNCHANGED, NOT_REPORTED)
NEW = N_("new")
SCALE = ("1", "2", "3", "4", "5")
NEW_ROWS = 20
NEW_PARTS = 10
AMOUNT_FORMAT = N_("A number without a currency: the total up to now. An empty cell means unknown, not 0.")
DATE_FORMAT = N_("As precise as you know it: 2013, 2013-03 or 2013-03-15.")


class FormColumn(NamedTuple):
    """A column: `name` as in the tables to import, `heading` and its explanation, both in English.

    The recipient may change it if `entered`; if `once`, only until it has been reported; if `new`, in the rows for new
    records.
    """

    name: str
    heading: str
    about: str
    kind: str = "text"
    width: float = 12
    entered: bool = False
    once: bool = False
    new: bool = False
    words: Sequence[str] = ()


class Form(NamedTuple):
    """A sheet: its name, the columns that identify its rows, all its columns, and its empty rows.

    The last key of a sheet about parts of projects says `new` in these rows, and the project elsewhere.
    """

    kind: str
    title: str
    keys: tuple[str, ...]
    fields: Sequence[FormColumn]
    new_rows: int = 0

    @property
    def part(self) -> str | None:
        """Return the part of the project that each row is about, if any, and the column of its code."""
        return None if self.kind == "projects" else self.keys[-1]

    @property
    def new_in(self) -> str:
        """Return the column that says `new` in the row of a new record."""
        return self.part or "project"

    @property
    def taken_in_as(self) -> str:
        """Return the table that its rows are imported as, if they report something."""
        return several(NOUNS[self.part].report) if self.part else "reports"

    @property
    def reported_with(self) -> str:
        """Return the command that reports the values of its rows."""
        if self.kind == "trainings":
            return "training attend"
        return f"{self.part} report" if self.part in {noun.name for noun in TOLD_PARTS} else "report"

    @property
    def by_name(self) -> dict[str, FormColumn]:
        return {field.name: field for field in self.fields}


class FormRow(NamedTuple):
    """The content of a row, each column as plain text (unknown: empty), and the ids of its records.

    `exponent` gives the decimals of its amounts, `measure` is that of its indicator.
    """

    project: int
    part: int | None
    texts: dict[str, str]
    exponent: int | None = None
    measure: str | None = None


_PROJECT = FormColumn("project", N_("Project"), N_("The code of the project. It cannot be changed here."), "code", 10)
_TITLE = FormColumn(
    "title", N_("Title"), N_("The title of the project. Correct it if it is wrong."), width=28, entered=True
)
_BEGINNING = (
    _PROJECT,
    _TITLE._replace(new=True),
    FormColumn(
        "status",
        N_("Status"),
        N_("The stage of the project. Choose from the list."),
        kind="word",
        entered=True,
        new=True,
        words=STATUSES,
    ),
    FormColumn(
        "progress",
        N_("Progress"),
        N_("How much of the work is done, in percent: a whole number, such as 45."),
        kind="percent",
        width=9,
        entered=True,
        new=True,
    ),
    FormColumn("start", N_("Start"), DATE_FORMAT, kind="date", width=11, entered=True, new=True),
    FormColumn("end", N_("End"), DATE_FORMAT, kind="date", width=11, entered=True, new=True),
    FormColumn(
        "objective",
        N_("Objective"),
        N_("What the project aims to achieve. Correct it if it is wrong."),
        kind="prose",
        width=30,
        entered=True,
        new=True,
    ),
    FormColumn(
        "themes",
        N_("Themes"),
        N_("Codes from the last sheet, the main one first, separated by semicolons."),
        kind="themes",
        width=20,
        entered=True,
        new=True,
    ),
)
_OF_PART = _PROJECT._replace(
    about=N_("The code of the project. Choose it in a new row; elsewhere it cannot be changed."),
    new=True,
)
_NEW_ONLY = N_("To be entered in a new row; elsewhere it cannot be changed.")
_NOTE = FormColumn(
    "note", N_("Note"), N_("Anything else that the conference should know."), kind="prose", width=26, entered=True
)
_ANSWER = FormColumn(
    "answer",
    N_("Answer"),
    N_("Only for a row in which nothing has changed, or on which you do not report."),
    kind="word",
    width=14,
    entered=True,
    words=TICKS,
)
_AMOUNTS = {
    "interest": N_("Interest"),
    "pledged": N_("Pledged"),
    "committed": N_("Committed"),
    "disbursed": N_("Disbursed"),
}

DONOR_PROJECTS = Form(
    "projects",
    N_("Projects"),
    ("project", "contribution"),
    (
        *_BEGINNING,
        FormColumn(
            "beneficiaries",
            N_("Beneficiaries"),
            N_("Who benefits. For a new project: codes from the last sheet, separated by semicolons."),
            kind="codes",
            width=15,
            new=True,
        ),
        FormColumn(
            "contribution",
            N_("Contribution"),
            N_("The code of your contribution. It cannot be changed here."),
            kind="code",
            width=13,
        ),
        FormColumn(
            "instrument",
            N_("Instrument"),
            N_("The form of the contribution. Once reported, it cannot be changed here."),
            kind="word",
            width=13,
            once=True,
            new=True,
            words=INSTRUMENTS,
        ),
        FormColumn(
            "currency",
            N_("Currency"),
            N_("The currency of the amounts, such as EUR. Once reported, it cannot be changed."),
            kind="currency",
            width=9,
            once=True,
            new=True,
        ),
        *(FormColumn(name, _AMOUNTS[name], AMOUNT_FORMAT, "money", 15, entered=True, new=True) for name in MEASURES),
        FormColumn(
            "reason",
            N_("Reason"),
            N_("Why an amount has changed. Choose from the list."),
            kind="word",
            width=13,
            entered=True,
            words=REASONS,
        ),
        _NOTE._replace(new=True),
        _ANSWER,
    ),
    NEW_ROWS,
)
BENEFICIARY_PROJECTS = Form(
    "projects",
    N_("Projects"),
    ("project",),
    (
        *_BEGINNING,
        FormColumn(
            "donors",
            N_("Donors"),
            N_("Who pays, as last reported to the conference. It cannot be changed here."),
            "codes",
            18,
        ),
        _NOTE._replace(width=40, new=True),
        _ANSWER,
    ),
    NEW_ROWS,
)
RESULTS = Form(
    "results",
    N_("Results"),
    ("project", "indicator"),
    (
        _OF_PART,
        FormColumn(
            "indicator", N_("Indicator"), N_("The code of the indicator. It cannot be changed here."), "code", 10
        ),
        FormColumn(
            "outcome",
            N_("Outcome"),
            N_("The outcome that the indicator measures. In a new row: an outcome as in another row, or a new one."),
            width=28,
            new=True,
        ),
        FormColumn("title", N_("What is measured"), _NEW_ONLY, width=34, new=True),
        FormColumn(
            "measure",
            N_("Measure"),
            N_("How it is measured. Choose from the list in a new row; elsewhere it cannot be changed."),
            kind="word",
            new=True,
            words=INDICATOR_MEASURES,
        ),
        FormColumn("unit", N_("Unit"), N_("The unit of the values."), new=True),
        FormColumn(
            "direction",
            N_("Better is"),
            N_("Whether it is better if the value rises or falls. Choose from the list in a new row."),
            kind="word",
            new=True,
            words=DIRECTIONS,
        ),
        FormColumn("baseline", N_("Baseline"), N_("The value at the beginning."), "value", 11, new=True),
        FormColumn("baseline_date", N_("Baseline date"), N_("When the baseline was measured."), "date", 11, new=True),
        FormColumn("target", N_("Target"), N_("The value to be reached."), "value", 11, new=True),
        FormColumn("target_date", N_("Target date"), N_("When the target is to be reached."), "date", 11, new=True),
        FormColumn("last", N_("Last value"), N_("The value last reported to the conference."), "value", 11),
        FormColumn(
            "actual",
            N_("Value now"),
            N_("The latest value that you know. Leave it empty if there is none."),
            kind="value",
            width=11,
            entered=True,
            new=True,
        ),
        _NOTE._replace(width=30, new=True),
    ),
    NEW_PARTS,
)
RISKS = Form(
    "risks",
    N_("Risks"),
    ("project", "risk"),
    (
        _OF_PART,
        FormColumn("risk", N_("Risk"), N_("The code of the risk. It cannot be changed here."), "code", 10),
        FormColumn("event", N_("What may happen"), _NEW_ONLY, "prose", 50, new=True),
        FormColumn(
            "category",
            N_("Category"),
            N_("The source of the risk. Choose from the list in a new row; elsewhere it cannot be changed."),
            kind="word",
            width=15,
            new=True,
            words=RISK_CATEGORIES,
        ),
        FormColumn(
            "likelihood",
            N_("Likelihood"),
            N_("After the response: from 1 (very unlikely) to 5 (almost certain)."),
            kind="scale",
            entered=True,
            new=True,
            words=SCALE,
        ),
        FormColumn(
            "impact",
            N_("Impact"),
            N_("After the response: from 1 (slight) to 5 (severe)."),
            kind="scale",
            entered=True,
            new=True,
            words=SCALE,
        ),
        FormColumn(
            "status",
            N_("Risk status"),
            N_("Open; occurred: it has happened; closed: it can no longer happen."),
            kind="word",
            entered=True,
            new=True,
            words=RISK_STATUSES,
        ),
        FormColumn("occurred", N_("When it occurred"), DATE_FORMAT, kind="date", entered=True, new=True),
        FormColumn(
            "delayed",
            N_("Delayed"),
            N_("The milestones that it has delayed, by their codes: M1; M2."),
            kind="codes",
            width=12,
            entered=True,
        ),
        _NOTE._replace(width=40, new=True),
    ),
    NEW_PARTS,
)
MILESTONES = Form(
    "milestones",
    N_("Milestones"),
    ("project", "milestone"),
    (
        _OF_PART,
        FormColumn(
            "milestone", N_("Milestone"), N_("The code of the milestone. It cannot be changed here."), "code", 11
        ),
        FormColumn("title", N_("Step"), _NEW_ONLY, width=50, new=True),
        FormColumn("planned", N_("Planned"), _NEW_ONLY, "date", new=True),
        FormColumn("reached", N_("Reached"), DATE_FORMAT, kind="date", entered=True, new=True),
        _NOTE._replace(width=50, new=True),
    ),
    NEW_PARTS,
)

# What donors say to needs is entered beside what they said last.
NEEDS = Form(
    "needs",
    N_("Needs"),
    ("need", "part"),
    (
        FormColumn("need", N_("Need"), N_("The code of the need. It cannot be changed here."), "code", 9),
        FormColumn(
            "part", N_("Part"), N_("The part of the need that the row is about; empty for the whole need."), "code", 12
        ),
        FormColumn("beneficiaries", N_("Whose need"), N_("Who asks for it."), "codes", 15),
        FormColumn("text", N_("What is asked for"), N_("What is needed."), "prose", 44),
        FormColumn("measures", N_("Measures"), N_("Of the Trade Facilitation Agreement of the WTO."), "code", 14),
        FormColumn("due", N_("Needed by"), N_("The date currently in force."), "date", 11),
        FormColumn("last", N_("Your last reply"), N_("Your last reply, if there is one."), "word", 11, words=REPLIES),
        FormColumn(
            "reply",
            N_("Your reply"),
            N_(
                "Would: you are ready to do it. Does: you are doing it. No: you will not do it. An empty cell is not "
                "a reply."
            ),
            kind="word",
            entered=True,
            words=REPLIES,
        ),
        FormColumn(
            "own_project",
            N_("By your project"),
            N_("The code of the project with which you do it, or would do it."),
            kind="code",
            width=14,
            entered=True,
        ),
        FormColumn(
            "date", N_("Since"), N_("When you decided this; empty for the day of your answer."), "date", entered=True
        ),
        _NOTE._replace(width=40),
    ),
)

_OFFICERS = N_(
    "How many of your officers: a number, or words such as over 30 or about 30. An empty cell means unknown."
)
# What administrations say of trainings: how many of their officers attended; and trainings that are not recorded yet.
TRAININGS = Form(
    "trainings",
    N_("Trainings"),
    ("training",),
    (
        FormColumn("training", N_("Training"), N_("The code of the training. It cannot be changed here."), "code", 14),
        FormColumn("title", N_("Title"), _NEW_ONLY, width=40, new=True),
        FormColumn("start", N_("Start"), DATE_FORMAT, kind="date", width=11, new=True),
        FormColumn("end", N_("End"), DATE_FORMAT, kind="date", width=11, new=True),
        FormColumn("place", N_("Place"), N_("The city, or the venue."), width=14, new=True),
        FormColumn("themes", N_("Themes"), _NEW_ONLY, width=20, new=True),
        FormColumn("organisers", N_("Who held it"), _NEW_ONLY, width=18, new=True),
        FormColumn("funders", N_("Who paid for it"), _NEW_ONLY, width=18, new=True),
        FormColumn("persons", N_("Attended"), _OFFICERS, "value", 10, entered=True, new=True),
        FormColumn("women", N_("Women"), N_("Women among those who attended."), "value", 9, entered=True, new=True),
        FormColumn("completed", N_("Completed it"), N_("How many completed it."), "value", 11, entered=True, new=True),
        FormColumn(
            "certified", N_("Certified"), N_("How many received a certificate."), "value", 10, entered=True, new=True
        ),
        _NOTE._replace(width=30, new=True),
    ),
    NEW_PARTS,
)

# Columns that are empty in the form because another one next to them shows the value reported last.
LAST = {"actual": "last"}


def forms(role: str) -> tuple[Form, ...]:
    """Return the sheets that are sent to an organisation in a role."""
    if role == "donor":
        return DONOR_PROJECTS, RESULTS, RISKS, MILESTONES, NEEDS
    return BENEFICIARY_PROJECTS, RESULTS, RISKS, MILESTONES, TRAININGS


def need_rows(reader: Reader, conference: Conference, donor: int, needs: Sequence[int]) -> list[FormRow]:
    """Return what a donor is asked about needs, as rows."""
    return [_row(NEEDS, line, project=line.need_id) for line in need_lines(reader, conference, donor, needs)]


def rows_of(reader: Reader, at: int, organisation: int, role: str, projects: Sequence[int]) -> dict[str, list[FormRow]]:
    """Return what was reported to a conference on some projects, as rows; a donor gets its own contributions only."""
    reviews = review_lines(reader, at, projects)
    if role == "donor":
        money = funding_lines(reader, at, projects, organisation)
        by_project = {review.project_id: review for review in reviews}
        told = []
        for review in reviews:
            for line in money:
                if line.project_id == review.project_id:
                    exponent = reader.exponents.get(line.currency or "")
                    told.append(_row(DONOR_PROJECTS, by_project[line.project_id], line, line.contribution_id, exponent))
    else:
        told = [_row(BENEFICIARY_PROJECTS, review) for review in reviews]
    return {
        "projects": told,
        "results": [_row(RESULTS, line, part=line.part_id) for line in indicator_lines(reader, at, projects)],
        "risks": [_row(RISKS, line, part=line.part_id) for line in risk_lines(reader, at, projects)],
        "milestones": [_row(MILESTONES, line, part=line.part_id) for line in milestone_lines(reader, at, projects)],
    }


def _row(
    form: Form,
    line: Any,
    more: Any = None,
    part: int | None = None,
    exponent: int | None = None,
    project: int | None = None,
) -> FormRow:
    texts = {}
    for field in form.fields:
        value = getattr(line, field.name, None)
        if value is None:
            value = getattr(more, field.name, None)
        texts[field.name] = _text(field, value, exponent)
    of = line.project_id if project is None else project
    return FormRow(of, part, texts, exponent, getattr(line, "measure", None))


def _text(field: FormColumn, value: Any, exponent: int | None) -> str:
    if value is None:
        return ""
    if field.kind == "money" and exponent is not None:
        return decimal_text(value, exponent)
    if field.kind == "codes":
        return codes_text(str(value))
    return str(value)


def codes_text(text: str) -> str:
    """Return a list of codes as the text of a cell."""
    return "; ".join(sorted(code for one in text.replace(",", ";").split(";") if (code := one.strip())))


# The words of the drop-downs, as they are stored; the translation catalogs have them in lower case.
VOCABULARY = (
    *(*STATUSES, *INSTRUMENTS, *REASONS, *RISK_CATEGORIES, *RISK_STATUSES, *INDICATOR_MEASURES, *DIRECTIONS),
    *REPLIES,
    *(*TICKS, "yes", "no"),
)
