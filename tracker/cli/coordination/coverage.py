"""`tracker coverage`: which administration is served with what, as a table of administrations and themes."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.options import Command, format_options, told_at_option
from tracker.output import FOR_PEOPLE, Column, Style, show
from tracker.rules.money import human

if TYPE_CHECKING:
    from tracker.insight.coordination.coverage import Coverage, CoverageCell

_CELL = [
    Column("administration", "Administration", "code"),
    Column("administration_name", "Name"),
    Column("group", "Group", "code"),
    Column("group_name", "Name of group"),
    Column("currency", "", "code"),
]
COUNTS = [*_CELL, Column("was", "Was", "number"), Column("now", "Is", "number"), Column("which", "Which", "codes")]
MONEY = [*_CELL, Column("was", "Was", "money"), Column("now", "Is", "money"), Column("which", "Which", "codes")]
WHAT = {"count": "projects", "money": "committed money", "need": "open needs"}
SMALL_WORDS = ("and", "of", "the", "for")


@click.command(
    "coverage",
    cls=Command,
    example="tracker coverage --at 2019 --compare 2013\ntracker coverage --show money --at 2019",
)
@told_at_option
@click.option("--compare", "since", metavar="CONFERENCE", help="Also show what changed since this conference.")
@click.option("--by", metavar="WORD", default="theme", help="theme, or tfa for the measures of the TFA.")
@click.option("--show", "shown", metavar="WORD", default="count", help="count of projects, money committed, or need.")
@format_options
@pass_app
def coverage(app: App, /, at: str | None, since: str | None, by: str, shown: str) -> None:
    """Show which administration is served with what: a row for each administration, a column for each theme.

    A cell counts the projects that are neither completed nor cancelled, each for all of its themes. `--show money` has
    what is committed, divided by shares, by the primary theme, in its own currency where the conference has no rate;
    `--show need` the open needs. What has no theme or no measure is in the column `none`. A dash is nothing at all.
    With --compare, 3+1 is three now, one more than at the earlier conference.
    """
    from tracker.insight.coordination.coverage import SHOWN, find_coverage
    from tracker.rules.words import choose

    with app.reader() as reader:
        found = find_coverage(reader, at, since, by, shown)
        what = choose("--show", shown, SHOWN)
        style = app.style(reader)
    if style.form not in FOR_PEOPLE or style.quiet:
        show(found.cells, MONEY if what == "money" else COUNTS, style)
        return
    columns, rows, footer = grid(found, what, style)
    where = f"at {found.at}" if found.at else "as reported last"
    currencies = sorted({cell.currency for cell in found.cells if cell.currency})
    title = f"{WHAT[what].capitalize()} by administration, {where}"
    title += f", in {currencies[0]}" if len(currencies) == 1 else ""
    if found.since:
        title += f", and what changed since {found.since}"
    show(rows, columns, style, title=title, footer=footer)
    if style.form != "xlsx":
        _tell_groups(found, style)


def grid(found: Coverage, what: str, style: Style) -> tuple[list[Column], list[Any], list[Any]]:
    """Return the columns, the rows and the line below them: administrations down, themes or measures across.

    Columns in which nothing is are left out first in a narrow window; a workbook has whole names and amounts.
    """
    whole = style.form == "xlsx"
    names = short_names(found.groups)
    in_use = {cell.group for cell in found.cells if cell.now or cell.was}
    fields = {code: f"g{place}" for place, (code, _) in enumerate(found.groups)}
    money = what == "money"
    rows_by: dict[tuple[str, str | None], dict[str, CoverageCell]] = {}
    for cell in found.cells:
        rows_by.setdefault((cell.administration, cell.currency), {})[fields[cell.group]] = cell
    amounts = money and whole and not found.since
    made: Callable[..., Any] = namedtuple
    line = made("Line", ["administration", "name", "currency", *fields.values()])
    named = dict(found.administrations)

    def text(cell: CoverageCell) -> Any:
        if not cell.now and not cell.was:
            return None
        exponent = style.exponents.get(cell.currency or "", 0)
        if found.since is None:
            return cell.now if amounts or not money else compact(cell.now, exponent)
        change = cell.now - (cell.was or 0)
        said = compact if money else (lambda value, _: str(value))
        sign = "" if not change else "+" if change > 0 else "-"
        return said(cell.now, exponent) + (f"{sign}{said(abs(change), exponent)}" if change else "")

    rows = [
        line(code, named[code], currency, *(text(cells[field]) for field in fields.values()))
        for (code, currency), cells in rows_by.items()
    ]
    darkest = max((_size(cell, style) for cell in found.cells), default=0)
    columns = [
        Column("administration", "Administration" if whole else "Code", "code"),
        Column("name", "Name", priority=2),
        *([Column("currency", "Currency", "code")] if len({currency for _, currency in rows_by} - {None}) > 1 else []),
    ]
    for code, name in found.groups:
        kind = "money" if amounts else "number"
        priority = 0 if code in in_use else 3
        columns.append(
            Column(fields[code], name if whole else names[code], kind, priority=priority, shaded=darkest or 0)
        )
    served = {code: sum(1 for cell in found.cells if cell.group == code and cell.now) for code in fields}
    footer = line("Served", None, None, *(served[code] or None for code in fields))
    return columns, rows, [] if amounts else [footer]


def short_names(groups: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return a heading for each theme: up to four initials of its name, no two alike. A measure keeps its number."""
    found: dict[str, str] = {}
    for code, name in groups:
        if code[:1].isdigit() or not code:
            found[code] = code or "none"
            continue
        words = [word for word in name.replace("-", " ").split() if word not in SMALL_WORDS]
        short = "".join(word[0] for word in words)[:4].upper() if len(words) > 1 else name[:3].upper()
        stem, number = short, 1
        while short in found.values():
            number += 1
            short = f"{stem}{number}"
        found[code] = short
    return found


def compact(minor: int, exponent: int) -> str:
    """Return an amount in at most five characters: 1.94bn, 33.2m, 250k, 12."""
    value = minor / 10**exponent
    for power, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= power * 0.9995:
            scaled = value / power
            return f"{scaled:.{0 if abs(scaled) >= 99.95 else 1}f}".removesuffix(".0") + unit
    return f"{value:.0f}"


def _size(cell: CoverageCell, style: Style) -> float:
    return cell.now / 10 ** style.exponents.get(cell.currency, 0) if cell.currency else cell.now


def _tell_groups(found: Coverage, style: Style) -> None:
    """Say what the headings stand for, what nothing is for, and which administrations have nothing."""
    in_use = {cell.group for cell in found.cells if cell.now}
    shown = in_use | {cell.group for cell in found.cells if cell.was}
    served = {cell.administration for cell in found.cells if cell.now}
    names: Mapping[str, str] = short_names(found.groups)
    meanings = [f"{names[code]}: {name}" for code, name in found.groups if code in shown and not code[:1].isdigit()]
    if meanings:
        say("; ".join(meanings))
    if any(cell.now != (cell.was or 0) for cell in found.cells if found.since):
        say(f"3+1 is three now, one more than at {found.since}; 0-1 is nothing now, one less.")
    missing = [name if not code[:1].isdigit() else code for code, name in found.groups if code not in in_use]
    if missing:
        say(f"Nothing for: {', '.join(missing)}.")
    without = len(found.administrations) - len(served)
    if without:
        say(f"{without} of {len(found.administrations)} administrations have nothing.")
    for currency, minor in found.not_divided:
        amount = human(minor, style.exponents[currency])
        say(f"Not in the table: {amount} {currency} that no share divides among administrations.")
