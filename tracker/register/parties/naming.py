"""Rows for the names and roles of an organisation, from the user's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tracker.errors import Invalid
from tracker.register.core import Row
from tracker.register.parties.periods import Period
from tracker.rules.text import line
from tracker.rules.words import ROLES, choose


def role_rows(identity: int, roles: Sequence[str]) -> list[Row]:
    """Return the rows of the roles named. Raises Invalid."""
    wanted = sorted({choose("role", role, ROLES) for role in roles})
    return [{"organisation_id": identity, "role": role} for role in wanted]


def name_rows(identity: int, names: Mapping[str, str]) -> list[Row]:
    """Return the rows of names by language, skipping empty names. Raises Invalid."""
    read = {language_code(language): text for language, text in names.items() if text.strip()}
    return [
        {"organisation_id": identity, "language": language, "name": line(f"name in {language}", text)}
        for language, text in read.items()
    ]


def alias_row(identity: int, period: Period) -> Row:
    """Return the row of an alias with the dates for which it was valid."""
    return {
        "organisation_id": identity,
        "alias": period.text,
        "valid_from": period.valid_from,
        "valid_until": period.valid_until,
    }


def optional(text: str, read: Callable[[str], object]) -> object:
    """Return what `read` makes of a text; None for an empty one."""
    return read(text) if text.strip() else None


def language_code(text: str) -> str:
    """Return a language's ISO 639-1 code. Raises Invalid."""
    code = text.strip().lower()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise Invalid("language", text, "is not a code of ISO 639-1", "two letters, such as es")
    return code
