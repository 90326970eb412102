"""Whatever is typed: an answer or an error in words, with a status of the reference, and the register stays sound."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from fuzz_values import make_files
from fuzzing import Fuzzer, kept_within

from tracker.store.location import Location

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "exit-statuses.md"


def test_no_command_breaks(
    location: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    count, seed = pytestconfig.getoption("--commands"), pytestconfig.getoption("--seed")
    statuses = {
        int(found) for found in re.findall(r"^\| (\d+) \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    }
    folder = tmp_path / "fuzzed"
    home = folder / "home"
    home.mkdir(parents=True)
    make_files(folder)
    monkeypatch.chdir(folder)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(home))
    for name, value in {"EDITOR": "true", "VISUAL": "true", "PAGER": "cat"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TRACKER_DB", location.url or str(location.path))
    monkeypatch.setenv("TRACKER_USER", "tester")
    monkeypatch.setenv("TRACKER_NOW", "2013-01-28T09:30:00+00:00")
    fuzzer = Fuzzer(location, folder, seed, statuses)
    with kept_within(tmp_path):
        fuzzer.run(count, check_every=max(100, count // 20))
    sys.stdout.write(f"{fuzzer}\n")
    assert not fuzzer.kinds, f"{fuzzer}\n\n{fuzzer.found[0]}"
    assert fuzzer.ended[0] >= 0.25 * fuzzer.number, fuzzer
