"""What belongs to a project, and what else refers to it or a part of it: this decides whether it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tracker.rules.structure import TABLES, called, going_with, referring, several
from tracker.rules.words import OPEN_STATES
from tracker.store.reader import Reader

# In addition to what the tables declare: parts with their own number, and the rows below them.
PARTS = ("contribution", "risk", "outcome", "indicator", "milestone", "unattributed", "rating")
BELOW = {
    ("transaction", "contribution_id"): "contribution",
    ("reason", "contribution_id"): "contribution",
    ("indicator_period", "indicator_id"): "indicator",
}
# A decision on two projects belongs to neither alone: it blocks taking back either.
OF_TWO = ("overlap",)
# These columns repeat a project that the row names already.
AGAIN = (("overlap", "counting_id"),)
# Answers that only the organisation asked can have given, or failed to give.
ASKED = ("asked", "no answer", "declined")
REPORTED = f"""
SELECT c.code FROM review r JOIN conference c ON c.id = r.conference_id
WHERE r.project_id = :project AND c.state NOT IN ({", ".join(f"'{state}'" for state in OPEN_STATES)})
ORDER BY c.series_id, c.sequence
"""


def belonging() -> dict[str, tuple[str, str | None]]:
    """The tables whose rows belong to one project alone: the column with the project, and the part it names, if any.

    The project itself is not included.
    """
    told = (name for name, facts in TABLES.items() if facts.told and facts.references.get("project_id") == "project")
    found: dict[str, tuple[str, str | None]] = dict.fromkeys((*told, *PARTS), ("project_id", None))
    found |= {name: (column, None) for name, column in going_with("project") if name not in OF_TWO}
    return found | {name: (column, whole) for (name, column), whole in BELOW.items()}


def hanging(reader: Reader, project: int) -> dict[str, int]:
    """What belongs to a project, with counts, by display name; its reports first."""
    return _counted(reader, ((several(name), name, where) for name, where in _conditions().items()), project)


def in_the_way(reader: Reader, project: int, words: Mapping[tuple[str, str], str]) -> list[str]:
    """Why a project cannot be taken back, in words; empty where it can.

    Possible reasons: it was reported at a conference that is not open, a record keeps it, somebody was asked about it,
    or a row that does not belong to it refers to it or a part of it. `words` give the names of those rows, where these
    are not as in `called`.
    """
    params = {"project": project}
    conferences = [code for (code,) in reader.rows(REPORTED, params)]
    found = [f"it was reported to {', '.join(conferences)}"] if conferences else []
    if kept := reader.value("SELECT count(*) FROM kept_project WHERE id = :project", params):
        found.append(f"sealed records ({kept})")
    answers = ", ".join(f"'{answer}'" for answer in ASKED)
    asked = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE project_id = :project AND answer IN ({answers})"
        for table in ("review", "funding")
    )
    if reader.value(f"SELECT count(*) FROM ({asked}) asked", params):
        found.append("an organisation was asked about it")
    return found + [f"{what} ({count})" for what, count in _counted(reader, _naming(words), project).items()]


def _conditions() -> dict[str, str]:
    """SQL conditions for the rows of each table that belong to `:project`."""
    return {
        name: f"{column} = :project"
        if whole is None
        else f"{column} IN (SELECT id FROM {whole} WHERE project_id = :project)"
        for name, (column, whole) in belonging().items()
    }


def _naming(words: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str, str]]:
    """References to the project or a numbered part of it from rows that do not belong to it: name, table, condition."""
    own = _conditions()
    for whole in ("project", *(name for name in own if TABLES[name].numbered)):
        ours = f"SELECT id FROM {whole} WHERE {own.get(whole, 'id = :project')}"
        for name, column in (place for place in referring(whole) if place not in AGAIN):
            where = f"{column} IN ({ours})"
            if name in own:
                where += f" AND NOT ({own[name]})"
            yield called(name, column, words), name, where


def _counted(reader: Reader, asked: Iterable[tuple[str, str, str]], project: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for what, name, where in asked:
        if count := reader.value(f'SELECT count(*) FROM "{name}" WHERE {where}', {"project": project}):
            found[what] = found.get(what, 0) + int(count)
    return found
