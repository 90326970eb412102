"""`tracker import answer.eml`: a mail as it was saved, with what is attached, and its text as a note."""

from __future__ import annotations

import json
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import Once, Run
from request_forms import filled, told

REPORTS = "project,status\nP1,completed\n"
QUOTED = """Phase 2 is dropped.

--\x20
Ana Peñón
Inter-American Development Bank

On Mon, 7 Jan 2013 at 10:00, The secretariat <desk@example.org> wrote:
> Dear Ana Peñón,
> please
"""


@pytest.fixture
def asked(caribbean: Run, once: Once, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a folder, after IDB was asked about P1 and P2."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        told(caribbean, tmp_path)
        caribbean("request send 2013 --due 2013-02-15 -d out --to IDB --language en")

    return caribbean


def mail(*attached: str, sender: str = "Ana Peñón <ANA@iadb.org>", text: str = "Phase 2 is dropped.\n") -> None:
    """A mail in answer.eml, with files of this folder attached."""
    message = EmailMessage(SMTP)
    message["From"], message["To"], message["Subject"] = sender, "desk@example.org", "RE: sus proyectos"
    message["Date"] = "Thu, 10 Jan 2013 09:30:00 -0500"
    message.set_content(text)
    for name in attached:
        kind = ("image", "png") if name.endswith(".png") else ("application", "octet-stream")
        message.add_attachment(Path(name).read_bytes(), *kind, filename=name)
    Path("answer.eml").write_bytes(message.as_bytes())


def test_a_form_that_came_by_mail_is_taken_in_and_the_text_becomes_a_note(asked: Run) -> None:
    filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), ("P1 P1-IDB", {"Progress": 60}))
    Path("logo.png").write_bytes(b"\x89PNG")
    mail("IDB.xlsx", "logo.png", text=QUOTED)
    done = asked("import answer.eml --yes")
    assert (
        "answer.eml: mail of Ana Peñón, 2013-01-10, from IDB; 1 attached;"
        " skipped: logo.png, the mail that it answers, the signature.\n" in done.err
    )
    assert "The request was marked for 1 project" in done.err
    (note,) = json.loads(asked("note list --open --json").out)
    assert (note["speaker"], note["conference"]) == ("IDB", "AMS-2013")
    assert note["text"] == "Mail of Ana Peñón, 2013-01-10: RE: sus proyectos\n\nPhase 2 is dropped."
    assert "IDB.xlsx (mail of Ana Peñón, 2013-01-10)" in asked("project show P1 --at 2013").out
    assert [row["name"] for row in json.loads(asked("import --list --json").out)[:2]] == [
        "answer.eml",
        "IDB.xlsx (mail of Ana Peñón, 2013-01-10)",
    ]
    assert "Nothing to change" in asked("import answer.eml --yes").err
    asked("undo")
    assert asked("note list --json").out == "[]\n"


def test_a_form_that_came_from_somebody_else_is_said(asked: Run) -> None:
    asked("organisation contact NORAD --name 'Kari Dahl' --email kari@norad.example")
    filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), ("P1 P1-IDB", {"Progress": 60}))
    mail("IDB.xlsx", sender="kari@norad.example")
    assert (
        "Please check: IDB.xlsx (mail of kari@norad.example, 2013-01-10) is the form of IDB, but came from a contact of"
        " NORAD.\n"
    ) in asked("import answer.eml --yes").err


def test_a_table_that_came_by_mail_is_planned_as_what_it_is(asked: Run) -> None:
    Path("news.csv").write_text(REPORTS, encoding="utf-8")
    mail("news.csv", sender="somebody@example.org", text="")
    done = asked("import answer.eml --at 2013 --yes")
    assert (
        "mail of somebody@example.org, 2013-01-10, somebody@example.org is not the address of a contact in this "
        "register" in done.err
    )
    assert "completed" in asked("project show P1 --at 2013").out
    assert asked("note list --json").out == "[]\n"


