"""What people really send, and what becomes of it: each workbook of `quirks`, with all that is said and taken in.

`quirks.txt` holds it, in the order of the workbooks. There `it` is the file; a line `= P1 | ...` is what the conference
was told of a project: title, status, progress, start, end, beneficiaries, note; and `= P1-IDB | ...` of a contribution:
pledged, committed, disbursed, currency.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from exchange_tables import BASE, taken
from quirks import QUIRKS, Quirk

from tracker.cli import main
from tracker.register.register import open_register
from tracker.rules.money import decimal_text
from tracker.rules.shares import percent
from tracker.store import schema
from tracker.store.location import Location
from tracker.store.reader import open_reader

TOLD = Path(__file__).with_name("quirks.txt").read_text(encoding="utf-8")
TAKEN = {name: text.strip("\n") for name, _, text in (part.partition("\n") for part in TOLD.split("\n## ")[1:])}
MORE = ("code,project,donor,currency\nP1-NORAD,P1,NORAD,NOK\n", "code,title\n007,Goldeneye\n")
REVIEWS = """
SELECT p.code, r.title, r.status, r.progress, r.planned_start, r.planned_end, r.note, p.id
FROM review r JOIN project p ON p.id = r.project_id JOIN conference c ON c.id = r.conference_id
WHERE c.code = 'AMS-2013' ORDER BY p.code
"""
FUNDING = """
SELECT k.code, f.pledged, f.committed, f.disbursed, f.currency
FROM funding f JOIN contribution k ON k.id = f.contribution_id JOIN conference c ON c.id = f.conference_id
WHERE c.code = 'AMS-2013' ORDER BY k.code
"""
SHARES = """
SELECT o.code, s.share FROM share s
JOIN organisation o ON o.id = s.organisation_id JOIN conference c ON c.id = s.conference_id
WHERE c.code = 'AMS-2013' AND s.project_id = :project ORDER BY o.code
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two projects with three contributions, and two conferences that nobody told anything."""
    path = tmp_path_factory.mktemp("quirks") / "register.db"
    schema.create(Location(path, None))
    with open_register(Location(path, None)) as register:
        assert not taken(register, *BASE, *MORE).faults
    return path


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda one: one.name)
def test_what_people_send(quirk: Quirk, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(register, tmp_path / "register.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DB", "register.db")
    (tmp_path / quirk.name).write_bytes(quirk.data)
    assert result(quirk) == TAKEN[quirk.name]


def test_every_quirk_is_told_of() -> None:
    assert len(QUIRKS) >= 20
    assert [one.name for one in QUIRKS] == list(TAKEN)
    assert all(one.peculiar for one in QUIRKS)


def result(quirk: Quirk) -> str:
    """What the command said, without what is the same for all files, and what the conference is told by now."""
    done = CliRunner().invoke(main, ["import", quirk.name, *shlex.split(quirk.options)], catch_exceptions=False)
    said = [
        line.replace(f"{quirk.name}, sheet Sheet1", "it").replace(quirk.name, "it")
        for line in done.stderr.splitlines()
        if "takes all of it back" not in line and not line.startswith("Correct them and")
    ]
    with open_reader(Location(Path("register.db"), None)) as reader:
        for code, title, status, progress, start, end, note, number in reader.all(REVIEWS):
            found = reader.all(SHARES, {"project": number})
            shares = ";".join(f"{who}:{percent(share)}" if share else who for who, share in found)
            told = [title, status, None if progress is None else f"{progress}%", start, end, shares, note]
            said.append(f"= {code} | " + " | ".join(str(one or "-") for one in told))
        for code, *amounts, currency in reader.all(FUNDING):
            shown = [None if one is None else decimal_text(one, 2) for one in amounts]
            if any(shown):
                said.append(f"= {code} | " + " | ".join(one or "-" for one in shown) + f" | {currency}")
    return "\n".join([*said, f"= status {done.exit_code}"])
