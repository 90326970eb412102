"""From the words that a person gives about a project to the columns that a project, its review and its parts have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tracker.insight.codes import Codes
from tracker.rules.dates import check_order, parse_date
from tracker.rules.decimals import whole_number
from tracker.rules.progress import check_value
from tracker.rules.risk import check_scale
from tracker.rules.shares import check_total, in_percent, parse_named_share, parts_of_one
from tracker.rules.text import line, prose
from tracker.rules.words import ANSWERS, RISK_STATUSES, SCOPES, STATUSES, UNANSWERED, choose

# The word a person uses, and the column that keeps it.
WORDS = {
    "title": "title",
    "objective": "objective",
    "plan": "implementation_plan",
    "expected_outcomes": "expected_outcomes",
    "scope": "scope",
    "parent": "parent_id",
    "lead": "lead_id",
    "implementer": "implementer_id",
    "start": "planned_start",
    "end": "planned_end",
    "actual_start": "actual_start",
    "actual_end": "actual_end",
}
# An answer never gives way to a weaker one, whoever gives it later.
_STRENGTH = {answer: place for place, answer in enumerate((*UNANSWERED, "declined", "confirmed unchanged", "updated"))}
REVIEW_WORDS = ("status", "progress", "answer", "decision", "note", "reason", "source")
PROSE = ("objective", "plan", "expected_outcomes", "decision", "note")


def told_columns(codes: Codes, given: Mapping[str, str | None]) -> dict[str, Any]:
    """The columns of a project for the words given; an empty text makes a column unknown, a None leaves it out.

    Raises Invalid, and NotFound for a code that names nothing.
    """
    values: dict[str, Any] = {}
    for word, text in given.items():
        if text is None or word not in WORDS:
            continue
        if not text.strip() and word != "title":
            values[WORDS[word]] = None
        elif word == "scope":
            values["scope"] = choose("scope", text, SCOPES)
        elif word == "parent":
            values["parent_id"] = codes.id("project", text)
        elif word in ("lead", "implementer"):
            values[f"{word}_id"] = codes.id("organisation", text)
        elif word.endswith(("start", "end")):
            values[WORDS[word]] = parse_date(word.replace("_", " "), text)
        else:
            values[WORDS[word]] = prose(word, text) if word in PROSE else line(word, text)
    return values


def review_columns(given: Mapping[str, str | None]) -> dict[str, Any]:
    """The columns that only a review has. Raises Invalid."""
    from tracker.errors import Invalid

    values: dict[str, Any] = {}
    for word in REVIEW_WORDS:
        text = given.get(word)
        if text is None:
            continue
        if not text.strip() and word not in ("status", "answer"):
            values[word] = None
        elif word == "status":
            values[word] = choose("status", text, STATUSES)
        elif word == "answer":
            values[word] = choose("answer", text, ANSWERS)
        elif word == "progress":
            values[word] = whole_number(text.strip().removesuffix("%"), 100)
            if values[word] is None:
                raise Invalid("progress", text, "is not a percentage", "a whole number from 0 to 100")
        else:
            values[word] = prose(word, text) if word in PROSE else line(word, text)
    return values


def part_columns(
    given: Mapping[str, str | None], measure: str | None = None, called: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """The columns of a report of a risk, an indicator or a milestone for some of its `PART_WORDS`.

    `measure` is that of the indicator; `called` has the names of words in messages, where they differ. Raises Invalid.
    """
    values: dict[str, Any] = {}
    for word, text in given.items():
        if text is None:
            continue
        name = called.get(word, word)
        if word in ("likelihood", "impact"):
            values[word] = check_scale(name, text)
        elif word == "status":
            values[word] = choose(name, text, RISK_STATUSES)
        elif word == "actual":
            values[word] = check_value(name, measure or "", text)
        elif word == "planned":
            values["planned_date"] = parse_date(name, text)
        elif word == "reached":
            values[word] = parse_date(name, text)
        else:
            values[word] = prose(name, text)
    return values


def stronger(stands: str | None, given: str) -> str:
    """Of two answers for the same thing the one that counts."""
    return given if stands is None or _STRENGTH[given] > _STRENGTH[stands] else stands


def check_dates(row: Mapping[str, Any]) -> None:
    """Raises Invalid where a start lies after its end."""
    check_order("start", row["planned_start"], "end", row["planned_end"])
    check_order("actual start", row["actual_start"], "actual end", row["actual_end"])


def theme_codes(codes: Codes, themes: Iterable[str]) -> list[str]:
    """Codes of themes, each once, in the order given: the first is the primary one."""
    return list(dict.fromkeys(codes.theme(theme) for theme in themes if theme.strip()))


def theme_names(codes: Codes, rows: Iterable[Mapping[str, Any]]) -> str | None:
    """The themes of a project or a review by name, the primary one first; None where it has none."""
    ordered = sorted(rows, key=lambda row: not row["is_primary"])
    return "; ".join(codes.theme_name(row["theme"]) for row in ordered) or None


def shares_by_id(codes: Codes, beneficiaries: Sequence[str]) -> dict[int, int | None]:
    """Who benefits with which share, from texts such as `JM-CUSTOMS:60`; shares that make one are parts of it.

    Raises Invalid for more than 100 percent together, NotFound for somebody unknown.
    """
    given = [text for text in beneficiaries if text.strip()]
    if parts_of_one([given]):
        given = in_percent(given)
    named = dict(parse_named_share(text, "beneficiary") for text in given)
    check_total("beneficiary shares", named)
    return {codes.id("organisation", name, said_as="beneficiary"): share for name, share in named.items()}
