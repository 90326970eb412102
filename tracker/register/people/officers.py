"""Officers: how many of an administration are at a stage of a career path, as one conference is told. No names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.insight.codes import Conference
from tracker.model.nouns import STAGE
from tracker.model.reading import read
from tracker.register.core import Collection, Row
from tracker.register.people.careers import Careers, Stages

TOLD = ("officers", "women", "estimated", "note", "source")
COPIES = ("edition", *STAGE.copies)


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
        told. Raises Conflict for a closed conference, and where it was told otherwise already, unless `correct`;
        Invalid for more women than officers; Usage where nobody said how many officers.
        """
        if conference.state == "closed":
            raise Conflict(
                f"{conference.code} is closed: what it was told cannot change.",
                f'`tracker conference reopen {conference.code} --reason "..."` opens it again.',
            )
        before, after = self.told(conference, stage, administration, given)
        if before is None:
            self.insert(tables.officers, [after])
        elif any(before[name] != after[name] for name in TOLD):
            if not correct:
                raise Conflict(
                    f"{conference.code} was told already: {self.said(before)}.",
                    "Nothing was written. To correct what it was told, add --correct.",
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
        values = self.columns(given)
        if before is None:
            values = {"women": None, "estimated": False, "note": None, "source": None} | values
            if "officers" not in values:
                raise Usage("Missing --officers: how many officers are at the stage.", "It may be 0.")
        at, row = Stages(self.register).row(stage), before or {}
        after: Row = {"conference_id": conference.id, "stage_id": stage, "administration_id": administration}
        after |= {name: at[name] for name in STAGE.copies}
        after |= {"edition": Careers(self.register).row(at["career_id"])["edition"]}
        after |= {name: values.get(name, row.get(name)) for name in TOLD}
        check_women(after["officers"], after["women"])
        return before, after

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
        count = f"{row['officers']:,} officer{'' if row['officers'] == 1 else 's'}"
        women = "" if row["women"] is None else f", {row['women']:,} of them women"
        return f"{count} of {where}{women}{', estimated' if row['estimated'] else ''}"


def check_women(officers: int, women: int | None) -> None:
    """Raises Invalid for more women than officers."""
    if women is not None and women > officers:
        raise Invalid(
            "women", women, f"is more than the {officers:,} officers among whom they are", f"0 to {officers:,}"
        )
