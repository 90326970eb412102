"""Risks of projects: the standing facts; what a conference was told of one is its assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tracker import tables
from tracker.register.parts import Parse, Parts
from tracker.rules.risk import check_scale
from tracker.rules.text import line, prose
from tracker.rules.words import RESPONSES, RISK_CATEGORIES, choose
from tracker.tables.results import RISK_TOLD


class RiskFacts(NamedTuple):
    """A risk as somebody wrote it; likelihood and impact are inherent, before the response, 1 to 5."""

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

    noun = "risk"
    letter = "R"
    table = tables.risk
    reports = tables.assessment
    copied = RISK_TOLD
    fields: ClassVar[Mapping[str, Parse]] = {
        "event": prose,
        "category": lambda what, text: choose(what, text, RISK_CATEGORIES),
        "cause": prose,
        "consequence": prose,
        "owner": line,
        "response": lambda what, text: choose(what, text, RESPONSES),
        "mitigation": prose,
        "inherent_likelihood": check_scale,
        "inherent_impact": check_scale,
    }
    required = ("event", "category")
