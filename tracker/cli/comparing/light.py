"""`tracker light`: a light of a project that a person sets, in place of the computed one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.editing import tell_changes
from tracker.cli.options import Group, at_option, format_options, word_options, write_options, yes_option
from tracker.output import Column, show
from tracker.rules.words import LIT

if TYPE_CHECKING:
    from tracker.store.reader import Reader

SET_LIGHTS = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=3),
    Column("conference", "Conference", "code"),
    Column("of", "Of"),
    Column("light", "Set"),
    Column("reason", "Reason", flex=True),
    Column("computed", "Computed"),
    Column("computed_reason", "Why computed", flex=True, priority=1),
    Column("source", "Source", flex=True, priority=2),
]


@click.group(cls=Group)
def light() -> None:
    """Lights that a person sets for a project, where the computed one says too little or the wrong thing.

    A light that is set counts in the scorecard and is marked as set, with the computed one beside it. It belongs to one
    conference: at the next one, the computed light counts until somebody sets it again.
    """


@light.command(
    "set",
    example="tracker report AMS-RM --status active --at 2019\n"
    'tracker light set AMS-RM --of time --as "on track" --reason "the contractor is back" --at 2019',
)
@click.argument("project", required=False)
@click.option("--of", type=click.Choice(LIT), help="What of the project it is about.")
@word_options(
    ("--as", "LIGHT", "achieved, on track, behind, off or cannot tell."),
    ("--reason", "TEXT", "Why, in a few words."),
    ("--source", "TEXT", "Who set it, in which mail, file or note."),
)
@at_option
@write_options
@pass_app
def set_(app: App, /, project: str | None, of: str | None, at: str | None, **given: str | None) -> None:
    """Set a light of a project at the open conference, unless --at names another; or change one that was set.

    What you leave out of one that was set stays as it is.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.lights.set_lights import SetLightFilters, list_set_lights
    from tracker.register.reporting.set_lights import SetLightFacts

    project = project or app.ask("PROJECT", "Code of the project")
    of = of or app.ask("--of", "What is judged: time, money, results, risk or evaluation")
    light_, reason, source = (given[name] for name in ("as", "reason", "source"))
    with app.reader() as reader:
        conference = Codes(reader).conference_or_open(at)
        there = list_set_lights(reader, SetLightFilters(conference.code, [project], [of]))
    if not there:
        light_ = light_ or app.ask("--as", "The light: achieved, on track, behind, off or cannot tell")
        reason = reason or app.ask("--reason", "Why, in a few words")
    with app.register() as register:
        conference = register.codes.conference_or_open(at)
        facts = SetLightFacts(project, of, light_, reason, source)
        ((before, after),) = register.set_lights.enter([(conference, facts)])
        code = register.codes.code("project", after["project_id"])
        computed = _computed(register.reader, conference.code, code, after["of"])
    name = f"{after['of'].capitalize()} of {code} at {conference.code}"
    if before is None:
        told(f"{name} set: {after['light']} (computed: {computed}). {after['reason']}")
    else:
        tell_changes(name, before, after)
    say(f"Next: `tracker why {after['of']} --at {conference.code} --project {code}` shows it with the computed light")


@light.command("list", example="tracker light list --at 2019")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="Of this project.")
@click.option("--of", multiple=True, type=click.Choice(LIT), help="About this.")
@click.option("--at", metavar="CONFERENCE", help="At this conference; by default at all.")
@format_options
@pass_app
def list_(app: App, /, projects: Sequence[str], of: Sequence[str], at: str | None) -> None:
    """List the lights that people set, each with the computed one and both reasons."""
    from tracker.insight.lights.set_lights import SetLightFilters, list_set_lights

    with app.reader() as reader:
        count = show(list_set_lights(reader, SetLightFilters(at, projects, of)), SET_LIGHTS, app.style(reader))
    if not count:
        say("No matching lights were set by a person. `tracker light set` sets one; `tracker why time` shows them all.")


@light.command(
    "remove",
    example="tracker report AMS-RM --status active --at 2019\n"
    'tracker light set AMS-RM --of time --as off --reason "it stopped" --at 2019\n'
    "tracker light remove AMS-RM --of time --at 2019 --yes",
)
@click.argument("project")
@click.option("--of", type=click.Choice(LIT), required=True, help="What of the project it is about.")
@at_option
@yes_option
@write_options
@pass_app
def remove(app: App, /, project: str, of: str, at: str | None) -> None:
    """Take back a light that a person set: the computed one counts again."""
    from tracker.insight.codes import Codes

    with app.reader() as reader:
        codes = Codes(reader)
        conference, identity = codes.conference_or_open(at), codes.id("project", project)
        name = f"light of {of} of {codes.code('project', identity)} at {conference.code}"
    row = app.confirmed(
        f"Remove the {name} that was set?", lambda register: register.set_lights.remove(conference, identity, of)
    )
    told(f"{name[0].upper()}{name[1:]} removed: {row['light']}, {row['reason']}. The computed one counts again.")


def _computed(reader: Reader, at: str, project: str, of: str) -> str:
    """Return the light that the rules compute, where one was set."""
    from tracker.insight.lights.set_lights import SetLightFilters, list_set_lights

    (row,) = list_set_lights(reader, SetLightFilters(at, [project], [of]))
    return f"{row.computed}, {row.computed_reason}"
