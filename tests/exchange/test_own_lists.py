"""What the lists write comes back: unchanged it changes nothing, and an edited cell changes that and no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import Once, Run, Write
from sample import close, fill, offer, trained
from xlsxwriter import Workbook

from tracker.cli import main
from tracker.cli.files.own_lists import own_lists
from tracker.store.location import Location

# What somebody asks beside the name of a command that writes rows.
ASKED = {
    "conference check": "2013",
    "conference participants": "2013",
    "conference rates": "2013",
    "conference record": "2013",
    "organisation contact": "IDB",
    "compare": "2012 2013",
    "search": "risk",
    "why": "committed --at 2013",
    "need candidates": "N1",
    "offer candidates": "O1",
    "project candidates": "Z-QUOTED",
    "followup": "2012 --at 2013 --only pledges",
}
# Lists that are only compared, for nothing of them can be taken in.
COMPARED = {"note list", "overlap list", "theme measures"}
# What is computed, or says what happened.
COMPUTED = {
    *("codes", "compare", "coverage", "conference check", "conference record", "conference verify", "db check"),
    *("evaluation share", "followup", "gaps", "log", "need candidates", "offer candidates", "project candidates"),
    *("career gaps", "request status", "risk matrix", "scorecard", "search", "why"),
}
CARDS = {"db path", "show"}


@pytest.fixture
def filled(write: Write, run: Run, once: Once) -> Run:
    """At least a row in every list that can be taken in, and cells that a spreadsheet or a reader may take for others.

    The first rows of each list are plain.
    """

    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)
            offer(register)
            trained(register)
        for line in (
            "recommendation add 'Simplify, and publish' --owner IDB --at 2013",
            "partnership add Laboratories --kind agreement --with IDB --with JM-CUSTOMS --at 2013",
            "note '=SUM(A1) is what the sheet said' --at 2013",
            'pool add IDB "500,000 USD" --at 2013',
            "organisation add Z007 --name '=Bond, \"James\"; & co' --kind 'private sector' --role donor",
            "organisation add Z1E5 --name TRUE --kind academic --role donor --role beneficiary --country NA",
            "project add Z-2012-03 --title '-5' --status active --at 2013 --start 2012 --beneficiary Z1E5",
            'project add Z-QUOTED --title "\'A; B,\n C" --status proposed --at 2013',
            "report Z-2012-03 --at 2013 --donor Z007 --pledged 0 --committed 1000000 --currency JPY",
            "report Z-2012-03 --at 2013 --donor Z1E5 --disbursed 1.005 --currency KWD",
            "organisation edit IDB --fiscal-year-ends 12-31",
            "evaluation add P1 --by IDB --kind self --date FY2012 --criteria dac-2019 --criterion relevance"
            " --scale wb-risk --rating low",
            "evaluation add --strategy '=1+1' --country JM --by 'Ana; Bo' --criterion progress --rating '5 of 6'",
            "risk add Z-2012-03 --event '1,000' --category political",
            "light set P1 --of time --as off --reason '=1+1; \"so\"' --at 2013",
            "career add Z-PATH --title 'Officers; of the region' --edition 2008 --administration JM-CUSTOMS",
            "career stage Z-PATH/1 --title 'new officer' --core 'conduct, \"at all times\"' --years 0",
            "career stage Z-PATH/3 --title 007 --trainings '-'",
            "training add T-STAGE --title Stage",
            "career stage Z-PATH/1 --training T-STAGE",
            "career report Z-PATH/1 --administration JM-CUSTOMS --officers 16 --women 7",
            "career report Z-PATH/3 --administration BB-CUSTOMS --officers 0 --estimated",
            "rating add P1 --level High --scale wb-risk --date 2013-01 --by IDB",
            "rating add P1 --level 'not said' --date 2012-05-26 --note '=1+1'",
            "training add T2 --title '=1+1' --funder IDB --theme 'post-clearance audit' --start 2013-01 --end 2013-02",
            "training attend T2 --administration 'ten islands' --persons 'over 1,000'",
            "conference participants 2013 --add JM-CUSTOMS:donor --people 'A; B'",
            "need add Training --beneficiary JM-CUSTOMS --measure 8.2(b) --measure 10.1 --definitive 2013 --at 2013",
            "need report N1 --status 'partly met' --note '=1+1' --at 2013",
            "need add '=5' --whose 'A; B' --theme integrity --document-date 2012-01 --at ''",
            "need reply N2 --donor IDB --as would --date 2013-01",
            "offer add '=1+1' --donor Z007 --place JM --theme integrity --instrument loan --amount '1.005 KWD'",
            "offer report O2 --status open --left '1 KWD' --note '-5' --at 2013",
        ):
            run(line)

    return run


def _writing(command: click.Command, *words: str) -> Iterator[str]:
    """Every command of the tree that writes rows as tsv."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _writing(found, *words, name)
    elif words != ("import",) and any("tsv" in getattr(one.type, "choices", ()) for one in command.params):
        yield " ".join(words)


