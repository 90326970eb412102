"""${message}

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.

Before it is done, and these lines go (docs/writing-migrations.md has the rules):
- Read what was written. A CHECK or a partial index of which only the text changed is not noticed, nor a renaming.
- Fill a new column in this step. One that is NOT NULL needs a server_default where there are rows.
- In tracker/store/revision.py put this revision at the end of KNOWN.
- Run `pytest tests/store/test_migrations.py` and `python scripts/write_docs.py`.
"""
<%
    from alembic.script import ScriptDirectory

    # As the file is called, so that the one is found by the other.
    name = ScriptDirectory.from_config(config)._rev_path("", up_revision, message, create_date).stem
%>
import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(name)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
