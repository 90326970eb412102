"""What the pages of the reference promise, held against the program: exit statuses, keys of JSON, amounts and dates."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker import signals
from tracker.cli import main
from tracker.cli.base import App
from tracker.errors import Invalid
from tracker.rules.dates import parse_date
from tracker.rules.money import human, parse_amount

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import docs_console

REFERENCE = docs_console.DOCS / "reference"
EXPONENTS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}


def text(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def table_rows(page: str) -> Iterator[list[str]]:
    """The rows of all the tables of a page, as cells; headers too."""
    for line in page.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


STATUSES = [
    (int(cells[0]), cells[2].strip("`")) for cells in table_rows(text("exit-statuses.md")) if cells[0].isdigit()
]


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register at the end of the tutorial; to be copied before anything is written."""
    folder = tmp_path_factory.mktemp("tutorial")
    docs_console.played(docs_console.DOCS / "tutorial.md", folder)
    return folder / "americas.db"


def test_all_exit_statuses_are_told() -> None:
    assert [status for status, _ in STATUSES] == [0, 1, 2, 3, 4, 5, 129, 130, 143]


@pytest.mark.parametrize(("status", "command"), STATUSES)
def test_the_command_of_the_table_ends_with_its_status(
    status: int, command: str, tutorial: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(tutorial, tmp_path)
    (tmp_path / "wrong.csv").write_text("code,title\nP 9,A code with a space\n", encoding="utf-8")
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "americas.db"))
    if status > 128:
        monkeypatch.setattr(signals, "received", lambda: status - 128)
        monkeypatch.setattr(App, "reader", interrupted)
    with chdir(tmp_path):
        result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == status, result.output


def interrupted(_app: App) -> None:
    raise KeyboardInterrupt


SHAPES = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text("json.md"), re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_example_of_json_has_the_keys_of_its_table(shape: str) -> None:
    promised = {
        key
        for cells in table_rows(SHAPES[shape])
        if cells[0].startswith("`")
        for key in re.findall(r"`(\w+)`", cells[0])
    }
    (answer,) = re.findall(r"^```console\n\$ .*?\n(.*?)^```$", SHAPES[shape], re.MULTILINE | re.DOTALL)
    found = json.loads(answer)
    rows = found if isinstance(found, list) else [found]
    assert rows
    for row in rows:
        assert set(row) == promised


def test_the_terms_of_a_bridge_are_those_of_the_page() -> None:
    (answer,) = re.findall(r"^```console\n\$ .*?\n(.*?)^```$", SHAPES["compare"], re.MULTILINE | re.DOTALL)
    found = json.loads(answer)
    described = SHAPES["compare"].partition("A bridge leads")[2].partition("```")[0]
    for bridge in found["money"].values():
        assert set(bridge) <= set(re.findall(r"`(\w+)`", described))
    committed = found["money"]["committed"]
    assert (committed["from_total"], committed["to_total"]) == ("1820000.00", "2425000.00")
    assert committed["changed"] == {"new money": "250000.00", "unexplained": "130000.00"}


MONEY = text("money-and-dates.md")
AMOUNTS, _, DATES = MONEY.partition("## Rates")


def of_kind(page: str, first: str) -> list[tuple[str, str]]:
    """The rows of the tables whose first heading is `first`: what is typed, and what the page says of it."""
    found, taken = [], False
    for cells in table_rows(page):
        if cells[0] in ("typed", "refused"):
            taken = cells[0] == first
        elif taken and cells[0].startswith("`"):
            found.append((cells[0].strip("`"), cells[1]))
    return found


@pytest.mark.parametrize(("typed", "said"), of_kind(AMOUNTS, "typed"))
def test_amounts_are_understood_as_told(typed: str, said: str) -> None:
    amount = parse_amount("amount", typed, EXPONENTS)
    sign = "+" if amount.relative and amount.minor > 0 else ""
    whole = f"{sign}{human(amount.minor, EXPONENTS[amount.currency])} {amount.currency}"
    assert said.partition(", by")[0].partition(", what")[0] == whole + (f": {amount.reason}" if amount.reason else "")
    assert amount.relative == ("by how much" in said or said.startswith("+"))


@pytest.mark.parametrize(("typed", "why"), of_kind(AMOUNTS, "refused"))
def test_amounts_are_refused_as_told(typed: str, why: str) -> None:
    with pytest.raises(Invalid) as error:
        parse_amount("amount", typed, EXPONENTS)
    assert error.value.why == why


@pytest.mark.parametrize(("typed", "said"), of_kind(DATES, "typed"))
def test_dates_are_understood(typed: str, said: str) -> None:
    assert parse_date("date", typed) == (said if said[0].isdigit() else typed)


@pytest.mark.parametrize(("typed", "why"), of_kind(DATES, "refused"))
def test_dates_are_refused_as_told(typed: str, why: str) -> None:
    with pytest.raises(Invalid) as error:
        parse_date("date", typed)
    assert error.value.why == why
