"""Completion in the shell with the codes in the register: silent, read-only, and empty if there is no register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tracker.cli.base import App

# The noun that a flag or argument of this name refers to.
NOUN_OF = {
    "at": "conference",
    "conference": "conference",
    "conferences": "conference",
    "earlier": "conference",
    "after": "conference",
    "compared": "conference",
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
    "not_themes": "theme",
    "donors": "organisation",
    "beneficiaries": "organisation",
    "organisations": "organisation",
    "themes": "theme",
    "areas": "theme",
    "series": "series",
    "scale": "scale",
    "administration": "organisation",
    "administrations": "organisation",
    "career": "career",
    "careers": "career",
    "stage": "stage",
    "stages": "stage",
    "scales": "scale",
    "raters": "organisation",
    "need": "need",
    "offer": "offer",
    "organisers": "organisation",
    "training": "training",
    "indicator": "indicator",
    "criteria": "criteria",
    "fiscal_year_of": "organisation",
    "evaluators": "organisation",
}
# Nouns that have numbers instead of codes.
NUMBERS = ("note", "partnership", "document", "rating", "evaluation")
NUMBERED = {"from_note": "note", "partnership": "partnership", "documents": "document"}
# The kind of action of each group, and the names of the parameters (argument or flag) that refer to an action.
KINDS = {"action": "action point", "recommendation": "recommendation"}
ACTIONS = ("action", "other")
GROUP_NOUN = {"donor": "organisation", "beneficiary": "organisation", "recommendation": "action"}
# Flags, as "group flag", whose choices are not the words of a field, with the name of the list in `rules.words`.
VOCABULARIES = {"risk statuses": "RISK_SHOWN_AS", "why measure": "EXPLAINED", "need answer": "REPLIES"}
VOCABULARIES |= {"why lights": "LIGHTS"}
VOCABULARIES |= {"need extension_answer": "EXTENSION_ANSWERS"}
SEVERAL = {"statuses": "status", "categories": "category", "kinds": "kind"}


def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Return the codes, numbers, theme names or words of a vocabulary that begin with `incomplete`, ignoring case."""
    name = parameter.name or ""
    group = _noun(context)
    if (vocabulary := vocabulary_of(group, name)) is not None:
        return _beginning(vocabulary, incomplete)
    noun = noun_of(group, parameter)
    number = NUMBERED.get(name) or (group if name == "number" and group in NUMBERS else None)
    kind = KINDS.get(group) if name in ACTIONS else None
    if not (noun or number or kind):
        return []
    from tracker.cli.base import App
    from tracker.errors import TrackerError
    from tracker.insight.codes import Codes
    from tracker.insight.conferences import actions
    from tracker.insight.conferences.notes import list_notes
    from tracker.insight.people.careers import stage_codes
    from tracker.store.reader import open_reader

    try:
        with open_reader(context.ensure_object(App).location) as reader:
            if kind is not None:
                found = actions.names(reader, kind)
            elif number == "note":
                found = [str(row.number) for row in list_notes(reader, undealt=name == "from_note")]
            elif number is not None:
                found = [str(row[0]) for row in reader.rows(f"SELECT id FROM {number} ORDER BY id")]
            elif noun in ("scale", "criteria"):
                found = [row[0] for row in reader.rows(f"SELECT code FROM {noun} ORDER BY code")]
            elif noun == "theme":
                named = dict(reader.rows("SELECT code, name FROM theme ORDER BY code"))
                found = list(dict.fromkeys([*named, *sorted(named.values())]))
            elif noun == "stage":
                found = stage_codes(reader)
            elif _is_part(noun):
                sql = f"SELECT p.code || '/' || t.code FROM {noun} t JOIN project p ON p.id = t.project_id ORDER BY 1"
                found = [row[0] for row in reader.rows(sql)]
            else:
                found = sorted(Codes(reader).all(str(noun)))
    except (TrackerError, OSError):
        return []
    return _beginning(found, incomplete)


def complete_use(app: App, incomplete: str) -> list[str]:
    """Return the codes of conferences and projects that begin with `incomplete`."""
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


def vocabulary_of(group: str, name: str) -> Sequence[str] | None:
    """Return the words that a flag accepts: from the field of the group's noun, else from the fields of `report`."""
    from tracker.model.nouns import CONTRIBUTION, NOUNS, PROJECT, RISK
    from tracker.rules import words

    if (beside := VOCABULARIES.get(f"{group} {name}")) is not None:
        found: Sequence[str] = getattr(words, beside)
        return found
    word, own = SEVERAL.get(name, name.removeprefix("not_")), NOUNS.get(GROUP_NOUN.get(group, group))
    fields = [field for field in own.fields if field.name == word] if own else []
    told = (*PROJECT.told, *CONTRIBUTION.told, CONTRIBUTION.field("instrument"), *RISK.told)
    fields += [field for field in told if field.flag == word]
    return next((field.words for field in fields if field.words), None)


def noun_of(group: str, parameter: click.Parameter) -> str | None:
    """Return the noun whose code a parameter takes, or None if it takes no code.

    `CODE` in `tracker project show CODE` is the code of a project.
    """
    from tracker.model.nouns import NOUNS

    noun = GROUP_NOUN.get(group, group)
    own = (
        {field.name: field.of for field in NOUNS[noun].fields if field.of in NOUN_OF.values()} if noun in NOUNS else {}
    )
    if (named := own.get(parameter.name or "") or NOUN_OF.get(parameter.name or "")) is not None:
        return named
    if parameter.name != "code" or not isinstance(parameter, click.Argument):
        return None
    return noun if noun in NOUN_OF.values() or _is_part(noun) else None


def _is_part(noun: str | None) -> bool:
    """Whether the noun is a part of a project, whose full code includes that of the project: P1/R1."""
    from tracker.rules.structure import CODED

    return CODED.get(noun or "") == "project_id"


def _noun(context: click.Context) -> str:
    """Return the command's group, or the command itself if it has none."""
    above = context.parent
    named = above if above is not None and above.parent is not None else context
    return ("indicator" if context.info_name == "indicator" else named.info_name) or ""


def _beginning(found: Iterable[str], incomplete: str) -> list[str]:
    return [code for code in found if code.lower().startswith(incomplete.lower())]
