"""Closing, opening again, and asking what was known then, as a person does it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample import tamper, unguarded

from tracker.register.conferences.conferences import ConferenceFacts
from tracker.store.location import Location

if TYPE_CHECKING:
    from conftest import Once, Run, Write

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "sealed-record.md"
TOLD = (
    "conference rates 2012 --set EUR=1.30",
    "project add P1 --title 'Risk management' --lead IDB --theme 'risk management' --beneficiary JM-CUSTOMS:60"
    " --beneficiary BB-CUSTOMS:40 --status proposed --at 2012",
    "project add P2 --title 'Ventanilla única' --status proposed --at 2012",
    "risk add P1/R1 --category political --event 'A change of government'",
    "milestone add P1/M1 --title 'Contract signed' --planned 2012-11",
    "report P1 --at 2012 --donor IDB --instrument loan --committed '1,000,000 USD' --disbursed '250,000 USD'"
    " --status active --progress 30",
    "report P1 --risk R1 --at 2012 --likelihood 4 --impact 3",
    "report P2 --at 2012 --donor EU --instrument grant --pledged '400,000 EUR' --status proposed",
    "conference participants AMS-2012 --add IDB:host",
)
QUESTIONS = (
    "project list --at 2012@1",
    "project list --at 2012@1 --donor IDB --sort -committed --format csv",
    "project list --at 2012@1 --beneficiary JM-CUSTOMS --json",
    "project show P1 --at 2012@1",
    "project show P2 --at 2012@1 --json",
    "donor list --at 2012@1",
    "donor show IDB --at 2012@1 --json",
    "donor show EU --at 2012@1",
    "beneficiary list --at 2012@1 --json",
    "beneficiary show JM-CUSTOMS --at 2012@1",
    "contribution list --at 2012@1 --json",
    "risk list --at 2012@1 --format md",
    "milestone list --at 2012@1 --format csv",
    "conference show 2012@1",
    "conference show 2012@1 --json",
    "why committed 2012@1",
    "compare 2012@1 2013@1",
    "compare 2012@1 2013@1 --json",
    "compare 2012@1 2013@1 --by donor --only money --format csv",
    "followup 2012@1 --at 2013@1",
)


@pytest.fixture
def sealed(caribbean: Run, once: Once) -> Run:
    """The Caribbean, with two projects told to 2012 and one of them to 2013, and both conferences closed."""

    @once
    def fill_it() -> None:
        for line in TOLD:
            caribbean(line)
        caribbean("conference close 2012 --accept 'nobody knew more' --yes")
        caribbean("conference rates 2013 --set EUR=1.35")
        caribbean("report P1 --at 2013 --donor IDB --committed '1,250,000 USD' --progress 60 --reason 'new money'")
        caribbean("conference close 2013 --accept 'nobody knew more' --yes")

    return caribbean


def test_closing_prints_the_record_and_its_hash(caribbean: Run) -> None:
    for line in TOLD:
        caribbean(line)
    told = caribbean("conference close 2012 --accept 'nobody knew more' --yes").out
    found = re.fullmatch(
        r"AMS-2012 is closed; it was planned\.\n  sealed as AMS-2012@1\n  SHA-256 ([0-9a-f]{64})\n  accepted: .*\n",
        told,
    )
    assert found is not None, told
    assert found[1] in caribbean("conference show 2012").out
    (row,) = json.loads(caribbean("conference list --state closed --json").out)
    assert (row["record"], row["sha256"]) == ("AMS-2012@1", found[1])
    assert "Everything is as it was sealed." in caribbean("conference verify").err
    assert found[1] in caribbean("log --verbose --all").out


def test_dry_run_closes_nothing(caribbean: Run) -> None:
    caribbean("conference close 2012 --accept why --yes --dry-run")
    assert "has no sealed record" in caribbean("conference verify 2012").err
    assert "has no sealed record" in caribbean("conference record 2012").err


def later(run: Run, write: Write) -> None:
    """Whatever may happen to a register in the years after."""
    for line in (
        "organisation edit IDB --name 'Banco Interamericano' --kind 'trust fund' --code BID",
        "organisation edit JM-CUSTOMS --name 'Jamaica Customs Agency'",
        "project edit P1 --title 'Another title' --code P-1 --lead CIDA --theme integrity",
        "risk edit P-1/R1 --event 'Something else'",
        "milestone edit P-1/M1 --title 'Something else'",
        "organisation merge EU --into NORAD --yes",
        "conference reopen 2012 --reason 'an amount was misheard'",
        "conference edit 2012 --title 'Renamed' --currency EUR --city Panama",
        "report P-1 --at 2012 --donor BID --committed '9 USD' --progress 99 --status completed",
        "report P-1 --risk R1 --at 2012 --likelihood 1 --impact 1",
        "conference rates 2012 --set USD=0.50",
        "conference close 2012 --accept 'it is so' --yes",
        "document add --title 'A late paper' --location late.pdf --project P-1",
    ):
        run(line)
    with write() as register:
        register.conferences.add([ConferenceFacts("AMS-2014"), ConferenceFacts("AMS-2015")])
    run("project add P3 --title 'Came later' --status proposed --at 2014")
    run("report P-1 --at 2014 --donor BID --committed '7 USD' --status completed --reason 'correction'")


def test_what_was_known_then_reads_the_same_whatever_the_register_says(sealed: Run, write: Write) -> None:
    before = {question: sealed(question) for question in QUESTIONS}
    assert all(said.out for said in before.values())
    later(sealed, write)
    assert {question: sealed(question) for question in QUESTIONS} == before
    assert "Everything is as it was sealed." in sealed("conference verify").err
    now = sealed("project show P-1 --at 2012").out
    assert "9.00" in now and "1,000,000.00" not in now
    assert "1,000,000.00" in before["project show P1 --at 2012@1"].out
    codes = [row["record"] for row in json.loads(sealed("conference record 2012 --json").out)]
    assert codes == ["AMS-2012@1", "AMS-2012@2"]


def test_what_was_known_then_reads_the_same_elsewhere_and_on_another_day(
    sealed: Run, write: Write, location: Location, tmp_path: Path
) -> None:
    questions = [question.split() for question in ("project list --at 2012@1", "compare 2012@1 2013@1 --json")]

    def asked(**more: str) -> list[bytes]:
        environment = os.environ | {"TRACKER_DB": location.url or str(location.path)} | more
        return [
            subprocess.run(
                [sys.executable, "-m", "tracker", *line], env=environment, capture_output=True, check=True
            ).stdout
            for line in questions
        ]

    before = asked(TZ="America/Panama", PYTHONHASHSEED="1", TRACKER_NOW="2013-02-01T00:00:00+00:00")
    later(sealed, write)
    assert asked(TZ="Pacific/Auckland", PYTHONHASHSEED="77", TRACKER_NOW="2031-12-31T23:59:59+00:00") == before


def test_a_record_beside_a_conference_as_known_now(sealed: Run, write: Write) -> None:
    before = json.loads(sealed("compare 2012@1 2013 --json").out)
    assert before["money"]["committed"]["from_total"] == "1000000.00"
    later(sealed, write)
    after = json.loads(sealed("compare 2012@1 2013 --json").out)
    assert after["money"]["committed"]["from_total"] == "1000000.00"
    assert after["projects"]["continuing"] == ["P-1"]  # codes of today
    assert (after["from"], after["to"]) == ("AMS-2012@1", "AMS-2013")
    assert "cannot be compared with itself" in sealed("compare 2012@1 2012@1", status=2).err


def test_reopening_asks_for_a_reason_and_keeps_it(sealed: Run) -> None:
    assert "--reason" in sealed("conference reopen 2012", status=2).err
    sealed("conference reopen 2012 --reason 'an amount was misheard'")
    (row,) = json.loads(sealed("conference record 2012 --json").out)
    assert (row["superseded"], row["reason"]) == ("2013-01-28T09:30:00Z", "an amount was misheard")
    assert "Everything is as it was sealed." in sealed("conference verify").err


def test_undo_names_the_reopening(sealed: Run) -> None:
    said = sealed("undo", status=4).err
    assert "closed AMS-2013, and a seal cannot be undone." in said
    assert 'tracker conference reopen AMS-2013 --reason "..."' in said


def test_nothing_is_written_to_a_record(sealed: Run) -> None:
    for line in (
        "report P1 --at 2012@1 --status active",
        "conference close 2012@1 --yes",
        "conference edit 2012@1 --city X",
    ):
        assert "sealed record" in sealed(line, status=2).err


def test_a_document_is_what_was_hashed(sealed: Run, tmp_path: Path) -> None:
    target = tmp_path / "2012.json"
    told = sealed(f"conference record 2012@1 --document {target}").out
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert told == f"Wrote AMS-2012@1 to {target}\n  SHA-256 {digest}\n"
    assert json.loads(target.read_bytes())["conference"] == "AMS-2012"
    assert "already exists" in sealed(f"conference record 2012 --document {target}", status=4).err
    assert "no sealed record" in sealed(f"conference record 2012@2 --document {target}", status=3).err


def test_the_script_of_the_reference_verifies_records_without_this_program(sealed: Run, tmp_path: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert script.count("\n") <= 25
    (tmp_path / "verify.py").write_text(script, encoding="utf-8")
    files = [f"{year}.json" for year in ("2012", "2013")]
    for name in files:
        sealed(f"conference record {name[:4]}@1 --document {tmp_path / name}")

    def verified() -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-I", "verify.py", *files]
        return subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)

    hashes = {row["record"]: row["sha256"] for row in json.loads(sealed("conference list --state closed --json").out)}
    assert verified().stdout == (
        f"AMS-2012@1 {hashes['AMS-2012@1']} 2 projects, sealed 2013-01-28T09:30:00Z by tester\n"
        f"AMS-2013@1 {hashes['AMS-2013@1']} 1 projects, sealed 2013-01-28T09:30:00Z by tester, after AMS-2012@1\n"
    )
    whole = (tmp_path / files[0]).read_bytes()
    (tmp_path / files[0]).write_bytes(whole.replace(b"100000000", b"100000001"))
    assert verified().returncode != 0 and "AMS-2012@1 is not the record that AMS-2013@1 follows" in verified().stderr
    (tmp_path / files[0]).write_bytes(whole.replace(b'"chain":', b'"chain": '))
    assert verified().returncode != 0 and "not in the canonical form" in verified().stderr


def test_verify_says_what_differs_and_ends_with_one(sealed: Run, location: Location) -> None:
    with unguarded(location) as sql:
        tamper(sql, "UPDATE funding SET committed = 5 WHERE conference_id = 1 AND donor_id = 1")
    said = sealed("conference verify 2012", status=1)
    assert "AMS-2012@1 funding: only the kept rows have " in said.err
    assert "AMS-2012@1 funding: only the table has " in said.err
    assert "2 differences from what was sealed." in said.err
    assert '"differences": 2' in sealed("conference verify 2012 --json", status=1).out