def test_a_letter_that_came_along_is_passed_over_and_a_damaged_workbook_is_not(asked: Run) -> None:
    Path("letter.pdf").write_bytes(b"%PDF-1.7")
    mail("letter.pdf")
    done = asked("import answer.eml --at 2013 --yes").err
    assert "skipped: letter.pdf (not a table; `tracker document add` records documents)." in done
    Path("news.xlsx").write_bytes(Path("out/IDB.xlsx").read_bytes()[:3000])
    mail("news.xlsx", text="Another.")
    assert "news.xlsx (mail of Ana Peñón, 2013-01-10)" in asked("import answer.eml --at 2013 --yes", status=1).err
    assert "Another." not in asked("note list").out


def test_a_mail_with_nothing_attached_is_a_note(asked: Run) -> None:
    mail()
    assert "note" in asked("import answer.eml --at 2013 --yes").out
    assert "Phase 2 is dropped." in asked("note list").out


def test_rows_that_are_refused_are_written_beside_the_mail(asked: Run) -> None:
    Path("news.csv").write_text(REPORTS + "P99,active\n", encoding="utf-8")
    mail("news.csv")
    Path("news.csv").unlink()
    asked("import answer.eml --at 2013 --yes", status=1)
    assert asked("note list --json").out == "[]\n"
    asked("import answer.eml --at 2013 --yes --skip-refused", status=1)
    assert "P99" in Path("news.refused.csv").read_text(encoding="utf-8")


def test_names_of_attachments_are_those_of_files_beside_the_mail(asked: Run) -> None:
    mail(text="")
    Path("news.csv").write_text(REPORTS + "P99,active\n", encoding="utf-8")
    for name, said in (("..", "a part without a name"), ("C:\\temp\\x.csv", "x.csv"), ("a" * 300 + ".csv", "aaa.csv")):
        message = EmailMessage(SMTP)
        message["From"] = "a@b.example"
        message.add_attachment(Path("news.csv").read_bytes(), "application", "octet-stream", filename=name)
        late = b"Date: Thu, 10 Jan 2013 09:30:00 -99999999999999\r\n"  # a day that no clock shows
        Path("answer.eml").write_bytes(late + message.as_bytes())
        assert said in asked("import answer.eml --at 2013 --yes", status=1).err
        asked("import answer.eml --at 2013 --yes --skip-refused", status=1)


def test_what_is_quoted_at_the_end_is_left_out_however_long(asked: Run) -> None:
    mail(text="Phase 2 is dropped.\n\n" + "> x\n\n" * 5_000)
    assert "skipped: the mail that it answers." in asked("import answer.eml --at 2013 --yes").err
    (note,) = json.loads(asked("note list --json").out)
    assert note["text"].endswith("RE: sus proyectos\n\nPhase 2 is dropped.")


def test_a_long_text_is_cut_and_said_and_what_only_forwards_is_read(asked: Run) -> None:
    mail(text="word " * 6_000)
    assert "skipped: the text after its first 20,000 characters." in asked("import answer.eml --at 2013 --yes").err
    inner, outer = EmailMessage(SMTP), EmailMessage(SMTP)
    inner.set_content("Phase 3 begins.")
    outer["From"] = "a@b.example"
    outer.add_attachment(inner)
    Path("answer.eml").write_bytes(outer.as_bytes())
    asked("import answer.eml --at 2013 --yes")
    assert "Phase 3 begins." in asked("note list").out


def test_mails_within_mails_end_somewhere(asked: Run) -> None:
    head = b"From: a@b.example\n"
    for content in (
        b"Content-Type: message/rfc822\n\n" * 3_000 + b"x\n",
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(100))
        + b"x\n" * 300_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 30_000,
    ):
        Path("answer.eml").write_bytes(head + content)
        assert asked("import answer.eml --at 2013 --yes", status=1).err == (
            "Error: answer.eml: is a mail with more than 150 parts, or with too many parts within parts.\n"
            "Save the attachments, and import them.\n"
        )


