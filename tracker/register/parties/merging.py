"""Merges one organisation into another: standing facts move, reports to closed conferences do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, select, true

from tracker import tables
from tracker.errors import Conflict
from tracker.register.core import Collection, Row, Words
from tracker.register.project_words import stronger
from tracker.rules.stage_codes import stage_code
from tracker.rules.structure import TABLES, called, referring, several
from tracker.rules.words import OPEN_STATES

Moved = dict[str, int]

# Names of what moves, where these are not as in `called`.
CALLED: Words = {
    ("project", "lead_id"): "projects led",
    ("project", "implementer_id"): "projects implemented",
    ("organisation", "parent_id"): "organisations under it",
    ("organisation_alias", "organisation_id"): "aliases",
    ("organisation_name", "organisation_id"): "names",
    ("activity", "publisher_id"): "projects published",
    ("conference", "host_id"): "conferences hosted",
    ("participant", "organisation_id"): "participants",
    ("follow_up", "owner_id"): "follow-ups",
    ("follow_up", "verified_by_id"): "follow-ups",
    ("career_administration", "administration_id"): "career paths",
    ("project_organisation", "organisation_id"): "projects in which it takes part",
    ("training_party", "organisation_id"): "roles in trainings",
}
# The shares of both are added up, and reports on a beneficiary need its row.
SHARES = ("beneficiary", "share", "earmark")


def merge(register: Collection, gone: Row, stays: Row) -> Moved:
    """Merge the organisation `gone` into `stays`; `gone` keeps its row and resolves to `stays` from now on.

    Everything that refers to it moves; of reports to conferences, only those to open ones, and no closed conference
    changes its host. Where both have something that only one can have, such as a request of one conference, one is kept
    with the known values of both. Returns what moved, with counts. Raises Conflict for merging an organisation into
    itself, or one that was merged already, and where the two say different things that only one can say: see STATED.
    """
    merged, into = gone["id"], stays["id"]
    if merged == into:
        raise Conflict(f"{gone['code']} cannot be merged into itself.")
    if gone["merged_into_id"] is not None:
        (taken_over_by,) = register.rows(tables.organisation, tables.organisation.c.id == gone["merged_into_id"])
        raise Conflict(f"{gone['code']} is already merged into {taken_over_by['code']}.")
    moved: Moved = {}
    if stays["parent_id"] == merged:
        above = gone["parent_id"] if gone["parent_id"] != into else None
        register.update(tables.organisation, [(stays, {"parent_id": above})])
    for name, column in referring("organisation"):
        if name in SHARES or column == "merged_into_id":
            continue
        what, table = called(name, column, CALLED), tables.metadata.tables[name]
        move = _unite if _is_unique(name, column) else _repoint
        for said, which in _movable(name):
            _note(moved, what + said, move(register, table, column, merged, into, which))
    _move_benefits(register, merged, into, moved)
    # Roles move too, but are not worth a line.
    moved.pop(several("organisation_role"), None)
    (gone,) = register.rows(tables.organisation, tables.organisation.c.id == merged)
    register.update(tables.organisation, [(gone, {"merged_into_id": into})])
    return moved


def _is_unique(name: str, column: str) -> bool:
    """Return whether an organisation has at most one row for each of something else."""
    return column in TABLES[name].key or any(column in together for together in TABLES[name].unique)


def _movable(name: str) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Yield the rows of a table that move, with words for them: of reports to conferences, only those to open ones."""
    meeting, table = tables.conference, tables.metadata.tables[name]
    if name == "conference":
        yield "", meeting.c.state != "closed"
    elif TABLES[name].told:
        opened = select(meeting.c.id).where(meeting.c.state.in_(OPEN_STATES))
        yield " of the open conference", table.c.conference_id.in_(opened)
    else:
        yield "", true()


def _repoint(
    register: Collection, table: Table, column: str, merged: int, into: int, which: ColumnElement[bool]
) -> int:
    rows = register.rows(table, table.c[column] == merged, which)
    return register.update(table, [(row, {column: into}) for row in rows])


