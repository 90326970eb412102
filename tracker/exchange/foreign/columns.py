"""Map the headings of a sheet to the columns of a noun: by name, by a known synonym, or as the user said."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from tracker.errors import Invalid, Usage
from tracker.exchange.foreign.units import split_heading, without_day
from tracker.exchange.foreign.words_by_language import HEADINGS, key
from tracker.exchange.nouns import AMOUNTS, LIST, NOUNS, ORDER, TableKind, table_of
from tracker.rules.units import NO_UNIT, Unit
from tracker.rules.words import MEASURES

REFUSED = "refused because"  # the heading that a file of refused rows adds to its own
OWN = frozenset(column for noun in NOUNS for column in (*noun.required, *noun.optional, *noun.called))
_TOLD = frozenset((*MEASURES, "status", "progress", "answer", "decision"))
_NAMING = frozenset(("project", "title", "iati_identifier"))  # the columns that name the project of a row of a list
_MUCH = 3  # how many more columns another noun must match than reports, if a report was found for a project
# What a column is called in nouns that lack the column meant.
_INSTEAD: Mapping[str, Sequence[tuple[str, str]]] = {
    "reports": (("code", "project"), ("title", "project")),
    "contributions": (("title", "project"),),
    "projects": (("project", "code"),),
    "milestone reports": (("code", "milestone"),),
    LIST.name: (("code", "project"), ("name", "title"), ("country", "beneficiaries")),
}


class Meant(NamedTuple):
    """What the user said about a heading: its column, or None to leave it out, and the unit of its amounts."""

    column: str | None
    unit: Unit = NO_UNIT


class Heading(NamedTuple):
    """A heading of a sheet, its position and its meaning; `how` is own, word, said, left out or unknown."""

    text: str
    place: int
    column: str | None
    unit: Unit
    how: str


class Unknown(NamedTuple):
    """A heading that matches no column, and why."""

    heading: str
    place: int
    why: str
    examples: Sequence[str] = ()


class Offering(Protocol):
    """Finds the likeliest columns for headings, those of money, and headings with titles below; gives sample cells."""

    def __call__(self, unknown: Sequence[Unknown], columns: Sequence[str]) -> Mapping[str, str]: ...
    def money(self, unknown: Sequence[Unknown]) -> Collection[str]: ...
    def are_titles(self, place: int) -> bool: ...
    def examples(self, place: int) -> Sequence[str]: ...


class Lacking(Usage):
    """A sheet without a required column; `lacks` says which."""

    def __init__(self, where: str, noun: TableKind, missing: Sequence[str]) -> None:
        self.lacks = f"has no {' and no '.join(missing)}, which {table_of(noun)} needs"
        others = [column for column in missing if column not in ("project", "title")]
        fill = f", or --set {others[0]}=VALUE for all rows" if others else ""
        super().__init__(
            f"{where}: the header {self.lacks}.", f'Name the heading for it with --map "HEADING={missing[0]}"{fill}.'
        )


class NotUnderstood(Usage):
    """Headings that match no column: the sheet, and what each could mean."""

    def __init__(
        self, where: str, unknown: Sequence[Unknown], columns: Sequence[str], offers: Mapping[str, str]
    ) -> None:
        self.where, self.unknown, self.columns, self.offers = where, unknown, columns, offers
        listed = "; ".join(f"{_on_one_line(one.heading)!r} {one.why}" for one in unknown)
        super().__init__(f"{where}: {listed}.", self._hint())

    def _hint(self) -> str:
        headings = [one.heading for one in self.unknown]
        first, offered = _on_one_line(headings[0]), [heading for heading in headings if heading in self.offers]
        meant = [f'--map "{_on_one_line(heading)}={self.offers[heading]}"' for heading in offered]
        said = f"Perhaps {' '.join(meant)}" if meant else f'To name its column: --map "{first}=COLUMN"'
        return f'{said}; to leave it out: --map "{first}=".'


def _on_one_line(heading: str) -> str:
    return " ".join(heading.split())


def heading_key(text: str) -> str:
    """Return a heading without case and blanks, as a mapping remembers it."""
    return " ".join(text.split()).casefold()


def meaning(text: str, place: int, said: Mapping[str, Meant], currencies: Collection[str]) -> Heading:
    """Return what one heading means, as far as the heading alone tells."""
    name, unit = split_heading(without_day(text), currencies)
    for known in (text, name):
        if (meant := said.get(heading_key(known))) is not None:
            how = "left out" if meant.column is None else "said"
            return Heading(text, place, meant.column, unit if unit != NO_UNIT else meant.unit, how)
    if key(text) == REFUSED:
        return Heading(text, place, None, NO_UNIT, "left out")
    for known, its in ((text, NO_UNIT), (name, unit)):
        plain = re.sub(r"[\s_-]+", "_", known.strip()).lower()
        column = plain if plain in OWN else HEADINGS.get(key(known))
        if column is not None and (its == NO_UNIT or column in AMOUNTS):  # a contribution in EUR is money, not a code
            return Heading(text, place, column, its, "own" if plain in OWN and its == NO_UNIT else "word")
    return Heading(text, place, None, unit, "unknown")


def noun_of(
    where: str,
    headings: Sequence[Heading],
    constants: Collection[str],
    wanted: str | None,
    offer: Offering,
    *,
    many: bool = False,
    only: bool = False,
) -> tuple[TableKind, list[Heading]]:
    """Return the noun of the sheet and its headings with their columns; headings that are left out are not included.

    With `only`, headings that match no column of that noun are left out too.

    Raises NotUnderstood for headings without a column, Invalid if two headings mean the same column, and Lacking for a
    missing column; with `many` sheets, Lacking comes first.
    """
    kept = [one for one in headings if one.how not in ("left out", "unknown")]
    unknown = [one for one in headings if one.how == "unknown"]
    strange = [Unknown(one.text, one.place, "is not a known column") for one in unknown]
    given = {one.column or "" for one in kept} | set(constants)
    if wanted is None:
        likely = _with_money(given, offer.money(strange))
        noun = _likeliest(likely)
        noun = LIST if _is_list(noun, likely) else noun
    else:
        noun = LIST if wanted == LIST.name else NOUNS[ORDER[wanted]]
    allowed = {*noun.required, *noun.optional}
    if noun is LIST and "title" not in given:
        kept = called_by_title(kept, offer)
        given = {one.column or "" for one in kept} | set(constants)
    kept = _instead(noun, kept, given)
    kept = _weighed(kept, [column for column in allowed if column not in constants], offer) if noun is LIST else kept
    kept, others = _each_once(kept)
    strange += others
    misplaced = [one for one in kept if one.column not in allowed]
    strange += [Unknown(one.text, one.place, f"is not a column of {_called(noun)}") for one in misplaced]
    if only:
        kept, strange = [one for one in kept if one.column in allowed], []
    missing = [c for c in noun.required if c not in constants and all(one.column != c for one in kept)]
    if noun is LIST and not _NAMING & {*constants, *(one.column for one in kept)}:
        missing = ["title"]
    if missing and only and not many:
        offers = offer([*(Unknown(one.text, one.place, "") for one in unknown), *others], missing)
        strange = [
            Unknown(one.text, one.place, f"probably means {offers[one.text]}, which {table_of(noun)} needs")
            for one in headings
            if one.text in offers
        ]
    if missing and (many or not strange):
        raise Lacking(where, noun, missing)
    if strange:
        taken = {one.column for one in kept} | set(constants)
        free = [column for column in (*noun.required, *noun.optional) if column not in taken]
        offers = offer(strange, free)
        shown = [one._replace(examples=offer.examples(one.place)) for one in strange]
        raise NotUnderstood(where, sorted(shown, key=lambda one: one.place), free, offers)
    seen: dict[str, Heading] = {}
    for one in kept:
        first = seen.setdefault(one.column or "", one)
        if first is not one:
            why = f"means {one.column}, as {first.text!r} does"
            raise Invalid(f"{where}, heading", one.text, why, f'one of them; to leave one out: --map "{one.text}="')
    return noun, kept


def _with_money(given: Collection[str], money: Collection[str]) -> set[str]:
    """Add to the given columns those of money that other headings probably mean, except amounts of transactions."""
    found = {*given, *money}
    return found - {"amount"} | {"committed"} if "amount" in found and not found & {"contribution", "kind"} else found


def called_by_title(kept: Sequence[Heading], offer: Offering) -> list[Heading]:
    """Adapt a list without titles; a heading "Project" above texts that cannot be codes means the title."""
    return [
        one._replace(column="title", how="word")
        if one.column == "project" and one.how != "said" and offer.are_titles(one.place)
        else one
        for one in kept
    ]


def _weighed(kept: Sequence[Heading], columns: Sequence[str], offer: Offering) -> list[Heading]:
    """Return the headings, with those that mean the same column assigned by weighing them together.

    "Project ID" and "Project" both mean the project, but next to each other they are a code and a title. If any of them
    gets no column that way, or gets one of money, all are left unchanged.
    """
    found = list(kept)
    for column in dict.fromkeys(one.column for one in kept if one.column not in AMOUNTS):
        several = [one for one in kept if one.column == column]
        if len(several) < 2 or any(one.how == "said" for one in several):
            continue
        free = [one for one in columns if one == column or all(one != other.column for other in kept)]
        meant = offer(
            [Unknown(one.text, one.place, "") for one in several], [one for one in free if one not in AMOUNTS]
        )
        if len(meant) == len(several):
            found = [one._replace(column=meant[one.text], how="word") if one in several else one for one in found]
    return found


def _each_once(kept: Sequence[Heading]) -> tuple[list[Heading], list[Unknown]]:
    """Return the headings with a column of their own, and the others; the user's choice and our own names win."""
    by_column: dict[str | None, list[Heading]] = {}
    for one in kept:
        by_column.setdefault(one.column, []).append(one)
    found: list[Heading] = []
    others: list[Unknown] = []
    for column, several in by_column.items():
        winners = next((fits for how in ("said", "own") if (fits := [one for one in several if one.how == how])), [])
        if len(several) > 1 and len(winners) <= 1:
            found += winners
            for one in several:
                if one not in winners:
                    beside = next(other.text for other in several if other is not one)
                    others.append(Unknown(one.text, one.place, f"means {column}, as {beside!r} does"))
        else:
            found += several
    return sorted(found, key=lambda one: one.place), others


