"""What a list says as of a closed conference whose sealed record does not have all of its rows."""

from __future__ import annotations

from tracker.cli.base import say


def say_younger(count: int, at: str | None, what: str = "these") -> None:
    """Say how many rows of a list are younger than the record of the conference."""
    if count:
        say(f"{count} of {what} {'was' if count == 1 else 'were'} recorded after {at} was sealed.")
