"""Runs the migrations on the connection that `tracker.store.schema` hands over.

There is no other way in: the guards, the foreign keys and the backup around a migration are the program's own affair.
`tracker db upgrade` is the command.
"""

from alembic import context

from tracker.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations are run by `tracker db upgrade`, which backs up, checks and sets the guards again.")

context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is the caller's, and holds everything
)
context.run_migrations()
