"""Sets of criteria by which projects are evaluated, each with its edition."""

from __future__ import annotations

from typing import NamedTuple

from tracker.insight.codes import Codes
from tracker.store.reader import Reader


class CriteriaRow(NamedTuple):
    """A set of criteria, these in the order in which they were published; `evaluations` counts those by the set."""

    code: str
    name: str
    edition: str
    criteria: tuple[str, ...]
    source: str | None
    evaluations: int

    @property
    def version(self) -> CriteriaRow:
        """The state that an edit started from: a set has no version number, so the whole row is compared."""
        return self


class CriterionRow(NamedTuple):
    """A criterion of a set, and how many evaluations are by it."""

    criterion: str
    evaluations: int


def list_criteria(reader: Reader) -> list[CriteriaRow]:
    """The sets, by code."""
    return _rows(reader, "1 = 1", {})


def find_criteria(reader: Reader, text: str) -> CriteriaRow:
    """A set by its code or its name. Raises NotFound with the nearest, Usage for a name of several editions."""
    (found,) = _rows(reader, "s.code = :code", {"code": Codes(reader).criteria(text)})
    return found


def criterion_rows(reader: Reader, code: str) -> list[CriterionRow]:
    """The criteria of a set, by its code."""
    sql = """SELECT k.name, (SELECT count(*) FROM evaluation e WHERE e.criteria = k.criteria AND e.criterion = k.name)
FROM criterion k WHERE k.criteria = :code ORDER BY k.place"""
    return reader.all(sql, {"code": code}, CriterionRow)


def _rows(reader: Reader, where: str, params: dict[str, str]) -> list[CriteriaRow]:
    sql = f"""SELECT k.criteria, k.name FROM criterion k JOIN criteria s ON s.code = k.criteria WHERE {where}
ORDER BY k.criteria, k.place"""
    names: dict[str, list[str]] = {}
    for code, name in reader.rows(sql, params):
        names.setdefault(code, []).append(name)
    sql = f"""SELECT s.code, s.name, s.edition, s.source,
  (SELECT count(*) FROM evaluation e WHERE e.criteria = s.code) FROM criteria s WHERE {where} ORDER BY s.code"""
    return [
        CriteriaRow(code, name, edition, tuple(names.get(code, ())), source, count)
        for code, name, edition, source, count in reader.rows(sql, params)
    ]
