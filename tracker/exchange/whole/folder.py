"""Export the register as a folder: a csv per table, the papers unchanged, and `register.json` as their list."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from tracker.errors import Conflict
from tracker.exchange.grids import Unreadable
from tracker.exchange.whole.cells import line_of, value_of
from tracker.exchange.whole.document import (
    MANIFEST,
    PAPERS,
    Advance,
    ExportHead,
    ExportTable,
    Papers,
    RefusedExport,
    Row,
    checked_head,
    in_order,
    parts,
    place_of,
    short,
)
from tracker.exchange.whole.rows import rows_of
from tracker.store.files.contents import is_register
from tracker.store.files.destinations import (
    KEPT,
    Target,
    check,
    check_apart,
    is_same,
    make_folder,
    make_private,
    take_place,
)
from tracker.store.files.parts import part_beside
from tracker.store.reader import Reader

FOLDERS = tuple(papers.folder for papers in PAPERS.values())
LINES = 1_000
MANIFEST_AT_MOST = 10_000_000
_TABLE = re.compile(r"[a-z_]+\.csv")
_HASH = re.compile("[0-9a-f]{64}")
# Files that systems and spreadsheets leave in a folder that a user has opened.
_LEFT_BEHIND = re.compile(r"\..*|~\$.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)


def write_folder(reader: Reader, head: ExportHead, target: Target, advance: Advance) -> None:
    """Write the whole register, of which `head` was read; the same register always gives the same bytes.

    A new folder appears when it is complete. An earlier export is replaced file by file, its list last, so that it is
    never taken for complete too early; other files next to it stay. Raises Conflict if the folder holds anything that
    is not an export, or if a file of the export would replace a register or a file of another format.
    """
    check_apart(target.path, target.register)
    fresh = _is_free(target.path)
    folder = Path(os.path.realpath(target.path))
    if not fresh:
        _check_files(target)
    with part_beside(folder) as partial:
        make_folder(partial)
        _write_files(reader, head, partial, advance)
        if fresh:
            if folder.exists():
                partial.chmod(folder.stat().st_mode & 0o7777)
                folder.rmdir()
            partial.rename(folder)
        else:
            _replace(folder, partial)


def _is_free(folder: Path) -> bool:
    """Return whether the target does not exist yet. Raises Conflict if it is not an earlier export."""
    if not os.path.lexists(folder):
        return True
    if not folder.is_dir():
        raise Conflict(f"{folder} is not a folder.", "Nothing was overwritten. Choose another name.")
    if not any(folder.iterdir()):
        return True
    manifest = folder / MANIFEST
    if not _is_plain(manifest) or not is_register(manifest.read_bytes()):
        raise Conflict(
            f"{folder} contains something other than an export.", "Nothing was overwritten. Choose another folder."
        )
    for papers in (folder / name for name in FOLDERS):
        if os.path.lexists(papers) and (papers.is_symlink() or not papers.is_dir()):
            raise Conflict(f"{papers} is not a separate folder.", "Nothing was overwritten. Choose another folder.")
    return False


def _check_files(target: Target) -> None:
    """Raises Conflict if a file that would be replaced or deleted is a register, or of another format."""
    folder = target.path
    for name in {f"{part.name}.csv" for part in parts()} | _listed(folder / MANIFEST):
        check(target._replace(path=folder / name, form="csv"))
    for papers in FOLDERS:
        for path in (folder / papers).iterdir() if (folder / papers).is_dir() else ():
            if target.register is not None and is_same(path, target.register):
                raise Conflict(f"{path} is the register itself.", KEPT)


def _write_files(reader: Reader, head: ExportHead, folder: Path, advance: Advance) -> None:
    for name in FOLDERS:
        make_folder(folder / name)
    hashes = {}
    for part in parts():
        hashes[f"{part.name}.csv"] = _write_table(reader, part, folder, advance)
    items = dict(head.items()) | {"files": hashes}
    lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in items.items()]
    make_private(folder / MANIFEST).write_bytes(("{" + ",\n".join(lines) + "}\n").encode())


def _write_table(reader: Reader, part: ExportTable, folder: Path, advance: Advance) -> str:
    """Write a table, and its papers if it has any. Returns the hash of the csv."""
    digest = sha256()
    # A csv has no column for the content of a paper, which is a separate file.
    kept = [place for place, field in enumerate(part.fields) if field.kind is not bytes]
    with make_private(folder / f"{part.name}.csv").open("wb") as out:

        def put(lines: list[str]) -> None:
            data = "".join(lines).encode()
            digest.update(data)
            out.write(data)

        lines = [line_of([part.names[place] for place in kept])]
        for row in rows_of(reader, part):
            if part.papers:
                values = dict(zip(part.names, row, strict=True))
                paper = make_private(folder / _file_of(part.papers, values["sha256"]))
                paper.write_bytes(values[part.papers.column])
            lines.append(line_of([row[place] for place in kept]))
            if len(lines) >= LINES:
                put(lines)
                advance(len(lines))
                lines = []
        put(lines)
        advance(len(lines))
    return digest.hexdigest()


def _replace(folder: Path, fresh: Path) -> None:
    """Replace the files of an earlier export with those of a new one."""
    before = _listed(folder / MANIFEST)
    known = {path.relative_to(fresh) for name in FOLDERS for path in (fresh / name).iterdir()}
    for name in FOLDERS:
        make_folder(folder / name)
    for paper in known:
        take_place(fresh / paper, folder / paper)
    tables = [path for path in fresh.iterdir() if path.suffix == ".csv"]
    for table in tables:
        take_place(table, folder / table.name)
    # Write the list last, followed only by deletions: in between, the folder matches neither list.
    for papers in PAPERS.values():
        for path in (folder / papers.folder).iterdir():
            named = path.name.endswith(papers.suffix) and _HASH.fullmatch(path.name.removesuffix(papers.suffix))
            if named and path.relative_to(folder) not in known:
                path.unlink()
    for name in before - {table.name for table in tables}:
        (folder / name).unlink(missing_ok=True)
    take_place(fresh / MANIFEST, folder / MANIFEST)


def _listed(manifest: Path) -> set[str]:
    """Return the tables that an earlier export lists; nothing else is ever deleted because of its list."""
    try:
        files = json.loads(manifest.read_bytes()).get("files", {})
    except (ValueError, AttributeError):
        return set()
    return {name for name in files if _TABLE.fullmatch(name)} if isinstance(files, dict) else set()


class Folder:
    """An export read from a folder. Raises Unreadable if a file is missing, unexpected, or changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name or str(folder)
        self.head = self._read_head()
        self._check_files()

    def tables(self) -> Iterator[tuple[ExportTable, Iterator[Row]]]:
        """Yield every table in order; read the rows of one before the next."""
        for part in parts():
            yield part, in_order(self.name, part, self._rows(part), self.head.rows[part.name])

    def _read_head(self) -> ExportHead:
        manifest = self.folder / MANIFEST
        where = f"{self.name}/{MANIFEST}"
        if not _is_plain(manifest):
            raise Unreadable(
                self.name,
                f"is a folder without {MANIFEST}, so it is not an export.",
                "`tracker export --all` writes one.",
            )
        try:
            if manifest.stat().st_size > MANIFEST_AT_MOST:
                raise ValueError("too long")
            given = json.loads(manifest.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise Unreadable(where, "is not valid JSON, or is incomplete.") from error
        if not isinstance(given, dict):
            raise Unreadable(where, "is not the list of an export.")
        head = checked_head(where, given, ("files",))
        hashes = given["files"]
        if not isinstance(hashes, dict) or set(hashes) != {f"{part.name}.csv" for part in parts()}:
            raise Unreadable(where, "does not list the files of all tables.")
        return head._replace(hashes=hashes)

    def _check_files(self) -> None:
        """Check that every file exists, is a file and matches the list, and that there are no others."""
        for path in sorted(self.folder.iterdir()):
            if path.name not in (*self.head.hashes, MANIFEST, *FOLDERS) and not _LEFT_BEHIND.match(path.name):
                hint = "Remove it from the folder; nothing was written."
                raise Unreadable(self.name, f"contains {short(path.name)}, which is not part of the export.", hint)
        for name in FOLDERS:
            papers = self.folder / name
            if os.path.lexists(papers) and (papers.is_symlink() or not papers.is_dir()):
                raise Unreadable(f"{self.name}/{name}", "is not a separate folder.")
        for name, expected in self.head.hashes.items():
            found = _hash(self._plain(name))
            if expected is not None and found != expected:
                raise Unreadable(
                    f"{self.name}/{name}",
                    "differs from what was exported: its SHA-256 has changed.",
                    f"Export again; or, if it was edited on purpose, replace its hash in {MANIFEST} by null.",
                )

    def _plain(self, name: str) -> Path:
        """Return a file of the folder; never a link, which could lead anywhere, nor a device."""
        path = self.folder / name
        if not os.path.lexists(path):
            raise Unreadable(f"{self.name}/{name}", "is missing.", "Nothing was written.")
        if not _is_plain(path):
            raise Unreadable(f"{self.name}/{name}", "is a link, or not a file.", "Nothing was written.")
        return path

    def _rows(self, part: ExportTable) -> Iterator[Row]:
        fields = [field for field in part.fields if field.kind is not bytes]
        header = [field.name for field in fields]
        where = f"{self.name}/{part.name}.csv"
        number = 0
        seen: set[str] = set()
        with (self.folder / f"{part.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            before = csv.field_size_limit(2**31 - 1)
            try:
                cells = csv.reader(file, strict=True)
                if next(cells, None) != header:
                    raise Unreadable(where, f"does not begin with the columns {', '.join(header)}.")
                for number, row in enumerate(cells, 1):
                    values = self._values(part, number, fields, row)
                    yield self._with_paper(part, part.papers, values, seen) if part.papers else values
            except (csv.Error, UnicodeDecodeError) as error:
                raise Unreadable(where, f"cannot be read after row {number:,}: {error}.") from error
            finally:
                csv.field_size_limit(before)
        if part.papers:
            self._refuse_strange_papers(part, part.papers, seen)

    def _values(self, part: ExportTable, number: int, fields: list[Any], cells: list[str]) -> Row:
        try:
            if len(cells) != len(fields):
                raise ValueError(f"it has {len(cells)} cells, but there are {len(fields)} columns")
            return tuple(map(value_of, cells, fields))
        except ValueError as error:
            raise RefusedExport(place_of(self.name, part, number), f"{error}.") from error

    def _with_paper(self, part: ExportTable, papers: Papers, values: Row, seen: set[str]) -> Row:
        """Return a row with its paper, and record the paper as seen."""
        place = part.names.index(papers.column)
        names = [name for name in part.names if name != papers.column]
        digest = values[names.index("sha256")]
        if not isinstance(digest, str) or not _HASH.fullmatch(digest):
            raise Unreadable(f"{self.name}/{part.name}.csv", f"{short(digest)} is not a SHA-256.")
        name = _file_of(papers, digest)
        seen.add(name)
        return (*values[:place], self._plain(name).read_bytes(), *values[place:])

    def _refuse_strange_papers(self, part: ExportTable, papers: Papers, seen: set[str]) -> None:
        folder = self.folder / papers.folder
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if f"{papers.folder}/{path.name}" not in seen and not _LEFT_BEHIND.match(path.name):
                raise Unreadable(
                    f"{self.name}/{papers.folder}",
                    f"contains {short(path.name)}, which is not named in {part.name}.csv.",
                )


def _file_of(papers: Papers, digest: str) -> str:
    """Return the path of a paper in the folder."""
    return f"{papers.folder}/{digest}{papers.suffix}"


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
