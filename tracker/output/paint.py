"""Text for people in columns: bold headings and totals, a dim rule, and three quiet hues for what needs attention.

A hue is never the only carrier of a meaning: the word or the sign that it is for is always there.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.output.columns import RIGHT_ALIGNED, UNKNOWN, Column, is_amount, shade
from tracker.output.layout import GAP, cell_width, padded, shortened, wrapped

LEAST_VALUE = 29  # the largest amount that can be stored, with its currency
BOLD, DIM = "1", "2"
# Hues of the 256 colours of a terminal whose contrast is at least 4 on white and on black, and which people who do not
# see red or green, or blue, tell apart (tests/output/test_output_hues.py computes both).
BAD, DOUBTFUL, GOOD = "38;5;130", "38;5;98", "38;5;30"  # rust, violet, teal
HUES = {
    BAD: ("critical", "off", "off track", "overdue"),
    DOUBTFUL: ("high", "behind", "suspended"),
    GOOD: ("achieved", "on track", "reached", "done", "kept", "met"),
}
_HUE_OF = {word: hue for hue, words in HUES.items() for word in words}
# From light to dark, with letters that can be read on each.
_SHADES = ("", "30;48;5;194", "30;48;5;157", "30;48;5;120", "30;48;5;83")


def styled(text: str, style: str, *, color: bool) -> str:
    """Return a text with the escape codes of a style, if there is one and colour is used."""
    return f"\x1b[{style}m{text}\x1b[0m" if color and style and text else text


def painted_heading(text: str, room: int, *, color: bool) -> str:
    """Return a heading, wrapped at words."""
    return "".join(styled(line, BOLD, color=color) + "\n" for line in wrapped(text, room))


def painted_remark(text: str, room: int, *, color: bool) -> str:
    """Return a remark below a table, wrapped at words."""
    return "".join(styled(line, DIM, color=color) + "\n" for line in wrapped(text, room))


def painted_pairs(pairs: Sequence[tuple[str, str]], room: int, *, color: bool) -> str:
    """Return labels with values next to them, wrapped to `room` cells, but never so narrow that an amount wraps."""
    labels = max((cell_width(label) for label, _ in pairs), default=0) + GAP
    width = max(room - labels, LEAST_VALUE)
    lines = []
    for label, value in pairs:
        first, *rest = wrapped(value, width)
        blank = " " * (labels - cell_width(label))
        style = DIM if value == UNKNOWN else _hue_of(value)
        lines.append(styled(label, BOLD, color=color) + blank + styled(first, style, color=color))
        lines += [" " * labels + line for line in rest]
    return "".join(line.rstrip() + "\n" for line in lines)


def hue(column: Column, text: str) -> str:
    """Return the style of a cell: a hue for a word that asks for attention and for a negative amount, dim for none."""
    if text == UNKNOWN:
        return DIM
    if column.flex:
        return ""
    if column.kind in RIGHT_ALIGNED:
        return BAD if text.startswith("-") and is_amount(column) else ""
    if column.kind == "flag":
        return BAD if text == "yes" and column.field == "overdue" else ""
    return _hue_of(text)


def _hue_of(text: str) -> str:
    """Return the hue of a word, or of the worst in `open, overdue`; none for any other text."""
    found = [_HUE_OF[word] for word in text.split(", ") if word in _HUE_OF]
    return min(found, key=[*HUES].index, default="")


class TablePainter:
    """Makes the lines of a table with these columns and widths, many rows at a time.

    Text that is wider than its column is wrapped if the column is flexible, else it shifts its line right. If the table
    is to be `short`, titles become one line that ends with an ellipsis where it does not fit.
    """

    def __init__(self, columns: Sequence[Column], widths: Sequence[int], *, color: bool, short: bool = False) -> None:
        self._columns = list(zip(columns, widths, strict=True))
        self._color = color
        self._short = short
        self._rule = "─" * (sum(widths) + GAP * (len(widths) - 1))

    def rule(self) -> str:
        return styled(self._rule, DIM, color=self._color) + "\n"

    def headings(self) -> str:
        """Return the headings, broken between words where they are wider than their column, and a rule."""
        broken = [wrapped(column.heading, max(width, 1)) for column, width in self._columns]
        deep = max(map(len, broken))
        lines = [[""] * (deep - len(lines)) + lines for lines in broken]
        return self.rows(lines, BOLD) + self.rule()

    def footer(self, cells: Sequence[Sequence[str]]) -> str:
        """Return a rule and the rows of totals; a label may reach into an empty cell beside it."""
        lines = []
        for row in zip(*cells, strict=True):
            texts, table = row, self
            (column, width), *others = self._columns
            if others and not row[1] and cell_width(row[0]) > width:
                (_, beside), *rest = others
                across = [(column, width + GAP + beside), *rest]
                texts = (row[0], *row[2:])
                table = TablePainter([one for one, _ in across], [wide for _, wide in across], color=self._color)
            lines.append(table.rows([[text] for text in texts], BOLD))
        return self.rule() + "".join(lines)

    def rows(self, cells: Sequence[Sequence[str]], style: str = "") -> str:
        """Return the lines of rows, given by column."""
        more: dict[int, list[tuple[int, list[str]]]] = {}  # by row: the lines after the first, by column
        columns = [
            self._column(place, column, width, texts, style, more)
            for place, ((column, width), texts) in enumerate(zip(self._columns, cells, strict=True))
        ]
        lines = list(map((" " * GAP).join, zip(*columns, strict=True)))
        for number, rest in more.items():
            lines[number] = "\n".join([lines[number].rstrip(), *self._more_lines(dict(rest), style)])
        return "".join(line.rstrip() + "\n" for line in lines)

    def _column(
        self,
        place: int,
        column: Column,
        width: int,
        texts: Sequence[str],
        style: str,
        more: dict[int, list[tuple[int, list[str]]]],
    ) -> list[str]:
        if column.flex:
            one_line = self._short and column.field.endswith("title")
            texts = list(texts)
            for number, text in enumerate(texts):
                if len(text) * 2 <= width or cell_width(text) <= width:
                    continue
                if one_line:
                    texts[number] = shortened(text, width)
                else:
                    texts[number], *rest = wrapped(text, width)
                    more.setdefault(number, []).append((place, rest))
        if not self._color:
            return padded(texts, width, column.kind)
        return [self._painted(column, width, text, style) for text in texts]

    def _painted(self, column: Column, width: int, text: str, style: str) -> str:
        dark = 0 if style else shade(column, text)
        own = _SHADES[dark] if dark else ";".join(filter(None, (style, hue(column, text))))
        painted = styled(text, own, color=True)
        blank = " " * (width - cell_width(text))
        return blank + painted if column.kind in RIGHT_ALIGNED else painted + blank

    def _more_lines(self, rest: dict[int, list[str]], style: str) -> list[str]:
        lines = []
        for number in range(max(map(len, rest.values()))):
            cells = []
            for place, (_, width) in enumerate(self._columns):
                text = "".join(rest.get(place, ())[number : number + 1])
                cells.append(styled(text, style, color=self._color) + " " * (width - cell_width(text)))
            lines.append((" " * GAP).join(cells).rstrip())
        return lines
