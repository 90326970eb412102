"""`tracker report --refresh`: the funding at an open conference, updated from the transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.cli.base import App, say, told
from tracker.cli.editing import show_changes
from tracker.errors import Usage
from tracker.rules.text import counted

if TYPE_CHECKING:
    from tracker.register.register import Register
    from tracker.register.reporting.refreshing import Refreshed


def refresh_funding(
    app: App, projects: Sequence[str], at: str | None, given: Mapping[str, Any], *, overwrite: bool, asked: bool
) -> None:
    """Update funding from transactions, and print old and new values. Raises Usage for options that do not apply."""
    if not asked:
        raise Usage("--overwrite is said of --refresh.", "`tracker report --refresh --overwrite`")
    others = [name for name, value in given.items() if value and name != "source"]
    if others:
        raise Usage(
            f"--refresh and --{others[0].replace('_', '-')} cannot be reported together.",
            "`--refresh` takes all money from its transactions; report what somebody says in a separate command.",
        )

    def write(register: Register) -> tuple[str, Refreshed]:
        conference = register.codes.conference_or_open(at)
        ids = register.codes.ids("project", projects) if projects else None
        return conference.code, register.refreshing.refresh(
            conference, ids, overwrite=overwrite, source=given["source"]
        )

    conference, found = app.written(write)
    for echo in found.told:
        told(f"{echo.project} at {echo.conference}:")
        show_changes(echo.changes)
    for left in found.left:
        said = f"; its transactions total {left.transactions}" if left.transactions else ""
        told(f"{left.contribution} {left.measure} stays {left.told}, {left.why}{said}")
    _sum_up(found, conference)


def _sum_up(found: Refreshed, conference: str) -> None:
    left = len({one.contribution for one in found.left})
    if not found.moved:
        say(f"No contribution to a project at {conference} has transactions up to {found.day}.")
    else:
        say(
            f"{counted(found.moved, 'contribution')} with transactions up to {found.day}: {found.changed} changed,"
            f" {found.moved - found.changed - left} as they were, {left} left as reported."
        )
    if left:
        say("`--overwrite` takes these too.")
    if found.unheard:
        verb = "was" if found.unheard == 1 else "were"
        say(
            f"{counted(found.unheard, 'contribution')} with transactions {verb} left out, because the project was not"
            f" reported to {conference}. `tracker report PROJECT --donor CODE --basis transactions` reports it."
        )
