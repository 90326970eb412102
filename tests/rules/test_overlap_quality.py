"""How well labelled pairs and titles in four languages are found, by the program that measures it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What the benchmark says."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setattr(sys, "argv", ["overlaps.py", "--no-scale", "--no-peers"])
    import overlaps

    overlaps.main()
    return capsys.readouterr().out


def test_what_is_found(measured: str) -> None:
    same = re.search(r"  same +(\S+) +\S+ +(\S+) +\S+ +\S+ +(\S+)", measured)
    assert same is not None
    average, recall, among_five = map(float, same.groups())
    assert (average >= 0.86, recall >= 0.84, among_five >= 0.98) == (True, True, True)
    titles = re.search(r"average precision (\S+); recall (\S+) at 0.9", measured)
    assert titles is not None
    assert (float(titles[1]) >= 0.96, float(titles[2]) >= 0.88) == (True, True)
    each = [float(found) for found in re.findall(r"\w\w-\w\w (0\.\d+)", measured)]
    assert len(each) == 6 and min(each) >= 0.82