def _unite(register: Collection, table: Table, column: str, merged: int, into: int, which: ColumnElement[bool]) -> int:
    """Move rows from one to the other; where both have one, keep the other's with the known values of both."""
    mine = register.rows(table, table.c[column] == merged, which)
    theirs = {_rest(row, table.name, column): row for row in register.rows(table, table.c[column] == into, which)}
    numbered = TABLES[table.name].numbered
    alone = [row for row in mine if _rest(row, table.name, column) not in theirs]
    for row in mine:
        if (other := theirs.get(_rest(row, table.name, column))) is not None:
            UNITE.get(table.name, _complete)(register, table, other, row)
    if table is tables.organisation_name:
        mine = alone  # a second name in a language stays with the merged one, which leads to the other
    if numbered:
        register.update(table, [(row, {column: into}) for row in alone])
        register.delete(table, [row for row in mine if row not in alone])
    else:
        register.delete(table, mine)
        register.insert(table, [row | {column: into} for row in alone])
    return len(mine)


def _rest(row: Row, name: str, column: str) -> tuple[Any, ...]:
    """Return what identifies a row, together with an organisation."""
    facts = TABLES[name]
    keys = facts.key if column in facts.key else next(one for one in facts.unique if column in one)
    return tuple(row[key] for key in keys if key != column)


def _complete(register: Collection, table: Table, other: Row, row: Row) -> None:
    """Fill the unknown values of one row from the other; the people of both are combined."""
    known = {name: value for name, value in row.items() if value is not None and other[name] is None}
    if row.get("people") and other["people"] and row["people"] != other["people"]:
        known["people"] = f"{other['people']}; {row['people']}"
    register.update(table, [(other, known)])


def _complete_request(register: Collection, table: Table, other: Row, row: Row) -> None:
    """Combine two requests of one conference: for a project in both requests, the stronger answer counts."""
    asked = tables.request_project
    answers = {one["project_id"]: one for one in register.rows(asked, asked.c.request_id == other["id"])}
    mine = register.rows(asked, asked.c.request_id == row["id"])
    register.delete(asked, mine)
    known = [(answers[one["project_id"]], one["answer"]) for one in mine if one["project_id"] in answers]
    register.update(asked, [(one, {"answer": stronger(one["answer"], answer)}) for one, answer in known])
    fresh = [one | {"request_id": other["id"]} for one in mine if one["project_id"] not in answers]
    register.insert(asked, fresh)
    needs = register.rows(tables.request_need, tables.request_need.c.request_id == row["id"])
    theirs = register.rows(tables.request_need, tables.request_need.c.request_id == other["id"])
    known_needs = {one["need_id"] for one in theirs}
    register.delete(tables.request_need, needs)
    moved = [one | {"request_id": other["id"]} for one in needs if one["need_id"] not in known_needs]
    register.insert(tables.request_need, moved)
    states = {other["state"], row["state"]}
    days = [one["answered"] for one in (other, row) if one["answered"] is not None]
    sources = dict.fromkeys(one["source"] for one in (other, row) if one["source"])
    together = {
        "sent": min(other["sent"], row["sent"]),
        "due": max(other["due"], row["due"]),
        "state": states.pop() if len(states) == 1 else "answered",
        "answered": max(days, default=None),
        "source": "; ".join(sources) or None,
    }
    register.update(table, [(other, together)])


class _Stated(NamedTuple):
    """What only one of two organisations can say of something, and how to tell where they differ, and correct it."""

    columns: tuple[str, ...]
    organisation: str
    differ: str
    correct: str