COMMANDS = [*_writing(main), "overlap list --settled"]
LISTS = [
    f"{name} {ASKED.get(name, '')}".strip()
    for name in COMMANDS
    if name not in COMPUTED and name not in CARDS and name.split()[-1] not in CARDS
]


def _write(run: Run, line: str, path: Path) -> Path:
    form = path.suffix[1:]
    if form == "xlsx":
        run(f"{line} --format xlsx --output {path}")
    else:
        path.write_text(run(f"{line} --format {form}").out, encoding="utf-8")
    return path


def _rows(run: Run, line: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(f"{line} --format csv").out)))


def _edited(rows: list[dict[str, str]], path: Path, row: int, **cells: str) -> Path:
    edited = [dict(one) for one in rows]
    edited[row] |= cells
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(edited)
    return path


def _changed(run: Run, folder: Path, form: str) -> dict[str, str]:
    """What an import says first of each list that comes back in a form, where that is not that nothing changes."""
    said = {}
    for line in LISTS:
        path = folder / f"list.{form}"
        path.unlink(missing_ok=True)
        said[line] = run(f"import {_write(run, line, path)} --dry-run").err.splitlines()[0]
    assert len(said) >= 23
    return {line: text for line, text in said.items() if not text.startswith("Nothing to change: ")}


