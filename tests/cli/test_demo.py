"""`tracker demo`: the real conferences in a file of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, event

import tracker as package
from tracker.cli import main
from tracker.cli.maintenance import demo as module
from tracker.insight.codes import Codes
from tracker.insight.projects.ratings import current_ratings
from tracker.store.checking.verifying import verify_records
from tracker.store.location import Location
from tracker.store.reader import Reader, open_reader

DATA = Path(package.__file__).parent / "data"
SUMS = """
SELECT kind, sum(amount) FROM "transaction" t JOIN contribution c ON c.id = t.contribution_id
WHERE c.code = :code GROUP BY kind ORDER BY kind
"""
TOLD = """
SELECT m.code, f.committed, f.disbursed FROM funding f JOIN conference m ON m.id = f.conference_id
JOIN contribution c ON c.id = f.contribution_id WHERE c.code = :code ORDER BY m.code
"""


def tracker(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that reaches a register meanwhile."""
    said: list[str] = []

    def write(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    def read(self: Reader, sql: str, *more: Any, **also: Any) -> Any:
        said.append(sql)
        return rows(self, sql, *more, **also)

    rows = Reader.rows
    event.listen(Engine, "before_cursor_execute", write)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "rows", read)
        yield said
    event.remove(Engine, "before_cursor_execute", write)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo, made once, and what it said."""
    path = tmp_path_factory.mktemp("demo") / "try.db"
    with statements() as empty:
        tracker("db", "init", "--db", str(path.with_name("empty.db")))
    with statements() as said:
        result = tracker("demo", "--db", str(path))
    assert result.exit_code == 0, result.output
    # One for each of its 3,800 rows would make it slow. What records keep takes a few for each table and conference.
    assert 500 < _told(said) - _told(empty) < 3_800
    return path, result.stdout


def _told(statements: list[str]) -> int:
    return sum("kept_" not in statement for statement in statements)


@pytest.fixture
def reader(made: tuple[Path, str]) -> Iterator[Reader]:
    with open_reader(Location(made[0], None)) as opened:
        yield opened


def test_it_says_what_it_made_and_where_it_comes_from(made: tuple[Path, str]) -> None:
    path, said = made
    assert said.startswith(f"Created {path}\n\nThe Americas and Caribbean donor conferences")
    assert (
        "The demo contains 257 organisations, 11 conferences, 151 projects, 412 contributions, 1,538"
        " transactions, 738 reports"
        " and 43 measurements.\n" in said
    )
    for source in ("Inter-American Development Bank", "World Bank", "OCHA", "International Monetary Fund"):
        assert source in said


def test_it_lists_by_donor_compares_and_says_what_to_try(made: tuple[Path, str]) -> None:
    path, said = made
    tried = said.index("\nTry next:\n")
    story = (
        *(f"$ tracker conference show 2012 --db {path}\n", "IDB: Santiago Levy (IDB Vice President)"),
        *(f"$ tracker project list --donor IDB --at 2019 {module.TRADE} --db {path}\n", "AR-L1251"),
        *("AMS-2018 to AMS-2019", "The series EXAMPLE is invented", "EX-2012 to EX-2013", "changed: dropped"),
        *(
            "$ tracker why committed EX-2012 EX-2013",
            "$ tracker followup EX-2012",
            "kept           1",
            "dropped        1",
        ),
        *("$ tracker scorecard --at EX-2014", "Cannot tell"),
    )
    places = [said.index(text) for text in story]
    assert [*places, tried] == sorted([*places, tried])
    # Roads of a ministry are shown as what the conference was told, and in no list or comparison.
    assert "transport" not in said[said.index("$ tracker project list") : tried]
    assert len(said[tried:].splitlines()) == 10
    for line in said[tried:].splitlines()[2:]:
        words = line.split()
        assert words[0] == "tracker"
        result = tracker(*words[1:])
        assert result.exit_code == 0 and result.stdout, line


def test_all_that_the_banks_and_the_appeal_published_is_there(reader: Reader) -> None:
    assert reader.all(SUMS, {"code": "AR-L1251-IDB"}) == [
        ("disbursement", 32_557_448_00),
        ("outgoing commitment", 73_600_000_00),
    ]
    flows = "SELECT count(DISTINCT reference) FROM \"transaction\" WHERE source = 'OCHA, Financial Tracking Service'"
    assert reader.value(flows) == 383
    assert reader.value('SELECT count(*) FROM "transaction"') == 1_538


def test_conferences_were_told_what_had_happened_by_then(reader: Reader) -> None:
    assert [tuple(row) for row in reader.all(TOLD, {"code": "AR-L1092-IDB"})] == [
        ("AMS-2011", 600_000_000, 30_000_000),
        ("AMS-2012", 600_000_000, 51_012_100),
        ("AMS-2013", 600_000_000, 51_012_100),
        ("AMS-2015", 600_000_000, 73_843_500),
        ("AMS-2018", 600_000_000, 221_210_600),
    ]
    ended = "SELECT m.code, r.actual_end FROM review r JOIN conference m ON m.id = r.conference_id"
    ended += " JOIN project p ON p.id = r.project_id WHERE p.code = 'AR-L1092' ORDER BY m.code"
    assert [row[1] for row in reader.all(ended)] == [None, None, None, None, "2017-11-01"]


def test_past_conferences_are_closed_and_sealed_and_the_newest_is_open(reader: Reader) -> None:
    states = dict(reader.all("SELECT code, state FROM conference"))
    assert states.pop("AMS-2014") == "planned"
    assert states.pop("AMS-2019") == "open"
    assert set(states.values()) == {"closed"} and len(states) == 12
    sealed = "SELECT c.code, r.number FROM record r JOIN conference c ON c.id = r.conference_id"
    assert sorted(reader.all(sealed)) == [(code, 1) for code in sorted(states)]
    records, differences = verify_records(reader)
    assert len(records) == 12 and differences == []


def test_the_bank_publishes_ratings_of_risk_from_2014_on(reader: Reader) -> None:
    codes = Codes(reader)
    told = {
        at: {one.project: one.level for one in current_ratings(reader, codes.conference(at))}
        for at in ("2013", "2015", "2018", "2019")
    }
    assert told == {
        "2013": {},
        "2015": {"P095314": "Substantial"},
        "2018": {"P111795": "Moderate", "P146688": "Substantial"},
        "2019": {"P111795": "Moderate", "P146688": "Substantial", "P153366": "Substantial"},
    }
    assert reader.all("SELECT count(*), count(level) FROM rating") == [(10, 9)]


def test_what_has_no_published_amount_has_no_currency(reader: Reader) -> None:
    unknown = "SELECT o.code FROM contribution c JOIN organisation o ON o.id = c.donor_id WHERE c.currency IS NULL"
    assert sorted({row[0] for row in reader.all(unknown)}) == ["CAF", "CBSA", "EU", "IDB", "SECO", "WB"]


def test_each_series_is_one_command_in_the_journal_and_importing_it_again_changes_nothing(
    made: tuple[Path, str], reader: Reader
) -> None:
    assert reader.value("SELECT count(*) FROM journal") == 3
    assert reader.value("SELECT count(DISTINCT command) FROM journal") == 1
    for folder in module.FOLDERS:
        files = sorted(str(file) for file in (DATA / folder).glob("*.csv"))
        result = tracker("--db", str(made[0]), "import", *files)
        assert result.exit_code == 0, result.output
        assert result.stderr.startswith("Nothing to change: "), result.stderr


def test_without_a_name_it_takes_a_file_that_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "mine.db"
    monkeypatch.setenv("TRACKER_DB", str(mine))
    monkeypatch.chdir(tmp_path)
    assert tracker("demo").stdout.startswith("Created tracker-demo.db\n")
    assert tracker("demo").stdout.startswith("Created tracker-demo-2.db\n")
    assert not mine.exists()
    assert {path.name for path in tmp_path.iterdir() if path.suffix == ".db"} == {
        "tracker-demo.db",
        "tracker-demo-2.db",
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"SQLite format 3\0", "is a register or another SQLite database"), (b"a letter", "already exists")],
)
def test_nothing_is_written_over(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "mine.db"
    path.write_bytes(content)
    result = tracker("demo", "--db", str(path))
    assert result.exit_code == 4
    assert result.stderr == f"Error: {path} {said}.\nNothing was overwritten. Choose another name.\n"
    assert path.read_bytes() == content and list(tmp_path.iterdir()) == [path]


def test_it_is_made_in_a_file(tmp_path: Path) -> None:
    assert tracker("demo", "--db", "postgresql://localhost/mine").exit_code == 2
    assert tracker("demo", "--db", str(tmp_path)).exit_code == 4
    assert tracker("demo", "--db", str(tmp_path / "no" / "folder.db")).exit_code == 0


def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "read_folder", fail)
    assert tracker("demo", "--db", str(tmp_path / "x.db")).exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_what_is_killed_leaves_no_half_demo_and_the_next_one_goes_through(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    command = [sys.executable, "-m", "tracker", "demo", "--db", str(path)]
    here = os.environ | {"PYTHONPATH": str(DATA.parents[1])}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=here) as process:
        until = monotonic() + 30
        while not list(tmp_path.glob("*.part")) and process.poll() is None and monotonic() < until:
            sleep(0.005)
        os.kill(process.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    assert list(tmp_path.glob(".tracker-*.part")) and not path.exists()
    assert tracker("demo", "--db", str(path)).exit_code == 0
    assert path.exists() and not list(tmp_path.glob("*.part*"))


def test_the_example_says_so_and_is_in_no_total_of_a_real_conference(reader: Reader) -> None:
    """Every code begins with EX and every name and title with Example; its money and its parties are its own."""
    of_example = "SELECT id FROM conference WHERE series_id = (SELECT id FROM series WHERE code = 'EXAMPLE')"
    projects = f"SELECT project_id FROM review WHERE conference_id IN ({of_example})"
    mine = f"""SELECT c.donor_id FROM contribution c WHERE c.project_id IN ({projects})
