"""The journal: every write of every command, with the row before and after."""

from sqlalchemy import PrimaryKeyConstraint

from tracker.tables.base import identity, ref, table, whole, words

journal = table(
    "journal",
    "One row for every command that wrote",
    identity(),
    words("at", "UTC, ISO 8601", required=True),
    words("who", required=True),
    words("command", "the command line as typed", required=True),
    words("reason"),
    ref("undoes_id", "journal.id", "the command that this one takes back"),
    words("role", "the role of PostgreSQL that wrote it, by its session_user; NULL on SQLite and for imported entries"),
)

change = table(
    "change",
    "One row for every row that a command added, changed or took away, in order",
    ref("journal_id", "journal.id", required=True),
    whole("ordinal", required=True),
    words("table_name", required=True),
    words("key", "primary key, JSON", required=True),
    words("before", "JSON of the row, or of the columns that changed; NULL for a row that was added"),
    words("after", "likewise; NULL for a row that was taken away"),
    PrimaryKeyConstraint("journal_id", "ordinal"),
    rowid=False,
)
