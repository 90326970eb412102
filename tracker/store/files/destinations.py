"""The files and folders that a command writes: what each may replace, and who may read it.

A register is never overwritten, nor SQLite's companion files, nor an input of the same command. A file of another form
than the one requested is overwritten only with `force`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, NamedTuple

from tracker.errors import Conflict, TrackerError, Usage
from tracker.store.failures import reason_of
from tracker.store.files.contents import KINDS, fits, is_database, is_flat, kind_of
from tracker.store.files.parts import COMPANIONS, part_beside

KEPT = "Nothing was overwritten. Choose another name."
FORCE = "Choose another name, or overwrite it with --force."
_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Target(NamedTuple):
    """A file to write, in a `form` of `KINDS`, replacing any existing file.

    `register` is the file of the register in use and `inputs` are what the same command reads. `force` overwrites a
    file of another form; None where the user has no such option. `private` is for files that only the owner should
    read: a new file gets these permissions, an existing one keeps its own. `option` is what the user typed before the
    name.
    """

    path: Path
    form: str
    register: Path | None = None
    inputs: tuple[Path, ...] = ()
    force: bool | None = None
    private: bool = False
    option: str = "--output"


def check(target: Target) -> None:
    """Raises Usage unless a plain file can be written there, Conflict where that would destroy something protected.

    The Conflict is for a register, for a file that belongs to one, and for a file of another form without `force`.
    """
    path, said = target.path, f"{target.option} {target.path}"
    check_apart(path, target.register, target.inputs)
    try:
        if path.exists() and not path.is_file():
            raise Usage(f"{said} is not a regular file.", "Name a file, or leave out -o to write to stdout.")
        parent = Path(os.path.realpath(path)).parent if path.is_symlink() else path.parent
        if not parent.is_dir():
            raise Usage(f"{said} cannot be written: there is no folder {parent}.", "Create the folder first.")
        if not path.exists():
            return
        kind = kind_of(path)
    except OSError as error:
        raise Usage(f"{said}: {error.strerror}.") from error
    if target.force or fits(path, kind, target.form):
        return
    hint = KEPT if target.force is None else FORCE
    raise Conflict(f"{path} contains {KINDS[kind]}, not {KINDS[target.form]}.", hint)


def check_new(path: Path, register: Path | None = None) -> None:
    """Raises Conflict where the name is taken, or where SQLite would take the file for a part of a register."""
    check_apart(path, register)
    if os.path.lexists(path):
        raise Conflict(f"{path} already exists.", KEPT)


def check_apart(path: Path, register: Path | None = None, inputs: Iterable[Path] = ()) -> None:
    """Raises Conflict for a register or another SQLite database, and for its companion files, under any name.

    Raises Usage for an input of the same command. The name may also be that of a folder to create.
    """
    if "\0" in str(path):
        raise Usage(f"{str(path)!r} is not the name of a file.")
    _check_spared(path, register)
    real = Path(os.path.realpath(path))
    for made in real.parents:
        if S_ISDIR(_mode(made)):
            break
        _check_spared(made, register)
    if any(is_same(path, one) for one in inputs):
        raise Usage(f"{path} is an input of this command, so it cannot also be the output.", KEPT)


def _mode(path: Path) -> int:
    """Return what a file is, or 0 if there is none; `Path.is_dir` raises OSError for a name that is too long."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _check_spared(path: Path, register: Path | None) -> None:
    real = Path(os.path.realpath(path))
    if register is not None and is_same(real, register):
        raise Conflict(f"{path} is the register itself.", KEPT)
    if S_ISREG(_mode(real)):
        if is_database(real) and not is_flat(real):
            raise Conflict(f"{path} is a register or another SQLite database.", KEPT)
        with suppress(OSError):
            if kind_of(real) == "journal":
                raise Conflict(f"{path} contains {KINDS['journal']}.", KEPT)
    for owner in _owners((path, real)):
        if is_database(owner) or (register is not None and is_same(owner, register)):
            raise Conflict(f"{path} is reserved: SQLite keeps changes of the register {owner} under this name.", KEPT)
    beside = [Path(f"{os.path.realpath(register)}{ending}") for ending in COMPANIONS] if register is not None else []
    if any(is_same(real, one) for one in beside):
        raise Conflict(f"{path} is reserved: SQLite keeps changes of the register {register} there.", KEPT)


