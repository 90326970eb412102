"""The measures of the structure count what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_structure_is_measured() -> None:
    program = [sys.executable, str(ROOT / "scripts" / "measure_structure.py")]
    said = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", check=True).stdout.splitlines()
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
