"""What is private: who may read the files that commands make, and what no message shows."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Run

from tracker.cli import main
from tracker.cli.base import command_line
from tracker.config import choose_location
from tracker.errors import TrackerError
from tracker.store.location import Location, without_passwords

pytestmark = pytest.mark.usefixtures("real_connections")

SECRET = "hunter2"
# Whatever a person may write for the address of a server, in any form but the one that is understood.
MISSPELT = (
    "host=h user=u password={}",
    "'host=h password={}'",
    "dbname=d  Password = {}",
    "Server=h;User Id=u;Pwd={}",
    "postgresql:/u:{}@h/d",
    "postgresql:u:{}@h/d",
    "postgres:u:{}@h",
    "postgresql+psycopg:/u:{}@h/d",
    '"postgresql://u:{}@h/d"',
    "postgresql//u:{}@h/d",
    "postgresql:\\\\u:{}@h\\d",
    "pg://u:{}@h/d",
    "mysql://u:{}@h/d",
    "mysql:/u:{}@h/d",
    "jdbc:postgresql://h/d?user=u&password={}",
    "u:{}@h/d",
    "h:5432:d:u:{}",
    "postgresql://u:a@{}@h/d",
    "postgresql://u:a/{}@h/d",
    "postgresql://u:{}?@h/d",
)
NAMES = {
    "an escape": ("a\x1b[31mb", "a\\x1b[31mb"),
    "a line end": ("a\nError: b", "a\\nError: b"),
    "a tab": ("a\tb", "a\\tb"),
    "an override": ("a\u202eb", "a\\u202eb"),
    "no UTF-8": (os.fsdecode(b"a\xffb"), "a\\xffb"),
}


@pytest.fixture
def office(caribbean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A register with a contact, in a folder of its own, and the usual umask."""
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    Path("paper.pdf").write_bytes(b"%PDF-1.4 paper")
    Path("refused.csv").write_text("code,title\nP9,Nine\n,Ten\n")
    caribbean("organisation contact IDB --name Ana --email ana@example.org")
    caribbean('project add P1 --title One --status active --start 2012 --donor IDB --pledged "100 USD"')
    caribbean("document add paper.pdf --project P1")
    yield caribbean
    os.umask(before)