def is_same(one: Path, other: Path) -> bool:
    """Return whether two names mean the same file, which need not exist yet."""
    if os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other)):
        return True
    try:
        return one.samefile(other)
    except OSError:
        return False


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, accessible to the owner only; an existing one stays as it is."""
    for made in reversed((folder, *folder.parents)):
        if not made.is_dir():
            made.mkdir(mode=0o700, exist_ok=True)


def make_private(path: Path) -> Path:
    """Create an empty file for its owner only, unless it exists: whatever is written later keeps these permissions."""
    with suppress(FileExistsError):
        os.close(os.open(path, _NEW_FILE, 0o600))
    return path


@contextmanager
def replaced(target: Target) -> Iterator[BinaryIO]:
    """Yield a file to write that replaces `target` once everything is on the disk; until then `target` is unchanged.

    A link is kept and its target replaced; permissions are kept. Raises what `check` raises, and TrackerError where it
    cannot be written.
    """
    check(target)
    with _written(target.path, private=target.private) as (written, part, path):
        yield written
        _settle(written)
        take_place(part, path)
        sync_folder(path.parent)


@contextmanager
def replaced_file(target: Target) -> Iterator[Path]:
    """Like `replaced`, but yield the path of an empty file, for a library that opens the file itself."""
    check(target)
    with _written(target.path, private=target.private) as (written, part, path):
        yield part
        _settle(written)
        take_place(part, path)
        sync_folder(path.parent)


@contextmanager
def created(path: Path, register: Path | None = None, *, private: bool = False) -> Iterator[BinaryIO]:
    """Yield a file to write that gets its name once everything is on the disk, and never replaces another file.

    Raises Conflict where the name is taken, TrackerError where it cannot be written.
    """
    check_new(path, register)
    with _written(path, private=private) as (written, part, target):
        yield written
        _settle(written)
        appear(part, target)


def appear(part: Path, target: Path) -> None:
    """Give a finished file its name. Raises Conflict where another file took the name meanwhile, OSError."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise Conflict(f"{target} already exists.", KEPT) from None
    except OSError:  # a file system without hard links
        check_new(target)
        part.rename(target)
    sync_folder(target.parent)


def take_place(fresh: Path, path: Path) -> None:
    """Give a file its name; an existing file is replaced, and its permissions are kept."""
    with suppress(OSError):
        fresh.chmod(path.stat().st_mode & 0o7777)
    fresh.replace(path)


def sync_folder(folder: Path) -> None:
    """Make a new name durable, where folders can be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _written(path: Path, *, private: bool) -> Iterator[tuple[BinaryIO, Path, Path]]:
    """Yield a temporary file to write, its path, and the path of the target behind all links."""
    target = Path(os.path.realpath(path))
    try:
        with part_beside(target) as part:
            # If the target has permissions of its own, they are applied last.
            descriptor = os.open(part, _NEW_FILE, 0o600 if private or target.exists() else 0o666)
            with os.fdopen(descriptor, "w+b") as written:
                yield written, part, target
    except OSError as error:
        raise TrackerError(
            f"{path} was not written: {reason_of(error)}.", "The existing content was not changed."
        ) from error


def _settle(written: BinaryIO) -> None:
    """Flush a file to the disk and close it, since Windows cannot rename an open file."""
    written.flush()
    os.fsync(written.fileno())
    written.close()


def _owners(names: Iterable[Path]) -> Iterator[Path]:
    """Yield the databases that would have files of these names as their companions."""
    for path in names:
        for ending in COMPANIONS:
            if path.name.lower().endswith(ending) and len(path.name) > len(ending):
                yield path.with_name(path.name[: -len(ending)])
