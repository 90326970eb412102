"""The measures of the structure count what they say."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import measure_structure

ROOT = Path(__file__).resolve().parent.parent


def test_the_structure_is_measured() -> None:
    said = measure_structure.table().splitlines()
    assert said[0] == "| what | count | how it is counted |"
    counts = {
        what.strip(): int(figure.replace(",", "")) for _, what, figure, *_ in (row.split("|") for row in said[2:])
    }
    # A measure that finds nothing where there is something is broken.
    for noun in ("partnership", "action", "milestone"):
        assert 5 < counts[f"source files that name {noun}"] < counts["hand-written lines"] / 100
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "tracker").rglob("*.py"))
    assert 0 < counts["hand-written lines"] <= lines
    assert counts["classes with all four measures as fields"] > 0


def test_what_was_last_reported_is_asked_in_one_home() -> None:
    asked = {
        # A value of the last report; the conference before; the last report on everything.
        "store/told_last.py": 3,
        # Puts what `told_last` found in order, the latest conference first, as the answer of `carry` lists it.
        "register/reporting/carrying.py": 1,
    }
    assert Counter(measure_structure.told_last()) == asked


def test_what_is_ours_has_one_name() -> None:
    """What the Python interface promises is called as what it opens, and that is all."""
    assert measure_structure.repeated_names() == {"Register": 2}
    assert measure_structure.renamed_imports() == []


def test_money_has_names_and_no_positions() -> None:
    assert measure_structure.sums_by_position() == []
