"""What an output may take the place of: asked of every command that writes a file, found in the tree of commands."""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from conftest import Once, Output, Run

from tracker.cli import MODULES, main
from tracker.cli.options import InputFile, OutputFile
from tracker.store.location import Location

pytestmark = pytest.mark.usefixtures("real_connections")

IATI = '<?xml version="1.0"?>\n<iati-activities version="2.03"></iati-activities>\n'
# Options that name a file and are neither read nor written here.
NO_FILES = {"--db", "--location", "FILE|TITLE"}


class Writing(NamedTuple):
    """A parameter of a command that names what it writes."""

    words: str
    name: str

    def line(self, path: Path, *more: str) -> str:
        """A command line that is complete, if not sensible, with the output in its place."""
        command = _found(self.words)
        words = [*self.words.split(), *more]
        for one in command.params:
            value = _some(one) if one.required else None
            if self.name in one.opts:
                words += [self.name, str(path)] if self.name.startswith("-") else [str(path)]
            elif value is not None:
                words += [value] if isinstance(one, click.Argument) else [one.opts[0], value]
            elif "--format" in one.opts and self.name == "--output" and "csv" in getattr(one.type, "choices", ()):
                words += ["--format", "csv"]
        return shlex.join(words)


def _some(parameter: click.Parameter) -> str:
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    return "1"


