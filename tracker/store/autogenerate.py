"""What `alembic revision --autogenerate` writes, where alembic's own output would work on one database only.

Loaded by `migrations/env.py` for the command `alembic`, never by the program.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date
from sqlalchemy.sql.elements import False_

from tracker.tables import whole_schema
from tracker.tables.base import ByDialect

# The second plugin compares CHECK constraints too, by name.
PLUGINS = ("alembic.autogenerate.*", "alembic.ext.checkconstraint_byname")

# A migration does not import the program, which tells SQLAlchemy what these types are called in SQLite's STRICT tables.
TYPES = {
    Boolean: "sa.Boolean().with_variant(sa.Integer(), 'sqlite')",
    BigInteger: "sa.BigInteger().with_variant(sa.Integer(), 'sqlite')",
    Date: "sa.Date().with_variant(sa.Text(), 'sqlite')",
}
OPTIONS = {"sqlite_strict": False, "sqlite_with_rowid": True, "sqlite_autoincrement": False}


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Render a type, a default or a CHECK for a migration; False for what alembic renders correctly by itself."""
    if kind == "type":
        return TYPES.get(type(item), False)
    if kind == "server_default" and isinstance(getattr(item, "arg", None), False_):
        return "sa.false()"  # alembic would write 0, which is valid on one of the databases only
    if kind == "check" and isinstance(item.sqltext, ByDialect):
        return f"sa.CheckConstraint({_by_dialect(item)}, name=op.f({str(item.name)!r}))"
    return False


def _by_dialect(check: CheckConstraint) -> str:
    assert isinstance(check.sqltext, ByDialect)
    return f"{check.sqltext.texts!r}[op.get_bind().dialect.name]"


_create_table = renderers.dispatch(ops.CreateTableOp)
_modify_table = renderers.dispatch(ops.ModifyTableOps)
_create_index = renderers.dispatch(ops.CreateIndexOp)
_create_check = renderers.dispatch(ops.CreateCheckConstraintOp)


@renderers.dispatch_for(ops.CreateTableOp, replace=True)
def _create_table_alone(context: AutogenContext, op: ops.CreateTableOp) -> str:
    """Leave out a table's metadata that only the program uses: it is not part of the schema."""
    op.info.clear()
    text: str = _create_table(context, op)
    return text


@renderers.dispatch_for(ops.ModifyTableOps, replace=True)
def _modify_table_with_options(context: AutogenContext, op: ops.ModifyTableOps) -> list[str]:
    """Repeat a table's options, since SQLite loses them when it rebuilds a table without them."""
    lines: list[str] = _modify_table(context, op)
    kept = whole_schema().tables[op.table_name].kwargs
    options = {name: kept[name] for name, default in OPTIONS.items() if kept.get(name, default) != default}
    return [lines[0].replace("schema=None", f"table_kwargs={options!r}"), *lines[1:]] if lines else lines


@renderers.dispatch_for(ops.CreateIndexOp, replace=True)
def _create_index_where(context: AutogenContext, op: ops.CreateIndexOp) -> str:
    """Write the condition of a `unique_where` index, which is kept where alembic does not look for it."""
    text: str = _create_index(context, op)
    described = whole_schema().tables.get(op.table_name)
    indexes = () if described is None else described.indexes
    where = next((index.info.get("where") for index in indexes if index.name == op.index_name), None)
    if where is None:
        return text
    said = f"sa.text({where!r})"
    return f"{text.removesuffix(')')}, sqlite_where={said}, postgresql_where={said})"


@renderers.dispatch_for(ops.CreateCheckConstraintOp, replace=True)
def _create_check_by_dialect(context: AutogenContext, op: ops.CreateCheckConstraintOp) -> str:
    text: str = _create_check(context, op)
    check = op.to_constraint()
    if not isinstance(check.sqltext, ByDialect):
        return text
    return f"{text.partition(', ')[0]}, {_by_dialect(check)})"
