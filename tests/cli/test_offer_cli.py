"""`tracker offer`: what a donor could give, and what each conference is told of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tracker.api import open_register as from_python

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run

    from tracker.store.location import Location

ADD = (
    'offer add "Customs reform fund" --donor EU --start 2012-06 --end 2015 --theme "risk management" --theme integrity'
    ' --place Jamaica --place CARICOM --instrument grant --amount "1.5m EUR" --amount-is ceiling'
    ' --how-to-apply "A letter to the delegation, twice a year" --source "mail of 3 May"'
)


@pytest.fixture
def offered(caribbean: Run, once: Once) -> Run:
    """Two offers, of which a closed conference was told of one; AMS-2013 is open, AMS-2014 planned."""

    @once
    def fill_it() -> None:
        caribbean("organisation add CARICOM --name 'Caribbean Community' --kind 'regional body' --role beneficiary")
        caribbean("organisation edit JM-CUSTOMS --country JM")
        caribbean("conference add AMS-2014 --start 2014-01-13 --currency USD")
        caribbean(ADD)
        caribbean(
            'offer add "Columbus programme" --donor NORAD --place-words "Sub-Saharan Africa" --theme-words leadership'
            ' --amount "2,000,000 NOK" --amount-is "grant agreement" --amount-words agreement'
        )
        caribbean('offer report O1 --status open --left "900,000 EUR" --source "the delegate" --at 2012')
        caribbean("conference close 2012 --accept test --yes")

    return caribbean


def shown(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_an_offer_is_recorded_with_all_that_is_said_of_it(caribbean: Run) -> None:
    caribbean("organisation add CARICOM --name 'Caribbean Community' --kind 'regional body'")
    said = caribbean(ADD)
    assert said.out == "Offer O1 added: Customs reform fund, of EU\n"
    assert said.err == "Next: `tracker offer report O1 --status open` reports it to a conference\n"
    assert (
        caribbean("offer show O1").out
        == """\
O1  Customs reform fund

Donor         European Union (EU)
Start         2012-06
End           2015
Themes        integrity, risk management
Places        Jamaica, Caribbean Community
Instruments   grant
Amount        1,500,000.00 EUR
Amount is     ceiling of one request
How to apply  A letter to the delegation, twice a year
Status        –
Source        mail of 3 May

History

It was not reported to any conference.
"""
    )


def test_the_list_leaves_out_what_no_offer_has(offered: Run) -> None:
    assert (
        offered("offer list --donor NORAD").out
        == """\
