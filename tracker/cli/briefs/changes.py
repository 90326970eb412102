"""The section of a brief on what changed since the previous conference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.cli.briefs.brief_language import CAUSES, FIELDS, FIRST_TOLD, LONG, Tongue, capital
from tracker.insight.comparing.bridge import UNEXPLAINED
from tracker.output import Column
from tracker.output.paper import PaperSection
from tracker.rules.languages import N_

if TYPE_CHECKING:
    from tracker.insight.briefs.brief import BriefResults
    from tracker.insight.briefs.setting import Setting
    from tracker.insight.comparing.changes import FieldChange
    from tracker.insight.comparing.presence import ClassedProject
    from tracker.insight.comparing.total_causes import Cause, Move

TEXTS = "brief"

CLASSES = {
    "succeeded": N_("Merged, split or continued under another code: {projects}"),
    "succeeds": N_("Continuing earlier projects: {projects}"),
    "new": N_("New: {projects}"),
    "not_presented": N_("Not presented again: {projects}"),
    "completed": N_("Completed: {projects}"),
    "cancelled": N_("Cancelled: {projects}"),
}


class MoveRow(NamedTuple):
    measure: str
    cause: str
    amount: str
    projects: str


class ChangeRow(NamedTuple):
    item: str
    field: str
    old: str
    new: str
    reason: str


def changes(
    tongue: Tongue,
    where: Setting,
    moves: Sequence[Move],
    classes: Sequence[ClassedProject],
    fields: Sequence[FieldChange],
    results: BriefResults,
    *,
    whole: Sequence[Move] = (),
) -> Iterator[PaperSection]:
    """Return what changed since the previous conference: projects, money by cause, fields with reasons, results.

    `whole` has the changes of whole contributions, for when the share of a beneficiary is unknown.
    """
    _ = tongue._
    if where.before is None:
        yield PaperSection(
            _("Changes since last time"), text=[_("Nothing was reported to an earlier conference of the series.")]
        )
        return
    since = _("Changes since {conference}").format(conference=where.before.code)
    points = list(class_points(tongue, classes))
    money = [row for move in moves for row in moved(tongue, move, where)]
    shared = [row for move in whole for row in moved(tongue, move, where)]
    changed = [*_fields(tongue, fields), *_results(tongue, results)]
    if not (points or money or shared or changed):
        compared = not fields and not any(move.without_rate for move in moves)
        said = (
            _("Nothing that was reported has changed.")
            if compared
            else _("Neither the projects nor the money that could be compared have changed.")
        )
        yield PaperSection(since, text=[said])
        return
    yield PaperSection(since, points=points)
    if money:
        yield money_by_cause(tongue, where, money)
    if shared:
        remark = _("Its share in these projects is unknown.")
        columns = _money_columns(tongue, where, shared)
        yield PaperSection(_("Money of whole contributions, by cause"), 2, rows=shared, columns=columns, remark=remark)
    if changed:
        columns = [
            Column("item", _("Item"), "code"),
            Column("field", _("What"), flex=True),
            Column("old", _("Was"), flex=True),
            Column("new", _("Is"), flex=True),
            Column("reason", _("Reason"), flex=True, priority=1),
        ]
        if not any(row.reason for row in changed):
            columns = columns[:4]
        yield PaperSection(_("Changes in what was reported"), 2, rows=changed, columns=columns)


def money_by_cause(tongue: Tongue, where: Setting, rows: Sequence[MoveRow]) -> PaperSection:
    """Return the table of what moved each total; `rows` are those of `moved`."""
    return PaperSection(tongue._("Money, by cause"), 2, rows=rows, columns=_money_columns(tongue, where, rows))


def _money_columns(tongue: Tongue, where: Setting, rows: Sequence[MoveRow]) -> list[Column]:
    _ = tongue._
    columns = [
        Column("measure", _("Measure")),
        Column("cause", _("Why"), flex=True),
        Column("amount", where.told.currency, "number"),
        Column("projects", _("Where"), flex=True, priority=1),
    ]
    return columns if any(row.projects for row in rows) else columns[:3]


def class_points(tongue: Tongue, classes: Sequence[ClassedProject]) -> Iterator[str]:
    """Yield a line for each class of projects that has any: new, completed, not presented again and so on."""
    for kind, said in CLASSES.items():
        named = [f"{one.code} {tongue.names.text(one.code, 'title', one.title)}" for one in classes if one.kind == kind]
        if named:
            yield tongue._(said).format(projects=tongue.listed(named, "; "))


def moved(tongue: Tongue, move: Move, where: Setting) -> Iterator[MoveRow]:
    """Yield a total of the conference before, each cause of its difference, and the total; nothing if none moved."""
    if not (move.causes or move.from_total != move.to_total):
        return
    assert where.before is not None
    measure = tongue.measure(move.measure)
    yield MoveRow(measure, where.before.code, tongue.figure(move.from_total, move.currency), "")
    for cause in move.causes:
        amount = tongue.signed(cause.amount, move.currency)
        yield MoveRow("", capital(_cause(tongue, move.measure, cause)), amount, _movers(tongue, cause, move.currency))
    yield MoveRow("", where.told.code, tongue.figure(move.to_total, move.currency), "")


def _cause(tongue: Tongue, measure: str, cause: Cause) -> str:
    if cause.term == "first_told":
        return tongue._(FIRST_TOLD[measure])
    if cause.term in CAUSES:
        return tongue._(CAUSES[cause.term])
    if cause.reason == UNEXPLAINED:
        return tongue._("changed without a reason")
    return tongue._("changed: {reason}").format(reason=tongue.word(cause.reason))


def _movers(tongue: Tongue, cause: Cause, currency: str) -> str:
    alone = cause.contributions == 1
    named = [
        mover.project if alone else f"{mover.project}\xa0{tongue.signed(mover.amount, currency)}"
        for mover in cause.movers
    ]
    more = cause.contributions - len(cause.movers)
    others = " " + tongue._("and {count} more").format(count=tongue.number(more)) if more > 0 else ""
    return "; ".join(named) + others


def _fields(tongue: Tongue, fields: Sequence[FieldChange]) -> Iterator[ChangeRow]:
    for change in fields:
        # Risks, indicators and milestones have their own sections; the answers are among the questions.
        if change.field not in FIELDS or "/" in change.item:
            continue
        if change.field in LONG:
            old, new = "", tongue._("rewritten")
        else:
            old, new = (tongue.field(change.field, value) for value in (change.old, change.new))
        yield ChangeRow(change.item, tongue._(FIELDS[change.field]), old, new, change.reason or "")


def _results(tongue: Tongue, results: BriefResults) -> Iterator[ChangeRow]:
    _ = tongue._
    for outcome in results.outcomes:
        item, title = outcome.indicator, outcome.title
        if outcome.actual_new is not None and outcome.actual_old != outcome.actual_new:
            old, new = tongue.number(outcome.actual_old), tongue.number(outcome.actual_new)
            yield ChangeRow(item, _("measured: {title}").format(title=title), old, new, "")
        if outcome.target_old is not None and outcome.target_old != outcome.target_new:
            old, new = tongue.number(outcome.target_old), tongue.number(outcome.target_new)
            yield ChangeRow(item, _("target: {title}").format(title=title), old, new, outcome.target_reason or "")
    for step in results.milestones:
        planned = tongue.date(step.planned_old), tongue.date(step.planned_new)
        if step.change == "reached":
            yield ChangeRow(
                step.milestone,
                _("reached: {title}").format(title=step.title),
                planned[0],
                tongue.date(step.reached),
                "",
            )
        elif step.planned_old != step.planned_new and step.change in ("slipped", "brought forward", "planned"):
            yield ChangeRow(step.milestone, _("planned: {title}").format(title=step.title), *planned, "")
