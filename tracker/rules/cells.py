"""Cells of a table that a spreadsheet opens: a text that it would run as a formula gets an apostrophe in front.

So does one that has apostrophes before such a character already, and whoever reads the file back takes off exactly the
apostrophe that was put there.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def safe_cell(text: str) -> str:
    """`text` as a spreadsheet may open it: never a formula."""
    return "'" + text if _FORMULA.match(text) else text


def restore_cell(text: str) -> str:
    """The text that `safe_cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
