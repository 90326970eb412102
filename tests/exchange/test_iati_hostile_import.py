"""`tracker import` of IATI files that are broken, or made to do harm: all of an activity or nothing, and all said."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from test_iati_hostile import CLOSE, OPEN, parts_of_an_activity

import tracker
from tracker.errors import TrackerError
from tracker.exchange.iati.importing.accounting import Ledger
from tracker.exchange.iati.importing.asked import Asked
from tracker.exchange.iati.importing.batches import take_activities
from tracker.exchange.iati.importing.files import source_of
from tracker.register.register import open_register
from tracker.store.location import Location

pytestmark = pytest.mark.usefixtures("real_connections")

if TYPE_CHECKING:
    from conftest import Read, Run

PUBLISHER = '<reporting-org ref="XM-1" type="40"><narrative>Bank</narrative></reporting-org>'


def activity(identifier: str, more: str = "", title: str = "Risk management", currency: str = "USD") -> str:
    return (
        f'<iati-activity default-currency="{currency}"><iati-identifier>{identifier}</iati-identifier>{PUBLISHER}'
        f'<title><narrative>{title}</narrative></title><activity-status code="2"/>{more}</iati-activity>\n'
    )


def disbursed(value: str, kind: str = "3", day: str = "2012-01-01") -> str:
    return (
        f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}">{value}</value></transaction>'
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "activities.xml"


def write(file: Path, *activities: str) -> None:
    file.write_text(OPEN + "\n" + "".join(activities) + CLOSE, encoding="utf-8")


def test_an_identifier_that_stands_twice_is_taken_once(run: Run, file: Path) -> None:
    write(file, activity("XM-1-A"), activity("XM-1-B"), activity("XM-1-A", title="Another"))
    said = run(f"import {file} --yes", status=1)
    assert "3 activities: 2 taken in, 1 refused." in said.err
    assert "line 4, XM-1-A: its iati-identifier is already in activities.xml, line 2" in said.err
    assert '"title": "Risk management"' in run("project show A --json").out


def test_activities_of_one_title_and_without_identifier_are_one_project(run: Run, file: Path) -> None:
    write(file, activity(""), activity(" \r\n "), activity("XM-1-A"))
    said = run(f"import {file} --yes", status=1)
    assert "3 activities: 2 taken in, 1 refused." in said.err
    assert (
        "line 3, Risk management: its title, without an iati-identifier, is already in activities.xml, line 2\n"
    ) in said.err
    assert run("project list -q").out == "A\nRISK-MANAGEMENT\n"


def test_an_activity_that_nothing_tells_from_others_is_refused_alone(run: Run, file: Path) -> None:
    write(file, activity("", title=" "), activity("").replace(PUBLISHER, ""), activity("XM-1-A"))
    said = run(f"import {file} --yes", status=1)
    assert "3 activities: 1 taken in, 2 refused." in said.err
    assert "line 2, (no identifier): has neither an iati-identifier nor a title, so it could not" in said.err
    assert "line 3, Risk management: has neither an iati-identifier nor a publisher, so it could not" in said.err
    assert run("project list -q").out == "A\n"


def test_an_activity_without_identifier_is_known_again_by_its_title(run: Run, read: Read, file: Path) -> None:
    write(file, activity("", disbursed("5")), activity("XM-1-A", disbursed("7"), title="Otra"))
    assert "2 activities: 2 taken in.\n" in run(f"import {file} --yes").err
    assert "Nothing to change" in run(f"import {file} --yes").err
    write(file, activity("", disbursed("6"), title="RISK  Management"), activity("", title="Something else"))
    assert "2 activities: 1 taken in, 1 passed over.\n" in run(f"import {file} --yes --update-only").err
    assert "2 activities: 1 taken in, 1 passed over.\n" in run(f"import {file} --yes --new-only").err
    with read() as reader:
        assert list(reader.rows("SELECT title FROM project ORDER BY id")) == [
            ("RISK Management",),
            ("Otra",),
            ("Something else",),
        ]
        assert list(reader.rows('SELECT amount FROM "transaction" ORDER BY id')) == [(600,), (700,)]


def test_a_project_without_identifier_gets_the_one_that_its_publisher_gives_it(
    run: Run, read: Read, file: Path
) -> None:
    write(file, activity("", disbursed("5")))
    run(f"import {file} --yes")
    # In one file there may be another of the same title: the first is the project, the second is a new one.
    write(file, activity("XM-1-B", disbursed("5")), activity(""))
    assert "2 activities: 2 taken in.\n" in run(f"import {file} --yes").err
    assert "Nothing to change" in run(f"import {file} --yes").err
    with read() as reader:
        assert [tuple(row) for row in reader.rows("SELECT code, iati_identifier FROM project ORDER BY id")] == [
            ("RISK-MANAGEMENT", "XM-1-B"),
            ("RISK-MANAGEMENT-2", None),
        ]


def test_an_activity_whose_publisher_nobody_names_is_kept(run: Run, read: Read, file: Path, tmp_path: Path) -> None:
    write(
        file, activity("XM-1-A", disbursed("5")).replace(PUBLISHER, '<activity-date type="1" iso-date="2012-01-01"/>')
    )
    said = run(f"import {file} --yes")
    assert "reporting-org: names no organisation, and no other element does" in said.err
    assert (
        "transaction, disbursement '5' USD: the activity names no publisher, so it is unknown whose money it is"
        in said.err
    )
    assert "Nothing to change" in run(f"import {file} --yes").err
    with read() as reader:
        assert list(reader.rows("SELECT publisher_id FROM activity")) == [(None,)]
    out = tmp_path / "out.xml"
    assert "--reporting-org" in run(f"export --iati -o {out} --no-input", status=2).err
    run(f"export --iati -o {out} --reporting-org XI-IATI-IADB")
    assert 'reporting-org ref="XI-IATI-IADB"' in out.read_text(encoding="utf-8")


def test_an_amount_that_is_none_is_listed_and_its_activity_kept(run: Run, file: Path, tmp_path: Path) -> None:
    values = ("NaN", "1e9", "9" * 40, "Infinity", "", "0x10", "٣", "1,000.50", "-5.50")
    write(file, activity("XM-1-A", "".join(map(disbursed, values))))
    said = run(f"import {file} --yes --report {tmp_path / 'report.csv'}")
    assert "1 activity: 1 taken in." in said.err
    rows = (tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()
    left_out = [row for row in rows if row.startswith("left out,")]
    (kept,) = [row for row in rows if row.startswith("kept,")]
    count = int(kept.split(",")[-2])
    assert len(left_out) + count == len(values)
    assert "-5.50" in kept or count > 1


def test_what_a_terminal_would_obey_is_shown_and_not_obeyed(run: Run, file: Path) -> None:
    write(file, activity("XM-1-\u009b31mA\u202e", title="\u009b2Jnothing"), activity("x" * 4_000))
    said = run(f"import {file} --yes", status=1)
    for text in (said.out, said.err, run("project list").out):
        assert not any(character in text for character in "\u009b\u202e\x1b")
    assert max(map(len, said.err.splitlines())) < 600


@pytest.mark.parametrize(
    "damaged",
    [
        lambda whole: whole[: len(whole) * 9 // 10],
        lambda whole: whole.replace(b"</iati-activities>", b""),
        lambda whole: whole.replace(b"XM-1-299", b"XM-1-\xff"),
        lambda whole: whole.replace(b"XM-1-299", b"XM-1-\0"),
        lambda whole: whole.replace(b"XM-1-299", b"XM-1-&lol;"),
        lambda whole: b'<!DOCTYPE x [<!ENTITY lol "lol">]>' + whole,
        lambda whole: whole + whole,
    ],
)
def test_a_file_that_breaks_in_the_middle_leaves_nothing(run: Run, read: Read, file: Path, damaged: object) -> None:
    write(file, *(activity(f"XM-1-{number}", disbursed("5")) for number in range(300)))
    assert callable(damaged)
    file.write_bytes(damaged(file.read_bytes()))
    said = run(f"import {file} --yes", status=1)
    assert said.err.startswith("Error: activities.xml: ")
    with read() as reader:
        for table in ("project", "organisation", "journal", "imported_file", "code"):
            assert reader.value(f"SELECT count(*) FROM {table}") == 0


def test_activities_that_speak_of_each_other_in_a_circle(run: Run, file: Path) -> None:
    def related(*others: str) -> str:
        return "".join(f'<related-activity ref="{other}" type="{kind}"/>' for other in others for kind in "12345")

    write(file, activity("XM-1-A", related("XM-1-A", "XM-1-B")), activity("XM-1-B", related("XM-1-A", "XM-9-C")))
    run(f"import {file} --yes")
    run("db check")
    assert "1 activity" not in run(f"import {file} --yes").out


def test_shares_that_total_more_than_all(run: Run, file: Path) -> None:
    more = "".join(f'<recipient-country code="{code}" percentage="80"/>' for code in ("JM", "BB", "XX", ""))
    more += "".join(
        f'<sector vocabulary="1" code="{code}" percentage="-70"/>' for code in ("33120", "33110", "9999999")
    )
    write(file, activity("XM-1-A", more))
    run(f"import {file} --yes")
    run("db check")


@settings(max_examples=60)
@given(parts=parts_of_an_activity)
def test_any_elements_are_taken_in_or_refused(sqlite_template: Path, parts: list[str]) -> None:
    """On one database: nothing is written, and what is asked of it is the same for both."""
    text = OPEN.replace(">", ' xmlns:x="urn:x">') + activity("XM-1-A", "".join(parts)) + activity("XM-1-B") + CLOSE
    source = source_of("f.xml", io.BytesIO(text.encode()), None)
    ledger = Ledger(io.StringIO())
    try:
        with open_register(Location(sqlite_template, None), who="tester", dry_run=True) as register:
            taken = take_activities(register, [source], Asked(), ledger)
            ledger.close(register.reader.exponents)
    except TrackerError as error:
        raise AssertionError(f"one activity keeps the other out: {error.message}") from error
    assert (taken.activities, taken.kept + taken.refused) == (2, 2)
    assert taken.kept >= 1


def million(path: Path, count: int, inside: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(OPEN)
        for _ in range(count):
            out.write(inside)
        out.write(CLOSE)


def bounded(path: Path, location: Location, words: list[str]) -> tuple[int, str, float]:
    """The status of an import in a process of its own, what it said, and its largest size in MiB."""
    root = str(Path(tracker.__file__).parent.parent)
    line = (
        "import resource, subprocess, sys; "
        "done = subprocess.run([sys.executable, '-m', 'tracker', 'import', *sys.argv[1:]], capture_output=True); "
        "sys.stdout.buffer.write(done.stderr); "
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    environment = os.environ | {"PYTHONPATH": root, "TRACKER_DB": str(location.path)}
    done = subprocess.run(
        [sys.executable, "-c", line, str(path), "--yes", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    *said, last = done.stdout.splitlines()
    status, size = last.split()
    return int(status), "\n".join(said), int(size) / 1024


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "inside"),
    [
        (200_000, "<iati-activity/>"),
        (
            20_000,
            "<iati-activity><iati-identifier>XM-1-A</iati-identifier>"
            + "<x/>" * 3
            + '<transaction><value currency="ZZZ">x</value></transaction>' * 10
            + "</iati-activity>",
        ),
    ],
)
def test_very_many_errors_in_bounded_memory_and_words(
    sqlite_template: Path, tmp_path: Path, count: int, inside: str
) -> None:
    location = Location(tmp_path / "register.db", None)
    shutil.copy(sqlite_template, tmp_path / "register.db")
    million(tmp_path / "activities.xml", count, inside)
    status, said, size = bounded(tmp_path / "activities.xml", location, ["--report", str(tmp_path / "report.csv")])
    assert status == 1
    assert len(said.splitlines()) < 80
    assert size < 250


@pytest.mark.parametrize("moment", [0.7, "at work"])
def test_kill_9_leaves_all_or_nothing(
    location: Location, run: Run, read: Read, file: Path, moment: float | str
) -> None:
    count = 2_000
    write(file, *(activity(f"XM-1-{number}", disbursed("5") * 3) for number in range(count)))
    root = str(Path(tracker.__file__).parent.parent)
    environment = os.environ | {"PYTHONPATH": root, "TRACKER_DB": location.url or str(location.path)}
    command = [sys.executable, "-m", "tracker", "import", str(file), "--yes", "--report", str(file.parent / "r.csv")]
    beside = location.path.with_name(location.path.name + "-wal") if location.path else None
    began = time.monotonic()

    def now() -> bool:
        if moment == "at work" and beside is not None:
            return beside.exists() and beside.stat().st_size > 500_000
        return time.monotonic() - began > (2.0 if moment == "at work" else float(moment))

    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not now():
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    with read() as reader:
        counts = [
            reader.value(f'SELECT count(*) FROM "{table}"')
            for table in ("project", "transaction", "journal", "imported_file")
        ]
    assert counts in ([0, 0, 0, 0], [count, count * 3, 1, 1])
    run(f"import {file} --yes")
    with read() as reader:
        assert reader.value("SELECT count(*) FROM project") == count
    run("db check")
