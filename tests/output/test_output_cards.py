"""One record on one screen, in every form."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tracker.output import CardFact, Column, Section, Style, show_card

PAIRS = [
    CardFact("code", "Code", "P1", "code"),
    CardFact("objective", "Objective", "Select by risk,\nnot by habit | =ever"),
    CardFact("themes", "Themes", ("risk", "TFA")),
    CardFact("committed", "Committed", 100000000, "money", "USD"),
    CardFact("disbursed", "Disbursed", None, "money"),
    CardFact("end", "End", None, "date"),
    CardFact("formula", "Formula", "=1+1"),
]

TABLE = """\
P1 Regional risk management

Objective  Select by risk,
           not by habit | =ever
Themes     risk, TFA
Committed  1,000,000.00 USD
Disbursed  –
End        –
Formula    =1+1

Money told

Code  Currency     Committed
────────────────────────────
P1    USD       1,000,000.00
────────────────────────────
      USD       1,000,000.00

Risks

No risks were reported.
"""

MARKDOWN = """\
# P1 Regional risk management

| | |
| --- | --- |
| Code | P1 |
| Objective | Select by risk, not by habit \\| =ever |
| Themes | risk, TFA |
| Committed | 1,000,000.00 USD |
| Disbursed | – |
| End | – |
| Formula | =1+1 |

## Money told

| Code | Currency | Committed |
| --- | --- | ---: |
| P1 | USD | 1,000,000.00 |
|  | **USD** | **1,000,000.00** |

## Risks

No risks were reported.
"""

CSV = """\
field,value
code,P1
objective,"Select by risk,
not by habit | =ever"
themes,risk;TFA
committed,1000000.00
committed_currency,USD
disbursed,
disbursed_currency,
end,
formula,'=1+1
"""


@pytest.fixture
def sections(lines: Any, columns: list[Column], totals: Any) -> list[Section]:
    shown = [columns[0], columns[2], columns[3]]
    return [
        Section("Money told", lines[:1], shown, footer=totals),
        Section("Risks", [], shown, "No risks were reported.", key="risk_list"),
        Section("Documents", [], shown),
    ]


def card(sections: list[Section], style: Style) -> str:
    out = io.StringIO()
    show_card("P1 Regional risk management", PAIRS, sections, style, out=out)
    return out.getvalue()


@pytest.mark.parametrize("width", [None, 80])
def test_table(width: int | None, sections: list[Section], style: Style) -> None:
    assert card(sections, style._replace(width=width, exact=True)) == TABLE


def test_values_wrap_beside_their_labels(style: Style) -> None:
    long = [CardFact("objective", "Objective", "Select what to inspect by risk, and not by habit")]
    out = io.StringIO()
    show_card("P1", long, [], style._replace(width=40), out=out)
    assert out.getvalue() == "P1\n\nObjective  Select what to inspect by\n           risk, and not by habit\n"


def test_no_amount_is_cut_or_wrapped(style: Style) -> None:
    largest = [CardFact("committed", "Committed", -(10**17), "money", "USD")]
    out = io.StringIO()
    show_card("P1", largest, [], style._replace(width=10), out=out)
    assert "Committed  -1,000,000,000,000,000.00 USD\n" in out.getvalue()


def test_markdown(sections: list[Section], style: Style) -> None:
    assert card(sections, style._replace(form="md")) == MARKDOWN


def test_csv_has_the_pairs_only(sections: list[Section], style: Style) -> None:
    assert card(sections, style._replace(form="csv")) == CSV


def test_quiet_is_the_code(sections: list[Section], style: Style) -> None:
    assert card(sections, style._replace(quiet=True)) == "P1\n"


def test_json_is_one_object(sections: list[Section], style: Style) -> None:
    assert json.loads(card(sections, style._replace(form="json"))) == {
        "code": "P1",
        "objective": "Select by risk,\nnot by habit | =ever",
        "themes": ["risk", "TFA"],
        "committed": "1000000.00",
        "committed_currency": "USD",
        "disbursed": None,
        "disbursed_currency": None,
        "end": None,
        "formula": "=1+1",
        "money_told": [{"code": "P1", "currency": "USD", "committed": "1000000.00"}],
        "risk_list": [],
        "documents": [],
    }


def test_what_the_heading_says_is_not_repeated_below_it(style: Style) -> None:
    pairs = [
        CardFact("code", "Code", "P1", "code"),
        CardFact("title", "Title", "Risk"),
        CardFact("lead", "Lead", "IDB"),
    ]
    out = io.StringIO()
    show_card("P1  Risk", pairs, [], style, out=out)
    assert out.getvalue() == "P1  Risk\n\nLead  IDB\n"
