"""Mappings: how the headings of somebody's files are read, saved under a name."""

from __future__ import annotations

from typing import NamedTuple

from tracker import tables
from tracker.insight.journal.mappings import MappedHeading, MappedValue, mapping
from tracker.register.core import Collection
from tracker.rules.codes import check_code


class MappingFacts(NamedTuple):
    """A mapping to be saved."""

    headings: tuple[MappedHeading, ...]
    noun: str | None = None
    sheet: str | None = None
    currency: str | None = None
    decimal_mark: str | None = None
    date_order: str | None = None
    code_prefix: str | None = None
    values: tuple[MappedValue, ...] = ()


class Mappings(Collection):
    """All mappings; names are stored in capitals."""

    def remember(self, name: str, facts: MappingFacts) -> str:
        """Save a mapping, replacing one of the same name. Returns its name as stored."""
        kept = check_code("mapping", name).upper()
        values = {column: value for column, value in facts._asdict().items() if column not in ("headings", "values")}
        found = self.rows(tables.mapping, tables.mapping.c.name == kept)
        if found:
            number = found[0]["id"]
            self.update(tables.mapping, [(found[0], values)])
        else:
            (number,) = self.insert(tables.mapping, [{"name": kept, **values}])
        old = self.rows(tables.mapped_heading, tables.mapped_heading.c.mapping_id == number)
        self.replace(tables.mapped_heading, old, [{"mapping_id": number, **one._asdict()} for one in facts.headings])
        table = tables.mapped_value
        old = self.rows(table, table.c.mapping_id == number)
        self.replace(table, old, [{"mapping_id": number, **one._asdict()} for one in facts.values])
        return kept

    def forget(self, name: str) -> str:
        """Remove a mapping from the register. Returns its name. Raises NotFound."""
        known = mapping(self.register.reader, name)
        for table in (tables.mapped_heading, tables.mapped_value):
            self.delete(table, self.rows(table, table.c.mapping_id == known.id))
        self.delete(tables.mapping, self.rows(tables.mapping, tables.mapping.c.id == known.id))
        return known.name
