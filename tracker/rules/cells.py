"""Cells for spreadsheets: a text that a spreadsheet would run as a formula gets a leading apostrophe.

So does a text that already has apostrophes before such a character, so that reading the file back removes exactly the
apostrophe that was added.
"""

import re

_BEGINS = r"=+\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"'*[{_BEGINS}]")
# A regular expression for the first character of all texts that `safe_cell` changes, and of some others.
MAY_BEGIN_FORMULA = f"['{_BEGINS}]"


def safe_cell(text: str) -> str:
    """`text` in a form that a spreadsheet can open safely: never a formula."""
    return "'" + text if _FORMULA.match(text) else text


def restore_cell(text: str) -> str:
    """The original text that was given to `safe_cell`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def letters(place: int) -> str:
    """The name of a column in a spreadsheet, by its place from 0: A, B ... Z, AA."""
    found, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
