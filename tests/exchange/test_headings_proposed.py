"""What headings of real lists are proposed to mean: how many right, wrong, and not at all; into money never wrong."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tracker.exchange.foreign.columns import meaning
from tracker.exchange.foreign.guessing import assigned
from tracker.exchange.nouns import AMOUNTS, NOUNS, ORDER

TABLE = Path(__file__).with_name("headings.txt").read_text(encoding="utf-8")
CURRENCIES = ("BRL", "EUR", "LTL", "PHP", "USD", "XOF")
COLUMNS = tuple(
    dict.fromkeys(
        column
        for noun in ("reports", "contributions", "projects")
        for column in (*NOUNS[ORDER[noun]].required, *NOUNS[ORDER[noun]].optional)
        if column not in ("code", "role", "replaces", "succeeds")
    )
)


class Proposed(NamedTuple):
    """A heading of a list, what it is proposed to mean, and what is right: None is nothing."""

    sheet: str
    heading: str
    column: str | None
    right: tuple[str | None, ...]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.heading} = {self.column}, right would be {' or '.join(map(str, self.right))}"


def sheets() -> dict[str, dict[str, tuple[str | None, ...]]]:
    found = {}
    for part in TABLE.split("\n## ")[1:]:
        name, _, lines = part.partition("\n")
        answers = (line.rpartition(" = ") for line in lines.splitlines() if " = " in line)
        found[name] = {
            heading: tuple(None if one == "-" else one for one in right.split("|")) for heading, _, right in answers
        }
    return found


def proposed() -> list[Proposed]:
    """As an import does: what can mean one thing only, once in a sheet; of the others what is likeliest, together."""
    found = []
    for sheet, answers in sheets().items():
        known = {heading: meaning(heading, 0, {}, CURRENCIES).column for heading in answers}
        meant = [column if column != "code" else "project" for column in known.values()]
        certain = {
            heading: column
            for heading, column in zip(known, meant, strict=True)
            if column in COLUMNS and meant.count(column) == 1
        }
        others = [heading for heading in answers if heading not in certain]
        free = [column for column in COLUMNS if column not in certain.values()]
        offered = dict(zip(others, assigned(others, free, CURRENCIES), strict=True))
        found += [
            Proposed(sheet, heading, certain.get(heading) or offered.get(heading), right)
            for heading, right in answers.items()
        ]
    return found


def test_headings_of_real_lists_are_proposed_right_and_none_wrong_into_money() -> None:
    every = proposed()
    having = [one for one in every if None not in one.right]
    right = [one for one in having if one.column in one.right]
    wrong = [one for one in every if one.column is not None and one.column not in one.right]
    missed = [one for one in having if one.column is None]
    astray = sum(None in one.right for one in wrong)
    print(  # noqa: T201
        f"{len(having)} headings that have a column: {len(right)} proposed right, {len(wrong) - astray} wrong,"
        f" {len(missed)} not at all. {len(every) - len(having)} that have none: {astray} proposed all the same."
    )
    for one in (*wrong, *missed):
        print(one)  # noqa: T201
    assert [str(one) for one in wrong if one.column in AMOUNTS] == []
    assert len(right) >= 0.85 * len(having)
