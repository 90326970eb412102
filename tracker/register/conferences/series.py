"""Series: lines of conferences, and what each was called over time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.register.core import Collection, Row, check_version
from tracker.register.parties.periods import parse_period
from tracker.rules.codes import check_code
from tracker.rules.text import line

LETTERS = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)-")


class SeriesFacts(NamedTuple):
    """A series in the user's words; `names`: "Regional Donor Meeting@2010..2015"."""

    code: str
    name: str
    region: str | None = None
    names: Sequence[str] = ()


class Series(Collection):
    """The series of a register."""

    def add(self, facts: Sequence[SeriesFacts]) -> list[int]:
        """Add series. Raises Invalid, or Conflict where a code is taken."""
        rows = []
        for fact in facts:
            code = check_code("series code", fact.code)
            if self.codes.find("series", code) is not None:
                raise Conflict(f"The series {code} already exists.", "`tracker series list` shows all.")
            rows.append({"code": code, **self.columns(fact._asdict())})
        ids = self.insert(tables.series, rows)
        for fact, row, identity in zip(facts, rows, ids, strict=True):
            self.codes.learn("series", row["code"], identity)
            self.insert(tables.series_name, name_rows(identity, fact.names))
        return ids

    def first_for(self, conference: str) -> str | None:
        """Add a series named by the first letters of a conference code, if there is none yet. Returns its code."""
        letters = LETTERS.match(conference.strip())
        if self.codes.all("series") or letters is None:
            return None
        name = letters[1].upper()
        self.add([SeriesFacts(name, name)])
        return name

    def edit(self, identity: int, given: Mapping[str, Any], expected_version: int | None = None) -> tuple[Row, Row]:
        """Change a series, given as in `SeriesFacts`; an empty text clears a field, None leaves it.

        `names` replace all its names. Returns the row before and after.
        """
        before = self.row(identity)
        check_version("series", before["code"], before, expected_version)
        values = self.columns(given)
        if given.get("code"):
            values["code"] = check_code("series code", given["code"])
        self.update(tables.series, [(before, values)])
        if given.get("names") is not None:
            names = self.rows(tables.series_name, tables.series_name.c.series_id == identity)
            self.replace(tables.series_name, names, name_rows(identity, given["names"]))
        return before, self.row(identity)

    def remove(self, identity: int) -> Row:
        """Remove a series that was entered by mistake. Raises Conflict where it has conferences or a pool."""
        row = self.row(identity)
        conferences = self.rows(tables.conference, tables.conference.c.series_id == identity)
        pools = self.rows(tables.project, tables.project.c.pool_of_id == identity)
        held = [f"conference {one['code']}" for one in conferences] + [f"the pool {one['code']}" for one in pools]
        if held:
            raise Conflict(f"The series {row['code']} cannot be removed because it has {', '.join(held)}.")
        self.remove_with_parts(tables.series, row)
        return row

    def row(self, identity: int) -> Row:
        found = self.rows(tables.series, tables.series.c.id == identity)
        if not found:
            raise NotFound("series", str(identity))
        return found[0]

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for the words given; an empty text is unknown, a None is left out."""
        values: dict[str, Any] = {}
        if given.get("name") is not None:
            values["name"] = line("series name", given["name"])
        if given.get("region") is not None:
            values["region"] = line("region", given["region"]) if given["region"].strip() else None
        return values


def name_rows(identity: int, names: Sequence[str]) -> list[Row]:
    rows = []
    for text in names:
        period = parse_period("series name", text)
        if period.valid_from is None:
            raise Invalid("series name", text, "has no start date", f"{period.text}@2010.. or @2010..2015")
        rows.append(
            {
                "series_id": identity,
                "name": period.text,
                "valid_from": period.valid_from,
                "valid_until": period.valid_until,
            }
        )
    return rows
