"""The flat tables: their columns with labels and meanings, said once for the files, the manual and the tests.

Names of tables and columns are stable: add at the end of a table, never rename or remove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tracker.insight.flat import agreed, portfolio, scope, watched
from tracker.output.flat import FlatColumn, FlatTable
from tracker.rules.words import MEASURES

_C = FlatColumn

WHEN = (
    _C("conference", "Conference", "text", "code of the conference"),
    _C("conference_title", "Title of conference", "text", "its title as published"),
    _C("conference_day", "Day of conference", "day", "its first day; of its month or year, where only that is known"),
)
OF_PROJECT = (
    _C("project", "Project", "text", "code of the project"),
    _C("project_title", "Title of project", "text", "its title as reported to the conference"),
)
THEME = (
    _C("theme", "Theme", "text", "code of its primary theme"),
    _C("theme_name", "Name of theme", "text", "name of its primary theme"),
)
WHOSE = (
    _C("beneficiaries", "Beneficiaries", "list", "codes of its beneficiaries, as reported"),
    _C("beneficiary_names", "Names of beneficiaries", "list", "their names, in the same order"),
)
ANSWER = (
    _C("carried_from", "Carried from", "text", "conference whose report was carried forward; empty if reported here"),
    _C("unconfirmed", "Unconfirmed", "flag", "whether those concerned have neither confirmed nor updated it"),
)
MEANS = {
    "interest": "what the donor could give",
    "pledged": "what the donor promised",
    "committed": "what an agreement says",
    "disbursed": "what was paid",
}
TO_DATE = ", up to the conference; never add it to another measure or conference"


def _amounts() -> Iterator[FlatColumn]:
    yield _C("currency", "Currency", "text", "currency of the contribution (ISO 4217)")
    for measure in MEASURES:
        yield _C(measure, measure.capitalize(), "money", MEANS[measure] + TO_DATE)
    for measure in MEASURES:
        yield _C(f"{measure}_minor", f"{measure.capitalize()}, minor units", "minor", f"the same as `{measure}`, exact")
    yield _C("reporting_currency", "Reporting currency", "text", "currency of the totals of the conference")
    for measure in MEASURES:
        means = f"`{measure}` at the rate of the conference, rounded once; empty if there is no rate or not `counted`"
        label = f"{measure.capitalize()}, reporting currency"
        yield _C(f"{measure}_reporting", label, "money", means, "reporting_currency")
    for measure in MEASURES:
        label = f"{measure.capitalize()}, reporting currency, minor units"
        yield _C(f"{measure}_reporting_minor", label, "minor", f"the same as `{measure}_reporting`, exact")


CONFERENCES = FlatTable(
    "conferences",
    "Conferences",
    "A row for each conference that was not cancelled.",
    (
        *WHEN,
        _C("last_day", "Last day", "day", "its last day; of its month or year, where only that is known"),
        _C("series", "Series", "text", "code of its series"),
        _C("sequence", "Place in series", "whole", "its place in the series"),
        _C("state", "State", "text", "planned, open, closed or reopened"),
        _C("reporting_currency", "Reporting currency", "text", "currency of its totals (ISO 4217)"),
        _C("cut_off", "Cut-off date", "day", "transactions up to this day count"),
        _C("record", "Sealed record", "text", "the sealed record that it rests on; empty while it is a draft"),
        _C("sha256", "SHA-256", "text", "hash of the sealed record"),
    ),
    ("conference",),
    {},
)
PROJECTS = FlatTable(
    "projects",
    "Projects",
    "A row for each project at each conference that it was reported to, as it was then.",
    (
        *WHEN,
        *OF_PROJECT,
        _C("pool", "Pool", "flag", "whether it is the pool of a series: money not yet allocated to projects"),
        _C("status", "Status", "text", "proposed, active, finalising, completed, cancelled or suspended"),
        _C("progress", "Progress", "whole", "percent of the work done"),
        *THEME,
        _C("theme_names", "All themes", "list", "names of all its themes"),
        _C("scope", "Scope", "text", "national, multi-national or regional"),
        _C("parent", "Part of", "text", "code of the project that it is a part of"),
        _C("lead", "Lead", "text", "code of the leading organisation"),
        _C("lead_name", "Name of lead", "text", "its name"),
        _C("implementer", "Implementer", "text", "code of the implementing organisation"),
        _C("implementer_name", "Name of implementer", "text", "its name"),
        _C("donors", "Donors", "list", "codes of its donors"),
        _C("donor_names", "Names of donors", "list", "their names, in the same order"),
        *WHOSE,
        _C("start", "Start", "date", "actual start, or the planned one"),
        _C("end", "End", "date", "actual end, or the planned one"),
        _C("start_day", "First day", "day", "first day of `start`"),
        _C("end_day", "Last day", "day", "last day of `end`"),
        _C("answer", "Answer", "text", "what the people of the project answered"),
        *ANSWER,
        _C("decision", "Decision", "text", "what the conference decided about it"),
    ),
    ("conference", "project"),
    {("conference",): "conferences"},
)
MONEY = FlatTable(
    "money",
    "Money",
    "A row for each contribution of a donor to a project at each conference that it was reported to.",
    (
        *WHEN,
        *OF_PROJECT,
        _C("status", "Status", "text", "status of the project"),
        *THEME,
        *WHOSE,
        _C("contribution", "Contribution", "text", "code of the contribution"),
        _C("donor", "Donor", "text", "code of the donor"),
        _C("donor_name", "Name of donor", "text", "its name"),
        _C("donor_kind", "Kind of donor", "text", "what kind of organisation it is"),
        _C("instrument", "Instrument", "text", "grant, loan, technical cooperation ..."),
        _C("role", "Role", "text", "funding, extending or implementing"),
        _C("basis", "Basis", "text", "told, or the sum of transactions up to the cut-off date"),
        _C("answer", "Answer", "text", "what the donor answered; empty where that was not recorded by donor"),
        *ANSWER,
        _C("counted", "Counted", "flag", "whether totals count it"),
        _C("excluded_as", "Left out as", "text", "why totals leave it out"),
        *_amounts(),
    ),
    ("conference", "contribution"),
    {("conference",): "conferences", ("conference", "project"): "projects"},
)
RISKS = FlatTable(
    "risks",
    "Risks",
    "A row for each risk at each conference that it was reported to. The figures are residual, after the response.",
    (
        *WHEN,
        *OF_PROJECT,
        _C("risk", "Risk", "text", "code of the risk"),
        _C("event", "Event", "text", "what may happen"),
        _C("category", "Category", "text", "category of the risk"),
        _C("status", "Status", "text", "open, occurred, closed ...; not assessed if it is open without figures"),
        _C("likelihood", "Likelihood", "whole", "1 to 5"),
        _C("impact", "Impact", "whole", "1 to 5"),
        _C("score", "Score", "whole", "likelihood times impact"),
        _C("level", "Level", "text", "low, moderate, high or critical"),
        _C("inherent_likelihood", "Inherent likelihood", "whole", "1 to 5, before the response"),
        _C("inherent_impact", "Inherent impact", "whole", "1 to 5, before the response"),
        _C("inherent_score", "Inherent score", "whole", "their product"),
        _C("response", "Response", "text", "avoid, reduce, transfer or accept"),
        _C("occurred", "Occurred", "date", "when it happened"),
        _C("delayed", "Delayed", "list", "codes of the milestones that it delayed"),
    ),
    ("conference", "risk"),
    {("conference",): "conferences", ("conference", "project"): "projects"},
)
RESULTS = FlatTable(
    "results",
    "Results",
    "A row for each indicator at each conference that it was reported to.",
    (
        *WHEN,
        *OF_PROJECT,
        _C("outcome", "Outcome", "text", "code of the outcome"),
        _C("outcome_title", "Title of outcome", "text", "its title"),
        _C("level", "Level", "text", "output, outcome or impact"),
        _C("indicator", "Indicator", "text", "code of the indicator"),
        _C("indicator_title", "Title of indicator", "text", "its title"),
        _C("measure", "Measure", "text", "number, percent, ordinal, yes/no or text"),
        _C("unit", "Unit", "text", "unit of its values"),
        _C("direction", "Direction", "text", "up or down: which is good"),
        _C("baseline", "Baseline", "text", "value at the beginning, as reported"),
        _C("baseline_date", "Date of baseline", "date", "date of the baseline"),
        _C("target", "Target", "text", "value to be reached, as reported"),
        _C("target_date", "Date of target", "date", "date of the target"),
        _C("actual", "Actual", "text", "value reached, as reported"),
        _C("baseline_value", "Baseline, number", "number", "`baseline` as a number; empty for yes/no and text"),
        _C("target_value", "Target, number", "number", "`target` as a number; empty for yes/no and text"),
        _C("actual_value", "Actual, number", "number", "`actual` as a number; empty for yes/no and text"),
        _C("progress", "Progress", "number", "percent of the way from baseline to target"),
        _C("light", "Light", "text", "achieved, on track, behind, off track or cannot tell, as of the conference"),
        _C("reason", "Reason", "text", "why it has that light"),
    ),
    ("conference", "indicator"),
    {("conference",): "conferences", ("conference", "project"): "projects"},
)
ACTIONS = FlatTable(
    "actions",
    "Action points and recommendations",
    "A row for each action point and recommendation as of each conference since it was raised, without persons.",
    (
        *WHEN,
        _C("action", "Action", "text", "code of the action point or recommendation"),
        _C("kind", "Kind", "text", "action point or recommendation"),
        _C("raised_at", "Raised at", "text", "conference that raised it"),
        _C("text", "Text", "text", "what is to be done"),
        _C("owner", "Owner", "text", "code of the organisation that is to do it"),
        _C("owner_name", "Name of owner", "text", "its name"),
        _C("due", "Due", "text", "a date, the conference at which it is due, or next while that is unknown"),
        _C("status", "Status", "text", "open, in progress, done, superseded or dropped"),
        _C("open", "Open", "flag", "whether it is still to be done"),
        _C("told_at", "Reported at", "text", "conference that the status was reported to"),
        _C("carried", "Carried", "whole", "number of conferences that it was carried to"),
        _C("overdue", "Overdue", "flag", "whether it is open and was due before"),
        _C("verified_by", "Verified by", "text", "code of the organisation that verified it"),
        _C("superseded_by", "Superseded by", "text", "code of what replaced it"),
    ),
    ("conference", "action"),
    {("conference",): "conferences"},
)
NEEDS = FlatTable(
    "needs",
    "Needs",
    "A row for each need as of each conference since it was known.",
    (
        *WHEN,
        _C("need", "Need", "text", "code of the need"),
        _C("text", "Text", "text", "what is needed"),
        *WHOSE,
        _C("whose", "Whose", "text", "beneficiaries in words, where the source says no more"),
        _C("themes", "Themes", "list", "names of its themes"),
        _C("measures", "Measures", "list", "measures of the Trade Facilitation Agreement, and parts of them"),
        _C("category", "Category", "text", "category of the notification: A, B or C"),
        _C("due", "Due", "date", "the date in force"),
        _C("due_is", "Due is", "text", "which of the three dates that is"),
        _C("indicative", "Indicative date", "date", "indicative date"),
        _C("definitive", "Definitive date", "date", "definitive date"),
        _C("extended_to", "Extended to", "date", "date after an extension"),
        _C("status", "Status", "text", "open, partly met, met or withdrawn"),
        _C("open", "Open", "flag", "whether it is still to be met"),
        _C("told_at", "Reported at", "text", "conference that the status was reported to"),
        _C("carried", "Carried", "whole", "number of conferences that it was carried to"),
        _C("raised_at", "Raised at", "text", "conference that raised it"),
        _C("agreed", "Agreed", "text", "whether donors agreed to none, part or the whole of it"),
        _C("matched", "Matched", "date", "date of the first agreement"),
        _C("replies", "Replies", "list", "replies of donors in force"),
        _C("silent", "Without reply", "list", "codes of donors that were asked and did not reply"),
    ),
    ("conference", "need"),
    {("conference",): "conferences"},
)
TABLES = (CONFERENCES, PROJECTS, MONEY, RISKS, RESULTS, ACTIONS, NEEDS)
FACTS: Mapping[str, Callable[[scope.Scope], Iterable[Any]]] = {
    "conferences": scope.conference_facts,
    "projects": portfolio.project_facts,
    "money": portfolio.money_facts,
    "risks": watched.risk_facts,
    "results": watched.result_facts,
    "actions": agreed.action_facts,
    "needs": agreed.need_facts,
}
