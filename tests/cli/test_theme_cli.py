"""`tracker theme`: the vocabulary of projects is shown, extended and changed."""

from __future__ import annotations

import json

import pytest
from conftest import Once, Read, Run, Write

from tracker.errors import Conflict
from tracker.insight.projects.themes import theme_record
from tracker.register.projects.themes import ThemeFacts
from tracker.store import schema
from tracker.tables import theme_measure

SMUGGLING = (
    'theme add "Cash smuggling" --name-in es "contrabando de dinero" --name-in fr "contrebande d’argent" '
    "--dac-sector 33120 --tfa-measure 12 --tfa-measure 7.7"
)


@pytest.fixture
def project(run: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        run("conference add AMS-2013 --start 2013-01-28")
        run("conference open AMS-2013")
        run('project add P1 --title "Single window" --theme "risk management" --status active')

    return run


def test_themes_are_listed(project: Run) -> None:
    assert project("theme list -q").out.split()[:3] == [
        "authorized-economic-operators",
        "capacity-building",
        "career-development-and-human-resources",
    ]
    listed = {row["code"]: row for row in json.loads(project("theme list --json").out)}
    assert len(listed) == 15
    assert listed["trade-security"] == {
        "code": "trade-security",
        "name": "trade security",
        "name_es": "seguridad del comercio",
        "name_fr": "sécurité des échanges",
        "dac_sector": "33120",
        "tfa_measures": [],
        "projects": 0,
    }
    assert listed["cross-border-crime"]["name_fr"] == "criminalité transfrontalière"
    assert listed["revenue-and-valuation"]["tfa_measures"] == ["3", "6.1", "6.2", "7.3", "7.5"]
    assert listed["risk-management"]["projects"] == 1


def test_a_theme_is_added_used_and_found_by_any_of_its_names(project: Run) -> None:
    assert project(SMUGGLING).out == "Theme cash-smuggling added: Cash smuggling\n"
    for name in ("cash-smuggling", "CASH SMUGGLING", "Contrabando de dinero", "contrebande d’argent"):
        project(f'report P1 --theme "{name}"')
        assert project("project list --theme cash-smuggling -q").out == "P1\n"
        project('report P1 --theme "risk management"')
    assert project("theme list --format csv").out.splitlines()[2] == (
        "capacity-building,capacity building,fortalecimiento de capacidades,renforcement des capacités,33120,,0"
    )


def test_a_code_may_be_given_apart_from_the_name(project: Run) -> None:
    assert project('theme add CASH --name "Cash smuggling"').out == "Theme cash added: Cash smuggling\n"
    assert project("theme add cash-and-carry").out == "Theme cash-and-carry added: cash and carry\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "theme add Ventanilla --name 'ventanilla única'",
            "Error: 'ventanilla única' already belongs to the theme single-window (single window).\n"
            "`tracker theme edit single-window` changes it; `tracker theme list` shows them all.\n",
        ),
        (
            "theme add integrity",
            "Error: 'integrity' already belongs to the theme integrity (integrity).\n"
            "`tracker theme edit integrity` changes it; `tracker theme list` shows them all.\n",
        ),
        (
            "theme edit transport --name Integrité",
            "Error: 'Integrité' already belongs to the theme integrity (integrity).\n"
            "`tracker theme edit integrity` changes it; `tracker theme list` shows them all.\n",
        ),
    ],
)
def test_a_name_means_one_theme(project: Run, line: str, said: str) -> None:
    assert project(line, status=4).err == said


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (
            "theme add x --dac-sector 99999",
            2,
            "Error: DAC sector '99999' is not in the code list Sector.\n"
            "Use a purpose code; `tracker codes sector WORDS` finds it.\n",
        ),
        (
            "theme add x --tfa-measure 7.77",
            3,
            "Error: There is no TFA measure '7.77' in this register.\n"
            "Did you mean 7.7? `tracker theme measures` shows them.\n",
        ),
        (
            "theme add x --name-in de Bargeld",
            2,
            "Error: --name-in 'de' is not a language of the themes.\nUse en, es or fr.\n",
        ),
        (
            "theme add 'cash; gold'",
            2,
            "Error: theme name 'cash; gold' contains a semicolon, which separates themes.\n"
            "Use a name without a semicolon.\n",
        ),
        (
            "report P1 --theme 'risk managment'",
            3,
            "Error: There is no theme 'risk managment' in this register.\n"
            "Did you mean risk management? `tracker theme list` shows all.\n",
        ),
    ],
)
def test_what_is_wrong_is_said(project: Run, line: str, status: int, said: str) -> None:
    assert project(line, status=status).err == said


