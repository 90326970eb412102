"""Pages to show in a room as one html page that asks nothing of any server and needs no script."""

from __future__ import annotations

import base64

from markupsafe import Markup

from tracker.output.columns import RIGHT_ALIGNED, Column
from tracker.output.pages.deck import Deck
from tracker.output.pages.page_templates import environment, policy, template_text
from tracker.output.paper import Picture


def deck_page(deck: Deck) -> bytes:
    """Return the pages, one below the other, each as high as the window: the same bytes for the same pages."""
    templates = environment("plenary.html")
    templates.filters |= {"address": _address, "side": _side}
    style = Markup(template_text("plenary.css"))
    return templates.get_template("plenary.html").render(deck=deck, policy=policy(), style=style).encode()


def _address(picture: Picture) -> str:
    # As an image, a picture can neither run nor fetch anything.
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg.encode()).decode()


def _side(column: Column) -> Markup:
    return Markup(' class="r"') if column.kind in RIGHT_ALIGNED else Markup("")