UNION SELECT organisation_id FROM participant WHERE conference_id IN ({of_example})"""
    named = f"""
SELECT code, title FROM conference WHERE id IN ({of_example}) UNION ALL
SELECT code, title FROM project WHERE id IN ({projects}) UNION ALL
SELECT 'EX-', title FROM milestone WHERE project_id IN ({projects}) UNION ALL
SELECT 'EX-', event FROM risk WHERE project_id IN ({projects}) UNION ALL
SELECT 'EX-', title FROM indicator WHERE project_id IN ({projects}) UNION ALL
SELECT 'EX-', text FROM action WHERE conference_id IN ({of_example}) UNION ALL
SELECT 'EX-', subject FROM partnership WHERE conference_id IN ({of_example}) UNION ALL
SELECT code, name FROM organisation WHERE id IN ({mine})"""
    rows = reader.all(named)
    assert len(rows) > 30
    assert [row for row in rows if not row[0].startswith("EX-") or not row[1].startswith("Example: ")] == []
    assert (
        reader.value(f"SELECT count(*) FROM funding WHERE donor_id IN ({mine}) AND conference_id NOT IN ({of_example})")
        == 0
    )
    assert reader.value(f"SELECT count(*) FROM conference WHERE id IN ({of_example}) AND state = 'closed'") == 3
