"""What a register answers to the questions that are one SELECT each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.store.reader import Params, Reader
from tracker.store.soundness.questions import WRONG, CheckQuestion, rules

# How many findings of a kind are listed; a damaged file can have millions.
ENOUGH = 1_000


class Finding(NamedTuple):
    """An answer that is not as it should be: to which question, `wrong` or a `note`, where, and what is the matter."""

    question: str
    severity: str
    where: str
    what: str


def answers(reader: Reader, questions: Iterable[CheckQuestion], params: Params | None = None) -> Iterator[Finding]:
    """Everything that questions find, each in the order of the places."""
    for question in questions:
        rows = reader.rows(f"SELECT * FROM ({question.sql}) AS answer ORDER BY 1 LIMIT {ENOUGH}", params)
        for where, *values in rows:
            yield Finding(question.name, question.severity, where, question.say(*values))


def broken_rules(reader: Reader, conference: int | None = None) -> list[Finding]:
    """What is wrong in what is known, and in what all conferences or one were told; a part of what `check` finds."""
    asked = rules() if conference is None else rules(at="c.id = :conference")
    wrong = (question for question in asked if question.severity == WRONG)
    return list(answers(reader, wrong, {"conference": conference}))
