"""What the commands for the parts of a project share: `P1/R1`, editing, removing, and the echo of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.editing import edit_record, tell_changes
from tracker.cli.options import at_option, told_at_option, word_options, write_options
from tracker.rules.structure import several
from tracker.rules.words import with_article

if TYPE_CHECKING:
    from tracker.register.core import Row
    from tracker.register.register import Register
    from tracker.store.reader import Reader

F = TypeVar("F", bound=Callable[..., Any])
Standing = Callable[["Reader"], Any]


def choice_options(command: F) -> F:
    """Add --at and --project, which choose the reports and projects that a list shows."""
    command = click.option("--project", "projects", multiple=True, metavar="CODE", help="Of this project.")(command)
    return told_at_option(command)


def report_command(
    group: click.Group,
    noun: str,
    example: str,
    *options: tuple[str, str, str],
    several_of: tuple[tuple[str, str, str], ...] = (),
) -> None:
    """Add the command that reports a part at a conference: a `report` with few flags; some may be repeated."""

    @group.command(
        "report",
        example=example,
        help=f"""Record what is reported about {with_article(noun)} at a conference: the open one, unless --at names
        another.

        What you leave out stays as it was reported last. A project that was not reported at that conference yet is
        added to it, with what was reported about it last.""",
    )
    @click.argument("code", required=False, metavar="PROJECT/CODE")
    @word_options(*options)
    @word_options(*several_of, multiple=True)
    @word_options(
        ("--source", "TEXT", "Who said it, in which mail, file or note."),
        ("--by", "CODE", "The organisation that said it; the source begins with its code."),
    )
    @at_option
    @write_options
    @pass_app
    def report(app: App, /, code: str | None, at: str | None, **given: str | None) -> None:
        from tracker.cli.projects.report import tell
        from tracker.register.reporting.report_words import check_part_told, part_report

        named = code or app.ask("CODE", f"Project and code, such as P1/{noun[0].upper()}1")
        check_part_told(noun, named, given)
        tell(app, at, lambda register: [part_report(register, noun, named, given)])


def named(app: App, code: str | None, example: str) -> tuple[str, str | None]:
    """Split `P1/R1` into project and part; for `P1` the part is None, to be chosen later."""
    project, _, part = (code or app.ask("CODE", f"Project and code, such as {example}")).strip().partition("/")
    return project, part or None


def edit_part(
    app: App, noun: str, code: str, given: Mapping[str, object], standing: Standing, fields: Sequence[str]
) -> None:
    """Change a part by the flags given, else in an editor with its `fields`, as `standing` reads them."""

    from tracker.register.reporting.doubts import doubt_thousands

    def save(changes: Mapping[str, Any], version: int | None = None) -> None:
        def write(register: Register) -> tuple[str, Row, Row]:
            _, identity = register.codes.within(noun, code)
            collection = getattr(register, several(noun))
            before, after = collection.edit(identity, changes, version)
            for name in ("baseline", "target"):
                doubt_thousands(register, f"--{name}", after.get("measure") or "", changes.get(name))
            return register.codes.code("project", after["project_id"]), before, after

        project, before, after = app.written(write)
        tell_changes(f"{noun.capitalize()} {project}/{after['code']}", before, after)

    changes = {name: text for name, text in given.items() if text is not None}
    if changes:
        save(changes)
        return
    with app.reader() as reader:
        facts = standing(reader)
    texts = {name: None if (value := getattr(facts, name)) is None else str(value) for name in fields}
    edited = edit_record(
        app,
        f"{noun} {facts.code}",
        texts,
        lambda changes: save({name: text or "" for name, text in changes.items()}, facts.version),
    )
    if edited is None:
        say("Nothing changed.")


def tell_listed(conferences: Sequence[str], what: str) -> None:
    """Print which conferences now list a part that was just added, and as what."""
    for conference in conferences:
        told(f"It is in the lists of {conference}: {what} yet.")


def remove_part(app: App, noun: str, code: str) -> None:
    """Remove a part that was entered by mistake, after showing what depends on it."""
    from tracker.insight.codes import Codes
    from tracker.insight.projects.parts import hanging

    with app.reader() as reader:
        codes = Codes(reader)
        project_id, identity = codes.within(noun, code)
        name = f"{noun} {codes.code('project', project_id)}/{codes.code(noun, identity)}"
        counts = hanging(reader, noun, identity)
    held = ", ".join(f"{count} {what if count > 1 else what.removesuffix('s')}" for what, count in counts.items())
    app.confirmed(
        f"Remove {name}{f' with {held}' if held else ''}?",
        lambda register: getattr(register, several(noun)).remove(identity),
    )
    told(f"{name[0].upper()}{name[1:]} removed{f', with {held}' if held else ''}.")