def _commands(group: click.Group, words: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{words}{name} ")
        else:
            yield f"{words}{name}", command


COMMANDS = dict(_commands(main, ""))
WRITING = [
    Writing(words, one.opts[-1])
    for words, command in COMMANDS.items()
    for one in command.params
    if isinstance(one.type, OutputFile)
]


def _found(words: str) -> click.Command:
    return COMMANDS[words]


def test_every_file_is_known_as_an_input_or_an_output() -> None:
    assert len(MODULES) > 20
    unknown = [
        f"{words} {one.opts[0]}"
        for words, command in COMMANDS.items()
        for one in command.params
        if not isinstance(one.type, OutputFile | InputFile)
        and not {*one.opts, one.metavar or ""} & NO_FILES
        and (
            {"--output", "-o", "--report", "--directory", "--file"} & {*one.opts}
            or any(word in (one.metavar or "") for word in ("FILE", "PATH", "FOLDER", "DIRECTORY"))
        )
    ]
    assert unknown == []
    assert {one.words for one in WRITING if one.name == "--output"} >= {
        *("series list", "project show", "compare", "log", "followup", "db check", "brief donor", "brief template"),
        *("export", "document save", "conference verify", "codes sector"),
    } & set(COMMANDS)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A register that is lying around, which the commands are not about."""
    path = tmp_path / "other.db"
    _make_database(path)
    return path


def _make_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.commit()
    connection.close()


NAMES: dict[str, Callable[[Path, Path], Path]] = {
    "itself": lambda path, _: path,
    "by a detour": lambda path, _: path.parent / "made" / ".." / path.name,
    "by a link": lambda path, folder: _linked(folder / "link.csv", path),
    "by a second name": lambda path, folder: _hard(folder / "hard.csv", path),
    "its log": lambda path, _: _companion(path, "-wal"),
    "its index": lambda path, _: _companion(path, "-shm"),
    "its journal": lambda path, _: _companion(path, "-journal"),
    "its log by a link": lambda path, folder: _linked(folder / "log.csv", _companion(path, "-wal")),
    "the log of a link": lambda path, folder: _companion(_linked(folder / "link.db", path), "-wal"),
    "a folder in the place of its log": lambda path, _: _companion(path, "-wal") / "list.csv",
}


def _linked(link: Path, path: Path) -> Path:
    link.symlink_to(path)
    return link


def _hard(link: Path, path: Path) -> Path:
    os.link(path, link)
    return link


def _companion(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_no_command_writes_over_a_register(
    run: Run, location: Location, other: Path, tmp_path: Path, name: str
) -> None:
    """The one in use where it is a file, and any other; with --force, where a command has it."""
    (tmp_path / "made").mkdir()
    for number, register in enumerate([other, *([location.path] if location.path else [])]):
        folder = tmp_path / f"links-{number}"
        folder.mkdir()
        target = NAMES[name](register, folder)
        before = _contents(tmp_path)
        for one in WRITING:
            has_force = any("--force" in each.opts for each in _found(one.words).params)
            for more in [["--force"]] * has_force + [[]] * (name == "itself" or not has_force):
                said = run(one.line(target, *more), status=4)
                assert said.err.endswith("Nothing was overwritten. Choose another name.\n"), (one, said.err)
        assert _contents(tmp_path) == before


def test_what_begins_as_a_journal_of_sqlite_is_kept(run: Run, tmp_path: Path) -> None:
    for number, begin in enumerate((b"\x37\x7f\x06\x82", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")):
        target = tmp_path / f"{number}.csv"
        target.write_bytes(begin + b"rest")
        for one in WRITING:
            assert "unfinished changes of an SQLite database" in run(one.line(target), status=4).err


def test_no_command_makes_a_register_in_the_place_of_a_log(run: Run, other: Path, tmp_path: Path) -> None:
    before = _contents(tmp_path)
    for line in ("db init", "demo"):
        assert "is reserved: SQLite keeps changes of the register" in run(f"{line} --db {other}-wal", status=4).err
    assert _contents(tmp_path) == before


@pytest.fixture
def office(caribbean: Run, once: Once, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A register with something for every command to write."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        Path("paper.pdf").write_bytes(b"%PDF-1.4 paper")
        Path("projects.csv").write_text("code,title\nP9,Nine\n")
        Path("iati.xml").write_text(IATI)
        caribbean("project add P1 --title One --status active --start 2012 --donor IDB --beneficiary JM-CUSTOMS")
        caribbean("document add paper.pdf --project P1")
        caribbean("conference close 2013 --yes")

    return caribbean


# Every command that writes something else than a list in the form of --format, and the form that it writes.
OTHERS = {
    "agenda --output": ("agenda 2013 -o {}", "docx"),
    "brief donor --output": ("brief donor IDB -o {}", "docx"),
    "brief beneficiary --output": ("brief beneficiary JM-CUSTOMS -o {}", "docx"),
    "brief project --output": ("brief project P1 -o {}", "docx"),
    "brief template --output": ("brief template -o {}", "docx"),
    "chart --output": ("chart tiles --at 2013 -o {}", "svg"),
    "export --output": ("export --all -o {}", "json"),
    "export --report": ("export --iati --reporting-org XI-IATI-IDB --report {}", "csv"),
    "import --report": ("import iati.xml --report {}", "csv"),
    "pack --output": ("pack 2013 --only book -o {}", "html"),
}
# These never write over anything.
NEVER = {
    "document save --output": "document save 1 -o {}",
    "conference record --document": "conference record 2013 --document {}",
    "db backup file": "db backup {}",
}
# Looked at in a test of its own, or in the tests of its command.
ALONE = {"export --flat", "import --refused", "request send --directory"}
FOREIGN = {
    "docx": b"PK\x03\x04 no archive that can be read",
    "csv": b"\x89PNG\r\n\x1a\n picture",
    "json": b'{"name": "a setting of something else"}\n',
    "svg": b"\x89PNG\r\n\x1a\n picture",
    "html": b"<svg xmlns='http://www.w3.org/2000/svg'></svg>\n",
}


def _lists() -> list[Writing]:
    return [one for one in WRITING if one.name == "--output" and f"{one.words} {one.name}" not in {*OTHERS, *NEVER}]


def test_every_output_is_in_a_table() -> None:
    known = {f"{one.words} {one.name}" for one in _lists()} | set(OTHERS) | set(NEVER) | ALONE
    assert {f"{one.words} {one.name}" for one in WRITING} == known


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.docx", b"PK\x03\x04", "a zip archive"),
        ("list.csv", b"PK\x03\x04", "a zip archive"),
        ("paper.pdf", b"%PDF-1.4", "a PDF document"),
        ("list.csv", b"\x89PNG\r\n\x1a\n", "an image"),
        ("list.csv", b"\x00\x01\x02", "binary data"),
        ("list.csv", b'{"a": 1}', "JSON"),
        ("list.csv", b"<html></html>", "an html page"),
        (
            "list.csv",
            b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
            "an SVG picture",
        ),
        ("list.csv", b'{"format": "donor-tracker register"}', "an export of a whole register"),
        ("program.py", b"import os\n", "text of another kind"),
        ("notes.txt", b"Dear all,\n", "plain text"),
        ("notes", b"Dear all,\n", "plain text"),
        ("list.tsv", b"code\ttitle\n", "tsv"),
        ("notes.md", b"# Notes\n", "Markdown"),
    ],
)
def test_a_list_takes_the_place_of_a_list_only(run: Run, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    target = tmp_path / name
    target.write_bytes(content)
    for one in _lists():
        told = run(one.line(target), status=4).err
        assert told == (
            f"Error: {target} contains {said}, not csv.\nChoose another name, or overwrite it with --force.\n"
        )
        assert target.read_bytes() == content
    run(f"series list --format csv --force -o {target}")
    assert target.read_text().startswith("code,")


@pytest.mark.parametrize(
    ("form", "name", "content"),
    [
        ("csv", "list.csv", b""),
        ("csv", "list.csv", b"a;b\n1;2\n"),
        ("csv", "list.csv", "a,b\nPeñón,2\n".encode("latin-1")),
        ("csv", "list", b"code,name\nAMS,One\n"),
        ("tsv", "list.txt", b"code\tname\nAMS\tOne\n"),
        ("json", "list.json", b"[]\n"),
        ("json", "list.txt", b'[\n{"code": "EUR"}\n]\n'),
        ("md", "list.md", b"# Anything\n"),
        ("table", "list.txt", b"Anything at all\n"),
    ],
)
def test_a_file_of_the_same_form_is_replaced(run: Run, tmp_path: Path, form: str, name: str, content: bytes) -> None:
    target = tmp_path / name
    target.write_bytes(content)
    run("series add AMS --name Americas")
    for _ in range(2):
        run(f"series list --format {form} -o {target}")
    assert b"Americas" in target.read_bytes()


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "md", "xlsx"])
def test_a_list_is_replaced_by_the_next(caribbean: Run, tmp_path: Path, form: str) -> None:
    """Also where its name says nothing of its form."""
    for name in ("list", f"list.{form}"):
        for _ in range(2):
            caribbean(f"series list --format {form} -o {tmp_path / name}")


@pytest.mark.parametrize("name", OTHERS)
def test_another_form_is_overwritten_by_force_only(office: Run, name: str) -> None:
    line, form = OTHERS[name]
    target = Path(f"target.{form}")
    target.write_bytes(FOREIGN[form])
    told = office(line.format(target), status=4).err
    assert f"{target} contains " in told
    assert told.endswith("Choose another name, or overwrite it with --force.\n")
    assert target.read_bytes() == FOREIGN[form]
    office(line.format(target) + " --force")
    assert target.read_bytes() != FOREIGN[form]
    office(line.format(target))


def test_an_activity_file_takes_the_place_of_an_activity_file(office: Run) -> None:
    line = "export --iati --reporting-org XI-IATI-IDB -o target.xml"
    target = Path("target.xml")
    target.write_text("<settings/>")
    assert "contains XML, not IATI activities" in office(line, status=4).err
    office(f"{line} --force")
    office(line)
    assert "<iati-activities" in target.read_text()


@pytest.mark.parametrize("name", NEVER)
def test_some_outputs_are_new_files(office: Run, location: Location, name: str) -> None:
    target = Path("target.db")
    if name == "db backup file" and location.is_postgresql:
        pytest.skip("PostgreSQL has tools of its own for backups")
    for content in (b"", b"Dear all"):
        target.write_bytes(content)
        said = f"Error: {target} already exists.\nNothing was overwritten. Choose another name.\n"
        assert office(NEVER[name].format(target), status=4).err == said
        assert target.read_bytes() == content
    target.unlink()
    office(NEVER[name].format(target))
    assert target.stat().st_size


def test_an_output_is_no_input_of_its_own_command(office: Run) -> None:
    Path("link.xml").symlink_to("iati.xml")
    os.link("projects.csv", "hard.csv")
    office("brief template -o letterhead.docx")
    before = _contents(Path())
    for line in (
        "import iati.xml --report iati.xml",
        "import iati.xml --report link.xml",
        "import projects.csv --refused ./projects.csv",
        "import projects.csv --refused hard.csv",
        "brief donor IDB --template letterhead.docx -o letterhead.docx",
    ):
        told = office(line, status=2).err
        assert " is an input of this command, so it cannot also be the output.\n" in told, told
    assert _contents(Path()) == before


def test_two_outputs_are_two_files(office: Run) -> None:
    told = office("export --iati --reporting-org XI-IATI-IDB -o out.csv --report ./out.csv", status=2).err
    assert told == "Error: out.csv is named for two outputs of this command.\nUse two different files.\n"
    assert not Path("out.csv").exists()


def test_requests_take_the_place_of_requests_only(caribbean: Run, tmp_path: Path, other: Path) -> None:
    caribbean('project add P1 --title One --status active --donor IDB --pledged "100 USD"')
    folder = tmp_path / "out"
    caribbean(f"request send 2013 --due 2013-02-20 --to IDB -d {folder}")
    workbook = folder / "IDB.xlsx"
    caribbean(f"request send 2013 --due 2013-02-20 --to IDB -d {folder} --again")
    workbook.write_text("Notes")
    told = caribbean(f"request send 2013 --due 2013-02-21 --to IDB -d {folder} --again", status=4).err
    assert told.endswith(
        f"Error: {workbook} contains text of another kind, not an Excel workbook.\n"
        "Nothing was overwritten. Choose another name.\n"
    )
    workbook.unlink()
    workbook.symlink_to(other)
    before = other.read_bytes()
    told = caribbean(f"request send 2013 --due 2013-02-21 --to IDB -d {folder} --again", status=4).err
    assert f"{workbook} is a register or another SQLite database.\n" in told
    assert other.read_bytes() == before


def test_the_files_of_an_export_take_the_place_of_their_own_only(office: Run, other: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    office(f"export --all -o {folder}/")
    kept = folder / "project.csv"
    for content, said in (
        (other.read_bytes(), "is a register or another SQLite database.\n"),
        (b"%PDF-1.4", "contains a PDF document, not csv.\n"),
    ):
        kept.write_bytes(content)
        before = _contents(folder)
        assert f"{kept} {said}" in office(f"export --all -o {folder}/", status=4).err
        assert _contents(folder) == before
    kept.unlink()
    office(f"export --all -o {folder}/")


def test_an_export_leaves_a_register_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """A register may be in the folder of its own export, even under the name of a table of it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "out"
    run(f"export --all -o {folder}/")
    for name, status in (("register.db", 0), ("project.csv", 4)):
        (folder / name).unlink(missing_ok=True)
        run(f"db init --db {folder / name}")
        before = (folder / name).read_bytes()
        run(f"export --all -o {folder}/ --db {folder / name}", status=status)
        assert (folder / name).read_bytes() == before


def test_a_database_of_its_own_is_no_place_for_a_list(run: Run, location: Location, tmp_path: Path) -> None:
    """Its own words, to the end."""
    _make_database(tmp_path / "else.sqlite")
    said: Output = run(f"series list --format csv -o {tmp_path / 'else.sqlite'} --force", status=4)
    assert said.err == (
        f"Error: {tmp_path / 'else.sqlite'} is a register or another SQLite database.\n"
        "Nothing was overwritten. Choose another name.\n"
    )
    if location.path is not None:
        said = run(f"series list --format csv -o {location.path}-wal", status=4)
        assert said.err == (
            f"Error: {location.path}-wal is reserved: SQLite keeps changes of the register {location.path} under"
            " this name.\nNothing was overwritten. Choose another name.\n"
        )
