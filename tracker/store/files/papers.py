"""Papers that the register keeps whole: in the database itself, each once, by its hash.

In the database and not in a folder beside it, because a register is then one thing still: one transaction holds the
paper and what is said of it, a backup has both, and a team on PostgreSQL shares them. They are kept outside the
journal, which would hold every paper twice more, and stay when the document that named them is taken back, so that an
undo can bring it back.
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
    """A paper that is not what it was when it came: its hash as the register has it, and what is wrong."""

    named: str
    what: str


def keep(connection: Connection, name: str, content: bytes) -> str:
    """Keep a paper, unless the register has it already; its SHA-256. Raises Invalid for an empty or very large one."""
    if not content:
        raise Invalid("file", name, "is empty", "a file with something in it")
    if len(content) > LIMIT:
        expected = f"a file of at most {LIMIT_MB} MB; of a larger one record the place with --location"
        raise Invalid("file", name, f"has {len(content) / 1_000_000:,.0f} MB", expected)
    digest = sha256(content).hexdigest()
    known = connection.execute(select(tables.file.c.size).where(tables.file.c.sha256 == digest)).scalar()
    if known is None:
        row = {"sha256": digest, "size": len(content), "content": content}
        connection.execute(insert(tables.file), row)
    return digest


def content(reader: Reader, digest: str) -> bytes:
    """What is kept under a hash. Raises StoreError where it is not what it was when it came."""
    found, wrong = _content(reader, digest)
    if wrong is not None:
        raise StoreError(
            f"The paper is not what it was when it came: {wrong}.", "`tracker db restore BACKUP` brings back a backup."
        )
    return found


def damaged(reader: Reader) -> Iterator[DamagedPaper]:
    """The papers that are not what they were when they came."""
    # One at a time: all of them together may be more than fits into memory.
    for (digest,) in reader.all("SELECT sha256 FROM file ORDER BY sha256"):
        _, wrong = _content(reader, digest)
        if wrong is not None:
            yield DamagedPaper(digest, wrong)


def _content(reader: Reader, digest: str) -> tuple[bytes, str | None]:
    """A paper, and what is wrong with it; a larger one than is ever kept is not read into memory."""
    size = reader.value("SELECT length(content) FROM file WHERE sha256 = :digest", {"digest": digest})
    if size > LIMIT:
        return b"", f"it has {size:,} bytes, more than any paper that is kept"
    found = bytes(reader.value("SELECT content FROM file WHERE sha256 = :digest", {"digest": digest}))
    hashed = sha256(found).hexdigest()
    return found, None if hashed == digest else f"its SHA-256 is {hashed}, not {digest}"
