"""The index of the search: two tables that belong to no record, journal or export.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. The
index is derived from the rows. This makes its tables; the triggers that keep it come with the guards, which are made
after every migration and fill it from all rows. So a later step that changes texts need not know of it.
"""

from alembic import op

revision = "2026_12_06_search"
down_revision = "2026_12_05_set_light"

ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5 (w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15,"
    " content='', detail=none, tokenize='unicode61 remove_diacritics 2')",
    "CREATE TABLE search_place (id INTEGER PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL, row_key TEXT NOT NULL,"
    " UNIQUE (table_name, row_key)) STRICT",
)
ON_POSTGRESQL = (
    "CREATE TABLE search_index (id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_index_words ON search_index USING gin (words)",
    "CREATE TABLE search_place (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, table_name text NOT NULL,"
    ' row_key text COLLATE "C" NOT NULL, UNIQUE (table_name, row_key))',
)


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    for statement in ON_SQLITE if on_sqlite() else ON_POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP TABLE search_index")
    op.get_bind().exec_driver_sql("DROP TABLE search_place")
    if not on_sqlite():
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS search_words(text)")
