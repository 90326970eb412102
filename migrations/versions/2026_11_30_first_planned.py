"""When a milestone was planned for first: a column of the milestone, beside the date as it is planned now.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. A
milestone that is there already gets the date that it had when a conference was first told of it, as the journal says;
where the journal does not say, the earliest date that a conference was told, else the date that it has now. The date
that it has now is the one that was told last, if that was told after the last edit; going down, it stays so. Records
keep the column from now on; those of before do not have it. When the register goes up again, a first date that somebody
gave on its own comes from the journal, and what records keep comes from their documents.
"""

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations
from alembic.util import load_python_file

revision = "2026_11_30_first_planned"
down_revision = "2026_11_30_agreed"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COMMENT = "the date that was planned first; slips are counted from it"
WHOLE_DAY = "substr(first_planned || '-01-01', 1, 10)"
CHANGES = """
SELECT table_name, "key", before, after FROM change WHERE table_name IN ('milestone', 'milestone_report')
ORDER BY journal_id, ordinal
"""
# In a series the dates of conferences before one count as well, so that none comes before one that it follows.
TOLD = """
SELECT t.milestone_id, t.planned_date FROM milestone_report t JOIN (
  SELECT c.id, c.sequence, c.state,
    max(coalesce(c.start_date, '')) OVER (PARTITION BY c.series_id ORDER BY c.sequence) AS met
  FROM conference c
) c ON c.id = t.conference_id
WHERE t.planned_date IS NOT NULL AND c.state <> 'cancelled' ORDER BY c.met, c.sequence, c.id
"""
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


class Journalled(NamedTuple):
    """What the journal says of milestones.

    `given` are first dates that somebody gave on their own, `begun` the planned dates that milestones had when a
    conference was first told of them, and `moved` the milestones of which a conference was told a date since the last
    edit.
    """

    given: dict[int, str]
    begun: dict[int, str | None]
    moved: set[int]


def is_a_date() -> str:
    if op.get_bind().dialect.name == "sqlite":
        exists = f"length(first_planned) IN (4, 7, 10) AND date({WHOLE_DAY}, '+0 days') IS {WHOLE_DAY}"
    else:
        year, month, day = (f"substr({WHOLE_DAY}, {place})::int" for place in ("1, 4", "6, 2", "9, 2"))
        exists = "first_planned ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'"
        exists += f" AND make_date({year}, {month}, {day}) IS NOT NULL"
    return f"first_planned IS NULL OR ({exists})"


def upgrade() -> None:
    last = last_id()
    with remade_table() as batch:
        batch.add_column(sa.Column("first_planned", WORDS, comment=COMMENT))
        batch.create_check_constraint(op.f("ck_milestone_first_planned_is_a_date"), is_a_date())
    keep_counting(last)
    op.add_column("kept_milestone", sa.Column("first_planned", WORDS))
    for one in documents.documents():
        one.fill("milestone", "id", "first_planned")
    connection = op.get_bind()
    told = [(identity, date) for identity, date in connection.exec_driver_sql(TOLD)]
    earliest, latest = dict(reversed(told)), dict(told)
    given, begun, moved = journalled(connection)
    rows = []
    for identity, planned in connection.exec_driver_sql("SELECT id, planned_date FROM milestone").all():
        first = given.get(identity) or begun.get(identity) or earliest.get(identity) or planned
        now = latest.get(identity, planned) if identity in moved else planned
        if first:
            rows.append({"identity": identity, "first": first, "now": now})
    if rows:
        dates = "UPDATE milestone SET first_planned = :first, planned_date = :now WHERE id = :identity"
        connection.execute(sa.text(dates), rows)


def downgrade() -> None:
    op.drop_column("kept_milestone", "first_planned")
    last = last_id()
    with remade_table() as batch:
        batch.drop_constraint(op.f("ck_milestone_first_planned_is_a_date"), type_="check")
        batch.drop_column("first_planned")
    keep_counting(last)


def journalled(connection: sa.Connection) -> Journalled:
    given: dict[int, str] = {}
    dates: dict[int, str | None] = {}
    told: dict[int, set[int]] = {}
    moved: set[int] = set()
    for table, key, before, after in connection.exec_driver_sql(CHANGES):
        *conference, milestone = json.loads(key)
        values = json.loads(after or "{}")
        if table == "milestone_report":
            mine = told.setdefault(milestone, set())
            if before is None:
                mine.update(conference)
            elif after is None:
                mine.difference_update(conference)
            if "planned_date" in values:
                moved.add(milestone)
            continue
        if "planned_date" in values:
            moved.discard(milestone)
            if not told.get(milestone):
                dates[milestone] = values["planned_date"]
        if "first_planned" in values:
            # The same date as the planned one was not given, but follows from it.
            given.pop(milestone, None)
            if values["first_planned"] != values.get("planned_date"):
                given[milestone] = values["first_planned"]
    return Journalled(given, {milestone: date for milestone, date in dates.items() if told.get(milestone)}, moved)


def remade_table() -> AbstractContextManager[BatchOperations]:
    return op.batch_alter_table(
        "milestone",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True},
    )


def last_id() -> int | None:
    """The last number that SQLite gave; a table that is made again forgets it."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return None
    return connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'milestone'").scalar()


def keep_counting(last: int | None) -> None:
    if last is not None:
        connection = op.get_bind()
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'milestone'")
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('milestone', ?)", (last,))
