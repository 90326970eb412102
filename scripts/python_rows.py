"""The rows of the Python interface, out of those of `insight`: `write_docs.py` writes tracker/api/rows.py with it.

A row of Python has the fields of a row of the program, but for those that only the program needs; amounts become
decimals, and shares percent.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tracker.insight.comparing import changes, presence, results, terms, trend
from tracker.insight.conferences import actions, conferences, followup, notes
from tracker.insight.coordination import candidates, coverage, gaps, needs, offers, overlaps
from tracker.insight.journal import log
from tracker.insight.lights import behind, scorecard, set_lights
from tracker.insight.parties import beneficiaries, donors, organisations, parties, partnerships
from tracker.insight.people import careers, trainings
from tracker.insight.projects import evaluations, project_card, projects, ratings, scales, themes
from tracker.insight.projects import overlaps as decisions
from tracker.insight.published import published_card
from tracker.insight.search import Hit
from tracker.insight.totals import portfolio


class Row(NamedTuple):
    """A class of the interface: its name, the row that it is made of, what it is, and the fields that it leaves out."""

    name: str
    made_of: Any
    about: str
    leave: tuple[str, ...] = ()


ROWS = (
    Row(
        "Project",
        projects.ProjectRow,
        "A project and the currency of its money: a row for each; never converted, but in the `_reporting` fields.\n\n"
        "Codes of donors and beneficiaries are joined by semicolons. None is unknown.",
        leave=("conference_title", "donor_names", "beneficiary_names"),
    ),
    Row(
        "Party",
        parties.PartyRow,
        "A donor or a beneficiary, and its money in one reporting currency: a row for each.\n\n"
        "`unconverted` says what has no rate into it, `excluded` what totals leave out. Of beneficiaries, the row "
        "without a\ncode is what is not allocated by a share.",
        leave=("country_name",),
    ),
    Row(
        "Conference",
        conferences.ConferenceRow,
        "A conference in a list; `tentative`: its dates are announced, not fixed. "
        "A closed one has its sealed `record`.",
        leave=("series_name", "country_name", "sha256"),
    ),
    Row(
        "Theme",
        themes.ThemeRow,
        "A theme, with the purpose code of the DAC and the measures of the TFA; `projects` counts those that have it.",
    ),
    Row(
        "Rating",
        ratings.RatingRow,
        "A rating of the risk of a whole project, as published; without a `level` the report prints no value.",
        leave=("project_title", "version"),
    ),
    Row(
        "Evaluation",
        evaluations.EvaluationRow,
        "A rating as published; it counts from `day`, and `good` is whether it is on the good part of its scale.",
        leave=("version",),
    ),
    Row(
        "Scale",
        scales.ScaleRow,
        "A scale of ratings: its points in the order as published, the good ones, and those where nothing was rated.",
    ),
    Row(
        "Term",
        terms.TermRow,
        "One term of the bridge between two conferences: `reason` for changes, `group` where the money is divided.",
    ),
    Row(
        "ComparedProject",
        presence.ClassedProject,
        "A project in the one class that it falls into: new, continuing, completed, not_presented ...",
        leave=("project_id",),
    ),
    Row(
        "FieldChange",
        changes.FieldChange,
        "A reported field that differs: `item` is what it belongs to, the project or a part of it.",
    ),
    Row(
        "OutcomeChange",
        results.OutcomeChange,
        "What was measured: `progress` is percent of the way from baseline to target.",
    ),
    Row(
        "LightCount",
        scorecard.LightCount,
        "How many projects have a light, and their money; with a comparison, what moved since the conference before.",
    ),
    Row(
        "ProjectLight",
        behind.ProjectLight,
        "A light of a project with its reason: `of` is time, money, results, risk or evaluation.",
    ),
    Row(
        "SetLight",
        set_lights.SetLight,
        "A light that a person set at a conference, with the reason; `computed` and its reason are by the rules.",
        leave=("version",),
    ),
    Row(
        "Trend",
        trend.TrendRow,
        "What was reported to one conference, in total or about one group; `without_rate` counts what is left out.",
    ),
    Row(
        "Pledge",
        followup.PledgeRow,
        "What became of a pledge by a later conference; `age` counts the conferences held since it was first reported.",
        leave=("toward",),
    ),
    Row(
        "Proposal",
        followup.ProposalRow,
        "What became of a project that sought funding; codes in `donors` and `into` are joined by semicolons.",
    ),
    Row(
        "Note",
        notes.NoteRow,
        "What was said at a conference; `command` marked it as done, with these `words`.",
        leave=("version",),
    ),
    Row(
        "Action",
        actions.ActionRow,
        "An action point or recommendation, and what was last reported about it, at `told_at`.",
        leave=("partnership", "source", "told_source", "id", "version"),
    ),
    Row(
        "Offer",
        offers.OfferRow,
        "What a donor could give, and what was reported of it last, at `told_at`.\n\n"
        "`places` are codes of countries and of organisations.",
        leave=("donor_name", "place_names", "told_note", "told_source", "id", "version"),
    ),
    Row(
        "Need",
        needs.NeedRow,
        "A need, and how it was reported last, at `told_at`.\n\n`replies` are those in force, `silent` the donors that "
        "were asked and did not reply; `agreed`\nis none, part or whole.",
        leave=("beneficiary_names", "told_source", "id", "version"),
    ),
    Row(
        "Gap",
        gaps.GapRow,
        "Something without an answer, money or use; `age` counts the conferences that were held since.",
    ),
    Row(
        "Candidate",
        candidates.CandidateRow,
        "A candidate with its `points` and the reasons for and against it; one that `fell_out` has neither.\n\n"
        "`who` is the donor of an offer, or the beneficiaries of a need or proposal.",
    ),
    Row(
        "CoverageCell",
        coverage.CoverageCell,
        "What an administration has of a theme or measure: a number, or an amount if it has a currency.\n\n"
        "`which` are the codes of the projects or needs, joined by semicolons.",
    ),
    Row(
        "Overlap",
        overlaps.OverlapRow,
        "Two projects to look at together: what they may be (`kind`: same or kindred), both scores in percent, why, "
        "and\nwhat was decided.",
    ),
    Row(
        "SettledOverlap",
        decisions.SettledRow,
        "A decision on two projects; of two that are the same, `counting` is the one that totals count.",
    ),
    Row(
        "Hit",
        Hit,
        "A text with the words of a search: the command that shows it, the noun and code of what it belongs to, the\n"
        "field, the conference that it is of, if any, and the part with the words.",
    ),
    Row(
        "Command",
        log.CommandRow,
        "A command in the log, and how many rows it wrote; `at` is UTC. `taken_back_by` is the undo in force.",
        leave=("role",),
    ),
    Row(
        "Facts",
        project_card.KnownProject,
        "What is known of a project, as reported to a conference or else as last reported.",
        leave=("id", "conference_id", "version"),
    ),
    Row(
        "Contribution",
        project_card.ProjectMoney,
        "The money of one contribution to a project; `answer` is its donor's.",
    ),
    Row(
        "Share",
        project_card.ProjectBenefit,
        "Who benefits from a project, with its share in percent; None if not given.",
    ),
    Row("ProjectTold", project_card.HistoryLine, "What was reported about a project to one conference, by currency."),
    Row(
        "UnattributedAmount",
        project_card.UnattributedMoney,
        "Money of a project that is of no one donor; `donors` are those that it was reported of together.",
    ),
    Row(
        "PublishedFacts",
        published_card.PublishedProject,
        "What a publisher's IATI file says of a project as a whole; codes are those of the IATI code lists.",
    ),
    Row(
        "Moved",
        published_card.Moved,
        "The published transactions of a contribution and kind: how many, their sum, the first day and the last.",
    ),
    Row("Budget", published_card.Budget, "A budget, or a planned disbursement."),
    Row(
        "Sector",
        published_card.Sector,
        "A sector, with its share of its vocabulary in percent; computed if it is given on the transactions.",
    ),
    Row("Recipient", published_card.Recipient, "A recipient country or region, likewise."),
    Row(
        "Organisation",
        organisations.Record,
        "What is known of an organisation.",
        leave=("id", "version", "country_name"),
    ),
    Row("Total", portfolio.Total, "A line of totals. `what`: told, converted, no rate, or excluded."),
    Row(
        "PartyTold",
        parties.ConferenceMoney,
        "The money of a donor or beneficiary at one conference, in its reporting currency.",
    ),
    Row("Donation", donors.Donation, "What was reported to one conference about one contribution of a donor."),
    Row(
        "Benefit",
        beneficiaries.Benefit,
        "A project that benefits an organisation, with its share in percent; None if not given.",
    ),
    Row(
        "Meeting",
        conferences.ConferenceRecord,
        "What is known of a conference; `themes` are the names of those on its agenda.",
        leave=("id", "version"),
    ),
    Row(
        "Presented",
        conferences.Presented,
        "A project that was presented at a conference, and the money of one donor in one currency.",
    ),
    Row(
        "Partnership",
        partnerships.PartnershipRow,
        "What organisations do together around a conference; `projects` are the codes of those that follow from it.",
        leave=("party_names", "project_titles", "version"),
    ),
    Row(
        "Career",
        careers.CareerRow,
        "A career path of customs officers; `administrations` are the codes of those that follow it.",
        leave=("version",),
    ),
    Row(
        "Stage",
        careers.StageRow,
        "A stage of a career path; `competencies` are those for which the source names no kind.",
        leave=("version",),
    ),
    Row(
        "Officers",
        careers.OfficersRow,
        "How many officers of an administration were at a stage, as reported to one conference.\n\n"
        "`moved` is the difference from the report to `since`; None where `method` says that they do not compare.",
        leave=("administration_name",),
    ),
    Row(
        "Training",
        trainings.TrainingRow,
        "A training. What it names are codes, or the words of the source.\n\n"
        "`persons` are its seats, as reported in total or added up over its administrations; `stated` says how the "
        "number\nwas stated, if not exactly.",
        leave=("organiser_names", "funder_names", "project_titles", "administration_names", "version"),
    ),
    Row(
        "Attendance",
        trainings.AttendanceRow,
        "Who attended a training: an administration by its code or in words, or the whole if it is None.",
        leave=("administration_name",),
    ),
    Row(
        "TrainingResult",
        trainings.TrainingResultRow,
        "A result of a training; on the levels behaviour and results it is that of an indicator, by its full code.",
        leave=("indicator_title",),
    ),
    Row("Rate", conferences.PinnedRate, "A rate that a conference pinned: one `per` is `value` of `currency`."),
)
HEAD = '''\
"""Rows as Python programs get them: amounts are decimals beside their currency, shares are percent.

