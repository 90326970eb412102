"""What a list says as of a closed conference whose sealed record does not have all of its rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from tracker.cli.base import say

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.store.reader import Reader


def say_younger(count: int, at: str | None, what: str = "these") -> None:
    """Say how many rows of a list are younger than the record of the conference."""
    if count:
        say(f"{count} of {what} {'was' if count == 1 else 'were'} recorded after {at} was sealed.")


def say_younger_lights(reader: Reader, conferences: Sequence[Conference], parts: Collection[str]) -> None:
    """Say how much of what some of LIT are computed from is younger than the records of conferences."""
    from tracker.insight.lights.younger import count_younger

    for conference in conferences:
        for table, count in count_younger(reader, conference, parts).items():
            say_younger(count, conference.code, f"the {table}s")
