"""Career paths and their stages: what is asked of customs officers, and what training leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.model.nouns import CAREER, STAGE
from tracker.register.core import Collection, Row, check_version, first
from tracker.register.project_words import read_fields
from tracker.rules.codes import check_code, code_key
from tracker.rules.stage_codes import LARGEST_PLACE, parse_place, stage_code
from tracker.rules.words import OPEN_STATES


class CareerFacts(NamedTuple):
    """A career path in the user's words; `administrations` are those whose officers follow it."""

    code: str
    title: str
    edition: str | None = None
    applies_to: str | None = None
    administrations: Sequence[str] = ()
    source: str | None = None
    note: str | None = None


class StageFacts(NamedTuple):
    """A stage of a career path in the user's words; `competencies` are those for which the source names no kind.

    `trainings` are what leads there in the words of the source, `training_codes` trainings of the register.
    """

    career: str
    place: str | int
    title: str | None = None
    core: str | None = None
    operational: str | None = None
    management: str | None = None
    competencies: str | None = None
    years: str | int | None = None
    degrees: str | None = None
    examinations: str | None = None
    requirement: str | None = None
    trainings: str | None = None
    training_codes: Sequence[str] | None = None
    source: str | None = None
    note: str | None = None


class Careers(Collection):
    """The career paths of a register."""

    def add(self, facts: Sequence[CareerFacts]) -> list[int]:
        """Add career paths; returns their ids, in the order given.

        Raises Invalid for invalid values, NotFound for an unknown administration, Conflict where a code is taken.
        """
        self.codes.load("career")
        rows: dict[str, Row] = {}
        for fact in facts:
            code = check_code("code of the career path", fact.code)
            self._check_free(code)
            if code_key(code) in rows:
                raise Conflict(f"The career path {code} appears twice.")
            rows[code_key(code)] = {"code": code, **self.columns(fact._asdict())}
        followed = [self.administrations(fact.administrations) for fact in facts]
        ids = self.insert(tables.career, rows.values())
        for row, identity in zip(rows.values(), ids, strict=True):
            self.codes.learn("career", row["code"], identity)
        self.insert(
            tables.career_administration,
            [
                {"career_id": identity, "administration_id": one}
                for identity, those in zip(ids, followed, strict=True)
                for one in sorted(those)
            ],
        )
        return ids

    def edit(
        self, identity: int, given: Mapping[str, Any], expected_version: int | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Change a career path, given as in CareerFacts: an empty text clears a field, None leaves it.

        `administrations` replace all existing ones. Another edition is also that of the officers reported to an open
        conference. Returns all known values before and after. Raises as `add`, and Conflict for a row that has changed
        since.
        """
        before, was = self.row(identity), self.known(identity)
        check_version("career path", before["code"], before, expected_version)
        values = self.columns(given)
        if given.get("code"):
            values["code"] = check_code("code of the career path", given["code"])
            self._check_free(values["code"], but=identity)
        self.update(tables.career, [(before, values)])
        self.codes.learn("career", values.get("code") or before["code"], identity)
        if given.get("administrations") is not None:
            self._set_administrations(identity, self.administrations(given["administrations"]))
        if "edition" in values:
            stages = self.rows(tables.stage, tables.stage.c.career_id == identity)
            follow(self, [row["id"] for row in stages], {"edition": values["edition"]})
        return was, self.known(identity)

    def remove(self, identity: int) -> Row:
        """Remove a career path that was entered by mistake, with its stages. Its code stays taken.

        Raises Conflict where officers were reported at one of them.
        """
        row = self.row(identity)
        stages = self.rows(tables.stage, tables.stage.c.career_id == identity)
        check_unreported(self, [one["id"] for one in stages], f"Career path {row['code']}")
        self.remove_coded(tables.career, row)
        return row

    def row(self, identity: int) -> Row:
        return first(self.rows(tables.career, tables.career.c.id == identity), "career", str(identity))

    def known(self, identity: int) -> dict[str, Any]:
        """Return all that is known about a career path, as in CareerFacts."""
        row = self.row(identity)
        found = self.followed_by([identity])[identity]
        codes = tuple(sorted(self.codes.code("organisation", one) for one in found))
        fields = {field.name: row[field.column] for field in CAREER.standing}
        return {"code": row["code"], **fields, "administrations": codes}

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for `given`; None is left out. Raises Invalid."""
        return read_fields(self.codes, CAREER.standing, given)

    def administrations(self, texts: Sequence[str]) -> frozenset[int]:
        """Return the organisations with these codes, names or countries. Raises NotFound."""
        given = [text for text in texts if text.strip()]
        return frozenset(self.codes.ids("organisation", given, said_as="beneficiary"))

    def followed_by(self, ids: Sequence[int]) -> dict[int, frozenset[int]]:
        """Return the administrations of some career paths."""
        found: dict[int, set[int]] = {identity: set() for identity in ids}
        for row in self.rows_in(tables.career_administration, "career_id", ids):
            found[row["career_id"]].add(row["administration_id"])
        return {identity: frozenset(those) for identity, those in found.items()}

    def _set_administrations(self, identity: int, administrations: frozenset[int]) -> None:
        table = tables.career_administration
        rows = [{"career_id": identity, "administration_id": one} for one in sorted(administrations)]
        self.replace(table, self.rows(table, table.c.career_id == identity), rows)

    def _check_free(self, code: str, but: int | None = None) -> None:
        found = self.codes.find("career", code)
        if (found is not None and found != but) or (found is None and self.codes.taken("career", code)):
            raise Conflict(f"The code {code} is taken, or was used before.", "Codes are never reused. Choose another.")


class Stages(Collection):
    """The stages of all career paths; each is known by its path and its place in it, `CCLEC/3`."""

    def enter(self, facts: Sequence[StageFacts]) -> list[int]:
        """Add new stages and update existing ones: an empty text clears a field, None leaves it as it is.

        Returns their ids, in the order given. Raises Invalid for invalid values and for a new stage without a title,
        NotFound for an unknown path or training.
        """
        careers = {text: self.codes.id("career", text) for text in dict.fromkeys(fact.career for fact in facts)}
        known = self.of_careers(careers.values())
        new: dict[tuple[int, int], Row] = {}
        keys = []
        for fact in facts:
            key = careers[fact.career], self.place(fact.place)
            values = self.columns(fact._asdict())
            if key in known:
                self._change(known[key], values)
            elif "title" in values or key in new:
                new.setdefault(key, {"career_id": key[0], "place": key[1]}).update(values)
            else:
                raise Invalid("title", "", "is missing", "what the stage is called")
            keys.append(key)
        ids = dict(zip(new, self.insert(tables.stage, new.values()), strict=True))
        found = [known[key]["id"] if key in known else ids[key] for key in keys]
        told = {
            identity: self.trainings(fact.training_codes)
            for identity, fact in zip(found, facts, strict=True)
            if fact.training_codes is not None
        }
        self._set_trainings(told)
        return found

    def edit(self, identity: int, given: Mapping[str, Any], expected_version: int | None = None) -> tuple[Row, Row]:
        """Change a stage: an empty text clears a field, None leaves it; `place` moves it within its path.

        `training_codes` replace all existing ones. What was reported to an open conference has the new title and place.
        Returns the row before and after, with the codes of its trainings. Raises Invalid, NotFound for an unknown
        training, and Conflict for a place that is taken, or a row that has changed since.
        """
        before = self.row(identity)
        was = self.known(identity)
        check_version("stage", self.name(before), before, expected_version)
        values = self.columns(given)
        if given.get("place") is not None:
            values["place"] = self.place(given["place"])
            taken = self.of_careers([before["career_id"]]).get((before["career_id"], values["place"]))
            if taken is not None and taken["id"] != identity:
                raise Conflict(
                    f"That place is taken by another stage, {self.name(taken)}: {taken['title']}.",
                    "Move that one first, or choose a free place.",
                )
        self._change(before, values)
        if given.get("training_codes") is not None:
            self._set_trainings({identity: self.trainings(given["training_codes"])})
        return was, self.known(identity)

    def remove(self, identity: int) -> Row:
        """Remove a stage that was entered by mistake. Raises Conflict where officers were reported at it."""
        row = self.row(identity)
        check_unreported(self, [identity], f"Stage {self.name(row)}")
        self.remove_with_parts(tables.stage, row)
        return row

    def row(self, identity: int) -> Row:
        return first(self.rows(tables.stage, tables.stage.c.id == identity), "stage", str(identity))

    def known(self, identity: int) -> Row:
        """Return the whole row of a stage, with the codes of the trainings that lead there."""
        leading = self.leading_to([identity])[identity]
        codes = tuple(sorted(self.codes.code("training", one) for one in leading))
        return self.row(identity) | {"training_codes": codes}

    def trainings(self, texts: Sequence[str]) -> frozenset[int]:
        """Return the trainings with these codes. Raises NotFound."""
        return frozenset(self.codes.ids("training", [text for text in texts if text.strip()]))

    def leading_to(self, stages: Sequence[int]) -> dict[int, frozenset[int]]:
        """Return the trainings of the register that lead to some stages."""
        found: dict[int, set[int]] = {identity: set() for identity in stages}
        for row in self.rows_in(tables.stage_training, "stage_id", stages):
            found[row["stage_id"]].add(row["training_id"])
        return {identity: frozenset(those) for identity, those in found.items()}

    def _set_trainings(self, trainings: Mapping[int, frozenset[int]]) -> None:
        table = tables.stage_training
        rows = [{"stage_id": stage, "training_id": one} for stage, those in trainings.items() for one in sorted(those)]
        self.replace(table, self.rows_in(table, "stage_id", [*trainings]), rows)

    def name(self, row: Row) -> str:
        """Return the code of a stage, `CCLEC/3`."""
        return stage_code(self.codes.code("career", row["career_id"]), row["place"])

    def of_careers(self, careers: Any) -> dict[tuple[int, int], Row]:
        """Return the stages of some career paths, by path and place."""
        return {(row["career_id"], row["place"]): row for row in self.rows_in(tables.stage, "career_id", careers)}

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for `given`, except path and place; None is left out. Raises Invalid."""
        fields = [field for field in STAGE.standing if field.name not in ("career", "place")]
        said = {name: None if value is None else str(value) for name, value in given.items()}
        return read_fields(self.codes, fields, said)

    @staticmethod
    def place(text: str | int) -> int:
        """Return a place in a path. Raises Invalid."""
        found = parse_place(str(text))
        if found is None:
            raise Invalid("place", text, "is not a place in a career path", f"a whole number from 1 to {LARGEST_PLACE}")
        return found

    def _change(self, before: Row, values: Mapping[str, object]) -> None:
        self.update(tables.stage, [(before, values)])
        follow(self, [before["id"]], {name: values[name] for name in STAGE.copies if name in values})


def follow(collection: Collection, stages: Sequence[int], values: Mapping[str, object]) -> None:
    """Apply an edit of stages, or of their path, to what open conferences were told of officers at them."""
    opened = select(tables.conference.c.id).where(tables.conference.c.state.in_(OPEN_STATES))
    if values:
        told = collection.rows_in(tables.officers, "stage_id", stages, tables.officers.c.conference_id.in_(opened))
        collection.update(tables.officers, [(row, values) for row in told])


def check_unreported(collection: Collection, stages: Sequence[int], what: str) -> None:
    """Raises Conflict where officers were reported at one of these stages."""
    if told := len(collection.rows_in(tables.officers, "stage_id", stages)):
        raise Conflict(
            f"{what} cannot be removed because officers were reported at it ({told}).",
            "Reports to conferences cannot be removed; `remove` is only for entries made by mistake.",
        )
