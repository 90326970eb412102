"""Milestones of implementation plans: the standing facts; a conference was told when each was reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tracker import tables
from tracker.register.parts import Parse, Parts
from tracker.rules.dates import parse_date
from tracker.rules.text import line
from tracker.tables.results import MILESTONE_TOLD


class MilestoneFacts(NamedTuple):
    """A milestone as somebody wrote it; the planned date is a partial date."""

    project: str
    code: str | None = None
    title: str | None = None
    planned_date: str | None = None


class Milestones(Parts[MilestoneFacts]):
    """The milestones of all projects."""

    noun = "milestone"
    letter = "M"
    table = tables.milestone
    reports = tables.milestone_report
    copied = MILESTONE_TOLD
    fields: ClassVar[Mapping[str, Parse]] = {"title": line, "planned_date": parse_date}
    required = ("title",)
