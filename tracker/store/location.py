"""Where a register is: one SQLite file, or a PostgreSQL database by its URL."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from tracker.errors import Invalid, Usage

NETWORK_FILE_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "afs", "fuse.sshfs")

# Greedy up to the last @: a password may contain any character that somebody forgot to encode.
_USER_AND_PASSWORD = re.compile(r"^postgresql://(?:([^:/@?]*)(:.*)?@)?", re.DOTALL)
_PASSWORD_PARAMETER = re.compile(r"[?&](?:ssl)?password=([^&]*)", re.IGNORECASE)
# libpq splits such a password in an unexpected place, and its error messages show parts of it.
_NOT_ENCODED = re.compile(r"[@/?#\[\]\s]")
_PORT = re.compile(r"[0-9]*(/|\?|$)")
# Forms of an address that this program does not accept, each of which may contain a password.
_KEYWORDS = re.compile(
    r"""^\s*["']?\s*(host|hostaddr|port|dbname|database|user|server|service|servicefile|passfile|sslmode|options)\s*="""
    r"""|\b(ssl)?(password|passwd|pwd)\s*=""",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"""\s*["']?\s*(postgres|postgresql|pgsql|psql|pg)(\+\w+)?:""", re.IGNORECASE)
_USER_AT_HOST = re.compile(r"(?![A-Za-z]:[\\/])([^:]*:.*@|[^:/\\]+:[0-9]+:[^:]*:[^:]*:)", re.DOTALL)
_KNOWN_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)
# Anything that looks like a password in any text, wherever it was typed.
_ANYWHERE = (
    (re.compile(r"\b([a-z][a-z0-9+.-]*:/{0,2}[^:/@\s]*):(?=\S).*@", re.IGNORECASE), r"\1:***@"),
    (re.compile(r"\b((?:ssl)?password|passwd|pwd)(\s*=\s*)('[^']*'|[^\s&]+)", re.IGNORECASE), r"\1\2***"),
)


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
        """Return what the user sees: the path, or the URL without password and parameters."""
        if self.url is None:
            return str(self.path)
        found = _USER_AND_PASSWORD.match(self.url)
        assert found is not None
        user = f"{found[1]}@" if found[1] else ""
        return f"postgresql://{user}{self.url[found.end() :].partition('?')[0]}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the passwords in the URL, as written there; they must be removed from all output."""
        if self.url is None:
            return ()
        found = _USER_AND_PASSWORD.match(self.url)
        password = found[2][1:] if found and found[2] else ""
        return tuple(secret for secret in (password, *_PASSWORD_PARAMETER.findall(self.url)) if secret)


def parse_location(text: str, origin: str = "") -> Location:
    """Parse a file path, `sqlite:///path` or `postgresql://host/database` (with or without a driver name).

    Raises Usage for an address in another form and Invalid for another kind of database, without repeating a possible
    password; Invalid for an empty address, and for a home directory that does not exist.
    """
    text = text.strip()
    scheme, mark, rest = text.partition("://")
    kind = scheme.partition("+")[0].lower()
    if mark and kind in ("postgresql", "postgres"):
        if "\0" in rest or not _is_text(rest):
            raise Invalid("database", f"{scheme}://...", "is not UTF-8 text", EXPECTED)
        location = Location(None, f"postgresql://{rest}", origin)
        _check_encoded(location)
        return location
    if mark and kind != "sqlite" and _KNOWN_SCHEME.fullmatch(scheme):
        # Not the whole text: it may contain a password.
        raise Invalid("database", f"{scheme}://...", "is an address of an unknown kind", EXPECTED)
    if _KEYWORDS.search(text):
        raise Usage(
            f"{origin or 'The database'} uses keywords (host=... dbname=...), which are not supported.", EXPECTED_URL
        )
    if _SCHEME.match(text):
        raise Usage(f"{origin or 'The database'} does not begin with postgresql:// and is not a file.", EXPECTED_URL)
    if _USER_AT_HOST.match(text.removeprefix("sqlite:")) and not _is_path(text):
        raise Usage(f"{origin or 'The database'} looks like an address with a user, not like a file.", EXPECTED_URL)
    written = rest.removeprefix("/") if mark else text
    if not written or "\0" in written:
        raise Invalid("database", text, "is not a file name", EXPECTED)
    try:
        return Location(Path(written).expanduser(), None, origin)
    except RuntimeError as error:
        raise Invalid("database", text, str(error), EXPECTED) from error


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


EXPECTED = "a file, or postgresql://host/name"
EXPECTED_URL = "Give a file, or postgresql://user@host/name. The password belongs in ~/.pgpass or PGPASSWORD."


def without_passwords(text: str) -> str:
    """Return a text that may contain a typed address, with `***` for everything that looks like a password."""
    for pattern, plain in _ANYWHERE:
        text = pattern.sub(plain, text)
    return text


def _check_encoded(location: Location) -> None:
    """Raises Usage for a password with characters that have another meaning in a URL."""
    assert location.url is not None
    found = _USER_AND_PASSWORD.match(location.url)
    if found is None or not found[2] or _PORT.match(found[2][1:]):
        return
    if _NOT_ENCODED.search(found[2][1:]):
        raise Usage(
            f"The password in {location.origin or 'the address'} contains a character with a special meaning in an "
            "address.",
            "Encode it (@ as %40, / as %2F, ? as %3F, # as %23), or put the password into ~/.pgpass or PGPASSWORD.",
        )


def _is_path(text: str) -> bool:
    """Return whether such a file exists, or a folder for it."""
    try:
        path = Path(text)
        return path.exists() or (len(path.parts) > 1 and path.parent.is_dir())
    except (OSError, ValueError):
        return False


def on_network_share(path: Path) -> bool:
    """Return whether a file is on a network share, where SQLite's locks are unreliable."""
    real = os.path.realpath(path)
    if os.name == "nt":  # pragma: no cover
        import ctypes

        remote = 4  # DRIVE_REMOTE, also for a share with a drive letter
        drive_type = ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined]
        return bool(real.startswith("\\\\") or drive_type(os.path.splitdrive(real)[0] + "\\") == remote)
    best, kind = "", ""
    for mount, file_system in mounts():
        inside = real == mount or real.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, file_system
    return kind in NETWORK_FILE_SYSTEMS


def mounts() -> list[tuple[str, str]]:
    """Return where file systems are mounted, and the kind of each; empty where the system does not say."""
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
    """Decode the blanks and backslashes of a path, which the kernel writes as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
