"""Why a light of the scorecard has so many projects: the projects, each with the reason; or those that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.cli.base import App, say
from tracker.cli.dated import say_younger_lights
from tracker.errors import Usage
from tracker.output import Column, show
from tracker.rules.money import human
from tracker.rules.words import LIGHTS, choose

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.insight.lights.behind import LightsWanted
    from tracker.store.reader import Reader

BEHIND = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=1),
    Column("of", "Of", hidden=True),
    Column("light", "Light"),
    Column("computed", "Computed", hidden=True),
    Column("reason", "Why", flex=True),
    Column("amount", "Amount", "money"),
    Column("currency", "", "code"),
]
MOVED = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=5),
    Column("of", "Of", hidden=True),
    Column("move", "Move", hidden=True),
    Column("light_old", "Was"),
    Column("light_new", "Is"),
    Column("reason_old", "Why then", flex=True, priority=4),
    Column("reason_new", "Why now", flex=True),
    Column("amount_old", "Amount was", "money", priority=3),
    Column("amount_new", "Amount is", "money"),
    Column("currency", "", "code"),
]


def show_lights(
    app: App,
    reader: Reader,
    conferences: Sequence[Conference],
    of: str,
    lights: Sequence[str],
    limits: Mapping[str, Sequence[str]],
    projects: Sequence[str],
    measure: str,
) -> None:
    """Show the projects behind a figure of one conference, or those that moved between two.

    `limits` are the names of the groups by one of SCORED_BY. Raises Usage for several of these at once, NotFound.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.comparing.pair import make_pair
    from tracker.insight.lights.behind import LightsWanted, groups_named, lights_behind, lights_moved

    given = {by: names for by, names in limits.items() if names}
    if len(given) > 1:
        named = ", ".join(f"--{by}" for by in given)
        raise Usage("The projects behind a light are limited by one thing at a time.", f"Give only one of {named}.")
    by = next(iter(given), None)
    wanted = LightsWanted(
        of,
        measure,
        [choose("light", light, LIGHTS) for light in lights],
        by,
        groups_named(reader, by, given[by]) if by else (),
        Codes(reader).ids("project", projects),
    )
    style = app.style(reader)
    if len(conferences) == 2:
        pair = make_pair(reader, *conferences)
        moved = lights_moved(reader, pair, wanted)
        show(moved, MOVED, style, title=f"{of.capitalize()}: {pair.first.code} to {pair.second.code}")
        if not moved:
            say(f"No light of {of} moved. --light WORD lists the projects that have one.")
        say_younger_lights(reader, [pair.first, pair.second], [of])
        return
    (conference,) = conferences
    rows = lights_behind(reader, conference, wanted)
    show(rows, BEHIND, style, title=f"{of.capitalize()} at {conference.code}")
    if style.for_people:
        say(_summed(rows, wanted, conference, style.exponents))
    say_younger_lights(reader, conferences, [of])


def _summed(rows: Sequence[Any], wanted: LightsWanted, conference: Conference, exponents: Mapping[str, int]) -> str:
    """Return the figure that the rows add up to."""
    known = [row.amount for row in rows if row.amount is not None]
    if not rows:
        code = conference.code
        none = f"No project of {code} has such a light." if wanted.lights else f"No matching projects at {code}."
        return f"{none} `tracker scorecard --at {code}` counts all."
    projects = f"{len(rows):,} projects" if len(rows) > 1 else "1 project"
    if not known:
        return f"{projects}, no amount {wanted.measure} is known."
    money = f"{human(sum(known), exponents[conference.currency])} {conference.currency} {wanted.measure}"
    return f"{projects}, {money}."
