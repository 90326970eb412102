"""Our own lists as they can be taken in again: the columns of each, its rows, and which tables tell of them.

A field that no part names is only shown: a total, a count, a name beside a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tracker.exchange.own_lists import OwnField, OwnList, Part
from tracker.output import Column
from tracker.output.sheet_lists import heading
from tracker.rules import money, shares
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader

_OF_REPORT = ("project", "code", "conference")
Rows = Callable[[Reader, str | None], Iterable[Any]]


def own_lists(now: str) -> list[OwnList]:
    """All the lists that `tracker NOUN list` writes, and their like; `now` is the date by which things are overdue."""
    from tracker.cli import (
        action_shown,
        conference,
        conference_participants,
        contribution,
        document,
        milestone,
        note,
        organisation,
        outcome,
        overlap,
        partnership,
        party,
        pool,
        project,
        risk,
        series,
        theme,
    )
    from tracker.insight import (
        actions,
        beneficiaries,
        conferences,
        contributions,
        documents,
        donors,
        milestones,
        organisations,
        outcomes,
        partnerships,
        projects,
        risks,
        themes,
    )
    from tracker.insight.codes import Codes
    from tracker.insight.parties import Filters as PartyFilters
    from tracker.insight.parts import Choice

    def participants(reader: Reader, at: str | None) -> Iterable[Any]:
        return conferences.list_participants(reader, Codes(reader).conference_or_open(at).id)

    def of_kind(kind: str) -> Rows:
        return lambda reader, at: actions.list_actions(reader, kind, actions.Filters(at=at), now)

    def nothing(reader: Reader, at: str | None) -> Iterable[Any]:
        return ()

    def parties(noun: str) -> list[Part]:
        columns = _named("name kind country")
        return [Part("organisations", ("code",), columns, "known"), Part(noun, ("code",), columns, "new")]

    return [
        _list(
            "series list",
            series.COLUMNS,
            lambda r, at: conferences.list_series(r),
            [Part("series", ("code",), _named("name region names"))],
        ),
        _list(
            "theme list",
            theme.COLUMNS,
            lambda r, at: themes.list_themes(r),
            [Part("themes", ("code",), _named("name name_es name_fr dac_sector tfa_measures"))],
        ),
        _list(
            "organisation list",
            organisation.COLUMNS,
            lambda r, at: organisations.list_organisations(r, organisations.Which()),
            [
                Part(
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
            [Part("conferences", ("code", "series"), _named("start end tentative state city country title currency"))],
        ),
        _list(
            "conference participants",
            conference_participants.PARTICIPANTS,
            participants,
            [Part("participants", ("code",), _named("code:organisation capacity people source"))],
        ),
        _list(
            "project list",
            project.LIST,
            lambda r, at: projects.list_projects(r, projects.Filters(at=at)),
            [
                Part("projects", ("code",), _named("title start end"), "standing"),
                Part("reports", ("code", "conference"), _named("code:project status title start end"), "told"),
                Part("reports", ("code", "conference"), _named("code:project status"), "standing"),
            ],
        ),
        _list(
            "contribution list",
            contribution.LIST,
            contributions.list_contributions,
            [
                Part("contributions", ("code", "project", "donor"), _named("instrument role currency")),
                Part(
                    "reports",
                    ("code", "project", "conference"),
                    _named(f"code:contribution basis {' '.join(MEASURES)}"),
                ),
            ],
        ),
        _list(
            "risk list",
            risk.LIST,
            lambda r, at: risks.list_risks(r, Choice(at), risks.Filters()),
            [
                Part("risks", ("project", "code"), _named("event category owner response")),
                Part(
                    "assessments",
                    _OF_REPORT,
                    _named("code:risk likelihood impact status"),
                ),
            ],
            within=True,
        ),
        _list(
            "outcome list",
            outcome.LIST,
            lambda r, at: outcomes.list_indicators(r, Choice(at)),
            [
                Part("outcomes", ("project", "outcome"), _named("outcome:code outcome_title:title level")),
                Part(
                    "indicators",
                    ("project", "outcome", "code"),
                    _named("title measure unit direction baseline baseline_date target target_date"),
                ),
                Part("measurements", _OF_REPORT, _named("code:indicator actual")),
            ],
            key=("project", "outcome", "code"),
            within=True,
        ),
        _list(
            "milestone list",
            milestone.LIST,
            lambda r, at: milestones.list_milestones(r, Choice(at)),
            [
                Part(
                    "milestones",
                    ("project", "code"),
                    _named("title planned:planned_date first_planned"),
                    "standing",
                ),
                Part("milestones", ("project", "code"), _named("title first_planned"), "told"),
                Part("milestone reports", _OF_REPORT, _named("code:milestone reached"), "standing"),
                Part("milestone reports", _OF_REPORT, _named("code:milestone reached planned"), "told"),
            ],
            within=True,
        ),
        *(
            _list(
                f"{word} list",
                action_shown.LIST,
                of_kind(kind),
                [
                    Part(noun, ("conference", "number"), _named("text owner owner_name due source")),
                    Part(
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
            "partnership list",
            partnership.LIST,
            lambda r, at: partnerships.list_partnerships(r),
            [
                Part(
                    "partnerships",
                    ("conference", "kind", "parties", "subject"),
                    _named("date people agreed areas projects source"),
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
                Part(
                    "documents",
                    ("location", "project", "conference", "organisation"),
                    _named("title language published note"),
                )
            ],
            key=("number",),
            told_at="",
        ),
        _list("note list", note.LIST, nothing, []),
        _list("pool list", pool.LIST, nothing, []),
        _list("overlap list", overlap.FOUND, nothing, []),
        _list("overlap list --settled", overlap.SETTLED, nothing, []),
        _list("theme measures", theme.MEASURES, nothing, []),
    ]


def _named(words: str) -> Mapping[str, str]:
    """Fields of a list, each with the column that means it: `title`, or `code:project` where that has another name."""
    return {field: column or field for field, _, column in (word.partition(":") for word in words.split())}


def _list(
    name: str,
    columns: Sequence[Column],
    rows: Rows,
    parts: Sequence[Part],
    *,
    key: tuple[str, ...] = ("code",),
    within: bool = False,
    told_at: str = "conference",
    all_are: tuple[str, str] | None = None,
) -> OwnList:
    fields = tuple(OwnField(column.field, heading(column), column.kind) for column in columns)

    def today(reader: Reader, at: str | None) -> list[dict[str, str]]:
        exponents = reader.exponents
        return [{column.field: _text(column, row, exponents) for column in columns} for row in rows(reader, at)]

    return OwnList(name, fields, today, key, tuple(parts), within, told_at, all_are)


def _text(column: Column, row: Any, exponents: Mapping[str, int]) -> str:
    """A cell as csv has it."""
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