Code  Donor  Programme           Places in words                Amount  Amount is
───────────────────────────────────────────────────────────────────────────────────────
O2    NORAD  Columbus programme  Sub-Saharan Africa  NOK  2,000,000.00  grant agreement
"""
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("--donor EU", ["O1"]),
        ("--theme integrity", ["O1"]),
        ("--place JM", ["O1"]),
        ("--place JM-CUSTOMS", ["O1"]),
        ("--place caricom", ["O1"]),
        ("--place BB", []),
        ("--instrument grant --status open", ["O1"]),
        ("--status exhausted", []),
        ("--at 2012", ["O1", "O2"]),
    ],
)
def test_offers_are_found_by_what_they_are_for(offered: Run, asked: str, found: list[str]) -> None:
    assert [row["code"] for row in shown(offered, f"offer list {asked}")] == found


def test_a_conference_that_was_told_nothing_has_what_was_reported_last(offered: Run) -> None:
    offered('offer report O1 --status exhausted --left "0 EUR" --note "All of it is committed" --at 2014')
    told = {at: shown(offered, f"offer show O1 --at {at}") for at in ("2012", "2013", "2014")}
    assert {at: (card["status"], card["left"], card["told_at"]) for at, card in told.items()} == {
        "2012": ("open", "900000.00", "AMS-2012"),
        "2013": ("open", "900000.00", "AMS-2012"),
        "2014": ("exhausted", "0.00", "AMS-2014"),
    }
    assert [(row["conference"], row["status"]) for row in shown(offered, "offer show O1")["history"]] == [
        ("AMS-2012", "open"),
        ("AMS-2014", "exhausted"),
    ]


def test_a_report_says_what_was_and_what_is_now(offered: Run) -> None:
    assert offered('offer report O1 --left "400,000 EUR"').out == (
        "Offer O1 at AMS-2013:\n  status: unknown -> open\n  left: unknown -> 400,000.00 EUR\n"
    )
    assert offered("offer report O1 --status closed --left ''").out == (
        "Offer O1 at AMS-2013:\n  status: open -> closed\n  left: 400,000.00 EUR -> unknown\n"
    )
    again = "Offer O1 at AMS-2013:\n  nothing changed: this was reported already\n"
    assert offered("offer report O1 --status closed").out == again
    offered('offer add "In kind" --donor IDB')
    offered('offer report O3 --left "5,000 USD"')
    assert shown(offered, "offer show O3")["left_currency"] == "USD"
    offered('offer edit O3 --amount "4,000 USD" --amount-is "total of the programme"')
    assert "Please check: More is left of O3 than the total of the programme.\n" in (
        offered('offer report O3 --left "4,001 USD"').err
    )


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ('offer add "Customs Reform Fund" --donor EU', 4, "EU already offers this programme: O1."),
        ("offer add X --donor NOBODY", 3, "There is no donor 'NOBODY' in this register."),
        ("offer add X --donor EU --place Atlantis", 3, "There is no place 'Atlantis' in this register."),
        ("offer add X --donor EU --theme music", 3, "There is no theme 'music' in this register."),
        ("offer add X --donor EU --code O1", 4, "The code O1 is taken, or was used before for another offer."),
        ("offer add X --donor EU --start 2014 --end 2013", 2, "end '2013' is before the start, 2014"),
        ("offer add X --donor EU --amount 5", 2, "amount '5' has no currency"),
        ("offer add X --donor EU --amount '-5 USD'", 2, "amount '-5 USD' is not a valid amount of an offer"),
        ("offer add X --donor EU --amount-is dream", 2, "amount is 'dream' is not valid"),
        ("offer add X --donor EU --instrument shells", 2, "instrument 'shells' is not valid"),
        ("offer add ' ' --donor EU", 2, "programme ' ' is missing"),
        ("offer report O1 --source mail", 2, "Nothing was reported."),
        ("offer report O1 --left '5 USD'", 2, "left '5 USD' is in USD, but the offer is in EUR"),
        ("offer report O1 --status gone", 2, "status 'gone' is not valid"),
        ("offer report O9 --status open", 3, "There is no offer 'O9' in this register."),
        ("offer report O1 --status open --at 2012", 4, "AMS-2012 is closed"),
        ("offer edit O1 --end 2011", 2, "end '2011' is before the start, 2012-06"),
        ("offer edit O1 --programme ''", 2, "programme is missing"),
        ("offer remove O1 --yes", 4, "Offer O1 cannot be removed: reports to conferences (1)."),
        ("offer show O9", 3, "There is no offer 'O9' in this register."),
        ("offer list --place Atlantis", 3, "There is no organisation 'Atlantis' in this register."),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_lost(offered: Run, line: str, status: int, said: str) -> None:
    before = shown(offered, "offer list")
    assert offered(line, status=status).err.splitlines()[0].removeprefix("Error: ").startswith(said)
    assert shown(offered, "offer list") == before


def test_an_edit_reaches_an_open_conference_and_no_closed_one(offered: Run) -> None:
    offered("offer report O1 --status open")
    said = offered('offer edit O1 --amount "2m EUR" --end "" --place BB --instrument loan --code FUND').out
    assert said == (
        "Offer FUND changed.\n"
        "  code: O1 -> FUND\n"
        "  end: 2015 -> unknown\n"
        "  places: JM; CARICOM -> BB\n"
        "  instruments: grant -> loan\n"
        "  amount: 1500000.00 EUR -> 2000000.00 EUR\n"
    )
    told = {at: shown(offered, f"offer show O1 --at {at}") for at in ("2012", "2012@1", "2013")}
    assert {at: (card["code"], card["amount"], card["end"], card["places"]) for at, card in told.items()} == {
        "2012": ("FUND", "1500000.00", "2015", ["BB"]),
        "2012@1": ("O1", "1500000.00", "2015", ["JM", "CARICOM"]),
        "2013": ("FUND", "2000000.00", None, ["BB"]),
    }


def test_a_cancelled_conference_takes_no_reports_on_offers_and_needs(offered: Run) -> None:
    offered("need add 'Risk management' --beneficiary JM-CUSTOMS --at 2013")
    offered("conference edit AMS-2014 --state cancelled")
    for line in ("offer report O1 --status closed --at 2014", "need report N1 --status met --at 2014"):
        assert offered(line, status=4).err == (
            "Error: AMS-2014 is cancelled, so its reports cannot change.\n"
            "`tracker conference edit AMS-2014 --state planned` takes that back.\n"
        )


def test_a_record_keeps_the_offers_that_had_begun(caribbean: Run) -> None:
    for code, start in (("PAST", "--start 2011"), ("LATER", "--start 2012-03"), ("SOME-DAY", "")):
        caribbean(f"offer add {code} --donor EU --code {code} {start}")
    caribbean("conference close 2012 --accept test --yes")
    caribbean("offer add YOUNGER --donor EU --code YOUNGER --start 2010")
    assert [row["code"] for row in shown(caribbean, "offer list --at 2012@1")] == ["PAST", "SOME-DAY"]
    assert [row["code"] for row in shown(caribbean, "offer list --at 2012")] == ["YOUNGER", "PAST", "SOME-DAY"]
    assert caribbean("conference verify").err == "Everything is as it was sealed.\n"


def test_undo_and_the_log_say_whose_offer_it_was(offered: Run) -> None:
    offered('offer report O1 --status open --left "400,000 EUR"')
    offered('offer report O1 --left "300,000 EUR"')
    assert "report on O1 at AMS-2013: amount left 400,000.00 EUR -> 300,000.00 EUR" in offered("log --verbose").out
    offered("undo")
    assert shown(offered, "offer show O1 --at 2013")["left"] == "400000.00"
    offered("offer add Third --donor IDB --theme integrity --instrument loan --place JM --place JM-CUSTOMS")
    offered("offer remove O3 --yes")
    offered("undo")
    assert shown(offered, "offer show O3")["places"] == ["JM", "JM-CUSTOMS"]
    assert len(shown(offered, "log --noun offer")) == 9


def test_the_code_of_a_removed_offer_is_never_another_one(offered: Run) -> None:
    offered("offer add Third --donor IDB")
    offered("offer remove O3 --yes")
    assert "There is no offer 'O3'" in offered("offer show O3", status=3).err
    assert "O3 is taken" in offered("offer add Other --donor IDB --code O3", status=4).err
    assert offered("offer add Fourth --donor IDB").out.startswith("Offer O4 added")
    offered("db check")


def test_a_merged_donor_takes_its_offers_along(offered: Run) -> None:
    offered("organisation merge NORAD --into EU --yes")
    assert [row["donor"] for row in shown(offered, "offer list --donor EU")] == ["EU", "EU"]


def test_tables_of_offers_and_their_reports(caribbean: Run, tmp_path: Path) -> None:
    offers, reports = tmp_path / "offers.csv", tmp_path / "reports.csv"
    offers.write_text(
        "offer,donor,programme,start,themes,places,instruments,amount,currency,amount_is,place_words\n"
        "FUND,EU,Reform fund,2012,integrity;risk management,JM;BB-CUSTOMS,grant;loan,1500000,EUR,as said,\n"
        ",NORAD,Columbus,,,,,,,,the whole world\n"
    )
    reports.write_text("offer,conference,status,left,note\nFUND,2013,open,900000,two requests so far\n")
    assert caribbean(f"import {offers} {reports}").err.startswith("3 rows taken in.")
    assert [(row["code"], row["left"]) for row in shown(caribbean, "offer list")] == [
        ("FUND", "900000.00"),
        ("O1", None),
    ]
    assert caribbean(f"import {offers} {reports}").err.startswith("Nothing to change: 3 rows")
    offers.write_text(
        "offer,donor,programme,amount\n,EU,Reform fund,1600000.00\n,EU,Other,5\n,CIDA,Third,5 USD\n,ZZ,No,\n"
    )
    said = caribbean(f"import {offers}", status=1).err
    assert "offers.csv, line 3, amount '5' has no currency" in said
    assert "offers.csv, line 5, donor 'ZZ': There is no donor 'ZZ' in this register" in said
    offers.write_text("offer,donor,programme,amount\n,EU,Reform fund,1600000.00\n,CIDA,Third,5 USD\n")
    assert "2 rows taken in." in caribbean(f"import {offers}").err
    assert [row["amount"] for row in shown(caribbean, "offer list")] == ["5.00", "1600000.00", None]


def test_offers_from_python(offered: Run, location: Location) -> None:
    with from_python(location.url or str(location.path), write=True) as register:
        code = register.add_offer("Third fund", donor="IDB", theme="integrity", amount="5 USD")
        register.report_offer(code, status="open", left="3 USD")
        (row,) = register.offers(donor="IDB")
    assert (row.code, row.themes, str(row.amount), str(row.left), row.told_at) == (
        "O3",
        ("integrity",),
        "5.00",
        "3.00",
        "AMS-2013",
    )


def test_the_card_of_a_donor_has_its_offers(offered: Run) -> None:
    said = offered("donor show EU").out.partition("Offers\n\n")[2]
    assert said.startswith("Code  Programme            Start    End   Themes                      Places")
    assert said.splitlines()[2].startswith("O1    Customs reform fund  2012-06  2015  integrity, risk management  JM")
    assert "Offers" not in offered("donor show IDB").out
    assert "offers" not in shown(offered, "beneficiary show JM-CUSTOMS")
    offered("organisation merge NORAD --into EU --yes")
    assert [row["code"] for row in shown(offered, "donor show EU")["offers"]] == ["O1", "O2"]
    assert [row["code"] for row in shown(offered, "donor show EU --at 2012@1")["offers"]] == ["O1"]


def test_the_brief_of_a_donor_has_its_offers_in_its_language(offered: Run) -> None:
    said = offered("brief donor EU --language es --format md").out
    assert said[said.index("## Ofertas") :].replace("\xa0", " ").splitlines()[2:7] == [
        "| Oferta | Programa | Período | Temas | Lugares | Importe | El importe es | Estado | Disponible |",
        "| --- | --- | --- | --- | --- | ---: | --- | --- | ---: |",
        "| O1 | Customs reform fund | junio de 2012 – 2015 | integridad, gestión de riesgos"
        " | Jamaica, Caribbean Community | 1.500.000,00 EUR | límite de una solicitud | abierto | 900.000,00 EUR |",
        "",
        "Una oferta no es una promesa y no se incluye en los totales.",
    ]
    assert "## Offres" in offered("brief donor EU --language fr --format md").out
    assert shown(offered, "brief donor EU")["offers"][0]["places"] == ["JM", "CARICOM"]
    assert "offers" not in shown(offered, "brief beneficiary JM-CUSTOMS")


def test_a_name_may_have_a_semicolon(offered: Run) -> None:
    offered("organisation edit CARICOM --name 'Caribbean Community; Secretariat'")
    assert shown(offered, "offer list --donor EU")[0]["place_names"] == ["Jamaica", "Caribbean Community; Secretariat"]
