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
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from tracker.output.columns import RIGHT_ALIGNED, Column, Row
from tracker.output.pages.book import Article, Book
from tracker.output.pages.page_templates import environment, policy, template_text
from tracker.output.paper import PaperSection, Picture
from tracker.output.stream import terminal_safe

# More articles than these are kept compressed, so many together.
INLINE = 150
TOGETHER = 100
# More points than these are set in columns.
FEW = 8
LINKED = ("code", "codes")

_PROLOGUE = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?")
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
                "rows": [list(map(terminal_safe, row)) for row in ledger.rows],
            }
            for key, ledger in book.ledgers.items()
        },
    }
    if packed:
        islands |= {
            f"articles-{number}": fragments[start : start + TOGETHER]
            for number, start in enumerate(range(0, len(fragments), TOGETHER))
        }
    text: str = page.template.render(
        book=book,
        words=book.words,
        policy=policy(f"sha256-{_digest(script)}"),
        style=Markup(style),
        script=Markup(script),
        articles=[] if packed else fragments,
        packed=packed,
        islands=[(name, _packed(value)) for name, value in islands.items()],
        words_json=_as_script({**book.words, "months": list(book.months), "together": TOGETHER}),
    )
    return text.encode()


class _Page:
    """The pieces of one book as markup, which know the addresses of its articles.

    A book has so much text that templates of its pieces would take several times as long.
    """

    def __init__(self, book: Book) -> None:
        self.codes = {article.code for article in book.articles}
        self.sentence = lru_cache(10_000)(self._sentence)
        self.words = book.words
        templates = environment("book.html")
        templates.filters |= {"section": self.section, "facts": self.facts}
        self.template = templates.get_template("book.html")

    def article(self, article: Article) -> Markup:
        """Return an article, folded."""
        code, title = _escaped(article.code), _escaped(article.title)
        parts = "\n".join([self.section(part, 3) for part in article.parts])
        return Markup(
            f'<details class="fiche" id="p-{code}"><summary><code>{code}</code> <span>{title}</span></summary>\n'
            f'<article aria-label="{code}">\n{self.facts(article.facts)}\n{parts}\n</article></details>\n'
        )

    def facts(self, facts: Iterable[tuple[str, str]]) -> Markup:
        """Return labels with their values."""
        lines = [f"<div><dt>{_escaped(label)}</dt><dd>{self.sentence(value)}</dd></div>\n" for label, value in facts]
        return Markup(f"<dl>\n{''.join(lines)}</dl>\n")

    def section(self, part: PaperSection, level: int) -> Markup:
        """Return a section whose heading has this level or a lower one."""
        found = [*self._prose(part, level), *_figure(part.picture)]
        if part.rows or part.footer:
            found += self._table(part)
        if part.remark:
            found.append(f'<p class="remark">{self.sentence(part.remark)}</p>')
        return Markup("\n".join(['<section class="part">', *found, "</section>\n"]))

    def _prose(self, part: PaperSection, level: int) -> Iterator[str]:
        """Yield the heading of a section, its paragraphs and its points."""
        depth = level + part.level
        if part.heading:
            yield f"<h{depth}>{_escaped(part.heading)}</h{depth}>"
        for paragraph in part.text:
            yield f"<p>{self.sentence(paragraph)}</p>"
        if part.points:
            yield '<ul class="many">' if len(part.points) > FEW else "<ul>"
            for point in part.points:
                yield f"<li>{self.sentence(point)}</li>"
            yield "</ul>"

    def _table(self, part: PaperSection) -> Iterator[str]:
        """Yield a table, which scrolls by itself where it is wider than the page."""
        heading = _escaped(part.heading)
        ledger = f' data-ledger="{_escaped(part.behind.ledger)}"' if part.behind else ""
        name = heading or _escaped(self.words["table"])
        yield f'<div class="wide" tabindex="0" role="region" aria-label="{name}">'
        kinds, heads = _head(tuple(part.columns))
        yield f'<table class="{kinds}">'
        if heading:
            yield f'<caption class="unseen">{heading}</caption>'
        yield heads
        yield f"<tbody{ledger}>"
        yield from self._rows(part.rows, part.columns, part.behind.rows if part.behind else ())
        yield "</tbody>"
        if part.footer:
            yield f"<tfoot{ledger}>"
            yield from self._rows(part.footer, part.columns, part.behind.footer if part.behind else ())
            yield "</tfoot>"
        yield "</table>\n</div>"

    def _rows(self, rows: Sequence[Row], columns: Sequence[Column], behind: Sequence[Sequence[int]]) -> Iterator[str]:
        """Yield the rows of a table, each with the places of the rows behind it."""
        cells = [
            map(self.linked if column.kind in LINKED or column.flex else _escaped, map(attrgetter(column.field), rows))
            for column in columns
        ]
        for place, (first, *others) in enumerate(zip(*cells, strict=True)):
            opened = f' data-rows="{_ranges(behind[place])}"' if behind and behind[place] else ""
            yield f'<tr{opened}><th scope="row">{first}</th>{"".join([f"<td>{text}</td>" for text in others])}</tr>'

    def linked(self, text: str) -> str:
        """Return the text of a cell as markup, with the codes in it linked to their articles."""
        head, gap, rest = text.partition("  ")
        return self.sentence(head) + _escaped(gap + rest) if gap else self.sentence(text)

    def _sentence(self, text: str) -> str:
        """Return a text as markup, with every code in it linked to its article."""
        if self.codes.isdisjoint(_WORD.findall(text)):
            return _escaped(text)
        found, end = [], 0
        for match in _WORD.finditer(text):
            word = match[0]
            if word in self.codes:
                found.append(f'{_escaped(text[end : match.start()])}<a href="#p-{word}">{word}</a>')
                end = match.end()
        return "".join(found) + _escaped(text[end:])


