"""Registers to test with: every test that asks for one runs on SQLite and, with `--both`, on a real PostgreSQL."""

from __future__ import annotations

import gc
import os
import shlex
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from postgresql_server import EMPTY, Copy, Server, running
from sqlalchemy import Connection, inspect
from sqlite_sessions import Sessions

from tracker.cli import main
from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.conferences.series import SeriesFacts
from tracker.register.parties.organisations import OrganisationFacts
from tracker.register.register import Register, open_register
from tracker.store import schema
from tracker.store.location import Location, parse_location
from tracker.store.reader import Reader, open_reader

pytest_plugins = ["output_rows"]

DEMO_MADE = "2019-03-10T09:00:00+00:00"
NOW = datetime(2013, 1, 28, 9, 30, tzinfo=UTC)

OWN = "register.db"  # the file of a test's own register, in the test's folder

ROOM = 4_000_000_000  # what the servers and files of four workers may take, and some to spare

settings.register_profile("tracker", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("tracker")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests say of what they drew at random."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, said in report.user_properties:
                if name == "drawn":
                    terminalreporter.write_line(f"{report.nodeid}: {said}")


Write = Callable[[], AbstractContextManager[Register]]
Read = Callable[[], AbstractContextManager[Reader]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="run on PostgreSQL too, and not on SQLite alone")
    parser.addoption("--slow", action="store_true", help="run the tests, and the sizes, that take long too")
    parser.addoption("--commands", type=int, default=400, help="how many commands the fuzzer draws on each database")
    parser.addoption("--seed", type=int, default=1, help="what the fuzzer draws them by")


def _quick_folder() -> Path:
    """Where files are made quickly: each test has a database of its own, and that is very many files."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return Path(os.environ.get("TMPDIR", "/tmp"))


def pytest_configure() -> None:
    # A register on a disk waits at the end of each command until the disk has it.
    tempfile.tempdir = str(_quick_folder())


def pytest_collection_finish() -> None:
    # What was imported and collected stays until the end, and is not looked through for garbage again and again.
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = {item for item in items if _is_left_out(config, item)}
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_left_out(config: pytest.Config, item: pytest.Item) -> bool:
    if item.get_closest_marker("slow") and not config.getoption("--slow"):
        return True
    asked = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    on = {str(asked.get(register)) for register in ("location", "sandbox")} | set(getattr(item, "fixturenames", ()))
    return "postgresql" in on and not config.getoption("--both")


@pytest.fixture(scope="session", autouse=True)
def tables_made_once() -> Iterator[None]:
    """The migrations make the tables of the process's first register on SQLite; every later one repeats the result."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "make_tables", repeating(schema.make_tables))
        yield


def repeating(make_tables: Callable[[Connection], None]) -> Callable[[Connection], None]:
    """What makes the tables once, and then by the statements that describe what it made."""
    made: list[str] = []

    def make(connection: Connection) -> None:
        empty = not inspect(connection).get_table_names()
        if connection.dialect.name != "sqlite" or not empty:
            make_tables(connection)
        elif made:
            for statement in made:
                connection.exec_driver_sql(statement)
        else:
            make_tables(connection)
            lite = connection.connection.driver_connection
            assert isinstance(lite, sqlite3.Connection)
            left_out = ("BEGIN TRANSACTION;", "COMMIT;")
            # A dump enters a virtual table, with what it keeps in tables, in a way that its connection does not see.
            dumped = (line for line in lite.iterdump() if "search_index" not in line and "writable_schema" not in line)
            made.extend(line for line in dumped if line not in left_out)
            made.extend(row[0] for row in lite.execute("SELECT sql FROM sqlite_master WHERE sql LIKE '%VIRTUAL%'"))

    return make


@pytest.fixture(scope="session", autouse=True)
def sqlite_sessions() -> Iterator[Sessions]:
    """Registers on SQLite are opened by sessions that are reused."""
    sessions = Sessions()
    with sessions.lent():
        yield sessions


@pytest.fixture
def real_connections(sqlite_sessions: Sessions) -> Iterator[None]:
    """For tests of what a connection does to files, to other processes and to those who wait: none is reused."""
    sqlite_sessions.end_all()
    sqlite_sessions.reused = False
    yield
    sqlite_sessions.reused = True


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty register, made by the migrations once."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    schema.create(Location(path, None))
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of our own, with an empty register as a template."""
    # A socket's path must be short, and one server serves one worker.
    with running(_quick_folder() / f"tracker-pg-{os.getpid()}") as base, closing(Server(base)) as found:
        found.execute(f"CREATE DATABASE {EMPTY}")
        schema.create(parse_location(base.format(EMPTY)))
        yield found


@pytest.fixture(scope="session")
def postgresql(server: Server) -> str:
    """The URL of the server, up to the name of the database."""
    return server.base


# The fixtures that filled a register, each by its module and its name, the first first.
Fixtures = tuple[str, ...]
FILLED_BY = pytest.StashKey[Fixtures]()
COPY = pytest.StashKey[Copy]()


class Kept(NamedTuple):
    """What `once` kept: a register, as a file or the name of a database, and the other files of the test's folder."""

    register: str
    files: Path


Templates = dict[tuple[str, Fixtures], Kept]


@pytest.fixture(scope="session")
def templates() -> Templates:
    """What `once` kept, by the database and what filled it."""
    return {}


def _fullest(templates: Templates, database: str, request: pytest.FixtureRequest) -> Fixtures:
    """Which of the registers that are kept has most of what the test's fixtures fill in, and nothing else."""
    modules = (__name__, request.module.__name__)
    asked = {f"{module}.{name}" for module in modules for name in request.fixturenames}
    fitting = [filled for kept, filled in templates if kept == database and asked.issuperset(filled)]
    return max(fitting, key=len, default=())


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Iterator[Location]:
    """A register of the test's own, on each of the two databases: empty, but for what its fixtures kept by `once`."""
    filled = _fullest(templates, request.param, request)
    request.node.stash[FILLED_BY] = filled
    kept = templates.get((request.param, filled))
    if kept is not None:
        shutil.copytree(kept.files, tmp_path, dirs_exist_ok=True)
    if request.param == "sqlite":
        path = tmp_path / OWN
        shutil.copy(kept.register if kept else request.getfixturevalue("sqlite_template"), path)
        yield Location(path, None, "--db")
        return
    server: Server = request.getfixturevalue("server")
    with server.copy(kept.register if kept else EMPTY) as copy:
        request.node.stash[COPY] = copy
        yield parse_location(copy.sessions.url, "--db")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The register that `tracker demo` makes, always the same; to be copied before anything is written."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    made_by = {"TRACKER_NOW": DEMO_MADE, "TRACKER_USER": "secretariat"}
    result = CliRunner(env=made_by).invoke(main, ["demo", "--db", str(path)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    made = path.read_bytes()
    yield path
    assert path.read_bytes() == made, "A test wrote to the demo that all tests share."


Once = Callable[[Callable[[], None]], None]


@pytest.fixture
def once(
    request: pytest.FixtureRequest,
    location: Location,
    templates: Templates,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Once:
    """`@once` over what a fixture writes to the register and to the test's folder: done once in a session, then copied.

    What it writes may depend on nothing but fixtures that fill the register by `@once` themselves.
    """
    begun: Fixtures = request.node.stash[FILLED_BY]

    def fill(write_it: Callable[[], None]) -> None:
        fixture = f"{write_it.__module__}.{write_it.__qualname__.partition('.')[0]}"
        if fixture in begun:
            return
        write_it()
        filled = (*request.node.stash[FILLED_BY], fixture)
        request.node.stash[FILLED_BY] = filled
        folder = tmp_path_factory.mktemp("kept")
        shutil.copytree(tmp_path, folder / "files", ignore=lambda _, names: {name for name in names if OWN in name})
        if location.path is not None:
            register = str(folder / OWN)
            with closing(sqlite3.connect(location.path)) as filled_in, closing(sqlite3.connect(register)) as copy:
                filled_in.backup(copy)
            templates["sqlite", filled] = Kept(register, folder / "files")
        else:
            server: Server = request.getfixturevalue("server")
            templates["postgresql", filled] = Kept(server.keep(request.node.stash[COPY]), folder / "files")

    return fill


@pytest.fixture
def write(location: Location) -> Write:
    """`with write() as register:` is one command that writes."""

    @contextmanager
    def begin() -> Iterator[Register]:
        with open_register(location, who="tester", command="test", now=lambda: NOW) as register:
            yield register

    return begin


@pytest.fixture
def read(location: Location) -> Read:
    """`with read() as reader:` is one snapshot."""

    @contextmanager
    def begin() -> Iterator[Reader]:
        with open_reader(location) as reader:
            yield reader

    return begin


class Output(NamedTuple):
    """What a command said: on stdout, and on stderr."""

    out: str
    err: str


Run = Callable[..., Output]


@pytest.fixture
def run(location: Location, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("project list --donor IDB")`: the command line on the test's register; `status` is the one expected."""
    monkeypatch.setenv("TRACKER_DB", location.url or str(location.path))
    monkeypatch.setenv("TRACKER_USER", "tester")
    monkeypatch.setenv("TRACKER_NOW", NOW.isoformat())

    def call(line: str, *, input: str | None = None, status: int = 0) -> Output:
        result = CliRunner().invoke(main, shlex.split(line), input=input, catch_exceptions=False)
        assert result.exit_code == status, f"{line}\nexit status {result.exit_code}\n{result.stdout}{result.stderr}"
        return Output(result.stdout, result.stderr)

    return call


@pytest.fixture
def caribbean(write: Write, run: Run, once: Once) -> Run:
    """The command line on a register with AMS-2012 (planned), AMS-2013 (open), four donors, two beneficiaries."""

    @once
    def fill_it() -> None:
        donors = {"IDB": "Inter-American Development Bank", "NORAD": "Norad", "EU": "European Union", "CIDA": "CIDA"}
        with write() as register:
            register.organisations.add(
                [OrganisationFacts(code, name, "development bank", roles=("donor",)) for code, name in donors.items()]
                + [
                    OrganisationFacts(
                        f"{code}-CUSTOMS", f"{name} customs", "customs administration", roles=("beneficiary",)
                    )
                    for code, name in {"JM": "Jamaica", "BB": "Barbados"}.items()
                ]
            )
            register.series.add([SeriesFacts("AMS", "Regional Donor Meeting")])
            register.conferences.add(
                [
                    ConferenceFacts("AMS-2012", start="2012-02-02", end="2012-02-03", currency="USD"),
                    ConferenceFacts("AMS-2013", start="2013-01-28", end="2013-02-01", currency="USD"),
                ]
            )
            register.conferences.open(register.codes.id("conference", "AMS-2013"))

    return run
