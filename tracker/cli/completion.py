"""Completion in the shell with the codes in the register: silent, read-only, and empty if there is no register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tracker.cli.base import App
    from tracker.model.fields import Field

# What a flag or argument refers to, where no field in the model has its name.
NOUN_OF = {
    "at": "conference",
    "earlier": "conference",
    "after": "conference",
    "compared": "conference",
    "other_project": "project",
    "counting": "project",
    "successor": "project",
    "predecessor": "project",
    "into": "organisation",
    "raters": "organisation",
    "evaluators": "organisation",
    "indicator": "indicator",
}
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
    group = noun_group(context)
    if (vocabulary := vocabulary_of(group, name)) is not None:
        return _beginning(vocabulary, incomplete)
    noun = noun_of(group, parameter)
    number = NUMBERED.get(name) or (group if name == "number" and _has_number(group) else None)
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
    from tracker.rules import words

    if (beside := VOCABULARIES.get(f"{group} {name}")) is not None:
        found: Sequence[str] = getattr(words, beside)
        return found
    fields = fields_of(group, SEVERAL.get(name, name.removeprefix("not_")))
    return next((field.words for field in fields if field.words), None)


def fields_of(group: str, name: str) -> list[Field]:
    """Return the fields that a flag may mean: of the group's noun, then of the fields of `report`."""
    from tracker.model.nouns import CONTRIBUTION, NOUNS, PROJECT, RISK

    own = NOUNS.get(GROUP_NOUN.get(group, group))
    fields = [field for field in own.fields if field.name == name] if own else []
    told = (*PROJECT.told, *CONTRIBUTION.told, CONTRIBUTION.field("instrument"), *RISK.told)
    return fields + [field for field in told if field.flag == name]


def noun_of(group: str, parameter: click.Parameter) -> str | None:
    """Return the noun whose code a parameter takes, or None if it takes no code.

    `CODE` in `tracker project show CODE` is the code of a project.
    """
    from tracker.model.nouns import NOUNS

    noun, name = GROUP_NOUN.get(group, group), parameter.name or ""
    own = NOUNS[noun].fields if noun in NOUNS else ()
    if parameter.metavar == "NUMBER":  # the value after a training, not the conference after which another one is
        return None
    if (named := _referred(name, own)) is not None:
        return named
    if name != "code" or not isinstance(parameter, click.Argument):
        return None
    return noun if _has_code(noun) or _is_part(noun) else None


def _referred(name: str, own: Iterable[Field]) -> str | None:
    """Return what a name refers to, in the singular or the plural: a field of this noun, of another one, or a noun."""
    from tracker.model.nouns import NOUNS

    plain = name.removeprefix("not_")
    if plain in NOUN_OF:
        return NOUN_OF[plain]
    fields = (*own, *(field for one in NOUNS.values() for field in one.fields))
    for word in (plain, plain.removesuffix("s")):
        for field in fields:
            if word in (field.name, field.flag) and _has_code(field.of):
                return field.of
        if _has_code(word):
            return word
    return None


def _has_code(noun: str) -> bool:
    """Whether rows of the noun are known by a code of their own, or by one made of their place."""
    from tracker.model.nouns import NOUNS
    from tracker.rules.structure import CODED, TABLES

    if noun not in NOUNS or noun not in TABLES:
        return False
    coded = noun in CODED and CODED[noun] is None
    return coded or TABLES[noun].key == ("code",) or noun == "stage"


def _has_number(noun: str) -> bool:
    """Whether rows of the noun are known by their number in the register; an action has one at its conference."""
    from tracker.rules.structure import CODED, TABLES

    return noun in TABLES and TABLES[noun].numbered and noun not in CODED and noun not in KINDS


def _is_part(noun: str | None) -> bool:
    """Whether the noun is a part of a project, whose full code includes that of the project: P1/R1."""
    from tracker.rules.structure import CODED

    return CODED.get(noun or "") == "project_id"


def noun_group(context: click.Context) -> str:
    """Return the command's group, or the command itself if it has none."""
    above = context.parent
    named = above if above is not None and above.parent is not None else context
    return ("indicator" if context.info_name == "indicator" else named.info_name) or ""


def _beginning(found: Iterable[str], incomplete: str) -> list[str]:
    return [code for code in found if code.lower().startswith(incomplete.lower())]
