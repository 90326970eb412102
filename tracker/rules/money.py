"""Amounts of money: whole minor units beside an ISO 4217 code, read from and written as text without a float.

The grammar of an amount, as a person types it (letters in either case, spaces optional)::

    amount   = ["="] [sign] [currency] [sign] number [suffix] [currency] [":" reason]
    sign     = "+" | "-"                  at most one; a signed amount is relative, unless "=" says that it is absolute
    currency = three letters of ISO 4217  at most one
    number   = digits ["." digits], the thousands apart by commas or by (no-break) spaces, or not at all
    suffix   = "k" | "m" | "bn"           thousand, million, thousand million; with a number that has no separators

    400000 EUR     EUR 400,000.00     1 000 000 EUR     1.5m USD     +250,000 USD: new money     =-50,000 USD

A comma never is a decimal point and a point never separates thousands: what could be either is refused.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.rules.codes import nearest
from tracker.rules.text import line

MAX_MINOR = 10**17  # so that sums of ninety still fit 64 bits; the tables hold the same bound
_POWERS = {"": 0, "k": 3, "m": 6, "bn": 9}
_SHAPE = re.compile(
    r"(=)? *([+-])? *([a-z]{3})? *([+-])? *([0-9](?:[0-9., ]*[0-9])?) *(k|m|bn)? *([a-z]{3})?", re.IGNORECASE | re.ASCII
)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(\.[0-9]+)?")
_PLAIN = re.compile(r"(-?[0-9]{1,12})(?:\.([0-9]+))?")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+,[0-9]+|[0-9]+,[0-9]{1,2}|0,[0-9]+")
_POINTED_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_SAME = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "−": "-"})
_EXAMPLES = "400000 EUR, EUR 400,000.00, 1.5m USD or +300000 EUR"
_LONGEST = 80


class Amount(NamedTuple):
    """`minor` whole minor units of `currency`; `relative`: to be added to what is there; `reason` as it was typed."""

    minor: int
    currency: str
    relative: bool
    reason: str | None


def parse_amount(what: str, text: str, exponents: Mapping[str, int], currency: str | None = None) -> Amount:
    """An amount, by the grammar of this module; `exponents` gives the decimals of every known currency.

    Without a currency in the text it is `currency`, which must be known; that another one is meant is for the caller to
    judge, and so is whether the reason is one of the words. Raises Invalid for all that is not certain, for more
    decimals than the currency has, and beyond 10**17 minor units either way.
    """
    head, colon, tail = text.partition(":")
    head = head.translate(_SAME).strip()
    match = _SHAPE.fullmatch(head) if len(head) <= _LONGEST else None
    if match is None:
        raise Invalid(what, text, _no_amount(head[:_LONGEST]), _EXAMPLES)
    absolute, sign, before, inner_sign, number, suffix, after = (part or "" for part in match.groups())
    if sign and inner_sign:
        raise Invalid(what, text, "has two signs", _EXAMPLES)
    if before and after:
        raise Invalid(what, text, "names two currencies", _EXAMPLES)
    code = (before or after).upper() or currency
    if code is None:
        raise Invalid(what, text, "has no currency", "a currency beside it, such as 400000 USD")
    if code not in exponents:
        close = " or ".join(nearest(code, exponents)) or "a code of ISO 4217, such as USD"
        raise Invalid(what, text, f"{code} is not a known currency", close)
    minor = _minor(what, text, number, exponents[code], currency=code, suffix=suffix)
    signs = sign + inner_sign
    reason = line(f"{what}, reason", tail) if colon else None
    return Amount(-minor if signs == "-" else minor, code, bool(signs) and not absolute, reason)


def from_decimal(what: str, text: str, exponent: int, currency: str = "the currency") -> int:
    """Minor units from a column of plain decimals: "-1000000.5", "1,000,000.50".

    No currency, suffix or plus sign. Raises Invalid as parse_amount does.
    """
    plain = _PLAIN.fullmatch(text)
    if plain and len(fraction := plain[2] or "") <= exponent:
        return int(plain[1] + fraction.ljust(exponent, "0"))
    given = text.translate(_SAME).strip()
    number = given.removeprefix("-")
    if len(given) > _LONGEST or not re.fullmatch(r"[0-9][0-9., ]*", number):
        raise Invalid(what, text, "is not a plain number", "1000000.50 or 1,000,000.50")
    minor = _minor(what, text, number, exponent, currency=currency)
    return minor if number == given else -minor


def decimal_text(minor: int, exponent: int) -> str:
    """The plain decimal with exactly the currency's decimals: 100000000 with two is "1000000.00"."""
    text = str(minor)
    # Lists have many amounts, and of most the digits only need a point.
    if 0 < exponent < len(text) and minor > 0:
        return f"{text[:-exponent]}.{text[-exponent:]}"
    return _written(minor, exponent, "")


def human(minor: int, exponent: int) -> str:
    """The same for a person's eye: "1,000,000.00"."""
    return _written(minor, exponent, ",")


def _written(minor: int, exponent: int, separator: str) -> str:
    whole, rest = divmod(abs(minor), 10**exponent)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:{separator}}.{rest:0{exponent}}" if exponent else f"{sign}{whole:{separator}}"


def _minor(
    what: str, text: str, number: str, exponent: int, *, currency: str = "the currency", suffix: str = ""
) -> int:
    if not _NUMBER.fullmatch(number):
        raise Invalid(what, text, *_misplaced(number))
    plain = re.sub("[, ]", "", number)
    if suffix and plain != number:
        # Whoever writes "1,234m" may mean either, and one is a thousand times the other.
        right = f"{plain}{suffix}, or with a point before the decimals"
        raise Invalid(what, text, f"separates thousands before {suffix!r}", right)
    whole, _, fraction = plain.partition(".")
    zeros = exponent + _POWERS[suffix.lower()] - len(fraction)
    if zeros < 0:
        right = f"at most {exponent} decimals" if exponent else "no decimals"
        if not suffix and len(fraction) == 3:
            right += f"; if thousands are meant, {whole}{fraction}"
        raise Invalid(what, text, f"has more decimals than {currency} has", right)
    minor: int = int(whole + fraction) * 10**zeros
    if minor > MAX_MINOR:
        raise Invalid(what, text, "is too large", f"at most {human(MAX_MINOR, exponent)}")
    return minor


def _no_amount(head: str) -> str:
    symbol = next((c for c in head if unicodedata.category(c) == "Sc"), None)
    return f"{symbol} is the sign of more than one currency" if symbol else "is not an amount of money"


def _misplaced(number: str) -> tuple[str, str]:
    """Why commas, points and spaces of a number are wrong, and what would be right."""
    if _DECIMAL_COMMA.fullmatch(number):
        plain = re.sub("[. ]", "", number).replace(",", ".")
        return "has a decimal comma", f"{plain}: a point before the decimals, commas between thousands"
    if _POINTED_THOUSANDS.fullmatch(number):
        return "has points between thousands", f"{number.replace('.', ',')} or {number.replace('.', '')}"
    return "is not separated into thousands", "1234567.89 or 1,234,567.89"


def hundredfold(was: int | None, now: int | None) -> bool:
    """Whether an amount becomes more than a hundred times, or less than a hundredth of, what it was.

    What is or was unknown or 0 has no such measure.
    """
    if not was or not now:
        return False
    less, more = sorted((abs(was), abs(now)))
    return more > 100 * less