A whole number of minor units would be exact too, but pandas makes a float of a whole number as soon as one beside it is
unknown, and money is never a float. Written by `python scripts/write_docs.py` out of the rows of tracker/insight.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeAlias

# By names of their own: polars makes columns by the names of annotations, and refuses `Decimal` without a precision.
Money: TypeAlias = Decimal
Percent: TypeAlias = Decimal
Counted: TypeAlias = int | Decimal
Factor: TypeAlias = Decimal
'''
# What the kinds of `tracker.model.kinds` are in Python.
IN_PYTHON = {
    "Minor": "Money",
    "Reporting": "Money",
    "Share": "Percent",
    "Decimal": "Percent",
    "Codes": "str",
    "Shown": "str",
}


def module() -> str:
    """The text of the module."""
    return HEAD + "".join(map(_class, ROWS))


def _class(row: Row) -> str:
    said = {name: getattr(one, "__forward_arg__", str(one)) for name, one in row.made_of.__annotations__.items()}
    assert said.keys() >= set(row.leave), row.name
    fields = "".join(f"    {name}: {_in_python(text)}\n" for name, text in said.items() if name not in row.leave)
    about = "\n".join(f"    {line}".rstrip() for line in row.about.splitlines()).strip()
    about += "\n    " if "\n" in about else ""
    return f'\n\nclass {row.name}(NamedTuple):\n    """{about}"""\n\n{fields}'


def _in_python(text: str) -> str:
    kind, mark, rest = text.partition(" ")
    return IN_PYTHON.get(kind, kind) + mark + rest
