"""Where a register is: one SQLite file, or a PostgreSQL database by its URL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from tracker.errors import Invalid

NETWORK_FILE_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs")


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
        """What a person sees; never a password."""
        if self.path is not None:
            return str(self.path)
        from urllib.parse import urlsplit, urlunsplit

        parts = urlsplit(str(self.url))
        host = parts.netloc.rpartition("@")
        user = host[0].partition(":")[0]
        return urlunsplit(("postgresql", f"{user}@{host[2]}" if user else host[2], parts.path, "", ""))


def parse_location(text: str, origin: str = "") -> Location:
    """A path of a file, `sqlite:///path` or `postgresql://host/database` (with or without a driver's name).

    Raises Invalid for an address of any other kind of database.
    """
    text = text.strip()
    scheme, mark, rest = text.partition("://")
    if not mark:
        return Location(Path(text).expanduser(), None, origin)
    kind = scheme.partition("+")[0].lower()
    if kind == "sqlite":
        return Location(Path(rest.removeprefix("/")).expanduser(), None, origin)
    if kind in ("postgresql", "postgres"):
        return Location(None, f"postgresql://{rest}", origin)
    raise Invalid("database", text, "is of a kind that this program does not know", "a file, or postgresql://host/name")


def on_network_share(path: Path) -> bool:
    """Whether a file lies on a network share, where SQLite's locks are not to be trusted."""
    text = str(path)
    if os.name == "nt":  # pragma: no cover
        return str(path.absolute()).startswith("\\\\")
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    text = os.path.realpath(path)
    best, kind = "", ""
    for line in mounts:
        fields = line.split(" ")
        if len(fields) > 2 and len(fields[1]) >= len(best):
            mount = fields[1].replace("\\040", " ")
            if text == mount or text.startswith(mount.rstrip("/") + "/"):
                best, kind = mount, fields[2]
    return kind in NETWORK_FILE_SYSTEMS
