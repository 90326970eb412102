"""Risks of projects: the standing facts; what was reported of a risk to a conference is its assessment."""

from __future__ import annotations

from typing import NamedTuple

from tracker.model.nouns import RISK
from tracker.register.projects.parts import Parts


class RiskFacts(NamedTuple):
    """A risk in the user's words; likelihood and impact are inherent, before the response, 1 to 5."""

    project: str
    code: str | None = None
    event: str | None = None
    category: str | None = None
    cause: str | None = None
    consequence: str | None = None
    owner: str | None = None
    response: str | None = None
    mitigation: str | None = None
    inherent_likelihood: str | int | None = None
    inherent_impact: str | int | None = None


class Risks(Parts[RiskFacts]):
    """The risks of all projects."""

    model = RISK
    letter = "R"
