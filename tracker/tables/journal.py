"""The journal: every write of every command, with the row before and after."""

from sqlalchemy import Index, PrimaryKeyConstraint

from tracker.tables.base import identity, ref, table, whole, words

journal = table(
    "journal",
    "One row for every command that wrote",
    identity(),
    words("at", "UTC, ISO 8601", required=True),
    words("who", required=True),
    words("command", "the command line as typed", required=True),
    words("reason"),
    ref("undoes_id", "journal.id", "the command that this one undoes", indexed=True),
    words("role", "the role of PostgreSQL that wrote it, by its session_user; NULL on SQLite and for imported entries"),
)

change = table(
    "change",
    "One row for every row that a command added, changed or removed, in order",
    ref("journal_id", "journal.id", required=True),
    whole("ordinal", required=True),
    words("table_name", required=True),
    words("key", "primary key, JSON", required=True),
    words("before", "JSON of the row, or of the columns that changed; NULL for a row that was added"),
    words("after", "likewise; NULL for a row that was removed"),
    PrimaryKeyConstraint("journal_id", "ordinal"),
    rowid=False,
)
# Few changes are of codes; a count of the others leaves them out without reading them. The table's name comes first,
# although it is always the same, since otherwise SQLite would choose the primary key.
Index("ix_change_code", change.c.table_name, change.c.journal_id, info={"where": "table_name = 'code'"})

# Derived from the changes, and derived again where a register is upgraded or imported as a whole.
journal_project = table(
    "journal_project",
    "Which projects a command touched, so that the commands of a project are found without reading all changes",
    whole("project_id", "the project; one that was removed stays here", required=True),
    ref("journal_id", "journal.id", required=True),
    PrimaryKeyConstraint("project_id", "journal_id"),
    rowid=False,
)
