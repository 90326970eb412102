"""`tracker export --iati`: projects as an IATI 2.03 file, validated before it replaces the target."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from tracker.cli.base import ENDINGS, App, say, told
from tracker.errors import Usage
from tracker.output import Column, Progress, Style, show
from tracker.output.files import HELD_AT_MOST
from tracker.rules.text import counted
from tracker.store.files.destinations import Target, check, replaced

if TYPE_CHECKING:
    from tracker.exchange.iati.writing.publishing import Broken, BrokenRule, Published
    from tracker.exchange.iati.writing.writing_activity import Publisher
    from tracker.store.reader import Reader

SHOWN = 5
REPORT = [
    Column("activity", "Activity", "code"),
    Column("rule", "Rule"),
    Column("asks", "Asks", flex=True),
    Column("where", "Where"),
    Column("value", "Value"),
]


class Wish(NamedTuple):
    """The request: which projects, who publishes them, the destination, and how to report on it."""

    output: str | None
    projects: Sequence[str]
    donors: Sequence[str]
    at: str | None
    reporting_org: str | None
    language: str | None
    check: bool
    report: str | None


class Found(NamedTuple):
    """A rule that an activity breaks; a project left out; or, without either, a count of what IATI cannot express."""

    activity: str | None
    rule: str
    asks: str
    where: str | None
    value: str


def export_iati(app: App, wish: Wish) -> None:
    """Write projects as IATI activities; print which rules they break and what IATI cannot express."""
    from tracker.exchange.iati.writing.publishing import Selection, check_language, choose, publish

    target = app.target(wish.output, "iati") if wish.output is not None else None
    report = _report_style(app, wish.report)
    language = check_language(wish.language) if wish.language is not None else None
    selection = Selection(wish.projects, wish.donors, wish.at)
    broken: list[Broken] = []
    note = broken.append if report is not None else _ignore
    with app.reader() as reader:
        projects = choose(reader, selection)
        publisher = _publisher(app, reader, wish.reporting_org, projects)
        # Each project counts twice: it is written, then checked.
        with _destination(target, keep=not wish.check) as out, Progress("Exporting", 2 * len(projects)) as progress:
            published = publish(
                reader, projects, selection, publisher, language, out, app.now(), note, progress.advance
            )
    _say_left_out(published)
    _say_broken(published.rules, listed=report is not None)
    if report is not None:
        show(_found(published, broken), REPORT, report)
    count = counted(published.activities, "activity")
    if wish.check:
        told(f"{count} would be valid IATI 2.03; nothing was written.")
    elif target is not None:
        told(f"Exported {count} as {target.path}, valid IATI 2.03.")


def _publisher(app: App, reader: Reader, asked: str | None, projects: Sequence[int]) -> Publisher | None:
    """Return the publisher of the file; None if everything has a publisher and no other was given."""
    from tracker.exchange.iati.writing.publishing import find_publisher
    from tracker.insight.published.activities import unpublished

    if asked is None and unpublished(reader, projects):
        asked = app.ask("--reporting-org", "Who publishes this: the identifier or code of an organisation")
    if asked is None:
        return None
    publisher = find_publisher(reader, asked)
    if publisher.party is None:
        say(f"No organisation of the register has the IATI identifier {asked}: it has neither name nor type there.")
    return publisher


@contextmanager
def _destination(target: Target | None, *, keep: bool) -> Iterator[BinaryIO]:
    """Yield the destination of the validated file: the target, stdout, or nowhere."""
    if target is not None and keep:
        with replaced(target) as out:
            yield out
        return
    with tempfile.SpooledTemporaryFile(max_size=HELD_AT_MOST) as held:
        out = cast("BinaryIO", held)
        yield out
        if keep:
            out.seek(0)
            shutil.copyfileobj(out, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def _say_broken(rules: Sequence[BrokenRule], *, listed: bool) -> None:
    if not rules:
        return
    say("Rules of the standard that are not kept, and by how many activities:")
    for each in rules:
        say(f"  {each.rule:<8}{each.activities:>6,}  {each.asks}")
    if not listed:
        say("--report FILE lists every one of these, with its activity.")


def _say_left_out(published: Published) -> None:
    if undated := published.undated:
        more = f" and {len(undated) - SHOWN:,} more" if len(undated) > SHOWN else ""
        named = ", ".join(undated[:SHOWN]) + more
        say(f"Not in the file, for IATI demands a date and they have none: {named}.")
    if published.left_out:
        listed = ", ".join(f"{each.what} ({each.number:,})" for each in published.left_out)
        say(f"Not in the file, for IATI cannot carry it: {listed}.")


def _found(published: Published, broken: Sequence[Broken]) -> list[Found]:
    found = [Found(code, "left out", "An activity has a date", None, "") for code in published.undated]
    found += [Found(*each) for each in broken]
    return found + [Found(None, "left out", each.what, None, str(each.number)) for each in published.left_out]


def _ignore(_: object) -> None:
    """Discard a breach: the details were not requested."""


def _report_style(app: App, report: str | None) -> Style | None:
    if report is None:
        return None
    form = ENDINGS.get(Path(report).suffix.lower())
    if form is None or form == "xlsx":
        raise Usage(
            f"The format of --report {report} is not known from its ending.",
            "Use a name that ends with .csv, .tsv, .json or .md.",
        )
    target = app.target(report, form, option="--report")
    check(target)
    return Style(form=form, file=target)
