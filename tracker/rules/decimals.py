"""Plain decimal numbers as text, exact: rates, shares and what indicators measure."""

import re

from tracker.errors import Invalid

MAX_DIGITS = 18
_PLAIN = re.compile(r"(-?)0*([0-9]+(?:\.[0-9]+)?)")
_PERHAPS_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_WHOLE = re.compile(r"-?[0-9]+")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")


def plain_decimal(what: str, text: str, expected: str, *, signed: bool = False) -> str:
    """`text` as a plain decimal without leading zeros; the decimals stay as they were given.

    At most 18 digits. Raises Invalid, saying `expected`, for anything else: signs (unless `signed`), exponents, and any
    comma, because "1,250" is a different number in different countries.
    """
    given = text.strip()
    match = _PLAIN.fullmatch(given)
    if match is None and _COMMA.fullmatch(given):
        raise Invalid(what, text, "contains a comma", given.replace(",", ".") + " or " + given.replace(",", ""))
    if match is None:
        raise Invalid(what, text, "is not a plain number", expected)
    sign, digits = match.groups()
    if sum(c != "." for c in digits) > MAX_DIGITS:
        raise Invalid(what, text, "is too long", f"at most {MAX_DIGITS} digits")
    if sign and not signed:
        raise Invalid(what, text, "is negative", expected)
    return digits if digits.strip("0.") == "" else sign + digits


def perhaps_thousands(text: str) -> str | None:
    """The other number that three digits behind a point may mean: 1100 for "1.100"; None where there is none."""
    number = text.strip().removesuffix("%").strip()
    return number.replace(".", "") if _PERHAPS_THOUSANDS.fullmatch(number) else None


def whole_number(text: str, most: int) -> int | None:
    """The whole number in ASCII digits, ignoring blanks around them; None for anything else, and beyond `most`."""
    digits = text.strip().lstrip("0") or text.strip()[-1:]
    # Python refuses to parse more than 4,300 digits.
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None


def check_whole(what: str, text: str, least: int, most: int) -> int:
    """The whole number in a text, from `least` to `most`. Raises Invalid, saying what is wrong with any other text."""
    given = text.strip()
    number = whole_number(given, most)
    if number is not None and number >= least:
        return number
    why = "is not a whole number"
    if not given:
        why = "is empty"
    elif _WHOLE.fullmatch(given):
        why = f"is less than {least}" if number is not None or given.startswith("-") else f"is more than {most:,}"
    raise Invalid(what, text, why, f"a whole number from {least} to {most:,}")


def trimmed(number: str) -> str:
    """A plain decimal without trailing zeros: "3.50" becomes "3.5"."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def rounded(numerator: int, denominator: int) -> int:
    """The whole number nearest to numerator / denominator (which is positive), halves away from zero."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -whole if numerator < 0 else whole
