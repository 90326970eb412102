"""What the fuzzer types: values as people type them, values that nobody should type, and files of both sorts."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from tracker.rules import words

TEXTS = ("Single window", "Ventanilla única", "Gestion des risques: phase 2", "mail of 14 January", "a, b; c", "x")
AMOUNTS: tuple[str, ...] = (
    "100 USD",
    "1.5m USD",
    "400,000 EUR",
    "+250,000 USD: new money",
    "-5 USD",
    "+1 EUR: revision",
    "300k EUR",
)
AMOUNTS += ("1 JPY", "0 USD", "0.01 USD", "999,999,999,999 USD", "USD 400,000.00")
DATES = ("2012", "2012-03", "2012-02-29", "2013-01-28", "2014-12", "2019", "2011-06-30", "2013")
DAYS = ("2012-02-29", "2013-01-28", "2014-12-31")
PERCENTS = ("0", "40", "100", "60", "7")
NUMBERS = ("1", "2", "3", "4", "5", "17")
COUNTRIES = ("JM", "Norway", "CA", "US", "Barbados")
CURRENCIES = ("USD", "EUR", "JPY")
LANGUAGES = ("en", "es", "fr")

# What a value that completion does not know may look like, by the name that the help gives it.
LOOKS: Mapping[str, Sequence[str]] = {
    "AMOUNT": AMOUNTS,
    "DATE": DATES,
    "DAY": DAYS,
    "DATE|next": (*DATES, "next"),
    "DATE|DAYS": (*DAYS, "+10 days", "10d"),
    "PERCENT": PERCENTS,
    "1-5": ("1", "2", "3", "4", "5"),
    "NUMBER": NUMBERS,
    "VALUE": ("12", "3.5", "1,000", "yes", "no", "2013-02"),
    "COUNTRY": COUNTRIES,
    "CUR": CURRENCIES,
    "CURRENCY": CURRENCIES,
    "REASON": words.REASONS,
    "BASIS": words.BASES,
    "LANGUAGE TEXT": ("es Banco", "fr Banque", "en Bank"),
    "NAME[@FROM..UNTIL]": ("BID", "Old name@1999..2003", "Other@2001.."),
    "NAME@FROM..UNTIL": ("Old meeting@1999..2003", "Meeting@2001.."),
    "ADDRESS": ("ana@example.org",),
    "METHOD": ("annual average", "end of period", "spot"),
    '"EUR=1.30 USD"': ("EUR=1.30 USD", "JPY=0.01 USD", "EUR=1.2 USD"),
    "COLUMN": ("committed", "-committed", "code", "-pledged", "title", "name"),
    "NOUN": ("project", "projects", "contribution", "report", "rate", "risk"),
    "URL|PATH": ("https://example.org/a.pdf", "shelf 3"),
    "STATE": words.CONFERENCE_STATES,
    "TABLE": ("organisations", "projects", "reports"),
    "HEADING=COLUMN": ("Donor=donor", "Title=title", "x="),
    "COLUMN=VALUE": ("source=mail", "currency=USD"),
    "CODES": ("33120", "JM,BB", "1031"),
    "WORDS": ("customs,aduana", "revenue"),
    "NAME": ("norad", "latin-1", "utf-8", "tester"),
    "NAME|NUMBER": ("1", "Sheet1"),
    "IDENTIFIER": ("XI-IATI-WCO", "XM-DAC-1"),
    "[LIST]": ("Country", "Sector", "Currency"),
    "[WORDS]...": ("33120", "customs"),
    "WHY": ("a duplicate", "nobody came"),
    "ROLE": words.CONTRIBUTION_ROLES,
    "measure": words.MEASURES,
    "amount": AMOUNTS,
    "reason": words.REASONS,
    "direction": words.DIRECTIONS,
    "level": words.OUTCOME_LEVELS,
    "TEXT": TEXTS,
}
# Values that are made of the codes of a noun: how, and of which.
MADE: Mapping[str, tuple[str, str]] = {
    "ORGANISATION:CAPACITY": ("{organisation}:donor", "organisation"),
    "CODE:PERCENT": ("{organisation}:60", "organisation"),
    "CODE[:PERCENT]": ("{organisation}:50", "organisation"),
    '"CODE: NAME; NAME"': ("{organisation}: Ana Lima; Bob Hall", "organisation"),
    "ORGANISATION": ("{organisation}", "organisation"),
    "CODE|TEXT": ("{organisation}", "organisation"),
    "CONFERENCE": ("{conference}", "conference"),
    "[CONFERENCE]": ("{conference}", "conference"),
    "CONFERENCE CONFERENCE ...": ("{conference}", "conference"),
    "[CONFERENCE CONFERENCE]": ("{conference}", "conference"),
    "SERIES": ("{series}", "series"),
    "PROJECT": ("{project}", "project"),
    "PROJECT...": ("{project}", "project"),
    "[PROJECT|NUMBER]": ("{project}", "project"),
    "CONTRIBUTION": ("{contribution}", "contribution"),
    "P1/O1": ("{outcome}", "outcome"),
    "THEME": ("{theme}", "theme"),
    "donor": ("{donor}", "donor"),
}
PARTS = ("risk", "outcome", "indicator", "milestone")
# Of a noun: its codes, with the project that a part belongs to.
KNOWN = {
    "conference": "SELECT code FROM conference",
    "series": "SELECT code FROM series",
    "project": "SELECT code FROM project",
    "contribution": "SELECT code FROM contribution",
    "theme": "SELECT code FROM theme",
    "organisation": "SELECT code FROM organisation WHERE merged_into_id IS NULL",
    "donor": "SELECT o.code FROM organisation o JOIN organisation_role r ON r.organisation_id = o.id"
    " WHERE r.role = 'donor' AND o.merged_into_id IS NULL",
    "beneficiary": "SELECT o.code FROM organisation o JOIN organisation_role r ON r.organisation_id = o.id"
    " WHERE r.role = 'beneficiary' AND o.merged_into_id IS NULL",
    **{noun: f"SELECT p.code || '/' || x.code FROM {noun} x JOIN project p ON p.id = x.project_id" for noun in PARTS},
    "open": "SELECT code FROM conference WHERE state = 'open'",
}

# What nobody should type, and somebody will.
HOSTILE = (
    *("", " ", "\t", "\n", "a\nb", "a\rb", "\x00", "a\x00b", "\x1b[31mred\x1b[0m", "\x07", "\x7f", "\x85", "\u2028"),
    *("-1", "0", "1", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "-0"),
    *("99999999999999999999", "-99999999999999999999", "9" * 5000, "1e309", "1e9", "NaN", "Infinity", "-inf", "0x10"),
    *("٣", "१२", "²", "1_000", "1,0,0", "1.000.000", "00", "+", "-", "+-1", "1/0", "1.", ".5", "1 000"),
    *(
        "10000000000000000000000 USD",
        "0.001 USD",
        "1 XXX",
        "USD",
        "1",
        "-1e3 USD",
        "1 usd eur",
        "+0 USD",
        "1.5m",
        "m USD",
    ),
    *(
        "1e-400 USD",
        "9" * 400 + " USD",
        "+1 USD: ",
        ": new money",
        "1 USD: made up",
        "EUR=0 USD",
        "EUR=-1 USD",
        "EUR=EUR",
    ),
    *("EUR=1e999 USD", "EUR=1.3", "=", "==", "EUR=1.3 USD=2", "0.00000000000000000000001 USD"),
    *("0000", "0001", "9999", "10000", "9999-12-31", "0000-01-01", "2012-13", "2012-02-30", "2012-2-3", "31.12.2012"),
    *(
        "2012-02-29T10:00",
        "next",
        "yesterday",
        "-2012",
        "2012-",
        "12-2012",
        "@",
        "x@2012..1999",
        "x@..",
        "@2012..",
        "..",
        ".",
    ),
    *("a" * 10_000, "é" * 3_000, "a " * 5_000, "\u202eabc", "\u200b", "e\u0301", "\ufeff", "\ufffd", "😀", "Ω" * 200),
    *("\udc80", "a\udcffb", "\ud800", "\udfff", "caf\udce9", "İ", "ß", "ﬁ", "Ａ", "ı", "ŉ"),
    *(
        "'; DROP TABLE project; --",
        '" OR 1=1 --',
        "%",
        "%s",
        "%(x)s",
        "{}",
        "{0.__class__}",
        "${HOME}",
        "$(id)",
        "`id`",
    ),
    *(
        "\\",
        "\\x00",
        "\\udc80",
        "'",
        '"',
        "<b>",
        "&amp;",
        "=1+1",
        "@SUM(A1)",
        "[bold]",
        "[/]",
        "[link=x]y",
        "a/b/c",
        "/",
        "//",
    ),
    *(
        "P1/",
        "/R1",
        "P1/R1/X",
        "T-2011@1",
        "T-2011@0",
        "T-2011@99999999999999999999",
        "@1",
        "T-2011@",
        "T-2011@-1",
        "2011@1",
    ),
    *(
        "T-2011/99999999999999999999",
        "2011/0",
        "2011/1",
        "latest",
        "all",
        "none",
        "null",
        "None",
        "true",
        "-",
        "--",
        "---",
    ),
    *(
        "--help",
        "-h",
        "--format=json",
        "-x",
        "--nope",
        "*",
        "?",
        "~",
        "~nobody-at-all/x",
        "#",
        "!",
        ";",
        ",",
        ":",
        "IDB:",
        "IDB:101",
    ),
    *(
        "IDB:-1",
        "IDB:1e9",
        "IDB:33.3333333",
        "IDB:NaN",
        "nobody:50",
        "IDB:50:50",
        "es",
        "es ",
        " es",
        "zz Banco",
        "con",
        "nul",
    ),
)
FILES = (
    *("organisations.csv", "projects.csv", "reports.csv", "garbage.bin", "empty.csv", "folder", "missing.csv"),
    *("register.json", "workbook.xlsx", "activities.xml", "deep.json", "huge-numbers.csv", "latin.csv", "nul.csv"),
    *(
        "loop",
        "dangling",
        "/dev/null",
        "-",
        "caf\udce9.csv",
        "other.db",
        "text.db",
        "/nowhere/at/all.csv",
        "numbers.json",
    ),
    *(
        "years.csv",
        "long.csv",
        "backup.db",
        "folder/",
        "",
        "a" * 300,
        "./organisations.csv",
        "truncated.xlsx",
        "nested.json",
        "wrong.json",
    ),
)
WRITTEN = tuple(f"out{ending}" for ending in (".csv", ".tsv", ".json", ".md", ".xlsx", ".docx", ".xml", ".db", "", "/"))
WRITTEN += ("folder", "missing/out.csv", "dangling", "loop", "garbage.bin", "caf\udce9.json", "a" * 300 + ".csv")
OTHER_REGISTERS = (
    *(
        "other.db",
        "text.db",
        "folder",
        "missing.db",
        "",
        "postgresql:///x?host=/nowhere",
        "mysql://x/y",
        "sqlite:///other.db",
    ),
    *(
        "postgresql://u:secret@/x?host=/nowhere",
        "~nobody-at-all/x.db",
        "a\x00b",
        "caf\udce9.db",
        "postgresql://[",
        "/dev/null",
    ),
)
ENVIRONMENT: Mapping[str, Sequence[str]] = {
    "TRACKER_USER": ("", "  ", "a\nb", "caf\udce9", "x" * 5000, "\x1b[31m"),
    "TRACKER_NOW": (
        "",
        "x",
        "2013",
        "2013-01-28",
        "2013-01-28T09:30",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
    ),
    "COLUMNS": ("", "0", "-1", "x", "1", "7", "99999999999999999999", "1e3"),
    "LINES": ("", "0", "-1", "x", "99999999999999999999"),
    "TERM": ("", "dumb", "nonsense", "\udc80"),
    "PAGER": ("", "/nowhere/at/all", "'", "\udc80"),
    "EDITOR": ("", "/nowhere/at/all", "'", "false"),
    "TRACKER_DB": tuple(each for each in OTHER_REGISTERS if "\0" not in each),
    "FORCE_COLOR": ("1",),
    "NO_COLOR": ("1", ""),
}
STDIN = (
    *(
        "",
        "organisation,name\nX1,X\n",
        "code,name\nX1,Name\n",
        "\x00\x00",
        "{",
        "[]",
        "[{}]",
        "yes\n",
        "y\n" * 50,
        "a" * 100_000,
    ),
    *(
        '{"format": "x"}',
        "[" * 10_000,
        "project\tstatus\nP1\tactive\n",
        "\ufeffcode\n",
        "<iati-activities/>",
        "code;name\r\nA;B",
    ),
)

START = r"""
series add T --name "Test meeting"
conference add T-2011 --start 2011-02-02 --end 2011-02-03 --currency USD
conference add T-2012 --start 2012-02-02 --end 2012-02-03 --currency USD
conference add T-2013 --start 2013-01-28 --currency USD
donor add IDB --name "Inter-American Development Bank" --kind "development bank"
donor add NORAD --name Norad --kind "bilateral agency" --country Norway
donor add EU --name "European Union"
donor add JICA --name JICA --country JP
beneficiary add JM-CUSTOMS --name "Jamaica Customs" --country JM
beneficiary add BB-CUSTOMS --name "Barbados Customs" --country BB
conference open T-2011
conference rates T-2011 --set "EUR=1.30 USD" --set "JPY=0.01 USD" --source me
project add P1 --title "Risk management" --theme "risk management" --status active \
    --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS:40 \
    --donor IDB --pledged "500,000 USD" --committed "400,000 USD"
