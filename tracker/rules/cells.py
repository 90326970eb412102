"""Cells of a table that a spreadsheet opens: a text that it would run as a formula gets an apostrophe in front.

So does one that has apostrophes before such a character already, and whoever reads the file back takes off exactly the
apostrophe that was put there.
"""

import re

_BEGINS = r"=+\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"'*[{_BEGINS}]")
# A regular expression of the first character of all texts that `safe_cell` changes, and of some others.
MAY_BEGIN_FORMULA = f"['{_BEGINS}]"


def safe_cell(text: str) -> str:
    """`text` as a spreadsheet may open it: never a formula."""
    return "'" + text if _FORMULA.match(text) else text


def restore_cell(text: str) -> str:
    """The text that `safe_cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
