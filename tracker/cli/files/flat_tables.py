"""The flat tables: their columns with labels and meanings, said once for the files, the manual and the tests.

Names of tables and columns are stable: add at the end of a table, never rename or remove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tracker.insight.flat import agreed, portfolio, scope, watched
from tracker.output.flat import FlatColumn, FlatTable
from tracker.rules.languages import N_

_C = FlatColumn
TEXTS = "workbook"

WHEN = (
    _C("conference", N_("Conference"), "text", "code of the conference"),
    _C("conference_title", N_("Title of conference"), "text", "its title as published"),
    _C(
        "conference_day",
        N_("Day of conference"),
        "day",
        "its first day; of its month or year, where only that is known",
    ),
)
OF_PROJECT = (
    _C("project", N_("Project"), "text", "code of the project"),
    _C("project_title", N_("Title of project"), "text", "its title as reported to the conference"),
)
THEME = (
    _C("theme", N_("Theme"), "text", "code of its primary theme"),
    _C("theme_name", N_("Name of theme"), "text", "name of its primary theme"),
)
WHOSE = (
    _C("beneficiaries", N_("Beneficiaries"), "list", "codes of its beneficiaries, as reported"),
    _C("beneficiary_names", N_("Names of beneficiaries"), "list", "their names, in the same order"),
)
ANSWER = (
    _C(
        "carried_from",
        N_("Carried from"),
        "text",
        "conference whose report was carried forward; empty if reported here",
    ),
    _C("unconfirmed", N_("Unconfirmed"), "flag", "whether those concerned have neither confirmed nor updated it"),
)
MEANS = {
    "interest": "what the donor could give",
    "pledged": "what the donor promised",
    "committed": "what an agreement says",
    "disbursed": "what was paid",
}
TO_DATE = ", up to the conference; never add it to another measure or conference"


LABELS = {
    "interest": (N_("Interest"), N_("Interest, reporting currency")),
    "pledged": (N_("Pledged"), N_("Pledged, reporting currency")),
    "committed": (N_("Committed"), N_("Committed, reporting currency")),
    "disbursed": (N_("Disbursed"), N_("Disbursed, reporting currency")),
}


def _amounts() -> Iterator[FlatColumn]:
    yield _C("currency", N_("Currency"), "text", "currency of the contribution (ISO 4217)")
    for measure, (label, _) in LABELS.items():
        yield _C(measure, label, "money", MEANS[measure] + TO_DATE)
    for measure, (label, _) in LABELS.items():
        yield _C(f"{measure}_minor", f"{label}, minor units", "minor", f"the same as `{measure}`, exact")
    yield _C("reporting_currency", N_("Reporting currency"), "text", "currency of the totals of the conference")
    for measure, (_, label) in LABELS.items():
        means = f"`{measure}` at the rate of the conference, rounded once; empty if there is no rate or not `counted`"
        yield _C(f"{measure}_reporting", label, "money", means, "reporting_currency")
    for measure, (_, label) in LABELS.items():
        means = f"the same as `{measure}_reporting`, exact"
        yield _C(f"{measure}_reporting_minor", f"{label}, minor units", "minor", means)


CONFERENCES = FlatTable(
    "conferences",
    "Conferences",
    "A row for each conference that was not cancelled.",
    (
        *WHEN,
        _C("last_day", N_("Last day"), "day", "its last day; of its month or year, where only that is known"),
        _C("series", N_("Series"), "text", "code of its series"),
        _C("sequence", N_("Place in series"), "whole", "its place in the series"),
        _C("state", N_("State"), "text", "planned, open, closed or reopened"),
        _C("reporting_currency", N_("Reporting currency"), "text", "currency of its totals (ISO 4217)"),
        _C("cut_off", N_("Cut-off date"), "day", "transactions up to this day count"),
        _C("record", N_("Sealed record"), "text", "the sealed record that it rests on; empty while it is a draft"),
        _C("sha256", N_("SHA-256"), "text", "hash of the sealed record"),
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
        _C("pool", N_("Pool"), "flag", "whether it is the pool of a series: money not yet allocated to projects"),
        _C("status", N_("Status"), "text", "proposed, active, finalising, completed, cancelled or suspended"),
        _C("progress", N_("Progress"), "whole", "percent of the work done"),
        *THEME,
        _C("theme_names", N_("All themes"), "list", "names of all its themes"),
        _C("scope", N_("Scope"), "text", "national, multi-national or regional"),
        _C("parent", N_("Part of"), "text", "code of the project that it is a part of"),
        _C("lead", N_("Lead"), "text", "code of the leading organisation"),
        _C("lead_name", N_("Name of lead"), "text", "its name"),
        _C("implementer", N_("Implementer"), "text", "code of the implementing organisation"),
        _C("implementer_name", N_("Name of implementer"), "text", "its name"),
        _C("donors", N_("Donors"), "list", "codes of its donors"),
        _C("donor_names", N_("Names of donors"), "list", "their names, in the same order"),
        *WHOSE,
        _C("start", N_("Start"), "date", "actual start, or the planned one"),
        _C("end", N_("End"), "date", "actual end, or the planned one"),
        _C("start_day", N_("First day"), "day", "first day of `start`"),
        _C("end_day", N_("Last day"), "day", "last day of `end`"),
        _C("answer", N_("Answer"), "text", "what the people of the project answered"),
        *ANSWER,
        _C("decision", N_("Decision"), "text", "what the conference decided about it"),
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
        _C("status", N_("Status"), "text", "status of the project"),
        *THEME,
        *WHOSE,
        _C("contribution", N_("Contribution"), "text", "code of the contribution"),
        _C("donor", N_("Donor"), "text", "code of the donor"),
        _C("donor_name", N_("Name of donor"), "text", "its name"),
        _C("donor_kind", N_("Kind of donor"), "text", "what kind of organisation it is"),
        _C("instrument", N_("Instrument"), "text", "grant, loan, technical cooperation ..."),
        _C("role", N_("Role"), "text", "funding, extending or implementing"),
        _C("basis", N_("Basis"), "text", "told, or the sum of transactions up to the cut-off date"),
        _C("answer", N_("Answer"), "text", "what the donor answered; empty where that was not recorded by donor"),
        *ANSWER,
        _C("counted", N_("Counted"), "flag", "whether totals count it"),
        _C("excluded_as", N_("Left out as"), "text", "why totals leave it out"),
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
        _C("risk", N_("Risk"), "text", "code of the risk"),
        _C("event", N_("Event"), "text", "what may happen"),
        _C("category", N_("Category"), "text", "category of the risk"),
        _C("status", N_("Status"), "text", "open, occurred, closed ...; not assessed if it is open without figures"),
        _C("likelihood", N_("Likelihood"), "whole", "1 to 5"),
        _C("impact", N_("Impact"), "whole", "1 to 5"),
        _C("score", N_("Score"), "whole", "likelihood times impact"),
        _C("level", N_("Level"), "text", "low, moderate, high or critical"),
        _C("inherent_likelihood", N_("Inherent likelihood"), "whole", "1 to 5, before the response"),
        _C("inherent_impact", N_("Inherent impact"), "whole", "1 to 5, before the response"),
        _C("inherent_score", N_("Inherent score"), "whole", "their product"),
        _C("response", N_("Response"), "text", "avoid, reduce, transfer or accept"),
        _C("occurred", N_("Occurred"), "date", "when it happened"),
        _C("delayed", N_("Delayed"), "list", "codes of the milestones that it delayed"),
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
        _C("outcome", N_("Outcome"), "text", "code of the outcome"),
        _C("outcome_title", N_("Title of outcome"), "text", "its title"),
        _C("level", N_("Level"), "text", "output, outcome or impact"),
        _C("indicator", N_("Indicator"), "text", "code of the indicator"),
        _C("indicator_title", N_("Title of indicator"), "text", "its title"),
        _C("measure", N_("Measure"), "text", "number, percent, ordinal, yes/no or text"),
        _C("unit", N_("Unit"), "text", "unit of its values"),
        _C("direction", N_("Direction"), "text", "up or down: which is good"),
        _C("baseline", N_("Baseline"), "text", "value at the beginning, as reported"),
        _C("baseline_date", N_("Date of baseline"), "date", "date of the baseline"),
        _C("target", N_("Target"), "text", "value to be reached, as reported"),
        _C("target_date", N_("Date of target"), "date", "date of the target"),
        _C("actual", N_("Actual"), "text", "value reached, as reported"),
        _C("baseline_value", N_("Baseline, number"), "number", "`baseline` as a number; empty for yes/no and text"),
        _C("target_value", N_("Target, number"), "number", "`target` as a number; empty for yes/no and text"),
        _C("actual_value", N_("Actual, number"), "number", "`actual` as a number; empty for yes/no and text"),
        _C("progress", N_("Progress"), "number", "percent of the way from baseline to target"),
        _C("light", N_("Light"), "text", "achieved, on track, behind, off track or cannot tell, as of the conference"),
        _C("reason", N_("Reason"), "text", "why it has that light"),
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
        _C("action", N_("Action"), "text", "code of the action point or recommendation"),
        _C("kind", N_("Kind"), "text", "action point or recommendation"),
        _C("raised_at", N_("Raised at"), "text", "conference that raised it"),
        _C("text", N_("Text"), "text", "what is to be done"),
        _C("owner", N_("Owner"), "text", "code of the organisation that is to do it"),
        _C("owner_name", N_("Name of owner"), "text", "its name"),
        _C("due", N_("Due"), "text", "a date, the conference at which it is due, or next while that is unknown"),
        _C("status", N_("Status"), "text", "open, in progress, done, superseded or dropped"),
        _C("open", N_("Open"), "flag", "whether it is still to be done"),
        _C("told_at", N_("Reported at"), "text", "conference that the status was reported to"),
        _C("carried", N_("Carried"), "whole", "number of conferences that it was carried to"),
        _C("overdue", N_("Overdue"), "flag", "whether it is open and was due before"),
        _C("verified_by", N_("Verified by"), "text", "code of the organisation that verified it"),
        _C("superseded_by", N_("Superseded by"), "text", "code of what replaced it"),
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
        _C("need", N_("Need"), "text", "code of the need"),
        _C("text", N_("Text"), "text", "what is needed"),
        *WHOSE,
        _C("whose", N_("Whose"), "text", "beneficiaries in words, where the source says no more"),
        _C("themes", N_("Themes"), "list", "names of its themes"),
        _C("measures", N_("Measures"), "list", "measures of the Trade Facilitation Agreement, and parts of them"),
        _C("category", N_("Category"), "text", "category of the notification: A, B or C"),
        _C("due", N_("Due"), "date", "the date in force"),
        _C("due_is", N_("Due is"), "text", "which of the three dates that is"),
        _C("indicative", N_("Indicative date"), "date", "indicative date"),
        _C("definitive", N_("Definitive date"), "date", "definitive date"),
        _C("extended_to", N_("Extended to"), "date", "date after an extension"),
        _C("status", N_("Status"), "text", "open, partly met, met or withdrawn"),
        _C("open", N_("Open"), "flag", "whether it is still to be met"),
        _C("told_at", N_("Reported at"), "text", "conference that the status was reported to"),
        _C("carried", N_("Carried"), "whole", "number of conferences that it was carried to"),
        _C("raised_at", N_("Raised at"), "text", "conference that raised it"),
        _C("agreed", N_("Agreed"), "text", "whether donors agreed to none, part or the whole of it"),
        _C("matched", N_("Matched"), "date", "date of the first agreement"),
        _C("replies", N_("Replies"), "list", "replies of donors in force"),
        _C("silent", N_("Without reply"), "list", "codes of donors that were asked and did not reply"),
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