project add P2 --title "Single window" --theme "single window" --beneficiary JM-CUSTOMS --status active \
    --donor NORAD --committed "400,000 EUR"
project add P3 --title "Training" --theme "capacity building" --beneficiary BB-CUSTOMS --status proposed \
    --donor EU --interest "1m EUR"
risk add P1/R1 --event "Nobody is there" --category political --inherent-likelihood 3 --inherent-impact 4
outcome add P1/O1 --title "Shorter clearance" --level outcome
outcome indicator P1/I1 --outcome O1 --title Hours --measure number --unit h --direction down \
    --baseline 12 --target 3
milestone add P1/M1 --title "Contract signed" --planned 2012-03
report P1 --risk R1 --likelihood 2 --impact 2 --indicator I1 --actual 7
recommendation add "Better evaluation" --owner NORAD --due next
action add "Send the terms" --owner IDB --due 2012-06 --project P1
partnership add "joint work" --kind "bilateral meeting" --with IDB --with NORAD
career add CCLEC --title "Caribbean officers" --edition 2008
career stage CCLEC/1 --title "new officer"
career report CCLEC/1 --administration IDB --officers 16 --women 7
document add "Final report" --location https://example.org/a.pdf --project P1
document add garbage.bin --project P2
pool add IDB "5,000,000 USD"
note "IDB: another 300k"
conference close T-2011 --yes --accept "a test"
conference open T-2012
conference rates T-2012 --set "EUR=1.35 USD" --set "JPY=0.01 USD" --source me
report P1 --donor IDB --disbursed "100,000 USD" --progress 40
db backup backup.db
export --all -o register.json
"""


def make_files(folder: Path) -> None:
    """The files that `FILES` names, but for those that are missing or that commands write."""
    whole = {"format": "donor-tracker register", "version": 1, "tables": {}}
    contents: dict[str, bytes | str] = {
        "organisations.csv": "code,name,kind,country\nX1,First,bilateral agency,JM\nX2,Second,,US\n",
        "projects.csv": "code,title,status,beneficiaries\nF1,From a file,active,JM-CUSTOMS\nF2,Another,proposed,\n",
        "reports.csv": "project,donor,committed,currency,status\nP1,IDB,500000,USD,active\nP2,NORAD,7,EUR,active\n",
        "garbage.bin": bytes(range(256)) * 40,
        "empty.csv": b"",
        "activities.xml": '<iati-activities version="2.03"><iati-activity><reporting-org ref="XM-1" type="10">'
        "<narrative>X</narrative></reporting-org><iati-identifier>XM-1-2</iati-identifier><title><narrative>Customs</narrative>"
        '</title><activity-status code="2"/></iati-activity></iati-activities>',
        "deep.json": "[" * 100_000 + "]" * 100_000,
        "nested.json": json.dumps([{"code": "Z1", "name": [{"a": {}}]}, 3, None, [], "x"]),
        "numbers.json": '[{"project": "P1", "donor": "IDB", "committed": ' + "9" * 5000 + ', "progress": 1e999}]',
        "huge-numbers.csv": "project,donor,committed,currency,progress\nP1,IDB,"
        + "9" * 5000
        + ",USD,99999999999999999999\nP1,IDB,1e400,USD,NaN\n",
        "years.csv": "code,series,start,end,ordinal\nT-0000,T,0000,99999,99999999999999999999\n,T,٣,-1,1e9\n",
        "latin.csv": "code,name\nX3,Administraci\xf3n\n".encode("latin-1"),
        "nul.csv": "code,name\nX4,a\0b\n",
        "long.csv": f"code,name\nX5,{'a' * 1_000_000}\n{'x,' * 5000}\n",
        "text.db": "no database at all\n" * 100,
        "other.db": b"SQLite format 3\0" + b"\xff" * 4000,
        "wrong.json": json.dumps(whole),
        "caf\udce9.csv": "code,name\nX6,Named strangely\n",
        "truncated.xlsx": workbook()[:700],
        "workbook.xlsx": workbook(),
    }
    for name, content in contents.items():
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        (folder / name).write_bytes(data)
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to("loop")
    (folder / "dangling").symlink_to("nothing-there")


def workbook() -> bytes:
    """A workbook with two projects, and a cell of each sort."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("projects")
        rows = (
            ("code", "title", "status", "start"),
            ("W1", "Of a workbook", "active", "2012"),
            ("W2", 1e300, True, -1),
        )
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()
