"""Officers: how many of an administration are at a stage of a career path, as one conference is told. No names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.insight.codes import Conference
from tracker.model.nouns import STAGE
from tracker.model.reading import read
from tracker.register.core import Collection, Row, check_takes_reports
from tracker.register.people.careers import Stages
from tracker.rules.text import counted

Key = tuple[int, int, int]
KEY = ("conference_id", "stage_id", "administration_id")
TOLD = ("officers", "women", "estimated", "note", "source")


class Officers(Collection):
    """The officers reported at the stages of career paths."""

    def tell(
        self,
        conference: Conference,
        stage: int,
        administration: int,
        given: Mapping[str, Any],
        *,
        correct: bool = False,
    ) -> tuple[Row | None, Row]:
        """Report to a conference how many officers of an administration are at a stage; returns the report before and
        after.

        `given` has officers, women, estimated, note and source, as texts; what is None stays as this conference was
        told. Raises Conflict for a closed or cancelled conference, and where it was told otherwise already, unless
        `correct`; Invalid for more women than officers; Usage without a number of officers.
        """
        check_takes_reports(conference)
        before, after = self.told(conference, stage, administration, given)
        if before is None:
            self.insert(tables.officers, [after])
        elif any(before[name] != after[name] for name in TOLD):
            if not correct:
                raise Conflict(
                    f"{conference.code} already has a report: {self.said(before)}.",
                    "Nothing was written. To correct the report, add --correct.",
                )
            self.update(tables.officers, [(before, after)])
        return before, after

    def told(
        self, conference: Conference, stage: int, administration: int, given: Mapping[str, Any]
    ) -> tuple[Row | None, Row]:
        """Return what `tell` would write: the report before and after. Raises Invalid, Usage."""
        table = tables.officers
        found = self.rows(
            table,
            table.c.conference_id == conference.id,
            table.c.stage_id == stage,
            table.c.administration_id == administration,
        )
        before = found[0] if found else None
        return before, self._after(
            (conference.id, stage, administration), before, self.columns(given), self._copied([stage])
        )

    def enter(self, reports: Sequence[tuple[Key, Row]]) -> None:
        """Write reports, each as conference, stage and administration with the columns that it gives; the others stay.

        Raises as `told`, and Conflict for a closed conference.
        """
        table = tables.officers
        known = {
            tuple(row[name] for name in KEY): row
            for row in self.rows_in(table, "conference_id", {k[0] for k, _ in reports})
        }
        copied = self._copied({key[1] for key, _ in reports})
        new, edits = [], []
        for key, values in reports:
            before = known.get(key)
            after = self._after(key, before, values, copied)
            if before is None:
                new.append(after)
            else:
                edits.append((before, after))
        self.insert(table, new)
        self.update(table, edits)

    def _copied(self, stages: Iterable[int]) -> dict[int, Row]:
        """Return what reports copy of some stages and of their paths."""
        rows = self.by_id(tables.stage, stages)
        paths = self.by_id(tables.career, {row["career_id"] for row in rows.values()})
        return {
            identity: {name: row[name] for name in STAGE.copies} | {"edition": paths[row["career_id"]]["edition"]}
            for identity, row in rows.items()
        }

    @staticmethod
    def _after(key: Key, before: Row | None, values: Row, copied: Mapping[int, Row]) -> Row:
        if before is None:
            values = {"women": None, "estimated": False, "note": None, "source": None} | values
            if "officers" not in values:
                raise Usage("Missing option --officers: how many officers are at the stage, or 0.")
        row = before or {}
        after: Row = dict(zip(KEY, key, strict=True)) | copied[key[1]]
        after |= {name: values.get(name, row.get(name)) for name in TOLD}
        check_women(after["officers"], after["women"])
        return after

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for `given`; None is left out. Raises Invalid."""
        said = {name: value for name in TOLD if (value := given.get(name)) is not None}
        found = {
            name: text if isinstance(text, bool) else read(STAGE.field(name), str(text)) for name, text in said.items()
        }
        return {name: value or False if name == "estimated" else value for name, value in found.items()}

    def said(self, row: Row) -> str:
        """Return what was reported in words: "16 officers of JM-CUSTOMS at CCLEC/3, 7 of them women"."""
        stage = Stages(self.register)
        where = (
            f"{self.codes.code('organisation', row['administration_id'])} at {stage.name(stage.row(row['stage_id']))}"
        )
        count = counted(row["officers"], "officer")
        women = "" if row["women"] is None else f", {row['women']:,} of them women"
        return f"{count} of {where}{women}{', estimated' if row['estimated'] else ''}"


def check_women(officers: int, women: int | None) -> None:
    """Raises Invalid for more women than officers."""
    if women is not None and women > officers:
        raise Invalid("women", women, f"is more than the number of officers, {officers:,}", f"0 to {officers:,}")
