"""What each donor answered for its own funding, and the conference from which a report was carried over.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. What
a closed conference was told, and the rows that records keep, have what their sealed documents say, when the register
goes up again; they stay NULL where a document was written before, for a value there would be a difference from what was
sealed. Of the other conferences an answer is carried over where one party alone can have given it: the
donor itself to a request, or whoever is the only one among donors, lead, implementer and those whose answer came in.
"""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import context, op
from alembic.util import load_python_file

revision = "2026_11_30_whose_answer"
down_revision = "2026_11_30_valued"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OF_REPORTS = {"sqlite_strict": True, "sqlite_with_rowid": False}
# Each table of reports with what it reports on.
REPORTS = {
    "funding": "contribution_id",
    "assessment": "risk_id",
    "measurement": "indicator_id",
    "milestone_report": "milestone_id",
}
ANSWERS = ("not asked", "asked", "no answer", "confirmed unchanged", "updated", "declined")

# What each contribution of a conference that is not closed is answered by now.
MEANT = """
WITH RECURSIVE chain(id, now) AS (
  SELECT id, id FROM organisation WHERE merged_into_id IS NULL
  UNION ALL
  SELECT o.id, chain.now FROM organisation o JOIN chain ON chain.id = o.merged_into_id
),
told AS (
  SELECT r.* FROM review r JOIN conference c ON c.id = r.conference_id WHERE c.state <> 'closed'
),
asked AS (
  SELECT q.conference_id, a.project_id, q.role, chain.now AS who, a.answer
  FROM request q JOIN request_project a ON a.request_id = q.id JOIN chain ON chain.id = q.organisation_id
),
party AS (
  SELECT f.conference_id, f.project_id, chain.now AS who FROM funding f JOIN chain ON chain.id = f.donor_id
  UNION SELECT t.conference_id, t.project_id, chain.now FROM told t JOIN chain ON chain.id = t.lead_id
  UNION SELECT t.conference_id, t.project_id, chain.now FROM told t JOIN chain ON chain.id = t.implementer_id
  UNION SELECT conference_id, project_id, who FROM asked WHERE answer <> 'asked'
),
alone AS (SELECT conference_id, project_id FROM party GROUP BY conference_id, project_id HAVING count(*) = 1)
SELECT f.conference_id, f.contribution_id, t.answer AS reviewed,
  CASE WHEN own.answer IS NOT NULL THEN own.answer WHEN alone.project_id IS NOT NULL THEN t.answer ELSE 'not asked' END
  AS answer
FROM funding f
JOIN told t ON t.conference_id = f.conference_id AND t.project_id = f.project_id
JOIN chain ON chain.id = f.donor_id
LEFT JOIN asked own ON own.conference_id = f.conference_id AND own.project_id = f.project_id AND own.role = 'donor'
  AND own.who = chain.now
LEFT JOIN alone ON alone.conference_id = f.conference_id AND alone.project_id = f.project_id
"""
CARRY = f"""
UPDATE funding SET answer = meant.answer FROM ({MEANT}) meant
WHERE funding.conference_id = meant.conference_id AND funding.contribution_id = meant.contribution_id
"""
SILENT = "('not asked', 'asked', 'no answer')"
CARRIED = f"SELECT count(*) FROM ({MEANT}) meant WHERE answer NOT IN {SILENT}"
LOST = f"SELECT count(*) FROM ({MEANT}) meant WHERE reviewed NOT IN {SILENT} AND answer IN {SILENT}"
FROM = """
UPDATE {table} SET carried_from_id = told.carried_from_id
FROM (SELECT r.conference_id, r.project_id, r.carried_from_id FROM review r JOIN conference c ON c.id = r.conference_id
  WHERE c.state <> 'closed' AND r.carried_from_id IS NOT NULL) told
WHERE {table}.conference_id = told.conference_id AND {table}.project_id = told.project_id
"""
SEALED = """
UPDATE {table} SET {columns} FROM kept_{table} k
WHERE k.conference_id = {table}.conference_id AND k.{key} = {table}.{key} AND k.record_id IN ({standing})
"""
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def upgrade() -> None:
    answer = "what its own donor answered; NULL where a conference was told before this was asked by donor"
    carried = "the conference that was told this, until it is told here"
    for table in REPORTS:
        key = op.f(f"fk_{table}_carried_from_id")
        with op.batch_alter_table(table, reflect_kwargs={"resolve_fks": False}, table_kwargs=OF_REPORTS) as batch:
            if table == "funding":
                batch.add_column(sa.Column("answer", WORDS, comment=answer))
                listed = ", ".join(repr(word) for word in ANSWERS)
                batch.create_check_constraint(op.f("ck_funding_answer_known"), f"answer IN ({listed})")
            batch.add_column(sa.Column("carried_from_id", sa.Integer(), comment=carried))
            batch.create_foreign_key(key, "conference", ["carried_from_id"], ["id"])
        if table == "funding":
            op.add_column("kept_funding", sa.Column("answer", WORDS))
        op.add_column(f"kept_{table}", sa.Column("carried_from_id", sa.Integer()))
    connection = op.get_bind()
    lost = connection.execute(sa.text(LOST)).scalar_one()
    carried_over = connection.execute(sa.text(CARRIED)).scalar_one()
    connection.execute(sa.text(CARRY))
    for table in REPORTS:
        connection.execute(sa.text(FROM.format(table=table)))
    from_documents()
    say: Callable[[str], None] | None = context.config.attributes.get("say")
    if say is not None and lost:
        say(
            f"Answers belong to each donor's contribution now: {carried_over} were carried over at conferences that"
            f" are not closed; {lost} could not be, because several parties may have given them. Their amounts are"
            " unconfirmed: `tracker project list --unconfirmed --at CONFERENCE` lists them."
        )


def from_documents() -> None:
    """Fill what records keep from documents that have it, and what closed conferences were told."""
    new = {table: ("answer", "carried_from_id") if table == "funding" else ("carried_from_id",) for table in REPORTS}
    for one in documents.documents():
        for table, key in REPORTS.items():
            one.fill(table, key, *new[table])
    for table, key in REPORTS.items():
        columns = ", ".join(f"{name} = k.{name}" for name in new[table])
        op.execute(SEALED.format(table=table, key=key, columns=columns, standing=documents.STANDING))


def downgrade() -> None:
    for table in REPORTS:
        if table == "funding":
            op.drop_column("kept_funding", "answer")
        op.drop_column(f"kept_{table}", "carried_from_id")
        with op.batch_alter_table(table, reflect_kwargs={"resolve_fks": False}, table_kwargs=OF_REPORTS) as batch:
            if table == "funding":
                batch.drop_constraint(op.f("ck_funding_answer_known"), type_="check")
                batch.drop_column("answer")
            batch.drop_constraint(op.f(f"fk_{table}_carried_from_id"), type_="foreignkey")
            batch.drop_column("carried_from_id")
