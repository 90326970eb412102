"""Our own lists, as they can be imported again: the columns of each, its rows, and the tables that take them in.

A field that no table takes in is only displayed: a total, a count, a name next to a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tracker.exchange.list_parts import TakenIn, own_list
from tracker.exchange.own_lists import OwnField, OwnList
from tracker.output import Column
from tracker.output.office.sheet_lists import heading
from tracker.rules import money, shares
from tracker.rules.words import ACTION_KINDS, NOT_ASSESSED
from tracker.store.reader import Reader

_OF_PAIRS = "it is computed from the projects; `tracker overlap settle` records a decision"
_OF_REPORT = "project code conference"
_OF_FOLLOW_UP = "told_at:conference told_source:source"
_CARD = (Column("field", "Field"), Column("value", "Value"))
Rows = Callable[[Reader, str | None], Iterable[Any]]


def own_lists(now: str) -> list[OwnList]:
    """Return all lists that `tracker NOUN list` and similar commands write; `now` is the date that decides overdue."""
    from tracker.cli import columns
    from tracker.cli.comparing import light
    from tracker.cli.conferences import conference, conference_participants, conference_rates, series
    from tracker.cli.coordination import need_view, overlap
    from tracker.cli.minutes import action_view, document, note
    from tracker.cli.parties import organisation, partnership, party
    from tracker.cli.parts import milestone, outcome, risk
    from tracker.cli.people import career_view, training_lists
    from tracker.cli.projects import contribution, criteria, evaluation, pool, project, rating, scale, theme
    from tracker.insight.conferences import actions, conferences
    from tracker.insight.conferences.notes import list_notes
    from tracker.insight.coordination import needs, offers
    from tracker.insight.coordination.overlaps import OverlapFilters, list_overlaps
    from tracker.insight.lights import set_lights
    from tracker.insight.parties import beneficiaries, donors, organisations, partnerships
    from tracker.insight.parties.parties import PartyFilters
    from tracker.insight.people import careers, trainings
    from tracker.insight.projects import (
        contributions,
        documents,
        evaluations,
        milestones,
        outcomes,
        overlaps,
        projects,
        ratings,
        risks,
        scales,
        themes,
    )
    from tracker.insight.projects.criteria import list_criteria
    from tracker.insight.projects.parts import PartFilter
    from tracker.insight.projects.pool import in_pools

    def of_kind(kind: str) -> Rows:
        return lambda r, at: actions.list_actions(r, kind, actions.ActionFilters(at=at), now)

    def parties(noun: str) -> tuple[TakenIn, TakenIn]:
        return TakenIn("organisations", when="known"), TakenIn(noun, when="new")

    return [
        _list("series list", series.COLUMNS, lambda r, at: conferences.list_series(r), TakenIn("series")),
        _list("theme list", theme.COLUMNS, lambda r, at: themes.list_themes(r), TakenIn("themes")),
        _list("scale list", scale.COLUMNS, lambda r, at: scales.list_scales(r), TakenIn("scales")),
        _list("criteria list", criteria.COLUMNS, lambda r, at: list_criteria(r), TakenIn("criteria")),
        _list(
            "organisation list",
            organisation.COLUMNS,
            lambda r, at: organisations.list_organisations(r, organisations.Which()),
            TakenIn("organisations"),
        ),
        _list("donor list", party.LIST, lambda r, at: donors.list_donors(r, PartyFilters(at=at)), *parties("donors")),
        _list(
            "beneficiary list",
            party.LIST,
            lambda r, at: beneficiaries.list_beneficiaries(r, PartyFilters(at=at)),
            *parties("beneficiaries"),
        ),
        _list(
            "conference list",
            conference.COLUMNS,
            lambda r, at: conferences.list_conferences(r, None, None),
            TakenIn("conferences", "code series"),
        ),
        _list(
            "conference participants",
            conference_participants.LIST,
            lambda r, at: conferences.list_participants(r),
            TakenIn("participants", renamed="code:organisation"),
            key="conference code",
        ),
        _list(
            "conference rates",
            conference_rates.LIST,
            lambda r, at: conferences.pinned_rates(r),
            TakenIn("conference rates"),
            key="conference per currency",
        ),
        _list(
            "organisation contact",
            organisation.CONTACT_LIST,
            lambda r, at: organisations.contacts(r),
            TakenIn("contacts"),
            key="organisation name",
        ),
        _list(
            "project list",
            project.LIST,
            lambda r, at: projects.list_projects(r, projects.ProjectFilters(at=at)),
            TakenIn("projects", shown="beneficiaries"),
            TakenIn("reports", "code conference", "code:project", shown="beneficiaries"),
        ),
        _list(
            "contribution list",
            contribution.LIST,
            contributions.list_contributions,
            TakenIn("contributions", "code project donor"),
            TakenIn("reports", "code project conference", "code:contribution", shown="basis"),
        ),
        _list(
            "risk list",
            risk.LIST,
            lambda r, at: risks.list_risks(r, PartFilter(at), risks.RiskFilters()),
            TakenIn("risks", "project code"),
            TakenIn("assessments", _OF_REPORT, "code:risk"),
            silent={"status": NOT_ASSESSED},
        ),
        _list(
            "rating list",
            rating.LIST,
            lambda r, at: ratings.list_ratings(r, at, ratings.RatingFilters())[0],
            TakenIn("ratings", "project date aspect rated_by"),
            key="number",
        ),
        _list(
            "outcome list",
            outcome.LIST,
            lambda r, at: outcomes.list_indicators(r, PartFilter(at)),
            TakenIn("outcomes", "project outcome", "outcome:code outcome_title:title"),
            TakenIn("indicators"),
            TakenIn("measurements", _OF_REPORT, "code:indicator"),
            key="project outcome code",
        ),
        _list(
            "milestone list",
            milestone.LIST,
            lambda r, at: milestones.list_milestones(r, PartFilter(at)),
            TakenIn("milestones", "project code", "planned:planned_date"),
            TakenIn("milestone reports", _OF_REPORT, "code:milestone"),
        ),
        *(
            _list(
                f"{actions.GROUPS[kind]} list",
                action_view.ACTION_LIST,
                of_kind(kind),
                TakenIn(f"{actions.GROUPS[kind]}s", "conference number"),
                TakenIn("follow-ups", "code kind told_at", f"code:action {_OF_FOLLOW_UP}", shown="due"),
                key="kind code",
                copies=False,
                all_are=("kind", kind),
            )
            for kind in ACTION_KINDS
        ),
        _list(
            "offer list",
            columns.OFFERS,
            lambda r, at: offers.list_offers(r, offers.OfferFilters(at)),
            TakenIn("offers"),
            TakenIn("offer reports", "code told_at", f"code:offer told_note:note {_OF_FOLLOW_UP}"),
        ),
        _list(
            "partnership list",
            partnership.PARTNERSHIP_LIST,
            lambda r, at: partnerships.list_partnerships(r),
            TakenIn("partnerships", "conference kind parties subject"),
            key="number",
        ),
        _list(
            "light list",
            light.SET_LIGHTS,
            lambda r, at: set_lights.list_set_lights(r, set_lights.SetLightFilters(at)),
            TakenIn("lights", "project of conference"),
            key="project of",
        ),
        _list("career list", career_view.CAREERS, lambda r, at: careers.list_careers(r), TakenIn("careers")),
        _list(
            "career stages", career_view.STAGES, lambda r, at: careers.list_stages(r), TakenIn("stages", "career place")
        ),
        _list(
            "career officers",
            career_view.OFFICERS,
            lambda r, at: careers.list_officers(r, careers.OfficersFilter(at)),
            TakenIn("officers", "stage administration conference"),
            key="stage administration",
        ),
        _list(
            "need list",
            need_view.NEED_LIST,
            lambda r, at: needs.list_needs(r, needs.NeedFilters(at=at)),
            TakenIn("needs"),
            TakenIn("need reports", "code told_at", f"code:need {_OF_FOLLOW_UP}"),
        ),
        _list(
            "training list",
            training_lists.LIST,
            lambda r, at: trainings.list_trainings(r, trainings.TrainingFilters(at=at)).rows,
            TakenIn("trainings"),
        ),
        _list(
            "training attendance",
            training_lists.ATTENDANCE,
            lambda r, at: trainings.list_attendance(r, trainings.TrainingFilters(at=at))[0],
            TakenIn("attendances"),
            key="training administration",
        ),
        _list(
            "training results",
            training_lists.RESULTS,
            lambda r, at: trainings.list_results(r, trainings.TrainingFilters(at=at))[0],
            TakenIn("training results"),
            key="training level measured indicator",
        ),
        _list(
            "evaluation list",
            evaluation.COLUMNS,
            lambda r, at: evaluations.list_evaluations(r, evaluations.EvaluationFilters(at=at)),
            TakenIn(
                "evaluations",
                "project strategy country evaluator kind published_as date fiscal_year_of criteria criterion",
            ),
            key="number",
        ),
        _list(
            "document list",
            document.LIST,
            lambda r, at: documents.list_documents(r),
            TakenIn("documents", "location project conference organisation"),
            key="number",
        ),
        _list(
            "pool list", pool.LIST, in_pools, TakenIn("reports", "contribution project conference"), key="contribution"
        ),
        _list(
            "note list",
            note.LIST,
            lambda r, at: list_notes(r),
            why="notes are kept as they were said; `tracker note edit` corrects one, `tracker note done` settles it",
            key="number",
        ),
        _list(
            "overlap list",
            overlap.FOUND,
            lambda r, at: list_overlaps(r, OverlapFilters(at)),
            why=_OF_PAIRS,
            key="project other",
        ),
        _list(
            "overlap list --settled",
            overlap.SETTLED,
            lambda r, at: overlaps.settled_overlaps(r, (), at)[0],
            why=_OF_PAIRS,
            key="project other",
        ),
        _list(
            "theme measures",
            theme.MEASURES,
            lambda r, at: themes.list_measures(r),
            why="it repeats what `tracker theme list` has, which can be",
            key="measure",
        ),
        *_computed(),
    ]


def _computed() -> list[OwnList]:
    """Return what other commands write as rows: never imported, but recognised by its headings to explain why."""
    from tracker.cli import search
    from tracker.cli.columns import BESIDE
    from tracker.cli.comparing import compare, flat_rows, followup, scorecard_tables, why, why_words
    from tracker.cli.conferences import conference_check, conference_records, request
    from tracker.cli.coordination import candidates, coverage, gaps
    from tracker.cli.files import import_history
    from tracker.cli.maintenance import codes, db, log
    from tracker.cli.parts import risk_matrix
    from tracker.cli.people import career_view, training_lists
    from tracker.cli.projects import evaluation

    sums = "it is computed from what was reported"
    asked = "`tracker request answer` records an answer, and a form that returns is imported itself"
    past = "it says what happened"
    rated = "it is computed from the ratings; `tracker evaluation list` writes a list that can be"
    counted = "it is computed from the risks; `tracker risk list` writes a list that can be"
    written: tuple[tuple[str, Sequence[Column], str], ...] = (
        *(("compare", part.columns, sums) for part in flat_rows.PARTS.values()),
        ("compare", compare.TREND, sums),
        ("coverage", coverage.COUNTS, sums),
        ("gaps", gaps.LIST, sums),
        ("NOUN candidates", candidates.LIST, "it is ranked by rule; `tracker need reply` records what a donor answers"),
        *(
            ("scorecard", scorecard_tables.columns(before, grouped=grouped), sums)
            for before in (None, "")
            for grouped in (False, True)
        ),
        ("why", why.ROWS, sums),
        ("why --twice", why.TWICE, sums),
        ("why", why_words.COLUMNS, sums),
        ("training list --by", training_lists.GROUPS, "it is computed from the list of trainings"),
        ("followup", followup.PLEDGES, sums),
        ("followup", followup.ROUNDS, sums),
        ("followup", followup.PROPOSALS, sums),
        ("followup", followup.ACTIONS, "`tracker action list` and `tracker recommendation list` have the same points"),
        ("risk matrix", risk_matrix.CELLS, counted),
        ("risk matrix --compare", risk_matrix.BRIDGE, counted),
        ("risk matrix --compare --cell", risk_matrix.MOVES, counted),
        ("evaluation share", evaluation.SHARES, rated),
        ("evaluation list --beside", BESIDE, rated),
        ("conference check", conference_check.COLUMNS, "it is computed, and its column mend has what to type"),
        ("conference record", conference_records.RECORDS, past),
        ("conference verify", conference_records.VERIFIED, past),
        ("request status", request.STATUS, asked),
        ("request status --silent", request.SILENT, asked),
        ("request send", request.SENT, asked),
        ("request show", request.PROJECTS, asked),
        ("career gaps", career_view.GAPS, sums),
        ("request show", request.NEEDS, asked),
        ("search", search.LIST, "it shows where a text is; the command in each row shows what can be edited"),
        ("log", log.LIST, past),
        ("log --verbose", log.FIELDS, past),
        ("import --list", import_history.LIST, past),
        ("import --mappings", import_history.MAPPINGS, "`tracker import --remember` makes a mapping"),
        ("codes", codes.LISTS, "code lists come with the program"),
        ("codes", codes.TERMS, "code lists come with the program"),
        ("db check", db.FINDINGS, "it is computed"),
        ("NOUN show", _CARD, "`tracker NOUN list` writes the list that can be"),
    )
    return [_list(name, columns, None, why=reason) for name, columns, reason in written]


def _list(
    name: str,
    columns: Sequence[Column],
    rows: Rows | None,
    *taken: TakenIn,
    key: str = "code",
    copies: bool = True,
    all_are: tuple[str, str] | None = None,
    silent: Mapping[str, str] = {},
    why: str = "",
) -> OwnList:
    fields = tuple(OwnField(column.field, heading(column), column.kind) for column in columns)

    def today(ask: Rows) -> Callable[[Reader, str | None], list[dict[str, str]]]:
        return lambda reader, at: [
            {column.field: _text(column, row, reader.exponents) for column in columns} for row in ask(reader, at)
        ]

    asked = None if rows is None else today(rows)
    return own_list(name, fields, asked, taken, key=key, copies=copies, all_are=all_are, silent=silent, why=why)


def _text(column: Column, row: Any, exponents: Mapping[str, int]) -> str:
    """Return a cell as in csv."""
    value = getattr(row, column.field)
    if value is None:
        return ""
    if column.kind == "money":
        return money.decimal_text(value, exponents[getattr(row, column.currency)])
    if column.kind == "percent":
        return shares.percent(value)
    if column.kind == "flag":
        return "true" if value else "false"
    return ";".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
