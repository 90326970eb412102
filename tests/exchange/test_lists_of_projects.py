"""Anybody's list of projects in one pass: what its rows mean, what is new in it, and what is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from tracker.cli.base import App

LIST = """\
Project ID,Title,Donor,Country,Status,Start date,Commitment,Currency,Remark of ours
7001,Single window,Inter-American Development Bank,Jamaica,Active,2012-03,250000,USD,a
7002,Scanners for the port,Kredietbank Fund,Rep. Dominicana,Pipeline,,,,b
RG-9,Integrity,European Union|Norad,"Jamaica, Barbados",Active,2012-05,90000.50,EUR,c
"""
IMPORT = "import list.csv --at 2013 --only"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.chdir(files)
    (files / "list.csv").write_text(LIST, encoding="utf-8")
    return files


def test_what_is_new_is_said_together(caribbean: Run, folder: Path) -> None:
    assert caribbean(IMPORT, status=2).err == (
        "Error: list.csv: 1 donor is new: Kredietbank Fund (KREDIETBANK-FUND, trust fund by its name);"
        " 1 beneficiary is new: Customs administration of Dominican Republic (DO-CUSTOMS, customs administration);"
        " 3 projects are new: Single window (IDB-7001); Scanners for the port (KREDIETBANK-FUND-7002); Integrity (RG-9).\n"
        '--create donors,beneficiaries,projects adds them; --value "NAME=CODE" names the one that is meant;'
        ' --kind "NAME=KIND" corrects a kind.\n'
    )


def test_one_pass_one_undo_and_the_same_file_twice(caribbean: Run, folder: Path) -> None:
    before = caribbean("export --all --format json").out
    done = caribbean(f"{IMPORT} --create donors,projects,beneficiaries")
    assert done.out == (
        "Table          New  Changed  As it was\n"
        "──────────────────────────────────────\n"
        "organisations    2        0          0\n"
        "projects         3        0          0\n"
        "contributions    4        0          0\n"
        "unattributed     1        0          0\n"
        "reports          4        0          0\n"
    )
    assert done.err == (
        "list.csv: Project ID read as project, Country read as beneficiaries, Start date read as start, Commitment read as committed\n"
        'list.csv: left out, as --only says: Remark of ours; probably --map "Remark of ours=note"\n'
        "list.csv: Status: Pipeline read as proposed\n"
        "list.csv: Donor: Inter-American Development Bank read as IDB, European Union read as EU\n"
        "list.csv: Country: Jamaica read as JM-CUSTOMS, Barbados read as BB-CUSTOMS\n"
        "list.csv: 1 donor is new: Kredietbank Fund (KREDIETBANK-FUND, trust fund by its name)\n"
        "list.csv: 1 beneficiary is new: Customs administration of Dominican Republic (DO-CUSTOMS, customs administration)\n"
        "list.csv: 3 projects are new: Single window (IDB-7001); Scanners for the port (KREDIETBANK-FUND-7002); Integrity (RG-9)\n"
        "list.csv: 1 row names several donors for its amounts: 90,000.50 EUR committed not attributed to a donor and not included in totals\n"
        "list.csv: line 4, RG-9: committed 90,000.50 EUR (EU, NORAD)\n"
        "3 rows taken in. `tracker undo` takes all of it back.\n"
    )
    assert caribbean("contribution list --at 2013 --format csv").out.splitlines()[1:] == [
        "IDB-7001-IDB,IDB-7001,Single window,IDB,Inter-American Development Bank,,funding,AMS-2013,,USD,,,250000.00,,told,,",
        "KREDIETBANK-FUND-7002-KREDIETBANK-FUND,KREDIETBANK-FUND-7002,Scanners for the port,KREDIETBANK-FUND,Kredietbank Fund,,funding,AMS-2013,,,,,,,told,,",
        "RG-9-EU,RG-9,Integrity,EU,European Union,,funding,AMS-2013,,,,,,,told,,",
        "RG-9-NORAD,RG-9,Integrity,NORAD,Norad,,funding,AMS-2013,,,,,,,told,,",
    ]
    again = caribbean(f"{IMPORT} --create all")
    assert again.out == ""
    assert again.err.endswith("Nothing to change: 3 rows say what the register says already.\n")
    caribbean("undo")
    assert caribbean("export --all --format json").out.partition('"journal"')[0] == before.partition('"journal"')[0]


def test_a_person_is_asked_once(caribbean: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    done = caribbean(IMPORT, input="n\n", status=1)
    assert "1 donor is new: Kredietbank Fund" in done.err and "3 projects are new" in done.err
    assert done.err.count("?") == 1
    assert caribbean("project list -q").out == ""
    caribbean(IMPORT, input="y\n")
    assert caribbean("project list -q").out.split() == ["IDB-7001", "KREDIETBANK-FUND-7002", "RG-9"]


def test_the_kind_of_a_new_organisation_can_be_corrected(
    caribbean: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = caribbean(f'{IMPORT} --create all --kind "Kredietbank Fund=development bank" --kind "Nobody=other"')
    assert "1 donor is new: Kredietbank Fund (KREDIETBANK-FUND, development bank)\n" in done.err
    assert (
        "--kind had no effect for Nobody: no organisation in the list or the register has that name or code\n"
        in done.err
    )
    caribbean("undo")
    assert "--kind 'bakery' is not valid" in caribbean(f'{IMPORT} --kind "X=bakery"', status=2).err
    assert "--kind 'bank' is not understood" in caribbean(f"{IMPORT} --kind bank", status=2).err
    monkeypatch.setattr(App, "interactive", True)
    answers = "KREDIET=academic\nKREDIETBANK-FUND=academic, DO-CUSTOMS=government\ny\n"
    asked = caribbean(IMPORT, input=answers).err
    assert "No organisation that is new has the code 'KREDIET'.\nDid you mean KREDIETBANK-FUND?\n" in asked
    assert "(KREDIETBANK-FUND, trust fund by its name)" in asked and "(KREDIETBANK-FUND, academic)" in asked
    assert " --kind KREDIETBANK-FUND=academic --kind DO-CUSTOMS=government\n" in asked
    rows = caribbean("organisation list --format csv").out
    assert "KREDIETBANK-FUND,Kredietbank Fund,academic," in rows
    assert "DO-CUSTOMS,Customs administration of Dominican Republic,government," in rows


def test_names_that_say_nothing_and_governments_of_one_country(
    caribbean: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "list.csv").write_text(
        "Project,Donor,Country,Status,Shares\nScanners,Govt of Japan,-,active,\nA laboratory,Japan,N/A,active,\n"
        "Dogs,TBD,Jamaica,active,\nBoats,Government of Japan,Jamaica,active,\n"
    )
    assert caribbean("import list.csv --only --create all --map Shares=", status=2).err.startswith(
        "Error: list.csv: perhaps two spellings of one organisation: 'Japan' and 'Govt of Japan'; 'Government of Japan'"
        " and 'Govt of Japan'; 'Government of Japan' and 'Japan'.\n"
    )
    monkeypatch.setattr(App, "interactive", True)
    done = caribbean("import list.csv --only --map Shares=", input="yes\nyes\ny\n")
    assert "list.csv: Country: -, N/A read as an empty cell\nlist.csv: Donor: TBD read as an empty cell\n" in done.err
    assert "list.csv: 1 donor is new: Govt of Japan (GOVT-OF-JAPAN, government by its name)\n" in done.err
    titles = [row.split(",")[1] for row in caribbean("project list --format csv").out.splitlines()[1:]]
    assert sorted(titles) == ["A laboratory", "Boats", "Dogs", "Scanners"]


def test_a_heading_is_read_beside_the_others_and_by_what_is_below(caribbean: Run, folder: Path) -> None:
    (folder / "list.csv").write_text(
        "Project ID,Project,Donor,Recipients,Status,Committed (US$ MM)\nA1,Scanners,IDB,250,active,1.5\n"
    )
    done = caribbean("import list.csv --only --create all")
    assert "list.csv: Project ID read as project, Project read as title, " in done.err
    assert "list.csv: left out, as --only says: Recipients\n" in done.err
    assert '"committed": "1500000.00"' in caribbean("contribution list --at 2013 --json").out
    (folder / "list.csv").write_text("Title_en,Recipient,Status\nScanners,Jamaica,active\n")
    assert caribbean("import list.csv --only --create all", status=2).err == (
        "Error: list.csv, line 1: 'Title_en' probably means title, which a list of projects needs.\n"
        'Perhaps --map "Title_en=title"; to leave it out: --map "Title_en=".\n'
    )


def test_shares_and_decimals_as_people_write_them(caribbean: Run, folder: Path) -> None:
    (folder / "list.csv").write_text(
        "Title,Donor,Country,Status,Committed,Disbursed,Currency\n"
        'One,IDB,"Jamaica (60%), Barbados (40%)",active,"1.234,5","99,999",USD\n'
        'Two,IDB (100%),"Jamaica:0,5;Barbados:0,5",active,"2,5",,USD\n'
    )
    caribbean("import list.csv --create all --code-prefix X")
    rows = json.loads(caribbean("contribution list --at 2013 --json").out)
    assert [(row["committed"], row["disbursed"]) for row in rows] == [("1234.50", "100.00"), ("2.50", None)]
    assert "BB-CUSTOMS" in caribbean("project show X-1").out and "60%" in caribbean("project show X-1").out


def test_values_and_codes_are_remembered_with_the_mapping(caribbean: Run, folder: Path) -> None:
    text = "Nº,Proyecto,Donante,Estado,Comprometido,Moneda\n7,Ventanilla,B.I.D.,Cerrado con éxito,5 000,USD\n8,Aduana,n/d,En ejecución,-,USD\n"
    (folder / "mapa.csv").write_text(text, encoding="utf-8")
    flags = '--map "Nº=project" --map "Proyecto=title" --value "B.I.D.=IDB" --value "Cerrado con éxito=completed" --na "n/d,-"'
    done = caribbean(f"import mapa.csv --at 2013 --create projects --code-prefix HN {flags} --remember mapa")
    assert "mapa.csv: 2 projects are new: Ventanilla (HN-7); Aduana (HN-8)\n" in done.err
    assert caribbean("import --mappings --json").out == (
        '[\n{"name": "MAPA", "noun": "list", "sheet": null, "currency": null, "headings": "comprometido = committed,'
        " donante = donor, estado = status, moneda = currency, nº = project, proyecto = title, '-' is nothing,"
        " 'b.i.d.' is IDB, 'cerrado con éxito' is completed, 'n/d' is nothing, new codes begin with HN\"}\n]\n"
    )
    (folder / "mapa.csv").write_text(text + "9,Escáner,B.I.D.,n/d,-,\n", encoding="utf-8")
    again = caribbean("import mapa.csv --at 2013 --create projects")
    assert "mapa.csv: 1 project is new: Escáner (HN-9)\n" in again.err
    assert caribbean("project list --at 2013 --format csv -q").out.split() == ["HN-7", "HN-8"]
    assert caribbean("import --forget mapa").out == "Forgot how the headings of MAPA were read.\n"


def test_money_of_no_one_donor_is_shown_with_the_project(caribbean: Run, folder: Path) -> None:
    caribbean(f"{IMPORT} --create all")
    assert caribbean("project show RG-9").out.partition("Unattributed\n\n")[2].partition("\n\n")[0] == (
        "Kind                         Amount  Up to       Donors together  Source\n"
        "──────────────────────────────────────────────────────────────────────────────────\n"
        "outgoing commitment  EUR  90,000.50  2013-02-01  EU; NORAD        list.csv, line 4"
    )
    (folder / "more.csv").write_text("Title,Committed,Currency,Objective\nBridges,700,USD,To build\nRoads,0,USD,\n")
    done = caribbean("import more.csv --create projects --set beneficiaries=JAM --code-prefix X")
    assert (
        "more.csv: 2 projects without a status: added, and not reported at AMS-2013; --set status=active reports them"
        in done.err
    )
    assert (
        "more.csv: 1 row names no donor for its amounts: 700.00 USD committed not attributed to a donor and not included in totals"
        in done.err
    )
    assert "more.csv: 2 projects are new: Bridges (X-1); Roads (X-2)" in done.err
    again = caribbean("import more.csv --create projects --set beneficiaries=Jamaica --code-prefix X")
    assert "more.csv: 2 projects without a status: not reported at AMS-2013; --set status=" in again.err
    assert again.err.endswith("Nothing to change: 2 rows say what the register says already.\n")


def test_the_answer_of_the_donor_is_that_of_every_donor_of_the_row(caribbean: Run, folder: Path) -> None:
    (folder / "answers.csv").write_text(
        "Project ID,Title,Donor,Status,Commitment,Currency,Answer of the donor\n"
        "A1,Gates,IDB,active,100,USD,confirmed unchanged\n"
        "A2,Ports,EU|NORAD,active,200,USD,declined\n"
        "A3,Roads,CIDA,active,,,asked\n",
        encoding="utf-8",
    )
    done = caribbean("import answers.csv --at 2013 --create projects")
    assert "Answer of the donor read as donor_answer" in done.err
    found = [json.loads(caribbean(f"project show {code} --json").out)["money"] for code in ("A1", "A2", "A3")]
    assert [[(row["donor"], row["answer"]) for row in rows] for rows in found] == [
        [("IDB", "confirmed unchanged")],
        [("EU", "declined"), ("NORAD", "declined")],
        [("CIDA", "asked")],
    ]
    assert caribbean("import answers.csv --at 2013 --create projects").err.endswith(
        "Nothing to change: 3 rows say what the register says already.\n"
    )
    (folder / "nobody.csv").write_text(
        "Project ID,Title,Donor,Status,Answer of the donor\nA4,Rail,,active,declined\n", encoding="utf-8"
    )
    assert "contribution is missing: donor_answer is an amount of one contribution" in (
        caribbean("import nobody.csv --at 2013 --create projects", status=1).err
    )


def test_a_row_is_found_by_identifier_title_and_code_of_its_donor(caribbean: Run, folder: Path) -> None:
    caribbean("organisation edit IDB --iati-identifier XI-IATI-IADB")
    caribbean(
        'project add P1 --title "Risk management" --donor IDB --status active --iati-identifier XI-IATI-IADB-RG-T1'
    )
    caribbean('project add P2 --title "Single window" --donor EU --status active')
    caribbean('project add P3 --title "Single window" --donor NORAD --status active')
    (folder / "list.csv").write_text(
        "Code,Title,Donor,Progress\nRG-T1,Risks and more,IDB,10\n77,SINGLE WINDOW,European Union,20\nXI-IATI-IADB-RG-T1,Risks and more,IDB,10\n"
    )
    done = caribbean("import list.csv")
    assert done.err == (
        "list.csv: Donor: European Union read as EU\n"
        "list.csv: 1 project found by code at the donor: P1 (line 2)\n"
        "list.csv: 1 project found by title: P2 (line 3)\n"
        "list.csv: P1 keeps its title; --rename uses the titles of the list\n"
        "list.csv: line 4 combined with an earlier row of the same project and donor\n"
        "3 rows taken in. `tracker undo` takes all of it back.\n"
    )
    assert caribbean("project list --format csv").out.splitlines()[1].startswith("P1,Risk management,")
    (folder / "list.csv").write_text("Code,Title,Donor,Progress\nP1,Risks and more,IDB,10\nP1,Risks,IDB,10\n")
    for flags in ("", " --rename"):  # the same rows are refused, whether or not the project takes the title
        refused = caribbean(f"import list.csv{flags}", status=1).err
        assert (
            "list.csv, line 3, Title 'Risks' contradicts line 2, of the same project. Use the same in both.\n"
            in refused
        )
    (folder / "list.csv").write_text("Code,Title,Donor,Progress\nP1,Risks and more,IDB,11\n")
    caribbean("import list.csv --rename")
    assert caribbean("project list --format csv").out.splitlines()[1].startswith("P1,Risks and more,")


def test_two_spellings_are_asked_about(caribbean: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "list.csv").write_text(
        "Title,Donor,Status\nOne,Nordic Development Fund,active\nTwo,Nordic Developement Fund,active\n"
    )
    assert caribbean("import list.csv --create all", status=2).err == (
        "Error: list.csv: perhaps two spellings of one organisation: 'Nordic Developement Fund' and 'Nordic Development Fund'.\n"
        '--value "Nordic Developement Fund=Nordic Development Fund" if they are one,'
        ' --value "Nordic Developement Fund=Nordic Developement Fund" if they are two.\n'
    )
    monkeypatch.setattr(App, "interactive", True)
    caribbean("import list.csv", input="yes\ny\n")
    assert caribbean("donor list -q").out.count("NORDIC") == 1


def test_each_row_that_may_not_be_created_is_refused(caribbean: Run, folder: Path) -> None:
    done = caribbean(f"{IMPORT} --create projects,beneficiaries --skip-refused", status=1)
    assert (
        "list.csv, line 3, Donor 'Kredietbank Fund' is not an organisation of this register: Kredietbank Fund"
        ". Use an organisation of this register, or --create donors.\n"
    ) in done.err
    assert caribbean("project list -q").out.split() == ["IDB-7001", "RG-9"]


@pytest.mark.parametrize("name", ["Inter-American Development Bank", "inter american development bank", "IDB"])
def test_an_organisation_is_found_by_its_name(caribbean: Run, name: str) -> None:
    caribbean(f'project add P1 --title Risk --status active --donor "{name}" --beneficiary "Rep. Dominicana"', status=3)
    caribbean("beneficiary add DO-CUSTOMS --name Aduanas --kind 'customs administration' --country DO")
    for country in ("Rep. Dominicana", "República Dominicana", "DOM", "Dominican Rep."):
        caribbean(f'project add P1 --title Risk --status active --donor "{name}" --beneficiary "{country}"')
        assert caribbean(f'project list --donor "{name}" --beneficiary "{country}" -q').out == "P1\n"
        caribbean("undo")
    caribbean(f'project add P1 --title Risk --status active --donor "{name}" --beneficiary Dominica', status=3)


def test_reports_of_our_own_headings_add_what_is_new(caribbean: Run, folder: Path) -> None:
    (folder / "reports.csv").write_text(
        "project,title,donor,status,committed,currency\nP7,Bridges,IDB,active,700,USD\n"
    )
    assert "There is no project 'P7'" in caribbean("import reports.csv", status=1).err
    done = caribbean("import reports.csv --create projects")
    assert done.err == (
        "reports.csv: 1 project is new: Bridges (P7)\n1 row taken in. `tracker undo` takes all of it back.\n"
    )
    assert caribbean("contribution list --at 2013 -q").out == "P7-IDB\n"


def test_a_list_is_reported_to_a_conference(run: Run, folder: Path) -> None:
    run("series add AMS --name Regional")
    run("conference add AMS-2013 --series AMS")
    assert run("import list.csv --only --create all", status=2).err == (
        "Error: No conference is open.\nName one with --at, or open one: `tracker conference open CODE`.\n"
    )
    (folder / "list.csv").write_text("Title,Objective\nBridges,To build\n")
    assert "1 project without a status: added, and not reported; " in run("import list.csv --create projects").err
    assert run("project list -q").out == "LIST-1\n"


def test_a_country_without_a_customs_administration(caribbean: Run) -> None:
    assert caribbean("project add P1 --title Risk --status active --beneficiary 'Rep. Dominicana'", status=3).err == (
        "Error: There is no beneficiary 'Rep. Dominicana' in this register.\n"
        '`tracker beneficiary add DO-CUSTOMS --name "Customs administration of Dominican Republic" --country DO`'
        " records its customs administration.\n"
    )


def test_a_heading_that_is_guessed_alone_is_named_where_only_leaves_it_out(caribbean: Run, folder: Path) -> None:
    (folder / "list.csv").write_text(
        "Title,Donor,Status,total_commitments,Remark of ours\nScanners,IDB,Active,500 USD,a\n", encoding="utf-8"
    )
    said = caribbean(f"{IMPORT} --create projects").err
    assert (
        "list.csv: left out, as --only says: total_commitments, Remark of ours;"
        ' probably --map "total_commitments=committed" and --map "Remark of ours=note"\n'
    ) in said
    caribbean(f'{IMPORT} --map "total_commitments=committed"')
    assert json.loads(caribbean("contribution list --at 2013 --json").out)[0]["committed"] == "500.00"


DASHES = ["-", "–", "—", "$-", "$ -", "USD -", "- USD", "(-)", "-5 USD"]


def test_the_dash_of_accountants_is_an_empty_cell_and_said_once(caribbean: Run, folder: Path) -> None:
    rows = "".join(f"D{n},Port {n},IDB,Active,{dash},7 USD\n" for n, dash in enumerate(DASHES))
    (folder / "list.csv").write_text(f"project,title,donor,status,committed,disbursed\n{rows}", encoding="utf-8")
    said = caribbean(f"{IMPORT} --create projects", status=1).err
    assert said.count(" read as an empty cell") == 1
    assert [line for line in said.splitlines() if "line " in line] == [
        "list.csv, line 9, committed '(-)' is not an amount of money. Use 1000000.50.",
    ]
    caribbean(f"{IMPORT} --create projects --skip-refused", status=1)
    told = json.loads(caribbean("contribution list --at 2013 --json").out)
    assert [row["committed"] for row in told] == [None] * 7 + ["-5.00"]