REFERRED = ("training_id", "conference_id", "project_id")
# Numbers and ratings that would be lost, or mixed with those of the other, where both organisations have them.
STATED: Mapping[str, _Stated] = {
    "attendance": _Stated(
        ("persons", "stated", "women", "completed", "certified"),
        "administration_id",
        "have different numbers of persons at the training {training}",
        "`tracker training attend {training} --administration {gone}` corrects one; --drop takes it back.",
    ),
    "officers": _Stated(
        ("officers", "women", "estimated"),
        "administration_id",
        "have different numbers of officers at {stage}, reported at {conference}",
        "`tracker career report {stage} --administration {gone} --at {conference} --correct` corrects one.",
    ),
    "rating": _Stated(
        ("scale", "level"),
        "rated_by_id",
        "published different ratings of {project} on {date}",
        "`tracker rating list --project {project}` shows them; `tracker rating edit` or `remove` corrects one.",
    ),
}


def _complete_stated(register: Collection, table: Table, other: Row, row: Row) -> None:
    """Keep one of two equal statements. Raises Conflict where they differ."""
    stated = STATED[table.name]
    said = [[one[name] for name in stated.columns] for one in (row, other)]
    if said[0] != said[1] and all(any(value is not None for value in one) for one in said):
        code = register.codes.code
        names = {
            name.removesuffix("_id"): code(name.removesuffix("_id"), row[name]) for name in REFERRED if name in row
        }
        if "stage_id" in row:
            (stage,) = register.rows(tables.stage, tables.stage.c.id == row["stage_id"])
            names["stage"] = stage_code(code("career", stage["career_id"]), stage["place"])
        gone, stays = (code("organisation", one[stated.organisation]) for one in (row, other))
        differ = stated.differ.format(date=row.get("date"), **names)
        correct = stated.correct.format(gone=gone, **names)
        raise Conflict(f"{gone} and {stays} {differ}; merged, one of the two is lost.", correct)
    _complete(register, table, other, row)


UNITE: Mapping[str, Callable[[Collection, Table, Row, Row], None]] = {
    "request": _complete_request,
    **dict.fromkeys(STATED, _complete_stated),
}


def _move_benefits(register: Collection, merged: int, into: int, moved: Moved) -> None:
    """Add the shares up where both benefit. Reports to a conference that is not open keep their beneficiary's row."""
    standing, told = tables.beneficiary, (tables.share, tables.earmark)
    rows = register.rows(standing, standing.c.organisation_id.in_([merged, into]))
    _move_shares(register, standing, rows, merged, into, leave=True)
    for table in told:
        for said, which in _movable(table.name):
            rows = register.rows(table, table.c.organisation_id.in_([merged, into]), which)
            _note(moved, f"{table.name}s{said}", _move_shares(register, table, rows, merged, into))
    referred = {row["project_id"] for table in told for row in register.rows(table, table.c.organisation_id == merged)}
    mine = register.rows(standing, standing.c.organisation_id == merged)
    register.delete(standing, [row for row in mine if row["project_id"] not in referred])
    register.update(standing, [(row, {"share": None, "former": True}) for row in mine if row["project_id"] in referred])
    _note(moved, "projects that benefit it", len(mine))


def _move_shares(
    register: Collection, table: Table, rows: Sequence[Row], merged: int, into: int, *, leave: bool = False
) -> int:
    """Add each share of one to the other; with `leave`, the rows of the first are left for the caller to decide."""
    keys = [column.name for column in table.primary_key if column.name != "organisation_id"]
    mine = [row for row in rows if row["organisation_id"] == merged]
    there = {tuple(row[key] for key in keys): row for row in rows if row["organisation_id"] == into}
    fresh, edits = [], []
    for row in mine:
        other = there.get(tuple(row[key] for key in keys))
        if other is None:
            fresh.append(row | {"organisation_id": into})
        elif not row.get("former"):
            both = [one["share"] for one in (row, other) if one["share"] is not None]
            edits.append((other, {"share": sum(both) if both else None} | ({"former": False} if leave else {})))
    register.insert(table, fresh)
    register.update(table, edits)
    if not leave:
        register.delete(table, mine)
    return len(mine)


def _note(moved: Moved, what: str, count: int) -> None:
    if count:
        moved[what] = moved.get(what, 0) + count
