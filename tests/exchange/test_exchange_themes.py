"""Tables of themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from exchange_tables import CONFERENCES, ORGANISATIONS, SERIES, Take, fates, said, taker

from tracker.insight.projects.themes import ThemeRecord, theme_record

if TYPE_CHECKING:
    from conftest import Read

    from tracker.store.location import Location

THEMES = """\
code,name,name_es,name_fr,dac_sector,tfa_measures
cash-smuggling,cash smuggling,contrabando de dinero,contrebande d’argent,33120,12;7.7
risk-management,risk management,,,,
"""


@pytest.fixture
def take(location: Location) -> Take:
    call = taker(location)
    call(SERIES, ORGANISATIONS, CONFERENCES)
    return call


def test_a_table_adds_themes_that_its_projects_have_already(take: Take, read: Read) -> None:
    projects = "code,title,themes\nP1,Cash,contrabando de dinero\n"
    assert fates(take(projects, THEMES)) == {"themes": (1, 0, 1, 0), "projects": (1, 0, 0, 0)}
    assert fates(take(THEMES)) == {"themes": (0, 0, 2, 0)}
    changed = "code,name,dac_sector,tfa_measures\ncash-smuggling,bulk cash,16063,12\n"
    assert fates(take(changed)) == {"themes": (0, 1, 0, 0)}
    with read() as reader:
        assert theme_record(reader, "cash-smuggling") == ThemeRecord(
            "cash-smuggling", "bulk cash", "contrabando de dinero", "contrebande d’argent", "16063", ("12",)
        )


def test_rows_that_cannot_be_are_refused_with_where_and_why(take: Take) -> None:
    outcome = take(
        "name,code,name_es,dac_sector,tfa_measures\nA,a,,1,\nB,b,,,99\nC,c,integridad,,\nD,d,,,\nG,D,,,\n"
        "E,e,uno,,\nF,f,uno,,\n"
    )
    assert said(outcome) == [
        "2 dac_sector: is not in the code list Sector",
        "3 tfa_measures: There is no TFA measure '99' in this register",
        "4 name: 'integridad' already belongs to the theme integrity (integrity)",
        "6 code: is already in line 5",
        "8 name: 'uno' already belongs to the theme e (E)",
    ]
