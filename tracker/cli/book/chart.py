"""`tracker chart`: one picture of a conference, as svg or png."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.options import Command, OutputFile, force_option
from tracker.errors import Usage
from tracker.rules.words import COMPARED_BY, LANGUAGES, LIT, MEASURES
from tracker.store.files.destinations import check, replaced

if TYPE_CHECKING:
    from tracker.output.paper import Picture

KINDS = ("bridge", "portfolio", "coverage", "tiles", "risk", "scorecard", "pledges", "trend", "outcomes")
GROUPINGS = (*COMPARED_BY, "country", "tfa")
ENDINGS = {".svg": "svg", ".png": "image"}


@click.command(
    cls=Command,
    example="tracker chart bridge --at 2013 --compare 2012 -o bridge.svg\n"
    "tracker chart portfolio --at 2013 --by donor --language es -o portfolio.png",
)
@click.argument("kind", metavar="PICTURE", type=click.Choice(KINDS))
@click.option("--at", metavar="CONFERENCE", help="At this conference; by default the open one.")
@click.option(
    "--compare", metavar="CONFERENCE", help="Compare with this earlier conference; by default the one before."
)
@click.option("--by", type=click.Choice(GROUPINGS), help="What to divide it by.")
@click.option("--of", type=click.Choice(LIT), help="Which of the five lights; for scorecard.")
@click.option("--measure", type=click.Choice(MEASURES), help="Which money; by default committed.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the texts.")
@click.option("-o", "--output", metavar="FILE", type=OutputFile(), help="Write to this file: .svg .png")
@force_option
@pass_app
def chart(app: App, /, kind: str, output: str | None, **given: Any) -> None:
    """Draw a picture of a conference from the figures of its lists and comparisons.

    bridge shows how the money moved from one conference to the next, cause by cause; portfolio the money by donor,
    beneficiary, theme or project; trend all conferences up to this one; pledges what became of those of the conference
    before. coverage is a table of administrations and themes, tiles a square for each administration of the region.
    risk, scorecard and outcomes show how projects are doing.

    The title says what a picture shows, with its figures; below it are the source and what is not confirmed.
    """
    form = ENDINGS.get(Path(output).suffix.lower()) if output is not None else None
    if output is None or form is None:
        named = "A picture goes into a file." if output is None else f"The ending of -o {output} is not a known format."
        raise Usage(named, f"Use the ending .svg or .png, for example -o {kind}.svg")
    from tracker.output.pages.charts import framed, import_library, png_bytes

    import_library()
    target = app.target(output, form)
    check(target)
    picture = _picture(app, kind, given)
    svg = framed(picture.title, picture.svg, picture.source)
    content = svg.encode() if form == "svg" else png_bytes(svg)
    with replaced(target) as file:
        file.write(content)
    say(f"{picture.title} written to {output}")


def _picture(app: App, kind: str, given: dict[str, Any]) -> Picture:
    from tracker.cli.book.picture_request import draw

    with app.reader() as reader:
        return draw(reader, kind, **given)
