"""`tracker import` of sheets with headings of others, as a manual page: what is typed, and all that is said."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import Once, Output, Run
from quirks import Rows, workbook

from tracker.cli.base import App
from tracker.errors import TrackerError
from tracker.exchange.formats.reading import read_grids
from tracker.exchange.grids import NumberText
from tracker.store.journal.journal import Journal

NORAD = "Prosjekt;Status;Budget (kNOK);Merknad\nSingle window;Active;1 300,5;to be confirmed\n"
MAPPED = (
    'import norad.csv --map "Budget=committed" --map "Prosjekt=title" --map "Merknad=" --set donor=NORAD'
    " --currency NOK --at 2013"
)


@pytest.fixture
def folder(tmp_path: Path, caribbean: Run, monkeypatch: pytest.MonkeyPatch, once: Once) -> Path:
    """The sheet of a donor, in the folder of a secretariat that has two projects."""
    files = tmp_path / "files"
    files.mkdir(exist_ok=True)
    monkeypatch.chdir(files)
    (files / "norad.csv").write_text(NORAD, encoding="utf-8")

    @once
    def fill_it() -> None:
        caribbean("import -", input="code,title\nP1,Regional risk management\nP2,Single window\n")
        caribbean("import -", input="project,donor,currency\nP1,IDB,USD\nP2,NORAD,NOK\n")

    return files


def committed(run: Run) -> str:
    return run("contribution list --at 2013 --format csv").out


def test_headings_are_said_and_remembered(caribbean: Run, folder: Path) -> None:
    done = caribbean(f"{MAPPED} --remember norad")
    assert done == Output(
        "Table    New  Changed  As it was\n"
        "────────────────────────────────\n"
        "reports    1        0          0\n",
        "norad.csv: Budget (kNOK): 1 300,5 read as 1300500, in thousands of NOK\n"
        "norad.csv: 1 project found by title: P2 (line 2)\n"
        "1 row taken in. `tracker undo` takes all of it back.\n"
        "How the headings were read is remembered as NORAD.\n",
    )  # fmt: skip
    assert "1300500.00" in committed(caribbean)
    assert caribbean("import --mappings --json").out == (
        '[\n{"name": "NORAD", "noun": "list", "sheet": null, "currency": "NOK", "headings": "donor = NORAD in all'
        " rows, budget (knok) = committed in thousand NOK, merknad left out, prosjekt = title, status = status,"
        ' amounts in NOK"}\n]\n'
    )


def test_next_year_the_same_headings_are_read_as_before(caribbean: Run, folder: Path) -> None:
    caribbean(f"{MAPPED} --remember norad")
    (folder / "norad.csv").write_text(NORAD.replace("1 300,5", "1 400,5"), encoding="utf-8")
    again = caribbean("import norad.csv --at 2013")
    assert again.err.splitlines()[0] == (
        "norad.csv: read as NORAD was: donor = NORAD in all rows, budget (knok) = committed in thousand NOK,"
        " merknad left out, prosjekt = title, status = status, amounts in NOK"
    )
    assert "1400500.00" in committed(caribbean)
    more = NORAD.replace("Merknad", "Sted")
    (folder / "norad.csv").write_text(more, encoding="utf-8")
    assert caribbean("import norad.csv --at 2013", status=2).err.startswith(
        "Error: norad.csv, line 1: 'Prosjekt' is not a known column; 'Budget (kNOK)' is not a"
    )
    assert caribbean("import norad.csv --at 2013 --use Norad --map Sted=").err.startswith("norad.csv: Budget (kNOK)")


def test_a_mapping_is_forgotten_and_comes_back(caribbean: Run, folder: Path) -> None:
    caribbean(f"{MAPPED} --remember norad")
    assert caribbean("import --forget NORAD").out == "Forgot how the headings of NORAD were read.\n"
    assert caribbean("import norad.csv --at 2013", status=2).err.startswith("Error: norad.csv, line 1: 'Prosjekt'")
    assert caribbean("import --forget norad", status=3).err.startswith("Error: There is no mapping 'norad'")
    undone = caribbean("undo").out.splitlines()
    assert undone[1] == "  mapping NORAD added: noun list; currency NOK"
    assert caribbean("import norad.csv --at 2013").err.startswith("norad.csv: read as NORAD was")


def test_a_person_is_asked_what_headings_mean(caribbean: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    (folder / "idb.csv").write_text('Prosjekt,Status,Giver,Innsats,Merknad\nP1,active,IDB,"1,250.00",x\n')
    done = caribbean("import idb.csv --at 2013", input="project\n\nnonsense\ncommitted\n\ny\n")
    assert done.err.splitlines()[0] == (
        "idb.csv, line 1: what do these headings mean? Enter accepts, - leaves one out."
    )
    assert "  Prosjekt, as in P1 [title]: " in done.err and "  Giver, as in IDB [donor]: " in done.err
    assert "--map: unknown column 'nonsense'." in done.err
    assert "  Merknad, as in x [-]: " in done.err
    assert done.err.endswith(
        "Take in 1 row? [y/N]: y\n1 row taken in. `tracker undo` takes all of it back.\n"
        "In one line: tracker import idb.csv --at 2013 --map Prosjekt=project --map Giver=donor"
        " --map Innsats=committed --map Merknad=\n"
    )
    assert "1250.00" in committed(caribbean)


def test_money_is_never_offered_by_what_stands_below_a_heading(caribbean: Run, folder: Path) -> None:
    (folder / "list.csv").write_text(
        "project,donor,latitude,year,row,total commitments,interest rate,currency,status\n"
        "P1,IDB,14.08,2012,1,1000000,2.5,USD,active\nP2,IDB,15.77,2013,2,400000,3.5,USD,active\n"
    )
    refused = caribbean("import list.csv --at 2013", status=2).err.splitlines()
    assert refused[1] == 'Perhaps --map "total commitments=committed"; to leave it out: --map "latitude=".'


@pytest.mark.parametrize("rows", ["Customs laboratory,49062,ETAT,no", "Customs laboratory,,ETAT,title"])
def test_a_row_of_data_is_no_header(caribbean: Run, folder: Path, rows: str) -> None:
    rows += "\nSingle window,49065,ETAT,yes\n"
    (folder / "eu.csv").write_text(f"Project Description,Cris Number,Donor group,Multi donor\n{rows}")
    assert caribbean("import eu.csv --at 2013", status=2).err == (
        "Error: eu.csv, line 1: 'Project Description' is not a known column; 'Cris Number' is not a known"
        " column; 'Donor group' is not a known column; 'Multi donor' is not a known column"
        ".\n"
        'Perhaps --map "Project Description=title" --map "Cris Number=project" --map "Donor group=donor";'
        ' to leave it out: --map "Project Description=".\n'
    )
    (folder / "eu.csv").write_text(f"Texte,Numéro du CRIS,Groupe,Plusieurs\n{rows}")
    said = caribbean("import eu.csv --at 2013", status=2).err
    assert said.startswith("Error: eu.csv, line 1 'Texte,Numéro du CRIS,Groupe,Plusieurs' has no known heading")
    (folder / "eu.csv").write_text("Titre du projet,Groupe\nLaboratoire,ETAT\n")
    assert "'Groupe' is not a known column" in caribbean("import eu.csv --at 2013", status=2).err


COUNTRIES = """Assistance to customs 2013
Country: Jamaica
Project,Donor,Status,Committed (USD)
P1,IDB,active,100
Page 1 of 2
Assistance to customs 2013
Country: Barbados
PROJECT,Donor,Status,Committed (USD)
P2,IDB,active,200
- 2 -
"""


def test_a_header_that_comes_again_is_passed_over_with_what_stands_over_it(caribbean: Run, folder: Path) -> None:
    caribbean("import -", input="project,donor\nP2,IDB\n")
    (folder / "list.csv").write_text(COUNTRIES)
    assert caribbean("import list.csv --at 2013 --dry-run").err.splitlines()[:3] == [
        "list.csv: lines 1-2 above the header left out: Assistance to customs 2013 | Country: Jamaica",
        "list.csv: line 8 left out: repeated header",
        "list.csv: lines 5-7, 10 above a repeated header left out: Page 1 of 2 | Assistance to customs 2013 |"
        " Country: Barbados | - 2 -",
    ]


def test_the_row_of_the_header_can_be_said(caribbean: Run, folder: Path) -> None:
    (folder / "list.csv").write_text("Project,Status\nsee below,active\nThing,State of it\nP1,active\n")
    said = caribbean("import list.csv --at 2013 --header 3", status=2).err
    assert said.startswith("Error: list.csv, line 3: 'Thing' is not a known column")
    mapped = '--map Thing=project --map "State of it=status"'
    # A heading that --map names must be in the header.
    assert caribbean(f"import list.csv --at 2013 {mapped}").err.startswith(
        "list.csv: lines 1-2 above the header left out: Project | Status | see below | active\n"
    )
    assert caribbean("import list.csv --at 2013 --header 9", status=2).err == (
        "Error: --header 9: list.csv has no line 9 that holds anything.\nIt has lines 1 to 4.\n"
    )


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ('--map "Budgt=committed"', "--map: the heading 'budgt' is not in norad.csv.\nDid you mean Budget (kNOK)?"),
        ("--map Budget=comitted", "--map: unknown column 'comitted'.\nDid you mean committed?"),
        ("--map Budget", '--map \'Budget\' is not understood.\nExpected: --map "HEADING=COLUMN", or --map "HEADING=".'),
        ("--set donor=", "--set 'donor=' is not understood.\nExpected: --set COLUMN=VALUE, such as --set donor=NORAD."),
        ("--as report", "--as: unknown table 'report'.\nIt is one of reports, offer reports, need reports."),
        ("--sheet 2", "norad.csv has no sheet '2' with content.\nIts sheets are 1."),
        (
            "--map Prosjekt=project --map Merknad=project --map Budget=committed",
            "norad.csv, line 1, heading 'Merknad' means project, as 'Prosjekt' does.\n"
            'Use one of them; to leave one out: --map "Merknad=".',
        ),
        (
            "--map Prosjekt= --map Merknad= --map Budget=committed",
            "norad.csv, line 1: the header has no title, which a list of projects needs.\n"
            'Name the heading for it with --map "HEADING=title".',
        ),
    ],
)
def test_what_makes_no_sense(caribbean: Run, folder: Path, flags: str, said: str) -> None:
    assert caribbean(f"import norad.csv --at 2013 {flags}", status=2).err == f"Error: {said}\n"


def test_refused_rows_go_into_a_file_and_come_back(caribbean: Run, folder: Path) -> None:
    (folder / "told.csv").write_text(
        "project,status,donor,committed\nP1,active,IDB,5\nP9,active,IDB,-7\nP2,active,NORAD,300.555\n"
    )
    done = caribbean("import told.csv --at 2013 --skip-refused", status=1)
    assert done == Output(
        "Table    New  Changed  As it was  Refused\n"
        "─────────────────────────────────────────\n"
        "reports    1        0          0        2\n",
        "told.csv, line 3, project 'P9': There is no project 'P9' in this register. Did you mean P1 or P2?\n"
        "told.csv, line 4, committed '300.555' has more decimals than NOK has."
        " Use at most 2 decimals; if thousands are meant, 300555.\n"
        "1 row taken in. `tracker undo` takes all of it back.\n"
        "Error: 2 rows of 3 were refused: see told.refused.csv.\n"
        "Correct what is wrong there, and import that file.\n",
    )
    refused = folder / "told.refused.csv"
    assert refused.read_text() == (
        "project,status,donor,committed,refused because\n"
        "P9,active,IDB,'-7,project: There is no project 'P9' in this register (Did you mean P1 or P2?)\n"
        'P2,active,NORAD,300.555,"committed has more decimals than NOK has'
        ' (Use at most 2 decimals; if thousands are meant, 300555)"\n'
    )
    refused.write_text(
        "\n".join(line for line in refused.read_text().splitlines() if "P9" not in line).replace("555", "55")
    )
    assert (
        caribbean("import told.refused.csv --at 2013").err == "1 row taken in. `tracker undo` takes all of it back.\n"
    )
    assert "300.55" in committed(caribbean)
    again = caribbean("import told.csv --at 2013 --skip-refused --refused told.refused.csv", status=4)
    assert again.err.endswith(
        "Error: told.refused.csv already exists.\nNothing was overwritten. Choose another name.\n"
    )


def test_rows_that_hang_on_refused_ones_are_refused_with_them(caribbean: Run, folder: Path) -> None:
    (folder / "new.csv").write_text("code,title\nP3,Integrity\nP 4,Wrong\n")
    (folder / "money.csv").write_text("project,donor,currency\nP3,IDB,USD\nP 4,IDB,USD\n")
    done = caribbean("import new.csv money.csv --skip-refused", status=1)
    assert done.err.endswith(
        "Error: 2 rows of 4 were refused: see new.refused.csv and money.refused.csv.\n"
        "Correct what is wrong there, and import those files.\n"
    )
    assert (folder / "money.refused.csv").read_text() == (
        'project,donor,currency,refused because\nP 4,IDB,USD,"project was itself refused, in new.csv, line 3"\n'
    )
    assert [row["name"] for row in imports(caribbean)[:2]] == ["new.csv", "money.csv"]


HEADINGS = ["Proyecto", "Estado", "Donante", "Comprometido"]
WORKBOOK: Rows = [
    HEADINGS,
    ["P1", "activo", "IDB", 5],
    ["P9", "activo", "IDB", 1.234],
]


def test_refused_rows_of_a_workbook_are_a_workbook(caribbean: Run, folder: Path) -> None:
    (folder / "idb.xlsx").write_bytes(workbook(WORKBOOK, names=["Proyectos"]))
    caribbean("import idb.xlsx --at 2013 --skip-refused", status=1)
    (grid,) = read_grids("idb.refused.xlsx", (folder / "idb.refused.xlsx").read_bytes())
    assert grid.sheet == "Proyectos"
    assert [line.cells for line in grid.lines] == [
        [*HEADINGS, "refused because"],
        [
            *("P9", "activo", "IDB", "1.234"),
            "Proyecto: There is no project 'P9' in this register (Did you mean P1 or P2?)",
        ],
    ]
    assert isinstance(grid.lines[1].cells[3], NumberText)
    caribbean("undo")
    assert committed(caribbean).count("5.00") == 0


@pytest.mark.parametrize("form", ["json", "tsv", "docx", "xlsx", "csv"])
def test_refused_rows_come_back_in_every_form(caribbean: Run, folder: Path, form: str) -> None:
    (folder / "told.csv").write_text("project,status,donor,committed\nP1,active,IDB,-5\nP9,active,IDB,=7\n")
    caribbean(f"import told.csv --at 2013 --skip-refused --refused again.{form}", status=1)
    (grid,) = read_grids("again", (folder / f"again.{form}").read_bytes())
    assert [line.cells[:4] for line in grid.lines] == [
        ["project", "status", "donor", "committed"],
        ["P9", "active", "IDB", "=7"],
    ]
    said = caribbean(f"import again.{form} --at 2013", status=1).err
    assert "project 'P9': There is no project 'P9' in this register" in said and "refused because" not in said


def test_where_nothing_is_committed_no_refused_rows_are_left(
    caribbean: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "told.csv").write_text("project,status\nP1,active\nP9,active\n")
    caribbean("import told.csv --at 2013 --skip-refused --dry-run", status=1)
    assert not (folder / "told.refused.csv").exists()
    seen, whole = [], Journal.flush

    def fail(journal: Journal) -> None:
        if not (folder / "told.refused.csv").exists():
            whole(journal)
            return
        seen.append(True)
        raise TrackerError("The disk is full.")

    monkeypatch.setattr(Journal, "flush", fail)
    assert caribbean("import told.csv --at 2013 --skip-refused", status=1).err.endswith("Error: The disk is full.\n")
    assert seen == [True] and not (folder / "told.refused.csv").exists()


def test_workbooks_are_taken_back_as_a_whole(caribbean: Run, folder: Path) -> None:
    data = workbook(
        [["code", "title"], ["P3", "Integrity"]],
        [["project", "donor", "currency"], ["P3", "EU", "EUR"]],
        [["project", "status", "donor", "committed"], ["P3", "active", "EU", 12.5]],
        names=["Projects", "Money", "Told"],
    )
    (folder / "new.xlsx").write_bytes(data)
    assert caribbean("import new.xlsx").err == "3 rows taken in. `tracker undo` takes all of it back.\n"
    assert caribbean("import new.xlsx").err == "Nothing to change: 3 rows say what the register says already.\n"
    caribbean("undo")
    assert caribbean("project list -q").out == "P1\nP2\n"


def imports(run: Run) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("import --list --json").out)
    return found


def test_past_imports(caribbean: Run, folder: Path) -> None:
    caribbean(f"{MAPPED} --remember norad")
    caribbean("import norad.csv --at 2013")
    caribbean("undo")
    latest = imports(caribbean)[0]
    assert latest == {
        "number": latest["number"],
        "at": "2013-01-28T09:30:00Z",
        "who": "tester",
        "name": "norad.csv",
        "sha256": sha256(NORAD.encode()).hexdigest(),
        "form": "csv",
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "taken_back_by": latest["number"] + 1,  # type: ignore[operator]
    }


def test_what_would_change_is_shown(caribbean: Run, folder: Path) -> None:
    caribbean(MAPPED)
    (folder / "norad.csv").write_text(NORAD.replace("1 300,5", "1 400,5"), encoding="utf-8")
    assert caribbean(f"{MAPPED} --dry-run").out == (
        "Table    New  Changed  As it was\n"
        "────────────────────────────────\n"
        "reports    0        1          0\n"
        "\n"
        "Changes:\n"
        "  money of P2-NORAD at AMS-2013: committed 1,300,500.00 NOK -> 1,400,500.00 NOK\n"
    )  # fmt: skip
