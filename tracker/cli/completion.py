"""Completion in the shell, with the codes that the register has: silent, read-only, and nothing when there is none."""

from __future__ import annotations

from typing import Any

import click

# What a flag or argument of this name stands for.
NOUN_OF = {
    "at": "conference",
    "conference": "conference",
    "conferences": "conference",
    "after": "conference",
    "project": "project",
    "projects": "project",
    "parent": "project",
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
    "lead": "organisation",
    "implementer": "organisation",
    "host": "organisation",
    "into": "organisation",
    "theme": "theme",
    "not_theme": "theme",
    "series": "series",
}
GROUP_NOUN = {"donor": "organisation", "beneficiary": "organisation"}


def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """The codes, or names of themes, that begin like this; case does not matter."""
    noun = NOUN_OF.get(parameter.name or "") or _noun_of_group(context, parameter)
    if noun is None:
        return []
    from tracker.cli.base import App
    from tracker.errors import TrackerError
    from tracker.insight.codes import Codes
    from tracker.store.reader import open_reader

    try:
        with open_reader(context.ensure_object(App).location) as reader:
            found = Codes(reader).all(noun)
    except (TrackerError, OSError):
        return []
    return sorted(code for code in found if code.lower().startswith(incomplete.lower()))


def _noun_of_group(context: click.Context, parameter: click.Parameter) -> str | None:
    """`CODE` of `tracker project show CODE` is the code of a project."""
    if parameter.name != "code" or context.parent is None or not isinstance(parameter, click.Argument):
        return None
    name = context.parent.info_name or ""
    noun = GROUP_NOUN.get(name, name)
    return noun if noun in NOUN_OF.values() else None
