"""Where a register is: one SQLite file, or a PostgreSQL database by its URL."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from tracker.errors import Invalid

NETWORK_FILE_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "afs", "fuse.sshfs")

# Greedy up to the last @: a password may hold any character that somebody forgot to encode.
_USER_AND_PASSWORD = re.compile(r"^postgresql://(?:([^:/@?]*)(:.*)?@)?", re.DOTALL)
_PASSWORD_PARAMETER = re.compile(r"[?&](?:ssl)?password=([^&]*)", re.IGNORECASE)


class Location(NamedTuple):
    """A register's address: `path` for SQLite, `url` for PostgreSQL; `origin` says where the choice came from."""

    path: Path | None
    url: str | None
    origin: str = ""

    @property
    def is_postgresql(self) -> bool:
        return self.url is not None

    @property
    def name(self) -> str:
        """What a person sees: the path, or the URL without password and parameters."""
        if self.url is None:
            return str(self.path)
        found = _USER_AND_PASSWORD.match(self.url)
        assert found is not None
        user = f"{found[1]}@" if found[1] else ""
        return f"postgresql://{user}{self.url[found.end() :].partition('?')[0]}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The passwords in the URL, as written there: whatever is shown must be without them."""
        if self.url is None:
            return ()
        found = _USER_AND_PASSWORD.match(self.url)
        password = found[2][1:] if found and found[2] else ""
        return tuple(secret for secret in (password, *_PASSWORD_PARAMETER.findall(self.url)) if secret)


def parse_location(text: str, origin: str = "") -> Location:
    """A path of a file, `sqlite:///path` or `postgresql://host/database` (with or without a driver's name).

    Raises Invalid for an address of any other kind of database, for none at all, and for a home that does not exist.
    """
    text = text.strip()
    scheme, mark, rest = text.partition("://")
    kind = scheme.partition("+")[0].lower()
    if mark and kind in ("postgresql", "postgres"):
        return Location(None, f"postgresql://{rest}", origin)
    if mark and kind != "sqlite":
        # Not the whole text: it may hold a password.
        raise Invalid("database", f"{scheme}://...", "is of a kind that this program does not know", EXPECTED)
    written = rest.removeprefix("/") if mark else text
    if not written or "\0" in written:
        raise Invalid("database", text, "is no name of a file", EXPECTED)
    try:
        return Location(Path(written).expanduser(), None, origin)
    except RuntimeError as error:
        raise Invalid("database", text, str(error), EXPECTED) from error


EXPECTED = "a file, or postgresql://host/name"


def on_network_share(path: Path) -> bool:
    """Whether a file lies on a network share, where SQLite's locks are not to be trusted."""
    real = os.path.realpath(path)
    if os.name == "nt":  # pragma: no cover
        import ctypes

        remote = 4  # DRIVE_REMOTE, also of a share that was given a letter
        drive_type = ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined]
        return bool(real.startswith("\\\\") or drive_type(os.path.splitdrive(real)[0] + "\\") == remote)
    best, kind = "", ""
    for mount, file_system in mounts():
        inside = real == mount or real.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, file_system
    return kind in NETWORK_FILE_SYSTEMS


def mounts() -> list[tuple[str, str]]:
    """Where file systems are mounted, and of what kind each is; empty where the system does not tell."""
    if sys.platform == "darwin":  # pragma: no cover
        import subprocess

        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return re.findall(r"^.* on (.*) \((\w+)", said, re.MULTILINE)
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    split = [line.split(" ") for line in lines]
    return [(_unescaped(fields[1]), fields[2]) for fields in split if len(fields) > 2]


def _unescaped(text: str) -> str:
    """The kernel writes blanks and backslashes of a path as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
