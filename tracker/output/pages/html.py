"""A book as one self-contained page: markup, style, script and data in one file that asks nothing of any server.

Every text goes through the escaping of the template. The policy in the page allows its own script, by hash, and no
other; nothing is fetched. The articles of a long book are kept compressed beside the page and enter it when they are
opened, so that a list stays quick to filter.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from html import escape
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from tracker.output.columns import RIGHT_ALIGNED, Column, Row
from tracker.output.pages.book import Article, Book
from tracker.output.pages.page_templates import environment, policy, template_text
from tracker.output.paper import PaperSection
from tracker.output.stream import terminal_safe

# More articles than these are kept compressed, so many together.
INLINE = 150
TOGETHER = 100
# More points than these are set in columns.
FEW = 8
LINKED = ("code", "codes")

_PROLOGUE = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?")
# What no page may contain, wherever it comes from.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPECIAL = re.compile("[&<>\"']")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def book_page(book: Book) -> bytes:
    """Return the book as an html page: the same bytes for the same book."""
    page = _Page(book)
    style, script = template_text("book.css"), template_text("book.js")
    packed = len(book.articles) > INLINE
    fragments = [page.article(article) for article in book.articles]
    islands: dict[str, Any] = {
        "index": [[article.code, article.title] for article in book.articles],
        "ledgers": {
            key: {
                "headings": [column.heading for column in ledger.columns],
                "kinds": [_kind(column) for column in ledger.columns],
                "rows": [list(map(_safe, row)) for row in ledger.rows],
            }
            for key, ledger in book.ledgers.items()
        },
    }
    if packed:
        islands |= {
            f"articles-{number}": fragments[start : start + TOGETHER]
            for number, start in enumerate(range(0, len(fragments), TOGETHER))
        }
    text: str = page.template("book.html").render(
        book=book,
        policy=policy(f"sha256-{_digest(script)}"),
        style=Markup(style),
        script=Markup(script),
        articles=[] if packed else list(map(Markup, fragments)),
        packed=packed,
        islands=[(name, _packed(value)) for name, value in islands.items()],
        words_json=_as_script({**book.words, "months": list(book.months), "together": TOGETHER}),
    )
    return _CONTROL.sub("", text).encode()


class _Page:
    """The templates of one book, which know the addresses of its articles."""

    def __init__(self, book: Book) -> None:
        self.codes = {article.code for article in book.articles}
        self.environment = environment("book.html", "book_parts.html")
        self.environment.filters |= {"sentence": self.sentence, "body": self.body, "prose": self.prose, "drawn": _drawn}
        self.environment.globals |= {"kinds": _kinds, "words": book.words}
        parts: Any = self.environment.get_template("book_parts.html").module
        self._article = parts.article

    def template(self, name: str) -> Any:
        return self.environment.get_template(name)

    def article(self, article: Article) -> str:
        return _CONTROL.sub("", self._article(article))

    def body(self, rows: Sequence[Row], columns: Sequence[Column], behind: Sequence[Sequence[int]] = ()) -> Markup:
        """Return the rows of a table. A book has so much text that loops of the template would take too long."""
        chosen = [
            (attrgetter(column.field), self.linked if column.kind in LINKED or column.flex else _escaped)
            for column in columns
        ]
        lines = []
        for place, row in enumerate(rows):
            first, *others = (show(get(row)) for get, show in chosen)
            opened = f' data-rows="{_ranges(behind[place])}"' if behind and behind[place] else ""
            cells = "".join([f"<td>{text}</td>" for text in others])
            lines.append(f'<tr{opened}><th scope="row">{first}</th>{cells}</tr>')
        return Markup("\n".join(lines))

    def prose(self, part: PaperSection, level: int) -> Markup:
        """Return the heading of a section, its paragraphs and its points."""
        depth = level + part.level
        found = [f"<h{depth}>{_escaped(part.heading)}</h{depth}>"] if part.heading else []
        found += [f"<p>{self._sentence(paragraph)}</p>" for paragraph in part.text]
        if part.points:
            many = ' class="many"' if len(part.points) > FEW else ""
            found += [f"<ul{many}>", *(f"<li>{self._sentence(point)}</li>" for point in part.points), "</ul>"]
        return Markup("\n".join(found))

    def linked(self, text: str) -> str:
        """Return the text of a cell as markup, with the codes in it linked to their articles."""
        head, gap, rest = text.partition("  ")
        return self._sentence(head) + _escaped(gap + rest) if gap else self._sentence(text)

    def sentence(self, text: str) -> Markup:
        """Return a text with every code in it linked to its article."""
        return Markup(self._sentence(text))

    def _sentence(self, text: str) -> str:
        found, end = [], 0
        for match in _WORD.finditer(text):
            word = match[0]
            if word in self.codes:
                found.append(f'{_escaped(text[end : match.start()])}<a href="#p-{word}">{word}</a>')
                end = match.end()
        return "".join(found) + _escaped(text[end:]) if found else _escaped(text)


def _escaped(text: str) -> str:
    """Return a text as markup."""
    text = _safe(text)
    return escape(text) if _SPECIAL.search(text) else text


def _safe(text: str) -> str:
    """Return a text without control characters, which no page may contain."""
    return text if text.isprintable() else terminal_safe(text)


def _kind(column: Column) -> str:
    """Return the class of a column: a number, a code, a longer text, or nothing special."""
    if column.kind in RIGHT_ALIGNED:
        return "r"
    return "c" if column.kind == "code" else "f" if column.flex else ""


def _kinds(columns: Sequence[Column]) -> str:
    """Return the classes of a table, which say of what kind each column is."""
    return " ".join(f"{kind}{place}" for place, column in enumerate(columns, 1) if (kind := _kind(column)))


def _ranges(places: Iterable[int]) -> str:
    """Return places as text: `0-4,7`."""
    found: list[list[int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return ",".join(str(one) if one == other else f"{one}-{other}" for one, other in found)


def _packed(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def _as_script(value: Any) -> Markup:
    """Return data for a script element, which nothing in it can end."""
    text = json.dumps(value, ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _drawn(svg: str) -> Markup:
    """Return a picture to be part of a page."""
    return Markup(_PROLOGUE.sub("", svg))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
