"""What scales and sets of criteria have in common: a name, an edition and a source, and words that never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Table

from tracker.errors import CALLED, Conflict, Invalid
from tracker.model.fields import Noun
from tracker.register.core import Collection, Row
from tracker.rules.codes import check_code, slug
from tracker.rules.text import fold, line
from tracker.store.reader import Reader


class Edition(Protocol):
    """A row of the list: what an edition has to have."""

    @property
    def code(self) -> str: ...
    def _asdict(self) -> dict[str, object]: ...


E = TypeVar("E", bound=Edition)


class Editions(Collection):
    """Scales, or sets of criteria. A recorded one stays, because ratings and records refer to its words."""

    noun: ClassVar[Noun]
    table: ClassVar[Table]

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for the words given; an empty text is unknown, a None is left out. Raises Invalid."""
        values: dict[str, Any] = {}
        for field in self.noun.standing:
            if (text := given.get(field.name)) is None:
                continue
            empty = not text.strip() and not field.required
            values[field.column] = None if empty else line(f"{field.said} of the {self.noun.name}", text)
        return values

    def code_of(self, text: str) -> str:
        """Return the code of a new one. Raises Invalid."""
        code = slug(check_code(f"code of the {self.noun.name}", text))
        if not code:
            raise Invalid(
                f"code of the {self.noun.name}", text, "contains no Latin letter from which to form a code", "wb-2019"
            )
        return code

    def check_free(self, code: str, values: Mapping[str, Any], own: str | None = None) -> None:
        """Raises Conflict where the code of a new one, or its name in its edition, belongs to another one."""
        for row in self.rows(self.table):
            if row["code"] == own:
                continue
            called = fold(row["name"]) == fold(values["name"]) and fold(row["edition"]) == fold(values["edition"])
            if row["code"] == code or called:
                raise _taken(self.noun.name, row)

    def enter(self, code: str, given: Mapping[str, object]) -> str:
        """Add the row of a new one, without its words; returns its code. Raises Invalid, Conflict."""
        code, values = self.code_of(code), self.columns(given)
        self.check_free(code, values)
        self.insert(self.table, [{"code": code, "source": None, **values}])
        self.codes.forget_editions()
        return code

    def change(
        self, code: str, given: Mapping[str, Any], expected: E | None, read: Callable[[Reader, str], E]
    ) -> tuple[E, E]:
        """Change name, edition or source; returns the row of the list before and after. Raises as `edit` does."""
        before = read(self.register.reader, code)
        if expected is not None and before != expected:
            raise Conflict(
                f"{self.noun.name.capitalize()} {before.code} was changed by another user after you began to edit it.",
                "Nothing was written. Check the new version, and repeat your edit.",
            )
        values = self.columns(given)
        self.check_free(before.code, before._asdict() | values, before.code)
        (row,) = self.rows(self.table, self.table.c.code == before.code)
        self.update(self.table, [(row, values)])
        self.codes.forget_editions()
        return before, read(self.register.reader, before.code)


def _taken(noun: str, row: Row) -> Conflict:
    return Conflict(
        f"The {CALLED.get(noun, noun)} {row['code']} already exists ({row['name']}, {row['edition']}).",
        f"`tracker {noun} show {row['code']}` shows it. Another edition needs its own code.",
    )
