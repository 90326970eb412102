"""How like two projects are: what counts, what does not, and that no order of the projects changes it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.rules.overlaps import likeness
from tracker.rules.overlaps.likeness import Described, DescribedProjects, Likeness

WINDOW = "A single window for foreign trade"
VENTANILLA = "Ventanilla única de comercio exterior"
OTHERS = ("Rural roads", "Health centres of the north", "Training of teachers", "Customs laboratory", "Port security")


ONE = Described("P1", WINDOW, places=frozenset(("HN",)), donors=frozenset(("IDB",)))
OTHER = Described("P2", VENTANILLA, places=frozenset(("HN",)), donors=frozenset(("EU",)))


@dataclass
class Pair:
    """Two projects in Honduras, of IDB and of the EU, with other projects around them."""

    one: Described = ONE
    other: Described = OTHER

    def projects(self) -> DescribedProjects:
        around = [Described(f"X{n}", title, places=frozenset(("HN",))) for n, title in enumerate(OTHERS)]
        return DescribedProjects([self.one, self.other, *around])

    def likeness(self) -> Likeness:
        return self.projects().compare(0, 1)

    def found(self) -> bool:
        return any({found.one, found.other} == {"P1", "P2"} for found in self.projects().likenesses())


def pair(one: dict[str, Any] | None = None, other: dict[str, Any] | None = None) -> Pair:
    """The pair, with other facts of either."""
    return Pair(ONE._replace(**(one or {})), OTHER._replace(**(other or {})))


def test_one_title_in_two_languages() -> None:
    found = Pair().likeness()
    assert (found.title, found.words) == (1, 1)
    assert found.letters < 0.5
    assert Pair().projects().shared("P1", "P2") == ["foreign trade", "single window"]
    assert pair(other={"title": "Rural roads"}).likeness().same == 0


def test_what_makes_one_activity_more_likely() -> None:
    plain = Pair().likeness()
    money = pair({"amount": 100.0, "currency": "USD"}, {"amount": 98.0, "currency": "USD"}).likeness()
    assert (round(money.amount or 0, 2), money.kindred) == (0.92, plain.kindred)
    assert money.same > plain.same
    # Of another currency it says nothing, and as little if it is far off.
    for amount, currency in ((100.0, "EUR"), (200.0, "USD")):
        other = {"amount": amount, "currency": currency}
        assert pair({"amount": 100.0, "currency": "USD"}, other).likeness().same == plain.same
    assert pair({"start": (1_000, 1_000)}, {"start": (1_100, 1_100)}).likeness().same > plain.same
    assert pair({"start": (1_000, 1_000)}, {"start": (2_000, 2_000)}).likeness().same == plain.same
    # The one starts at some day of the year, and the other in one of its months.
    assert pair({"start": (1_000, 1_364)}, {"start": (1_300, 1_330)}).likeness().start == 1


def test_what_makes_it_less_likely() -> None:
    plain = Pair().likeness()
    phases = pair({"title": f"{WINDOW}, phase II"}, {"title": f"{VENTANILLA}, tercera fase"}).likeness()
    assert phases.phases_differ and phases.same < 0.7
    assert not pair({"title": f"{WINDOW}, phase II"}).likeness().phases_differ
    unknown = pair({"places": frozenset()}).likeness()
    assert (unknown.same_place, round(unknown.same / plain.same, 2)) == (False, 0.85)
    strangers = pair({"themes": frozenset(("331",))}, {"themes": frozenset(("122",))}).likeness()
    assert (strangers.same, strangers.kindred) == (plain.same, plain.kindred / 2)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({}, {}, True),
        ({}, {"donors": frozenset(("IDB",))}, False),
        ({}, {"donors": frozenset(("IDB", "EU"))}, True),
        ({"source": "IDB"}, {"donors": frozenset(("IDB",))}, True),
        ({"source": "IDB"}, {"source": "IDB"}, True),
        ({"source": "IDB"}, {"source": "IDB", "donors": frozenset(("IDB", "EU"))}, False),
        ({"donors": frozenset()}, {"donors": frozenset()}, True),
        ({"family": "1"}, {"family": "1"}, False),
        ({"family": "1"}, {"family": "2"}, True),
        ({}, {"places": frozenset(("GT",))}, False),
        ({}, {"places": frozenset(("GT", "HN"))}, True),
        ({}, {"places": frozenset()}, True),
        ({"places": frozenset()}, {"places": frozenset()}, True),
        # A title that names a country says where the project is.
        ({}, {"places": frozenset(), "title": f"{VENTANILLA} de Guatemala"}, False),
        # Two donors that have not yet allocated their money do not do the same work.
        ({"title": "Awaiting allocation to projects"}, {"title": "Awaiting allocation to projects"}, False),
    ],
)
def test_which_pairs_are_looked_for(one: dict[str, Any], other: dict[str, Any], found: bool) -> None:
    assert pair(one, other).found() is found


def test_a_title_that_the_other_only_mentions_in_its_text() -> None:
    plain = pair(other={"title": "Border posts", "text": "Roads and buildings"}).likeness()
    told = pair(other={"title": "Border posts", "text": "Roads, buildings and a single window"}).likeness()
    assert told.title > plain.title == 0


def test_of_many_projects_the_like_ones_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """With limits as among so many projects that the search no longer looks at all of them."""
    monkeypatch.setattr(likeness, "LOOKED_UP", 1)
    monkeypatch.setattr(likeness, "SCORED", 1)
    draw = random.Random(5)
    drawn = (" ".join(draw.sample(" ".join(OTHERS).split(), 4)) for _ in range(300))
    around = [Described(f"X{number}", title, places=frozenset(("HN",))) for number, title in enumerate(drawn)]
    found = list(DescribedProjects([*around, ONE, OTHER]).likenesses())
    assert ("P1", "P2") in {(one.one, one.other) for one in found}
    assert len(found) <= 302 * likeness.SCORED_AT_LEAST


TITLES = st.lists(st.sampled_from((WINDOW, VENTANILLA, *OTHERS, "Rural roads II", "")), min_size=2, max_size=12)


@settings(max_examples=25)
@given(TITLES, TITLES, st.randoms(use_true_random=False))
def test_no_order_of_the_projects_changes_anything(titles: list[str], texts: list[str], order: random.Random) -> None:
    projects = [
        Described(
            f"P{number:02}",
            title,
            text,
            frozenset(("HN", "GT", "")[number % 3 : number % 3 + 1]) - {""},
            frozenset((f"D{number % 4}",)),
            amount=float(number % 5),
            currency="USD",
        )
        for number, (title, text) in enumerate(zip(titles, texts, strict=False))
    ]
    found = set(DescribedProjects(projects).likenesses())
    order.shuffle(projects)
    assert set(DescribedProjects(projects).likenesses()) == found
    # The first becomes the last.
    turned = DescribedProjects(one._replace(code=f"P{99 - int(one.code[1:]):02}") for one in projects)
    exchanged = {
        one._replace(one=f"P{99 - int(one.other[1:]):02}", other=f"P{99 - int(one.one[1:]):02}")
        for one in turned.likenesses()
    }
    assert exchanged == found