def _mode(path: Path | str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


PRIVATE = {
    "export --all -o out.json": "out.json",
    "export --all -o out/": "out/contact.csv",
    "request send 2013 --due 2013-03-01 -d sent": "sent/IDB.xlsx",
    "organisation contact IDB -o contacts.xlsx": "contacts.xlsx",
    "organisation contact IDB -o contacts.csv": "contacts.csv",
    "organisation show IDB -o idb.json": "idb.json",
    "donor show IDB -o idb.xlsx": "idb.xlsx",
    "log -o log.csv": "log.csv",
    "log 1 -o log.xlsx": "log.xlsx",
    "document save 1 -o copy.pdf": "copy.pdf",
    "import refused.csv --skip-refused --yes": "refused-2.csv",
}
PUBLIC = {
    "export --iati --reporting-org XI-IATI-IDB -o out.xml": "out.xml",
    "brief donor IDB -o brief.docx": "brief.docx",
    "brief template -o letterhead.docx": "letterhead.docx",
    "project list -o projects.xlsx": "projects.xlsx",
    "organisation show NORAD -o norad.json": "norad.json",
    "compare 2012 2013 -o compared.xlsx": "compared.xlsx",
}


@pytest.mark.parametrize("line", PRIVATE)
def test_what_holds_the_register_or_contacts_is_for_its_owner(office: Run, line: str) -> None:
    office(line, status=1 if "--skip-refused" in line else 0)
    path = Path(PRIVATE[line])
    assert _mode(path) == 0o600
    for folder in [*path.parents][:-1]:
        assert _mode(folder) == 0o700


@pytest.mark.parametrize("line", PUBLIC)
def test_what_is_made_for_others_follows_the_umask(office: Run, line: str) -> None:
    office(line)
    assert _mode(PUBLIC[line]) == 0o644
    os.umask(0o027)
    Path(PUBLIC[line]).unlink()
    office(line)
    assert _mode(PUBLIC[line]) == 0o640


def test_what_exists_keeps_its_permissions(office: Run) -> None:
    for line, name in {**PRIVATE, **PUBLIC}.items():
        if line.startswith(("document save", "import")):
            continue  # never over a file that is there
        office(line)
        Path(name).chmod(0o664)
        office(line + (" --again" if line.startswith("request") else ""))
        assert _mode(name) == 0o664, line
    Path("out").chmod(0o755)
    office("export --all -o out/")
    assert _mode("out") == 0o755


def test_every_file_of_an_export_is_private(office: Run) -> None:
    office("export --all -o a/b/out/")
    for path in Path("a").rglob("*"):
        assert _mode(path) == (0o700 if path.is_dir() else 0o600), path


def test_a_register_is_for_its_owner(office: Run, tmp_path: Path) -> None:
    made = tmp_path / "a" / "b"
    office(f"db init --db {made}/new.db")
    assert [_mode(path) for path in (tmp_path / "a", made, made / "new.db")] == [0o700, 0o700, 0o600]
    connection = subprocess.Popen(
        [sys.executable, "-c", f"import sqlite3; c = sqlite3.connect({str(made / 'new.db')!r})\n{KEEP_OPEN}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert connection.stdout is not None
    connection.stdout.readline()
    office(f"series add X --name Ex --db {made}/new.db")
    beside = [made / f"new.db{ending}" for ending in ("", "-wal", "-shm")]
    assert [_mode(path) for path in beside] == [0o600] * 3
    connection.communicate(b"\n")
    (made / "new.db").chmod(0o660)
    office(f"db backup {made}/backup.db --db {made}/new.db")
    office(f"db restore {made}/backup.db --yes --db {made}/new.db")
    office(f"demo --db {made}/demo.db")
    modes = {path.name.rpartition(".")[2] + path.name[:3]: _mode(path) for path in made.iterdir()}
    assert modes["dbnew"] == 0o660
    assert {modes[name] for name in ("dbbac", "dbdem", "before-restorenew")} == {0o600}


KEEP_OPEN = "c.execute('PRAGMA journal_mode=WAL'); c.execute('SELECT * FROM series'); print(flush=True); input()"


def test_the_data_folder_is_for_its_owner(
    run: Run, location: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACKER_DB")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    run("db init")
    assert _mode(tmp_path / "data" / "donor-tracker") == 0o700
    assert _mode(tmp_path / "data" / "donor-tracker" / "tracker.db") == 0o600


def test_the_history_of_the_shell_is_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.cli.shell.shell_line import ShellHistory

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    history = ShellHistory()
    history.keep("project list")
    for address in MISSPELT:
        history.keep(f"db path --db '{address.format(SECRET)}'")
    kept = tmp_path / "donor-tracker" / "shell-history"
    assert kept.read_text() == "project list\n"
    assert (_mode(kept.parent), _mode(kept)) == (0o700, 0o600)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_is_spelled_out(office: Run, tmp_path: Path, name: str) -> None:
    given, spelled = NAMES[name]
    list_, backup = f"{given}.csv", f"{given}.db"
    Path(list_).write_text("code,title\nP8,\n")
    for words in (
        ["series", "list", "-o", f"out{given}.json"],
        ["series", "list", "-o", f"out{given}.pdf"],
        ["series", "list", "-o", f"{given}/out.json"],
        ["series", "list", list_],
        [list_],
        [f"--{list_}"],
        ["series", "list", "--format", list_],
        ["import", list_],
        ["import", f"none{list_}"],
        ["import", list_, "--skip-refused"],
        ["db", "restore", f"none{backup}", "--yes"],
        ["db", "path", "--db", f"none{backup}"],
        ["db", "init", "--db", backup],
        ["db", "check", "--db", list_],
        ["export", "--all", "-o", f"out{given}.db"],
        ["document", "add", f"none{list_}"],
        ["document", "save", "1", "-o", f"copy{given}"],
        ["document", "save", "1", "-o", list_],
        ["brief", "template", "-o", f"out{given}.docx"],
        ["request", "send", "2013", "--due", "2013-03-01", "-d", list_],
        ["db", "restore", f"none{backup}", "--yes", "--debug"],
    ):
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        said = result.stdout + result.stderr
        assert spelled in said or spelled.replace("\\xff", "\\udcff") in said, (words, said)
        assert given not in said, (words, said)
        assert "\x1b" not in said


@pytest.mark.parametrize("written", MISSPELT)
@pytest.mark.parametrize("how", ["--db", "TRACKER_DB", "config.toml"])
def test_a_password_is_never_repeated(tmp_path: Path, how: str, written: str) -> None:
    address = written.format(SECRET)
    folder = tmp_path / "donor-tracker"
    folder.mkdir()
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "TRACKER_DB": ""}
    if how == "TRACKER_DB":
        environment["TRACKER_DB"] = address
    elif how == "config.toml":
        quoted = address.replace("\\", "\\\\").replace('"', '\\"')
        (folder / "config.toml").write_text(f'db = "{quoted}"\n')
    more = ["--db", address] if how == "--db" else []
    for words in (
        ["series", "list"],
        ["db", "path"],
        ["db", "path", "-q"],
        ["db", "init"],
        ["series", "list", "--debug"],
    ):
        result = CliRunner(env=environment).invoke(main, [*words, *more], catch_exceptions=False)
        said = result.stdout + result.stderr
        assert result.exit_code == 2, (words, said)
        assert SECRET not in said, (words, said)
        assert said.splitlines()[-2].startswith("Error: ")


def test_what_is_wrong_with_the_form_of_an_address_is_told(run: Run) -> None:
    hint = "Give a file, or postgresql://user@host/name. The password belongs in ~/.pgpass or PGPASSWORD.\n"
    for address, said in (
        ("host=h password=x", "--db uses keywords (host=... dbname=...), which are not supported.\n"),
        ("postgresql:/u:x@h/d", "--db does not begin with postgresql:// and is not a file.\n"),
        ("u:x@h/d", "--db looks like an address with a user, not like a file.\n"),
    ):
        assert run(f"series list --db '{address}'", status=2).err == f"Error: {said}{hint}"
    assert run("series list --db postgresql://u:a@b@h/d", status=2).err == (
        "Error: The password in --db contains a character with a special meaning in an address.\n"
        "Encode it (@ as %40, / as %2F, ? as %3F, # as %23), or put the password into ~/.pgpass or PGPASSWORD.\n"
    )


def test_a_server_that_is_not_reached_tells_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (
        f"postgresql://u:{SECRET}@localhost:1/d",
        f"postgresql://u:{SECRET}%zz@localhost:1/d",
        f"postgresql:///d?host=/nowhere&user=u&password={SECRET}",
        f"postgresql://u:{SECRET}@localhost:1/d?nonsense=1",
    ):
        monkeypatch.setenv("TRACKER_DB", address)
        for words in (["series", "list", "--debug"], ["series", "add", "X", "--name", "Ex", "--debug"], ["db", "path"]):
            result = CliRunner().invoke(main, words, catch_exceptions=False)
            assert SECRET not in result.stdout + result.stderr, words


def test_a_password_in_the_wrong_place_is_not_repeated(run: Run) -> None:
    address = f"postgresql://u:{SECRET}@h/d"
    for words in (
        [address],
        ["series", "list", address],
        ["import", address],
        ["project", "show", address],
        ["db", "restore", address, "--yes"],
        ["db", "path", "--db", address],
        ["series", "list", "--format", address],
        ["series", "list", "-o", address],
    ):
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert result.exit_code
        assert SECRET not in result.stdout + result.stderr, (words, result.stderr)


def test_the_journal_has_no_password(caribbean: Run) -> None:
    address = f"postgresql://u:{SECRET}@h/d"
    caribbean(f"document add Minutes --location {address} --conference 2013")
    assert "--location 'postgresql://u:***@h/d'" in caribbean("log --json --limit 1").out
    for arguments in (
        ["series", "list", "--db", address],
        ["series", "list", f"--db={address}"],
        ["document", "add", "x", "--location", address],
        ["note", f"host=h password={SECRET}"],
    ):
        assert SECRET not in command_line(arguments)
    assert command_line(["document", "add", "x", "--location", address]).endswith("--location 'postgresql://u:***@h/d'")


def test_a_text_without_a_password_stays_as_it_is() -> None:
    for text in (
        "There is no project 'P1'.",
        "see https://example.org: ana@example.org",
        "postgresql://ana@server/register",
        "Sent at 09:30 to ana@example.org",
        "C:\\Users\\ana@wco\\register.db",
    ):
        assert without_passwords(text) == text


def test_a_file_may_look_like_an_address_where_there_is_one(tmp_path: Path) -> None:
    for name in ("2013-01-28T09:30@office.db", "a=b.db", "C.db"):
        (tmp_path / name).write_bytes(b"")
        assert choose_location(str(tmp_path / name)).path == tmp_path / name
    with pytest.raises(TrackerError):
        choose_location("09:30@office.db")
