"""Which table imports which cells of our own lists: declared by table, the columns out of the table and the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.exchange.nouns import NOUNS, ORDER, TableKind, field_of
from tracker.exchange.own_lists import ListPart, OwnField, OwnList, Words
from tracker.model.fields import COPIED, REVISED
from tracker.model.nouns import TOLD_PARTS
from tracker.store.reader import Reader

Today = Callable[[Reader, str | None], Sequence[Words]]


class TakenIn(NamedTuple):
    """A table that takes in a part of a list: every field of the list that is one of its columns by the same name.

    `known_by` are the fields that identify its row, or none if these are the key of the list. `renamed` has the columns
    of fields that are called otherwise in the list, as in `code:project`; `shown` are fields that the list only
    displays, though the table has a column of that name. `when` as in ListPart.
    """

    table: str
    known_by: str = ""
    renamed: str = ""
    shown: str = ""
    when: str = ""


def own_list(
    name: str,
    fields: tuple[OwnField, ...],
    today: Today | None,
    taken: Sequence[TakenIn] = (),
    *,
    key: str = "code",
    copies: bool = True,
    all_are: tuple[str, str] | None = None,
    silent: Mapping[str, str] = {},
    why: str = "",
) -> OwnList:
    """Make a list that a command writes; see OwnList. `copies`: it shows what a report copied, not today's facts.

    Where a report may have another value than the standing fact, an edit of what an open conference was told is a
    report, and any other one changes the standing fact.
    """
    names = [field.name for field in fields]
    kinds = [NOUNS[ORDER[one.table]] for one in taken]
    nouns = [noun for kind in kinds for noun in kind.of]
    reported = "conference" if any(noun.report for noun in nouns) else ""
    told_at = "told_at" if "told_at" in names else reported
    parts, kept = list[ListPart](), set[str]()
    for one, kind in zip(taken, kinds, strict=True):
        known = (one.known_by or key).split()
        columns = _columns(one, kind, known, names)
        place = {name: field.place for name, column in columns.items() if (field := field_of(kind, column))}
        if told_at in known:
            # A report has no value of its own for what it copies.
            columns = {name: column for name, column in columns.items() if place.get(name) != COPIED}
        elif copies and told_at in names:
            kept |= {name for name in columns if place.get(name) in (COPIED, REVISED)}
        revised = {name for name in columns if place.get(name) == REVISED} if copies else set()
        parts += _by_state(ListPart(one.table, tuple(known), columns, one.when), revised, told_at in known)
    within = any(noun in TOLD_PARTS for noun in nouns)
    return OwnList(
        name, fields, today, tuple(key.split()), tuple(parts), within, told_at, all_are, why, frozenset(kept), silent
    )


def _columns(one: TakenIn, kind: TableKind, known: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return the columns of a table by the fields of a list, without those that only identify the row."""
    renamed = {field: column for field, _, column in (pair.partition(":") for pair in one.renamed.split())}
    named = {renamed.get(field, field) for field in known}
    # Of a table about several nouns, a row is about those that it names.
    about = [noun for noun in kind.of if noun.name in named] if len(kind.of) > 1 else kind.of
    passed = {*known, *renamed, *renamed.values(), *one.shown.split()}
    same = [name for name in names if name not in passed and any(field_of(kind, name) in noun.fields for noun in about)]
    return renamed | {name: name for name in same}


def _by_state(part: ListPart, revised: set[str], of_report: bool) -> Iterator[ListPart]:
    """Yield a part for the rows told to an open conference and one for the others, if these differ."""
    if not revised:
        yield part
        return
    for when, without in (("standing", of_report), ("told", not of_report)):
        columns = {name: column for name, column in part.columns.items() if not (without and name in revised)}
        if columns.keys() - set(part.known_by):
            yield part._replace(columns=columns, when=when)
