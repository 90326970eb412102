"""Lights of projects that people set at a conference, in place of the computed ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.insight.codes import Conference
from tracker.model.nouns import SET_LIGHT
from tracker.register.core import Collection, Row, check_takes_reports
from tracker.register.project_words import read_fields
from tracker.rules.words import LIT, choose

KEY = ("conference_id", "project_id", "of")
SAID = ("light", "reason", "source")
Key = tuple[int, int, str]


class SetLightFacts(NamedTuple):
    """A light in the user's words: `of` time, money, results, risk or evaluation, with the reason for it."""

    project: str
    of: str
    light: str | None = None
    reason: str | None = None
    source: str | None = None


class SetLights(Collection):
    """The lights that people set. A conference begins without any: what a person judged is judged again."""

    def enter(self, lights: Sequence[tuple[Conference, SetLightFacts]]) -> list[tuple[Row | None, Row]]:
        """Set lights at conferences, and change those that were set there: None leaves what they said.

        Returns each row before and after. Raises Conflict for a conference that is closed or cancelled, and for a
        project that was not reported there; Invalid for invalid values and a missing light or reason; NotFound.
        """
        for conference in dict.fromkeys(conference for conference, _ in lights):
            check_takes_reports(conference)
        asked = [(conference, self.columns(facts._asdict())) for conference, facts in lights]
        keys = [(conference.id, row["project_id"], row["of"]) for conference, row in asked]
        known = self.of_conferences({key[0] for key in keys})
        reported = self.reported({(conference, project) for conference, project, _ in keys})
        done: list[tuple[Row | None, Row]] = []
        for key, (conference, values) in zip(keys, asked, strict=True):
            if key[:2] not in reported:
                raise self.not_reported(conference, values["project_id"])
            done.append((known.get(key), self.complete(key, known.get(key), values)))
        self.insert(tables.set_light, [after for before, after in done if before is None])
        self.update(tables.set_light, [(before, after) for before, after in done if before is not None])
        return done

    def remove(self, conference: Conference, project: int, of: str) -> Row:
        """Remove a light that was set, so that the computed one counts again. Raises NotFound, Invalid, Conflict."""
        check_takes_reports(conference)
        of = choose("of", of, LIT)
        row = self.of_conferences([conference.id]).get((conference.id, project, of))
        if row is None:
            code = self.codes.code("project", project)
            raise NotFound(
                f"light of {of} that a person set for {code} at",
                conference.code,
                hint=f"`tracker light list --at {conference.code}` shows those that were set.",
            )
        self.delete(tables.set_light, [row])
        return row

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for `given`; None is left out. Raises Invalid, NotFound."""
        return read_fields(self.codes, SET_LIGHT.standing, given)

    def of_conferences(self, conferences: Iterable[int]) -> dict[Key, Row]:
        """Return the lights that were set at some conferences."""
        rows = self.rows_in(tables.set_light, "conference_id", conferences)
        return {(row["conference_id"], row["project_id"], row["of"]): row for row in rows}

    @staticmethod
    def complete(key: Key, before: Row | None, values: Mapping[str, Any]) -> Row:
        """Return a whole row for the columns given. Raises Invalid where a light or a reason is missing."""
        row = before or dict.fromkeys(SAID)
        after = dict(zip(KEY, key, strict=True)) | {name: values.get(name, row[name]) for name in SAID}
        for name, said in (("light", "a light"), ("reason", "why it is set, in a few words")):
            if after[name] is None:
                raise Invalid(name, "", "is missing", said)
        return after

    def not_reported(self, conference: Conference, project: int) -> Conflict:
        """Return the error for a project that has no report at a conference."""
        code = self.codes.code("project", project)
        return Conflict(
            f"{code} was not reported to {conference.code}, so it has no lights there.",
            f"`tracker report {code} --status STATUS --at {conference.code}` reports it.",
        )

    def reported(self, wanted: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return which of these projects were reported to their conference, each as conference and project."""
        projects = {project for _, project in wanted}
        found = self.rows_in(tables.review, "project_id", projects)
        return wanted & {(row["conference_id"], row["project_id"]) for row in found}
