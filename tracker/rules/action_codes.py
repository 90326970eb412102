"""The codes of action points and recommendations: AMS-2013/A1 and AMS-2013/REC1."""

import re

from tracker.errors import Invalid
from tracker.rules.words import ACTION_KINDS, with_article

# The letters before the number, by kind.
MARKS = dict(zip(ACTION_KINDS, ("A", "REC"), strict=True))
_KINDS = {mark: kind for kind, mark in MARKS.items()}
_NUMBERED = re.compile(rf"({'|'.join(_KINDS)})?0*([1-9][0-9]{{0,5}})", re.IGNORECASE | re.ASCII)


def action_code(conference: str, kind: str, number: int) -> str:
    """`AMS-2013/A1`, or `AMS-2013/REC1`."""
    return f"{conference}/{MARKS[kind]}{number}"


def action_code_sql(conference: str, action: str) -> str:
    """The same in SQL, from the column with the conference's code and the alias of the actions table."""
    marks = " ".join(f"WHEN '{kind}' THEN '{mark}'" for kind, mark in MARKS.items())
    return f"{conference} || '/' || CASE {action}.kind {marks} END || CAST({action}.number AS text)"


def parse_action_code(text: str) -> tuple[str | None, str | None, int] | None:
    """The conference, the kind and the number of `AMS-2013/A1`, `2013/REC1`, `A1`, `2013/1` or `1`.

    The conference or the kind is None where it is not given. Returns None for a text that is not a code of an action.
    """
    place, mark, numbered = text.strip().rpartition("/")
    found = _NUMBERED.fullmatch(numbered.strip())
    if found is None or (mark and not place.strip()):
        return None
    return place.strip() or None, _KINDS.get((found[1] or "").upper()), int(found[2])


def action_number(text: str, kind: str | None = None) -> int:
    """The number of an action as typed, `3` or `A3`. Raises Invalid, also for the letters of another kind."""
    found = parse_action_code(text)
    if found is None or found[0] is not None:
        raise Invalid("number", text, "is not the number of an action", "a whole number from 1, such as 3")
    if found[1] is not None and found[1] != kind:
        raise Invalid("number", text, f"is the number of {with_article(found[1])}", "a whole number, such as 3")
    return found[2]
