"""What is known of a sealed record is printed alike, to the byte, on another day, in another place, years later."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

import tracker
from tracker.cli import main

AT = "--at 2012@1"
QUESTIONS = (
    f"project list {AT}",
    f"project list {AT} --donor IDB --sort -committed --format csv",
    f"project list {AT} --theme 'trade facilitation' --json",
    f"project list {AT} --format md",
    f"project show AR-L1092 {AT}",
    f"project show AR-L1092 {AT} --json",
    f"donor list {AT}",
    f"donor list {AT} --json",
    f"donor show IDB {AT}",
    f"beneficiary list {AT}",
    f"beneficiary show AR-GOV {AT} --json",
    f"contribution list {AT} --format csv",
    f"outcome list {AT}",
    f"risk list {AT}",
    f"milestone list {AT}",
    f"recommendation list {AT}",
    f"recommendation list {AT} --json",
    f"action list {AT}",
    f"partnership list {AT}",
    "conference show 2012@1",
    "conference show 2012@1 --json",
    "conference participants 2012@1",
    "why committed 2012@1",
    "compare 2012@1 2013@1",
    "compare 2012@1 2013@1 --json",
    "compare 2012@1 2013@1 --by donor --format md",
    "followup 2012@1 --at 2013@1",
    f"brief donor IDB {AT}",
    f"brief donor IDB {AT} --language es",
    f"brief beneficiary AR-GOV {AT} --language fr",
    f"brief project AR-L1092 {AT} --json",
)
# What goes into files. A workbook and a letter of a record are dated as it is.
FILES = {
    "2012.json": "conference record 2012@1 --document",
    "projects.csv": f"project list {AT} -o",
    "projects.xlsx": f"project list {AT} -o",
    "compare.xlsx": "compare 2012@1 2013@1 -o",
    "donor.docx": f"brief donor IDB {AT} -o",
    "project.docx": f"brief project AR-L1092 {AT} --language fr -o",
}
DAY, LATE = "2019-04-01T23:30:00-05:00", "2031-12-31T23:59:59+13:00"
LATER = (
    "organisation edit IDB --name 'Banco Interamericano' --kind 'trust fund' --code BID-LAC",
    "organisation edit WCO --name 'Another name'",
    "organisation alias BID-LAC 'The Bank'",
    "organisation contact BID-LAC --name 'Ana Peñón' --email ana@example.org",
    "project edit AR-L1092 --title 'Otro título' --code ARG-1 --theme integrity",
    "series edit AMS --name 'Renamed'",
    "conference reopen 2012 --reason 'an amount was misheard'",
    "conference edit 2012 --title 'Renamed' --city Panama",
    "report ARG-1 --at 2012 --donor BID-LAC --committed '9 USD' --status completed",
    "conference close 2012 --accept 'it is so' --yes",
    "conference reopen 2013 --reason 'so was another'",
    "recommendation report 2012/1 --at 2013 --status 'in progress'",
    "conference add AMS-2030 --start 2030",
    "report ARG-1 --at 2019 --donor BID-LAC --committed '7 USD' --reason correction",
    "note 'IDB: plus 300k'",
    "document add --title 'A late paper' --location late.pdf --project ARG-1",
)
ASK = """
import json, shlex, sys
from click.testing import CliRunner
from tracker.cli import main
said = {}
for line in json.loads(sys.argv[1]):
    found = CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)
    said[line] = found.exit_code, found.stdout
json.dump(said, sys.stdout)
"""


@pytest.fixture(scope="module")
def demo(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, to be written to."""
    return Path(shutil.copy(demo, tmp_path_factory.mktemp("demo") / "register.db"))


def asked(database: Path, questions: Sequence[str], **more: str) -> dict[str, str]:
    """What every question answers in a process of its own, in some environment."""
    environment = os.environ | {"TRACKER_DB": str(database), "PYTHONPATH": str(Path(tracker.__file__).parent.parent)}
    line = [sys.executable, "-c", ASK, json.dumps(questions)]
    done = subprocess.run(line, env=environment | more, capture_output=True, check=True)
    said = json.loads(done.stdout)
    assert {question: answer for question, (status, answer) in said.items() if status} == {}
    return {question: answer for question, (_, answer) in said.items()}


def written(database: Path, folder: Path, **more: str) -> dict[str, bytes]:
    """The bytes of every file, made in some environment."""
    folder.mkdir()
    lines = [f"{line} {shlex.quote(str(folder / name))}" for name, line in FILES.items()]
    asked(database, lines, **more)
    return {name: (folder / name).read_bytes() for name in FILES}


def test_the_demo_as_known_then_is_printed_alike_for_ever(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {"TZ": "America/Panama", "PYTHONHASHSEED": "1", "LANG": "C.UTF-8", "TRACKER_NOW": DAY}
    there = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "77", "LANG": "es_ES.UTF-8", "TRACKER_NOW": LATE}
    before = asked(demo, QUESTIONS, **here)
    files = written(demo, tmp_path / "before", **here)
    assert all(before.values()) and all(files.values())
    monkeypatch.setenv("TRACKER_DB", str(demo))
    for line in LATER:
        result = CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)
        assert result.exit_code == 0, f"{line}\n{result.output}"
    after = asked(demo, QUESTIONS, **there)
    for question, said in before.items():
        assert after[question] == said, question
    for name, content in written(demo, tmp_path / "after", **there).items():
        assert content == files[name], name
    # The questions can tell: asked of what is known now, they answer otherwise.
    now = asked(demo, ["project show ARG-1 --at 2012 --json"], **here)
    assert '"status": "completed"' in now["project show ARG-1 --at 2012 --json"]
