"""Papers that the register keeps in full: in the database itself, each once, by its hash.

They are in the database, not in a folder beside it, so that a register is still one thing: one transaction covers the
paper and its description, a backup has both, and a team on PostgreSQL shares them. They are not in the journal, which
would store every paper twice more. They stay when the document that named them is removed, so that an undo can restore
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from tracker import tables
from tracker.errors import Invalid, StoreError
from tracker.store.reader import Reader

LIMIT_MB = 100
LIMIT = LIMIT_MB * 1_000_000


class DamagedPaper(NamedTuple):
    """A paper that has changed since it was stored: its hash in the register, and what is wrong."""

    named: str
    what: str


def keep(connection: Connection, name: str, content: bytes) -> str:
    """Store a paper, unless it is there already; returns its SHA-256. Raises Invalid for an empty or very large one."""
    if not content:
        raise Invalid("file", name, "is empty", "a file with content")
    if len(content) > LIMIT:
        expected = f"a file of at most {LIMIT_MB} MB; for a larger file, record its location with --location"
        raise Invalid("file", name, f"is {len(content) / 1_000_000:,.0f} MB large", expected)
    digest = sha256(content).hexdigest()
    known = connection.execute(select(tables.file.c.size).where(tables.file.c.sha256 == digest)).scalar()
    if known is None:
        row = {"sha256": digest, "size": len(content), "content": content}
        connection.execute(insert(tables.file), row)
    return digest


def content(reader: Reader, digest: str) -> bytes:
    """Return what is stored under a hash. Raises StoreError where it has changed since it was stored."""
    found, wrong = _content(reader, digest)
    if wrong is not None:
        raise StoreError(
            f"The document has changed since it was added: {wrong}.", "Restore a backup: `tracker db restore BACKUP`."
        )
    return found


def damaged(reader: Reader) -> Iterator[DamagedPaper]:
    """Yield the papers that have changed since they were stored."""
    # One at a time: all of them together may not fit into memory.
    for (digest,) in reader.all("SELECT sha256 FROM file ORDER BY sha256"):
        _, wrong = _content(reader, digest)
        if wrong is not None:
            yield DamagedPaper(digest, wrong)


def _content(reader: Reader, digest: str) -> tuple[bytes, str | None]:
    """Return a paper and what is wrong with it; one above the size limit is not read into memory."""
    size = reader.value("SELECT length(content) FROM file WHERE sha256 = :digest", {"digest": digest})
    if size > LIMIT:
        return b"", f"it has {size:,} bytes, more than the limit for a document"
    found = bytes(reader.value("SELECT content FROM file WHERE sha256 = :digest", {"digest": digest}))
    hashed = sha256(found).hexdigest()
    return found, None if hashed == digest else f"its SHA-256 is {hashed}, not {digest}"
