"""The projects behind a figure of a scorecard, each with its light, the reason and its money."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.pair import ConferencePair, label_of
from tracker.insight.lights.projects import UNNAMED, Amounts, LitProject, Valued, lit_projects
from tracker.insight.lights.tallies import side_by_side
from tracker.insight.totals.rates import pinned
from tracker.model.kinds import Minor
from tracker.rules.results.lights import Light
from tracker.rules.text import fold
from tracker.rules.words import LIT
from tracker.store.reader import Reader

NEW, GONE, STAYED = "new", "gone", "stayed"


class ProjectLight(NamedTuple):
    """A light of a project; the amount is its money, or the part of the groups asked for.

    `computed` is the light by the rules, where a person set another one.
    """

    project: str
    title: str
    of: str
    light: str
    reason: str
    amount: Minor | None
    currency: str
    computed: str | None = None


class MovedLight(NamedTuple):
    """A light of a project at two conferences; `move` is new, gone, stayed, or the two lights."""

    project: str
    title: str
    of: str
    move: str
    light_old: str | None
    light_new: str | None
    reason_old: str | None
    reason_new: str | None
    amount_old: Minor | None
    amount_new: Minor | None
    currency: str


class ProjectLights(NamedTuple):
    """A project with its lights, in the order of LIT."""

    project: str
    title: str
    lights: tuple[Light, ...]


class LightsWanted(NamedTuple):
    """Which projects: on which of LIT; with these lights, if any; of these groups `by` one of SCORED_BY, if any."""

    of: str
    measure: str
    lights: Collection[str] = ()
    by: str | None = None
    groups: Collection[str] = ()
    projects: Sequence[int] = ()

    @property
    def among(self) -> str | None:
        """A query of the ids of the projects."""
        if not self.projects:
            return None
        return f"SELECT id FROM project WHERE id IN ({', '.join(map(str, self.projects))})"

    def of_groups(self, found: Iterator[LitProject]) -> Iterator[tuple[LitProject, Amounts]]:
        """The projects of the groups, with their money in these."""
        for project in found:
            mine = [amounts for group, amounts in project.parts.items() if not self.by or group in self.groups]
            if mine:
                total = mine[0]
                for more in mine[1:]:
                    total = total.plus(more)
                yield project._replace(parts={None: total}), total


def lights_behind(reader: Reader, conference: Conference, wanted: LightsWanted) -> list[ProjectLight]:
    """The projects of a conference, each with its light, by code."""
    valued = Valued(wanted.measure, conference.currency, pinned(reader, conference.id))
    found = lit_projects(reader, conference, valued, wanted.by, wanted.among)
    place = LIT.index(wanted.of)
    chosen = [
        (project.id, project.lights[place], amounts.amount)
        for project, amounts in wanted.of_groups(found)
        if not wanted.lights or project.lights[place].light in wanted.lights
    ]
    titles = _titles(reader, conference.id)
    codes = label_of("project", [one for one, _, _ in chosen], reader)
    rows = [
        ProjectLight(
            *(codes[one], titles[one], wanted.of, light.light, light.reason, amount, conference.currency),
            light.computed.light if light.computed else None,
        )
        for one, light, amount in chosen
    ]
    return sorted(rows, key=lambda row: row.project)


def lights_moved(reader: Reader, pair: ConferencePair, wanted: LightsWanted) -> list[MovedLight]:
    """The projects whose light moved between two conferences; with `lights`, those that have one at either."""
    sides = [
        wanted.of_groups(
            lit_projects(reader, one, Valued(wanted.measure, pair.currency, rates), wanted.by, wanted.among)
        )
        for one, rates in ((pair.first, pair.first_rates), (pair.second, pair.second_rates))
    ]
    place = LIT.index(wanted.of)
    chosen: list[tuple[int, Light | None, Light | None, int | None, int | None]] = []
    for one, other in side_by_side(*((project for project, _ in side) for side in sides)):
        was, now = one and one.lights[place], other and other.lights[place]
        lights = {light.light for light in (was, now) if light is not None}
        if lights & set(wanted.lights) if wanted.lights else (was and was.light) != (now and now.light):
            old, new = (None if project is None else project.parts[None].amount for project in (one, other))
            chosen.extend((project.id, was, now, old, new) for project in (one or other,) if project is not None)
    titles = _titles(reader, pair.first.id) | _titles(reader, pair.second.id)
    codes = label_of("project", [one[0] for one in chosen], reader)
    rows = [
        MovedLight(
            *(codes[one], titles[one], wanted.of, _move(was, now)),
            *(was and was.light, now and now.light, was and was.reason, now and now.reason),
            *(old, new, pair.currency),
        )
        for one, was, now, old, new in chosen
    ]
    return sorted(rows, key=lambda row: row.project)


def project_lights(reader: Reader, conference: Conference, projects: Sequence[int]) -> list[ProjectLights]:
    """All lights of some projects that were reported at a conference, by the codes of the projects."""
    if not projects:
        return []
    wanted = LightsWanted(LIT[0], "committed", projects=projects)
    valued = Valued("committed", conference.currency, pinned(reader, conference.id))
    found = {one.id: one.lights for one in lit_projects(reader, conference, valued, None, wanted.among)}
    codes, titles = label_of("project", found, reader), _titles(reader, conference.id)
    return sorted(ProjectLights(codes[one], titles[one], lights) for one, lights in found.items())


def groups_named(reader: Reader, by: str, names: Sequence[str]) -> set[str]:
    """The groups that names of donors, themes, beneficiaries or countries stand for. Raises NotFound.

    A group of projects without any is named as the scorecard names it, `not allocated`.
    """
    codes = Codes(reader)
    without = {label for label in UNNAMED[by] if fold(label) in map(fold, names)}
    others = [name for name in names if fold(name) not in map(fold, without)]
    if by == "theme":
        return without | {codes.theme(name) for name in others}
    if by == "country":
        return without | {codes.country(name) for name in others}
    return without | set(label_of("organisation", codes.family(others, by), reader).values())


def _move(was: Light | None, now: Light | None) -> str:
    if was is None or now is None:
        return NEW if was is None else GONE
    return STAYED if was.light == now.light else f"{was.light} to {now.light}"


def _titles(reader: Reader, conference: int) -> dict[int, str]:
    return dict(reader.rows("SELECT project_id, title FROM review WHERE conference_id = :at", {"at": conference}))
