"""Completion in the shell, with the codes that the register has: silent, read-only, and nothing when there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from tracker.rules import words

if TYPE_CHECKING:
    from tracker.cli.base import App

# What a flag or argument of this name stands for.
NOUN_OF = {
    "at": "conference",
    "conference": "conference",
    "conferences": "conference",
    "after": "conference",
    "project": "project",
    "projects": "project",
    "parent": "project",
    "other_project": "project",
    "counting": "project",
    "successor": "project",
    "predecessor": "project",
    "succeeds": "project",
    "contribution": "contribution",
    "replaces": "contribution",
    "donor": "organisation",
    "not_donor": "organisation",
    "beneficiary": "organisation",
    "not_beneficiary": "organisation",
    "organisation": "organisation",
    "by": "organisation",
    "lead": "organisation",
    "owner": "organisation",
    "owners": "organisation",
    "parties": "organisation",
    "verified_by": "organisation",
    "implementer": "organisation",
    "host": "organisation",
    "into": "organisation",
    "theme": "theme",
    "not_theme": "theme",
    "donors": "organisation",
    "beneficiaries": "organisation",
    "organisations": "organisation",
    "themes": "theme",
    "areas": "theme",
    "series": "series",
}
# What has numbers instead of codes.
NUMBERS = ("note", "partnership", "document")
NUMBERED = {"from_note": "note", "partnership": "partnership", "documents": "document"}
# The kind of action that a group is about; its arguments ACTION and flags that name another one are called these.
KINDS = {"action": "action point", "recommendation": "recommendation"}
ACTIONS = ("action", "other")
# The parts of a project, whose whole name has its code too: P1/R1.
PARTS = ("risk", "outcome", "indicator", "milestone")
GROUP_NOUN = {"donor": "organisation", "beneficiary": "organisation"}
# The vocabulary in `rules.words` that a flag takes its value from, where that depends on the group by "group flag".
VOCABULARIES = {
    "status": "STATUSES",
    "action status": "FOLLOW_UP_STATUSES",
    "recommendation status": "FOLLOW_UP_STATUSES",
    "action statuses": "FOLLOW_UP_STATUSES",
    "recommendation statuses": "FOLLOW_UP_STATUSES",
    "risk statuses": "RISK_SHOWN_AS",
    "risk status": "RISK_STATUSES",
    "risk_status": "RISK_STATUSES",
    "not_status": "STATUSES",
    "conference state": "CONFERENCE_STATES",
    "answer": "ANSWERS",
    "scope": "SCOPES",
    "instrument": "INSTRUMENTS",
    "contribution role": "CONTRIBUTION_ROLES",
    "basis": "BASES",
    "category": "RISK_CATEGORIES",
    "categories": "RISK_CATEGORIES",
    "response": "RESPONSES",
    "why measure": "MEASURES",
    "donor kind": "ORGANISATION_KINDS",
    "beneficiary kind": "ORGANISATION_KINDS",
    "organisation kind": "ORGANISATION_KINDS",
    "partnership kind": "PARTNERSHIP_KINDS",
    "partnership kinds": "PARTNERSHIP_KINDS",
    "overlap decision": "OVERLAP_DECISIONS",
    "outcome level": "OUTCOME_LEVELS",
    "indicator measure": "INDICATOR_MEASURES",
    "direction": "DIRECTIONS",
}


def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """The codes, numbers, names of themes or words of a vocabulary that begin like this; case does not matter."""
    name = parameter.name or ""
    group = _noun(context)
    vocabulary = VOCABULARIES.get(f"{group} {name}") or VOCABULARIES.get(name)
    if vocabulary is not None:
        return _beginning(getattr(words, vocabulary), incomplete)
    noun = noun_of(group, parameter)
    number = NUMBERED.get(name) or (group if name == "number" and group in NUMBERS else None)
    kind = KINDS.get(group) if name in ACTIONS else None
    if not (noun or number or kind):
        return []
    from tracker.cli.base import App
    from tracker.errors import TrackerError
    from tracker.insight import actions
    from tracker.insight.codes import Codes
    from tracker.insight.notes import list_notes
    from tracker.store.reader import open_reader

    try:
        with open_reader(context.ensure_object(App).location) as reader:
            if kind is not None:
                found = actions.names(reader, kind)
            elif number == "note":
                found = [str(row.number) for row in list_notes(reader, undealt=name == "from_note")]
            elif number is not None:
                found = [str(row[0]) for row in reader.rows(f"SELECT id FROM {number} ORDER BY id")]
            elif noun == "theme":
                named = dict(reader.rows("SELECT code, name FROM theme ORDER BY code"))
                found = list(dict.fromkeys([*named, *sorted(named.values())]))
            elif noun in PARTS:
                sql = f"SELECT p.code || '/' || t.code FROM {noun} t JOIN project p ON p.id = t.project_id ORDER BY 1"
                found = [row[0] for row in reader.rows(sql)]
            else:
                found = sorted(Codes(reader).all(str(noun)))
    except (TrackerError, OSError):
        return []
    return _beginning(found, incomplete)


def complete_use(app: App, incomplete: str) -> list[str]:
    """The codes of conferences and projects that begin like this."""
    from tracker.errors import TrackerError
    from tracker.insight.codes import Codes
    from tracker.store.reader import open_reader

    try:
        with open_reader(app.location) as reader:
            codes = Codes(reader)
            found = [*(each.code for each in codes.conferences()), *sorted(codes.all("project"))]
    except (TrackerError, OSError):
        return []
    return _beginning(found, incomplete)


def noun_of(group: str, parameter: click.Parameter) -> str | None:
    """What the value of a parameter is a code of, if it is one.

    `CODE` of `tracker project show CODE` is the code of a project.
    """
    if (noun := NOUN_OF.get(parameter.name or "")) is not None:
        return noun
    if parameter.name != "code" or not isinstance(parameter, click.Argument):
        return None
    noun = GROUP_NOUN.get(group, group)
    return noun if noun in NOUN_OF.values() or noun in PARTS else None


def _noun(context: click.Context) -> str:
    """The command's group, or the command itself where it has none."""
    above = context.parent
    named = above if above is not None and above.parent is not None else context
    return ("indicator" if context.info_name == "indicator" else named.info_name) or ""


def _beginning(found: Iterable[str], incomplete: str) -> list[str]:
    return [code for code in found if code.lower().startswith(incomplete.lower())]
