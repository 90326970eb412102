"""How SQLite answers lists: what was told last is not read whole again for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Read, Run, Write
from sample import fill

from tracker.store.reader import Reader

# A query within the query; small tables, such as conferences, are better read as a whole.
WHOLE_FOR_EACH = re.compile(r"SCAN (ranked|told|\(subquery-[0-9]+\)) LEFT-JOIN")
# What there is much of. SQLite is told so, for it would rather read a table of three rows as a whole.
MUCH = ("project", "contribution", "risk", "outcome", "indicator", "milestone")
TOLD = ("review", "funding", "assessment", "measurement", "milestone_report", "share")


def as_if_large(statistics: list[tuple[str, str | None, str]]) -> Iterator[tuple[str, str | None, str]]:
    """The statistics of a register with 10,000 projects."""
    for table, index, stat in statistics:
        if table in (*MUCH, *TOLD):
            _, *rest = stat.split()
            rest = ["5000", *("1" for _ in rest[1:])] if table in TOLD and index == table else ["2" for _ in rest]
            yield table, index, " ".join(["10000", *rest[:-1], *("1" for _ in rest[-1:])])
        else:
            yield table, index, stat


@pytest.fixture
def large(write: Write) -> None:
    with write() as register:
        if register.reader.dialect != "sqlite":
            pytest.skip("the plan of PostgreSQL depends on its statistics")
        fill(register)
        sql = register.connection.exec_driver_sql
        sql("ANALYZE")
        statistics = [tuple(row) for row in sql("SELECT tbl, idx, stat FROM sqlite_stat1")]
        sql("DELETE FROM sqlite_stat1")
        for row in as_if_large(statistics):
            sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", row)


@pytest.mark.parametrize(
    "line",
    [
        *("risk list", "outcome list", "milestone list", "contribution list", "project list"),
        *("compare 2012 2013 --json", "scorecard --at 2013 --compare 2012 --by beneficiary --json"),
    ],
)
def test_what_was_told_last_is_not_read_whole_for_each_row(
    large: None, read: Read, run: Run, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    asked: list[tuple[str, Any]] = []
    rows = Reader.rows

    def noted(self: Reader, sql: str, params: Any = None, *more: Any, **also: Any) -> Any:
        asked.append((sql, params))
        return rows(self, sql, params, *more, **also)

    monkeypatch.setattr(Reader, "rows", noted)
    run(line)
    monkeypatch.undo()
    with read() as reader:
        plans = [
            [row[3] for row in reader.rows(f"EXPLAIN QUERY PLAN {sql}", params)]
            for sql, params in asked
            if sql.lstrip().upper().startswith(("SELECT", "WITH"))
        ]
    assert len(plans) > 1
    assert [step for plan in plans for step in plan if WHOLE_FOR_EACH.fullmatch(step)] == []