def test_an_unchanged_list_changes_nothing(filled: Run, tmp_path: Path) -> None:
    assert _changed(filled, tmp_path, "csv") == {}


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", ["tsv", "json", "xlsx"])
def test_an_unchanged_list_changes_nothing_in_other_forms(filled: Run, tmp_path: Path, form: str) -> None:
    assert _changed(filled, tmp_path, form) == {}


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_list_that_a_person_rearranged_changes_nothing(filled: Run, tmp_path: Path) -> None:
    """Rows sorted, columns moved, one of those that are only shown deleted, and a column and a row of remarks added."""
    shown = {
        one.name: [field.name for field in one.fields if field.name not in {*one.told(), *one.key}]
        for one in own_lists("")
    }
    path = tmp_path / "list.csv"
    for line in LISTS:
        name = line.removesuffix(" 2013").removesuffix(" IDB")
        if not (rows := _rows(filled, line)) or name in COMPARED:
            continue
        headings = ["Remarks", *reversed([field for field in rows[0] if field not in shown[name][:1]])]
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([f"{name}, as sent to all"])
            writer = csv.DictWriter(file, headings, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(one | {"Remarks": "seen"} for one in reversed(rows))
        said = filled(f"import {path} --dry-run").err.splitlines()
        assert said[0].startswith("Nothing to change: "), (line, said)
        assert f"list.csv: skipped because they are not columns of `tracker {name}`: Remarks" in said


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_every_command_that_writes_rows_is_known(filled: Run) -> None:
    known = {",".join(field.name for field in one.fields): one for one in own_lists("")}
    for name in COMMANDS:
        if name.split()[-1] in CARDS or name in CARDS:
            assert known["field,value"].today is None
            continue
        own = known[filled(f"{name} {ASKED.get(name, '')} --format csv").out.splitlines()[0]]
        computed = name in COMPUTED
        assert (own.today is None, bool(own.parts)) == (computed, not computed and name.split(" --")[0] not in COMPARED)
        assert computed or own.name.split()[-1] in name


# A list, the row and the cell that is edited there, and what else of the list goes with it, for it is computed.
EDITS = (
    ("series list", 0, "name", "Americas and the Caribbean", ()),
    ("theme list", 0, "name_es", "Operadores", ()),
    ("organisation list", 1, "name", "IDB Group", ()),
    ("organisation list", 0, "country", "TT", ("country_name",)),
    ("donor list", 0, "name", "Inter-American Bank", ()),
    ("beneficiary list", 1, "kind", "regional body", ()),
    ("conference list", 1, "city", "Washington", ()),
    ("conference participants 2013", 0, "people", "Ana Lima", ()),
    ("project list", 0, "title", "Risks managed", ()),
    ("project list", 0, "status", "suspended", ()),
    ("contribution list", 0, "committed", "2500000.50", ()),
    ("risk list", 0, "owner", "The ministry", ()),
    ("risk list", 0, "likelihood", "5", ("level", "score")),
    ("rating list", 0, "note", "No value is printed", ()),
    ("rating list", 1, "level", "Low", ()),
    ("outcome list", 0, "outcome_title", "Clearance within a day", ()),
    ("outcome list", 0, "unit", "hours", ()),
    ("outcome list", 0, "actual", "4", ()),
    ("milestone list", 0, "title", "Contract signed by both", ()),
    ("milestone list", 0, "reached", "2012-12", ("reason",)),
    ("action list", 0, "text", "Publish the timetable", ()),
    ("action list", 0, "note", "Half of it", ()),
    ("recommendation list", 0, "owner", "JM-CUSTOMS", ()),
    ("need list", 0, "text", "Training of trainers", ()),
    ("need list", 0, "measures", "8.2(c);10.1", ()),
    ("need list", 0, "extended_to", "2014-06", ("due", "due_is")),
    ("need list", 0, "note", "Half of it", ()),
    ("need list", 1, "whose", "members of CCLEC", ()),
    ("offer list", 0, "end", "2014", ()),
    ("offer list", 0, "left", "350000.00", ()),
    ("partnership list", 1, "agreed", "To share results", ()),
    ("career list", 0, "edition", "2019", ()),
    ("career list", 0, "administrations", "BB-CUSTOMS;JM-CUSTOMS", ()),
    ("light list", 0, "light", "on track", ()),
    ("light list", 0, "reason", "The contractor is back", ()),
    ("career stages", 0, "years", "1", ()),
    ("career stages", 1, "training_codes", "T-STAGE;T2", ()),
    ("career officers", 0, "women", "6", ()),
    ("training list", 0, "place", "Willemstad", ()),
    ("training list", 0, "cost", "15000.50", ()),
    ("training list", 0, "themes", "integrity;audit", ()),
    ("training attendance", 1, "persons", "12", ()),
    ("training results", 0, "after", "72", ()),
    ("document list", 0, "title", "The fiche", ()),
    ("pool list", 0, "pledged", "750000.00", ()),
    ("conference rates 2013", 0, "value", "1.35", ()),
    ("organisation contact IDB", 0, "email", "ana@iadb.org", ()),
)


def test_an_edited_cell_changes_that_and_no_other(filled: Run, tmp_path: Path) -> None:
    for line, row, field, text, more in EDITS:
        before = _rows(filled, line)
        path = _edited(before, tmp_path / "edited.csv", row, **{field: text})
        filled(f"import {path}")
        differing = {
            (number, name): one[name]
            for number, (was, one) in enumerate(zip(before, _rows(filled, line), strict=True))
            for name in was
            if was[name] != one[name]
        }
        assert differing.pop((row, field), None) == text, (line, field)
        assert sorted(differing) == [(row, name) for name in more], (line, field)
        assert "Nothing to change: " in filled(f"import {path}").err


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_is_only_shown_is_passed_over_and_said(filled: Run, tmp_path: Path) -> None:
    path = _edited(_rows(filled, "project list"), tmp_path / "list.csv", 0, committed="1.00")
    assert filled(f"import {path} --dry-run").err == (
        "Nothing to change: 6 rows say what the register says already.\n"
        "Dry run: nothing was written.\n"
        "list.csv: skipped because they are only shown in the list: conference_title, theme, donors, donor_names, "
        "beneficiaries,"
        " beneficiary_names, currency, interest, pledged, committed, disbursed\n"
        "list.csv: committed is skipped, although it differs from the register in line 2\n"
    )


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_list_as_of_a_conference(filled: Run, tmp_path: Path) -> None:
    path = _write(filled, "contribution list --at 2012", tmp_path / "list.csv")
    for at in ("", " --at 2012"):
        said = filled(f"import {path}{at}").err
        assert said.startswith("Nothing to change: 1 row says what the register says already.\n")


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_names_a_row_cannot_change(filled: Run, tmp_path: Path) -> None:
    path = _edited(_rows(filled, "risk list"), tmp_path / "list.csv", 0, project="P2")
    assert filled(f"import {path}", status=1).err.splitlines()[:2] == [
        "list.csv, line 2, project 'P2' identifies the row, and cannot be changed in a list. Use P1.",
        "Error: 1 row of 2 cannot be taken in; nothing was written.",
    ]


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_refused_rows_come_back_once(filled: Run, tmp_path: Path) -> None:
    rows = [*_rows(filled, "outcome list"), {}]
    rows[1] = dict.fromkeys(rows[0], "") | {
        **{"code": "P9/I9", "project": "P9", "outcome": "O9", "level": "output", "outcome_title": "More"},
        **{"title": "Share", "measure": "number", "direction": "up", "actual": "3", "conference": "AMS-2013"},
    }
    path = _edited(rows, tmp_path / "list.csv", 0)
    said = filled(f"import {path} --skip-refused --yes", status=1).err
    assert said.count("There is no project 'P9'") == 1
    assert "1 row of 2 was refused: see" in said
    (refused,) = tmp_path.glob("list*refused*.csv")
    lines = refused.read_text(encoding="utf-8").splitlines()
    assert (len(lines), lines[0].count("project_title"), lines[0][-15:]) == (2, 1, "refused because")
    filled("project add P9 --title Ninth --status proposed --at 2013")
    assert "1 row taken in" in filled(f"import {refused}").err
    assert [row["code"] for row in _rows(filled, "outcome list")] == ["P1/I1", "P9/I9"]


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_a_closed_conference_was_told_is_not_edited(filled: Run, tmp_path: Path, location: Location) -> None:
    close(location, 1)
    for line, field, text in (
        ("project list --at 2012", "title", "Risks managed"),
        ("contribution list --at 2012", "instrument", "loan"),
        ("risk list --at 2012", "event", "A change"),
        ("milestone list --at 2012", "planned", "2014"),
    ):
        path = _edited(_rows(filled, line), tmp_path / "list.csv", 0, **{field: text})
        assert filled(f"import {path}", status=1).err.splitlines()[0] == (
            f"list.csv, line 2, {field} {text!r} cannot change: the list shows what was reported at AMS-2012, which is"
            f" closed. Use `tracker {line.split()[0]} edit` to change what is known today."
        )
    path = _edited(_rows(filled, "project list --at 2012"), tmp_path / "list.csv", 0, status="suspended")
    assert "AMS-2012 is closed, so its reports cannot change" in filled(f"import {path}", status=1).err


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_rows_about_the_same_thing_say_the_same(filled: Run, tmp_path: Path) -> None:
    filled("outcome indicator P1 --outcome O1 --title Complaints --measure number --direction down")
    before = _rows(filled, "outcome list")
    path = _edited(before, tmp_path / "list.csv", 1, outcome_title="Clearance within a day")
    assert filled(f"import {path}", status=1).err.splitlines()[0] == (
        "list.csv, line 3, outcome_title 'Clearance within a day' is 'Faster clearance' in line 2, for the"
        " same record. Use the same in every row."
    )
    both = [one | {"outcome_title": "Clearance within a day"} for one in before]
    filled(f"import {_edited(both, path, 0)}")
    assert _rows(filled, "outcome list") == both
    assert "Nothing to change: " in filled(f"import {path}").err


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_risk_that_is_not_assessed_can_be(filled: Run, tmp_path: Path) -> None:
    path = _edited(_rows(filled, "risk list"), tmp_path / "list.csv", 1, likelihood="4", impact="2")
    filled(f"import {path}")
    (row,) = (row for row in _rows(filled, "risk list") if row["event"] == "1,000")
    assert (row["likelihood"], row["impact"], row["status"]) == ("4", "2", "open")
    assert "Nothing to change: " in filled(f"import {path}").err


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_cannot_be_taken_in_says_why(filled: Run, tmp_path: Path) -> None:
    lists = (
        "Lists that can be imported: series list, theme list, scale list, criteria list, organisation list, donor list,"
        " beneficiary list, conference list, conference participants, conference rates, organisation contact,"
        " project list, contribution list, risk list, rating list, outcome list, milestone list, action list,"
        " recommendation list, offer list, partnership list, light list, career list, career stages, career officers,"
        " need list,"
        " training list, training attendance, training results, evaluation list, document list, pool list.\n"
    )
    path = _edited(_rows(filled, "note list"), tmp_path / "list.csv", 1, text="EU: +300k")
    assert filled(f"import {path}", status=2).err == (
        "Error: list.csv, line 3: text was edited, but list.csv was written by `tracker note list`, which cannot be"
        " imported: notes are kept as they were said; `tracker note edit` corrects one, `tracker note done` settles it"
        ".\n"
    )
    path = _write(filled, "request status", tmp_path / "list.csv")
    assert filled(f"import {path}", status=2).err == (
        "Error: list.csv was written by `tracker request status`, which cannot be imported:"
        " `tracker request answer` records an answer, and a form that returns is imported itself.\n"
        f"{lists}"
    )
    path = _write(filled, "project show P1", tmp_path / "list.csv")
    assert filled(f"import {path}", status=2).err == (
        "Error: list.csv was written by `tracker NOUN show`, which cannot be imported: `tracker NOUN list` writes"
        f" the list that can be.\n{lists}"
    )


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_whatever_is_computed_is_recognised(filled: Run, tmp_path: Path) -> None:
    lines = [f"{name} {ASKED.get(name, '')}".strip() for name in COMMANDS if name in COMPUTED]
    for line in (*lines, "scorecard --by donor", "scorecard --compare 2012", "risk matrix --compare 2012"):
        path = _write(filled, line, tmp_path / "list.csv")
        said = filled(f"import {path}", status=2).err
        assert ", which cannot be imported: " in said, (line, said)


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_workbook_for_readers_is_called_that(filled: Run, tmp_path: Path) -> None:
    for line, title in (
        ("gaps", "Gaps, as reported last"),
        ("coverage", "Projects by administration, as reported last"),
        ("need show N1", "N1 Training"),
        ("risk matrix --at 2013", "Risks at AMS-2013, by likelihood and impact after the response"),
    ):
        page = tmp_path / "page.xlsx"
        filled(f"{line} --output {page}")
        assert filled(f"import {page}", status=2).err == (
            f"Error: page.xlsx is a page that tracker wrote for reading ({title}), and cannot be imported.\n"
            "`tracker NOUN list` writes lists that can be edited and imported, with unchanged headings. For a"
            " table from another source, name its columns with --map.\n"
        ), line
        page.unlink()


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_list_without_the_column_by_which_its_rows_are_known(filled: Run, tmp_path: Path) -> None:
    rows = [{name: text for name, text in one.items() if name != "code"} for one in _rows(filled, "project list")]
    assert filled(f"import {_edited(rows, tmp_path / 'list.csv', 0)}", status=2).err == (
        "Error: list.csv was written by `tracker project list`, but its column code is missing.\n"
        "That column identifies the rows: restore it, or write the list again.\n"
    )


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_other_sheets_of_a_workbook_are_said(filled: Run, tmp_path: Path) -> None:
    rows = [list(_rows(filled, "series list")[0]), ["AMS", "Americas and the Caribbean"]]
    with Workbook(str(tmp_path / "list.xlsx")) as book:
        book.add_worksheet("Remarks").write(0, 0, "Ask the IDB")
        for number, cells in enumerate(rows):
            (book.get_worksheet_by_name("List") or book.add_worksheet("List")).write_row(number, 0, cells)
    said = filled(f"import {tmp_path / 'list.xlsx'}").err
    assert "list.xlsx: skipped because it is not part of the list: sheet Remarks\n" in said
    assert [row["name"] for row in _rows(filled, "series list")] == ["Americas and the Caribbean"]
