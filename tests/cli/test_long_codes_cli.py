"""Codes that the program makes of codes that are as long as a code may be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

PROJECT = "REGIONAL-RISK-MANAGEMENT-OF-ALL-THE-ADMINISTRATIONS-IN-2012"
DONOR = "SPANISH-AGENCY-FOR-INTERNATIONAL-DEVELOPMENT-AND-COOPERATION"
MADE = "REGIONAL-RISK-MANAGEMENT-OF-A-SPANISH-AGENCY-FOR-INTERNATION"


def test_contributions_fit_by_hand_and_from_a_file(run: Run, tmp_path: Path) -> None:
    assert (len(PROJECT), len(DONOR), len(MADE)) == (59, 60, 60)
    run("conference add TST-2013 --start 2013-02-01")
    run("conference open TST-2013")
    run(f'organisation add {DONOR} --name "Spanish agency" --kind "bilateral agency"')
    run(f'project add {PROJECT} --title "Risk" --status active --donor {DONOR} --committed "1 USD"')
    file = tmp_path / "contributions.csv"
    other = PROJECT.replace("2012", "2013")
    run(f'project add {other} --title "Risk again" --status active')
    file.write_text(f"project,donor,currency\n{other},{DONOR},EUR\n")
    run(f"import {file} --yes")
    run(f"contribution add {other} {DONOR} --currency USD")
    codes = [row["code"] for row in json.loads(run("contribution list --json").out)]
    assert codes == [MADE, f"{MADE[:28]}{MADE[30:59]}-2", f"{MADE[:28]}{MADE[30:59]}-3"]


def test_the_pool_of_a_series_fits(run: Run) -> None:
    series = "AMERICAS-AND-CARIBBEAN-DONOR-CONFERENCE-FOR-CUSTOMS-REFORM"
    run(f'series add {series} --name "Americas"')
    run(f"conference add AMS-2013 --series {series} --start 2013-02-01")
    run("conference open AMS-2013")
    run('organisation add IDB --name IDB --kind "development bank"')
    run('pool add IDB "1m USD"')
    assert [row["project"] for row in json.loads(run("pool list --json").out)] == [f"{series[:55]}-POOL"]
