"""`tracker document`: papers that are kept, and where others are."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker import tables
from tracker.store.engine import open_engine, writing

if TYPE_CHECKING:
    from conftest import Once, Read, Run, Write

    from tracker.store.location import Location

MAIL = b"%PDF-1.4\nIDB: another 300,000\n"


@pytest.fixture
def told(caribbean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, once: Once) -> Run:
    """A project, and a mail in the folder where the command line is."""
    monkeypatch.chdir(tmp_path)
    Path("mail.pdf").write_bytes(MAIL)

    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Single window" --status active --at 2012')

    return caribbean


def test_a_paper_is_kept_in_the_register_and_given_back(told: Run) -> None:
    said = told("document add mail.pdf --project P1 --at 2013")
    assert said.out == "Document 1 added: mail.pdf, 30 bytes kept\n"
    Path("mail.pdf").unlink()
    assert (
        told("document list").out
        == """\
Number  Title     Project  Conference  Organisation  Language  Published  Location  Bytes kept
──────────────────────────────────────────────────────────────────────────────────────────────
1       mail.pdf  P1       AMS-2013    –             –         –          mail.pdf          30
"""
    )
    assert told("document save 1").out == "Saved mail.pdf, 30 bytes\n"
    assert Path("mail.pdf").read_bytes() == MAIL
    assert "mail.pdf already exists" in told("document save 1", status=4).err
    assert told("document save 1 -o copy.pdf").out == "Saved copy.pdf, 30 bytes\n"


@pytest.mark.parametrize("card", ["project show P1", "conference show 2013", "organisation show IDB", "donor show IDB"])
def test_cards_list_the_documents(told: Run, card: str) -> None:
    told("document add mail.pdf --title 'Mail of IDB' --project P1 --at 2013 --organisation IDB --published 2013-01-15")
    assert json.loads(told(f"{card} --json").out)["documents"] == [
        {"number": 1, "title": "Mail of IDB", "location": "mail.pdf", "size": 30, "published": "2013-01-15"}
    ]
    shown = told(card).out
    assert "\nNumber  Title        Where     Bytes kept  Published\n" in shown
    assert "\n1       Mail of IDB  mail.pdf          30  2013-01-15\n" in shown


def test_the_same_paper_is_kept_once_and_two_of_a_name_are_told_apart(told: Run, read: Read) -> None:
    told("document add mail.pdf --project P1")
    told("document add mail.pdf --at 2013")
    with read() as reader:
        assert reader.all("SELECT sha256, size FROM file") == [(sha256(MAIL).hexdigest(), 30)]
    Path("mail.pdf").write_bytes(b"another")
    said = told("document add mail.pdf --project P1", status=4).err
    assert said == "Error: mail.pdf is already recorded, as document 1.\n`tracker document edit 1` changes it.\n"
    told("document edit 1 --file mail.pdf")
    told("document save 1 -o now.pdf")
    told("document save 2 -o then.pdf")
    assert (Path("now.pdf").read_bytes(), Path("then.pdf").read_bytes()) == (b"another", MAIL)


def test_a_paper_comes_back_when_its_removal_is_undone(told: Run) -> None:
    told("document add mail.pdf --project P1")
    told("document remove 1 --yes")
    told("undo")
    told("document save 1 -o back.pdf")
    assert Path("back.pdf").read_bytes() == MAIL
    assert told("db check --json").out == "[]\n"


def test_db_check_finds_a_paper_that_was_changed(told: Run, location: Location) -> None:
    told("document add mail.pdf --project P1")
    assert told("db check --json").out == "[]\n"
    with writing(location, open_engine(location)) as connection:
        binary = "decode('00', 'hex')" if location.is_postgresql else "x'00'"
        connection.exec_driver_sql(f"UPDATE file SET content = {binary}, size = 1")
    (found,) = json.loads(told("db check --json", status=1).out)
    assert (found["question"], found["where"]) == ("documents kept in the register are unchanged", "document 1")
    assert found["what"] == f"its SHA-256 is {sha256(bytes(1)).hexdigest()}, not {sha256(MAIL).hexdigest()}"


def test_papers_are_in_backups(told: Run, location: Location) -> None:
    if location.is_postgresql:
        pytest.skip("pg_dump makes the backups of PostgreSQL")
    told("document add mail.pdf --project P1")
    told("db backup copy.db")
    told("document save 1 -o restored.pdf --db copy.db")
    assert Path("restored.pdf").read_bytes() == MAIL


def test_a_dry_run_keeps_nothing(told: Run, read: Read) -> None:
    told("document add mail.pdf --project P1 --dry-run")
    with read() as reader:
        assert reader.value("SELECT count(*) FROM file") == 0


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("document add", 2, "Missing argument FILE"),
        ("document add Paper --project P1", 2, "There is no file 'Paper' to keep."),
        ("document add . --project P1", 2, "There is no file '.' to keep."),
        ("document add empty.pdf --project P1", 2, "file 'empty.pdf' is empty"),
        ("document add mail.pdf", 2, "Missing option --project"),
        ("document add Paper --location a.pdf", 2, "Missing option --project"),
        ("document add Paper --location a.pdf --project P7", 3, "There is no project 'P7'"),
        ("document add Paper --location a.pdf --project P1 --language spanish", 2, "is not a language code"),
        ("document show 7", 3, "There is no document '7'"),
        ("document show seven", 2, "is not a whole number"),
        ("document save 7", 3, "There is no document '7'"),
    ],
)
def test_errors_say_what_would_be_right(told: Run, line: str, status: int, said: str) -> None:
    Path("empty.pdf").touch()
    assert said in told(line, status=status).err


def test_a_paper_that_lies_elsewhere_cannot_be_saved(told: Run) -> None:
    told("document add Report --location https://example.org/report.pdf --project P1")
    said = told("document save 1", status=4).err
    assert said == "Error: Document 1 is not kept here: it lies at https://example.org/report.pdf\n"


def test_documents_from_entry_to_removal(told: Run) -> None:
    add = 'document add "Informe final" --location https://wco.example/final.pdf'
    said = told(f"{add} --conference 2013 --organisation idb --language ES --published 2013-02")
    assert said.out == "Document 1 added: Informe final\n"
    assert "is already recorded, as document 1" in told(f"{add} --conference 2013 --organisation IDB", status=4).err
    told("document add Ficha --location ficha.docx --project P1")
    assert (
        told("document list").out
        == """\
