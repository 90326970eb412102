"""`tracker outcome indicator`: how an outcome is measured; `tracker indicator report`: what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.options import Command, Group, word_options, write_options, yes_option
from tracker.cli.parts.parts import edit_part, named, remove_part, report_command, tell_listed
from tracker.errors import NotFound, Usage
from tracker.rules.words import DIRECTIONS, INDICATOR_MEASURES

if TYPE_CHECKING:
    from tracker.register.core import Row
    from tracker.register.register import Register

FIELDS = (
    "outcome",
    "title",
    "measure",
    "unit",
    "direction",
    "baseline",
    "baseline_date",
    "target",
    "target_date",
)


@click.group("indicator", cls=Group)
def reported() -> None:
    """Indicators: what was measured of an outcome.

    `tracker outcome indicator` records an indicator and changes it; `tracker outcome list` shows them all.
    """


report_command(
    reported,
    "indicator",
    'tracker outcome indicator AR-L1092/I9 --outcome O2 --title "Clearance" --measure number --direction down\n'
    "tracker indicator report AR-L1092/I9 --actual 36.5 --at AMS-2014",
    ("--actual", "VALUE", "The actual value."),
    ("--note", "TEXT", "What was said of the value."),
)


@click.command(
    "indicator",
    cls=Command,
    example='tracker outcome indicator AR-L1092/I9 --outcome O2 --title "Clearance" --measure number --unit hours \\\n'
    "    --direction down --baseline 48 --baseline-date 2011 --target 24 --target-date 2014",
)
@click.argument("code", required=False, metavar="PROJECT[/CODE]")
@word_options(
    ("--outcome", "CODE", "Which outcome it measures."),
    ("--title", "TEXT", "What is measured."),
    ("--measure", "WORD", "number, percent, ordinal, yes/no or text."),
    ("--unit", "TEXT", "hours, lorries, points ..."),
    ("--direction", "WORD", "up when more is better; down when less is, as of a clearance time."),
    ("--baseline", "VALUE", "Where it began."),
    ("--baseline-date", "DATE", "2012, 2012-03 or 2012-03-01."),
    ("--target", "VALUE", "Where it shall go."),
    ("--target-date", "DATE", "By when."),
    ("--reason", "TEXT", "Why the target was revised."),
)
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@click.option("--remove", is_flag=True, help="Take back one that was entered wrongly.")
@yes_option
@write_options
@pass_app
def indicator(
    app: App, /, code: str | None, reason: str | None, new_code: str | None, remove: bool, **given: str | None
) -> None:
    """Record an indicator of an outcome or, where it is there, change it; an empty text makes a field unknown.

    A revised target is also that of an open conference to which the indicator was reported; every other conference
    keeps the earlier one. Without flags on a terminal the record of an indicator that is there opens in an editor.
    """
    project, part = named(app, code, "P1/I1")
    whole = f"{project}/{part}"
    if remove:
        remove_part(app, "indicator", whole)
    elif part is not None and _exists(app, whole):
        _revise(app, whole, given | {"code": new_code}, reason)
    else:
        _add_indicator(app, project, part, given)


def _exists(app: App, code: str) -> bool:
    """Whether an indicator with this code exists. Raises NotFound if its project does not."""
    from tracker.insight.codes import Codes

    with app.reader() as reader:
        try:
            Codes(reader).within("indicator", code)
        except NotFound as error:
            if error.noun == "project":
                raise
            return False
    return True


def _revise(app: App, code: str, given: dict[str, str | None], reason: str | None) -> None:
    from tracker.insight.projects.outcomes import indicator_facts

    if reason is None and given["target"] is not None and app.interactive:
        reason = app.ask("--reason", "Why the target is revised", optional=True)
    if reason and given["target"] is None:
        raise Usage("--reason says why a target was revised.", "Give --target too.")
    edit_part(
        app,
        "indicator",
        code,
        given | {"target_reason": reason or None},
        lambda reader: indicator_facts(reader, code),
        FIELDS,
    )


def _add_indicator(app: App, project: str, part: str | None, given: dict[str, str | None]) -> None:
    from tracker.insight.projects.parts import listed_at
    from tracker.register.projects.outcomes import IndicatorFacts
    from tracker.register.reporting.doubts import doubt_thousands

    given["outcome"] = given["outcome"] or app.ask("--outcome", "Code of the outcome that it measures, such as O1")
    given["title"] = given["title"] or app.ask("--title", "What is measured")
    given["measure"] = given["measure"] or app.ask(
        "--measure", "How it is measured", INDICATOR_MEASURES, default="number"
    )
    if not given["direction"] and given["measure"] not in ("yes/no", "text"):
        given["direction"] = app.ask("--direction", "Which way is better", DIRECTIONS)

    def write(register: Register) -> tuple[Row, str, Sequence[str]]:
        (identity,) = register.indicators.add([IndicatorFacts(project, part, **given)])
        row = register.indicators.row(identity)
        for name in ("baseline", "target"):
            doubt_thousands(register, f"--{name}", row["measure"], given[name])
        return row, register.codes.code("project", row["project_id"]), listed_at(register.reader, "indicator", identity)

    row, project, listed = app.written(write)
    unit = f" {row['unit']}" if row["unit"] else ""
    told(
        f"Indicator {project}/{row['code']} added: {row['title']},"
        f" from {row['baseline'] or 'unknown'} to {row['target'] or 'unknown'}{unit}"
    )
    tell_listed(listed, "not measured")
    say(f"Next: `tracker indicator report {project}/{row['code']} --actual VALUE`")