def test_a_mail_in_html_is_read_as_a_person_reads_it(asked: Run) -> None:
    message = EmailMessage(SMTP)
    message["From"] = "Ana Peñón <ana@iadb.org>"
    message.set_content(
        "<html><head><style>p {}</style></head><body><p>Fase 2:\n aplazada.</p><div>Ana</div></body></html>",
        subtype="html",
    )
    Path("answer.eml").write_bytes(message.as_bytes())
    asked("import answer.eml --at 2013 --yes")
    (note,) = json.loads(asked("note list --json").out)
    assert note["text"] == "Mail of Ana Peñón\n\nFase 2: aplazada.\n\nAna"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"From: a@b.example\nSubject: x\n\n", "is a mail without text and without a readable attachment."),
        (b"From: a@b.example\nContent-Type: text/plain; charset=nowhere\n\ncaf\xe9\n", "AMS-2013"),
        (b"From: =?x?q?\nTo: <\nDate: never\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\n", "without text"),
    ],
)
def test_mails_that_are_broken(asked: Run, content: bytes, said: str) -> None:
    Path("answer.eml").write_bytes(content)
    fine = said == "AMS-2013"
    done = asked("import answer.eml --at 2013 --yes", status=0 if fine else 1)
    assert said in (asked("note list").out if fine else done.err)