def test_a_theme_is_changed_and_keeps_its_code(project: Run) -> None:
    assert project("theme edit 'gestión de riesgos' --name 'risk and compliance' --tfa-measure 7.9").out == (
        "Theme risk-management changed.\n"
        "  name: risk management -> risk and compliance\n"
        "  tfa measures: 7.4; 7.5 -> 7.9\n"
    )
    assert json.loads(project("project list --json").out)[0]["theme"] == "risk and compliance"
    assert project("project list --theme risk-management -q").out == "P1\n"
    assert project("theme edit risk-management --name-in fr '' --dac-sector ''").out == (
        "Theme risk-management changed.\n  name fr: gestion des risques -> unknown\n  dac sector: 33120 -> unknown\n"
    )


def test_a_change_is_in_the_log_and_can_be_taken_back(project: Run) -> None:
    project(SMUGGLING)
    project("theme edit cash-smuggling --tfa-measure 12")
    shown = project("log --noun theme --format csv").out
    assert [line.split(",")[3] for line in shown.splitlines()[1:]] == [
        "tracker theme edit cash-smuggling --tfa-measure 12",
        f"tracker {SMUGGLING}".replace('"', "'"),
    ]
    assert "TFA measure 7.7 of theme cash-smuggling added" in project("undo").out
    project('report P1 --theme "cash smuggling"')
    refused = project("undo 4", status=4).err
    assert refused.startswith("Error: Command 4 cannot be undone")
    project("undo")
    project("undo 4")
    assert "cash-smuggling" not in project("theme list -q").out


def test_an_edit_begun_on_an_older_record_is_a_conflict(write: Write, read: Read) -> None:
    with read() as reader:
        begun = theme_record(reader, "transport")
    with write() as register:
        register.themes.edit("transport", {"name": "transport and logistics"}, begun)
    with pytest.raises(Conflict, match="changed by another user"), write() as register:
        register.themes.edit("transport", {"name": "roads"}, begun)


def test_a_theme_of_this_moment_is_known_at_once(write: Write) -> None:
    with write() as register:
        assert register.codes.theme("integrity") == "integrity"
        assert register.themes.add([ThemeFacts(None, "cash smuggling")]) == ["cash-smuggling"]
        assert register.codes.theme("cash smuggling") == "cash-smuggling"


def test_an_upgrade_brings_new_themes_and_leaves_what_was_changed(write: Write, read: Read) -> None:
    with write() as register:
        register.themes.edit("risk-management", {"tfa_measures": ["7.4"], "name": "risks"})
        connection = register.connection
        connection.execute(theme_measure.delete().where(theme_measure.c.theme == "transport"))
        connection.exec_driver_sql("DELETE FROM theme WHERE code IN ('trade-security', 'transport')")
        schema.seed(connection)
    with read() as reader:
        assert theme_record(reader, "risk-management").tfa_measures == ("7.4",)
        assert theme_record(reader, "risk-management").name == "risks"
        assert theme_record(reader, "trade security").dac_sector == "33120"
        assert theme_record(reader, "transport").tfa_measures == ("11",)


def test_what_a_list_of_themes_replaces_is_said(project: Run) -> None:
    told = project('report P1 --theme "trade security"')
    assert told.out == "P1 at AMS-2013:\n  themes: risk management -> trade security\n"
    assert told.err == (
        "Removed themes: risk management. --theme replaces the whole list; repeat it for each theme to keep.\n"
        "Next: `tracker project show P1 --at AMS-2013`\n"
    )
    told = project("report P1 --theme trade-security --theme integrity")
    assert told.out == "P1 at AMS-2013:\n  themes: trade security -> trade security; integrity\n"
    assert told.err == "Next: `tracker project show P1 --at AMS-2013`\n"
    changed = project("project edit P1 --theme transport")
    assert changed.out == "Project P1 changed.\n  themes: trade security; integrity -> transport\n"
    assert changed.err.startswith("Removed themes: trade security, integrity.")


def test_measures_are_listed_in_their_order_with_their_themes(project: Run) -> None:
    rows = {row["measure"]: row for row in json.loads(project("theme measures --json").out)}
    assert [*rows][22:26] == ["7.9", "8", "9", "10.1"]
    assert [*rows][33:] == ["10.9", "11", "12"]
    assert rows["7.7"]["themes"] == ["authorized-economic-operators"]
    assert len(rows) == 36