def named_in(heading: str, currencies: Collection[str]) -> str | None:
    """Return the column that a part of a heading means: for "2012 / Committed", committed."""
    name, _ = split_heading(heading, currencies)
    return next((column for part in _parts(name) if (column := HEADINGS.get(key(part))) is not None), None)


def _parts(name: str) -> list[str]:
    return [name, *re.split(r" / |[,:(]", name)] if name else []


def _called(noun: TableKind) -> str:
    return table_of(noun) if noun is LIST else noun.name


def _is_list(noun: TableKind, given: Collection[str]) -> bool:
    """Return whether a sheet that looks most like projects, contributions or reports is a list of all three."""
    if noun.name not in ("projects", "contributions", "reports"):
        return False
    fits = set(given) <= {*noun.required, *noun.optional} and set(noun.required) <= set(given)
    return noun.name == "reports" or not fits


def _likeliest(given: Collection[str]) -> TableKind:
    """Return the noun that lacks least of what is given, then needs least more; reports if something was reported."""

    def fit(noun: TableKind) -> tuple[int, int, int]:
        mine = _renamed(noun, given)
        if mine is None:
            return -len(given) - len(noun.required), 0, 0
        allowed = {*noun.required, *noun.optional}
        lost = len(mine - allowed) + len(set(noun.required) - mine)
        return -lost, len(noun.required), -ORDER[noun.name]

    # What people send is a list of projects or of what belongs to them; of others, the whole table is needed.
    usual = [noun for noun in NOUNS if noun.usual or set(noun.required) <= (_renamed(noun, given) or set())]
    told, likeliest = NOUNS[ORDER["reports"]], max(usual, key=fit)
    if set(given) & _TOLD and "project" in (_renamed(told, given) or ()):
        lead = fit(likeliest)[0] - fit(told)[0]
        return likeliest if lead and (fit(likeliest)[0] == 0 or lead >= _MUCH) else told
    return likeliest


def _renamed(noun: TableKind, given: Collection[str]) -> set[str] | None:
    """Rename the given columns to the names of a noun; None if the noun has headings of its own and none is given."""
    if noun.own_headings and not noun.own_headings & set(given):
        return None
    found = {noun.called.get(column, column) for column in given}
    for other, meant in _INSTEAD.get(noun.name, ()):
        if meant not in found and other in found:
            found = found - {other} | {meant}
    return found


def _instead(noun: TableKind, kept: Sequence[Heading], given: Collection[str]) -> list[Heading]:
    names = {noun_name: noun.called.get(noun_name, noun_name) for noun_name in given}
    for other, meant in _INSTEAD.get(noun.name, ()):
        if meant not in names.values() and other in names:
            names[other] = meant
    found = [one._replace(column=names.get(one.column or "", one.column)) for one in kept]
    if noun is not LIST:
        return found
    # In a list, "Country" is read as beneficiaries, and the user is told so.
    return [
        now._replace(how="word") if now.column == "beneficiaries" != was.column and now.how == "own" else now
        for now, was in zip(found, kept, strict=True)
    ]
