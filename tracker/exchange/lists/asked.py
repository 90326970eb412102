"""What the user said about new records in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Usage
from tracker.rules.codes import nearest
from tracker.rules.words import ORGANISATION_KINDS, choose

# The kinds of new records, in the order in which they are proposed.
NEW = ("donors", "beneficiaries", "organisations", "projects")
_SHOWN = 100
_KINDS = ", ".join(ORGANISATION_KINDS)


class NewcomerRules(NamedTuple):
    """Which records may be created if the register does not have them, and how.

    `create` are some of NEW. `rename` gives known projects, found by code, the titles of the list. `by_row` refuses
    each row that names a new record which may not be created; otherwise `NotCreated` is raised for all together.
    `kinds` are the kinds of new organisations, by name or code as given.
    """

    create: frozenset[str] = frozenset()
    rename: bool = False
    by_row: bool = False
    kinds: Mapping[str, str] = {}


class ProposedRecord(NamedTuple):
    """A record that a list names and the register does not have: the code it would get, and why.

    `guessed` if only the words of its name show the kind of an organisation.
    """

    code: str
    name: str
    remark: str | None = None
    guessed: bool = False

    def __str__(self) -> str:
        remark = f", {self.remark}" if self.remark else ""
        return f"{self.name} ({self.code}{remark})"


class NotCreated(Usage):
    """New records that may not be created: all of them, by kind."""

    def __init__(self, where: str, proposed: Mapping[str, Sequence[ProposedRecord]]) -> None:
        listed = "; ".join(said(noun, proposed[noun]) for noun in NEW if proposed.get(noun))
        kinds = ",".join(noun for noun in NEW if proposed.get(noun))
        guessed = any(one.guessed for noun in NEW for one in proposed.get(noun, ()))
        corrects = '; --kind "NAME=KIND" corrects a kind' if guessed else ""
        super().__init__(
            f"{where}: {listed}.",
            f'--create {kinds} adds them; --value "NAME=CODE" names the one that is meant{corrects}.',
        )


class AlikePair(NamedTuple):
    """A new name, by its future code, and the similar other name; `meant` is the text that selects the other one."""

    name: str
    code: str
    other: str
    meant: str


class AlikeNames(Usage):
    """Names that differ slightly: two spellings of one organisation, or two organisations."""

    def __init__(self, where: str, pairs: Sequence[AlikePair]) -> None:
        self.where, self.pairs = where, pairs
        first = pairs[0]
        listed = "; ".join(f"{one.name!r} and {one.other!r}" for one in pairs[:_SHOWN])
        super().__init__(
            f"{where}: perhaps two spellings of one organisation: {listed}.",
            f'--value "{first.name}={first.meant}" if they are one, --value "{first.name}={first.name}" if they are '
            "two.",
        )


def said(noun: str, proposals: Sequence[ProposedRecord]) -> str:
    """Return a group of proposals as text: "2 donors are new: Norad (NORAD, bilateral agency), ..."."""
    count = len(proposals)
    shown = "; ".join(map(str, proposals[: _SHOWN if noun != "projects" else 3]))
    more = count - len(proposals[: _SHOWN if noun != "projects" else 3])
    rest = f" and {more:,} more" if more else ""
    word = noun if count != 1 else {"beneficiaries": "beneficiary"}.get(noun, noun.removesuffix("s"))
    return f"{count:,} {word} {'are' if count != 1 else 'is'} new: {shown}{rest}"


def kinds_of(given: Sequence[str]) -> dict[str, str]:
    """Return the kinds of new organisations from --kind, by name or code. Raises Usage; Invalid for an unknown kind."""
    found: dict[str, str] = {}
    for text in given:
        name, mark, kind = text.rpartition("=")
        if not mark or not name.strip():
            raise Usage(
                f"--kind {text!r} is not understood.", f"Expected: NAME=KIND, where the kind is one of {_KINDS}."
            )
        found[name.strip()] = choose("--kind", kind, ORGANISATION_KINDS)
    return found


def creatable(create: Sequence[str]) -> frozenset[str]:
    """Return the values of --create: some of NEW, or all. Raises Usage."""
    found: set[str] = set()
    for word in (one.strip().lower() for text in create for one in text.split(",")):
        fits = NEW if word == "all" else [noun for noun in NEW if word and noun.startswith(word)]
        if not fits or (len(fits) > 1 and word != "all"):
            close = " or ".join(nearest(word, NEW)) if word else ""
            raise Usage(
                f"--create {word!r} is not understood.",
                f"Expected: all, or some of {', '.join(NEW)}; {close}".rstrip("; "),
            )
        found.update(fits)
    return frozenset(found)