def _figure(picture: Picture | None) -> Iterator[str]:
    """Yield a picture with its title and its source."""
    if picture is None:
        return
    title = _escaped(picture.title)
    yield f"<figure>\n<figcaption>{title}</figcaption>"
    drawn = _PROLOGUE.sub("", picture.svg)
    yield f'<div class="picture" tabindex="0" role="group" aria-label="{title}">{drawn}</div>'
    if picture.source:
        yield f'<p class="source">{_escaped(picture.source)}</p>'
    yield "</figure>"


@lru_cache(10_000)  # six of seven cells of a book are the same as another one
def _escaped(text: str) -> str:
    """Return a text as markup, without control characters, which no page may contain."""
    if not text.isprintable():
        text = terminal_safe(text)
    return escape(text) if _SPECIAL.search(text) else text


def _kind(column: Column) -> str:
    """Return the class of a column: a number, a code, a longer text, or nothing special."""
    if column.kind in RIGHT_ALIGNED:
        return "r"
    return "c" if column.kind == "code" else "f" if column.flex else ""


@lru_cache(1_000)  # all fiches have the same tables
def _head(columns: tuple[Column, ...]) -> tuple[str, str]:
    """Return the classes of a table, which say of what kind each column is, and its head."""
    kinds = [f"{kind}{place}" for place, column in enumerate(columns, 1) if (kind := _kind(column))]
    heads = [f'<th scope="col">{_escaped(one.heading)}</th>' if one.heading else "<td></td>" for one in columns]
    return " ".join(kinds), f"<thead><tr>{''.join(heads)}</tr></thead>"


def _ranges(places: Iterable[int]) -> str:
    """Return places as text: `0-4,7`."""
    found: list[list[int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return ",".join(str(one) if one == other else f"{one}-{other}" for one, other in found)


def _packed(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def _as_script(value: object) -> Markup:
    """Return data for a script element, which nothing in it can end."""
    text = json.dumps(value, ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
