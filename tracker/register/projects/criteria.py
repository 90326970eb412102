"""Sets of criteria. A recorded set and its criteria stay, because evaluations and records refer to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Invalid
from tracker.insight.projects.criteria import CriteriaRow, find_criteria
from tracker.model.nouns import CRITERIA
from tracker.register.projects.editions import Editions
from tracker.rules.results.scales import read_names


class CriteriaFacts(NamedTuple):
    """A set of criteria in the user's words; `criteria` are in the order in which they were published."""

    code: str
    name: str
    edition: str
    criteria: Sequence[str]
    source: str | None = None


class CriteriaSets(Editions):
    """The sets of criteria of a register."""

    noun = CRITERIA
    table = tables.criteria

    def add(self, facts: Sequence[CriteriaFacts]) -> list[str]:
        """Add sets; returns their codes.

        Raises Invalid, or Conflict where a code is taken, or a name in the same edition.
        """
        codes = []
        for fact in facts:
            names = read_names("criterion", fact.criteria)
            if not names:
                raise Invalid("criteria", "", "are missing", "one or more criteria")
            code = self.enter(fact.code, fact._asdict())
            rows = [{"criteria": code, "name": name, "place": place} for place, name in enumerate(names, start=1)]
            self.insert(tables.criterion, rows)
            codes.append(code)
        return codes

    def edit(
        self, code: str, given: Mapping[str, Any], expected: CriteriaRow | None = None
    ) -> tuple[CriteriaRow, CriteriaRow]:
        """Change the name, edition or source of a set; an empty text clears the source, None leaves a field.

        Code and criteria stay: others are a set of another edition. Returns the set before and after. Raises as `add`
        does, and Conflict where somebody has changed the set since the row `expected` was read.
        """
        return self.change(code, given, expected, find_criteria)
