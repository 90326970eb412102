"""`tracker codes`: what the codes of IATI mean. It needs no register."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from tracker.cli import main


def codes(*words: str, status: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(main, ["codes", *words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.stdout, result.stderr


@pytest.fixture(autouse=True)
def _no_register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "none.db"))


def test_customs_are_found_among_the_sectors() -> None:
    assert codes("sector", "customs", "single", "--format", "csv") == (
        "code,name,name_fr,category,status,withdrawal_date,also,list\n"
        "33120,Trade facilitation,Facilitation du commerce,331,active,,"
        '"customs, border agencies, single window, risk management, authorized economic operators, transit;'
        " aduanas, ventanilla única, gestión de riesgos, operadores económicos autorizados, tránsito;"
        ' douanes, guichet unique, gestion des risques, opérateurs économiques agréés, transit",Sector\n',
        "",
    )


def test_a_table_is_for_reading() -> None:
    assert codes("organisation-role") == (
        "OrganisationRole\n"
        "\n"
        "Code  Name          French          Category  Status  Withdrawn\n"
        "───────────────────────────────────────────────────────────────\n"
        "1     Funding       Financement     –         active  –\n"
        "2     Accountable   Responsabilité  –         active  –\n"
        "3     Extending     Octroi          –         active  –\n"
        "4     Implementing  Mise en œuvre   –         active  –\n",
        "",
    )


def test_lists_are_listed_with_how_many_codes_they_have() -> None:
    out, err = codes("--json")
    lists = {row["list"]: (row["codes"], row["withdrawn"]) for row in json.loads(out)}
    assert len(lists) == 35
    assert lists["Sector"] == (325, 30)
    assert lists["Currency"] == (176, 9)
    assert err == ""


def test_quiet_is_codes_only() -> None:
    assert codes("sector", "trade facilitation", "-q")[0] == "33120\n"


def test_what_nobody_finds_is_said() -> None:
    out, err = codes("sector", "zebra", "--json")
    assert (out, err) == ("[]\n", "No code of Sector goes by this. `tracker codes Sector` lists them all.\n")


def test_an_unknown_list_is_answered_with_the_nearest() -> None:
    assert codes("secter", "customs", status=2) == (
        "",
        "Error: LIST 'secter' is not a code list of IATI.\nUse Sector.\n",
    )


def test_a_date_without_a_list_asks_nothing() -> None:
    assert codes("--on", "2012", status=2) == (
        "",
        "Error: --on asks about the codes of one list.\nName the list: tracker codes sector --on 2012\n",
    )


def test_the_codes_of_a_date_are_those_not_withdrawn_before() -> None:
    assert codes("currency", "kroon", "--on", "2010-12-31", "-q")[0] == "EEK\n"
    assert codes("currency", "kroon", "--on", "2019", "-q")[0] == ""


def test_a_list_is_completed() -> None:
    completion = ShellComplete(main, {}, "tracker", "_TRACKER_COMPLETE")
    found = [item.value for item in completion.get_completions(["codes"], "sector")]
    assert found == ["Sector", "SectorCategory", "SectorVocabulary"]
