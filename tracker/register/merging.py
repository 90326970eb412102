"""One organisation takes over another: what stands moves, what conferences were told does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, select

from tracker import tables
from tracker.errors import Conflict
from tracker.register.core import Row
from tracker.register.roles import give_role
from tracker.rules.words import OPEN_STATES

if TYPE_CHECKING:
    from tracker.register.organisations import Organisations

STANDING: tuple[tuple[str, Table, str], ...] = (
    ("contributions", tables.contribution, "donor_id"),
    ("projects led", tables.project, "lead_id"),
    ("projects implemented", tables.project, "implementer_id"),
    ("organisations under it", tables.organisation, "parent_id"),
    ("contacts", tables.contact, "organisation_id"),
    ("aliases", tables.organisation_alias, "organisation_id"),
    ("documents", tables.document, "organisation_id"),
    ("actions", tables.action, "owner_id"),
    ("projects published", tables.activity, "publisher_id"),
)
TOLD: tuple[tuple[str, Table, str], ...] = (
    ("fundings", tables.funding, "donor_id"),
    ("reviews", tables.review, "lead_id"),
    ("reviews", tables.review, "implementer_id"),
    ("follow-ups", tables.follow_up, "owner_id"),
    ("follow-ups", tables.follow_up, "verified_by_id"),
)
OPEN = select(tables.conference.c.id).where(tables.conference.c.state.in_(OPEN_STATES))


def merge(register: Organisations, merged: int, into: int) -> dict[str, int]:
    """Let `into` take over `merged`, which keeps its row and resolves to `into` from now on.

    Contributions, projects, parts, contacts, aliases, documents, roles and standing shares move; of what conferences
    were told, only that of open ones. Returns what moved, with counts. Raises Conflict for an organisation into itself,
    or one that was merged already.
    """
    gone, stays = register.row(merged), register.row(into)
    if merged == into:
        raise Conflict(f"{gone['code']} cannot be merged into itself.")
    if gone["merged_into_id"] is not None:
        raise Conflict(f"{gone['code']} was merged into {register.row(gone['merged_into_id'])['code']} already.")
    moved: dict[str, int] = {}
    if stays["parent_id"] == merged:
        above = gone["parent_id"] if gone["parent_id"] != into else None
        register.update(tables.organisation, [(stays, {"parent_id": above})])
    for what, table, column in STANDING:
        _note(moved, what, _repoint(register, table, column, merged, into))
    for what, table, column in TOLD:
        told = table.c.conference_id.in_(OPEN)
        _note(moved, f"{what} of the open conference", _repoint(register, table, column, merged, into, told))
    _move_participants(register, merged, into, moved)
    _move_partnerships(register, merged, into, moved)
    _move_parts(register, merged, into, moved)
    _move_benefits(register, merged, into, moved)
    _move_roles(register, merged, into)
    register.update(tables.organisation, [(register.row(merged), {"merged_into_id": into})])
    return moved


def _repoint(
    register: Organisations, table: Table, column: str, old: int, new: int, *conditions: ColumnElement[bool]
) -> int:
    rows = register.rows(table, table.c[column] == old, *conditions)
    return register.update(table, [(row, {column: new}) for row in rows])


def _move_roles(register: Organisations, merged: int, into: int) -> None:
    rows = register.rows(tables.organisation_role, tables.organisation_role.c.organisation_id == merged)
    for row in rows:
        give_role(register.register, [into], row["role"])
    register.delete(tables.organisation_role, rows)


def _move_participants(register: Organisations, merged: int, into: int, moved: dict[str, int]) -> None:
    table = tables.participant
    both = register.rows(table, table.c.organisation_id.in_([merged, into]), table.c.conference_id.in_(OPEN))
    mine = [row for row in both if row["organisation_id"] == merged]
    there = {row["conference_id"] for row in both if row["organisation_id"] == into}
    register.delete(table, mine)
    register.insert(table, [row | {"organisation_id": into} for row in mine if row["conference_id"] not in there])
    _note(moved, "participants of the open conference", len(mine))


def _move_partnerships(register: Organisations, merged: int, into: int, moved: dict[str, int]) -> None:
    """Where both took part, the people of both are those of one."""
    table = tables.partnership_party
    both = register.rows(table, table.c.organisation_id.in_([merged, into]))
    mine = [row for row in both if row["organisation_id"] == merged]
    there = {row["partnership_id"]: row for row in both if row["organisation_id"] == into}
    register.delete(table, mine)
    register.insert(table, [row | {"organisation_id": into} for row in mine if row["partnership_id"] not in there])
    for row in mine:
        other = there.get(row["partnership_id"])
        if other is not None and row["people"]:
            people = "; ".join(people for people in (other["people"], row["people"]) if people)
            register.update(table, [(other, {"people": people})])
    _note(moved, "partnerships", len(mine))


def _move_parts(register: Organisations, merged: int, into: int, moved: dict[str, int]) -> None:
    """Where both take part in a project in one role, one does."""
    table = tables.project_organisation
    both = register.rows(table, table.c.organisation_id.in_([merged, into]))
    mine = [row for row in both if row["organisation_id"] == merged]
    there = {(row["project_id"], row["role"]) for row in both if row["organisation_id"] == into}
    register.delete(table, mine)
    fresh = [row for row in mine if (row["project_id"], row["role"]) not in there]
    register.insert(table, [row | {"organisation_id": into} for row in fresh])
    _note(moved, "projects in which it takes part", len(mine))


def _move_benefits(register: Organisations, merged: int, into: int, moved: dict[str, int]) -> None:
    """Shares add up where both benefit. What a conference that is not open was told keeps its beneficiary's row."""
    standing, told = tables.beneficiary, (tables.share, tables.earmark)
    rows = register.rows(standing, standing.c.organisation_id.in_([merged, into]))
    _move_shares(register, standing, rows, merged, into, leave=True)
    for table in told:
        rows = register.rows(table, table.c.organisation_id.in_([merged, into]), table.c.conference_id.in_(OPEN))
        count = _move_shares(register, table, rows, merged, into)
        _note(moved, f"{table.name}s of the open conference", count)
    referred = {row["project_id"] for table in told for row in register.rows(table, table.c.organisation_id == merged)}
    mine = register.rows(standing, standing.c.organisation_id == merged)
    register.delete(standing, [row for row in mine if row["project_id"] not in referred])
    register.update(standing, [(row, {"share": None, "former": True}) for row in mine if row["project_id"] in referred])
    _note(moved, "projects that benefit it", len(mine))


def _move_shares(
    register: Organisations, table: Table, rows: Sequence[Row], merged: int, into: int, *, leave: bool = False
) -> int:
    """Give each share of one to the other; with `leave`, the rows of the first stay for the caller to judge."""
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


def _note(moved: dict[str, int], what: str, count: int) -> None:
    if count:
        moved[what] = moved.get(what, 0) + count