Number  Title          Project  Conference  Organisation  Language  Published  Location                       Bytes kept
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
2       Ficha          P1       –           –             –         –          ficha.docx                              –
1       Informe final  –        AMS-2013    IDB           es        2013-02    https://wco.example/final.pdf           –
"""
    )
    assert told("document list --conference 2013 --language es -q").out == "1\n"
    assert told("document edit 1 --published 2013-03").out == "Document 1 changed.\n  published: 2013-02 -> 2013-03\n"
    assert json.loads(told("document show 1 --json").out)["published"] == "2013-03"
    assert told("document remove 1 -y").out == "Document 1 removed: Informe final\n"


def test_what_is_evidence_of_an_action_is_not_removed(caribbean: Run) -> None:
    caribbean("import -", input="code,title\nP1,X\n")
    caribbean('outcome add P1/O1 --title "Shorter queues" --level outcome')
    caribbean("document add Paper --location https://example.org/paper --project P1")
    caribbean('action add "Publish it" --document 1')
    caribbean('action add "Measure it" --outcome P1/O1')
    assert caribbean("document remove 1 --yes", status=4).err == (
        "Error: Document 1 cannot be removed because 1 action(s) name it as evidence.\n"
        "Remove it from their evidence first: `tracker action link NUMBER --document 1 --drop`.\n"
    )
    assert caribbean("outcome remove P1/O1 --yes", status=4).err == (
        "Error: outcome O1 cannot be removed because 1 action(s) name it as evidence.\n"
        "Remove it from their evidence first: `tracker action link NUMBER --outcome PROJECT/CODE --drop`.\n"
    )
    caribbean("action link 2013/1 --document 1 --drop")
    caribbean("action link 2013/2 --outcome P1/O1 --drop")
    caribbean("document remove 1 --yes")
    caribbean("outcome remove P1/O1 --yes")


def test_what_a_request_asked_about_is_not_removed(caribbean: Run, write: Write) -> None:
    caribbean("import -", input="code,title\nP1,X\n")
    with write() as register:
        asked = {"conference_id": register.codes.id("conference", "AMS-2012"), "role": "donor", "language": "en"}
        days = {"sent": date(2013, 1, 2), "due": date(2013, 1, 15), "name": "a.xlsx", "state": "asked"}
        who = {"organisation_id": register.codes.id("organisation", "IDB")}
        (request,) = register.journal.insert(tables.request, [asked | days | who])
        project = {"request_id": request, "project_id": register.codes.id("project", "P1"), "answer": "asked"}
        register.journal.insert(tables.request_project, [project])
    for noun, code in (("project", "P1"), ("organisation", "IDB"), ("conference", "AMS-2012")):
        said = caribbean(f"{noun} remove {code} --yes", status=4).err
        assert said.startswith(f"Error: {noun.capitalize()} {code} cannot be removed: requests (1).")
