"""Every noun is where a person looks for it: what a place lacks is named, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from fuzzing import leaves

from tracker import insight
from tracker.cli.base import App
from tracker.exchange.applying import LOADERS
from tracker.exchange.loaders import reported
from tracker.exchange.nouns import ORDER
from tracker.insight.journal.log import WRITTEN
from tracker.rules.structure import TABLES, several

# What has a table of its own and is written by commands of its own; a new table comes in without being named here.
NOUNS = tuple(noun for noun in WRITTEN if noun in TABLES)
COMMANDS = {leaf.name for leaf in leaves(App())}
CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def rows() -> set[str]:
    """The classes of the read side."""
    modules = Path(insight.__path__[0]).rglob("*.py")
    return {name for path in modules for name in CLASS.findall(path.read_text(encoding="utf-8"))}


ROWS = rows()
# Each place where a noun is met: what it is called there, and what there is.
PLACES: Mapping[str, tuple[Callable[[str], str], set[str]]] = {
    "list": (lambda noun: f"{noun} list", COMMANDS),
    "card": (lambda noun: f"{noun} show", COMMANDS),
    "loader": (several, {*LOADERS}),
    "row": (lambda noun: f"{noun.title().replace('_', '')}Row", ROWS),
}
# The places that a noun leaves out, for another command, card or table has it.
LEFT_OUT = {
    "mapping": "list card loader",  # an import shows and keeps it
    "note": "loader",  # is what was said in the room
    "outcome": "row",  # the list is of indicators, with their outcome
    "overlap": "loader",  # a decision is a line of its list
    "rate": "list card row",  # `conference rates`
    "request": "list loader",  # `request status`; the answers are reports
    "series": "card",
    "theme": "card",
    "unattributed": "list card loader row",  # on the card of its project; its file is called as it is
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_is_where_people_look_for_it(noun: str, place: str) -> None:
    called, there = PLACES[place]
    if place in LEFT_OUT.get(noun, "").split():
        assert called(noun) not in there, f"{noun} has its {place}: take it out of LEFT_OUT"
    else:
        assert called(noun) in there, f"{noun} lacks its {place}: {called(noun)}"


def test_every_table_that_is_recognised_has_one_loader() -> None:
    assert sorted((*LOADERS, *reported.LOADERS)) == sorted(ORDER)
