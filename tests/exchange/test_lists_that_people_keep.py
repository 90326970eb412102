"""A whole list of an aid information system in one command, on a register that has nothing but a conference."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from conftest import Read, Run, Write

from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.conferences.series import SeriesFacts

HONDURAS = Path(__file__).parent / "files" / "honduras-projects.csv.gz"
COMMITTED, DISBURSED = 696_696_330_535, 486_475_840_055
IMPORT = (
    "import honduras.csv --at 2013 --currency USD --only --create all --skip-refused --yes"
    " --map project_id=project --map project_title=title --map donors=donor --map recipients=beneficiaries"
    " --map total_commitments=committed --map total_disbursements=disbursed"
    " --map start_actual_isodate=actual_start --map end_actual_isodate=actual_end"
)


def test_a_national_list_in_one_command(
    write: Write, read: Read, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with write() as register:
        register.series.add([SeriesFacts("AMS", "Regional Donor Meeting")])
        register.conferences.add([ConferenceFacts("AMS-2013", start="2013-01-28", end="2013-02-01", currency="USD")])
    monkeypatch.chdir(tmp_path)
    Path("honduras.csv").write_bytes(gzip.decompress(HONDURAS.read_bytes()))
    done = run(IMPORT, status=1)
    assert [line for line in done.err.splitlines() if line.startswith("honduras.csv, line")] == [
        "honduras.csv, line 663, end_actual_isodate '2011-11-30' is before the actual start, 2012-03-08"
        ". Use 2012-03-08 or later.",
        "honduras.csv, line 696, end_actual_isodate '1013-07-30' is not in the years 1900 to 2199"
        ". Use 2012, 2012-03 or 2012-03-01.",
    ]
    assert (
        "honduras.csv: 42 rows name several donors for their amounts: 452,890,984.55 USD committed and"
        " 271,747,976.74 USD disbursed not attributed to a donor and not included in totals\n"
    ) in done.err
    with read() as reader:
        assert reader.value("SELECT count(*) FROM project") == 1_074
        told = reader.all("SELECT sum(committed), sum(disbursed) FROM funding")[0]
        apart = dict(reader.rows("SELECT kind, sum(amount) FROM unattributed GROUP BY kind"))
    refused = 5_816_148 + 8_220_688  # of both measures, in the two rows
    assert told[0] + apart["outgoing commitment"] + refused == COMMITTED
    assert told[1] + apart["disbursement"] + refused == DISBURSED
    again = run(IMPORT, status=1)
    assert "Nothing to change: 1,074 rows say what the register says already.\n" in again.err
