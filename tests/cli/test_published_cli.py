"""`tracker project show --published`: what a publisher's file says of a project, whatever conferences were told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Run

FILES = Path(__file__).parent.parent / "exchange" / "files" / "iati"
FILE = FILES / "customs-2013.xml"


def test_all_that_was_published_is_on_one_screen(caribbean: Run) -> None:
    caribbean(f"import {FILE}")
    assert (
        caribbean("project show RG-T1234 --published").out
        == """\
RG-T1234  Reforma de las aduanas

IATI identifier           XI-IATI-IADB-RG-T1234
Publisher                 IDB
Name of the publisher     Inter-American Development Bank
Status                    finalising
Default currency          USD
Default language          es
Finance (default)         110: Standard grant
Conditions attached       yes
Description: general, es  Aduanas del Caribe
Condition: 1: Policy, es  Ley de aduanas

Money moved

Contribution  Donor  Kind                               Sum  Number  First       Last
───────────────────────────────────────────────────────────────────────────────────────────
RG-T1234-IDB  IDB    outgoing commitment  USD  1,100,000.00       1  2012-01-15  2012-01-15
RG-T1234-IDB  IDB    disbursement         USD    250,000.51       1  2012-07-15  2012-07-15

Sectors

Vocabulary  Code   Name                Percent  On transactions
───────────────────────────────────────────────────────────────
1           33120  Trade facilitation     100%  no

Recipients

Kind     Vocabulary  Code  Name      Percent  On transactions
─────────────────────────────────────────────────────────────
country  –           JM    Jamaica       60%  no
country  –           BB    Barbados      40%  no

Who takes part

Role          Organisation            Name                             Its activity
───────────────────────────────────────────────────────────────────────────────────
funding       IDB                     Inter-American Development Bank  –
implementing  JAMAICA-CUSTOMS-AGENCY  Jamaica Customs Agency           –

Budgets and planned disbursements

Kind    Type      Status      From        To                   Amount  Value date  Provider  Receiver
─────────────────────────────────────────────────────────────────────────────────────────────────────
budget  original  indicative  2012-01-01  2012-12-31  USD  550,000.00  2012-01-01  –         –

Periods of indicators

Indicator  Title  From        To          Target  Actual  Comment
─────────────────────────────────────────────────────────────────
I1         Horas  2012-01-01  2012-12-31  48      47      –

Related activities

Relation  IATI identifier     Project
─────────────────────────────────────
parent    XI-IATI-IADB-RG-T1  –
"""
    )


def test_a_program_gets_codes_and_every_list(caribbean: Run) -> None:
    caribbean(f"import {FILE}")
    card = json.loads(caribbean("project show RG-T1234 --published --json").out)
    assert card == {
        "code": "RG-T1234",
        "title": "Reforma de las aduanas",
        "iati_identifier": "XI-IATI-IADB-RG-T1234",
        "publisher": "IDB",
        "publisher_name": "Inter-American Development Bank",
        "status": "finalising",
        "updated": None,
        "hierarchy": None,
        "currency": "USD",
        "language": "es",
        "activity_scope": None,
        "collaboration_type": None,
        "flow_type": None,
        "finance_type": "110",
        "aid_type": None,
        "tied_status": None,
        "humanitarian": None,
        "conditions_attached": True,
        "moved": [
            {
                "contribution": "RG-T1234-IDB",
                "donor": "IDB",
                "kind": "outgoing commitment",
                "currency": "USD",
                "amount": "1100000.00",
                "number": 1,
                "first": "2012-01-15",
                "last": "2012-01-15",
            },
            {
                "contribution": "RG-T1234-IDB",
                "donor": "IDB",
                "kind": "disbursement",
                "currency": "USD",
                "amount": "250000.51",
                "number": 1,
                "first": "2012-07-15",
                "last": "2012-07-15",
            },
        ],
        "sectors": [
            {
                "vocabulary": "1",
                "code": "33120",
                "name": "Trade facilitation",
                "share": "100",
                "from_transactions": False,
            }
        ],
        "recipients": [
            {
                "kind": "country",
                "vocabulary": None,
                "code": "JM",
                "name": "Jamaica",
                "share": "60",
                "from_transactions": False,
            },
            {
                "kind": "country",
                "vocabulary": None,
                "code": "BB",
                "name": "Barbados",
                "share": "40",
                "from_transactions": False,
            },
        ],
        "participants": [
            {"role": "funding", "organisation": "IDB", "name": "Inter-American Development Bank", "activity": None},
            {
                "role": "implementing",
                "organisation": "JAMAICA-CUSTOMS-AGENCY",
                "name": "Jamaica Customs Agency",
                "activity": None,
            },
        ],
        "budgets": [
            {
                "kind": "budget",
                "type": "original",
                "status": "indicative",
                "period_start": "2012-01-01",
                "period_end": "2012-12-31",
                "currency": "USD",
                "amount": "550000.00",
                "value_date": "2012-01-01",
                "provider": None,
                "receiver": None,
            }
        ],
        "periods": [
            {
                "indicator": "I1",
                "title": "Horas",
                "period_start": "2012-01-01",
                "period_end": "2012-12-31",
                "target": "48",
                "actual": "47",
                "comment": None,
            }
        ],
        "descriptions": [{"kind": "general", "language": "es", "text": "Aduanas del Caribe"}],
        "conditions": [{"kind": "1", "language": "es", "text": "Ley de aduanas"}],
        "related": [{"relation": "parent", "identifier": "XI-IATI-IADB-RG-T1", "project": None}],
        "identifiers": [],
    }


def test_the_card_of_a_project_says_that_there_is_more(caribbean: Run) -> None:
    caribbean(f"import {FILE}")
    assert caribbean("project show RG-T1234").err == "Published by IDB as finalising: --published shows what.\n"
    assert caribbean("project show RG-T1234 --json").err == ""


def test_a_project_that_was_in_no_file(caribbean: Run) -> None:
    caribbean("project add P1 --title X --status active")
    said = caribbean("project show P1 --published", status=1).err
    assert said == "Error: P1 was not in the file of a publisher.\nTo import one: `tracker import activities.xml`.\n"
    assert "There is no project 'P9'" in caribbean("project show P9 --published", status=3).err
    assert "Leave --at out" in caribbean("project show P1 --published --at 2013", status=2).err


def test_a_project_is_found_by_its_iati_identifier(caribbean: Run) -> None:
    caribbean(f"import {FILE}")
    by_code = caribbean("project show RG-T1234").out
    assert caribbean("project show XI-IATI-IADB-RG-T1234").out == by_code
    assert caribbean("project show xi-iati-iadb-rg-t1234").out == by_code
    assert "no project 'XI-IATI-IADB-RG'" in caribbean("project show XI-IATI-IADB-RG", status=3).err