HEAD = "From: Ana Peñón <ana@iadb.org>\nSubject: s\nContent-Type: text/plain; charset=utf-8\n\n"
HTML = HEAD.replace("plain", "html")
FLAWED = "<a <a " * 40_000  # a parser of HTML begins a tag at each, and looks for its end again and again
APPLE = """Content-Type: multipart/mixed; boundary=b\n
--b\nContent-Type: text/plain\n\nBefore.\n
--b\nContent-Type: text/html; name=ATT00001.htm\nContent-Disposition: attachment; filename=ATT00001.htm\n\n<p>x</p>\n
--b\nContent-Type: text/plain\n\nAfter.\n
--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=ATT00002.txt\n\nx\n--b--\n"""


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            HEAD + "Aplazada.\n\nEl lun, 7 ene 2013 a las 10:00, Secretaría (<desk@e.org>)\nescribió:\n\n> Dear\n",
            "Aplazada.",
        ),
        (
            HEAD + "Reportée.\n\nLe lun. 7 janv. 2013 à 10:00, Le secrétariat <d@e.org> a écrit\xa0:\n\nCher\n",
            "Reportée.",
        ),
        (HEAD + "Aplazada.\n\nDe: Desk\nEnviado el: lunes, 7 de enero de 2013\nPara: Ana\n\nDear\n", "Aplazada."),
        (HEAD + "Reportée.\n\nDe : Desk\nEnvoyé : lundi 7 janvier 2013\n\nCher\n", "Reportée."),
        (HEAD + "Adiada.\n\n*De:* Desk\n*Enviada em:* segunda-feira\n\nCara\n", "Adiada."),
        (HEAD + "See below.\n\n-------- Mensaje reenviado --------\nAsunto: x\n", "See below."),
        (
            HEAD + "El 07/01/2013 a las 10:00, Desk escribió:\n> Dear\n> all\n\nNada.\n> when\n\nNunca.\n",
            "Nada.\n\nNunca.",
        ),
        (
            HEAD + "From: X\nSent: Monday\nTo: Y\n\nPassed on whole.\n",
            "From: X\nSent: Monday\nTo: Y\n\nPassed on whole.",
        ),
        (HEAD + "Deferred.\n[cid:image001.png@01CD]\n", "Deferred."),
        (
            HTML + "<style><!--\np {}\n--></style><p>Fase 2 &lt; 3: s&iacute;<o:p></o:p></p><p>&nbsp;</p>",
            "Fase 2 < 3: sí",
        ),
        (
            HTML + "Nothing.<div class=q>On Mon, 7 Jan 2013 at 10:00, Desk &lt;d@e.org&gt; wrote:<br></div>Dear",
            "Nothing.",
        ),
        (HTML + "<table><tr><td>P1</td><td title='>'>5 &gt; 4</td></tr></table>", "P1 5 > 4"),
        # What a browser shows of these, neither more nor less.
        (HTML + f"<p>Deferred.</p>{FLAWED}", "Deferred."),
        (HTML + f"Deferred.{'<script>' * 20_000}&#{'9' * 5_000};", "Deferred."),
        (HTML + f"{'<b>' * 20_000}Deferred.", "Deferred."),
        ("From - Thu Jan 10 09:30:00 2013\n" + HEAD + "Deferred.\n", "Deferred."),
        ("\ufeff" + HEAD + "Deferred.\n", "Deferred."),
        (f"{len(HEAD.encode()) + 10}\n{HEAD}Deferred.\n<?xml version='1.0'?><plist/>\n", "Deferred."),
        (HEAD.replace("Content-Type: text/plain; charset=utf-8\n\n", APPLE), "Before.\n\nAfter."),
    ],
)
def test_mails_as_programs_write_them(asked: Run, content: str, text: str) -> None:
    Path("answer.eml").write_text(content, encoding="utf-8")
    asked("import answer.eml --at 2013 --yes")
    (note,) = json.loads(asked("note list --json").out)
    assert note["text"] == f"Mail of Ana Peñón: s\n\n{text}"[:20_000].strip()
    assert note["speaker"] == "IDB"


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_attachments_that_are_no_tables_are_said(asked: Run) -> None:
    with ZipFile("forms.zip", "w") as archive:
        archive.writestr("IDB.xlsx", b"x")
    Path("winmail.dat").write_bytes(b"\x78\x9f\x3e\x22" + bytes(100))
    Path("logo.png").write_bytes(b"\x89PNG")
    mail("forms.zip", "winmail.dat", "logo.png")
    assert (
        "; skipped: winmail.dat (in the format of Outlook: ask for the files themselves, or open it in Outlook),"
        " logo.png, forms.zip (an archive: save it, unpack it, and import its files).\n"
    ) in asked("import answer.eml --at 2013 --yes").err


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_message_of_outlook_is_refused_with_what_to_do(asked: Run) -> None:
    streams = ["__properties_version1.0", "WordDocument", "EncryptedPackage", "Workbook"]
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"".join(one.encode("utf-16-le") for one in streams)
    Path("answer.msg").write_bytes(content)
    assert asked("import answer.msg", status=1).err == (
        "Error: answer.msg: is a message of Outlook (.msg).\n"
        "Open it in Outlook, drag the attachments into a folder, and import them; the new Outlook, Outlook on the web"
        " and other mail programs save the whole mail as .eml, which can be imported.\n"
    )


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_mailbox_of_several_mails_is_refused(asked: Run) -> None:
    one = f"From ana@iadb.org Thu Jan 10 09:30:00 2013\n{HEAD}Deferred.\n\n"
    Path("answer.eml").write_text(one * 2, encoding="utf-8")
    assert asked("import answer.eml --at 2013", status=1).err == (
        "Error: answer.eml: contains several mails.\nSave each mail as a separate file.\n"
    )


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_two_forms_in_one_mail_are_both_taken_in(asked: Run) -> None:
    filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), ("P1 P1-IDB", {"Progress": 60}))
    filled(Path("out/IDB.xlsx"), Path("more.xlsx"), ("P2 P2-IDB", {"Answer": "unchanged"}))
    mail("IDB.xlsx", "more.xlsx", text="")
    said = asked("import answer.eml --yes").err
    assert "2 attached.\n" in said and "2 rows taken in." in said
    assert json.loads(asked("request status 2013 --json").out)[0]["state"] == "answered"
