"""What is stored unpacks to what was sealed, or is refused before it fills the memory."""

from __future__ import annotations

import hashlib
import tracemalloc
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample import close, fill, tamper, unguarded

from tracker.store.checking.verifying import verify_records
from tracker.store.files import papers
from tracker.store.location import Location
from tracker.store.reader import connected
from tracker.store.sealing.unpacking import pieces, unpacked

if TYPE_CHECKING:
    from conftest import Run, Write

MEGABYTE = 1 << 20
BOMB = zlib.compress(bytes(200 * MEGABYTE), 9)


@pytest.mark.parametrize("most", [0, 1, MEGABYTE, 100 * MEGABYTE, 200 * MEGABYTE - 1])
def test_no_more_is_unpacked_than_there_may_be(most: int) -> None:
    given = 0
    tracemalloc.start()
    with pytest.raises(ValueError, match=f"it is larger than {most:,} bytes"):
        for piece in pieces(BOMB, most):
            given += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert given <= most
    assert peak < 10 * MEGABYTE


def test_what_is_as_large_as_it_may_be_is_unpacked() -> None:
    assert unpacked(BOMB, 200 * MEGABYTE).size == 200 * MEGABYTE
    assert unpacked(zlib.compress(b""), 0).size == 0


def bytes_of(sql_dialect: str, content: bytes) -> str:
    return f"x'{content.hex()}'" if sql_dialect == "sqlite" else f"'\\x{content.hex()}'"


@pytest.mark.parametrize("says_so", [False, True])
def test_a_record_that_unpacks_to_far_more_than_its_rows(
    location: Location, write: Write, run: Run, tmp_path: Path, says_so: bool
) -> None:
    with write() as register:
        fill(register)
    close(location)
    with unguarded(location) as sql:
        tamper(sql, f"UPDATE record SET document = {bytes_of(sql.dialect, BOMB)}")
        if says_so:
            digest = hashlib.sha256(bytes(200 * MEGABYTE)).hexdigest()
            tamper(sql, f"UPDATE record SET size = {200 * MEGABYTE}, sha256 = '{digest}'")
    with connected(location) as reader:
        said = [one.what for one in verify_records(reader)[1] if one.table == "record"]
    assert any("200" in what or "209,715,200" in what or "209715200" in what for what in said), said
    run("conference verify", status=1)
    if not says_so:
        err = run(f"conference record AMS-2012 --document {tmp_path / 'r.json'}", status=5).err
        assert "The document of AMS-2012@1 differs from what was sealed: it is larger than" in err
        assert not (tmp_path / "r.json").exists()


def test_a_paper_is_given_back_as_it_came_or_not_at_all(
    location: Location, run: Run, caribbean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "mail.txt"
    paper.write_text("the mail")
    caribbean(f"document add {paper} --conference 2013")
    target = tmp_path / "saved.txt"
    with unguarded(location) as sql:
        sql(f"UPDATE file SET content = {bytes_of(sql.dialect, b'the male')}")
    said = run(f"document save 1 -o {target}", status=5).err
    assert "The document has changed since it was added: its SHA-256 is " in said
    monkeypatch.setattr(papers, "LIMIT", 7)
    said = run(f"document save 1 -o {target}", status=5).err
    assert "it has 8 bytes, more than the limit for a document" in said
    assert "it has 8 bytes, more than the limit for a document" in run("db check", status=1).out
    assert not target.exists()
