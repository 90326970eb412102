"""What was written in another way than by an import of published data, and not overwritten by one since."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from tracker.insight.journal.log import taken_back
from tracker.register.core import Collection, Row
from tracker.rules.structure import TABLES

FORM = "iati"
# Tables that published data is written to, and whose rows a person may write too.
LOOKED_AT = tuple(name for name, facts in TABLES.items() if facts.published)
NOTHING: frozenset[str] = frozenset()
REMOVED = "(removed)"


class Since(Collection):
    """Answers from the journal, which is read once, for the first query."""

    def columns(self, table: Table, row: Row) -> set[str] | frozenset[str]:
        """Return the columns of a row that a person wrote last; also `REMOVED` where they removed the row."""
        key = json.dumps([_plain(row[column.name]) for column in table.primary_key])
        return self._written.get((table.name, key), NOTHING)

    @cached_property
    def _written(self) -> dict[tuple[str, str], set[str]]:
        reader = self.register.reader
        imports = {
            number
            for (number,) in reader.rows("SELECT journal_id FROM imported_file WHERE form = :form", {"form": FORM})
        }
        undone = taken_back(reader)
        undos = {number for (number,) in reader.rows("SELECT id FROM journal WHERE undoes_id IS NOT NULL")}
        listed = ", ".join(f"'{name}'" for name in LOOKED_AT)
        found: dict[tuple[str, str], set[str]] = {}
        sql = f"""SELECT journal_id, table_name, "key", before, after FROM change
WHERE table_name IN ({listed}) AND journal_id <> :mine ORDER BY journal_id, ordinal"""
        for number, table, key, before, after in reader.rows(sql, {"mine": self.register.journal.id or 0}, stream=True):
            if number in undone or number in undos:
                continue
            where = table, key
            if number not in imports:
                mine = found.setdefault(where, set())
                if after is None:
                    found[where] = {REMOVED}
                else:
                    mine.update(json.loads(after))
                    mine.discard("version")
            elif where in found:
                if after is None or before is None:
                    del found[where]
                else:
                    found[where].difference_update(json.loads(after))
        return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
