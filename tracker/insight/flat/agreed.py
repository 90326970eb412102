"""Facts about action points, recommendations and needs, as of each conference; they are those of their lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.insight.conferences.actions import actions_as_of
from tracker.insight.coordination.needs import needs_at
from tracker.insight.flat.scope import Scope
from tracker.rules.sealed import parse_record
from tracker.rules.words import OPEN_NEEDS, OPEN_STATUSES


class ActionFact(NamedTuple):
    """An action point or recommendation as of a conference; the owner is an organisation, never a person."""

    conference: str
    conference_title: str | None
    conference_day: str | None
    action: str
    kind: str
    raised_at: str
    text: str
    owner: str | None
    owner_name: str | None
    due: str | None
    status: str
    open: bool
    told_at: str | None
    carried: int
    overdue: bool
    verified_by: str | None
    superseded_by: str | None


class NeedFact(NamedTuple):
    """A need as of a conference; lists are joined by semicolons."""

    conference: str
    conference_title: str | None
    conference_day: str | None
    need: str
    text: str | None
    beneficiaries: str | None
    beneficiary_names: str | None
    whose: str | None
    themes: str | None
    measures: str | None
    category: str | None
    due: str | None
    due_is: str | None
    indicative: str | None
    definitive: str | None
    extended_to: str | None
    status: str
    open: bool
    told_at: str | None
    carried: int | None
    raised_at: str | None
    agreed: str
    matched: str | None
    replies: str | None
    silent: str | None


def action_facts(scope: Scope) -> Iterator[ActionFact]:
    """Yield the action points and recommendations as of each conference, in its order."""
    for conference in scope.followed:
        when = scope.when[parse_record(conference.code)[0]]
        for row in actions_as_of(scope.reader, conference):
            yield ActionFact(
                *when,
                row.code,
                row.kind,
                row.conference,
                row.text,
                row.owner,
                scope.names[row.owner] if row.owner else None,
                row.due,
                row.status,
                row.status in OPEN_STATUSES,
                row.told_at,
                row.carried,
                row.overdue,
                row.verified_by,
                row.superseded_by,
            )


def need_facts(scope: Scope) -> Iterator[NeedFact]:
    """Yield the needs as of each conference, in its order."""
    for conference in scope.followed:
        when = scope.when[parse_record(conference.code)[0]]
        for row in needs_at(scope.reader, conference):
            yield NeedFact(
                *when,
                row.code,
                row.text,
                ";".join(row.beneficiaries) or None,
                scope.named(row.beneficiaries),
                row.whose,
                _joined(row.themes),
                _joined(row.measures),
                row.category,
                row.due,
                row.due_is,
                row.indicative,
                row.definitive,
                row.extended_to,
                row.status,
                row.status in OPEN_NEEDS,
                row.told_at,
                row.carried,
                row.conference,
                row.agreed,
                row.matched,
                _joined(row.replies),
                _joined(row.silent),
            )


def _joined(texts: tuple[str, ...]) -> str | None:
    return ";".join(text.replace(";", ",") for text in texts) or None
