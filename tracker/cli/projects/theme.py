"""`tracker theme`: the vocabulary that classifies projects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.editing import edit_command
from tracker.cli.options import Group, format_options, write_options
from tracker.errors import Invalid
from tracker.insight.projects.themes import list_measures, list_themes, theme_record
from tracker.output import Column, show
from tracker.rules.codes import slug
from tracker.rules.words import LANGUAGES

F = TypeVar("F", bound=Callable[..., Any])

COLUMNS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("name_es", "Spanish", flex=True, priority=3),
    Column("name_fr", "French", flex=True, priority=4),
    Column("dac_sector", "DAC sector", "code", priority=1),
    Column("tfa_measures", "TFA measures", flex=True, priority=2),
    Column("projects", "Projects", "number"),
]
MEASURES = [
    Column("measure", "Measure", "code"),
    Column("title", "Title", flex=True),
    Column("themes", "Themes", flex=True),
]


def _theme_options(command: F) -> F:
    for option in (
        click.option(
            "--tfa-measure",
            "tfa_measures",
            multiple=True,
            metavar="NUMBER",
            help="A measure of the WTO Trade Facilitation Agreement that it answers to, such as 7.7; repeat it.",
        ),
        click.option("--dac-sector", metavar="CODE", help="The purpose code of the OECD DAC, such as 33120."),
        click.option(
            "--name-in",
            "names",
            nargs=2,
            multiple=True,
            metavar="LANGUAGE TEXT",
            help="Its name in Spanish (es) or French (fr).",
        ),
        click.option("--name", metavar="TEXT", help="Its name in English."),
    ):
        command = option(command)
    return command


@click.group(cls=Group)
def theme() -> None:
    """Themes: what projects are about. Every --theme takes a code, or a name in English, Spanish or French."""


@theme.command(
    "add",
    example='tracker theme add "cash smuggling" --name-in es "contrabando de dinero" \\\n'
    '    --name-in fr "contrebande d\'argent" --dac-sector 33120 --tfa-measure 12',
)
@click.argument("code", metavar="THEME", required=False)
@_theme_options
@write_options
@pass_app
def add(
    app: App,
    code: str | None,
    name: str | None,
    names: Sequence[tuple[str, str]],
    dac_sector: str | None,
    tfa_measures: Sequence[str],
) -> None:
    """Record a theme.

    THEME is its code, or its name, from which the code is made: "cash smuggling" becomes cash-smuggling.
    """
    from tracker.register.projects.themes import ThemeFacts

    text = code or name or app.ask("THEME", "Name of the theme in English")
    is_code = code is not None and (name is not None or slug(text) == text)
    called = name or (text.replace("-", " ") if is_code else text)
    facts = ThemeFacts(text if is_code else None, called, dac_sector=dac_sector, tfa_measures=tfa_measures)
    with app.register(create=True) as register:
        (made,) = register.themes.add([facts._replace(**_in_languages(names))])
        known = theme_record(register.reader, made)
    told(f"Theme {known.code} added: {known.name}")
    say(f"Next: `tracker report PROJECT --theme {known.code}`")


@theme.command("list", example="tracker theme list")
@format_options
@pass_app
def list_(app: App) -> None:
    """List the themes with their names, sectors and measures, and how many projects have each."""
    with app.reader() as reader:
        show(list_themes(reader), COLUMNS, app.style(reader))


@theme.command("measures", example="tracker theme measures")
@format_options
@pass_app
def measures(app: App) -> None:
    """List the measures of the WTO Trade Facilitation Agreement, and the themes that answer to each."""
    with app.reader() as reader:
        show(list_measures(reader), MEASURES, app.style(reader))


@theme.command("edit", example='tracker theme edit transport --name "transport and logistics"')
@click.argument("code", metavar="THEME")
@_theme_options
@write_options
@pass_app
def edit(app: App, /, code: str, names: Sequence[tuple[str, str]], **given: Any) -> None:
    """Change the names, the sector or the measures of a theme; its code stays, for reports and records name it.

    An empty text makes a field unknown; --tfa-measure gives all the measures. Without flags on a terminal an editor
    opens.
    """
    words = ("name", "name_es", "name_fr", "dac_sector", "tfa_measures")
    edit_command(app, "theme", code, given | _in_languages(names), words, theme_record)


def _in_languages(names: Sequence[tuple[str, str]]) -> dict[str, str]:
    found = {}
    for language, text in names:
        code = language.strip().lower()
        if code not in LANGUAGES:
            raise Invalid("--name-in", language, "is not a language of the themes", "en, es or fr")
        found["name" if code == "en" else f"name_{code}"] = text
    return found
