"""Administrations are asked how many of their officers attended trainings, in the workbook of a request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Once, Run
from request_forms import Values, filled, read, rows, told

SEND = "request send 2013 --due 2013-02-15 -d out"


@pytest.fixture
def asked(caribbean: Run, once: Once, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """In a folder: Jamaica attended T1, with 12 officers, and T2; Barbados T2; T3 is held after the conference."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        told(caribbean, tmp_path)
        caribbean("training add T1 --title Targeting --start 2012-05 --theme 'risk management' --organiser 'A school'")
        caribbean("training attend T1 --administration JM-CUSTOMS --persons 'over 12' --women 5")
        caribbean("training add T2 --title Integrity --start 2012-06")
        for code in ("JM-CUSTOMS", "BB-CUSTOMS"):
            caribbean(f"training attend T2 --administration {code}")
        caribbean("training add T3 --title Later --start 2013-06")
        caribbean("training attend T3 --administration JM-CUSTOMS")
        caribbean(f"{SEND} --language en")

    return caribbean


def enter(*cells: Any) -> Any:
    """A change of the sheet: the cells of its first row for a training that is new."""

    def change(sheets: dict[str, Values]) -> None:
        sheet = sheets["Trainings"]
        row = next(row for row in sheet[1:] if row[0] == "new" and not any(row[1:]))
        row[1 : 1 + len(cells)] = cells

    return change


def attendance(run: Run, code: str) -> list[tuple[Any, ...]]:
    found = json.loads(run(f"training attendance --administration {code} --json").out)
    found = [row for row in found if row["administration"] == code]
    return [(row["training"], row["stated"], row["persons"], row["women"], row["completed"]) for row in found]


def test_an_administration_is_asked_about_the_trainings_that_it_attended(asked: Run) -> None:
    sheet = rows(Path("out/JM-CUSTOMS.xlsx"), "Trainings")
    assert sheet[0] == (
        *("Training", "Title", "Start", "End", "Place", "Themes", "Who held it", "Who paid for it", "Attended"),
        *("Women", "Completed it", "Certified", "Note"),
    )
    assert sheet[1:3] == [
        ("T1", "Targeting", "2012-05", "", "", "risk management", "A school", "", "over 12", 5.0, "", "", ""),
        ("T2", "Integrity", "2012-06", *[""] * 10),
    ]
    assert "Trainings" not in [name for name, *_ in read(Path("out/IDB.xlsx"))]


def test_what_it_says_comes_in(asked: Run) -> None:
    """How many attended, and a training that nobody recorded; a second time nothing is new."""
    path = filled(
        Path("out/JM-CUSTOMS.xlsx"),
        Path("JM.xlsx"),
        ("T1", {"Completed it": 11}),
        ("T2", {"Attended": "about 30"}),
        change=enter("Dogs", "2012-11", "", "Kingston", "", "Canada; IDB", "", 8, 8),
    )
    done = asked(f"import {path} --yes")
    assert "training T1: completed 11" in done.err
    assert "new training JM-CUSTOMS-2013-T1: title Dogs, start 2012-11, place Kingston" in done.err
    assert attendance(asked, "JM-CUSTOMS") == [
        ("T1", "over", 12, 5, 11),
        ("T2", "about", 30, None, None),
        ("JM-CUSTOMS-2013-T1", None, 8, 8, None),
        ("T3", None, None, None, None),
    ]
    card = json.loads(asked("training show JM-CUSTOMS-2013-T1 --json").out)
    assert (card["title"], card["organisers"], card["persons"]) == ("Dogs", ["Canada", "IDB"], 8)
    assert card["source"].endswith("answer of JM-CUSTOMS")
    before = asked("training list --json").out
    asked(f"import {path} --yes")
    assert asked("training list --json").out == before


def test_what_cannot_be_is_refused_and_nothing_is_lost(asked: Run) -> None:
    asked("training attend T2 --administration JM-CUSTOMS --persons 20")
    path = filled(
        Path("out/JM-CUSTOMS.xlsx"),
        Path("JM.xlsx"),
        ("T1", {"Title": "Other"}),
        ("T2", {"Attended": 30}),
        change=enter("", "2012-11"),
    )
    said = asked(f"import {path}", status=1).err
    assert "cannot be changed in this form" in said
    assert (
        "Attended '30' was unknown in the form that was sent, but is 20 now, because it was reported since. Use 20; if "
        "30 is correct, report it with `tracker training attend`.\n"
    ) in said
    assert "is empty. Give what the training was called" in said
    assert "Title 'Other' cannot be changed in this form" in said
    path = filled(Path("out/JM-CUSTOMS.xlsx"), Path("JM.xlsx"), change=enter("Dogs", "2012", "", "", "", "", "", 8, 9))
    assert "is more than the persons who attended, 8" in asked(f"import {path}", status=1).err
    assert [row[0] for row in attendance(asked, "JM-CUSTOMS")] == ["T1", "T2", "T3"]


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "sheet", "attended", "women", "stated"),
    [
        ("es", "Capacitaciones", "Asistieron", "Mujeres", "más de 30"),
        ("fr", "Formations", "Participants", "Femmes", "plus de 30"),
    ],
)
def test_in_its_language(asked: Run, language: str, sheet: str, attended: str, women: str, stated: str) -> None:
    asked(f"{SEND} --language {language} --again --to JM-CUSTOMS -d {language}")
    assert rows(Path(f"{language}/JM-CUSTOMS.xlsx"), sheet)[1][0] == "T1"
    path = filled(Path(f"{language}/JM-CUSTOMS.xlsx"), Path("JM.xlsx"), ("T2", {attended: stated, women: 3}))
    asked(f"import {path} --yes")
    assert attendance(asked, "JM-CUSTOMS")[1] == ("T2", "over", 30, 3, None)
