"""The widths of the columns of a paper's tables, in twentieths of a point, for a nine-point sans-serif."""

from __future__ import annotations

from collections.abc import Sequence

# The margins of a cell, both sides together, with a reserve for another font; the minimum width of a text.
MARGIN, TIGHT = 220, 160
_NARROWEST = 1600
_NARROW, _WIDE = frozenset(" \xa0!'(),-.–/:;|Iijlft"), frozenset("MWmw@%—")


def text_width(text: str, *, bold: bool = False) -> int:
    """Return the approximate width of a text in a table, in twentieths of a point, for a nine-point sans-serif."""
    units = sum(55 if c in _NARROW else 160 if c in _WIDE else 132 if c.isupper() else 102 for c in text)
    return units * 11 // 10 if bold else units


def narrowest(cells: Sequence[Sequence[str]], flexible: Sequence[bool]) -> int:
    """Return the width below which a table's inflexible columns no longer have the width that they need."""
    return sum(_narrow([_needed(texts, TIGHT) for texts in cells], flexible))


def shared_out(cells: Sequence[Sequence[str]], flexible: Sequence[bool], room: int) -> list[int]:
    """Return the widths of columns: inflexible columns are as wide as they need, flexible ones share the rest.

    The first cell of each column is its heading, which may wrap between words. The sum never exceeds `room`.
    """
    for margin in (MARGIN, TIGHT):
        widths = [_needed(texts, margin) for texts in cells]
        narrow = _narrow(widths, flexible)
        if sum(narrow) <= room:
            return _stretched(widths, cells, [place for place, flex in enumerate(flexible) if flex], room, margin)
    # The figures alone are wider than the page: all columns shrink equally, so that nothing lies outside the page.
    return [width * room // sum(narrow) for width in narrow]


def _narrow(widths: Sequence[int], flexible: Sequence[bool]) -> list[int]:
    """Return the widths, except that a text can be narrower than it would be on one line."""
    return [min(width, _NARROWEST) if flex else width for width, flex in zip(widths, flexible, strict=True)]


def _stretched(
    widths: list[int], cells: Sequence[Sequence[str]], flexible: Sequence[int], room: int, margin: int
) -> list[int]:
    """Return the same widths, except that the flexible columns share what the others leave."""
    left = room - sum(width for place, width in enumerate(widths) if place not in flexible)
    waiting = sorted(flexible, key=lambda place: widths[place])
    # Short texts take what they need; long ones share the rest in proportion to the square root of their length.
    while waiting and widths[waiting[0]] * len(waiting) <= left:
        left -= widths[waiting.pop(0)]
    floor = {place: min(_needed(cells[place][:1], margin), left // len(waiting)) for place in waiting}
    spare, roots = left - sum(floor.values()), {place: widths[place] ** 0.5 for place in waiting}
    for place in waiting:
        widths[place] = floor[place] + int(spare * roots[place] / sum(roots.values()))
    if flexible and not waiting:
        widths[max(flexible, key=lambda place: widths[place])] += left
    return widths


def _needed(texts: Sequence[str], margin: int) -> int:
    heading, *rest = texts
    words = [text_width(word, bold=True) for word in heading.split(" ")]
    return max([*map(text_width, rest), *words]) + margin
