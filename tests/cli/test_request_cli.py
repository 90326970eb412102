"""`tracker request`, as a manual page: whom it asks, what it writes, and who has not answered."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from conftest import Once, Run
from request_forms import filled, read, rows, told

SEND = "request send 2013 --due 2013-02-15 -d out"
LATE = "Please check: The answers are due on 2013-02-15, after AMS-2013 begins (2013-01-28).\n"


@pytest.fixture
def asked(caribbean: Run, once: Once, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a folder, on a register of which AMS-2012 was told."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        told(caribbean, tmp_path)

    return caribbean


def test_a_workbook_and_a_mail_for_each_donor_and_beneficiary(asked: Run) -> None:
    sent = asked(SEND)
    assert sent.out == (
        "Organisation  Role         Projects  Language  Contact    Workbook\n"
        "─────────────────────────────────────────────────────────────────────────\n"
        "BB-CUSTOMS    beneficiary         1  en        –          BB-CUSTOMS.xlsx\n"
        "IDB           donor               2  es        Ana Peñón  IDB.xlsx\n"
        "JM-CUSTOMS    beneficiary         2  fr        Jo Lee     JM-CUSTOMS.xlsx\n"
        "NORAD         donor               1  en        –          NORAD.xlsx\n"
    )
    assert sent.err == (
        f"{LATE}"
        "No contact: BB-CUSTOMS, NORAD. `tracker organisation contact` records one.\n"
        "4 workbooks and their mails in out; answers for AMS-2013 are due on 2013-02-15.\n"
        "Next: `tracker request status AMS-2013`\n"
    )
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(
        f"{stem}.{ending}" for stem in ("BB-CUSTOMS", "IDB", "JM-CUSTOMS", "NORAD") for ending in ("txt", "xlsx")
    )


def test_the_mail(asked: Run) -> None:
    asked("conference edit 2013 --title 'Fourth Regional Donor Meeting' --city Miami")
    asked(f"{SEND} --language en --to IDB --return-to desk@example.org")
    assert Path("out/IDB.txt").read_text(encoding="utf-8") == (
        "Subject: Fourth Regional Donor Meeting: your projects, by 15 February 2013\n"
        "To: Ana Peñón <ana@iadb.org>\n"
        "\n"
        "Dear Ana Peñón,\n"
        "\n"
        "We are preparing the conference “Fourth Regional Donor Meeting, 28 January –\n"
        "1 February 2013, Miami” and would like to ask you for the current state of\n"
        "your projects.\n"
        "\n"
        "The attached workbook, IDB.xlsx, shows what was last reported about the\n"
        "projects supported by your organisation, Inter-American Development Bank.\n"
        "Please:\n"
        "\n"
        "1. correct what has changed, directly in the yellow cells;\n"
        "2. choose “unchanged” in the column “Answer” if nothing has changed;\n"
        "3. enter new projects in the empty rows below;\n"
        "4. return the workbook by 15 February 2013 to desk@example.org.\n"
        "\n"
        "The first sheet of the workbook explains every column. If you cannot report\n"
        "this time, please say so there, or in reply to this mail.\n"
        "\n"
        "Thank you for your help.\n"
        "\n"
        "With kind regards,\n"
        "\n"
        "The secretariat of the conference\n"
    )


def test_the_workbook(asked: Run) -> None:
    asked(f"{SEND} --language en")
    path = Path("out/IDB.xlsx")
    assert [(name, hidden) for name, hidden, _ in read(path)] == [
        ("Read me first", False),
        ("Projects", False),
        ("Results", False),
        ("Risks", False),
        ("Milestones", False),
        ("Lists", False),
        ("_tracker", True),
    ]
    lines = rows(path, "Projects")
    assert lines[0] == (
        *("Project", "Title", "Status", "Progress", "Start", "End", "Objective", "Themes"),
        *("Beneficiaries", "Contribution", "Instrument", "Currency", "Interest", "Pledged", "Committed", "Disbursed"),
        *("Reason", "Note", "Answer"),
    )
    begun = ("P1", "Risk management", "active", 40, "2012-03", "2014-12", "", "", "BB-CUSTOMS; JM-CUSTOMS")
    assert lines[1:4] == [
        (*begun, "P1-IDB", "grant", "USD", "", "", 1_000_000, 250_000.5, "", "", ""),
        (*begun, "P1-IDB-2", "loan", "JPY", "", 5_000_000, "", "", "", "", ""),
        ("P2", "Single window", "proposed", "", "2012", "", "", "", "JM-CUSTOMS", "P2-IDB", *[""] * 9),
    ]
    assert [row[0] for row in lines[4:]] == ["new"] * 20
    assert rows(path, "Risks")[1] == (
        "P1",
        "R1",
        "A change of government",
        "political",
        3,
        4,
        "open",
        "",
        "",
        "Elections in May",
    )
    assert rows(path, "Results")[1] == (
        *("P1", "I1", "Faster clearance", "Clearance time", "number", "hours", "down", 48.5, "", 24, "", 40, "", ""),
    )
    assert rows(path, "Milestones")[1] == ("P1", "M1", "Contract signed", "2012-09", "", "")
    for sheet in ("Results", "Risks", "Milestones"):
        assert [row[:2] for row in rows(path, sheet)[-10:]] == [("", "new")] * 10
    lists = rows(path, "Lists")
    assert {"political", "number", "down", "P1"} <= {cell for row in lists for cell in row}
    assert "risk-management" in [row[lists[0].index("Themes")] for row in lists]
    mine = rows(Path("out/JM-CUSTOMS.xlsx"), "Projects")
    assert mine[0] == (
        "Project",
        "Title",
        "Status",
        "Progress",
        "Start",
        "End",
        "Objective",
        "Themes",
        "Donors",
        "Note",
        "Answer",
    )
    assert mine[1] == ("P1", "Risk management", "active", 40, "2012-03", "2014-12", "", "", "IDB", "", "")
    assert [row[0] for row in mine[1:4]] == ["P1", "P2", "new"]


def test_the_conference_waits_for_answers(asked: Run) -> None:
    asked(SEND)
    assert "Answer             asked\n" in asked("project show P1 --at 2013").out
    assert set(asked("project list --at 2013 -q").out.split()) == {"P1", "P2"}


def test_an_answer_that_was_given_stays(asked: Run) -> None:
    asked("report P1 --at 2013 --progress 60")
    asked(SEND)
    assert "Answer             updated\n" in asked("project show P1 --at 2013").out


def test_somebody_who_is_both_gets_one_for_each_role(asked: Run) -> None:
    asked("project add P5 --title Ports --donor BB-CUSTOMS --pledged '5 USD' --status active --at 2012")
    assert [line.split()[-1] for line in asked(f"{SEND} --to BB-CUSTOMS").out.splitlines()[2:]] == [
        "BB-CUSTOMS-beneficiary.xlsx",
        "BB-CUSTOMS-donor.xlsx",
    ]
    asked("request show BB-CUSTOMS --at 2013", status=2)
    assert "asked as a donor" in asked("request show BB-CUSTOMS --at 2013 --role donor").out


def test_a_second_time_is_a_reminder(asked: Run) -> None:
    asked(f"{SEND} --to IDB")
    before = Path("out/IDB.xlsx").read_bytes()
    again = asked(f"{SEND} --to IDB")
    assert (again.out, again.err) == (
        "",
        "IDB was asked as a donor on 2013-01-28, so it is skipped. --again sends a reminder.\n",
    )
    filled(Path("out/IDB.xlsx"), Path("idb.xlsx"), ("P1 P1-IDB", {"Avance": 60}))
    asked("import idb.xlsx")
    asked("request send 2013 --again --to IDB -d out --due 2013-02-20")
    assert Path("out/IDB.xlsx").read_bytes() != before
    assert Path("out/IDB.txt").read_text(encoding="utf-8").startswith("Subject: Recordatorio: ")
    assert rows(Path("out/IDB.xlsx"), "Proyectos")[1][3] == 60
    asked('request answer IDB --at 2013 --unchanged --source "Ana, by telephone"')
    assert asked("request send 2013 --again --to IDB -d out").err == "IDB has answered as a donor, so it is skipped.\n"


def test_a_day_can_be_so_many_days_from_now(asked: Run) -> None:
    assert "are due on 2013-02-18." in asked("request send 2013 --due 21d -d out --to IDB").err
    assert "are due on 2013-01-29." in asked("request send 2013 --due '1 days' -d out --to NORAD").err


def test_a_dry_run_writes_nothing(asked: Run) -> None:
    planned = asked(f"{SEND} --dry-run")
    assert planned.out == asked(SEND).out
    assert planned.err.startswith(f"{LATE}Dry run: nothing was written.\n")


def test_files_that_are_there_are_not_written_over(asked: Run) -> None:
    Path("out").mkdir()
    Path("out/IDB.xlsx").write_text("what came back last week")
    assert asked(SEND, status=4).err == (
        "Error: out/IDB.xlsx already exists.\nName another folder with -d, or move that file away.\n"
    )
    assert [path.name for path in Path("out").iterdir()] == ["IDB.xlsx"]
    assert asked("request status 2013 -q").out == ""
    assert "is a file" in asked("request send 2013 --due 2013-02-15 -d contacts.csv", status=2).err


def test_a_failure_leaves_neither_files_nor_requests(asked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    mails = iter([b"the first mail"])

    def fail(*arguments: object) -> bytes:
        return next(mails)

    monkeypatch.setattr("tracker.exchange.requests.sending.as_text", fail)
    with pytest.raises(StopIteration):
        asked(SEND)
    assert list(Path("out").iterdir()) == []
    assert asked("request status 2013 -q").out == ""


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (
            "request send 2013",
            2,
            "Error: Missing option --due: the day by which answers are due, such as 2013-01-15.\n",
        ),
        ("request send 2013 --due 2013-01-27", 2, "Error: --due '2013-01-27' has passed.\n"),
        ("request send 2013 --due 2013-02", 2, "Error: --due '2013-02' has no day.\n"),
        ("request send 2013 --due 2013-02-15 --to CIDA", 4, "Error: CIDA has no project to ask about.\n"),
        ("request send 2013 --due 2013-02-15 --to IBD", 3, "Error: There is no organisation 'IBD' in this register.\n"),
        ("request show IDB --at 2013", 3, "Error: There is no request at AMS-2013 to 'IDB' in this register.\n"),
        ("request answer IDB --at 2013 --source x", 2, "Error: Nothing was answered.\n"),
        (
            "request answer IDB --at 2013 --declined",
            2,
            "Error: Missing option --source: who said it, and how, such as a call or a mail.\n",
        ),
    ],
)
def test_what_is_refused(asked: Run, line: str, status: int, said: str) -> None:
    assert asked(line, status=status).err.startswith(said)


def test_a_closed_conference_asks_nobody(asked: Run) -> None:
    asked("conference close 2013 --yes")
    assert asked(SEND, status=4).err.startswith("Error: AMS-2013 is closed, so its reports cannot change.\n")


def test_how_the_requests_stand(asked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("request status 2013").err == (
        "No requests were sent before AMS-2013. Send them with `tracker request send AMS-2013`.\n"
    )
    asked(SEND)
    filled(Path("out/IDB.xlsx"), Path("idb.xlsx"), ("P1 P1-IDB", {"Avance": 60}))
    asked("import idb.xlsx")
    declined = asked('request answer NORAD --at 2013 --declined --source "mail of 3 January"')
    assert declined.out == "NORAD, donor, AMS-2013: P2 declined\n"
    asked('request answer JM-CUSTOMS --at 2013 --unchanged --source "Jo Lee, by telephone"')
    assert asked("request status 2013").out == (
        "Organisation  Role         Asked on    Due         Projects  Updated  Unchanged  Declined  Silent  S"
        "tate     Days"
        " to go  Overdue\n"
        "────────────────────────────────────────────────────────────────────────────────────────────────────"
        "─────────────"
        "───────────────\n"
        "BB-CUSTOMS    beneficiary  2013-01-28  2013-02-15         1        0          0         0       1  s"
        "ilent        "
        "    18        –\n"
        "IDB           donor        2013-01-28  2013-02-15         2        1          0         0       1  p"
        "artly        "
        "    18        –\n"
        "JM-CUSTOMS    beneficiary  2013-01-28  2013-02-15         2        0          2         0       0  a"
        "nswered      "
        "     –        –\n"
        "NORAD         donor        2013-01-28  2013-02-15         1        0          0         1       0  d"
        "eclined      "
        "     –        –\n"
    )
    monkeypatch.setenv("TRACKER_NOW", "2013-02-20T08:00:00+00:00")
    assert asked("request status 2013 --silent").out == (
        "Organisation  Name                             Role         Contact    E-mail        Language  Due  "
        "       Overdue"
        "  Projects  Silent\n"
        "────────────────────────────────────────────────────────────────────────────────────────────────────"
        "──────────────"
        "──────────────────\n"
        "BB-CUSTOMS    Barbados customs                 beneficiary  –          –             en        2013-"
        "02-15        5"
        "         1       1\n"
        "IDB           Inter-American Development Bank  donor        Ana Peñón  ana@iadb.org  es        2013-"
        "02-15        5"
        "         2       1\n"
    )
    assert asked("request show IDB --at 2013").out == (
        "IDB  asked as a donor before AMS-2013\n"
        "\n"
        "Conference   AMS-2013\n"
        "Name         Inter-American Development Bank\n"
        "Asked as     donor\n"
        "Asked on     2013-01-28\n"
        "Due          2013-02-15\n"
        "Workbook     IDB.xlsx\n"
        "Language     es\n"
        "State        partly\n"
        "Answered on  2013-01-28\n"
        "Source       idb.xlsx, answer of IDB\n"
        "Days to go   –\n"
        "Overdue      5\n"
        "\n"
        "Projects\n"
        "\n"
        "Project  Title            Answer\n"
        "─────────────────────────────────\n"
        "P1       Risk management  updated\n"
        "P2       Single window    asked\n"
    )


def test_the_log_is_readable(asked: Run) -> None:
    asked(f"{SEND} --to NORAD")
    asked('request answer NORAD --at 2013 --declined --source "mail of 3 January"')
    number = asked("log -q").out.splitlines()[0]
    lines = asked(f"log {number}").out.splitlines()
    assert lines[1:] == [
        "    report on P2 at AMS-2013: answer asked -> declined; carried forward from AMS-2012 -> none; source report"
        "s.csv, line 4 -> mail of 3 January",
        "    money of P2-NORAD at AMS-2013: source unknown -> mail of 3 January; answer asked -> declined; carried f"
        "orward from AMS-2012 -> none",
        "    P2 in request 1: answer asked -> declined",
        "    request 1: state asked -> declined; answered unknown -> 2013-01-28; source unknown -> mail of 3 January",
    ]


def message(name: str) -> EmailMessage:
    return message_from_bytes(Path("out", name).read_bytes(), policy=default)


def test_a_message_for_each_organisation_is_ready_to_send(asked: Run) -> None:
    asked("conference edit 2013 --title 'Fourth Regional Donor Meeting' --city Miami")
    sent = asked(f"{SEND} --eml --to IDB")
    assert "1 workbook and its mail in out" in sent.err
    assert sorted(path.name for path in Path("out").iterdir()) == ["IDB.eml", "IDB.xlsx"]
    found = message("IDB.eml")
    assert (found["To"], found["X-Unsent"]) == ("Ana Peñón <ana@iadb.org>", "1")
    assert found["Subject"] == "Fourth Regional Donor Meeting: sus proyectos, a más tardar el 15 de febrero de 2013"
    (workbook,) = found.iter_attachments()
    assert workbook.get_filename() == "IDB.xlsx"
    assert workbook.get_content() == Path("out/IDB.xlsx").read_bytes()
    body = found.get_body()
    assert body is not None and "Ana Peñón" in body.get_content()
    asked(f"{SEND} --eml --to IDB --again")
    assert message("IDB.eml")["Subject"].startswith("Recordatorio: ")
    before = Path("out/IDB.eml").read_bytes()
    asked(f"{SEND} --eml --to IDB --again")
    assert Path("out/IDB.eml").read_bytes() == before


def test_who_is_both_gets_one_message_with_two_workbooks(asked: Run) -> None:
    asked("project add P5 --title Ports --donor JM-CUSTOMS --pledged '5 USD' --status active --at 2012")
    asked(f"{SEND} --eml --to JM-CUSTOMS")
    found = message("JM-CUSTOMS.eml")
    names = [one.get_filename() for one in found.iter_attachments()]
    assert names == ["JM-CUSTOMS-beneficiary.xlsx", "JM-CUSTOMS-donor.xlsx"]
    body = found.get_body()
    assert body is not None and all(name in body.get_content() for name in names)


def test_without_a_contact_the_language_is_that_of_the_country(asked: Run) -> None:
    asked(
        "beneficiary add HT-CUSTOMS --name 'Administration générale des douanes' --kind 'customs administration'"
        " --country HT"
    )
    asked("report P1 --at 2012 --beneficiary HT-CUSTOMS")
    out = asked(f"{SEND} --eml --to HT-CUSTOMS").out
    assert "HT-CUSTOMS    beneficiary         1  fr        –" in out
    assert message("HT-CUSTOMS.eml")["To"] is None
