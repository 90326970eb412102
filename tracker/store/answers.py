"""What a register answers to the questions that are one SELECT each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.store.questions import WRONG, Question, rules
from tracker.store.reader import Reader

# How many findings of a kind are listed; a damaged file can have millions.
ENOUGH = 1_000


class Finding(NamedTuple):
    """An answer that is not as it should be: to which question, `wrong` or a `note`, where, and what is the matter."""

    question: str
    severity: str
    where: str
    what: str


def answers(reader: Reader, questions: Iterable[Question]) -> Iterator[Finding]:
    """Everything that questions find, each in the order of the places."""
    for question in questions:
        rows = reader.rows(f"SELECT * FROM ({question.sql}) AS answer ORDER BY 1 LIMIT {ENOUGH}")
        for where, *values in rows:
            yield Finding(question.name, question.severity, where, question.say(*values))


def broken_rules(reader: Reader) -> list[Finding]:
    """What is wrong in what is known and in what conferences were told; a part of what `check` finds."""
    return list(answers(reader, (question for question in rules(reader.dialect) if question.severity == WRONG)))
