"""Our own lists, as they can be imported again: the columns of each, its rows, and the tables with their data.

A field that no part names is only displayed: a total, a count, a name next to a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tracker.exchange.own_lists import ListPart, OwnField, OwnList
from tracker.output import Column
from tracker.output.sheet_lists import heading
from tracker.rules import money, shares
from tracker.rules.words import MEASURES, NOT_ASSESSED
from tracker.store.reader import Reader

_OF_REPORT = ("project", "code", "conference")
_OF_PAIRS = "it is computed from the projects; `tracker overlap settle` records a decision"
_DATES = "indicative definitive extended_to"
_OF_NEEDS = f"text beneficiaries whose themes measures category {_DATES} done"
_CARD = (Column("field", "Field"), Column("value", "Value"))
Rows = Callable[[Reader, str | None], Iterable[Any]]


def own_lists(now: str) -> list[OwnList]:
    """Return all lists that `tracker NOUN list` and similar commands write; `now` is the date that decides overdue."""
    from tracker.cli.conferences import conference, conference_participants, conference_rates, series
    from tracker.cli.coordination import need_view, offer_view, overlap
    from tracker.cli.minutes import action_view, document, note
    from tracker.cli.parties import organisation, partnership, party
    from tracker.cli.parts import milestone, outcome, risk
    from tracker.cli.people import career_view, training_lists
    from tracker.cli.projects import contribution, criteria, evaluation, pool, project, rating, scale, theme
    from tracker.insight.conferences import actions, conferences
    from tracker.insight.conferences.notes import list_notes
    from tracker.insight.coordination import needs, offers
    from tracker.insight.coordination.overlaps import OverlapFilters, list_overlaps
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
        return lambda reader, at: actions.list_actions(reader, kind, actions.ActionFilters(at=at), now)

    def parties(noun: str) -> list[ListPart]:
        columns = _named("name kind country")
        return [ListPart("organisations", ("code",), columns, "known"), ListPart(noun, ("code",), columns, "new")]

    return [
        _list(
            "series list",
            series.COLUMNS,
            lambda r, at: conferences.list_series(r),
            [ListPart("series", ("code",), _named("name region names"))],
        ),
        _list(
            "theme list",
            theme.COLUMNS,
            lambda r, at: themes.list_themes(r),
            [ListPart("themes", ("code",), _named("name name_es name_fr dac_sector tfa_measures"))],
        ),
        _list(
            "scale list",
            scale.COLUMNS,
            lambda r, at: scales.list_scales(r),
            [ListPart("scales", ("code",), _named("name edition points good not_rated source"))],
        ),
        _list(
            "criteria list",
            criteria.COLUMNS,
            lambda r, at: list_criteria(r),
            [ListPart("criteria", ("code",), _named("name edition criteria source"))],
        ),
        _list(
            "organisation list",
            organisation.COLUMNS,
            lambda r, at: organisations.list_organisations(r, organisations.Which()),
            [
                ListPart(
                    "organisations",
                    ("code",),
                    _named("name kind roles country parent wco_region member_from member_until"),
                )
            ],
        ),
        _list("donor list", party.LIST, lambda r, at: donors.list_donors(r, PartyFilters(at=at)), parties("donors")),
        _list(
            "beneficiary list",
            party.LIST,
            lambda r, at: beneficiaries.list_beneficiaries(r, PartyFilters(at=at)),
            parties("beneficiaries"),
        ),
        _list(
            "conference list",
            conference.COLUMNS,
            lambda r, at: conferences.list_conferences(r, None, None),
            [
                ListPart(
                    "conferences", ("code", "series"), _named("start end tentative state city country title currency")
                )
            ],
        ),
        _list(
            "conference participants",
            conference_participants.LIST,
            lambda r, at: conferences.list_participants(r),
            [ListPart("participants", ("conference", "code"), _named("code:organisation capacity people source"))],
            key=("conference", "code"),
        ),
        _list(
            "conference rates",
            conference_rates.LIST,
            lambda r, at: conferences.pinned_rates(r),
            [ListPart("conference rates", ("conference", "currency", "per"), _named("date method value source"))],
            key=("conference", "per", "currency"),
        ),
        _list(
            "organisation contact",
            organisation.CONTACT_LIST,
            lambda r, at: organisations.contacts(r),
            [ListPart("contacts", ("organisation", "name"), _named("role email language"))],
            key=("organisation", "name"),
            told_at="",
        ),
        _list(
            "project list",
            project.LIST,
            lambda r, at: projects.list_projects(r, projects.ProjectFilters(at=at)),
            [
                ListPart("projects", ("code",), _named("title start end"), "standing"),
                ListPart("reports", ("code", "conference"), _named("code:project status title start end"), "told"),
                ListPart("reports", ("code", "conference"), _named("code:project status"), "standing"),
            ],
            kept="title start end",
        ),
        _list(
            "contribution list",
            contribution.LIST,
            contributions.list_contributions,
            [
                ListPart("contributions", ("code", "project", "donor"), _named("instrument role currency")),
                ListPart(
                    "reports",
                    ("code", "project", "conference"),
                    _named(f"code:contribution {' '.join(MEASURES)}"),
                ),
            ],
            kept="instrument role currency",
        ),
        _list(
            "risk list",
            risk.LIST,
            lambda r, at: risks.list_risks(r, PartFilter(at), risks.RiskFilters()),
            [
                ListPart(
                    "risks",
                    ("project", "code"),
                    _named("event category owner response inherent_likelihood inherent_impact"),
                ),
                ListPart(
                    "assessments",
                    _OF_REPORT,
                    _named("code:risk likelihood impact status occurred delayed"),
                ),
            ],
            within=True,
            kept="event category owner response inherent_likelihood inherent_impact",
            silent={"status": NOT_ASSESSED},
        ),
        _list(
            "rating list",
            rating.LIST,
            lambda r, at: ratings.list_ratings(r, at, ratings.RatingFilters())[0],
            [
                ListPart(
                    "ratings",
                    ("project", "date", "aspect", "rated_by"),
                    _named("level scale previous_level note mitigation source"),
                )
            ],
            key=("number",),
            told_at="",
        ),
        _list(
            "outcome list",
            outcome.LIST,
            lambda r, at: outcomes.list_indicators(r, PartFilter(at)),
            [
                ListPart("outcomes", ("project", "outcome"), _named("outcome:code outcome_title:title level")),
                ListPart(
                    "indicators",
                    ("project", "outcome", "code"),
                    _named("title measure unit direction baseline baseline_date target target_date"),
                ),
                ListPart("measurements", _OF_REPORT, _named("code:indicator actual")),
            ],
            key=("project", "outcome", "code"),
            within=True,
            kept="title measure unit direction baseline baseline_date target target_date",
        ),
        _list(
            "milestone list",
            milestone.LIST,
            lambda r, at: milestones.list_milestones(r, PartFilter(at)),
            [
                ListPart(
                    "milestones",
                    ("project", "code"),
                    _named("title planned:planned_date first_planned"),
                    "standing",
                ),
                ListPart("milestones", ("project", "code"), _named("title first_planned"), "told"),
                ListPart("milestone reports", _OF_REPORT, _named("code:milestone reached"), "standing"),
                ListPart("milestone reports", _OF_REPORT, _named("code:milestone reached planned"), "told"),
            ],
            within=True,
            kept="title planned",
        ),
        *(
            _list(
                f"{word} list",
                action_view.ACTION_LIST,
                of_kind(kind),
                [
                    ListPart(noun, ("conference", "number"), _named("text owner owner_name due source")),
                    ListPart(
                        "follow-ups",
                        ("code", "kind", "told_at"),
                        _named(
                            "code:action told_at:conference status note reason verified_by verified_by_name"
                            " superseded_by told_source:source"
                        ),
                    ),
                ],
                key=("kind", "code"),
                told_at="told_at",
                all_are=("kind", kind),
            )
            for word, kind, noun in (
                ("action", "action point", "actions"),
                ("recommendation", "recommendation", "recommendations"),
            )
        ),
        _list(
            "offer list",
            offer_view.OFFER_LIST,
            lambda r, at: offers.list_offers(r, offers.OfferFilters(at)),
            [
                ListPart(
                    "offers",
                    ("code",),
                    _named(
                        "donor programme start end themes theme_words places place_words instruments currency amount"
                        " amount_is amount_words how_to_apply note source"
                    ),
                ),
                ListPart(
                    "offer reports",
                    ("code", "told_at"),
                    _named("code:offer told_at:conference status left told_note:note told_source:source"),
                ),
            ],
            told_at="told_at",
            kept="donor programme start end currency amount amount_is",
        ),
        _list(
            "partnership list",
            partnership.PARTNERSHIP_LIST,
            lambda r, at: partnerships.list_partnerships(r),
            [
                ListPart(
                    "partnerships",
                    ("conference", "kind", "parties", "subject"),
                    _named("date people agreed areas projects source"),
                )
            ],
            key=("number",),
            told_at="",
        ),
        _list(
            "career list",
            career_view.CAREERS,
            lambda r, at: careers.list_careers(r),
            [ListPart("careers", ("code",), _named("title edition applies_to administrations source note"))],
        ),
        _list(
            "career stages",
            career_view.STAGES,
            lambda r, at: careers.list_stages(r),
            [
                ListPart(
                    "stages",
                    ("career", "place"),
                    _named(
                        "title core operational management competencies years degrees examinations requirement"
                        " trainings source note"
                    ),
                )
            ],
        ),
        _list(
            "career officers",
            career_view.OFFICERS,
            lambda r, at: careers.list_officers(r, careers.OfficersFilter(at)),
            [
                ListPart(
                    "officers",
                    ("stage", "administration", "conference"),
                    _named("officers women estimated note source"),
                )
            ],
            key=("stage", "administration"),
        ),
        _list(
            "need list",
            need_view.NEED_LIST,
            lambda r, at: needs.list_needs(r, needs.NeedFilters(at=at)),
            [
                ListPart(
                    "needs", ("code",), _named(f"{_OF_NEEDS} conference document document_date source"), "standing"
                ),
                ListPart(
                    "needs",
                    ("code",),
                    _named("text beneficiaries whose themes measures conference document document_date source"),
                    "told",
                ),
                ListPart(
                    "need reports",
                    ("code", "told_at"),
                    _named("code:need told_at:conference status note told_source:source"),
                    "standing",
                ),
                ListPart(
                    "need reports",
                    ("code", "told_at"),
                    _named(f"code:need told_at:conference status {_DATES} category done note told_source:source"),
                    "told",
                ),
            ],
            told_at="told_at",
            kept=f"text whose category {_DATES} done",
        ),
        _list(
            "training list",
            training_lists.LIST,
            lambda r, at: trainings.list_trainings(r, trainings.TrainingFilters(at=at)).rows,
            [
                ListPart(
                    "trainings",
                    ("code",),
                    _named(
                        "title kind mode start end date_note place countries themes organisers funders projects"
                        " cost currency source note"
                    ),
                )
            ],
            told_at="",
        ),
        _list(
            "training attendance",
            training_lists.ATTENDANCE,
            lambda r, at: trainings.list_attendance(r, trainings.TrainingFilters(at=at))[0],
            [
                ListPart(
                    "attendances",
                    ("training", "administration"),
                    _named("persons stated women completed certified source note"),
                )
            ],
            key=("training", "administration"),
            told_at="",
        ),
        _list(
            "training results",
            training_lists.RESULTS,
            lambda r, at: trainings.list_results(r, trainings.TrainingFilters(at=at))[0],
            [
                ListPart(
                    "training results",
                    ("training", "level", "measured", "indicator"),
                    _named("before after persons date source note"),
                )
            ],
            key=("training", "level", "measured", "indicator"),
            told_at="",
        ),
        _list(
            "evaluation list",
            evaluation.COLUMNS,
            lambda r, at: evaluations.list_evaluations(r, evaluations.EvaluationFilters(at=at)),
            [
                ListPart(
                    "evaluations",
                    (
                        *("project", "strategy", "country", "evaluator", "kind", "published_as", "date"),
                        *("fiscal_year_of", "criteria", "criterion"),
                    ),
                    _named("rating scale note source"),
                )
            ],
            key=("number",),
            told_at="",
        ),
        _list(
            "document list",
            document.LIST,
            lambda r, at: documents.list_documents(r),
            [
                ListPart(
                    "documents",
                    ("location", "project", "conference", "organisation"),
                    _named("title language published note"),
                )
            ],
            key=("number",),
            told_at="",
        ),
        _list(
            "pool list",
            pool.LIST,
            in_pools,
            [ListPart("reports", ("contribution", "project", "conference"), _named(" ".join(MEASURES)))],
            key=("contribution",),
        ),
        _list(
            "note list",
            note.LIST,
            lambda r, at: list_notes(r),
            why="notes are kept as they were said; `tracker note edit` corrects one, `tracker note done` settles it",
            key=("number",),
            told_at="",
        ),
        _list(
            "overlap list",
            overlap.FOUND,
            lambda r, at: list_overlaps(r, OverlapFilters(at)),
            why=_OF_PAIRS,
            key=("project", "other"),
            told_at="",
        ),
        _list(
            "overlap list --settled",
            overlap.SETTLED,
            lambda r, at: overlaps.settled_overlaps(r, (), at)[0],
            why=_OF_PAIRS,
            key=("project", "other"),
            told_at="",
        ),
        _list(
            "theme measures",
            theme.MEASURES,
            lambda r, at: themes.list_measures(r),
            why="it repeats what `tracker theme list` has, which can be",
            key=("measure",),
            told_at="",
        ),
        *_computed(),
    ]


def _computed() -> list[OwnList]:
    """Return what other commands write as rows: never imported, but recognised by its headings to explain why."""
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
        ("compare", flat_rows.MONEY, sums),
        ("compare", flat_rows.PROJECTS, sums),
        ("compare", flat_rows.FIELDS, sums),
        ("compare", flat_rows.RISKS, sums),
        ("compare", flat_rows.OUTCOMES, sums),
        ("compare", flat_rows.MILESTONES, sums),
        ("compare", flat_rows.NEEDS, sums),
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


def _named(words: str) -> Mapping[str, str]:
    """Map the fields of a list to the columns of import: `title`, or `code:project` if the names differ."""
    return {field: column or field for field, _, column in (word.partition(":") for word in words.split())}


def _list(
    name: str,
    columns: Sequence[Column],
    rows: Rows | None,
    parts: Sequence[ListPart] = (),
    *,
    key: tuple[str, ...] = ("code",),
    within: bool = False,
    told_at: str = "conference",
    all_are: tuple[str, str] | None = None,
    why: str = "",
    kept: str = "",
    silent: Mapping[str, str] = {},
) -> OwnList:
    fields = tuple(OwnField(column.field, heading(column), column.kind) for column in columns)

    def today(ask: Rows) -> Callable[[Reader, str | None], list[dict[str, str]]]:
        return lambda reader, at: [
            {column.field: _text(column, row, reader.exponents) for column in columns} for row in ask(reader, at)
        ]

    asked = None if rows is None else today(rows)
    return OwnList(
        name, fields, asked, key, tuple(parts), within, told_at, all_are, why, frozenset(kept.split()), silent
    )


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
