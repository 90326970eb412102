"""`tracker conference record` and `verify`: the sealed records of conferences, and whether they are unchanged."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.options import Command, OutputFile, format_options
from tracker.errors import NotFound, TrackerError
from tracker.insight.codes import Codes
from tracker.insight.records import document_of, records_of
from tracker.output import Column, show
from tracker.rules.sealed import record_name
from tracker.store.files.destinations import created

RECORDS = [
    Column("record", "Record", "code"),
    Column("sealed", "Sealed"),
    Column("by", "By", priority=4),
    Column("size", "Bytes", "number", priority=5),
    Column("sha256", "SHA-256", "code", priority=6),
    Column("accepted", "Accepted", flex=True, priority=3),
    Column("superseded", "Opened again", priority=2),
    Column("reason", "Because", flex=True, priority=1),
]
VERIFIED = [
    Column("record", "Record", "code"),
    Column("sealed", "Sealed", priority=1),
    Column("sha256", "SHA-256", "code", priority=2),
    Column("differences", "Differences", "number"),
]


@click.command(
    "record",
    cls=Command,
    example="tracker conference record 2012\ntracker conference record 2012@1 --document ams-2012.json",
)
@click.argument("code")
@click.option("--document", type=OutputFile(), metavar="FILE", help="Write its document here.")
@format_options
@pass_app
def record(app: App, code: str, document: str | None) -> None:
    """Show the sealed records of a conference, or write the document of one into a file.

    The document is JSON, and the file to the byte what was hashed: `sha256sum FILE` must answer with the hash shown.
    Without a number, --document writes the record that was sealed last.
    """
    with app.reader() as reader:
        codes = Codes(reader)
        found = codes.conference(code)
        rows = records_of(reader, found.id)
        if found.record is not None:
            rows = [row for row in rows if row.record.rpartition("@")[2] == found.code.rpartition("@")[2]]
        if document is None:
            show(rows, RECORDS, app.style(reader))
            if not rows:
                say(f"{found.code} has no sealed record: it has not been closed.")
            return
        if not rows:
            raise NotFound("sealed record", code, hint=f"{found.code} has none: it has not been closed.")
        if found.record is None:
            found = codes.conference(record_name(found.code, int(rows[-1].record.rpartition("@")[2])))
        content = document_of(reader, found)
    with created(Path(document), app.file) as file:
        file.write(content)
    told(f"Wrote {rows[-1].record} to {document}", f"  SHA-256 {rows[-1].sha256}")


@click.command("verify", cls=Command, example="tracker conference verify\ntracker conference verify 2012")
@click.argument("code", required=False, metavar="[CONFERENCE]")
@format_options
@pass_app
def verify(app: App, code: str | None) -> None:
    """Compare the sealed records with the rows kept with them and with the tables.

    Each document is hashed again and composed again from the kept rows, each hash is looked up in the record that
    follows and in the journal, and the rows of a closed conference are compared with those that were kept. Guards must
    be in force, and nothing else in the database may change what is read or written. Every difference is listed; the
    exit status is 1 if there is any.
    """
    from tracker.store.checking.verifying import verify_records

    with app.reader() as reader:
        meeting = Codes(reader).conference(code) if code else None
        records, differences = verify_records(reader, meeting.id if meeting else None)
        show(records, VERIFIED, app.style(reader))
    for one in differences:
        say(f"{' '.join(word for word in (one.record, one.table) if word)}: {one.what}")
    if differences:
        raise TrackerError(f"{len(differences)} difference{'s' if len(differences) > 1 else ''} from what was sealed.")
    if records:
        say("Everything is as it was sealed.")
    else:
        say(f"{meeting.code if meeting else 'No conference'} has {'no' if meeting else 'a'} sealed record yet.")
