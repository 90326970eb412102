"""`tracker career`: what customs officers are asked at each stage of their career, and how many are where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import spoken
from tracker.cli.editing import edit_record, several, tell_changes
from tracker.cli.options import (
    Group,
    at_option,
    format_options,
    told_at_option,
    word_options,
    write_options,
    yes_option,
)
from tracker.errors import Usage
from tracker.output import show

F = TypeVar("F", bound=Callable[..., Any])

SOURCE = ("--source", "TEXT", "Who publishes it, and where.")
PATH = ("edition", "applies_to", "administrations", "source", "note")
STAGE = (
    *("title", "core", "operational", "management", "competencies", "years", "degrees", "examinations", "requirement"),
    *("trainings", "training_codes", "source", "note"),
)

path_options = word_options(
    ("--edition", "TEXT", "As published. Officers reported under another edition are counted by another method."),
    ("--applies-to", "TEXT", "Whose officers it is for, in words: WCO members."),
    SOURCE,
    ("--note", "TEXT", "What else is known."),
)
stage_options = word_options(
    ("--title", "TEXT", "What the stage is called."),
    ("--core", "TEXT", "Competencies that all officers need."),
    ("--operational", "TEXT", "Competencies for operations."),
    ("--management", "TEXT", "Competencies for leading others."),
    ("--competencies", "TEXT", "Competencies, where the source does not say of which kind."),
    ("--years", "NUMBER", "Years of experience."),
    ("--degrees", "TEXT", "What must have been studied."),
    ("--examinations", "TEXT", "What must have been passed."),
    ("--requirement", "TEXT", "Other requirements, or all of them in the words of the source."),
    ("--trainings", "TEXT", "The trainings that lead there, in words."),
    SOURCE,
    ("--note", "TEXT", "What else is known."),
)


def _administrations(said: str) -> Callable[[F], F]:
    return click.option("--administration", "administrations", multiple=True, metavar="CODE", help=said)


@click.group(cls=Group)
def career() -> None:
    """Career paths: what customs officers are asked at each stage, and how many officers are where.

    A path has stages in order; CCLEC/3 is the third stage of the path CCLEC. Only counts are recorded, no names.
    """


@career.command(
    "add",
    example='tracker career add BB-OFFICERS --title "Barbados customs officers" --administration BB-CUSTOMS\n'
    'tracker career stage BB-OFFICERS/1 --title "customs guard" --years 0',
)
@click.argument("code", required=False)
@click.option("--title", metavar="TEXT", help="What the path is called.")
@path_options
@_administrations("An administration whose officers follow it; may be repeated.")
@write_options
@pass_app
def add(app: App, /, code: str | None, title: str | None, **given: Any) -> None:
    """Record a career path. Its stages come with `tracker career stage`."""
    from tracker.register.people.careers import CareerFacts

    code = code or app.ask("CODE", "Code of the path")
    title = title or app.ask("--title", "What the path is called")
    with app.register(create=True) as register:
        (identity,) = register.careers.add([CareerFacts(code, title, **given)])
        known = register.careers.known(identity)
    told(f"Career path {known['code']} added: {known['title']}")
    say(f'Next: `tracker career stage {known["code"]}/1 --title "..."` for its first stage')


@career.command("list", example="tracker career list")
@_administrations("Followed by officers of this administration.")
@format_options
@pass_app
def list_(app: App, /, administrations: Sequence[str]) -> None:
    """List career paths, with the number of their stages."""
    from tracker.cli.people.career_view import CAREERS, RARE_CAREER
    from tracker.insight.people.careers import list_careers

    with app.reader() as reader:
        rows = list_careers(reader, administrations)
        count = show(rows, spoken(CAREERS, rows, *RARE_CAREER), app.style(reader))
    if not count:
        say_none("career paths", "tracker career add")


@career.command("show", example="tracker career show CCLEC-OFFICER\ntracker career show CCLEC-OFFICER/3")
@click.argument("code", metavar="CODE[/PLACE]")
@told_at_option
@format_options
@pass_app
def show_(app: App, /, code: str, at: str | None) -> None:
    """Show a career path or one of its stages: who is where at which conference, and what moved between them.

    With --at, what was reported up to that conference.
    """
    from tracker.cli.people.career_view import show_career, show_stage
    from tracker.insight.people.careers import career_card, stage_card

    with app.reader() as reader:
        if "/" in code:
            stage, officers = stage_card(reader, code, at)
            show_stage(stage, officers, app.style(reader))
        else:
            card = career_card(reader, code, at)
            show_career(card, app.style(reader))


@career.command("edit", example='tracker career edit CCLEC-OFFICER --edition "2013"')
@click.argument("code")
@click.option("--title", metavar="TEXT", help="What the path is called.")
@path_options
@_administrations("An administration whose officers follow it; those that you name replace all others.")
@click.option("--code", "new_code", metavar="CODE", help="Rename it; the old code continues to work.")
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change a career path; an empty text makes a field unknown. `tracker career stage` changes its stages.

    A new --edition also applies to the officers reported to the open conference. Without flags on a terminal the record
    opens in an editor.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.people.careers import career_card

    def save(changes: dict[str, Any], version: int | None = None) -> None:
        with app.register() as register:
            identity = register.codes.id("career", code)
            before, after = register.careers.edit(identity, changes, version)
        tell_changes(f"Career path {after['code']}", before, after)

    given |= {"code": new_code}
    changes = {name: value for name, value in given.items() if value is not None and value != ()}
    if changes:
        save(changes)
        return
    with app.reader() as reader:
        Codes(reader).id("career", code)
        facts = career_card(reader, code).facts
    texts = {name: getattr(facts, name) for name in ("title", *PATH)} | {
        "administrations": "; ".join(facts.administrations)
    }

    def from_editor(edited: dict[str, str | None]) -> None:
        words = {name: text or "" for name, text in edited.items()}
        save(
            {name: several(text) if name == "administrations" else text for name, text in words.items()}, facts.version
        )

    if edit_record(app, f"career path {facts.code}", texts, from_editor) is None:
        say("Nothing changed.")


@career.command(
    "remove", example="tracker career remove CHARLES-STURT/2 --yes\ntracker career remove CHARLES-STURT --yes"
)
@click.argument("code", metavar="CODE[/PLACE]")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Take back a career path with its stages, or one of its stages, that was entered wrongly.

    A stage at which officers were reported cannot be taken back.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.people.careers import career_card, find_stage, stage_card

    with app.reader() as reader:
        if "/" in code:
            identity = find_stage(reader, code)
            stage, _ = stage_card(reader, code)
            name, held = f"stage {stage.code}, {stage.title}", 0
        else:
            identity = Codes(reader).id("career", code)
            facts = career_card(reader, code).facts
            name, held = f"career path {facts.code}, {facts.title}", facts.stages
    with_stages = f", with {held} stage{'' if held == 1 else 's'}" if held else ""
    app.confirmed(
        f"Remove {name}{with_stages}?",
        lambda register: (register.stages if "/" in code else register.careers).remove(identity),
    )
    told(f"{name[0].upper()}{name[1:]} removed{with_stages}.")


@career.command(
    "stage",
    example='tracker career stage JM-OFFICERS/5 --title "supervisor" --years 3 --management "leading a team"',
)
@click.argument("code", required=False, metavar="CODE/PLACE")
@stage_options
@click.option(
    "--training",
    "training_codes",
    multiple=True,
    metavar="CODE",
    help="A training of the register that leads there; those that you name replace all others.",
)
@click.option("--place", metavar="NUMBER", help="Move an existing stage to this place in its path.")
@write_options
@pass_app
def stage(app: App, /, code: str | None, place: str | None, **given: Any) -> None:
    """Add a stage to a career path, or change one: what you leave out stays, and an empty text makes a field unknown.

    The place counts from 1, as published: JM-OFFICERS/5 is the fifth stage, also where those before are not known.
    Without flags on a terminal an existing stage opens in an editor.
    """
    from tracker.errors import Invalid
    from tracker.insight.codes import Codes
    from tracker.insight.people.careers import StageRow, stage_card
    from tracker.register.people.careers import StageFacts
    from tracker.rules.stage_codes import parse_stage_code

    code = code or app.ask("CODE/PLACE", "Path and place, such as CCLEC-OFFICER/3")
    asked = parse_stage_code(code)
    if asked is None:
        raise Invalid("stage", code, "is not the code of a stage", "PATH/PLACE, for example CCLEC/3")
    path, number = asked
    known: StageRow | None = None
    with app.reader() as reader:
        career_id = Codes(reader).id("career", path)
        there = reader.value(
            "SELECT count(*) FROM stage WHERE career_id = :career AND place = :place",
            {"career": career_id, "place": number},
        )
        if there:
            known, _ = stage_card(reader, code)
    changes = {name: value for name, value in given.items() if value is not None and value != ()}
    if known is None:
        if place is not None:
            raise Usage(f"There is no stage {code} yet to move.", "Leave out --place to add it.")
        changes["title"] = changes.get("title") or app.ask("--title", "What the stage is called")
        with app.register() as register:
            (identity,) = register.stages.enter([StageFacts(path, number, **changes)])
            row = register.stages.row(identity)
            name = register.stages.name(row)
        told(f"Stage {name} added: {row['title']}")
        say(f"Next: `tracker career report {name} --administration CODE --officers NUMBER`")
        return

    def save(changes: dict[str, Any], version: int | None = None) -> None:
        from tracker.insight.people.careers import find_stage

        with app.register() as register:
            identity = find_stage(register.reader, code)
            before, after = register.stages.edit(identity, changes, version)
            name = register.stages.name(after)
        tell_changes(f"Stage {name}", before, after)

    changes |= {} if place is None else {"place": place}
    if changes:
        save(changes)
        return
    texts = {name: None if (value := getattr(known, name)) is None else str(value) for name in STAGE}
    texts["training_codes"] = "; ".join(known.training_codes)
    row_version = known.version

    def from_editor(edited: dict[str, str | None]) -> None:
        words = {name: text or "" for name, text in edited.items()}
        save({name: several(text) if name == "training_codes" else text for name, text in words.items()}, row_version)

    if edit_record(app, f"stage {known.code}", texts, from_editor) is None:
        say("Nothing changed.")


@career.command("stages", example="tracker career stages --career CCLEC-OFFICER")
@click.option("--career", "careers", multiple=True, metavar="CODE", help="Of this path.")
@format_options
@pass_app
def stages(app: App, /, careers: Sequence[str]) -> None:
    """List the stages of career paths in order, with what they ask for and the trainings that lead there."""
    from tracker.cli.people.career_view import RARE_STAGE, STAGES
    from tracker.insight.people.careers import list_stages

    with app.reader() as reader:
        rows = list_stages(reader, careers)
        count = show(rows, spoken(STAGES, rows, *RARE_STAGE), app.style(reader))
    if not count:
        say("No matching stages. `tracker career stage` adds one to a path.")


@career.command(
    "report",
    example="tracker career report JM-OFFICERS/4 --administration JM-CUSTOMS --officers 16 --women 7 --estimated \\\n"
    "    --at 2019",
)
@click.argument("stage", required=False, metavar="CODE/PLACE")
@click.option("--administration", metavar="CODE", help="The administration whose officers they are.")
@word_options(
    ("--officers", "NUMBER", "How many officers are at the stage; 0 means none."),
    ("--women", "NUMBER", "How many of them are women; leave it out where it was not said."),
)
@click.option("--estimated/--counted", default=None, help="Whether the numbers are estimated; by default counted.")
@word_options(
    ("--note", "TEXT", "What was said of it."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
)
@click.option("--correct", is_flag=True, help="Replace what was reported to this conference before.")
@at_option
@write_options
@pass_app
def report(
    app: App, /, stage: str | None, administration: str | None, correct: bool, at: str | None, **given: Any
) -> None:
    """Record how many officers of an administration are at a stage: at the open conference, unless --at names another.

    Only numbers are recorded, no names. Women who are not given are unknown, not 0.
    """
    from tracker.insight.people.careers import find_stage

    stage = stage or app.ask("STAGE", "Path and place, such as CCLEC-OFFICER/3")
    administration = administration or app.ask("--administration", "Code of the administration")
    if given["officers"] is None and not correct:
        given["officers"] = app.ask("--officers", "How many officers are at the stage")
    with app.register() as register:
        conference = register.codes.conference_or_open(at)
        identity = find_stage(register.reader, stage)
        whose = register.codes.id("organisation", administration, said_as="beneficiary")
        before, after = register.officers.tell(conference, identity, whose, given, correct=correct)
        said, title = register.officers.said(after), after["title"]
        name = register.stages.name(register.stages.row(identity))
    if before is None:
        told(f"Reported at {conference.code}: {said} ({title}).")
    else:
        tell_changes(f"{name} at {conference.code}", before, after)
    say(f"Next: `tracker career show {name.partition('/')[0]}` shows who is where")


@career.command("officers", example="tracker career officers --at 2019")
@click.option("--career", "careers", multiple=True, metavar="CODE", help="Of this path.")
@click.option("--stage", "stages", multiple=True, metavar="CODE/PLACE", help="At this stage.")
@_administrations("Of this administration.")
@told_at_option
@format_options
@pass_app
def officers(app: App, /, **filters: Any) -> None:
    """List how many officers of each administration are at each stage. Numbers of different paths are not added up."""
    from tracker.cli.people.career_view import OFFICERS, RARE_OFFICERS
    from tracker.insight.people.careers import OfficersFilter, list_officers

    with app.reader() as reader:
        rows = list_officers(reader, OfficersFilter(**filters))
        count = show(rows, spoken(OFFICERS, rows, *RARE_OFFICERS), app.style(reader))
    if not count:
        say("No officers were reported there. `tracker career report` records how many are at a stage.")


@career.command("gaps", example='tracker career gaps --only "no training"')
@click.option("--only", multiple=True, metavar="GAP", help="no officers, not reported, no training or no path.")
@told_at_option
@format_options
@pass_app
def gaps(app: App, /, at: str | None, only: Sequence[str]) -> None:
    """List what is missing in career paths.

    Stages at which there are no officers (0 were reported) or where none were reported; stages without a training that
    leads there; administrations of beneficiaries that no path names and that reported no officers.
    """
    from tracker.cli.people.career_view import GAPS
    from tracker.insight.people.careers import list_gaps, stage_codes

    with app.reader() as reader:
        count = show(list_gaps(reader, at, only), GAPS, app.style(reader))
        stages = stage_codes(reader)
    if not count and not stages:
        say("No career path has stages yet. `tracker career add` records a path, `tracker career stage` its stages.")
    elif not count:
        say("No gaps: every stage has officers and a training, and every administration has a path.")
