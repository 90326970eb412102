"""Runs the checks of a register that are one SELECT each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.store.reader import Params, Reader
from tracker.store.soundness.questions import WRONG, CheckQuestion, rules

# How many findings of a kind are listed; a damaged file can have millions.
ENOUGH = 1_000


class Finding(NamedTuple):
    """A result that is not as it should be: of which check, `wrong` or a `note`, where, and what the problem is."""

    question: str
    severity: str
    where: str
    what: str


def answers(reader: Reader, questions: Iterable[CheckQuestion], params: Params | None = None) -> Iterator[Finding]:
    """Yield everything that the checks find, ordered by place within each."""
    for question in questions:
        rows = reader.rows(f"SELECT * FROM ({question.sql}) AS answer ORDER BY 1 LIMIT {ENOUGH}", params)
        for where, *values in rows:
            yield Finding(question.name, question.severity, where, question.say(*values))


def broken_rules(reader: Reader, conference: int | None = None) -> list[Finding]:
    """Return the errors in current data, and in the reports to all conferences or one; a part of what `check` finds."""
    asked = rules() if conference is None else rules(at="c.id = :conference")
    wrong = (question for question in asked if question.severity == WRONG)
    return list(answers(reader, wrong, {"conference": conference}))
