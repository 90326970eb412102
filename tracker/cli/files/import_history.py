"""`tracker import --list`, `--mappings` and `--forget`: past imports, and the remembered meanings of headings."""

from __future__ import annotations

from tracker.cli.base import App, say, told
from tracker.output import Column, show

LIST = [
    Column("number", "Command", "code"),
    Column("at", "Time (UTC)", "date"),
    Column("who", "Who", priority=3),
    Column("name", "File", flex=True),
    Column("sha256", "SHA-256", priority=4),
    Column("form", "Form", priority=2),
    Column("created", "New", "number"),
    Column("updated", "Changed", "number"),
    Column("unchanged", "As it was", "number", priority=1),
    Column("refused", "Refused", "number"),
    Column("taken_back_by", "Taken back by", "code", priority=1),
]
MAPPINGS = [
    Column("name", "Name", "code"),
    Column("noun", "Table"),
    Column("sheet", "Sheet", priority=1),
    Column("currency", "Currency", priority=1),
    Column("headings", "Headings", flex=True),
]
SHORT = 12  # digits of a hash that people see


def show_imports(app: App) -> None:
    """Show past imports, the latest first."""
    from tracker.insight.journal.imports import list_imports

    with app.reader() as reader:
        rows = list_imports(reader)
        if app.form == "table":
            rows = [row._replace(sha256=row.sha256[:SHORT]) for row in rows]
        show(rows, LIST, app.style(reader))
    if not rows:
        say("Nothing was imported yet.")


def show_mappings(app: App) -> None:
    """Show the remembered mappings."""
    from tracker.insight.journal.mappings import list_mappings

    with app.reader() as reader:
        rows = list_mappings(reader)
        show(rows, MAPPINGS, app.style(reader))
    if not rows:
        say("No mapping is remembered. `tracker import FILE --map HEADING=COLUMN --remember NAME` remembers one.")


def forget_mapping(app: App, name: str) -> None:
    with app.register() as register:
        forgotten = register.mappings.forget(name)
    if not app.dry_run:
        told(f"Forgot how the headings of {forgotten} were read.")
        say("`tracker undo` brings it back.")
